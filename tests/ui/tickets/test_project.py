"""A ticket's project in its details, and what was agreed on it."""

from __future__ import annotations

from datetime import datetime

from hotline_desk.domain.projects import Appointment, Project
from hotline_desk.services.projects.appointments import save_appointment
from hotline_desk.services.projects.projects import archive_project, save_project
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.tickets.belongings import LINKS

NINE = datetime.fromisoformat("2026-11-03T09:00")


def choose(place, ticket, name):
    box = ticket.fields.details.project
    place.until(lambda: box.findText(name) >= 0)
    box.setCurrentIndex(box.findText(name))


def test_a_project_is_chosen_and_stored(place, ticket):
    project = save_project(place.ctx, Project(name="Umzug"))
    choose(place, ticket, "P0001 Umzug")
    ticket.save()
    place.until(lambda: place.view(ticket.uid).fields.project_uid == project)
    place.settle()
    choose(place, ticket, "no project")
    ticket.save()
    place.until(lambda: place.view(ticket.uid).fields.project_uid is None)


def test_a_project_that_was_put_away_is_still_named(place, ticket):
    project = save_project(place.ctx, Project(name="Umzug"))
    choose(place, ticket, "P0001 Umzug")
    ticket.save()
    place.until(lambda: place.view(ticket.uid).fields.project_uid == project)
    place.settle()
    archive_project(place.ctx, project)
    place.windows.close(ticket)
    again = place.open("ticket", ticket.uid)
    place.until(lambda: again.fields.details.project.currentText() == "P0001 Umzug")


def test_what_was_agreed_stands_on_the_page_of_what_belongs_to_it(place, ticket):
    page = ticket.body
    page.show_page(LINKS)
    links = page.in_front()
    assert links.agreed.isHidden()
    save_appointment(place.ctx, Appointment(title="Vor Ort", begin=NINE, ticket_uid=ticket.uid))
    place.until(lambda: [line.title for line in links.agreed.rows()] == ["Vor Ort"])
    assert not links.agreed.isHidden()
    assert "Linked (1)" in [page.bar.accessibleTabName(n) for n in range(page.bar.count())]


def test_a_key_in_the_ticket_agrees_an_appointment_on_it(place, ticket):
    opened = []

    class Form(Frame):
        def __init__(self, uid, **wanted):
            super().__init__(place.desk.shell, uid)
            opened.append(wanted)

    place.windows.register("appointment", Form)
    for id in ("appointment.new", "action.new"):
        place.windows.bring(ticket)
        assert place.desk.shell.commands.trigger(id)
        place.windows.close(place.windows.find("appointment"))
    assert [(wanted["what"], wanted["ticket"]) for wanted in opened] == [
        ("appointment", ticket.uid), ("action", ticket.uid)]
