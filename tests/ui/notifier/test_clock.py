"""The desk's clock asks what came due, and tells it once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from hotline_desk.domain.notices import TICKET
from hotline_desk.services.access import open_context, write_setting
from hotline_desk.services.reminders import snooze
from hotline_desk.services.tickets.endings import resubmit_ticket
from hotline_desk.store.local import Local
from hotline_desk.ui.notifier.clock import ReminderClock
from tests import builders
from tests.ui.office import clock, ctx, office

__all__ = ["clock", "ctx", "office"]
BERLIN = timedelta(hours=1)


class Ear:
    """A clock and all that it told; `look` is what its timer does every second."""

    def __init__(self, office: Any, ctx: Any) -> None:
        self.office, self.ctx, self.told = office, ctx, []
        self.clock = ReminderClock(office.shell, lambda: self.ctx, office.changes, office.desk.window)
        self.clock.fired.connect(lambda found: self.told.extend(reminder.uid for reminder in found))

    def heard(self) -> None:
        """Waits until it heard of what was just changed."""
        self.office.until(lambda: self.clock._wanted)

    def look(self) -> list[str]:
        """What is told when the clock looks up now."""
        self.told.clear()
        self.clock.look()
        self.office.idle()
        return list(self.told)


@pytest.fixture
def ear(office: Any, ctx: Any) -> Iterator[Ear]:
    made = Ear(office, ctx)
    made.look()
    yield made
    made.clock.stop()


def resubmitted(ctx: Any, minutes: float = 5) -> str:
    uid = builders.ticket(ctx)
    resubmit_ticket(ctx, uid, (ctx.clock.now() + BERLIN + timedelta(minutes=minutes)).replace(tzinfo=None), "")
    return uid


def test_it_tells_what_comes_due_with_the_next_look(ear, ctx, clock):
    uid = resubmitted(ctx)
    clock.advance(seconds=2)
    assert ear.look() == []
    clock.instant = clock.instant.replace(minute=5, second=0)
    assert ear.look() == [uid]
    assert ear.look() == []


def test_what_is_made_due_at_once_is_told_within_two_seconds(ear, ctx, clock):
    uid = resubmitted(ctx, -1)
    ear.heard()
    clock.advance(seconds=2)
    assert ear.look() == [uid]


def test_nothing_is_asked_while_nothing_can_be_due(ear, ctx, clock, office, monkeypatch):
    clock.advance(seconds=2)
    ear.look()
    asked = []
    monkeypatch.setattr(office.shell.background, "write", lambda *_what, **_how: asked.append(1))
    for _second in range(50):
        clock.advance(seconds=1)
        ear.clock.look()
    assert asked == []


def test_after_sleep_it_tells_with_its_first_look(ear, ctx, clock):
    uid = resubmitted(ctx)
    clock.advance(seconds=3)
    ear.look()
    clock.advance(hours=9)
    assert ear.look() == [uid]


def test_a_desk_that_starts_later_tells_what_came_due_meanwhile(office, ctx, clock):
    uid = resubmitted(ctx)
    clock.advance(days=2)
    ear = Ear(office, ctx)
    ear.clock.start()
    office.idle()
    ear.clock.stop()
    assert ear.told == [uid]


def test_of_two_desks_one_tells_it(ear, ctx, clock, office, tmp_path):
    uid = resubmitted(ctx)
    local = Local(tmp_path / "second")
    other = Ear(office, open_context(ctx.store, local, "anna", clock=clock))
    clock.advance(minutes=5)
    assert other.look() + ear.look() == [uid]
    local.close()


def test_what_is_put_off_comes_again(ear, ctx, clock):
    uid = resubmitted(ctx)
    clock.advance(minutes=5)
    assert ear.look() == [uid]
    snooze(ctx, TICKET, uid, clock.now() + timedelta(minutes=5))
    clock.advance(seconds=3)
    assert ear.look() == []
    clock.advance(minutes=5)
    assert ear.look() == [uid]


def test_in_quiet_hours_it_waits_until_they_are_over(ear, ctx, clock):
    uid = resubmitted(ctx)
    write_setting(ctx, "notices.quiet_from", "09:00")
    write_setting(ctx, "notices.quiet_until", "11:00")
    ear.ctx = open_context(ctx.store, ctx.local, "anna", clock=clock)
    clock.advance(minutes=10)
    assert ear.look() == []
    clock.advance(minutes=50)
    assert ear.look() == [uid]


def test_a_clock_that_was_set_back_is_no_reason_to_wait(ear, ctx, clock):
    clock.advance(hours=-3)
    uid = resubmitted(ctx, 1)
    ear.look()
    clock.advance(minutes=1)
    assert ear.look() == [uid]
