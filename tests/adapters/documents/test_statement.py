"""The statement lists everything and adds up to the invoice."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hotline_desk.adapters.documents.pdf_pages import PdfPages, page_count, text_of
from hotline_desk.adapters.documents.statement import render_statement
from hotline_desk.adapters.documents.statement_rows import sums
from hotline_desk.domain.billing.corrections import LineChange, correct
from hotline_desk.domain.billing.values import DRAFT, FINAL, TICKET, Discount, Document, Line, QuotaAccount, Rules
from tests.adapters.documents import samples

MONEY = re.compile(r"-?[\d.]+,\d\d €")


def cents(text: str) -> int:
    return int(re.sub(r"[^\d-]", "", text))


def rows(pdf: bytes) -> list[tuple[str, int]]:
    """What stands in the columns of position and amount, row by row."""
    found = []
    pages = PdfPages(pdf)
    for index in range(pages.count()):
        boxes = pages.text_boxes(index)
        amounts = [box for box in boxes if box.right > 276 and MONEY.fullmatch(box.text.strip())]
        for box in boxes:
            if box.left < 22 and re.fullmatch(r"\d+|–", box.text.strip()):
                amount = min(amounts, key=lambda a: abs(a.bottom - box.bottom))
                found.append((box.text.strip(), cents(amount.text)))
    return found


@pytest.mark.parametrize("count", [1, 40, 500])
def test_every_call_and_measure_is_listed_and_the_amounts_add_up(count: int) -> None:
    document = samples.invoice(samples.mixed(count))

    listed = rows(render_statement(document))

    assert len(listed) == len(document.items)
    assert sum(amount for _, amount in listed) == document.net_cents
    assert sorted(int(p) for p, _ in listed if p != "–") == [line.position for line in document.lines]


def test_a_cancellation_adds_up_to_less_than_nothing() -> None:
    document = samples.cancellation(samples.invoice(samples.mixed(30)))

    assert sum(amount for _, amount in rows(render_statement(document))) == document.net_cents < 0


def test_a_correction_counts_the_recorded_time_of_a_call_once() -> None:
    invoice = samples.invoice([samples.work(0)])
    document = correct(invoice, (), [LineChange(1, seconds=300, price_e4=invoice.lines[0].price_e4 - 10_000)], uid="k",
                       number="RK-2026-00003", day=date(2026, 11, 20), reason="Falscher Satz")
    assert [item.raw_seconds for item in document.items] == [240, 240]

    total = sums(document)

    assert (total.raw, total.calls) == (240, 1)
    assert total.amount == document.net_cents < 0


def test_raw_and_billed_time_stand_side_by_side() -> None:
    text = text_of(render_statement(samples.invoice([samples.work(0)])))

    assert "0:04:00 0:15" in text.replace("\n", " ")
    assert "Berechnete Zeit: 0:15 Std. (0,25)" in text


def test_the_total_is_that_of_the_invoice() -> None:
    document = samples.invoice(samples.mixed(40))

    text = text_of(render_statement(document))

    assert f"Die Summe entspricht dem Nettobetrag der Rechnung {document.number}." in text


def test_a_discount_leads_from_the_sum_of_the_items_to_the_net_of_the_invoice() -> None:
    plain = samples.invoice([samples.work(0)])
    document = replace(plain, net_cents=plain.net_cents - 119,
                       discounts=(Discount(1900, plain.net_cents, 500, 119),))

    text = text_of(render_statement(document)).replace("\n", " ")

    assert "Abzüglich des Rabatts von 1,19 € ist das der Nettobetrag der Rechnung" in text
    assert "Summe der Positionen" in text


def test_what_was_given_away_is_shown_with_its_value() -> None:
    text = text_of(render_statement(samples.invoice([samples.work(0), samples.work(1, outcome="goodwill")])))

    assert re.search(r", Wert 23,75 €\s", text.replace("\n", " "))
    assert "Ohne Berechnung erbracht, Wert: 23,75 €" in text
    assert "0,00 €" in text


def test_a_ticket_of_several_measures_has_a_sum() -> None:
    rules = Rules("Je Vorgang", 900, 900, scope=TICKET)
    works = [samples.work(n, rules=rules, ticket_uid="t", ticket_number="2026-1") for n in range(3)]

    pdf = render_statement(samples.invoice(works))

    assert "Summe 2026-1" in text_of(pdf)
    assert rows(pdf) == [("1", 4750), ("1", 0), ("1", 0)]


@pytest.mark.parametrize(("how", "shown", "hidden"), [
    ("full", "+49 711 5550100", "xxx"), ("cut", "+49 711 5550xxx", "5550100"), ("none", "Eingehender", "+49 711"),
])
def test_call_numbers_are_shown_as_far_as_the_company_wants(how: str, shown: str, hidden: str) -> None:
    text = text_of(render_statement(samples.invoice([samples.work(0)], statement_numbers=how)))

    assert shown in text and hidden not in text


@pytest.mark.parametrize(("title", "kinds", "words"), [
    ("auto", ("call",), "Einzelverbindungsnachweis"), ("auto", ("call", "work"), "Leistungsnachweis mit"),
    ("calls", ("call", "work"), "Einzelverbindungsnachweis"), ("work", ("call",), "Leistungsnachweis mit"),
])
def test_the_title_follows_the_content_unless_chosen(title: str, kinds: tuple[str, ...], words: str) -> None:
    works = [samples.work(n, kind=kind) for n, kind in enumerate(kinds)]

    assert words in text_of(render_statement(samples.invoice(works, statement_title=title)))


def test_times_are_those_of_the_company() -> None:
    night = samples.work(0, start=datetime(2026, 10, 24, 21, 50, tzinfo=UTC), seconds=1800)

    assert "23:50:00–00:20:00 +1" in text_of(render_statement(samples.invoice([night])))


def test_a_fee_without_calls_is_listed_so_that_the_sum_is_right() -> None:
    document = samples.invoice([samples.work(0)])
    fee = Line(2, "GRUND", "Grundgebühr Oktober", "flat", 10_000, 500_000, 5000, 1900, 0, 0, date(2026, 10, 1),
               date(2026, 10, 31), ())
    document = replace(document, lines=(*document.lines, fee), net_cents=document.net_cents + 5000)

    text = text_of(render_statement(document))

    assert "Grundgebühr Oktober" in text and "Ohne Einzelnachweis" in text
    assert "73,75 €" in text and "Die Summe entspricht" in text


def test_a_ticket_that_goes_on_overleaf_is_named_again() -> None:
    works = [samples.work(n, ticket_uid="t", ticket_number="2026-1") for n in range(40)]

    pages = text_of(render_statement(samples.invoice(works))).split("\f")

    assert len(pages) > 1
    assert all("2026-1 (Fortsetzung)" in page for page in pages[1:-1])


def test_heads_and_page_numbers_are_on_every_page() -> None:
    pages = text_of(render_statement(samples.invoice(samples.mixed(100)))).split("\f")

    assert all(f"Seite {n} von {len(pages)}" in page for n, page in enumerate(pages, start=1))
    assert all("Gesprächspartner" in page and "Berechnet" in page for page in pages)


def test_unbilled_work_is_a_draft() -> None:
    text = text_of(render_statement(samples.invoice(samples.mixed(5), number=None, state=DRAFT)))

    assert "ENTWURF" in text and "Rechnung (Entwurf)" in text


def test_a_statement_of_a_period_belongs_to_no_invoice() -> None:
    text = text_of(render_statement(samples.invoice(samples.mixed(5), number=None, state=FINAL)))

    assert "ENTWURF" not in text and "Anlage" not in text and "Entwurf" not in text
    assert "Leistungszeitraum" in text


def test_a_very_long_report_goes_on_overleaf_without_loss() -> None:
    words = [f"Wort{n}" for n in range(3000)]
    document = samples.invoice([samples.work(0, text=" ".join(words), solution="")])

    pdf = render_statement(document)

    assert page_count(pdf) > 2
    assert re.findall(r"Wort\d+", text_of(pdf)) == words


def test_a_statement_of_nothing_is_a_page() -> None:
    empty: Document = samples.invoice([])

    assert page_count(render_statement(empty)) == 1


def english(document: Document, grouping: str = "ticket") -> str:
    text = text_of(render_statement(replace(document, language="en"), grouping))
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def with_items(document: Document, **changes: object) -> Document:
    return replace(document, items=tuple(replace(item, **changes) for item in document.items))


@pytest.mark.parametrize(("grouping", "heading"), [("contact", "Contact: Frau Öztürk"),
                                                   ("cost_centre", "Cost centre: IT-1")])
def test_contacts_or_cost_centres_have_subtotals_that_add_up(grouping: str, heading: str) -> None:
    document = samples.invoice(samples.mixed(20))
    parts = tuple(replace(item, cost_centre=f"IT-{n % 2}") for n, item in enumerate(document.items))
    document = replace(document, items=parts)

    text = english(document, grouping)
    listed = rows(render_statement(document, grouping))

    assert heading in text and f"Sum of {heading.partition(': ')[2]}" in text
    assert sum(amount for _, amount in listed) == document.net_cents


def test_what_has_no_cost_centre_stands_under_a_dash() -> None:
    assert "Cost centre: –" in english(samples.invoice([samples.work(0)]), "cost_centre")


def test_an_outgoing_call_shows_the_number_that_was_called() -> None:
    document = with_items(samples.invoice([samples.work(3)]), called_number="+4930999888", caller_number="+4940111")

    assert "+49 30 999888" in english(document)


def test_the_called_number_is_cut_or_hidden_as_the_customer_wishes() -> None:
    document = with_items(samples.invoice([samples.work(3)]), called_number="+4930999888")

    assert "+49 30 999xxx" in english(replace(document, statement_numbers="cut"))
    assert "999" not in english(replace(document, statement_numbers="none"))


def test_when_the_price_was_told_is_printed() -> None:
    told = datetime(2026, 10, 1, 7, 4, tzinfo=UTC)

    assert "Price told at 09:04" in english(with_items(samples.invoice([samples.work(0)]), price_told_at=told))


def test_the_account_of_the_quota_stands_at_the_end() -> None:
    accounts = (QuotaAccount("Premium", date(2026, 10, 1), 1800, 7200, 6300, 0, 2700),)

    text = english(samples.invoice([samples.work(0)], quotas=accounts))

    assert text.index("Net amount") < text.index("Quota account (hours:minutes)")
    assert "Premium · October 2026 0:30 2:00 1:45 0:00 0:45" in text
