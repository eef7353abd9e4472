"""Invoice, cancellation and correction as a business letter (section 14 UStG, DIN 5008 form B)."""

from __future__ import annotations

from dataclasses import replace

from hotline_desk.adapters.documents import groups, wording
from hotline_desk.adapters.documents.flow import Cell, Flow, cell, figure
from hotline_desk.adapters.documents.letter_frame import BOTTOM, LEFT_MARGIN, PAGE_NUMBER, RIGHT_EDGE, Frame, grouped
from hotline_desk.adapters.documents.sheet import (
    ACCENT,
    BODY,
    CAPTION,
    QUIET,
    RIGHT,
    SMALL,
    STRONG,
    TINT,
    TITLE,
    Imprint,
    Sheet,
)
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.values import CANCELLATION, INVOICE, OFFER, Document, Line

_WIDTH = RIGHT_EDGE - LEFT_MARGIN
# Left edges of texts, right edges of figures, in mm.
_POSITION, _NAME, _NAME_WIDTH = LEFT_MARGIN, 37.0, 61.0
_QUANTITY, _UNIT, _PRICE, _RATE, _AMOUNT = 115.0, 117.0, 157.0, 168.0, RIGHT_EDGE
_UNIT_WIDTH, _PRICE_WIDTH, _AMOUNT_WIDTH = 20.0, 19.0, 21.5
_SUM_LABEL = 118.0
_CARRY_HEIGHT = 6.0
_POSITIONS_SHOWN = 80
_CANCELLED = {
    True: N_("Herewith we cancel our invoice {number} in full."),
    False: N_("Herewith we correct our invoice {number}."),
}


def render_letter(document: Document, logo: bytes | None = None) -> bytes:
    """The letter as PDF, in the document's language. `logo` is a PNG or JPEG.

    Equal documents give equal bytes. Raises UserError if the logo cannot be read.
    """
    return _Letter(document, logo).render()


class _Letter:
    def __init__(self, document: Document, logo: bytes | None) -> None:
        self.document = document
        self.texts = texts = Translator(document.language, document.sender.country)
        self.title = wording.title(document, texts)
        subject = f"{texts.tr('Customer')} {document.recipient.name}"
        self.sheet = Sheet(Imprint(self.title, document.sender.name, subject, texts.language, document.date))
        self.frame = Frame(self.sheet, document, texts, self.title, self._watermark(), logo)
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
        self._sums()
        self._closing()
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
        self.flow.row([cell(LEFT_MARGIN, self.title, TITLE, fit=_WIDTH)])
        self.flow.y += 3
        document = self.document
        if document.cancels:
            sentence = self.texts.tr(_CANCELLED[document.kind == CANCELLATION], number=document.cancels)
            self.flow.text(LEFT_MARGIN, sentence, _WIDTH)
        if document.text_above.strip():
            self.flow.text(LEFT_MARGIN, document.text_above, _WIDTH)
        elif not document.cancels and document.kind == INVOICE:
            self.flow.text(LEFT_MARGIN, self.texts.tr("We charge you for the following services:"), _WIDTH)
        self.flow.y += 4

    def _table_head(self) -> None:
        self.flow.need(30)
        self.flow.y = self._table_head_at(self.flow.y)
        self.carried = 0

    def _table_head_at(self, y: float) -> float:
        tr, base = self.texts.tr, y + 4.3
        self.sheet.box(LEFT_MARGIN, y, _WIDTH, 6.4)
        self.sheet.text(_POSITION + 1.5, base, tr("Item"), CAPTION)
        self.sheet.text(_NAME, base, tr("Description"), CAPTION)
        self.sheet.text(_QUANTITY, base, tr("Quantity"), CAPTION, RIGHT)
        self.sheet.text(_UNIT, base, tr("Unit"), CAPTION)
        self.sheet.text(_PRICE, base, tr("Unit price"), CAPTION, RIGHT)
        if self.rates:
            self.sheet.text(_RATE, base, tr("VAT"), CAPTION, RIGHT)
        self.sheet.text(_AMOUNT - 1.5, base, tr("Amount"), CAPTION, RIGHT)
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
        self.flow.row([cell(_NAME, heading, replace(STRONG, colour=ACCENT))])
        self.flow.y += 1

    def _row(self, row: groups.Row) -> None:
        texts, line = self.texts, row.line
        name = [(text, BODY) for text in self.sheet.lines(line.text or line.article, _NAME_WIDTH)]
        for note in self._notes(row):
            name += [(text, QUIET) for text in self.sheet.lines(note, _NAME_WIDTH, QUIET)]
        amount, unit = wording.line_quantity(line, texts)
        price = [(wording.price(line.price_e4, texts), BODY)]
        if line.gross_price:
            price.append((texts.tr("incl. VAT"), QUIET))
        cells = [
            cell(_POSITION + 1.5, _positions(row), BODY, fit=9.5),
            Cell(_NAME, name),
            figure(_QUANTITY, amount, fit=17), cell(_UNIT, unit, fit=_UNIT_WIDTH),
            Cell(_PRICE, price, RIGHT, _PRICE_WIDTH),
            figure(_AMOUNT - 1.5, texts.money(line.net_cents), fit=_AMOUNT_WIDTH - 1.5),
        ]
        if self.rates:
            cells.append(figure(_RATE, texts.percent(line.tax_rate_bp), fit=10))
        self.flow.row(cells)
        self.sheet.rule(LEFT_MARGIN, self.flow.y + 0.8, RIGHT_EDGE, self.flow.y + 0.8)
        self.flow.y += 1.8

    def _notes(self, row: groups.Row) -> list[str]:
        """What stands in small type under a row: when, where to find the details, how the amount came about."""
        texts, line = self.texts, row.line
        when = wording.days(line.service_from, line.service_to, texts)
        if len(row.positions) == 1:
            return [when] if row.line.worklogs else []
        found = wording.ranges(row.positions)
        if len(found) <= _POSITIONS_SHOWN:
            notes = [texts.tr("Details in the annex, items {positions}", positions=found)]
        else:
            notes = [texts.tr("Details in the annex, {n} items from {first} to {last}", n=len(row.positions),
                              first=min(row.positions), last=max(row.positions))]
        if not row.exact:
            notes.append(texts.tr("Sum of the single amounts, each rounded to the cent"))
        return notes

    def _sums(self) -> None:
        texts, document = self.texts, self.document
        several = len(document.taxes) > 1
        self.flow.need(12 + 5 * len(document.taxes))
        self.carried = None
        self.flow.bottom += _CARRY_HEIGHT
        self.flow.y += 1.5
        if self.rates:
            self._sum(texts.tr("Net amount"), document.net_cents)
            for tax in document.taxes:
                rate = texts.percent(tax.rate_bp)
                label = texts.tr("plus {rate} VAT on {net}", rate=rate, net=texts.money(tax.net_cents)) if several \
                    else texts.tr("plus {rate} VAT", rate=rate)
                self._sum(label, tax.tax_cents)
        self._total()

    def _sum(self, label: str, value: int) -> None:
        self.flow.row([cell(_SUM_LABEL, label, fit=48), figure(_AMOUNT - 1.5, self.texts.money(value))])
        self.flow.y += 0.7

    def _total(self) -> None:
        label = {INVOICE: N_("Invoice amount"), OFFER: N_("Offered amount"), CANCELLATION: N_("Cancelled amount")}.get(
            self.document.kind, N_("Corrected amount"))
        style = replace(STRONG, size=10.5)
        y = self.flow.y + 0.5
        self.sheet.box(_SUM_LABEL - 2, y, RIGHT_EDGE - _SUM_LABEL + 2, 8, TINT)
        self.sheet.rule(_SUM_LABEL - 2, y, RIGHT_EDGE, y, ACCENT, 0.4)
        self.sheet.text(_SUM_LABEL, y + 5.4, self.texts.tr(label), style, fit=36)
        self.sheet.text(_AMOUNT - 1.5, y + 5.4, self.texts.money(self.document.gross_cents), style, RIGHT)
        self.flow.y = y + 12

    def _closing(self) -> None:
        texts, document = self.texts, self.document
        if document.small_business:
            self._sentence(texts.tr("Exempt from VAT under section 19 UStG"))
        if document.kind == INVOICE and document.due and document.gross_cents > 0:
            self._payment()
        if document.text_below.strip():
            self._sentence(document.text_below)
        if document.items:
            annex = f"{texts.tr('Annex')}: {wording.statement_title(document, texts)}"
            # At the latest beside the page number: a page of its own would be wasted on it.
            y = min(self.flow.y + QUIET.ascent, PAGE_NUMBER)
            self.sheet.text(LEFT_MARGIN, y, annex, QUIET, fit=130)

    def _payment(self) -> None:
        texts, document, sender = self.texts, self.document, self.document.sender
        due = texts.tr("Payable by {day} without deduction", day=texts.day(document.due))
        self.flow.need(2 * BODY.leading)
        self.flow.text(LEFT_MARGIN, due, _WIDTH, STRONG)
        if sender.iban and document.number:
            how = texts.tr("Please transfer to {iban}, stating {number}.", iban=grouped(sender.iban),
                           number=document.number)
            self.flow.text(LEFT_MARGIN, how, _WIDTH)
        self.flow.y += 3

    def _sentence(self, text: str) -> None:
        self.flow.text(LEFT_MARGIN, text, _WIDTH)
        self.flow.y += 3


def _positions(row: groups.Row) -> str:
    """The positions in the space of one column: "7", "1–37", "3 …"."""
    first, *others = wording.ranges(row.positions).split(", ")
    return first if not others else f"{row.positions[0]} …"
