"""The statement as a table: for a document, and for any customer and period."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from hotline_desk.core.errors import UserError
from hotline_desk.domain.contracts import BillingProfile
from hotline_desk.services.billing.documents import STATEMENT, document_file, get_document, statement_copy
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.statement_files import StatementOf, export_statement
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.contracts import save_billing_profile
from hotline_desk.store.billing import DocumentFileRow
from tests import builders
from tests.services.billing.office import EXACT, Did

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


def test_fee_and_discount_are_rows_too_so_that_the_table_comes_to_the_net_of_the_invoice(office, tmp_path) -> None:
    uid = office.customer(**EXACT, quota_minutes=10, monthly_fee_cents=49_90)
    save_billing_profile(office.ctx, BillingProfile(uid, discount_bp=500))
    office.ticket(uid, Did(50), Did(0, "P", "3"))
    number, = issue_all(office.ctx, office.propose()).numbers
    place = tmp_path / "statement.csv"

    assert export_statement(office.ctx, StatementOf(number), place, "csv") == 4

    head, *rows = written(place)
    amounts = [Decimal(row[len(head) - 3].replace(",", ".")) for row in rows]
    assert amounts == [Decimal("63.33"), Decimal("3.09"), Decimal("49.90"), Decimal("-5.82")]
    assert sum(amounts) * 100 == get_document(office.ctx, number).net_cents


def test_a_quiet_period_says_so(ctx, customer, tmp_path) -> None:
    with pytest.raises(UserError) as caught:
        export_statement(ctx, StatementOf("", customer, date(2026, 1, 1), date(2026, 1, 31)), tmp_path / "s", "csv")

    assert caught.value.id == "billing.nothing"


def test_another_grouping_is_a_copy_and_what_was_given_out_stays(office) -> None:
    office.ticket(office.customer(), Did(20), Did(40))
    number, = issue_all(office.ctx, office.propose()).numbers
    given_out = document_file(office.ctx, number, STATEMENT)

    copies = {grouping: statement_copy(office.ctx, number, grouping) for grouping in ("contact", "cost_centre")}

    assert all(copy.startswith(b"%PDF") and copy != given_out for copy in copies.values())
    assert document_file(office.ctx, number, STATEMENT) == given_out
    with office.ctx.store.read() as session:
        assert session.scalar(select(func.count()).select_from(DocumentFileRow)) == 1
    assert verify_store(office.ctx) == []
