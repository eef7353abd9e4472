"""What the screen on the wall counts: of everybody, and of one team what is its own or its members'."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import Team
from hotline_desk.domain.callbacks import Callback
from hotline_desk.domain.called_numbers import CalledNumber
from hotline_desk.services.access import save_team
from hotline_desk.services.calls.callbacks import save_callback
from hotline_desk.services.calls.called import save_called_number
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import forward_ticket, resubmit_ticket
from hotline_desk.services.views.wall import AWAY, FREE, TALKING, wall_view
from hotline_desk.store.access import UserRow
from hotline_desk.store.notices import AbsenceRow
from tests.stories.conftest import bert, hire, line, muster
from tests.stories.telephone import MUSTER, STRANGER

__all__ = ["bert", "hire", "line", "muster"]
HOTLINE = "+4930901820"


@pytest.fixture
def network(ctx, bert):
    """Bert's team."""
    return save_team(ctx, Team("", "Netz", (bert.user.uid,)))


def people(view):
    return [(who.name, who.does) for who in view.people]


def local(ctx, **later):
    return (ctx.clock.now() + timedelta(hours=1, **later)).replace(tzinfo=None)


def test_open_late_and_nobodys_are_counted_and_the_oldest_that_waits_is_named(ctx, bert, network):
    late = create_ticket(ctx, {"subject": "Rückruf"})
    resubmit_ticket(ctx, late, local(ctx, minutes=5), "")
    ctx.clock.advance(minutes=10)
    since = ctx.clock.now()
    forward_ticket(ctx, create_ticket(ctx, {"subject": "VPN"}), "bitte", team_uid=network)
    ctx.clock.advance(minutes=30)
    create_ticket(bert, {"subject": "Maus"})
    view = wall_view(ctx)
    assert (view.open, view.late, view.nobodys) == (3, 1, 1)
    assert view.oldest_at == since and view.oldest_number


def test_a_team_sees_what_is_its_own_or_its_members(ctx, bert, network):
    create_ticket(ctx, {"subject": "Annas"})
    create_ticket(bert, {"subject": "Berts"})
    forward_ticket(ctx, create_ticket(ctx, {"subject": "VPN"}), "bitte", team_uid=network)
    view = wall_view(ctx, network)
    assert (view.team, view.open, view.nobodys) == ("Netz", 2, 1)
    assert wall_view(ctx).open == 3


def test_who_talks_stands_first_with_the_time_since_when(ctx, bert, line):
    ctx.clock.advance(seconds=5)
    line.ring(MUSTER).answer("")
    view = wall_view(ctx)
    assert people(view) == [("Anna", TALKING), ("Bert", FREE)]
    assert view.people[0].since == ctx.clock.now()


def test_who_parked_a_call_for_another_talks_since_the_other_began(ctx, hire, line):
    hire("bert", extension="11")
    line.ring(MUSTER).answer("11")
    ctx.clock.advance(seconds=20)
    line.ring(STRANGER).answer("11")
    (bert,) = wall_view(ctx).people
    assert (bert.does, bert.since) == (TALKING, ctx.clock.now())


def test_who_is_away_is_told_so(ctx, bert):
    with ctx.store.write(ctx.stamp("absence.save")) as tx:
        person = tx.session.query(UserRow).filter_by(login="bert").one()
        tx.session.add(AbsenceRow(user_id=person.id, first="2026-11-01", last="2026-11-05"))
    assert people(wall_view(ctx)) == [("Bert", AWAY)]


def test_what_rings_is_counted_with_the_longest_wait(ctx, line):
    since = ctx.clock.now()
    line.ring(MUSTER)
    ctx.clock.advance(seconds=40)
    line.ring(STRANGER)
    view = wall_view(ctx)
    assert (view.ringing, view.ringing_since, view.calls_today) == (2, since, 2)


def test_missed_calls_of_a_team_are_those_of_its_numbers(ctx, bert, hire, line, network):
    hire("carla")
    other = save_team(ctx, Team("", "Verkauf", (ctx.user.uid,)))
    save_called_number(ctx, CalledNumber("Hotline", code=HOTLINE, team_uid=network))
    line.ring(STRANGER, called_number=HOTLINE).hang_up()
    assert [wall_view(ctx, team).missed for team in ("", network, other)] == [1, 1, 0]


def test_calls_today_of_a_team_are_those_that_concern_it(ctx, bert, hire, line, network):
    hire("carla")
    other = save_team(ctx, Team("", "Verkauf", (ctx.user.uid,)))
    save_called_number(ctx, CalledNumber("Hotline", code=HOTLINE, team_uid=network))
    line.ring(STRANGER, called_number=HOTLINE).hang_up()
    line.ring(MUSTER, called_number="+49305550999").hang_up()
    ctx.clock.advance(seconds=86_400)
    line.ring(STRANGER, called_number=HOTLINE).hang_up()
    assert [wall_view(ctx, team).calls_today for team in ("", network, other)] == [1, 1, 0]
    line.ring(MUSTER, called_number="+49305550999").hang_up()  # nobody's number: everybody's call
    assert [wall_view(ctx, team).calls_today for team in ("", network, other)] == [2, 2, 1]


def test_callbacks_until_midnight_and_those_that_are_late(ctx, bert, network):
    for hour in (9, 16):
        save_callback(ctx, Callback(STRANGER, datetime.fromisoformat(f"2026-11-02T{hour:02}:00"), team_uid=network))
    save_callback(ctx, Callback(STRANGER, datetime.fromisoformat("2026-11-03T09:00"), team_uid=network))
    view = wall_view(ctx, network)
    assert (view.callbacks, view.callbacks_late) == (2, 1)


def test_a_team_that_is_not_there_is_refused(ctx):
    with pytest.raises(UserError):
        wall_view(ctx, "nothing")
