"""Handing mails to a server: what goes over the line, and what each kind of trouble leads to."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from hotline_desk.adapters.mail.message import Attached, Letter, checked_address, written
from hotline_desk.adapters.mail.smtp import TLS, Doubtful, Server, connected
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from tests.mail_server import PASSWORD, USER, MailServer, certificate, running

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TO = "rechnung@kunde.example"


def letter(**changes) -> Letter:
    values = {
        "sender": USER, "sender_name": "Hotline Müller & Söhne", "recipient": TO, "subject": "Rechnung RE-2026-00001",
        "text": "Grüße\n.\n..zwei\nEnde", "files": [Attached("RE-2026-00001.pdf", b"%PDF\x00\xff"),
                                                    Attached("RE-2026-00001.xml", b"<a/>")],
        "moment": NOW, "message_id": "1@hotline.example"}
    return Letter(**{**values, **changes})


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(certified):
    with running(certified) as started:
        yield started


def at(server: MailServer, **changes) -> Server:
    return Server(**{"host": server.host, "port": server.port, "user": USER, "ca": str(server.ca), **changes})


def deliver(where: Server, secret: str = PASSWORD, **changes) -> None:
    with connected(where, secret) as session:
        session.deliver(USER, changes.get("recipient", TO), written(letter(**changes)))


def test_a_mail_arrives_with_its_text_and_files(server):
    deliver(at(server))
    [mail] = server.mails
    assert (mail["To"], mail["Subject"], mail["Message-ID"]) == (TO, "Rechnung RE-2026-00001", "<1@hotline.example>")
    assert mail["From"].addresses[0].display_name == "Hotline Müller & Söhne"
    assert mail.get_body().get_content().replace("\r\n", "\n") == "Grüße\n.\n..zwei\nEnde\n"
    files = {file.get_filename(): (file.get_content_type(), file.get_payload(decode=True))
             for file in mail.iter_attachments()}
    assert files == {"RE-2026-00001.pdf": ("application/pdf", b"%PDF\x00\xff"),
                     "RE-2026-00001.xml": ("application/xml", b"<a/>")}


def test_several_mails_go_over_one_connection(server):
    with connected(at(server), PASSWORD) as session:
        for _ in range(3):
            session.deliver(USER, TO, written(letter()))
    assert (len(server.mails), server.handler.connections) == (3, 1)


def test_encryption_from_the_start(certified):
    with running(certified, security="tls") as server:
        deliver(at(server, security=TLS))
        assert len(server.mails) == 1


def refused(where: Server, secret: str = PASSWORD, **changes) -> UserError:
    with pytest.raises(UserError) as problem:
        deliver(where, secret, **changes)
    return problem.value


def test_a_wrong_password_is_said(server):
    assert refused(at(server), "falsch").id == "mail.login"
    assert refused(at(server), "pässwört").id == "mail.login"


def test_a_certificate_that_proves_nothing_is_not_accepted(server):
    assert refused(at(server, ca="")).id == "mail.certificate"
    assert refused(at(server, host="127.0.0.1")).id == "mail.certificate"
    assert refused(at(server, ca="/nowhere.crt")).id == "mail.certificate"
    assert server.mails == []


def test_nothing_is_sent_without_encryption(certified):
    with running(certified, security="", login=False) as server:
        assert refused(at(server)).id == "mail.plain"
        assert server.mails == []


def test_a_recipient_whom_the_server_does_not_know_is_said(server):
    server.mood.refuse = {"weg@kunde.example"}
    problem = refused(at(server), recipient="weg@kunde.example")
    assert (problem.id, "nobody of this name" in problem.values["reason"]) == ("mail.refused", True)


def test_after_a_refusal_the_connection_still_serves(server):
    server.mood.refuse = {"weg@kunde.example"}
    with connected(at(server), PASSWORD) as session:
        with pytest.raises(UserError):
            session.deliver(USER, "weg@kunde.example", written(letter()))
        session.deliver(USER, TO, written(letter()))
    assert len(server.mails) == 1


def test_a_server_that_asks_for_patience_is_tried_later(server):
    server.mood.later = {TO}
    with pytest.raises(EnvironmentTrouble, match="greylisted"):
        deliver(at(server))


def test_a_server_that_is_away_is_tried_later(certified):
    with running(certified) as server:
        gone = at(server)
    with pytest.raises(EnvironmentTrouble):
        deliver(gone)


def test_a_line_that_breaks_before_the_mail_is_tried_later(server):
    server.mood.drop = "recipient"
    with pytest.raises(EnvironmentTrouble):
        deliver(at(server))
    assert server.mails == []


def test_a_line_that_breaks_at_the_answer_leaves_doubt(server):
    server.mood.drop = "answer"
    with pytest.raises(Doubtful):
        deliver(at(server))
    assert len(server.mails) == 1


def test_the_password_is_never_logged(server, caplog):
    caplog.set_level(logging.DEBUG)
    deliver(at(server))
    refused(at(server), "falsches-Wort")
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    assert not any(PASSWORD in text or "falsches-Wort" in text for text in ours)


@pytest.mark.parametrize("subject", ["a\r\nBcc: all@world.example", "a\nb", "\x00a\x1fb"])
def test_a_subject_cannot_begin_another_header(subject):
    mail = message_from_bytes(written(letter(subject=subject)), policy=policy.default)
    assert "Bcc" not in mail
    assert "\n" not in mail["Subject"]


@pytest.mark.parametrize("typed", ["", "kunde", "a@b\r\nRCPT TO:<c@d>", "a b@c.de", "ä@b.de", "a@b>", "<a@b>",
                                   "a@" + "b" * 250])
def test_what_is_no_mail_address_is_refused(typed):
    with pytest.raises(UserError) as problem:
        checked_address(typed)
    assert problem.value.id == "mail.address"


def test_a_mail_is_plain_ascii_with_ends_of_lines_as_the_line_wants_them():
    content = written(letter(text="Zeile\r\nnoch eine\nletzte"))
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
