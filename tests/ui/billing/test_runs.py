"""The list of runs: what each issued, continued, taken back whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.billing.running import bill
from hotline_desk.services.billing.runs import list_runs
from hotline_desk.services.billing.works import BillingRequest
from tests import builders

OCTOBER = BillingRequest(date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture
def stopped(ctx, clock):
    """The uid of a run that was stopped after its first of three documents."""
    builders.article(ctx)
    now = clock.instant
    for hour, name in enumerate(("Müller", "Meier", "Schulz"), start=9):
        clock.instant = datetime(2026, 10, 5, hour, 0, tzinfo=UTC)
        builders.solved(ctx, builders.address(ctx, name), 10)
    clock.instant = now
    said: list[str] = []
    return bill(ctx.watched(ctx.progress, lambda: bool(said)), OCTOBER, said.append).uid


@pytest.fixture
def frame(office, stopped):
    made = office.open("billing_runs")
    office.until(lambda: made.documents.rows())
    return made


def test_a_run_shows_its_state_sums_and_documents(office, frame):
    run, = frame.list.rows()
    cells = [column.show(run) for column in frame.list.model.columns]
    assert cells[1:4] == ["October 2026", "stopped", "1"]
    assert [d.number for d in frame.documents.rows()] == ["RE-2026-00001"]
    assert "can be continued" in frame.detail.text()


def test_a_stopped_run_is_continued_by_one_key(office, ctx, frame):
    office.do("run.continue")
    office.until(lambda: list_runs(ctx)[0].state == "done" and len(frame.documents.rows()) == 3)
    assert "run.continue" in frame.switched_off()


def test_a_run_is_taken_back_with_a_reason(office, ctx, frame):
    office.do("run.take_back")
    office.do("panel.confirm")
    assert frame.panel.is_open
    frame.panel.reason.setText("Falscher Preis")
    office.do("panel.confirm")
    office.until(lambda: frame.list.rows()[0].standing == 0 and not frame._busy)
    assert sum(d.gross_cents for d in list_documents(ctx)) == 0
    assert "Falscher Preis" in frame.detail.text()
    assert "run.take_back" in frame.switched_off()


def test_a_document_of_the_run_is_opened(office, frame):
    frame.documents.setFocus()
    office.do("record.open")
    assert office.windows.active().kind == "document"
