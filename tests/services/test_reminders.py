"""What came due is told once to whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from hotline_desk.core.clock import SetClock
from hotline_desk.domain.access import Team
from hotline_desk.domain.callbacks import Callback
from hotline_desk.domain.notices import APPOINTMENT, CALLBACK, TICKET
from hotline_desk.services.access import list_users, open_context, save_team, save_user
from hotline_desk.services.calls.callbacks import finish_callback, save_callback
from hotline_desk.services.context import Context
from hotline_desk.services.reminders import due, next_due, snooze
from hotline_desk.services.rows import id_of
from hotline_desk.services.tickets.capture import save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket, forward_ticket, resubmit_ticket
from hotline_desk.store.access import TeamRow
from hotline_desk.store.local import Local
from hotline_desk.store.notices import AbsenceRow
from hotline_desk.store.projects import AppointmentRow
from tests.builders import address, ticket, user

BERLIN = timedelta(hours=1)
TODAY = date(2026, 11, 2)
AFTER = datetime.fromisoformat("2026-11-02T10:05")


@pytest.fixture
def bert(ctx: Context, tmp_path: Path) -> Iterator[Context]:
    """Bert, an agent at a desk of his own."""
    user(ctx, "bert")
    local = Local(tmp_path / "bert")
    yield open_context(ctx.store, local, "bert", clock=ctx.clock)
    local.close()


@pytest.fixture
def carl(ctx: Context) -> Context:
    """Carl, another agent."""
    user(ctx, "carl")
    return open_context(ctx.store, ctx.local, "carl", clock=ctx.clock)


def resubmitted(ctx: Context, minutes: float = 5, **fields: object) -> str:
    """A ticket of this user that comes back in so many minutes."""
    uid = ticket(ctx, **fields)
    resubmit_ticket(ctx, uid, (ctx.clock.now() + BERLIN + timedelta(minutes=minutes)).replace(tzinfo=None), "call back")
    return uid


def away(ctx: Context, who: Context, deputy: Context | None = None, first: date = TODAY, last: date = TODAY) -> None:
    with ctx.store.write(ctx.stamp("test")) as tx:
        tx.session.add(AbsenceRow(user_id=who.user.id, first=first.isoformat(), last=last.isoformat(),
                                  deputy_id=deputy.user.id if deputy else None))


def appointment(ctx: Context, begin: datetime, title: str = "Visit", team: str | None = None, **more: object) -> str:
    with ctx.store.write(ctx.stamp("test")) as tx:
        row = AppointmentRow(
            title=title, begin_local="", end_local="", zone="UTC", begin_at=begin,
            end_at=begin + timedelta(hours=1), team_id=id_of(tx.session, TeamRow, team),
            **({"user_id": ctx.user.id} if team is None else {}) | more)
        tx.session.add(row)
        tx.session.flush()
        return row.uid


def told(ctx: Context) -> list[str]:
    """The uids of what this user is told now."""
    return [reminder.uid for reminder in due(ctx)]


def test_a_resubmission_is_told_at_its_time_and_once(ctx: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx, address_uid=address(ctx), subject="Printer")
    assert due(ctx) == []
    clock.advance(minutes=5)
    found = due(ctx)
    assert [(r.kind, r.uid, r.title, r.who, r.late, r.note) for r in found] == [
        (TICKET, uid, "Printer", "Muster GmbH", False, "call back")]
    assert due(ctx) == []


def test_two_desks_of_one_person_tell_it_once(ctx: Context, clock: SetClock, tmp_path: Path) -> None:
    uid = resubmitted(ctx)
    other = open_context(ctx.store, Local(tmp_path / "second"), "anna", clock=clock)
    clock.advance(minutes=6)
    assert told(other) == [uid]
    assert told(ctx) == []


def test_it_is_told_after_the_desk_was_closed_and_said_to_be_late(ctx: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx)
    clock.advance(days=3)
    fresh = open_context(ctx.store, ctx.local, "anna", clock=clock)
    assert [(r.uid, r.late) for r in due(fresh)] == [(uid, True)]


def test_another_time_is_told_anew(ctx: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx)
    clock.advance(minutes=5)
    assert told(ctx) == [uid]
    resubmit_ticket(ctx, uid, datetime.fromisoformat("2026-11-02T11:00"), "again")
    assert told(ctx) == []
    clock.advance(hours=1)
    assert told(ctx) == [uid]


def test_what_was_closed_meanwhile_is_not_told(ctx: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx)
    close_ticket(ctx, uid, None, Closing("goodwill", "Solved."))
    clock.advance(minutes=6)
    assert due(ctx) == []


def test_the_deputy_is_told_when_the_owner_is_away(ctx: Context, bert: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx)
    away(ctx, ctx, bert)
    clock.advance(minutes=6)
    assert told(ctx) == []
    assert [(r.uid, r.deputy_for) for r in due(bert)] == [(uid, "Anna")]


def test_the_deputys_deputy_is_told_when_both_are_away(ctx: Context, bert: Context, carl: Context,
                                                       clock: SetClock) -> None:
    uid = resubmitted(ctx)
    away(ctx, ctx, bert)
    away(ctx, bert, carl)
    clock.advance(minutes=6)
    assert (told(bert), told(carl)) == ([], [uid])


def test_two_who_stand_in_for_each_other_keep_their_own(ctx: Context, bert: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx)
    away(ctx, ctx, bert)
    away(ctx, bert, ctx)
    clock.advance(minutes=6)
    assert (told(ctx), told(bert)) == ([uid], [])


def test_the_owner_hears_of_it_too_once_he_is_back(ctx: Context, bert: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx)
    away(ctx, ctx, bert)
    clock.advance(minutes=6)
    assert told(bert) == [uid]
    clock.advance(days=1)
    assert (told(ctx), told(bert)) == ([uid], [])


def test_who_is_away_without_a_deputy_is_told_himself(ctx: Context, bert: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx)
    away(ctx, ctx)
    clock.advance(minutes=6)
    assert (told(bert), told(ctx)) == ([], [uid])


def test_the_team_is_told_of_a_callback_that_is_nobodys(ctx: Context, bert: Context, carl: Context,
                                                        clock: SetClock) -> None:
    team = save_team(ctx, Team("", "Hotline", (bert.user.uid,)))
    uid = save_callback(ctx, Callback("030 99", AFTER, team_uid=team, contact_name="Fr. Roth"))
    clock.advance(minutes=5)
    assert [(r.kind, r.uid, r.who, r.number) for r in due(bert)] == [(CALLBACK, uid, "Fr. Roth", "+493099")]
    assert told(carl) == []


def test_everybody_is_told_of_a_callback_without_person_and_team(ctx: Context, bert: Context, clock: SetClock) -> None:
    uid = save_callback(ctx, Callback("030 99", AFTER))
    clock.advance(minutes=5)
    assert (told(ctx), told(bert)) == ([uid], [uid])


def test_a_callback_that_is_done_is_not_told(ctx: Context, clock: SetClock) -> None:
    uid = save_callback(ctx, Callback("030 99", AFTER, user_uid=ctx.user.uid))
    finish_callback(ctx, uid)
    clock.advance(minutes=5)
    assert due(ctx) == []


def test_an_appointment_is_told_ahead(ctx: Context, clock: SetClock) -> None:
    uid = appointment(ctx, clock.now() + timedelta(minutes=40), place="Room 4")
    clock.advance(minutes=24)
    assert due(ctx) == []
    clock.advance(minutes=1)
    assert [(r.kind, r.uid, r.title, r.note, r.late) for r in due(ctx)] == [
        (APPOINTMENT, uid, "Visit", "Room 4", False)]


def test_a_day_is_told_when_it_begins(ctx: Context, clock: SetClock) -> None:
    uid = appointment(ctx, datetime(2026, 11, 2, 23, 0, tzinfo=UTC), all_day=True)
    clock.instant = datetime(2026, 11, 2, 22, 59, tzinfo=UTC)
    assert due(ctx) == []
    clock.advance(minutes=1)
    assert told(ctx) == [uid]


def test_a_teams_appointment_is_told_to_its_members(ctx: Context, bert: Context, carl: Context,
                                                    clock: SetClock) -> None:
    team = save_team(ctx, Team("", "Hotline", (bert.user.uid,)))
    uid = appointment(ctx, clock.now(), team=team)
    assert (told(bert), told(carl)) == ([uid], [])


def test_an_appointment_of_last_month_is_left_alone(ctx: Context, clock: SetClock) -> None:
    appointment(ctx, clock.now() - timedelta(days=30))
    assert due(ctx) == []


def test_what_is_put_off_comes_again_at_its_time_and_once(ctx: Context, clock: SetClock, tmp_path: Path) -> None:
    uid = resubmitted(ctx)
    clock.advance(minutes=5)
    assert told(ctx) == [uid]
    snooze(ctx, TICKET, uid, clock.now() + timedelta(minutes=15))
    clock.advance(minutes=14)
    assert due(ctx) == []
    clock.advance(minutes=1)
    other = open_context(ctx.store, Local(tmp_path / "second"), "anna", clock=clock)
    assert (told(other), told(ctx)) == ([uid], [])


def test_what_is_put_off_and_then_done_does_not_come_again(ctx: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx)
    clock.advance(minutes=5)
    assert told(ctx) == [uid]
    snooze(ctx, TICKET, uid, clock.now() + timedelta(minutes=15))
    close_ticket(ctx, uid, None, Closing("goodwill", "Solved."))
    clock.advance(minutes=15)
    assert due(ctx) == []


def test_what_was_not_told_yet_can_be_put_off(ctx: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx)
    snooze(ctx, TICKET, uid, clock.now() + timedelta(minutes=30))
    clock.advance(minutes=10)
    assert due(ctx) == []
    clock.advance(minutes=20)
    assert told(ctx) == [uid]


def test_putting_off_counts_for_one_person_alone(ctx: Context, bert: Context, clock: SetClock) -> None:
    uid = save_callback(ctx, Callback("030 99", AFTER))
    snooze(ctx, CALLBACK, uid, clock.now() + timedelta(hours=1))
    clock.advance(minutes=5)
    assert (told(ctx), told(bert)) == ([], [uid])


def test_the_next_moment_is_the_earliest_of_all(ctx: Context, clock: SetClock) -> None:
    assert next_due(ctx) is None
    now = clock.now()
    resubmitted(ctx, minutes=60)
    assert next_due(ctx) == now + timedelta(minutes=60)
    appointment(ctx, now + timedelta(minutes=50))
    assert next_due(ctx) == now + timedelta(minutes=35)
    uid = save_callback(ctx, Callback("030 99", datetime.fromisoformat("2026-11-02T10:20")))
    assert next_due(ctx) == now + timedelta(minutes=20)
    snooze(ctx, CALLBACK, uid, now + timedelta(minutes=25))
    assert next_due(ctx) == now + timedelta(minutes=25)


def test_what_has_come_is_no_next_moment_any_more(ctx: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx)
    clock.advance(minutes=5)
    assert next_due(ctx) is None
    assert told(ctx) == [uid]
    assert next_due(ctx) is None


def test_the_team_hears_of_one_who_left_the_company(ctx: Context, bert: Context, carl: Context,
                                                    clock: SetClock) -> None:
    team = save_team(ctx, Team("", "Hotline", (bert.user.uid,)))
    uid = resubmitted(carl)
    save_ticket(ctx, uid, None, {"team_uid": team})
    row = next(u for u in list_users(ctx) if u.login == "carl")
    save_user(ctx, replace(row, archived=True))
    clock.advance(minutes=6)
    assert (told(bert), told(ctx)) == ([uid], [])


def test_the_team_leads_hear_of_one_who_left_without_a_team(ctx: Context, bert: Context, carl: Context,
                                                            clock: SetClock) -> None:
    uid = resubmitted(carl)
    row = next(u for u in list_users(ctx) if u.login == "carl")
    save_user(ctx, replace(row, archived=True))
    clock.advance(minutes=6)
    assert (told(bert), told(ctx)) == ([], [uid])


def test_a_ticket_forwarded_to_a_team_is_told_to_nobody(ctx: Context, bert: Context, clock: SetClock) -> None:
    team = save_team(ctx, Team("", "Hotline", (bert.user.uid,)))
    uid = resubmitted(ctx)
    forward_ticket(ctx, uid, "yours", team_uid=team)
    clock.advance(minutes=6)
    assert (told(ctx), told(bert)) == ([], [])


@pytest.mark.parametrize(("day", "hour", "instant"), [
    (date(2027, 3, 28), 9, datetime(2027, 3, 28, 7, 0, tzinfo=UTC)),  # clocks went forward that night
    (date(2026, 10, 25), 9, datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),  # and back that night
])
def test_a_resubmission_over_a_clock_change_comes_at_the_agreed_hour(
        ctx: Context, clock: SetClock, day: date, hour: int, instant: datetime) -> None:
    clock.instant = datetime.combine(day, datetime.min.time(), UTC) - timedelta(days=1)
    uid = ticket(ctx)
    resubmit_ticket(ctx, uid, datetime.combine(day, datetime.min.time()).replace(hour=hour), "")
    clock.instant = instant - timedelta(seconds=1)
    assert due(ctx) == []
    clock.instant = instant
    assert (told(ctx), told(ctx)) == ([uid], [])


def test_an_hour_that_comes_twice_is_told_once(ctx: Context, clock: SetClock) -> None:
    clock.instant = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    uid = ticket(ctx)
    resubmit_ticket(ctx, uid, datetime.fromisoformat("2026-10-25T02:30"), "")
    clock.instant = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # half past two for the first time
    assert told(ctx) == [uid]
    clock.instant = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # and once more
    assert told(ctx) == []


def test_an_hour_that_does_not_exist_is_told_too(ctx: Context, clock: SetClock) -> None:
    clock.instant = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    uid = ticket(ctx)
    resubmit_ticket(ctx, uid, datetime.fromisoformat("2027-03-28T02:30"), "")
    clock.instant = datetime(2027, 3, 28, 2, 0, tzinfo=UTC)
    assert told(ctx) == [uid]


def test_a_clock_that_is_put_back_tells_nothing_again(ctx: Context, clock: SetClock) -> None:
    uid = resubmitted(ctx)
    clock.advance(minutes=6)
    assert told(ctx) == [uid]
    clock.advance(hours=-1)
    assert told(ctx) == []
    clock.advance(hours=2)
    assert told(ctx) == []


def test_everybody_is_told_of_his_own(ctx: Context, bert: Context, clock: SetClock) -> None:
    mine, his = resubmitted(ctx), resubmitted(bert)
    clock.advance(minutes=6)
    assert (told(ctx), told(bert)) == ([mine], [his])


def test_desks_that_ask_at_the_same_moment_share_what_is_due(ctx: Context, clock: SetClock) -> None:
    uids = [resubmitted(ctx) for _ in range(5)]
    clock.advance(minutes=6)
    start, found = Barrier(4), list[str]()

    def ask() -> None:
        start.wait()
        found.extend(told(ctx))

    desks = [Thread(target=ask) for _ in range(4)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert sorted(found) == sorted(uids)
