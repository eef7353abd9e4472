"""Whose call it is in the popup, the journal and the missed calls."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline_desk.domain.access import Team
from hotline_desk.domain.called_numbers import CalledNumber
from hotline_desk.services.access import open_context, save_team, write_setting
from hotline_desk.services.calls.called import save_called_number
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.calls.record import record
from hotline_desk.services.views.journal import JournalFilter, journal, missed_count
from hotline_desk.services.views.missed import missed_calls
from hotline_desk.services.views.popup import call_popup, running_popups
from tests.builders import event, hang_up, ring, user

HOTLINE = "+4930901820"


@pytest.fixture
def desks(ctx):
    """Bert at 11 and Carla at 12, who see what concerns them; the company shows calls so."""
    write_setting(ctx, "calls.pop_for", "mine")
    user(ctx, "bert", extension="11")
    user(ctx, "carla", extension="12")
    return lambda login: open_context(ctx.store, None, login, clock=ctx.clock)


def shown_to(desks, call):
    return [login for login in ("bert", "carla") if call_popup(desks(login), call.call_uid).concerns_me]


def test_a_call_pops_where_its_telephone_rings(ctx, desks):
    assert shown_to(desks, ring(ctx, extension="12")) == ["carla"]


def test_a_call_whose_telephones_are_not_told_pops_everywhere(ctx, desks):
    assert shown_to(desks, ring(ctx)) == ["bert", "carla"]


def test_a_number_of_the_team_pops_for_the_team(ctx, desks):
    team = save_team(ctx, Team("", "Network", (desks("bert").user.uid,)))
    save_called_number(ctx, CalledNumber("Hotline", code=HOTLINE, team_uid=team))
    assert shown_to(desks, ring(ctx, called_number=HOTLINE)) == ["bert"]
    assert shown_to(desks, ring(ctx, "2", called_number="+4930901821")) == ["bert", "carla"]


def test_own_numbers_and_queues_are_set_by_each_person(ctx, desks):
    write_setting(desks("carla"), "ui.my_numbers", ["030 901820"])
    write_setting(desks("bert"), "ui.my_queues", ["VPN"])
    assert shown_to(desks, ring(ctx, called_number=HOTLINE)) == ["carla"]
    assert shown_to(desks, ring(ctx, "2", queue="vpn")) == ["bert"]


def test_who_wants_all_calls_sees_all(ctx, desks):
    write_setting(desks("bert"), "ui.pop_for", "all")
    assert shown_to(desks, ring(ctx, extension="12")) == ["bert", "carla"]


def test_where_the_company_shows_calls_to_everybody_nothing_is_held_back(ctx, desks):
    write_setting(ctx, "calls.pop_for", "all")
    assert shown_to(desks, ring(ctx, extension="12")) == ["bert", "carla"]


def test_a_call_somebody_took_is_his(ctx, desks):
    call = ring(ctx, extension="12")
    take_call(desks("bert"), call.call_uid)
    assert "bert" in shown_to(desks, call)


def test_all_running_calls_are_judged_alike(ctx, desks):
    ring(ctx, extension="12")
    ring(ctx, "2", extension="11", caller_number="+49891")
    assert [view.concerns_me for view in running_popups(desks("bert"))] == [False, True]


def test_my_missed_calls_are_those_that_rang_at_my_telephone(ctx, desks):
    ring(ctx, extension="11")
    record(ctx, event(ctx, "ring_stopped", extension="11"))
    mine = hang_up(ctx).call_uid
    ring(ctx, "2", extension="12", caller_number="+498912345678")
    hang_up(ctx, "2", caller_number="+498912345678")
    bert = desks("bert")
    assert [row.uid for row in journal(bert, JournalFilter(mine=True))] == [mine]
    assert [row.uid for row in missed_calls(bert, mine=True)] == [mine]
    assert (missed_count(bert, mine=True), missed_count(bert)) == (1, 2)


def test_a_group_call_that_nobody_answered_is_everybodys_missed_call(ctx, desks):
    ring(ctx, extension="11")
    ring(ctx, extension="12")
    call = hang_up(ctx).call_uid
    assert [[row.uid for row in journal(desks(login), JournalFilter(mine=True))] for login in ("bert", "carla")] == [
        [call], [call]]


def test_the_lead_sees_everything_by_default_of_the_company(ctx):
    assert call_popup(replace(ctx), ring(ctx, extension="99").call_uid).concerns_me
