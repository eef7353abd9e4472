"""The frames of projects: list, fields, budget, tickets and appointments."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hotline_desk.domain.projects import Project
from hotline_desk.services.projects.projects import get_project, list_projects, save_project
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog
from tests import builders
from tests.ui.office import NOW, clock, ctx, office
from tests.ui.projects.test_appointments import typed

__all__ = ["clock", "ctx", "office"]


def test_a_project_is_made_with_a_budget_in_hours(office, ctx):
    frame = office.open("project", "")
    typed(frame, name="Umzug", budget="40", first="1.11.2026", last="31.1.2027")
    office.do("frame.save")
    (kept,) = list_projects(ctx)
    assert (kept.number, kept.name, kept.budget_seconds, kept.first, kept.last) == (
        "P0001", "Umzug", 40 * 3600, date(2026, 11, 1), date(2027, 1, 31))
    assert (frame.uid, frame.title()) == (kept.uid, "P0001 · Umzug")


@pytest.mark.parametrize(("texts", "row"), [({"name": ""}, "name"), ({"number": "P0001"}, "number"),
                                            ({"first": "1.2.2027", "last": "1.1.2027"}, "last"),
                                            ({"budget": "viel"}, "budget")])
def test_what_is_wrong_stands_below_its_field(office, ctx, texts, row):
    save_project(ctx, Project(name="Server"))
    frame = office.open("project", "")
    typed(frame, **{"name": "Umzug", **texts})
    office.do("frame.save")
    assert list(frame.form.errors()) == [row]
    assert len(list_projects(ctx)) == 1


def test_the_list_shows_what_is_used_and_warns_above_the_budget(office, ctx):
    project = save_project(ctx, Project(name="Umzug", budget_seconds=3600))
    frame = office.open("projects")
    on = builders.ticket(ctx, project_uid=project)
    add_worklog(ctx, on, WorklogEntry(start=NOW, end=NOW + timedelta(minutes=90)))
    used = frame.list.model.columns[3]
    office.until(lambda: used.show(frame.list.rows()[0]) == f"1:30 of 1:00 h ({office.shell.texts.percent(15000)})")
    assert (used.icon(frame.list.rows()[0]), used.color(frame.list.rows()[0])) == ("octagon-alert", "danger")


def test_a_project_shows_its_tickets_and_opens_them(office, ctx):
    project = save_project(ctx, Project(name="Umzug", budget_seconds=3600))
    on = builders.ticket(ctx, subject="Leitungen", project_uid=project)
    add_worklog(ctx, on, WorklogEntry(start=NOW, end=NOW + timedelta(minutes=90)))
    frame = office.open("project", project)
    assert [ticket.subject for ticket in frame.tickets.rows()] == ["Leitungen"]
    assert frame.budget_sign.used.text() == (
        f"Used: 1:30 of 1:00 h ({office.shell.texts.percent(15000)}) · 0:30 h over the budget")
    office.do("record.open")
    assert (office.windows.active().kind, office.windows.active().uid) == ("ticket", on)


def test_appointments_are_agreed_and_done_in_the_project(office, ctx):
    project = save_project(ctx, Project(name="Umzug", address_uid=builders.address(ctx)))
    frame = office.open("project", project)
    office.do("appointment.new")
    typed(office.windows.active(), subject="Begehung", begin="morgen 9")
    office.do("frame.save")
    office.until(lambda: [a.title for a in frame.appointments.rows()] == ["Begehung"])
    office.windows.bring(frame)
    frame.tabs.setCurrentIndex(1)
    office.do("appointment.done")
    office.until(lambda: frame.appointments.rows()[0].done)
    assert frame.appointments.rows()[0].customer == "Muster GmbH"


def test_a_new_ticket_of_the_project_knows_it(office, ctx):
    project = save_project(ctx, Project(name="Umzug"))
    office.open("project", project)
    office.do("ticket.new")
    assert office.windows.active().args == {"project_uid": project, "address_uid": None}


def test_a_project_is_put_away_with_undo(office, ctx):
    project = save_project(ctx, Project(name="Umzug"))
    frame = office.open("projects")
    office.do("record.archive")
    assert (frame.list.rows(), get_project(ctx, project).archived) == ([], True)
    office.undo()
    assert [line.name for line in frame.list.rows()] == ["Umzug"]
