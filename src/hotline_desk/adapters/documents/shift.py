"""The shift change on paper: what runs, who waits for a call, what is open; to tick off and to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hotline_desk.adapters.documents.feet import finish_numbered
from hotline_desk.adapters.documents.flow import Cell, Flow, cell
from hotline_desk.adapters.documents.sheet import (
    ACCENT,
    BODY,
    HAIR,
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
from hotline_desk.core.text import Translator
from hotline_desk.domain.shifts import SHIFT_STATES, TAKEN_BACK, WAITING, Shift, ShiftCallback, ShiftClock, ShiftTicket
from hotline_desk.domain.tickets import PRIORITIES, STATES, WORKLOG_KINDS

_LEFT, _RIGHT, _BOTTOM, _PAGE_NUMBER = 18.0, 192.0, 276.0, 287.0
_WHEN, _WHAT = 24.0, 62.0
_HEADLINE = Style(8.5, bold=True)
_NAMES = 40.0
_MOST_LINES = 3
_SIGNING = 24.0


def render_shift(shift: Shift, *, texts: Translator, printed_at: datetime, zone: str, company: str = "") -> bytes:
    """The page of a shift as PDF, A4. One that is not handed over yet has no receiver, and lines to fill in instead.

    Instants are shown in `zone`.
    """
    return _ShiftPaper(shift, texts, printed_at, zone, company).render()


class _ShiftPaper:
    def __init__(self, shift: Shift, texts: Translator, printed_at: datetime, zone: str, company: str) -> None:
        self.shift, self.texts, self.zone, self.company = shift, texts, zone, company
        self.printed_at = printed_at
        self.title = texts.tr("Shift change")
        self.sheet = Sheet(Imprint(self.title, company, self.title, texts.language, local_day(printed_at, zone)))

    def render(self) -> bytes:
        page, tr = self.shift.page, self.texts.tr
        self.flow = Flow(self.sheet, _BOTTOM, self._head)
        self._note()
        self._section(tr("Running clocks"), [self._clock(clock) for clock in page.clocks], tr("No clock runs."))
        self._section(tr("Callbacks"), [self._callback(each) for each in page.callbacks],
                      tr("Nobody waits for a call."))
        self._section(tr("Open tickets"), [self._ticket(ticket) for ticket in page.tickets],
                      tr("There are no open tickets."))
        self._sign()
        return self._finish()

    def _moment(self, instant: datetime) -> str:
        return self.texts.moment(instant, self.zone)

    # --- head and foot --------------------------------------------------------------------------------

    def _head(self, index: int) -> float:
        self.sheet.text(_LEFT, 20, self.title, TITLE if index == 0 else _HEADLINE)
        about = self.texts.tr("as of {moment}", moment=self._moment(self.shift.page.at))
        self.sheet.text(_RIGHT, 20, about, QUIET, RIGHT)
        if index:
            return 26.0
        y = 25.0
        for line in self._about():
            for part in self.sheet.lines(line, _RIGHT - _LEFT, BODY):
                self.sheet.text(_LEFT, y + BODY.ascent, part, BODY)
                y += BODY.leading
        return y + 2

    def _about(self) -> list[str]:
        shift, tr = self.shift, self.texts.tr
        if not shift.receiver:
            return [tr("What {giver} leaves", giver=shift.giver)]
        lines = [tr("{giver} to {receiver}, handed over on {moment}", giver=shift.giver, receiver=shift.receiver,
                    moment=self._moment(shift.handed_at))]
        if shift.state == WAITING or shift.confirmed_at is None:
            lines.append(tr(SHIFT_STATES[WAITING]))
        elif shift.state == TAKEN_BACK:
            lines.append(tr(SHIFT_STATES[TAKEN_BACK]))
        else:
            lines.append(tr("confirmed by {name} on {moment}", name=shift.confirmed_by,
                            moment=self._moment(shift.confirmed_at)))
        if shift.page.along:
            lines.append(tr("Tickets and callbacks of {giver} go along.", giver=shift.giver))
        return lines

    def _finish(self) -> bytes:
        return finish_numbered(self.sheet, self.texts, self.company, _LEFT, _RIGHT, _PAGE_NUMBER)

    def _sign(self) -> None:
        self.flow.need(_SIGNING)
        y, tr = self.flow.y + 16, self.texts.tr
        for x, text in ((_LEFT, tr("handed over")), (110.0, tr("taken over"))):
            self.sheet.rule(x, y, x + 75, y, QUIET_INK, 0.2)
            self.sheet.text(x, y + 4, text, TINY)

    # --- what is on it --------------------------------------------------------------------------------

    def _note(self) -> None:
        if not self.shift.note:
            return
        lines = [line for text in self.shift.note.splitlines()
                 for line in self.sheet.lines(text, _RIGHT - _LEFT - 6, STRONG) or [""]]
        height = len(lines) * STRONG.leading + 4
        if height < 80:
            self.flow.need(height)
            self.sheet.box(_LEFT, self.flow.y, _RIGHT - _LEFT, height)
        self.flow.y += 2
        for line in lines:
            self.flow.row([cell(_LEFT + 3, line, STRONG)])
        self.flow.y += 2

    def _section(self, title: str, rows: Sequence[list[Cell]], nothing: str) -> None:
        self.flow.y += 3
        self.flow.need(20)
        style = replace(STRONG, size=10.5, colour=ACCENT)
        self.flow.row([cell(_LEFT, f"{title} ({len(rows)})" if rows else title, style)])
        self.flow.y += 1
        self.sheet.rule(_LEFT, self.flow.y, _RIGHT, self.flow.y, HAIR, 0.3)
        self.flow.y += 1
        if not rows:
            self.flow.row([cell(_LEFT, nothing, QUIET)])
        for row in rows:
            self._row(row)

    def _row(self, cells: list[Cell]) -> None:
        self.flow.need(max(sum(style.leading for _, style in item.lines) for item in cells) + 2)
        x, y, side = _LEFT, self.flow.y + 0.4, 3.0
        self.sheet.polygon([(x, y), (x + side, y), (x + side, y + side), (x, y + side)], QUIET_INK, filled=False)
        self.flow.row(cells, keep=80)
        self.sheet.rule(_LEFT, self.flow.y + 0.6, _RIGHT, self.flow.y + 0.6, HAIR)
        self.flow.y += 1.6

    def _cells(self, when: str, under: str, parts: Sequence[tuple[str, Style]], names: Sequence[str]) -> list[Cell]:
        width = _RIGHT - _NAMES - _WHAT - 3
        lines = [(line, style) for text, style in parts if text
                 for line in self.sheet.lines(text, width, style, _MOST_LINES)]
        told = [(self.sheet.short(name, _NAMES - 2, SMALL), SMALL) for name in names if name]
        return [Cell(_WHEN, [(when, _HEADLINE), (under, TINY)], fit=_WHAT - _WHEN - 2), Cell(_WHAT, lines),
                Cell(_RIGHT, told, RIGHT)]

    def _clock(self, clock: ShiftClock) -> list[Cell]:
        tr = self.texts.tr
        parts = ((_joined(clock.number, clock.subject), _HEADLINE), (_joined(clock.customer, clock.text), TINY),
                 (tr("ended by the hand-over") if clock.stopped else "", TINY))
        return self._cells(tr("since {time}", time=self._moment(clock.since)), tr(WORKLOG_KINDS[clock.kind]), parts,
                           (clock.agent,))

    def _callback(self, each: ShiftCallback) -> list[Cell]:
        parts = ((phone.display(each.phone), _HEADLINE), (_joined(each.contact, each.company), SMALL),
                 (_joined(each.number, each.note), TINY))
        return self._cells(self._moment(each.due_at), self.texts.tr("overdue") if each.overdue else "", parts,
                           (each.agent, each.team))

    def _ticket(self, ticket: ShiftTicket) -> list[Cell]:
        tr = self.texts.tr
        if ticket.due_at is not None:
            under = self._moment(ticket.due_at)
            under = f"{under} · {tr('overdue')}" if ticket.overdue else under
        else:
            under = tr(STATES[ticket.state])
        priority = tr(PRIORITIES[ticket.priority]) if ticket.priority != "normal" else ""
        parts = ((_joined(ticket.subject, priority), _HEADLINE), (ticket.customer, SMALL), (ticket.note, TINY))
        return self._cells(ticket.number, under, parts, (ticket.agent, ticket.team))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
