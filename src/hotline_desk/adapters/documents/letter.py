"""Invoice, cancellation, correction and offer as a business letter (section 14 UStG, DIN 5008 form B)."""

from __future__ import annotations

from dataclasses import replace

from hotline_desk.adapters.documents import groups, wording
from hotline_desk.adapters.documents.design import Design
from hotline_desk.adapters.documents.flow import Cell, Flow, cell, figure
from hotline_desk.adapters.documents.letter_closing import Closing
from hotline_desk.adapters.documents.letter_frame import BOTTOM, LEFT_MARGIN, RIGHT_EDGE, Frame, Look
from hotline_desk.adapters.documents.sheet import BODY, QUIET, RIGHT, SMALL, Imprint, Sheet
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.by_hand import is_text
from hotline_desk.domain.billing.rules_text import surcharge_sentence
from hotline_desk.domain.billing.values import (
    BY_HAND,
    CANCELLATION,
    CORRECTION,
    INVOICE,
    OF_WORK,
    OFFER,
    Document,
    Line,
)

_WIDTH = RIGHT_EDGE - LEFT_MARGIN
# Left edges of texts, right edges of figures, in mm.
_POSITION, _NAME, _NAME_WIDTH = LEFT_MARGIN, 37.0, 64.0
_QUANTITY, _UNIT, _PRICE, _RATE, _AMOUNT = 115.0, 117.0, 157.0, 168.0, RIGHT_EDGE
_QUANTITY_WIDTH, _UNIT_WIDTH, _PRICE_WIDTH, _AMOUNT_WIDTH = 13.0, 20.0, 19.0, 21.5
_CARRY_HEIGHT = 6.0
_POSITIONS_SHOWN = 80
_OPENINGS = {
    INVOICE: N_("We charge you for the following services:"),
    OFFER: N_("Thank you for your inquiry. We offer you:"),
}


def render_letter(document: Document, design: Design | None = None) -> bytes:
    """The letter as PDF, in the document's language and the company's design.

    Equal documents give equal bytes. Raises UserError if the logo cannot be read.
    """
    return _Letter(document, design or Design()).render()


class _Letter:
    def __init__(self, document: Document, design: Design) -> None:
        self.document = document
        self.texts = texts = Translator(document.language, document.sender.country)
        self.title = wording.heading(document, texts)
        self.look = Look.of(design)
        self.design = design
        subject = f"{texts.tr('Customer')} {document.recipient.name}"
        self.sheet = Sheet(Imprint(self.title, document.sender.name, subject, texts.language, document.date))
        short = wording.title(document, texts)
        self.frame = Frame(self.sheet, document, texts, short, design, self.look, self._watermark())
        self.carried: int | None = None
        self.rates = not document.small_business

    def _watermark(self) -> str:
        if self.document.sample:
            return self.texts.tr("SAMPLE")
        return "" if self.document.number else self.texts.tr("DRAFT")

    def render(self) -> bytes:
        self.flow = Flow(self.sheet, BOTTOM, self._head, self._foot)
        self._opening()
        self._table_head()
        self._rows()
        closing = Closing(self.document, self.texts, self.sheet, self.flow, self.design, self.look)
        self.flow.need(closing.height_of_sums())
        self.carried = None
        self.flow.bottom += _CARRY_HEIGHT
        closing.sums()
        closing.words()
        return self.frame.finish()

    def _head(self, index: int) -> float:
        if index == 0:
            return self.frame.first_page()
        top = self.frame.next_page()
        return top if self.carried is None else self._carry_over(self._table_head_at(top))

    def _foot(self, y: float) -> None:
        if self.carried is not None:
            self._carry_over(max(y, self.flow.bottom))

    def _carry_over(self, y: float) -> float:
        """The amount so far, at the end of a page and at the start of the next."""
        base = y + 1 + SMALL.ascent
        self.sheet.text(_NAME, base, self.texts.tr("Carried over"), replace(SMALL, bold=True))
        self.sheet.text(_AMOUNT - 1.5, base, self.texts.money(self.carried or 0), replace(SMALL, bold=True), RIGHT)
        return y + _CARRY_HEIGHT

    def _opening(self) -> None:
        document, texts = self.document, self.texts
        for line in self.sheet.lines(self.title, _WIDTH, self.look.title, most=3):
            self.flow.row([cell(LEFT_MARGIN, line, self.look.title, fit=_WIDTH)])
        self.flow.y += 3
        if document.kind == CANCELLATION:
            self._say(texts.tr("Herewith we cancel our invoice {number} in full.", number=document.cancels))
        elif document.kind == CORRECTION:
            self._say(texts.tr("Herewith we correct our invoice {number}.",
                               number=document.corrects or document.cancels or ""))
        if document.text_above.strip():
            self._say(document.text_above)
        elif document.kind in _OPENINGS:
            self._say(texts.tr(_OPENINGS[document.kind]))
        self.flow.y += 4

    def _say(self, text: str) -> None:
        self.flow.text(LEFT_MARGIN, text, _WIDTH)

    def _table_head(self) -> None:
        self.flow.need(30)
        self.flow.y = self._table_head_at(self.flow.y)
        self.carried = 0

    def _table_head_at(self, y: float) -> float:
        tr, base = self.texts.tr, y + 4.3
        self.sheet.box(LEFT_MARGIN, y, _WIDTH, 6.4)
        self.sheet.text(_POSITION + 1.5, base, tr("Item"), self.look.caption)
        self.sheet.text(_NAME, base, tr("Description"), self.look.caption)
        self.sheet.text(_QUANTITY, base, tr("Quantity"), self.look.caption, RIGHT)
        self.sheet.text(_UNIT, base, tr("Unit"), self.look.caption)
        self.sheet.text(_PRICE, base, tr("Unit price"), self.look.caption, RIGHT)
        if self.rates:
            self.sheet.text(_RATE, base, tr("VAT"), self.look.caption, RIGHT)
        self.sheet.text(_AMOUNT - 1.5, base, tr("Amount"), self.look.caption, RIGHT)
        return y + 8

    def _rows(self) -> None:
        rows = groups.rows(self.document.lines)
        months = [row.line.service_month for row in rows]
        for row, month, before in zip(rows, months, [None, *months], strict=False):
            if month != before or (month and row is rows[0]):
                self._section(row.line)
            self._row(row)
            self.carried = (self.carried or 0) + row.line.net_cents

    def _section(self, line: Line) -> None:
        texts, document = self.texts, self.document
        if line.service_month:
            heading = texts.tr("Billed late: {month}", month=texts.month(line.service_month))
        else:
            heading = texts.tr("Period {days}", days=wording.days(document.period_from, document.period_to, texts))
        self.flow.need(16)
        self.flow.y += 1
        self.flow.row([cell(_NAME, heading, self.look.heading)])
        self.flow.y += 1

    def _row(self, row: groups.Row) -> None:
        texts, line = self.texts, row.line
        if is_text(line):
            self._text_row(row)
            return
        name = [(text, BODY) for text in self.sheet.lines(line.text or line.article, _NAME_WIDTH)]
        for note in self._notes(row):
            name += [(text, QUIET) for text in self.sheet.lines(note, _NAME_WIDTH, QUIET)]
        amount, unit = wording.line_quantity(line, texts)
        price = [(wording.price(line.price_e4, texts), BODY)]
        if line.gross_price:
            price.append((texts.tr("incl. VAT"), QUIET))
        if line.discount_bp:
            price.append((texts.tr("less {percent}", percent=texts.percent(line.discount_bp)), QUIET))
        cells = [
            cell(_POSITION + 1.5, _positions(row), BODY, fit=9.5),
            Cell(_NAME, name),
            figure(_QUANTITY, amount, fit=_QUANTITY_WIDTH), cell(_UNIT, unit, fit=_UNIT_WIDTH),
            Cell(_PRICE, price, RIGHT, _PRICE_WIDTH),
            figure(_AMOUNT - 1.5, texts.money(line.net_cents), fit=_AMOUNT_WIDTH - 1.5),
        ]
        if self.rates:
            cells.append(figure(_RATE, texts.percent(line.tax_rate_bp), fit=10))
        self._ruled(cells)

    def _text_row(self, row: groups.Row) -> None:
        """A line that only says something has the whole width."""
        lines = [(text, BODY) for text in self.sheet.lines(row.line.text, RIGHT_EDGE - _NAME - 2)]
        self._ruled([cell(_POSITION + 1.5, _positions(row), BODY, fit=9.5), Cell(_NAME, lines)])

    def _ruled(self, cells: list[Cell]) -> None:
        self.flow.row(cells)
        self.sheet.rule(LEFT_MARGIN, self.flow.y + 0.8, RIGHT_EDGE, self.flow.y + 0.8)
        self.flow.y += 1.8

    def _notes(self, row: groups.Row) -> list[str]:
        """What stands in small type under a row: when, where to find the details, how the amount came about."""
        texts, line = self.texts, row.line
        notes = [texts.tr("for item {position} of the invoice", position=line.corrects)] if line.corrects else []
        if line.surcharge_bp:
            notes.append(surcharge_sentence(line.segment, line.surcharge_bp, texts))
        if len(row.positions) == 1:
            if line.worklogs or line.kind not in (OF_WORK, BY_HAND):
                notes.append(wording.days(line.service_from, line.service_to, texts))
            return notes
        found = wording.ranges(row.positions)
        if not line.worklogs:
            return [*notes, wording.days(line.service_from, line.service_to, texts)]
        if len(found) <= _POSITIONS_SHOWN:
            notes.append(texts.tr("Details in the annex, items {positions}", positions=found))
        else:
            notes.append(texts.tr("Details in the annex, {n} items from {first} to {last}", n=len(row.positions),
                                  first=min(row.positions), last=max(row.positions)))
        if not row.exact:
            notes.append(texts.tr("Sum of the single amounts, each rounded to the cent"))
        return notes


def _positions(row: groups.Row) -> str:
    """The positions in the space of one column: "7", "1–37", "3 …"."""
    first, *others = wording.ranges(row.positions).split(", ")
    return first if not others else f"{row.positions[0]} …"
