"""Projects: numbered, kept, put away, and how much of their budget is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.projects import ACTION, NEAR, OVER, WITHIN, Appointment, Project
from hotline_desk.services.calls.merging import merge_preview, merge_tickets
from hotline_desk.services.projects.appointments import save_appointment
from hotline_desk.services.projects.projects import archive_project, get_project, list_projects, save_project
from hotline_desk.services.tickets.capture import save_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog, start_worklog
from hotline_desk.services.views.projects import project_list, project_view
from hotline_desk.services.views.ticket import ticket_view
from tests.builders import address, ticket, user
from tests.store_fixtures import NOW

at = datetime.fromisoformat
HOUR = 3600


def worked(ctx, ticket_uid, minutes, since=NOW, **more):
    add_worklog(ctx, ticket_uid, WorklogEntry(start=since, end=since + timedelta(minutes=minutes), **more))


def used(ctx, uid):
    return project_view(ctx, uid).line.used_seconds


def test_a_project_is_numbered_by_itself(ctx):
    numbers = [get_project(ctx, save_project(ctx, Project(name=name))).number for name in ("Umzug", "Server")]
    assert numbers == ["P0001", "P0002"]


def test_a_number_given_by_hand_is_left_out_by_the_counter(ctx):
    save_project(ctx, Project(name="Umzug", number="P0001"))
    assert get_project(ctx, save_project(ctx, Project(name="Server"))).number == "P0002"


def test_everything_of_a_project_is_kept(ctx):
    uid = save_project(ctx, Project(
        name="Umzug", number="U-7", address_uid=address(ctx), manager_uid=ctx.user.uid, budget_seconds=40 * HOUR,
        first=date(2026, 11, 1), last=date(2027, 1, 31), note="Neue Räume"))
    kept = get_project(ctx, uid)
    assert (kept.number, kept.name, kept.manager_uid, kept.budget_seconds, kept.first, kept.last, kept.note) == (
        "U-7", "Umzug", ctx.user.uid, 40 * HOUR, date(2026, 11, 1), date(2027, 1, 31), "Neue Räume")


@pytest.mark.parametrize(("project", "problem"), [
    (Project(name=" "), "value.missing"), (Project(name="Server", number="P0001"), "value.taken"),
    (Project(name="Server", first=date(2026, 2, 1), last=date(2026, 1, 1)), "time.order")])
def test_what_cannot_be_a_project_is_refused(ctx, project, problem):
    save_project(ctx, Project(name="Umzug"))
    with pytest.raises(UserError) as refused:
        save_project(ctx, project)
    assert refused.value.id == problem


def test_what_two_change_at_once_joins_unless_it_is_the_same(ctx):
    uid = save_project(ctx, Project(name="Umzug"))
    before = get_project(ctx, uid)
    save_project(ctx, replace(before, name="Umzug Nord"))
    with pytest.raises(UserError) as refused:
        save_project(ctx, replace(before, name="Umzug Süd"))
    assert refused.value.id == "record.changed"


def test_a_project_that_was_put_away_is_offered_no_more(ctx):
    uid = save_project(ctx, Project(name="Umzug"))
    archive_project(ctx, uid)
    assert list_projects(ctx) == []
    assert [p.archived for p in list_projects(ctx, archived=True)] == [True]
    archive_project(ctx, uid, archived=False)
    assert [p.uid for p in list_projects(ctx)] == [uid]


def test_a_ticket_is_in_a_project(ctx):
    project, of = save_project(ctx, Project(name="Umzug")), ticket(ctx)
    save_ticket(ctx, of, None, {"project_uid": project})
    assert ticket_view(ctx, of).fields.project_uid == project
    assert ticket_view(ctx, of).project_name == "P0001 Umzug"
    assert [t.uid for t in project_view(ctx, project).tickets] == [of]


def test_the_time_worked_on_its_tickets_uses_the_budget(ctx):
    project = save_project(ctx, Project(name="Umzug", budget_seconds=2 * HOUR))
    one, other = (ticket(ctx, project_uid=project) for _ in range(2))
    worked(ctx, one, 60)
    assert (used(ctx, project), project_list(ctx)[0].budget) == (HOUR, WITHIN)
    worked(ctx, other, 45, NOW + timedelta(hours=2))
    assert (used(ctx, project), project_list(ctx)[0].budget) == (HOUR * 7 // 4, NEAR)
    worked(ctx, other, 30, NOW + timedelta(hours=3))
    assert project_list(ctx)[0].budget == OVER
    assert {t.uid: t.seconds for t in project_view(ctx, project).tickets} == {one: HOUR, other: HOUR * 5 // 4}


def test_one_hour_of_one_person_counts_once_and_of_two_persons_twice(ctx):
    project = save_project(ctx, Project(name="Umzug"))
    one, other = (ticket(ctx, project_uid=project) for _ in range(2))
    worked(ctx, one, 60)
    worked(ctx, other, 60, NOW + timedelta(minutes=30))
    assert used(ctx, project) == HOUR * 3 // 2
    worked(ctx, one, 60, agent_uid=user(ctx, "berta"))
    assert used(ctx, project) == HOUR * 5 // 2


def test_a_running_clock_counts_up_to_now(ctx, clock):
    project = save_project(ctx, Project(name="Umzug"))
    start_worklog(ctx, ticket(ctx, project_uid=project))
    clock.advance(minutes=10)
    assert used(ctx, project) == 600


def test_an_action_without_a_ticket_uses_the_budget_too(ctx):
    project = save_project(ctx, Project(name="Umzug"))
    nine = at("2026-11-02T09:00")
    save_appointment(ctx, Appointment(ACTION, "Begehung", nine, nine + timedelta(hours=2), project_uid=project,
                                      user_uid=ctx.user.uid, done=True))
    assert (used(ctx, project), project_view(ctx, project).action_seconds) == (2 * HOUR, 2 * HOUR)


def test_the_list_counts_all_tickets_and_open_ones(ctx):
    project = save_project(ctx, Project(name="Umzug", address_uid=address(ctx, "Muster GmbH")))
    one, other = (ticket(ctx, project_uid=project) for _ in range(2))
    merge_tickets(ctx, merge_preview(ctx, [other], one))
    line = project_list(ctx)[0]
    assert (line.tickets, line.open_tickets, line.customer) == (1, 1, "Muster GmbH")
