"""What an invoice must say, by law and by custom."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from hotline_desk.adapters.documents.design import Design
from hotline_desk.adapters.documents.giro import giro_code
from hotline_desk.adapters.documents.letter import render_letter
from hotline_desk.adapters.documents.pdf_pages import page_count, text_of
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator
from hotline_desk.domain.billing.values import OFFER, Document, Line, Party, PricedArticle, QuotaAccount
from tests.adapters.documents import samples


def shown(document: Document) -> str:
    return text_of(render_letter(document))


LAW = [
    ("the sender's name", lambda d: d.sender.name),
    ("the sender's street", lambda d: d.sender.street),
    ("the sender's town", lambda d: f"{d.sender.postcode} {d.sender.city}"),
    ("the recipient's name", lambda d: d.recipient.name),
    ("the recipient's street", lambda d: d.recipient.street),
    ("the recipient's town", lambda d: f"{d.recipient.postcode} {d.recipient.city}"),
    ("the tax number", lambda d: d.sender.tax_number),
    ("the VAT id", lambda d: d.sender.vat_id),
    ("the number", lambda d: d.number),
    ("the date", lambda d: Translator(d.language).day(d.date)),
    ("the begin of the period", lambda d: Translator(d.language).day(d.period_from)),
    ("the end of the period", lambda d: Translator(d.language).day(d.period_to)),
    ("the kind of service", lambda d: d.lines[0].text),
    ("the net amount", lambda d: plain(Translator(d.language).money(d.net_cents))),
    ("the tax", lambda d: plain(Translator(d.language).money(d.taxes[0].tax_cents))),
    ("the rate", lambda d: plain(Translator(d.language).percent(d.taxes[0].rate_bp))),
    ("the amount to pay", lambda d: plain(Translator(d.language).money(d.gross_cents))),
    ("the customer's number", lambda d: d.recipient.number),
    ("the order number", lambda d: d.recipient.order_reference),
    ("the cost centre", lambda d: d.recipient.cost_centre),
    ("who to ask", lambda d: d.sender.contact),
    ("the day to pay", lambda d: Translator(d.language).day(d.due)),
    ("the account", lambda d: "DE02 1203 0000 0000 2020 51"),
]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("count", [1, 15, 60])
@pytest.mark.parametrize(("what", "of"), LAW, ids=[what for what, _ in LAW])
def test_an_invoice_shows(what: str, of: Callable[[Document], str], count: int, language: str) -> None:
    document = samples.invoice(samples.mixed(count), language=language)

    assert of(document) in shown(document), what


def test_every_rate_is_shown_with_its_net_and_tax() -> None:
    document = samples.invoice([samples.work(0), samples.work(1, article=samples.BOOK, quantity_e4=10_000)])

    text = shown(document)

    assert "zzgl. 19 % USt auf 23,75 €" in text
    assert "zzgl. 7 % USt auf 34,85 €" in text


def test_a_small_business_shows_no_tax_but_why() -> None:
    text = shown(samples.invoice([samples.work(0)], small_business=True))

    assert "Steuerbefreit nach § 19 UStG" in text
    assert "zzgl." not in text and "%" not in text
    assert "Rechnungsbetrag 23,75 €" in text


def test_a_cancellation_names_the_invoice_and_takes_everything_back() -> None:
    document = samples.cancellation(samples.invoice([samples.work(0)]))

    text = shown(document)

    assert "Stornorechnung ST-2026-00007" in text
    assert "stornieren wir unsere Rechnung RE-2026-00123" in text
    assert "Stornobetrag -28,26 €" in text
    assert "-0:15 Std. (-0,25)" in text
    assert "Zahlbar" not in text and "Gutschrift" not in text


def test_few_lines_are_shown_one_by_one() -> None:
    text = shown(samples.invoice([samples.work(n) for n in range(12)]))

    assert text.count("Telefonsupport") == 12


def test_many_lines_of_a_kind_become_one_that_points_to_the_annex() -> None:
    document = samples.invoice([samples.work(n) for n in range(37)])

    text = shown(document)

    assert text.count("Telefonsupport") == 1
    assert "Einzelnachweis siehe Anlage, Pos. 1–37" in text
    assert "Anlage: Einzelverbindungsnachweis" in text


def test_older_work_stands_under_its_month() -> None:
    document = samples.invoice(samples.mixed(10))

    assert "Nachberechnung September 2026" in shown(document)
    assert "Billed late: September 2026" in shown(replace(document, language="en"))


def test_without_older_work_there_are_no_headings() -> None:
    assert "Zeitraum 01.10.2026" not in shown(samples.invoice([samples.work(0)])).replace("Leistungszeitraum", "")


def test_what_is_carried_over_stands_on_both_pages() -> None:
    document = samples.invoice([samples.work(n) for n in range(12)], text_above="Guten Tag,\n" * 8)

    first, second = shown(document).split("\f")[:2]

    carried = [line for line in (first + second).splitlines() if line.startswith("Übertrag")]
    assert len(carried) == 2 and len(set(carried)) == 1
    assert "Rechnung RE-2026-00123 · Kunde 10001 · 02.11.2026" in second
    assert "Seite 1 von 2" in first and "Seite 2 von 2" in second


def test_texts_of_the_company_stand_above_and_below() -> None:
    text = shown(samples.invoice([samples.work(0)], text_above="Sehr geehrte Frau Öztürk,", text_below="Mit Gruß"))

    assert text.index("Sehr geehrte Frau Öztürk,") < text.index("Bezeichnung") < text.index("Mit Gruß")


def test_a_foreign_country_stands_in_capitals() -> None:
    assert "6020 Innsbruck\nÖSTERREICH\n" in shown(samples.invoice([samples.work(0)], samples.ALPEN))
    assert "6020 Innsbruck\nAUSTRIA\n" in shown(samples.invoice([samples.work(0)], samples.ALPEN, language="en"))


def test_the_own_country_is_not_written() -> None:
    assert "DEUTSCHLAND" not in shown(samples.invoice([samples.work(0)]))


@pytest.mark.parametrize(("changes", "word"), [
    ({"sample": True}, "MUSTER"), ({"sample": True, "language": "en"}, "SAMPLE"), ({"number": None}, "ENTWURF"),
])
def test_what_is_no_invoice_says_so_across_the_page(changes: dict[str, object], word: str) -> None:
    assert word in shown(samples.invoice([samples.work(0)], **changes))


def test_prices_with_tax_are_marked() -> None:
    article = PricedArticle("P", "Privatkundenberatung", "hour", 1_190_000, 1900, gross_price=True)
    text = shown(samples.invoice([samples.work(0, article=article)]))

    assert "119,00 €\ninkl. USt" in text or "inkl. USt" in text
    assert "Nettobetrag 25,00 €" in text and "Rechnungsbetrag 29,75 €" in text


@pytest.mark.parametrize(("line", "words"), [
    (("hour", 15_000, 5400), "1:30 Std. (1,50)"), (("hour", 8333, 3000), "0:50 Std. (0,83)"),
    (("minute", 110_000, 660), "11 Min."), (("minute", 15_000, 90), "0:01:30 Min. (1,50)"),
    (("kilometre", 375_000, 0), "37,5 km"), (("piece", 20_000, 0), "2 Stück"), (("flat", 10_000, 0), "1 pauschal"),
])
def test_quantities_are_written_as_people_read_them(line: tuple[str, int, int], words: str) -> None:
    document = samples.invoice([samples.work(0)])
    unit, quantity, seconds = line
    changed = replace(document.lines[0], unit=unit, quantity_e4=quantity, billed_seconds=seconds)

    assert words in shown(replace(document, lines=(changed,)))


def test_a_price_with_four_places_is_not_rounded() -> None:
    document = samples.invoice([samples.work(0)])

    assert "0,1234 €" in shown(replace(document, lines=(replace(document.lines[0], price_e4=1234),)))


def test_the_file_says_what_it_is() -> None:
    import pypdfium2

    opened = pypdfium2.PdfDocument(render_letter(samples.invoice([samples.work(0)])))
    told = opened.get_metadata_dict()
    opened.close()

    assert told["Title"] == "Rechnung RE-2026-00123"
    assert told["Author"] == "Hansa Hotline GmbH"
    assert told["CreationDate"].startswith("D:20261102")


def test_the_language_of_the_text_is_told_to_readers() -> None:
    assert b"/Lang (de)" in render_letter(samples.invoice([samples.work(0)]))
    assert b"/Lang (en)" in render_letter(samples.invoice([samples.work(0)], language="en"))


def test_the_same_document_gives_the_same_bytes() -> None:
    document = samples.invoice(samples.mixed(40))

    assert render_letter(document) == render_letter(document)


def test_a_logo_is_drawn() -> None:
    from PIL import Image

    logo = io.BytesIO()
    Image.new("CMYK", (300, 100), (0, 255, 255, 0)).save(logo, "JPEG")

    pdf = render_letter(samples.invoice([samples.work(0)]), Design(logo=logo.getvalue()))

    assert b"/Subtype /Image" in pdf and b"/DeviceCMYK" not in pdf


def test_a_logo_that_is_no_picture_is_told() -> None:
    with pytest.raises(UserError) as raised:
        render_letter(samples.invoice([samples.work(0)]), Design(logo=b"no picture"))

    assert raised.value.id == "document.drawing"


def test_a_document_of_empty_fields_can_be_drawn() -> None:
    line = Line(1, "", "", "hour", 0, 0, 0, 0, 0, 0, date(2026, 10, 1), date(2026, 10, 1), ())
    document = replace(samples.invoice([]), sender=Party(""), recipient=Party(""), lines=(line,))

    assert page_count(render_letter(document)) == 1


def test_a_document_without_lines_can_be_drawn() -> None:
    assert page_count(render_letter(samples.invoice([]))) == 1



def english(document: Document, design: Design | None = None) -> str:
    return " ".join(plain(text_of(render_letter(replace(document, language="en"), design))).split())


def test_an_offer_says_until_when_it_holds_and_has_no_day_to_pay() -> None:
    text = english(samples.by_hand(OFFER, title="Moving"))

    assert "Offer AN-2026-00017: Moving" in text and "This offer is valid until 02/12/2026." in text
    assert "Offered amount" in text and "Signature, stamp" in text
    assert "Payable" not in text and "Period of service" not in text and "GiroCode" not in text


def test_discounts_of_lines_and_of_the_whole_are_shown_with_their_base() -> None:
    text = english(samples.by_hand())

    assert "less 5 %" in text
    assert "Sum of the items €949.27" in text
    assert "less 10 % discount on €879.57 -€87.96" in text


def test_a_text_line_has_the_whole_width_and_no_amount() -> None:
    assert "1 Umzug der Telefonanlage in das Erdgeschoss, wie am 28. Oktober besprochen: 2 Planung" in english(
        samples.by_hand())


def test_lines_that_somebody_wrote_stand_in_his_order_however_many_they_are() -> None:
    text = english(samples.by_hand(lines=samples.DESK_LINES * 5))

    assert text.count("Anfahrt") == 5 and "annex" not in text


def test_skonto_names_its_amount_its_day_and_what_is_left() -> None:
    document = samples.invoice([samples.work(0)], skonto_days=10, skonto_bp=200)

    assert "By 12/11/2026: 2 % cash discount = €0.57, you pay €27.69" in english(document)


def test_reverse_charge_is_said_and_both_vat_ids_stand_there() -> None:
    text = english(samples.by_hand(recipient=samples.ALPEN, reverse_charge=True))

    assert "Reverse charge: the recipient of the service owes the VAT." in text
    assert "ATU12345675" in text and "DE123456789" in text


@pytest.mark.parametrize("consumer", [True, False])
def test_consumers_alone_are_told_of_the_thirty_days(consumer: bool) -> None:
    assert ("section 286 (3)" in english(samples.invoice([samples.work(0)], consumer=consumer))) is consumer


def test_a_correction_names_the_invoice_and_the_lines_it_corrects() -> None:
    text = english(samples.correction(samples.invoice([samples.work(0), samples.work(1)]), 2, 60))

    assert "Invoice correction RK-2026-00003 of invoice RE-2026-00123" in text
    assert "Herewith we correct our invoice RE-2026-00123." in text
    assert text.count("for item 2 of the invoice") == 2
    assert "For invoice RE-2026-00123" in text


def test_surcharges_say_why_and_how_much() -> None:
    document = samples.invoice([samples.work(0)])
    line = replace(document.lines[0], segment="outside", surcharge_bp=5000)
    night = replace(document.lines[0], position=2, segment="Nacht", surcharge_bp=10000)

    text = english(replace(document, lines=(line, night)))

    assert "+50 % outside service hours" in text and "+100 % Nacht" in text


def test_work_of_different_segments_is_not_put_together() -> None:
    document = samples.invoice([samples.work(n) for n in range(14)])
    lines = tuple(replace(line, segment="outside" if line.position > 10 else "") for line in document.lines)

    assert english(replace(document, lines=lines)).count("Telefonsupport") == 2


def test_a_quota_says_what_is_left() -> None:
    account = QuotaAccount("Premium", date(2026, 10, 1), 1800, 7200, 6300, 0, 2700)

    text = english(samples.invoice([samples.work(0)], quotas=(account,)))

    assert "Quota Premium, October 2026: carried over 0:30, granted 2:00, used 1:45, left 0:45" in text


def test_a_quota_used_to_the_second_is_told_to_the_second() -> None:
    account = QuotaAccount("Premium", date(2026, 10, 1), 1800, 7200, 6301, 0, 2699)

    text = english(samples.invoice([samples.work(0)], quotas=(account,)))

    assert "carried over 0:30:00, granted 2:00:00, used 1:45:01, left 0:44:59 (hours:minutes:seconds)" in text


def test_a_long_order_number_stands_there_whole() -> None:
    order = "Bestellung 4711/2026 der Abteilung Zentrale Dienste und Beschaffung"
    recipient = replace(samples.MUSTER, order_reference=order)

    assert order in english(samples.invoice([samples.work(0)], recipient))


@pytest.mark.parametrize("count", range(8, 16))
def test_nobody_signs_on_a_page_that_does_not_say_how_long_the_offer_holds(count: int) -> None:
    offer = samples.by_hand(OFFER, samples.DESK_LINES[1:2] * count)
    pages = text_of(render_letter(replace(offer, language="en"))).split("\f")

    signed = next(page for page in pages if "Signature, stamp" in page)
    assert "This offer is valid until" in signed


def test_the_invoice_names_whose_work_it_is_and_the_offer_behind_it() -> None:
    text = english(samples.invoice([samples.work(0)], service="Filiale Nord", offer="AN-2026-00001"))

    assert "Service for Filiale Nord" in text and "Our offer AN-2026-00001" in text


def test_the_girocode_can_be_left_out() -> None:
    assert "Pay by GiroCode" in english(samples.invoice([samples.work(0)]))
    assert "Pay by GiroCode" not in english(samples.invoice([samples.work(0)]), Design(giro=False))


@pytest.mark.parametrize("changes", [
    {"sender": replace(samples.SENDER, iban="DE03120300000000202051")}, {"sender": replace(samples.SENDER, iban="")},
    {"gross_cents": 0}, {"gross_cents": -100}, {"kind": OFFER}, {"number": None},
], ids=["wrong IBAN", "no IBAN", "nothing to pay", "negative", "offer", "draft"])
def test_what_cannot_be_paid_has_no_girocode(changes: dict[str, object]) -> None:
    assert giro_code(replace(samples.invoice([samples.work(0)]), **changes)) is None


def test_the_line_of_the_company_stands_under_its_name() -> None:
    text = english(samples.invoice([samples.work(0)]), Design(line="Support since 1998"))

    assert "Hansa Hotline GmbH Support since 1998" in text
