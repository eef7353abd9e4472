"""The worked examples through the billing assistant: what it shows and what it issues, to the cent."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.importing import import_company
from hotline_desk.ui.billing.preview_cells import AMOUNT, WHAT
from hotline_desk.ui.billing.preview_rows import CUSTOMER
from tests.worked_examples import MONTHS, company, numbered


@pytest.fixture
def assistant(office, ctx, clock):
    """The assistant over the company of all examples, in the year after them."""
    clock.instant = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
    import_company(ctx, json.dumps(company()).encode())
    return office.open("billing")


def cents(amount: str) -> int:
    return int(amount.replace(".", ""))


def propose(office, frame, month):
    """The preview of a month for the customers whose example it is."""
    year, number = map(int, month.split("-"))
    frame.customers.choose(list(numbered(month)))
    frame.period.set_period(date(year, number, 1), date(year, number, MONTHS[month]))
    office.do("billing.preview")


def shown(frame, row, column):
    return frame.check.model.index_of(row).siblingAtColumn(column).data()


def test_each_example_is_shown_and_issued_to_the_cent(office, ctx, assistant):
    for month in MONTHS:
        propose(office, assistant, month)
        wanted = {number: office.shell.texts.money(cents(example.net)) for number, example in numbered(month).items()}
        customers = [row for row in assistant.check.model.root.under() if row.kind == CUSTOMER]
        assert {shown(assistant, row, WHAT).split()[0]: shown(assistant, row, AMOUNT) for row in customers} == wanted
        for row in customers:
            lines = {id(each.line): each.line for each in row.under() if each.line}.values()
            assert sum(line.net_cents for line in lines) == row.draft.net_cents + sum(
                discount.amount_cents for discount in row.draft.discounts)
        office.do("billing.issue")
        office.do("panel.confirm")
        issued = {each.address_number: each for each in list_documents(ctx) if each.number in assistant.result.numbers}
        for number, example in numbered(month).items():
            assert (number, issued[number].net_cents) == (number, cents(example.net))
            if example.gross is not None:
                assert (issued[number].tax_cents, issued[number].gross_cents) == (
                    cents(example.tax), cents(example.gross))
    assert verify_store(ctx) == []
