"""What the columns of the journal show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hotline_desk.core.clock import local_day
from hotline_desk.core.phone import display
from hotline_desk.core.text import N_
from hotline_desk.domain.calls import OUT
from hotline_desk.domain.tickets import STATES
from hotline_desk.services.views.journal import JournalRow
from hotline_desk.ui.calls.wording import caller, number_of, sign
from hotline_desk.ui.shell.columns import Column
from hotline_desk.ui.shell.shell import Shell

_STATE_ICONS = {"new": "circle", "open": "circle-dot", "resubmitted": "calendar-clock", "closed": "circle-check",
                "merged": "link", "withdrawn": "circle-slash"}
_STATE_TOKENS = {"new": "accent", "open": "accent", "resubmitted": "text", "closed": "success", "merged": "muted",
                 "withdrawn": "muted"}


def columns(shell: Shell, today: Callable[[], date]) -> list[Column]:
    """The columns in their order."""
    texts = shell.texts

    def when(row: JournalRow) -> str:
        is_today = local_day(row.rang_at, texts.zone) == today()
        return texts.clock(row.rang_at) if is_today else texts.moment(row.rang_at)

    def how(row: JournalRow) -> str:
        word = texts.tr(sign(row.direction, row.state, row.outcome).word)
        return f"{word} · {texts.tr(N_('rule failed'))}" if row.unprocessed else word

    def line(row: JournalRow) -> str:
        return "" if row.direction == OUT else row.line_name or display(row.called_number) or row.queue

    def ticket(row: JournalRow) -> str:
        if row.ticket_state is None:
            return ""
        return " ".join(part for part in (row.ticket_number, texts.tr(STATES[row.ticket_state])) if part)

    return [
        Column("when", N_("When"), when, 15, sort=lambda row: row.rang_at),
        Column("how", N_("How"), how, 13, icon=lambda row: sign(row.direction, row.state, row.outcome).icon,
               color=lambda row: sign(row.direction, row.state, row.outcome).token),
        Column("who", N_("Who"), lambda row: caller(texts, row), 16, bold=True, stretch=True),
        Column("number", N_("Number"), lambda row: number_of(texts, row), 18, rank=2),
        Column("line", N_("Line"), line, 16, rank=5),
        Column("talk", N_("Talk"), lambda row: texts.duration(row.duration_seconds) if row.answered_at else "", 8,
               align="right", sort=lambda row: row.duration_seconds, rank=3),
        Column("ticket", N_("Ticket"), ticket, 20, icon=lambda row: _STATE_ICONS.get(row.ticket_state, ""),
               color=lambda row: _STATE_TOKENS.get(row.ticket_state, "")),
        Column("agent", N_("Agent"), lambda row: row.agent, 12, rank=4),
    ]


def row_color(row: JournalRow) -> str:
    """Red for who waits to be called back, yellow for what nobody accounted for."""
    if row.needs_callback:
        return "danger_row"
    return "warning_row" if row.unaccounted else ""
