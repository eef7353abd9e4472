"""The lists of what belongs to a project: its tickets, and its appointments and actions."""

from __future__ import annotations

from hotline_desk.core.text import N_
from hotline_desk.domain.projects import APPOINTMENT_KINDS
from hotline_desk.domain.tickets import STATES
from hotline_desk.services.views.appointments import AppointmentLine
from hotline_desk.services.views.calendar import entry_of
from hotline_desk.ui.projects.projects import hours
from hotline_desk.ui.projects.signs import edge_of, icon_of, times_of, weekday
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell


def tickets_list(shell: Shell) -> RowList:
    """Its tickets, each with the time that was spent on it."""
    texts = shell.texts
    return RowList(shell, "project.tickets", (
        Column("number", N_("Number"), lambda t: t.number or "", width=11, bold=True),
        Column("subject", N_("Subject"), lambda t: t.subject or texts.tr("no subject"), width=22, stretch=True),
        Column("state", N_("State"), lambda t: texts.tr(STATES[t.state]), width=13),
        Column("agent", N_("Agent"), lambda t: t.agent, width=12, rank=1),
        Column("time", N_("Used"), lambda t: texts.tr("{used} h", used=hours(texts, t.seconds)), width=9,
               align="right", sort=lambda t: t.seconds),
    ), accessible=N_("Tickets of the project"),
        empty=N_("No ticket belongs to this project. The details of a ticket name its project."))


def appointments_list(shell: Shell) -> RowList:
    """What was agreed and done, the newest first."""
    texts = shell.texts

    def when(line: AppointmentLine) -> str:
        day = line.begin.date()
        return f"{weekday(texts, day.isoweekday())} {texts.day(day)} {times_of(entry_of(line), texts)}"

    return RowList(shell, "project.appointments", (
        Column("when", N_("When"), when, width=24, sort=lambda a: a.begin,
               icon=lambda a: icon_of(entry_of(a)), color=lambda a: edge_of(entry_of(a))),
        Column("kind", N_("Kind"), lambda a: texts.tr(APPOINTMENT_KINDS[a.kind]), width=12, rank=2),
        Column("title", N_("Subject"), lambda a: a.title, width=20, bold=True, stretch=True),
        Column("who", N_("Who"), lambda a: a.user or a.team, width=12, rank=1),
    ), sort="when", descending=True, accessible=N_("Appointments and actions of the project"),
        empty=N_("Nothing was agreed yet. “New appointment” writes something in."))
