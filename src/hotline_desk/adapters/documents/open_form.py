"""The second form of the open tasks on paper: blanks to tick and to write on, for whoever works away from the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hotline_desk.adapters.documents.flow import Cell
from hotline_desk.adapters.documents.open_list import HEADLINE, LEFT_EDGE, RIGHT_EDGE, OpenList, mark
from hotline_desk.adapters.documents.sheet import HAIR, QUIET_INK, SMALL, TINY
from hotline_desk.core import phone
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.openlist import NONE, OpenTicketRow
from hotline_desk.domain.tickets import PRIORITIES

_NUMBER, _CUSTOMER, _TICKET = 35.0, 64.0, 112.0
_BLANKS = ((176.0, N_("Day")), (198.0, N_("From")), (216.0, N_("To")), (234.0, N_("Sign")), (256.0, N_("Reached")))
_WRITING, _NOTES = 8.0, 2
_LEAST = 11.0
_BOX, _SIGN = 5.0, 3.6


def render_open_form(
    rows: Sequence[OpenTicketRow],
    *,
    title: str,
    texts: Translator,
    printed_at: datetime,
    zone: str,
    grouping: str = NONE,
    company: str = "",
) -> bytes:
    """The form as PDF, A4 landscape: for each ticket a large box, blanks for day, times and sign, lines for notes.

    `title` is translated already; `grouping` is a key of `domain.openlist.GROUPINGS`.
    """
    return _OpenForm(title, texts, printed_at, zone, company).render(rows, grouping)


class _OpenForm(OpenList):
    def heads(self) -> Sequence[tuple[float, str, str]]:
        tr = self.texts.tr
        return ((LEFT_EDGE + 1, tr("Completed"), ""), (_NUMBER, tr("Number"), tr("Priority")),
                (_CUSTOMER, tr("Customer"), tr("Contact, telephone")), (_TICKET, tr("Subject"), tr("Due")),
                *((x, tr(word), "") for x, word in _BLANKS))

    def row(self, row: OpenTicketRow) -> None:
        cells = self._cells(row)
        height = max(_LEAST, *(sum(style.leading for _, style in item.lines) for item in cells))
        self.flow.need(height + _NOTES * _WRITING + 2)
        top = self.flow.y
        self.tick_box(LEFT_EDGE + 1, top + 1, _BOX)
        mark(self.sheet, row.priority, _NUMBER + 1.3, top + 5.3)
        for x, right in zip((x for x, _ in _BLANKS), (*(x for x, _ in _BLANKS[1:]), None), strict=True):
            if right is None:
                self.tick_box(x, top + 1, _BOX)
            else:
                self.sheet.rule(x, top + 7.5, right - 3, top + 7.5, QUIET_INK, 0.15)
        self.flow.row(cells, keep=120)
        self.flow.y = max(self.flow.y, top + height)
        for _ in range(_NOTES):
            self.flow.y += _WRITING
            self.sheet.rule(_NUMBER, self.flow.y - 1.5, RIGHT_EDGE, self.flow.y - 1.5, QUIET_INK, 0.1)
        self.sheet.rule(LEFT_EDGE, self.flow.y + 0.8, RIGHT_EDGE, self.flow.y + 0.8, HAIR, 0.4)
        self.flow.y += 2

    def _cells(self, row: OpenTicketRow) -> list[Cell]:
        texts = self.texts
        reach = ", ".join(part for part in (row.contact, phone.display(row.phone)) if part)
        whose = ", ".join(part for part in (row.agent, row.team) if part)
        return [
            Cell(_NUMBER, [(row.number or "–", HEADLINE)], fit=_CUSTOMER - _NUMBER - 2),
            Cell(_NUMBER + _SIGN, [("", HEADLINE), (texts.tr(PRIORITIES[row.priority]), TINY)],
                 fit=_CUSTOMER - _NUMBER - _SIGN - 2),
            self.lines(_CUSTOMER, _TICKET, (row.customer or "–", SMALL), (reach, TINY)),
            self.lines(_TICKET, _BLANKS[0][0], (row.subject or "–", HEADLINE),
                       (" · ".join(text for text, _ in self.due(row)), TINY), (whose, TINY)),
        ]
