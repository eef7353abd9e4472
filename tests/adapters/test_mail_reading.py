from __future__ import annotations

from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.mail.reading import read_mail

OUTLOOK = """From: =?iso-8859-1?Q?J=FCrgen_M=FCller?= <j@example.com>
To: hotline@example.org
Subject: =?utf-8?B?RHJ1Y2tlciBkcnVja3QgbmljaHQg8J+Zgg==?=
Date: Fri, 20 Nov 2026 12:10:00 +0100
MIME-Version: 1.0
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<html><head><style>p {color:red}</style></head><body><p>Gr=FC=DFe,<br>J&uuml;rgen</p><script>alert(1)</script></body>
"""


def test_a_mail_of_markup_reads_as_text():
    head, text, names = read_mail(OUTLOOK.encode())
    assert (head["from"], head["subject"]) == ("Jürgen Müller <j@example.com>", "Drucker druckt nicht 🙂")
    assert (text, names) == ("Grüße,\nJürgen", ())


def test_what_is_attached_is_named_and_the_plain_part_goes_before_the_other():
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "anna@example.org", "Störung"
    mail.set_content("Bitte Rückruf")
    mail.add_alternative("<b>Bitte Rückruf</b>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Gerät.pdf")
    assert read_mail(mail.as_bytes())[1:] == ("Bitte Rückruf", ("Gerät.pdf",))


def test_what_is_no_mail_has_no_head():
    assert read_mail(b"Nur ein Text ohne Kopf") == ({}, "", ())


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda b: b"From: a@b\nContent-Type: " + b))
def test_whatever_a_file_holds_is_read_without_harm(body):
    head, text, _names = read_mail(body)
    assert head or not text
