from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.corrections import LineChange, credited, paid_by_quota
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.corrections import billed, correct_lines, find_documents, preview_correction
from hotline_desk.services.billing.documents import LETTER, document_file, document_uid, get_document, list_documents
from hotline_desk.services.billing.holds import hold_document, hold_of
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.care import findings
from hotline_desk.services.care.verify import verify_store
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing_runs import QuotaUseRow
from hotline_desk.store.tickets import BillingClaimRow
from tests.services.billing.office import Did, only
from tests.store.test_audit import forge

TODAY = date(2026, 11, 2)


@pytest.fixture
def invoice(office):
    """An invoice of two calls of 20 and 40 minutes."""
    customer = office.customer()
    office.ticket(customer, Did(20))
    office.ticket(customer, Did(40))
    number, = issue_all(office.ctx, office.propose(only("10001"))).numbers
    return number


def problem(act, *args) -> str:
    with pytest.raises(UserError) as caught:
        act(*args)
    return caught.value.id


def test_a_line_is_corrected_by_a_document_of_its_own_and_the_work_stays_billed(office, invoice):
    shown = preview_correction(office.ctx, invoice, [credited(1)])
    number = correct_lines(office.ctx, invoice, [credited(1)], "Nicht beauftragt")
    made = get_document(office.ctx, number)
    assert (number, made.corrects, made.text_above) == ("RK-2026-00001", invoice, "Nicht beauftragt")
    assert (made.lines, made.taxes) == (shown.lines, shown.taxes)
    with office.ctx.store.read() as session:
        assert session.scalar(select(func.count()).select_from(BillingClaimRow)) == 2
    assert office.drafts() == ()
    assert verify_store(office.ctx) == []


def test_the_lines_of_an_invoice_are_shown_as_corrections_left_them(office, invoice):
    correct_lines(office.ctx, invoice, [credited(1), LineChange(2, seconds=1800)], "Absprache")
    opened = billed(office.ctx, document_uid(office.ctx, invoice))
    assert (opened.document.number, opened.corrections) == (invoice, ("RK-2026-00001",))
    assert [(row.line.billed_seconds, row.line.net_cents) for row in opened.rows] == [(0, 0), (1800, 4750)]
    assert [row.item.raw_seconds for row in opened.rows] == [1200, 2400]


def test_a_document_is_found_by_the_end_of_its_number_and_a_line_of_it(office, invoice):
    found, = find_documents(office.ctx, "26-00001/2", 5)
    assert (found.number, found.name, found.position) == (invoice, "Muster GmbH", 2)
    assert find_documents(office.ctx, "muster", 5) == find_documents(office.ctx, "1", 5) == []


def test_a_correction_needs_a_reason_a_valid_invoice_and_something_that_changes(office, invoice):
    assert problem(correct_lines, office.ctx, invoice, [credited(1)], " ") == "reason.missing"
    assert problem(correct_lines, office.ctx, "RE-9", [credited(1)], "x") == "document.not_found"
    assert problem(correct_lines, office.ctx, invoice, [credited(7)], "x") == "correction.nothing"
    correction = correct_lines(office.ctx, invoice, [credited(1)], "x")
    assert problem(correct_lines, office.ctx, correction, [credited(1)], "x") == "correction.invoice"
    cancel_document(office.ctx, invoice)
    assert problem(correct_lines, office.ctx, invoice, [credited(2)], "x") == "document.cancelled"
    assert verify_store(office.ctx) == []


def test_an_invoice_is_cancelled_with_its_corrections_and_all_of_it_comes_to_nothing(office, invoice):
    correct_lines(office.ctx, invoice, [credited(1)], "x")
    correct_lines(office.ctx, invoice, [LineChange(2, seconds=60)], "y")
    assert cancel_document(office.ctx, invoice) == "ST-2026-00003"
    documents = list_documents(office.ctx)
    assert len(documents) == 6
    assert (sum(d.net_cents for d in documents), sum(d.tax_cents for d in documents)) == (0, 0)
    assert len(office.drafts(only("10001"))) == 1
    assert verify_store(office.ctx) == []


def test_a_cancelled_correction_lets_the_line_stand_again(office, invoice):
    correction = correct_lines(office.ctx, invoice, [credited(1)], "x")
    cancel_document(office.ctx, correction)
    rows = billed(office.ctx, document_uid(office.ctx, invoice)).rows
    assert [row.line.net_cents for row in rows] == [3167, 6333]
    assert correct_lines(office.ctx, invoice, [credited(1)], "y") == "RK-2026-00002"


def test_quota_that_a_line_drew_is_given_back_when_all_of_it_is_taken_back(office):
    customer = office.customer(quota_minutes=30)
    office.ticket(customer, Did(40))
    draft, = office.drafts()
    number, = issue_all(office.ctx, office.propose(only("10001"))).numbers
    assert sum(use.seconds for use in draft.quota_uses) == 1800
    correct_lines(office.ctx, number, [credited(1)], "x")
    with office.ctx.store.read() as session:
        assert session.scalars(select(QuotaUseRow.seconds).order_by(QuotaUseRow.id)).all() == [1800, -1800]


def test_a_correction_can_be_drawn(office, invoice):
    number = correct_lines(office.ctx, invoice, [credited(1)], "Nicht beauftragt")
    assert document_file(office.ctx, number, LETTER).startswith(b"%PDF")
    assert verify_store(office.ctx) == []


def test_an_invoice_is_held_up_to_a_day_and_the_hold_ends_by_itself(office, invoice):
    uid = document_uid(office.ctx, invoice)
    hold_document(office.ctx, invoice, TODAY + timedelta(days=3), "Kunde prüft")
    assert hold_of(office.ctx, uid).reason == "Kunde prüft"
    later = replace(office.ctx, clock=type(office.ctx.clock)(office.ctx.clock.now() + timedelta(days=4)))
    assert hold_of(later, uid) is None
    hold_document(office.ctx, invoice, None, "")
    assert hold_of(office.ctx, uid) is None


def test_a_hold_needs_an_invoice_a_reason_and_a_day_to_come(office, invoice):
    assert problem(hold_document, office.ctx, invoice, TODAY, " ") == "reason.missing"
    assert problem(hold_document, office.ctx, invoice, TODAY - timedelta(days=1), "x") == "hold.past"
    assert problem(hold_document, office.ctx, "RE-9", TODAY, "x") == "document.not_found"
    assert problem(hold_document, office.ctx, cancel_document(office.ctx, invoice), TODAY, "x") == "hold.invoice"


def test_a_paper_that_is_missing_in_the_chain_of_files_is_found(office, invoice):
    for kind in (LETTER, "statement"):
        document_file(office.ctx, invoice, kind)
    assert verify_store(office.ctx) == []
    with office.ctx.store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        if office.ctx.store.dialect == "sqlite":
            connection.execute(text("DROP TRIGGER document_file_no_delete"))
        else:
            connection.execute(text("DROP TRIGGER document_file_frozen ON document_file"))
        connection.execute(text("DELETE FROM document_file WHERE kind = 'letter'"))
    assert f"{invoice} (statement)" in {finding.where for finding in verify_store(office.ctx)}


def forged(office, statement: str) -> set[str]:
    """What verify finds after this was done behind the program's back."""
    forge(office.ctx.store, statement)
    return {finding.check for finding in verify_store(office.ctx)}


def test_more_quota_than_was_granted_is_found(office):
    office.ticket(office.customer(quota_minutes=30), Did(40))
    issue_all(office.ctx, office.propose(only("10001")))
    assert verify_store(office.ctx) == []
    assert findings.QUOTAS in forged(office, "UPDATE quota_use SET seconds = 1801")


def test_a_fee_on_a_cancelled_document_is_found(office):
    office.customer(monthly_fee_cents=990, fee_article="FLAT")
    number, = issue_all(office.ctx, office.propose(only("10001"))).numbers
    with office.ctx.store.read() as session:
        claims = session.execute(text("SELECT contract_id, document_id FROM fee_claim")).all()
    cancel_document(office.ctx, number)
    assert verify_store(office.ctx) == []
    (contract, document), *_more = claims
    assert findings.FEES in forged(
        office, f"INSERT INTO fee_claim (contract_id, month, document_id) VALUES ({contract}, '2026-10-01', {document})"
    )


def test_a_correction_of_another_invoice_is_found(office, invoice):
    correct_lines(office.ctx, invoice, [credited(1)], "x")
    assert findings.CORRECTIONS in forged(
        office, "UPDATE document_origin SET corrects_id = document_id WHERE corrects_id IS NOT NULL")


@pytest.fixture
def covered(office):
    """An invoice of calls of 40, 30 and 50 minutes with a quota of 60: the first cost nothing, the second in part."""
    customer = office.customer(quota_minutes=60, first=1, next=1)
    for minutes in (40, 30, 50):
        office.ticket(customer, Did(minutes))
    number, = issue_all(office.ctx, office.propose(only("10001"))).numbers
    return number


def rows_of(office, number):
    return billed(office.ctx, document_uid(office.ctx, number)).rows


def uses(office) -> list[int]:
    with office.ctx.store.read() as session:
        return list(session.scalars(select(QuotaUseRow.seconds).order_by(QuotaUseRow.id)))


def test_work_that_the_quota_paid_for_alone_gives_it_back_without_an_amount(office, covered):
    free, *_charged = rows_of(office, covered)
    assert (free.line, free.returnable, [row.returnable for row in _charged]) == (None, 2400, [0, 0])
    number = correct_lines(office.ctx, covered, [], "Falscher Kunde", [free.item.worklog_uid])
    made = get_document(office.ctx, number)
    assert (made.net_cents, made.tax_cents, made.gross_cents, made.taxes) == (0, 0, 0, ())
    assert [item.quota_seconds for item in made.items] == [-2400]
    assert free.item.ticket_number in made.lines[0].text
    assert sum(uses(office)) == 1200
    assert [row.returnable for row in rows_of(office, covered)] == [0, 0, 0]
    assert verify_store(office.ctx) == []


def test_what_becomes_free_pays_for_another_line(office, covered):
    free, part, whole = rows_of(office, covered)
    changes = paid_by_quota([part.line, whole.line], free.returnable)
    assert [(change.position, change.seconds) for change in changes] == [(1, 0), (2, 3000 - 1800)]
    number = correct_lines(office.ctx, covered, changes, "Falscher Kunde", [free.item.worklog_uid])
    assert get_document(office.ctx, number).net_cents == -1583 - 4750
    assert sum(uses(office)) == 3600
    assert [(row.line.billed_seconds if row.line else None, row.returnable) for row in rows_of(office, covered)] == [
        (None, 0), (0, 1800), (1200, 0)]
    assert verify_store(office.ctx) == []


def test_what_was_moved_can_be_given_back_and_moved_no_further_than_it_goes(office, covered):
    free, part, _whole = rows_of(office, covered)
    correct_lines(office.ctx, covered, paid_by_quota([part.line], 2400), "x", [free.item.worklog_uid])
    assert problem(correct_lines, office.ctx, covered, [LineChange(2, seconds=0, from_quota=True)], "y",
                   [part.item.worklog_uid]) == "correction.quota"
    correct_lines(office.ctx, covered, [], "y", [part.item.worklog_uid])
    assert sum(uses(office)) == 0
    assert problem(correct_lines, office.ctx, covered, [], "z", [part.item.worklog_uid]) == "correction.nothing"
    assert verify_store(office.ctx) == []


def test_a_line_that_is_taken_back_still_gives_its_own_quota_back(office, covered):
    correct_lines(office.ctx, covered, [credited(1)], "x")
    assert sum(uses(office)) == 2400


def test_works_of_a_ticket_that_drew_as_one_give_back_as_one(office):
    customer = office.customer(quota_minutes=60, scope="ticket", first=900, next=900)
    office.ticket(customer, Did(10), Did(10))
    office.ticket(customer, Did(50))
    number, = issue_all(office.ctx, office.propose(only("10001"))).numbers
    first = rows_of(office, number)[0]
    assert first.returnable == 1800
    correct_lines(office.ctx, number, [], "x", [first.item.worklog_uid])
    assert sum(uses(office)) == 1800
    assert verify_store(office.ctx) == []


def test_a_correction_is_not_cancelled_once_its_quota_was_used_again_or_corrected_further(office, covered):
    free, *_charged = rows_of(office, covered)
    first = correct_lines(office.ctx, covered, [], "x", [free.item.worklog_uid])
    second = correct_lines(office.ctx, covered, [LineChange(2, seconds=600)], "y")
    assert problem(cancel_document, office.ctx, first) == "correction.later"
    cancel_document(office.ctx, second)
    with office.ctx.store.read() as session:
        customer = session.scalars(select(AddressRow.uid).where(AddressRow.number == "10001")).one()
    office.ticket(customer, Did(60))
    later, = issue_all(office.ctx, office.propose(only("10001"))).numbers
    assert problem(cancel_document, office.ctx, first) == "correction.quota_used"
    cancel_document(office.ctx, later)
    cancel_document(office.ctx, first)
    assert sum(uses(office)) >= 3600 and verify_store(office.ctx) == []


def test_quota_given_back_on_an_electronic_invoice_is_a_letter_without_one(office, covered):
    free, *_charged = rows_of(office, covered)
    number = correct_lines(office.ctx, covered, [], "Falscher Kunde", [free.item.worklog_uid])
    assert get_document(office.ctx, number).format == "pdf"
    assert document_file(office.ctx, number, LETTER).startswith(b"%PDF")
