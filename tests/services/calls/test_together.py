"""Events that came at once, stored with one commit: the same as one after the other, and none lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hotline_desk.adapters.telephony.fritzbox import FritzBoxTranslator
from hotline_desk.domain.calls import CallEvent
from hotline_desk.services.calls import record as module
from hotline_desk.services.calls.intake import Intake
from hotline_desk.services.views.listings import entries
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.changes import ActRow
from tests.builders import event, ring
from tests.fritz_stream import PLAN, generate


def told(ctx, feed: str, seed: int) -> list[CallEvent]:
    """A stream of interleaved calls; a second lies between any two events."""
    translator, at = FritzBoxTranslator(feed, PLAN), ctx.clock.now()
    lines = generate(seed, many=12, malformed=False, twins=False).lines
    read = (translator.read(line, at + timedelta(seconds=n)) for n, line in enumerate(lines))
    return [replace(found, source="fritzbox") for found in read if found]


def shown(ctx, feed: str) -> list[tuple[object, ...]]:
    with ctx.store.read() as session:
        rows = session.scalars(select(CallRow).where(CallRow.feed == feed).order_by(CallRow.id)).all()
        return [(row.call_id, row.state, row.outcome, row.duration_seconds, row.extension, row.agent_id,
                 row.rang_at, row.answered_at, row.ended_at, row.ticket_id is None, row.worklog_id is None)
                for row in rows]


@pytest.mark.parametrize("size", [2, 7, 20])
def test_events_stored_together_give_the_same_journal_as_one_by_one(ctx, size):
    intake, events, days = Intake(lambda: ctx), told(ctx, "singly", seed=size), timedelta(days=2)
    for each in events:
        intake.take(each)
    for start in range(0, len(events), size):
        intake.take_all([replace(each, feed="together", at=each.at + days) for each in events[start:start + size]])
    moved = [(*row[:6], *(at + days if at else None for at in row[6:9]), *row[9:]) for row in shown(ctx, "singly")]
    assert shown(ctx, "together") == moved


def test_events_stored_together_are_one_act(ctx):
    with ctx.store.read() as session:
        before = session.scalar(select(func.count()).select_from(ActRow))
    Intake(lambda: ctx).take_all([event(ctx, kind) for kind in ("ringing", "answered", "ended")])
    with ctx.store.read() as session:
        assert session.scalar(select(func.count()).select_from(ActRow)) == before + 1


def test_each_event_is_told_once_it_is_durable(ctx):
    heard = []

    def stored(kind: str, uid: str) -> None:
        only, = entries(ctx, "calls")
        heard.append((kind, only.state))

    Intake(lambda: ctx, stored).take_all([event(ctx, "ringing"), event(ctx, "answered")])
    assert heard == [("ringing", "answered"), ("answered", "answered")]


def test_what_cannot_be_stored_together_is_stored_one_by_one(ctx, monkeypatch):
    real, failed = module._record, []

    def once_a_bug(*args: object) -> object:
        if args[2].kind == "answered" and not failed:
            failed.append(args)
            raise ZeroDivisionError
        return real(*args)

    monkeypatch.setattr(module, "_record", once_a_bug)
    Intake(lambda: ctx).take_all([event(ctx, kind) for kind in ("ringing", "answered", "ended")])
    assert [(call.state, call.outcome) for call in entries(ctx, "calls")] == [("ended", "answered")]


@pytest.mark.logs("could not be stored and waits")
def test_events_do_not_overtake_one_that_waits(ctx, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(module, "find_call", lambda *_: 1 / 0)
        assert ring(ctx).spooled
    Intake(lambda: ctx).take_all([event(ctx, "answered"), event(ctx, "ended")])
    assert [(call.state, call.outcome) for call in entries(ctx, "calls")] == [("ended", "answered")]
