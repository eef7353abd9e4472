"""Events of telephone lines on their way into the store: never lost, never twice, in their order."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, contextmanager

import psycopg
import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select

from hotline_desk.services.access import open_context
from hotline_desk.services.calls import record as module
from hotline_desk.services.calls.intake import Intake
from hotline_desk.services.calls.record import record, retry_unprocessed, waiting
from hotline_desk.services.views.listings import entries
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from hotline_desk.store.tickets import TicketRow, WorklogRow
from tests.builders import answer, event, hang_up, ring


@pytest.fixture
def stored():
    """What the intake said was stored."""
    return []


@pytest.fixture
def intake(ctx, stored):
    return Intake(lambda: ctx, lambda kind, uid: stored.append((kind, uid)))


@contextmanager
def away(store):
    """The real database out of reach for a while: locked by another program, or renamed on the server."""
    url = store.engine.url
    store.engine.dispose()
    if store.dialect == "sqlite":
        def hurry(connection, _):
            connection.execute("PRAGMA busy_timeout=0")

        sql_event.listen(store.engine, "connect", hurry)
        with closing(sqlite3.connect(url.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        sql_event.remove(store.engine, "connect", hurry)
        store.engine.dispose()
        return
    address = url.set(drivername="postgresql", database="postgres").render_as_string(False)
    with closing(psycopg.connect(address, autocommit=True)) as server:
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        server.execute(end, (url.database,))
        server.execute(f'ALTER DATABASE "{url.database}" RENAME TO "{url.database}_gone"')
        try:
            yield
        finally:
            server.execute(f'ALTER DATABASE "{url.database}_gone" RENAME TO "{url.database}"')


def journal(ctx):
    return [(c.call_id, c.state, c.outcome) for c in entries(ctx, "calls")]


def test_events_wait_on_the_spool_while_the_database_is_away(ctx, clock, intake, stored):
    with away(ctx.store):
        intake.take(event(ctx, "ringing"))
        clock.advance(seconds=5)
        intake.take(event(ctx, "answered", extension="11"))
        assert len(waiting(ctx)) == 2
        assert stored == []
    clock.advance(seconds=60)
    intake.take(event(ctx, "ended", duration_s=60))
    assert waiting(ctx) == []
    only, = entries(ctx, "calls")
    assert (only.outcome, only.duration_seconds, (only.answered_at - only.rang_at).seconds) == ("answered", 60, 5)
    assert stored == [(kind, only.uid) for kind in ("ringing", "answered", "ended")]


def test_what_waits_survives_the_end_of_the_program(ctx, tmp_path):
    with away(ctx.store):
        ring(ctx)
    ctx.local.close()
    again = open_context(ctx.store, Local(tmp_path / "desk"), "anna", clock=ctx.clock)
    assert Intake(lambda: again).catch_up() == 0
    assert journal(again) == [("1", "ringing", None)]
    again.local.close()


def test_a_gap_during_an_absence_is_closed_before_what_came_after_it(ctx, clock, intake):
    intake.take(event(ctx, "ringing", "old"))
    with away(ctx.store):
        intake.line_is_back("box")
        intake.take(event(ctx, "ringing", "new"))
    assert intake.catch_up() == 0
    assert journal(ctx) == [("old", "ended", "unknown_end"), ("new", "ringing", None)]


def test_a_late_end_repairs_what_was_given_up(ctx, clock, intake, stored):
    ring(ctx)
    answer(ctx)
    intake.line_is_back("box")
    assert journal(ctx) == [("1", "ended", "unknown_end")]
    assert [kind for kind, _ in stored] == ["ended"]
    clock.advance(seconds=90)
    intake.take(event(ctx, "ended", duration_s=90))
    assert journal(ctx) == [("1", "ended", "answered")]


def test_the_same_events_again_change_nothing_and_say_nothing(ctx, intake, stored):
    for _ in range(3):
        for kind in ("ringing", "answered", "ended"):
            intake.take(event(ctx, kind, duration_s=5 if kind == "ended" else None))
    assert [kind for kind, _ in stored] == ["ringing", "answered", "ended"]
    with ctx.store.read() as session:
        assert [len(session.scalars(select(row)).all()) for row in (CallRow, TicketRow, WorklogRow)] == [1, 1, 1]


def test_two_desks_that_hear_the_same_call_at_once_make_one(ctx, tmp_path):
    stores = [open_store(ctx.store.engine.url) for _ in range(4)]
    desks = [open_context(store, None, "anna", clock=ctx.clock) for store in stores]
    failed: list[BaseException] = []
    for n in range(8):
        together = threading.Barrier(len(desks))

        def hear(desk, n=n, together=together):
            try:
                together.wait()
                for kind in ("ringing", "answered", "ended"):
                    record(desk, event(desk, kind, str(n), duration_s=3 if kind == "ended" else None))
            except BaseException as problem:
                failed.append(problem)

        threads = [threading.Thread(target=hear, args=(desk,)) for desk in desks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for store in stores:
        store.close()
    assert failed == []
    with ctx.store.read() as session:
        assert [len(session.scalars(select(row)).all()) for row in (CallRow, TicketRow, WorklogRow)] == [8, 8, 8]
    assert {state for _, state, _ in journal(ctx)} == {"ended"}


@pytest.mark.logs("a rule failed at call")
def test_a_rule_that_fails_loses_no_call_and_is_tried_again(ctx, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(module, "apply_rules", lambda *_: 1 / 0)
        done = ring(ctx)
    assert done.changed
    only, = entries(ctx, "calls")
    assert (only.state, only.ticket_number) == ("ringing", None)
    with ctx.store.read() as session:
        assert "ZeroDivisionError" in session.scalars(select(CallRow.unprocessed)).one()
    assert retry_unprocessed(ctx) == 1
    answer(ctx)
    assert next(entries(ctx, "calls")).ticket_number == "2026-00001"


@pytest.mark.logs("could not be stored and waits")
def test_an_event_that_meets_a_bug_is_kept_too(ctx, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(module, "find_call", lambda *_: 1 / 0)
        assert ring(ctx).spooled
    assert len(waiting(ctx)) == 1
    hang_up(ctx)
    assert waiting(ctx) == []
    assert journal(ctx) == [("1", "ended", "missed")]


def test_nobody_answers_for_the_monitor_unless_the_extension_says_who(ctx):
    from dataclasses import replace

    from tests.builders import user

    user(ctx, "bert", extension="11")
    user(ctx, "carla", extension="12")
    alone = replace(ctx, attended=False)
    for call, extension in (("1", "12"), ("2", "99")):
        record(alone, event(alone, "ringing", call))
        record(alone, event(alone, "answered", call, extension=extension))
    assert [t.agent for t in entries(ctx, "tickets")] == ["carla", None]
    assert [w.agent for w in entries(ctx, "worklogs")] == ["carla", None]
