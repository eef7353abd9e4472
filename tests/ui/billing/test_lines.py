"""From an invoice number to a line's caller, seconds and rule; lines put right; an invoice held from dunning."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt

from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.documents import document_uid, get_document, list_documents
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.ui.start.everything import found
from tests import builders

NUMBER = "RE-2026-00001"


@pytest.fixture
def invoice(ctx, clock):
    """The uid of an invoice over calls of 4, 16 and 31 minutes."""
    builders.article(ctx)
    now, clock.instant = clock.instant, datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    builders.solved(ctx, builders.address(ctx, "Müller & Söhne"), 4, 16, 31)
    clock.instant = now
    issue_all(ctx, propose(ctx, BillingRequest(date(2026, 10, 1), date(2026, 10, 31))))
    return document_uid(ctx, NUMBER)


@pytest.fixture
def frame(office, invoice):
    made = office.open("document_lines", invoice)
    office.until(lambda: made.list.rows())
    return made


def test_a_number_and_a_line_typed_in_the_palette_lead_to_caller_seconds_and_rule_by_keys(office, ctx, qtbot, invoice):
    palette = office.desk.window.palette_box
    palette.add_provider(lambda query: found(lambda: ctx, office.windows, query))
    office.do("desk.palette")
    qtbot.keyClicks(palette.field, "26-00001/2")
    office.until(lambda: palette.list.count() and f"{NUMBER}/2" in palette.list.item(0).text())
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    frame = office.windows.active()
    office.until(lambda: frame.kind == "document_lines" and frame.list.current())
    row = frame.list.current()
    assert (row.line.position, row.item.raw_seconds, row.item.billed_seconds) == (2, 960, 960)
    assert "increment 1/1" in frame.detail.text()


def test_a_line_is_taken_back_after_its_amount_was_shown(office, ctx, frame):
    office.do("document.correct")
    office.until(lambda: "correction" in frame.correct_panel.result.text())
    assert "-€7.53" in frame.correct_panel.result.text()
    frame.correct_panel.reason.setText("Nicht beauftragt")
    office.do("panel.confirm")
    office.until(lambda: not frame.correct_panel.is_open and "corrected by RK-2026-00001" in frame.state.text())
    assert frame.list.model.columns[-1].show(frame.list.rows()[0]) == "taken back"
    assert get_document(ctx, "RK-2026-00001").corrects == NUMBER


def test_a_line_gets_a_shorter_time(office, ctx, frame):
    frame.list.select(frame.list.rows()[2].key)
    office.do("document.correct")
    frame.correct_panel.all.setChecked(False)
    frame.correct_panel.amount.setText("15")
    assert frame.correct_panel.amount.take()
    frame.correct_panel.reason.setText("Absprache")
    office.do("panel.confirm")
    office.until(lambda: len(list_documents(ctx)) == 2)
    assert get_document(ctx, "RK-2026-00001").lines[0].billed_seconds == -960


def test_a_correction_without_reason_is_refused_beside_the_field(office, ctx, frame):
    office.do("document.correct")
    office.do("panel.confirm")
    office.until(lambda: "reason" in frame.correct_panel._form.errors())
    assert len(list_documents(ctx)) == 1


def test_lines_of_a_cancelled_invoice_cannot_be_corrected(office, ctx, frame):
    cancel_document(ctx, NUMBER)
    office.until(lambda: "cancelled by" in frame.state.text())
    assert "document.correct" in frame.switched_off()


def test_an_invoice_is_held_from_dunning_until_a_day(office, frame):
    office.do("document.hold")
    frame.hold_panel.until.setText("+2w")
    frame.hold_panel.reason.setText("Kunde prüft")
    office.do("panel.confirm")
    office.until(lambda: "not dunned up to" in frame.state.text() and "Kunde prüft" in frame.state.text())


def test_the_lines_open_from_the_document_and_the_document_from_its_lines(office, invoice):
    office.open("document", invoice)
    office.do("document.lines")
    assert office.windows.active().kind == "document_lines"
    office.do("document.paper")
    assert office.windows.active().kind == "document"


@pytest.fixture
def covered(office, ctx, clock):
    """The lines of an invoice over calls of 40 and 50 minutes with a quota of an hour, the first without any amount."""
    builders.article(ctx)
    now, clock.instant = clock.instant, datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    customer = builders.address(ctx, "Müller & Söhne")
    builders.contract(ctx, customer, datetime(2026, 1, 1, tzinfo=UTC), article_number="SUP", quota_minutes=60)
    builders.solved(ctx, customer, 40, 50)
    clock.instant = now
    issue_all(ctx, propose(ctx, BillingRequest(date(2026, 10, 1), date(2026, 10, 31))))
    made = office.open("document_lines", document_uid(ctx, NUMBER))
    office.until(lambda: made.list.rows())
    return made


def test_the_quota_of_work_without_a_line_is_given_back(office, ctx, covered):
    assert covered.list.model.columns[-1].show(covered.list.rows()[0]) == "from quota"
    office.do("document.correct")
    office.until(lambda: "€0.00" in covered.correct_panel.result.text())
    assert "40:00 go back to the quota" in covered.correct_panel.words.text()
    covered.correct_panel.reason.setText("Falscher Kunde")
    office.do("panel.confirm")
    office.until(lambda: "corrected by RK-2026-00001" in covered.state.text())
    assert covered.list.model.columns[-1].show(covered.list.rows()[0]) == "quota given back"


def test_the_quota_of_work_without_a_line_pays_for_another(office, ctx, covered):
    covered.list.table.selectAll()
    office.do("document.correct")
    assert covered.correct_panel.moving.isChecked()
    office.until(lambda: "-€47.50" in covered.correct_panel.result.text())
    covered.correct_panel.reason.setText("Falscher Kunde")
    office.do("panel.confirm")
    office.until(lambda: "corrected by RK-2026-00001" in covered.state.text())
    assert [covered.list.model.columns[-1].show(row) for row in covered.list.rows()] == [
        "quota given back", "from quota"]
