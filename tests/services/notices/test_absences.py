"""Who is away, who stands in, and what is handed over meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hotline_desk.core.clock import SetClock
from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import LEAD
from hotline_desk.domain.notices import Absence, Presence
from hotline_desk.services.access import open_context
from hotline_desk.services.context import Context
from hotline_desk.services.notices.absences import list_absences, remove_absence, save_absence, stand_ins
from hotline_desk.services.tickets.endings import forward_ticket
from hotline_desk.services.views.ticket import ticket_view
from tests.builders import ticket, user

TODAY = date(2026, 11, 2)


def colleague(ctx: Context, login: str, role: str = "agent") -> Context:
    """Somebody else at work."""
    user(ctx, login, role)
    return open_context(ctx.store, ctx.local, login, clock=ctx.clock)


@pytest.fixture
def bert(ctx: Context) -> Context:
    return colleague(ctx, "bert")


@pytest.fixture
def carl(ctx: Context) -> Context:
    return colleague(ctx, "carl")


def away(who: Context, deputy: Context | None = None, first: date = TODAY, last: date = TODAY,
         by: Context | None = None) -> str:
    return save_absence(by or who, Absence(who.user.uid, first, last, deputy.user.uid if deputy else None))


def test_an_absence_is_listed_with_its_deputy_and_whether_it_goes_on(ctx: Context, bert: Context) -> None:
    away(bert, ctx, TODAY, TODAY + timedelta(days=4))
    away(ctx, bert, TODAY + timedelta(days=10), TODAY + timedelta(days=12))
    assert [(line.user, line.deputy, line.now, line.deputy_away) for line in list_absences(ctx)] == [
        ("Bert", "Anna", True, False), ("Anna", "Bert", False, False)]


def test_a_deputy_who_is_away_himself_is_told(ctx: Context, bert: Context, carl: Context) -> None:
    away(bert, carl, TODAY, TODAY + timedelta(days=4))
    away(carl, None, TODAY + timedelta(days=4), TODAY + timedelta(days=9))
    assert [line.deputy_away for line in list_absences(ctx)] == [True, False]


def test_what_is_over_is_listed_on_wish_only(ctx: Context, bert: Context) -> None:
    away(bert, None, TODAY - timedelta(days=9), TODAY - timedelta(days=1))
    assert list_absences(ctx) == []
    assert len(list_absences(ctx, past=True)) == 1


@pytest.mark.parametrize(("days", "problem"), [((0, -1), "absence.order"), ((0, 0), "")])
def test_the_last_day_may_be_the_first_and_not_before_it(bert: Context, days: tuple[int, int], problem: str) -> None:
    first, last = (TODAY + timedelta(days=n) for n in days)
    if not problem:
        assert away(bert, None, first, last)
        return
    with pytest.raises(UserError) as refused:
        away(bert, None, first, last)
    assert refused.value.id == problem


def test_nobody_is_away_twice_on_a_day(bert: Context) -> None:
    uid = away(bert, None, TODAY, TODAY + timedelta(days=4))
    with pytest.raises(UserError) as refused:
        away(bert, None, TODAY + timedelta(days=4), TODAY + timedelta(days=5))
    assert refused.value.id == "absence.overlap"
    remove_absence(bert, uid)
    away(bert, None, TODAY + timedelta(days=4), TODAY + timedelta(days=5))
    with pytest.raises(UserError):
        remove_absence(bert, uid, removed=False)


def test_nobody_stands_in_for_himself(bert: Context) -> None:
    with pytest.raises(UserError) as refused:
        away(bert, bert)
    assert refused.value.id == "absence.deputy"


def test_an_agent_enters_his_own_and_a_lead_everybodys(ctx: Context, bert: Context, carl: Context) -> None:
    lead = colleague(ctx, "lea", LEAD)
    with pytest.raises(UserError, match="role"):
        away(carl, by=bert)
    uid = away(carl, by=lead)
    with pytest.raises(UserError, match="role"):
        remove_absence(bert, uid)
    with pytest.raises(UserError, match="role"):  # nor is somebody else's made one's own
        save_absence(bert, Absence(bert.user.uid, TODAY, TODAY, uid=uid))


def test_changes_of_two_people_join_or_are_refused(ctx: Context, bert: Context) -> None:
    uid = away(bert)
    line = list_absences(ctx)[0].absence
    save_absence(bert, replace(line, note="Holidays"))
    save_absence(ctx, replace(line, note="Holidays", last=TODAY + timedelta(days=1)))
    with pytest.raises(UserError) as refused:
        save_absence(ctx, replace(line, note="Ill"))
    assert (refused.value.id, list_absences(ctx)[0].absence.uid) == ("record.changed", uid)


def test_what_is_handed_to_somebody_away_goes_to_the_deputy_and_the_history_says_so(
        ctx: Context, bert: Context, carl: Context) -> None:
    away(bert, carl)
    uid = ticket(ctx)
    forward_ticket(ctx, uid, "please", agent_uid=bert.user.uid)
    view = ticket_view(ctx, uid)
    assert view.fields.agent_uid == carl.user.uid
    assert [(note.act, note.text) for note in view.notes][:2] in (
        [("deputy", "Bert"), ("forward", "please")], [("forward", "please"), ("deputy", "Bert")])


def test_without_a_deputy_it_goes_to_him_all_the_same(ctx: Context, bert: Context) -> None:
    away(bert)
    uid = ticket(ctx)
    forward_ticket(ctx, uid, "please", agent_uid=bert.user.uid)
    assert ticket_view(ctx, uid).fields.agent_uid == bert.user.uid


def test_the_day_after_everything_goes_to_him_again(ctx: Context, bert: Context, carl: Context,
                                                    clock: SetClock) -> None:
    away(bert, carl)
    clock.advance(days=1)
    uid = ticket(ctx)
    forward_ticket(ctx, uid, "please", agent_uid=bert.user.uid)
    assert ticket_view(ctx, uid).fields.agent_uid == bert.user.uid


def test_it_is_told_who_stands_in_and_until_when(ctx: Context, bert: Context, carl: Context) -> None:
    away(bert, carl, TODAY, TODAY + timedelta(days=2))
    away(carl)
    found = stand_ins(ctx)
    assert (found[bert.user.uid].uid, found[bert.user.uid].last) == (None, TODAY + timedelta(days=2))
    assert found[carl.user.uid].name == ""
    assert ctx.user.uid not in found


def test_deputies_who_stand_in_for_each_other_lead_nowhere() -> None:
    everybody = frozenset({1, 2, 3})
    assert Presence(everybody, {1: 2, 2: 1}).answers_for(1) is None
    assert Presence(everybody, {1: 2, 2: 3}).answers_for(1) == 3
    assert Presence(frozenset({1, 2}), {1: 9}).answers_for(1) is None
