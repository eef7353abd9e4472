"""A ticket leaves the desk and comes back: forwarded, on resubmission, worked on by two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import Team
from hotline_desk.services.access import read_settings, save_team
from hotline_desk.services.calls.handling import move_call, take_call
from hotline_desk.services.tickets.capture import create_ticket, reopen_ticket, save_ticket, take_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket, forward_ticket, resubmit_ticket
from hotline_desk.services.tickets.taking_back import take_back
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog, start_worklog
from hotline_desk.services.views.open_list import OpenFilter, open_counts, open_tickets
from hotline_desk.services.views.ticket import ticket_view

SOLVED = Closing("charge", "Erledigt")


@pytest.fixture
def ticket(ctx, muster) -> str:
    return create_ticket(ctx, {"subject": "VPN-Zugang", "address_uid": muster})


def mine(ctx) -> list[str]:
    return [row.subject for row in open_tickets(ctx, OpenFilter(mine=True))]


def test_a_ticket_goes_to_a_team_and_on_to_a_person_and_its_way_can_be_read(ctx, bert, ticket):
    second_level = save_team(ctx, Team("", "Technik", (bert.user.uid,)))
    forward_ticket(ctx, ticket, "Zertifikat abgelaufen?", team_uid=second_level)
    assert (mine(ctx), mine(bert)) == ([], ["VPN-Zugang"])
    ctx.clock.advance(minutes=10)
    take_ticket(bert, ticket)
    ctx.clock.advance(minutes=10)
    forward_ticket(bert, ticket, "Zertifikat ist neu, bitte Rückruf", agent_uid=ctx.user.uid)
    assert (mine(ctx), mine(bert)) == (["VPN-Zugang"], [])
    assert [(n.author, n.act, n.text) for n in ticket_view(ctx, ticket).notes] == [
        ("Anna", "forward", "Zertifikat abgelaufen?"), ("Bert", "forward", "Zertifikat ist neu, bitte Rückruf")]


def test_forwarding_needs_a_target_and_ends_what_runs(ctx, bert, ticket):
    with pytest.raises(UserError, match="team or a person"):
        forward_ticket(ctx, ticket, "")
    start_worklog(ctx, ticket, "gesucht")
    ctx.clock.advance(minutes=3)
    forward_ticket(ctx, ticket, "", agent_uid=bert.user.uid)
    assert ticket_view(ctx, ticket).worklogs[0].raw_seconds == 180


def test_a_closed_ticket_is_not_forwarded_unseen(ctx, bert, ticket):
    close_ticket(ctx, ticket, None, SOLVED)
    with pytest.raises(UserError, match="Reopen it first"):
        forward_ticket(ctx, ticket, "", agent_uid=bert.user.uid)
    reopen_ticket(ctx, ticket)
    forward_ticket(ctx, ticket, "", agent_uid=bert.user.uid)
    assert mine(bert) == ["VPN-Zugang"]


@pytest.mark.parametrize(("agreed", "instant"), [
    pytest.param("2027-03-27T09:00", "2027-03-27T08:00", id="the day before summer time"),
    pytest.param("2027-03-29T09:00", "2027-03-29T07:00", id="the day after"),
    pytest.param("2027-03-28T02:30", "2027-03-28T01:30", id="the hour that is left out"),
    pytest.param("2026-10-25T02:30", "2026-10-25T00:30", id="the hour that is twice"),
])
def test_a_resubmission_keeps_its_local_time_over_a_clock_change(ctx, ticket, agreed, instant):
    resubmit_ticket(ctx, ticket, datetime.fromisoformat(agreed), "Rückruf zugesagt")
    row, = open_tickets(ctx)
    assert (row.state, row.last_note) == ("resubmitted", "Rückruf zugesagt")
    assert row.resubmit_at == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert ticket_view(ctx, ticket).resubmit_local == agreed


def test_a_resubmission_that_has_come_is_late_until_it_is_taken_up(ctx, ticket):
    resubmit_ticket(ctx, ticket, datetime.fromisoformat("2026-11-02T11:00"), "Rückruf")
    assert (open_counts(ctx).overdue, open_tickets(ctx)[0].overdue) == (0, False)
    ctx.clock.advance(hours=1)
    assert (open_counts(ctx).overdue, open_tickets(ctx)[0].overdue) == (1, True)
    reopen_ticket(ctx, ticket)
    row, = open_tickets(ctx)
    assert (row.state, row.resubmit_at, open_counts(ctx).overdue) == ("open", None, 0)


def test_a_hand_over_is_taken_back_and_the_history_says_so(ctx, bert, ticket):
    second_level = save_team(ctx, Team("", "Technik", (bert.user.uid,)))
    resubmit_ticket(ctx, ticket, datetime.fromisoformat("2026-11-02T11:00"), "Rückruf")
    forward_ticket(ctx, ticket, "Bitte übernehmen", team_uid=second_level, agent_uid=bert.user.uid)
    take_back(ctx, ticket)
    view = ticket_view(ctx, ticket)
    assert (view.state, view.agent_name, view.team_name) == ("resubmitted", "Anna", "")
    assert (view.resubmit_local, view.resubmit_reason) == ("2026-11-02T11:00", "Rückruf")
    assert [note.act for note in view.notes] == ["resubmit", "forward", "taken_back"]


def test_a_resubmission_is_taken_back_after_the_hang_up_too(ctx, ticket):
    resubmit_ticket(ctx, ticket, datetime.fromisoformat("2026-11-02T11:00"), "")
    add_worklog(ctx, ticket, WorklogEntry("gesprochen", ctx.clock.now() - timedelta(minutes=5), ctx.clock.now()))
    take_back(ctx, ticket)
    row, = open_tickets(ctx)
    assert (row.state, row.resubmit_at) == ("open", None)


def test_what_a_colleague_has_gone_on_with_is_not_taken_back(ctx, bert, ticket):
    forward_ticket(ctx, ticket, "", agent_uid=bert.user.uid)
    resubmit_ticket(bert, ticket, datetime.fromisoformat("2026-11-02T11:00"), "")
    with pytest.raises(UserError, match="in the meantime"):
        take_back(ctx, ticket)
    assert ticket_view(ctx, ticket).state == "resubmitted"


def test_a_number_closed_as_advertising_by_mistake_rings_again(ctx, ticket):
    save_ticket(ctx, ticket, None, {"caller_number": "+4930999"})
    close_ticket(ctx, ticket, None, Closing("advertising"))
    assert read_settings(ctx)["calls.silent_numbers"] == ["+4930999"]
    reopen_ticket(ctx, ticket)
    assert read_settings(ctx)["calls.silent_numbers"] == []


def test_closing_needs_an_outcome_and_a_solution(ctx, ticket):
    for closing, sentence in ((Closing(None), "outcome"), (Closing("charge", " "), "solution"),
                              (Closing("quota", "Erledigt"), "no quota")):
        with pytest.raises(UserError, match=sentence):
            close_ticket(ctx, ticket, None, closing)
    close_ticket(ctx, ticket, None, Closing("wrong_number"))
    assert ticket_view(ctx, ticket).state == "closed"


def test_two_people_write_into_different_fields_of_one_ticket(ctx, bert, ticket):
    version = ticket_view(ctx, ticket).version
    save_ticket(ctx, ticket, version, {"request": "Seit heute früh"})
    save_ticket(bert, ticket, version, {"priority": "high"})
    fields = ticket_view(ctx, ticket).fields
    assert (fields.request, fields.priority) == ("Seit heute früh", "high")


def test_two_people_who_write_into_the_same_field_do_not_overwrite_each_other(ctx, bert, ticket):
    version = ticket_view(ctx, ticket).version
    save_ticket(ctx, ticket, version, {"subject": "VPN Berlin"})
    with pytest.raises(UserError, match="Anna changed this record"):
        save_ticket(bert, ticket, version, {"subject": "VPN Hamburg"})
    assert ticket_view(bert, ticket).fields.subject == "VPN Berlin"


def test_two_people_each_run_their_own_clock_on_one_ticket(ctx, bert, ticket):
    start_worklog(ctx, ticket, "Anna sucht")
    ctx.clock.advance(minutes=5)
    start_worklog(bert, ticket, "Bert sucht")
    assert start_worklog(bert, ticket) == ticket_view(ctx, ticket).worklogs[1].uid
    ctx.clock.advance(minutes=5)
    close_ticket(bert, ticket, None, SOLVED)
    assert [(w.agent_name, w.raw_seconds) for w in ticket_view(ctx, ticket).worklogs] == [("Anna", 600), ("Bert", 300)]


def test_nothing_is_written_into_a_ticket_that_was_merged_away(ctx, line, muster, ticket):
    fresh = take_call(ctx, line.ring().answer().uid)
    move_call(ctx, fresh, ticket)
    now = ctx.clock.now()
    with pytest.raises(UserError):
        add_worklog(ctx, fresh, WorklogEntry("verloren", now, now))
    with pytest.raises(UserError):
        save_ticket(ctx, fresh, None, {"subject": "verloren"})


def test_what_one_desk_saves_another_hears(ctx, bert, ticket):
    heard = []
    leave = ctx.store.bus.listen(lambda changes: heard.extend(changes))
    save_ticket(bert, ticket, None, {"subject": "neu"})
    leave()
    assert [(change.kind, change.uid) for change in heard] == [("ticket", ticket)]
