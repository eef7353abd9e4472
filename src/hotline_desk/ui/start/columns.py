"""What the lists of the start page show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hotline_desk.core.clock import local_day
from hotline_desk.core.phone import WITHHELD, display
from hotline_desk.core.text import N_
from hotline_desk.domain.openlist import OpenTicketRow
from hotline_desk.services.views.missed import MissedRow
from hotline_desk.ui.shell.columns import Column
from hotline_desk.ui.shell.shell import Shell

_PRIORITY = {"low": ("chevron-down", "muted"), "normal": ("equal", "muted"), "high": ("chevron-up", "warning"),
             "urgent": ("chevrons-up", "danger")}


def ticket_columns(shell: Shell, *, agents: bool = False) -> list[Column]:
    """Number, subject, customer, until or since when; with `agents` also whose it is."""
    texts = shell.texts

    def when(row: OpenTicketRow) -> str:
        return texts.moment(row.resubmit_at or row.created_at)

    whose = [Column("agent", N_("Agent"), lambda row: row.agent or row.team, 13, rank=3)] if agents else []
    return [
        Column("number", N_("Ticket"), lambda row: row.number, 12, icon=lambda row: _PRIORITY[row.priority][0],
               color=lambda row: _PRIORITY[row.priority][1]),
        Column("subject", N_("Subject"), lambda row: row.subject or texts.tr(N_("(no subject yet)")), 16, bold=True,
               stretch=True),
        Column("customer", N_("Customer"), lambda row: row.customer or row.contact, 18, rank=2),
        *whose,
        Column("when", N_("Due or since"), when, 15, sort=lambda row: row.resubmit_at or row.created_at, rank=1),
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
