"""The statement as a table: for a document, and for any customer and period."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.services.billing.statement_files import StatementOf, export_statement
from tests import builders

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def customer(ctx):
    builders.article(ctx)
    uid = builders.address(ctx, "Müller & Söhne", number="10001")
    builders.solved(ctx, uid, 4, 16, 31)
    return uid


def written(place):
    with place.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_every_measure_is_a_row_and_the_amounts_are_numbers(ctx, customer, tmp_path) -> None:
    place = tmp_path / "statement.csv"

    assert export_statement(ctx, StatementOf("", customer, *NOVEMBER), place, "csv") == 3

    head, *rows = written(place)
    net = [row[len(head) - 3] for row in rows]
    assert sum(Decimal(text.replace(",", ".")) for text in net) == Decimal("80.74")


def test_a_workbook_has_the_same_rows_and_figures_that_can_be_summed(ctx, customer, tmp_path) -> None:
    place = tmp_path / "statement.xlsx"

    export_statement(ctx, StatementOf("", customer, *NOVEMBER), place, "xlsx")

    with zipfile.ZipFile(place) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    amounts = re.findall(r'<c r="T\d+" s="\d+"><v>([\d.]+)</v>', sheet)
    assert len(amounts) == 3 and sum(map(Decimal, amounts)) == Decimal("80.74")


def test_a_quiet_period_says_so(ctx, customer, tmp_path) -> None:
    with pytest.raises(UserError) as caught:
        export_statement(ctx, StatementOf("", customer, date(2026, 1, 1), date(2026, 1, 31)), tmp_path / "s", "csv")

    assert caught.value.id == "billing.nothing"
