"""What the lists of the start page show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hotline_desk.core.clock import local_day
from hotline_desk.core.phone import WITHHELD, display
from hotline_desk.core.text import N_
from hotline_desk.services.views.missed import MissedRow
from hotline_desk.services.views.start import APPOINTMENT, CALLBACK, TICKET, DayRow
from hotline_desk.ui.shell.columns import Column
from hotline_desk.ui.shell.shell import Shell

_PRIORITY = {"low": ("chevron-down", "muted"), "normal": ("equal", "muted"), "high": ("chevron-up", "warning"),
             "urgent": ("chevrons-up", "danger")}
_SIGNS = {CALLBACK: ("phone-forwarded", "accent"), APPOINTMENT: ("calendar", "accent")}


def late_columns(shell: Shell) -> list[Column]:
    """Number, subject, customer, whose it is, since when."""
    texts = shell.texts
    return [
        Column("number", N_("Ticket"), lambda row: row.number, 12, icon=lambda row: _PRIORITY[row.priority][0],
               color=lambda row: _PRIORITY[row.priority][1]),
        Column("subject", N_("Subject"), lambda row: row.subject or texts.tr(N_("(no subject yet)")), 16, bold=True,
               stretch=True),
        Column("customer", N_("Customer"), lambda row: row.customer or row.contact, 18, rank=2),
        Column("agent", N_("Agent"), lambda row: row.agent or row.team, 13, rank=3),
        Column("when", N_("Due"), lambda row: texts.moment(row.resubmit_at), 15, sort=lambda row: row.resubmit_at,
               rank=1),
    ]


def today_columns(shell: Shell, today: Callable[[], date]) -> list[Column]:
    """When, what, with whom: tickets, callbacks and appointments alike."""
    texts = shell.texts

    def when(row: DayRow) -> str:
        if row.whole_day:
            return texts.tr(N_("all day"))
        day = local_day(row.at or row.created_at, texts.zone)
        if row.at is None:
            return texts.tr(N_("since {moment}"), moment=texts.clock(row.created_at) if day == today()
                            else texts.day(day))
        return texts.clock(row.at) if day == today() else texts.moment(row.at)

    def what(row: DayRow) -> str:
        if row.kind == CALLBACK:
            return row.subject or texts.tr(N_("Call {number} back"), number=display(row.number) or row.number)
        return row.subject or texts.tr(N_("(no subject yet)"))

    def sign(row: DayRow) -> tuple[str, str]:
        return _SIGNS.get(row.kind) or _PRIORITY[row.priority]

    return [
        Column("when", N_("When"), when, 13, icon=lambda row: sign(row)[0], color=lambda row: sign(row)[1]),
        Column("subject", N_("Subject"), what, 16, bold=True, stretch=True),
        Column("customer", N_("Customer"), lambda row: row.customer, 18, rank=2),
        Column("number", N_("Ticket"), lambda row: row.number if row.kind == TICKET else "", 12, rank=1),
    ]


def message_columns(shell: Shell) -> list[Column]:
    """From whom, what, when."""
    texts = shell.texts
    return [
        Column("author", N_("From"), lambda line: line.author, 12, icon=lambda _line: "mail",
               color=lambda _line: "accent"),
        Column("text", N_("Message"), lambda line: line.text.replace("\n", " "), 16, stretch=True),
        Column("when", N_("When"), lambda line: texts.moment(line.sent_at), 15, sort=lambda line: line.sent_at, rank=1),
    ]


def team_columns(shell: Shell) -> list[Column]:
    """Name, open, late, without anybody."""
    number = shell.texts.number
    return [
        Column("name", N_("Team"), lambda team: team.name, 12, bold=True, stretch=True,
               icon=lambda team: "user-check" if team.mine else "users"),
        Column("open", N_("Open"), lambda team: number(team.open), 7, align="right", sort=lambda team: team.open),
        Column("late", N_("Late"), lambda team: number(team.late), 9, align="right", sort=lambda team: team.late,
               color=lambda team: "danger" if team.late else ""),
        Column("nobodys", N_("Without agent"), lambda team: number(team.nobodys), 14, align="right",
               sort=lambda team: team.nobodys, color=lambda team: "warning" if team.nobodys else "", rank=1),
    ]


def missed_columns(shell: Shell, today: Callable[[], date]) -> list[Column]:
    """Who, how often, when last."""
    texts = shell.texts

    def who(row: MissedRow) -> str:
        known = " · ".join(part for part in (row.contact, row.company) if part)
        if known or row.caller_name:
            return known or row.caller_name
        if row.number_state == WITHHELD:
            return texts.tr(N_("Number withheld"))
        return display(row.number) or row.number_raw or texts.tr(N_("Unknown"))

    def when(row: MissedRow) -> str:
        is_today = local_day(row.rang_at, texts.zone) == today()
        return texts.clock(row.rang_at) if is_today else texts.day(local_day(row.rang_at, texts.zone))

    return [
        Column("who", N_("Who"), who, 14, bold=True, stretch=True, icon=lambda _row: "phone-missed",
               color=lambda _row: "danger"),
        Column("count", N_("Calls"), lambda row: f"{row.count}×" if row.count > 1 else "", 6, align="right",
               sort=lambda row: row.count, rank=2),
        Column("when", N_("When"), when, 10, sort=lambda row: row.rang_at),
    ]
