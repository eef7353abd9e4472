"""The list of open tasks on paper: to pin up and to tick off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hotline_desk.adapters.documents.feet import finish_numbered
from hotline_desk.adapters.documents.flow import Cell, Flow, cell
from hotline_desk.adapters.documents.sheet import (
    ACCENT,
    CAPTION,
    HAIR,
    INK,
    QUIET,
    QUIET_INK,
    RIGHT,
    SMALL,
    STRONG,
    TINY,
    TITLE,
    Imprint,
    Sheet,
    Style,
)
from hotline_desk.core import phone
from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.openlist import BY_PRIORITY, GROUPINGS, NONE, OpenTicketRow, grouped
from hotline_desk.domain.tickets import PRIORITIES, STATES

LEFT_EDGE, RIGHT_EDGE, _BOTTOM, _PAGE_NUMBER = 18.0, 279.0, 193.0, 201.0
_NUMBER, _PRIORITY, _CUSTOMER, _TICKET, _AGENT, _DUE = 25.0, 46.0, 68.0, 121.0, 206.0, 241.0
HEADLINE = Style(8, bold=True)
_MOST_LINES = 3
_WITHOUT = {"agent": N_("Without agent"), "team": N_("Without team"), "customer": N_("Without customer")}


def render_open_list(
    rows: Sequence[OpenTicketRow],
    *,
    title: str,
    texts: Translator,
    printed_at: datetime,
    zone: str,
    grouping: str = NONE,
    company: str = "",
) -> bytes:
    """The list as PDF, A4 landscape. `title` is translated already.

    `grouping` is a key of `domain.openlist.GROUPINGS`; `printed_at` an instant, shown in `zone`.
    """
    return OpenList(title, texts, printed_at, zone, company).render(rows, grouping)


class OpenList:
    """The paper while it is written. Other forms of it have other columns and rows."""

    def __init__(self, title: str, texts: Translator, printed_at: datetime, zone: str, company: str) -> None:
        self.title, self.texts, self.printed_at, self.zone = title, texts, printed_at, zone
        self.company = company
        self.group = ""
        told = Imprint(title, company, title, texts.language, local_day(printed_at, zone))
        self.sheet = Sheet(told, 297, 210)

    def render(self, rows: Sequence[OpenTicketRow], grouping: str) -> bytes:
        """The PDF of these rows."""
        self.about = self._about(rows, grouping)
        self.flow = Flow(self.sheet, _BOTTOM, self._head)
        for name, members in grouped(rows, grouping):
            if grouping != NONE:
                self._heading(self._group_name(name, grouping), len(members))
            for row in members:
                self.row(row)
        if not rows:
            self.flow.y += 4
            self.flow.text(LEFT_EDGE, self.texts.tr("There are no open tickets."), 200)
        return self._finish()

    def _finish(self) -> bytes:
        return finish_numbered(self.sheet, self.texts, self.company, LEFT_EDGE, RIGHT_EDGE, _PAGE_NUMBER)

    def _about(self, rows: Sequence[OpenTicketRow], grouping: str) -> str:
        texts = self.texts
        late = sum(row.overdue for row in rows)
        parts = [texts.trn("{n} ticket", "{n} tickets", len(rows)),
                 texts.trn("{n} overdue", "{n} overdue", late) if late else "",
                 texts.tr(GROUPINGS[grouping]) if grouping != NONE else "",
                 texts.tr("as of {moment}", moment=texts.moment(self.printed_at, self.zone))]
        return " · ".join(part for part in parts if part)

    def heads(self) -> Sequence[tuple[float, str, str]]:
        """Where each column begins, and the two lines of its head."""
        tr = self.texts.tr
        return ((_NUMBER, tr("Number"), tr("State")), (_PRIORITY, tr("Priority"), ""),
                (_CUSTOMER, tr("Customer"), tr("Contact, telephone")), (_TICKET, tr("Subject"), tr("Last note")),
                (_AGENT, tr("Agent"), tr("Team")), (_DUE, tr("Due"), tr("Received")))

    def _head(self, index: int) -> float:
        self.sheet.text(LEFT_EDGE, 18, self.title, TITLE if index == 0 else HEADLINE, fit=120)
        self.sheet.text(RIGHT_EDGE, 18, self.about, QUIET, RIGHT, fit=135)
        y = 23.0
        self.sheet.box(LEFT_EDGE, y, RIGHT_EDGE - LEFT_EDGE, 9)
        for x, first, second in self.heads():
            self.sheet.text(x, y + 3.9, first, CAPTION)
            self.sheet.text(x, y + 7.3, second, TINY)
        y += 10.5
        if self.group:
            again = self.texts.tr("{group} (continued)", group=self.group)
            self.sheet.text(LEFT_EDGE, y + QUIET.ascent, again, replace(QUIET, bold=True), fit=150)
            y += QUIET.leading + 1
        return y

    def _group_name(self, name: str, grouping: str) -> str:
        if grouping == BY_PRIORITY:
            return self.texts.tr(PRIORITIES[name])
        return name or self.texts.tr(_WITHOUT[grouping])

    def _heading(self, name: str, count: int) -> None:
        self.group = ""
        self.flow.need(26)
        self.flow.y += 1
        style = replace(STRONG, colour=ACCENT)
        text = self.sheet.short(name, 200, style)
        self.flow.row([cell(LEFT_EDGE, f"{text} ({count})", style)])
        self.flow.y += 0.8
        self.group = text

    def row(self, row: OpenTicketRow) -> None:
        """Writes one ticket."""
        cells = self._cells(row)
        self.flow.need(max(sum(style.leading for _, style in item.lines) for item in cells) + 1)
        top = self.flow.y
        self.tick_box(LEFT_EDGE + 0.8, top + 0.4)
        mark(self.sheet, row.priority, _PRIORITY + 1.3, top + 1.9)
        self.flow.row(cells, keep=120)
        self.sheet.rule(LEFT_EDGE, self.flow.y + 0.6, RIGHT_EDGE, self.flow.y + 0.6, HAIR)
        self.flow.y += 1.6

    def tick_box(self, x: float, y: float, side: float = 3.0) -> None:
        """An empty square, its upper left corner here."""
        self.sheet.polygon([(x, y), (x + side, y), (x + side, y + side), (x, y + side)], QUIET_INK, filled=False)

    def _cells(self, row: OpenTicketRow) -> list[Cell]:
        texts = self.texts
        reach = ", ".join(part for part in (row.contact, phone.display(row.phone)) if part)
        return [
            Cell(_NUMBER, [(row.number or "–", HEADLINE), (texts.tr(STATES[row.state]), TINY)],
                 fit=_PRIORITY - _NUMBER - 2),
            cell(_PRIORITY + 4, texts.tr(PRIORITIES[row.priority]), SMALL if row.priority in ("low", "normal")
                 else HEADLINE, fit=_CUSTOMER - _PRIORITY - 6),
            self.lines(_CUSTOMER, _TICKET, (row.customer or "–", SMALL), (reach, TINY)),
            self.lines(_TICKET, _AGENT, (row.subject or "–", HEADLINE), (row.last_note, TINY)),
            self.lines(_AGENT, _DUE, (row.agent or "–", SMALL), (row.team, TINY)),
            Cell(_DUE, self.due(row), fit=RIGHT_EDGE - _DUE - 1),
        ]

    def lines(self, left: float, right: float, *parts: tuple[str, Style]) -> Cell:
        """A cell between two columns; each text wrapped to at most a few lines."""
        return Cell(left, [(line, style) for text, style in parts
                           for line in self.sheet.lines(text, right - left - 3, style, _MOST_LINES)])

    def due(self, row: OpenTicketRow) -> list[tuple[str, Style]]:
        """When it is due, how late it is, and when it came in."""
        texts = self.texts
        lines = [(texts.moment(row.resubmit_at, self.zone), SMALL)] if row.resubmit_at else []
        if row.overdue:
            since = self.printed_at - (row.resubmit_at or row.created_at)
            lines.append((self._late(int(since.total_seconds())), HEADLINE))
        received = texts.tr("received {moment}", moment=texts.moment(row.created_at, self.zone))
        return [*lines, (received, TINY)]

    def _late(self, seconds: int) -> str:
        if seconds >= 86_400:
            return self.texts.trn("overdue for {n} day", "overdue for {n} days", seconds // 86_400)
        if seconds >= 3600:
            return self.texts.trn("overdue for {n} hour", "overdue for {n} hours", seconds // 3600)
        return self.texts.tr("overdue")


def mark(sheet: Sheet, priority: str, x: float, y: float) -> None:
    """A sign of the priority around this point, told apart by its shape: the typeface has none."""
    if priority == "low":
        sheet.polygon([(x - 1.2, y - 0.8), (x + 1.2, y - 0.8), (x, y + 1.1)], QUIET_INK, filled=False)
    elif priority == "normal":
        sheet.polygon([(x - 1.1, y - 0.15), (x + 1.1, y - 0.15), (x + 1.1, y + 0.15), (x - 1.1, y + 0.15)], QUIET_INK)
    elif priority == "high":
        sheet.polygon([(x - 1.2, y + 0.9), (x + 1.2, y + 0.9), (x, y - 1.1)], INK)
    else:
        sheet.polygon([(x - 1.2, y), (x, y - 1.4), (x + 1.2, y)], INK)
        sheet.polygon([(x - 1.2, y + 1.5), (x, y + 0.1), (x + 1.2, y + 1.5)], INK)
