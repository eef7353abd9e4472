"""Measures: corrected and removed with a trace; what was first measured stays."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hotline_desk.core.errors import UserError
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.tickets.worklogs import (
    WorklogEntry,
    add_worklog,
    edit_worklog,
    remove_worklog,
    restore_worklog,
    start_worklog,
    stop_worklog,
)
from hotline_desk.services.views.archive import ArchiveFilter, archive_count
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.changes import verify_chain
from tests.store_fixtures import NOW

TEN, TWENTY, THIRTY = (timedelta(minutes=m) for m in (10, 20, 30))


@pytest.fixture
def ticket(ctx, muster) -> str:
    return create_ticket(ctx, {"subject": "Drucker", "address_uid": muster})


@pytest.fixture
def worklog(ctx, ticket) -> str:
    """Half an hour of work."""
    return add_worklog(ctx, ticket, WorklogEntry("Toner getauscht", NOW, NOW + THIRTY))


def measures(ctx, ticket):
    return ticket_view(ctx, ticket).worklogs


def trace(ctx) -> list[dict]:
    """What the audit says of changed measures."""
    with ctx.store.read() as session:
        rows = session.execute(text("SELECT before, after FROM change WHERE table_name = 'worklog'"
                                    " AND operation = 'update' ORDER BY id"))
        return [{"before": json.loads(before), "after": json.loads(after)} for before, after in rows]


def test_a_corrected_measure_counts_as_corrected_and_keeps_its_raw_times(ctx, ticket, worklog):
    edit_worklog(ctx, worklog, None, WorklogEntry("Toner getauscht", NOW + TEN, NOW + THIRTY), "vertippt")
    only, = measures(ctx, ticket)
    assert (only.seconds, only.raw_seconds, only.correction_reason) == (1200, 1800, "vertippt")
    assert (only.raw_start, only.start) == (NOW, NOW + TEN)
    assert trace(ctx)[-1]["after"]["correction_reason"] == "vertippt"


def test_a_correction_needs_a_reason_but_a_better_text_does_not(ctx, ticket, worklog):
    with pytest.raises(UserError, match="reason"):
        edit_worklog(ctx, worklog, None, WorklogEntry("Toner", NOW, NOW + TEN))
    edit_worklog(ctx, worklog, None, WorklogEntry("Toner und Trommel", NOW, NOW + THIRTY))
    assert measures(ctx, ticket)[0].text == "Toner und Trommel"
    assert archive_count(ctx, ArchiveFilter("trommel")) == 1


def test_a_correction_can_be_taken_back(ctx, ticket, worklog):
    edit_worklog(ctx, worklog, None, WorklogEntry("", NOW, NOW + TEN), "vertippt")
    edit_worklog(ctx, worklog, None, WorklogEntry("", NOW, NOW + THIRTY), "doch richtig")
    assert measures(ctx, ticket)[0].seconds == 1800
    assert len(trace(ctx)) == 2


@pytest.mark.parametrize("entry", [
    WorklogEntry("", NOW + TEN, NOW), WorklogEntry("", None, NOW - TEN), WorklogEntry("", NOW + THIRTY + TEN, None),
])
def test_a_measure_never_ends_before_it_begins(ctx, ticket, worklog, entry):
    with pytest.raises(UserError, match="end lies before"):
        edit_worklog(ctx, worklog, None, entry, "vertippt")
    assert measures(ctx, ticket)[0].seconds == 1800


def test_a_removed_measure_is_gone_from_the_ticket_and_can_come_back(ctx, ticket, worklog):
    with pytest.raises(UserError, match="reason"):
        remove_worklog(ctx, worklog, " ")
    remove_worklog(ctx, worklog, "doppelt erfasst")
    assert measures(ctx, ticket) == ()
    assert archive_count(ctx, ArchiveFilter("toner")) == 0
    assert trace(ctx)[-1]["after"]["removal_reason"] == "doppelt erfasst"
    restore_worklog(ctx, worklog)
    assert [w.seconds for w in measures(ctx, ticket)] == [1800]
    assert archive_count(ctx, ArchiveFilter("toner")) == 1


def test_a_clock_is_started_and_stopped(ctx, ticket):
    uid = start_worklog(ctx, ticket, "sucht")
    ctx.clock.advance(minutes=7)
    stop_worklog(ctx, uid, "gefunden")
    only, = measures(ctx, ticket)
    assert (only.text, only.raw_seconds, only.running) == ("gefunden", 420, False)


def test_two_people_do_not_correct_the_same_measure_over_each_other(ctx, bert, ticket, worklog):
    version = measures(ctx, ticket)[0].version
    edit_worklog(ctx, worklog, version, WorklogEntry("", NOW, NOW + TEN), "vertippt")
    with pytest.raises(UserError, match="Anna changed this record"):
        edit_worklog(bert, worklog, version, WorklogEntry("", NOW, NOW + TWENTY), "geschätzt")


FORBIDDEN = (
    "UPDATE worklog SET raw_start = raw_end", "UPDATE worklog SET raw_end = raw_start",
    "UPDATE worklog SET raw_end = NULL", "DELETE FROM worklog",
    "UPDATE act SET name = 'nothing'", "DELETE FROM act", "UPDATE change SET after = NULL", "DELETE FROM change",
    "UPDATE ticket_note SET text = ''", "DELETE FROM ticket_note",
)


def test_what_was_measured_and_written_down_cannot_be_changed_behind_the_programs_back(ctx, ticket, worklog):
    close_ticket(ctx, ticket, None, Closing("charge", "Getauscht"))
    for statement in FORBIDDEN:
        with ctx.store.engine.connect() as connection:
            connection.info["writing_audited"] = True  # the program's own guard is not what is tried here
            with pytest.raises(DBAPIError, match=r"never change|append-only|by a mark"):
                connection.execute(text(statement))
            connection.info["writing_audited"] = False
    assert measures(ctx, ticket)[0].raw_seconds == 1800


def test_the_program_itself_refuses_to_pass_by_the_audit(ctx, worklog):
    with ctx.store.engine.connect() as connection, pytest.raises(RuntimeError, match="passes by the audit"):
        connection.execute(text("UPDATE worklog SET text = ''"))


def test_every_step_is_in_the_audit_and_its_chain_is_whole(ctx, bert, ticket, worklog):
    edit_worklog(bert, worklog, None, WorklogEntry("", NOW, NOW + TEN), "vertippt")
    remove_worklog(ctx, worklog, "doppelt")
    with ctx.store.read() as session:
        acts = session.execute(text(
            "SELECT act.name, user_account.login FROM act JOIN user_account ON user_account.id = act.user_id"
            " WHERE act.name LIKE 'worklog.%' ORDER BY act.id")).all()
        assert verify_chain(session) == []
    assert [tuple(row) for row in acts] == [
        ("worklog.add", "anna"), ("worklog.edit", "bert"), ("worklog.remove", "anna")]
