"""Appointments and actions: kept in local time, moved over clock changes, done, taken away; the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import Team
from hotline_desk.domain.callbacks import Callback
from hotline_desk.domain.notices import Absence
from hotline_desk.domain.projects import ACTION, Appointment, Project
from hotline_desk.services.access import save_team, write_setting
from hotline_desk.services.calls.callbacks import save_callback
from hotline_desk.services.notices.absences import save_absence
from hotline_desk.services.projects.appointments import (
    appointment_for,
    finish_appointment,
    get_appointment,
    move_appointment,
    remove_appointment,
    save_appointment,
)
from hotline_desk.services.projects.projects import save_project
from hotline_desk.services.tickets.capture import reopen_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket, resubmit_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog
from hotline_desk.services.views.calendar import Whose, calendar
from hotline_desk.services.views.customer import customer
from hotline_desk.services.views.projects import project_view
from hotline_desk.services.views.ticket import ticket_view
from tests.builders import address, ticket, user
from tests.store_fixtures import NOW

at = datetime.fromisoformat
TEN = at("2026-11-03T10:00")
HOUR = timedelta(hours=1)
WEEK = date(2026, 11, 2), date(2026, 11, 8)


def agreed(ctx, **more):
    return save_appointment(ctx, Appointment(**{"title": "Wartung", "begin": TEN, "end": TEN + HOUR, **more}))


def week_of(ctx, **whose):
    return [(e.kind, e.title) for e in calendar(ctx, *WEEK, Whose(**whose))]


def entry(ctx, days=WEEK):
    return calendar(ctx, *days, Whose())[0]


def test_an_appointment_keeps_what_was_agreed(ctx):
    of, team = address(ctx), save_team(ctx, Team("", "Netz", (ctx.user.uid,)))
    uid = agreed(ctx, place="Serverraum", note="Schlüssel mitnehmen", address_uid=of, team_uid=team)
    kept = get_appointment(ctx, uid)
    assert (kept.title, kept.begin, kept.end, kept.place, kept.note, kept.address_uid, kept.team_uid, kept.done) == (
        "Wartung", TEN, TEN + HOUR, "Serverraum", "Schlüssel mitnehmen", of, team, False)


def test_it_lasts_half_an_hour_if_nobody_says_how_long(ctx):
    assert get_appointment(ctx, agreed(ctx, end=None)).end == TEN + timedelta(minutes=30)


def test_one_for_all_day_lasts_from_midnight_to_midnight(ctx):
    uid = agreed(ctx, all_day=True, end=TEN + timedelta(days=1))
    kept = get_appointment(ctx, uid)
    assert (kept.begin, kept.end) == (at("2026-11-03"), at("2026-11-05"))
    assert get_appointment(ctx, save_appointment(ctx, kept)).end == at("2026-11-05")


@pytest.mark.parametrize(("more", "problem"), [
    ({"title": " "}, "value.missing"), ({"begin": None}, "value.missing"), ({"end": TEN - HOUR}, "time.order"),
    ({"title": "x" * 301}, "value.long")])
def test_what_cannot_be_is_refused(ctx, more, problem):
    with pytest.raises(UserError) as refused:
        agreed(ctx, **more)
    assert refused.value.id == problem


def test_the_wall_clock_is_kept_over_the_end_of_summer_time(ctx):
    uid = agreed(ctx, begin=at("2026-10-24T10:00"), end=at("2026-10-24T11:00"))
    move_appointment(ctx, uid, timedelta(days=1))
    days = date(2026, 10, 24), date(2026, 10, 25)
    assert [(e.begin, e.end) for e in calendar(ctx, *days, Whose())] == [
        (at("2026-10-25T10:00"), at("2026-10-25T11:00"))]


def test_the_hour_that_comes_twice_is_counted_twice(ctx):
    project = save_project(ctx, Project(name="Umzug"))
    agreed(ctx, kind=ACTION, begin=at("2026-10-25T01:00"), end=at("2026-10-25T03:00"), project_uid=project, done=True)
    assert project_view(ctx, project).action_seconds == 3 * 3600


def test_moving_changes_begin_and_length(ctx):
    uid = agreed(ctx)
    move_appointment(ctx, uid, timedelta(days=1, minutes=15))
    move_appointment(ctx, uid, timedelta(), longer=timedelta(minutes=30))
    kept = get_appointment(ctx, uid)
    assert (kept.begin, kept.end) == (at("2026-11-04T10:15"), at("2026-11-04T11:45"))
    move_appointment(ctx, uid, timedelta(), longer=timedelta(hours=-9))
    assert get_appointment(ctx, uid).end == at("2026-11-04T10:15")


def test_it_is_done_and_is_not(ctx):
    uid = agreed(ctx)
    finish_appointment(ctx, uid)
    assert get_appointment(ctx, uid).done
    finish_appointment(ctx, uid, done=False)
    assert not get_appointment(ctx, uid).done


def test_what_was_taken_away_comes_back(ctx):
    uid = agreed(ctx)
    remove_appointment(ctx, uid)
    assert week_of(ctx) == []
    with pytest.raises(UserError):
        get_appointment(ctx, uid)
    remove_appointment(ctx, uid, removed=False)
    assert week_of(ctx) == [("appointment", "Wartung")]


def test_the_same_field_is_not_changed_twice_unseen(ctx):
    before = get_appointment(ctx, agreed(ctx))
    save_appointment(ctx, replace(before, place="Halle 1"))
    with pytest.raises(UserError) as refused:
        save_appointment(ctx, replace(before, place="Halle 2"))
    assert refused.value.id == "record.changed"


def test_a_new_one_on_a_ticket_knows_customer_and_project(ctx):
    project, of = save_project(ctx, Project(name="Umzug")), address(ctx)
    on = ticket(ctx, of, "Drucker", project_uid=project)
    draft = appointment_for(ctx, Appointment(ticket_uid=on))
    assert (draft.title, draft.address_uid, draft.project_uid, draft.user_uid) == (
        "Drucker", of, project, ctx.user.uid)
    uid = save_appointment(ctx, Appointment(title="Vor Ort", begin=TEN, ticket_uid=on))
    assert (get_appointment(ctx, uid).address_uid, get_appointment(ctx, uid).project_uid) == (of, project)
    assert [a.title for a in ticket_view(ctx, on).appointments] == ["Vor Ort"]


def test_a_new_appointment_begins_with_the_next_quarter_and_an_action_ends_now(ctx, clock):
    clock.advance(minutes=7)
    appointment, action = appointment_for(ctx, Appointment()), appointment_for(ctx, Appointment(ACTION))
    assert (appointment.begin, appointment.done) == (at("2026-11-02T10:15"), False)
    assert (action.begin, action.end, action.done) == (at("2026-11-02T10:00"), at("2026-11-02T10:07"), True)


# --- the calendar -------------------------------------------------------------------------------------


def test_the_calendar_shows_what_lies_in_its_days(ctx):
    agreed(ctx, title="vorher", begin=at("2026-11-01T23:00"), end=at("2026-11-02"))
    agreed(ctx, title="hinein", begin=at("2026-11-01T23:00"), end=at("2026-11-02T01:00"))
    agreed(ctx, title="mittendrin")
    agreed(ctx, title="nachher", begin=at("2026-11-09"), end=at("2026-11-09T01:00"))
    assert week_of(ctx) == [("appointment", "hinein"), ("appointment", "mittendrin")]


def test_resubmissions_and_callbacks_stand_in_the_calendar_of_whom_they_wait_for(ctx):
    on = ticket(ctx, address(ctx), "Drucker")
    resubmit_ticket(ctx, on, TEN, "Ersatzteil da?")
    save_callback(ctx, Callback("030 1234567", TEN + HOUR, contact_name="Elif", user_uid=user(ctx, "berta")))
    assert week_of(ctx, user_uid=ctx.user.uid) == [("resubmission", "Drucker")]
    assert week_of(ctx) == [("resubmission", "Drucker"), ("callback", "Elif")]
    shown = entry(ctx)
    assert (shown.uid, shown.begin, shown.note, shown.customer) == (on, TEN, "Ersatzteil da?", "Muster GmbH")


def test_a_calendar_is_a_persons_a_teams_or_everybodys(ctx):
    berta = user(ctx, "berta")
    team = save_team(ctx, Team("", "Netz", (berta,)))
    agreed(ctx, title="Anna", user_uid=ctx.user.uid)
    agreed(ctx, title="Berta", user_uid=berta)
    agreed(ctx, title="Netz", team_uid=team)
    agreed(ctx, title="niemand")

    def titles(**whose):
        return sorted(title for _kind, title in week_of(ctx, **whose))

    assert titles(user_uid=ctx.user.uid) == ["Anna", "niemand"]
    assert titles(user_uid=berta) == ["Berta", "Netz", "niemand"]
    assert titles(team_uid=team) == ["Berta", "Netz"]
    assert titles() == ["Anna", "Berta", "Netz", "niemand"]


def test_an_action_that_was_to_be_done_is_late_and_an_appointment_is_just_over(ctx, clock):
    of = address(ctx)
    action, _appointment = agreed(ctx, kind=ACTION, address_uid=of), agreed(ctx, address_uid=of)

    def states():
        return [(e.kind, e.late) for e in calendar(ctx, *WEEK, Whose())], [e.state for e in customer(ctx, of).timeline]

    assert states() == ([("action", False), ("appointment", False)], ["open", "open"])
    clock.advance(days=2)
    assert states() == ([("action", True), ("appointment", False)], ["late", "over"])
    finish_appointment(ctx, action)
    assert states() == ([("action", False), ("appointment", False)], ["done", "over"])


def test_another_zone_of_the_company_shows_the_same_instant(ctx):
    uid = agreed(ctx)
    write_setting(ctx, "company.zone", "Europe/London")
    there = replace(ctx, settings=ctx.settings.with_values({"company.zone": "Europe/London"}))
    assert get_appointment(there, uid).begin == TEN - HOUR


def test_who_is_away_stands_in_the_calendar_on_whole_days(ctx):
    berta = user(ctx, "berta")
    save_absence(ctx, Absence(berta, date(2026, 11, 1), date(2026, 11, 3), note="Urlaub"))
    assert week_of(ctx, user_uid=ctx.user.uid) == []
    (away,) = calendar(ctx, *WEEK, Whose(user_uid=berta))
    assert (away.kind, away.who, away.title, away.begin, away.end, away.all_day) == (
        "absence", "Berta", "Urlaub", at("2026-11-01"), at("2026-11-04"), True)


# --- actions that closing leaves ----------------------------------------------------------------------


def closed(ctx, outcome, **more):
    of = address(ctx)
    on = ticket(ctx, of, "Drucker", **more)
    add_worklog(ctx, on, WorklogEntry(start=NOW, end=NOW + timedelta(minutes=20)))
    close_ticket(ctx, on, None, Closing(outcome, "Papier eingelegt"))
    return of, on


def actions(ctx, address_uid):
    return [e for e in customer(ctx, address_uid).timeline if e.kind == "action"]


@pytest.mark.parametrize("outcome", ["goodwill", "warranty", "flat", "internal"])
def test_what_is_closed_without_charge_stands_at_the_customer_as_an_action(ctx, outcome):
    of, on = closed(ctx, outcome)
    (action,) = actions(ctx, of)
    assert (action.title, action.state, action.at, action.detail) == (
        "Drucker", "done", NOW, ticket_view(ctx, on).number)
    kept = get_appointment(ctx, action.uid)
    assert (kept.end - kept.begin, kept.note, kept.ticket_uid) == (timedelta(minutes=20), "Papier eingelegt", on)


def test_what_was_done_in_a_ticket_does_not_fill_the_calendar(ctx):
    closed(ctx, "goodwill")
    assert week_of(ctx) == []


@pytest.mark.parametrize("outcome", ["charge", "wrong_number", "advertising", "test"])
def test_what_is_charged_or_nothing_at_all_leaves_no_action(ctx, outcome):
    of, _on = closed(ctx, outcome)
    assert actions(ctx, of) == []


def test_a_company_may_do_without_these_actions(ctx):
    plain = replace(ctx, settings=ctx.settings.with_values({"tickets.actions": False}))
    of, _on = closed(plain, "goodwill")
    assert actions(ctx, of) == []


def test_reopening_takes_the_action_of_the_closing_away_and_leaves_those_made_by_hand(ctx, clock):
    of, on = closed(ctx, "goodwill")
    clock.advance(minutes=5)
    save_appointment(ctx, Appointment(ACTION, "Von Hand", TEN, TEN, ticket_uid=on, done=True))
    reopen_ticket(ctx, on)
    assert [a.title for a in actions(ctx, of)] == ["Von Hand"]
    close_ticket(ctx, on, None, Closing("warranty", "Doch getauscht"))
    assert sorted(a.title for a in actions(ctx, of)) == ["Drucker", "Von Hand"]


def test_the_instants_of_an_action_are_those_of_its_work(ctx):
    of, _on = closed(ctx, "goodwill")
    assert actions(ctx, of)[0].at == NOW
