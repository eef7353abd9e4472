"""The call-by-call statement: every call and measure with raw and billed time, adding up to the invoice.

A4 landscape, because a row holds who, when, what, both times, the rule and the amount. Items are grouped
by ticket; time zone and privacy of numbers are those of the document.
"""

from __future__ import annotations

from dataclasses import replace

from hotline_desk.adapters.documents import wording
from hotline_desk.adapters.documents.design import Design
from hotline_desk.adapters.documents.feet import finish_numbered
from hotline_desk.adapters.documents.flow import Cell, Flow, cell, figure
from hotline_desk.adapters.documents.letter_frame import Look
from hotline_desk.adapters.documents.sheet import (
    HAIR,
    QUIET,
    QUIET_INK,
    RIGHT,
    STRONG,
    TINT,
    TINY,
    Imprint,
    Sheet,
    Style,
)
from hotline_desk.adapters.documents.statement_rows import COLUMNS as C
from hotline_desk.adapters.documents.statement_rows import (
    CONTACT,
    COST_CENTRE,
    TICKET,
    Group,
    Section,
    Sums,
    Words,
    item_cells,
    sections,
    sums,
    uncovered,
)
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.values import FINAL, Document, Item

_BOTTOM, _PAGE_NUMBER = 193.0, 201.0
_WIDTH = C.right - C.left
_SMALL_STRONG = Style(8, bold=True)
_QUOTA_EDGES = (130.0, 157.0, 184.0, 211.0, 238.0)
_NAMES = {CONTACT: N_("Contact: {name}"), COST_CENTRE: N_("Cost centre: {name}")}


def render_statement(document: Document, grouping: str = TICKET, design: Design | None = None) -> bytes:
    """The statement as PDF, in the document's language; a document without number is marked as a draft.

    `grouping` (of GROUPINGS) adds subtotals per contact or cost centre; its colour is that of the design. Equal
    documents give equal bytes.
    """
    return _Statement(document, grouping, Look.of(design or Design())).render()


class _Statement:
    def __init__(self, document: Document, grouping: str, look: Look) -> None:
        self.document, self.grouping, self.look = document, grouping, look
        self.texts = texts = Translator(document.language, document.sender.country)
        self.words = Words(texts, document.zone, document.statement_numbers)
        self.title = wording.statement_title(document, texts)
        # Final without a number: it belongs to no invoice, but tells of a customer's period.
        self.alone = document.state == FINAL and not document.number
        self.about = document.recipient.name if self.alone else wording.title(document, texts)
        heading = f"{self.title} · {self.about}"
        subject = f"{texts.tr('Customer')} {document.recipient.name}"
        told = Imprint(heading, document.sender.name, subject, texts.language, document.date)
        self.sheet = Sheet(told, 297, 210)
        self.ticket = ""

    def render(self) -> bytes:
        self.flow = Flow(self.sheet, _BOTTOM, self._head)
        found = sections(self.document, self.grouping)
        for section in found:
            if len(found) > 1 or section.month:
                self._heading(section)
            for group in section.groups:
                self._group(group)
        self._lines_without_items()
        self._totals(sums(self.document))
        self._quotas()
        return self._finish()

    def _finish(self) -> bytes:
        return finish_numbered(self.sheet, self.texts, self._origin(), C.left, C.right, _PAGE_NUMBER)

    def _origin(self) -> str:
        sender = self.document.sender
        return " · ".join(part for part in (sender.name, f"{sender.postcode} {sender.city}".strip()) if part)

    def _head(self, index: int) -> float:
        if self.document.sample:
            self.sheet.watermark(self.texts.tr("SAMPLE"))
        elif not self.document.number and not self.alone:
            self.sheet.watermark(self.texts.tr("DRAFT"))
        y = self._columns(self._first_head() if index == 0 else self._next_head())
        if self.ticket:
            again = self.texts.tr("{ticket} (continued)", ticket=self.ticket)
            self.sheet.text(C.text, y + QUIET.ascent, again, replace(QUIET, bold=True), fit=C.text_width)
            y += QUIET.leading + 0.5
        return y

    def _first_head(self) -> float:
        texts, document = self.texts, self.document
        self.sheet.text(C.left, 16, self.sheet.short(document.sender.name, 120, STRONG), self.look.heading)
        self.sheet.text(C.left, 26, self.title, self.look.title, fit=170)
        lines = self.sheet.lines(document.recipient.name, 90, STRONG, most=2)
        y = self.sheet.paragraph(C.right, 12.5, lines, STRONG, RIGHT)
        about = [
            document.recipient.number and f"{texts.tr('Customer number')} {document.recipient.number}",
            texts.tr("As of {day}", day=texts.day(document.date)) if self.alone
            else texts.tr("Annex to {document} of {day}", document=self.about, day=texts.day(document.date)),
            f"{texts.tr('Period of service')} "
            f"{wording.days(document.period_from, document.period_to, texts)}",
        ]
        y = self.sheet.paragraph(C.right, y, [part for part in about if part], QUIET, RIGHT)
        return max(y, 29.0) + 3.5

    def _next_head(self) -> float:
        right = self.about if self.alone else f"{self.about} · {self.document.recipient.name}"
        self.sheet.text(C.left, 14, self.title, _SMALL_STRONG, fit=110)
        self.sheet.text(C.right, 14, self.sheet.short(right, 130, QUIET), QUIET, RIGHT)
        return 18

    def _columns(self, y: float) -> float:
        """The head of the table in two lines, as the rows have two."""
        tr, upper, lower = self.texts.tr, y + 3.9, y + 7.3
        self.sheet.box(C.left, y, _WIDTH, 9)
        number = "" if self.document.statement_numbers == "none" else tr("Call number")
        heads = (
            (C.left + 1.5, tr("Item"), "", ""), (C.when, tr("Date"), tr("from – to"), ""),
            (C.kind, tr("Kind"), number, ""), (C.people, tr("Person"), tr("Agent"), ""),
            (C.text, tr("Ticket"), tr("What was done"), ""), (C.raw, tr("Recorded"), "h:mm:ss", RIGHT),
            (C.billed, tr("Charged"), "h:mm", RIGHT), (C.rule, tr("How charged"), "", ""),
            (C.right - 1.5, tr("Amount"), tr("net"), RIGHT),
        )
        for x, first, second, align in heads:
            self.sheet.text(x, upper, first, self.look.caption, align or "left")
            self.sheet.text(x, lower, second, TINY, align or "left")
        return y + 10.5

    def _heading(self, section: Section) -> None:
        texts, document = self.texts, self.document
        if section.month:
            heading = texts.tr("Billed late: {month}", month=texts.month(section.month))
        else:
            heading = texts.tr("Period {days}", days=wording.days(document.period_from, document.period_to, texts))
        self.flow.need(22)
        self.flow.row([cell(C.left + 1.5, heading, self.look.heading)])
        self.flow.y += 1

    def _group(self, group: Group) -> None:
        """Tickets that belong together, with their subtotal where the statement is grouped."""
        if self.grouping == TICKET:
            for items in group.tickets:
                self._ticket(items)
            return
        name = self.texts.tr(_NAMES[self.grouping], name=group.name or "–")
        self.flow.need(22)
        self.flow.y += 1
        self.flow.row([cell(C.left + 1.5, name, self.look.heading, fit=_WIDTH - 3)])
        for items in group.tickets:
            self._ticket(items)
        label = self.texts.tr("Sum of {ticket}", ticket=group.name or "–")
        self._sum_row(label, Sums.of(group.items()), self.look.accent)
        self.flow.y += 1

    def _quotas(self) -> None:
        """The accounts of the contracts' quotas, month by month."""
        accounts = self.document.quotas
        if not accounts:
            return
        tr = self.texts.tr
        self.flow.need(12 + 5 * min(len(accounts), 4))
        self.flow.y += 3
        whole = wording.whole_minutes(accounts)
        heading = tr("Quota account (hours:minutes)") if whole else tr("Quota account (hours:minutes:seconds)")
        self.flow.row([cell(C.left + 1.5, heading, self.look.heading)])
        heads = (tr("Carried over"), tr("Granted"), tr("Used"), tr("Expired"), tr("Left"))
        self.flow.row([cell(C.left + 1.5, tr("Contract"), self.look.caption),
                       *(figure(x, head, self.look.caption, 24) for x, head in zip(_QUOTA_EDGES, heads, strict=True))])
        for account in accounts:
            name = f"{account.contract} · {self.texts.month(account.month)}"
            amounts = (account.carried, account.granted, account.used, account.expired, account.left)
            self.flow.row([cell(C.left + 1.5, name, _SMALL_STRONG, fit=86),
                           *(figure(x, wording.hours(seconds, exact=whole), QUIET, 24)
                             for x, seconds in zip(_QUOTA_EDGES, amounts, strict=True))])

    def _ticket(self, items: list[Item]) -> None:
        self.flow.y += 0.8
        for index, item in enumerate(items):
            last = index == len(items) - 1
            self.flow.row(item_cells(self.sheet, self.words, item, first=index == 0, last=last))
            self.ticket = "" if last else item.ticket_number
            self.flow.y += 0.6
        if len(items) > 1:
            self._subtotal(items)
        self.sheet.rule(C.left, self.flow.y + 0.4, C.right, self.flow.y + 0.4, HAIR)
        self.flow.y += 0.8

    def _subtotal(self, items: list[Item]) -> None:
        label = self.texts.tr("Sum of {ticket}", ticket=items[0].ticket_number or "–")
        self._sum_row(label, Sums.of(items), QUIET_INK)
        self.flow.y += 0.4

    def _sum_row(self, label: str, total: Sums, colour: tuple[float, float, float]) -> None:
        style = Style(8, bold=True, colour=colour)
        self.flow.need(style.leading + 1)
        self.flow.y += 0.6
        self.sheet.rule(C.raw - 15, self.flow.y, C.billed, self.flow.y, HAIR)
        self.flow.row([
            cell(C.text, label, style, fit=C.text_width), figure(C.raw, self.words.raw(total.raw), style, 16),
            figure(C.billed, wording.hours(total.billed), style, 15),
            figure(C.right - 1.5, self.words.money(total.amount), style, C.amount_width),
        ])

    def _lines_without_items(self) -> None:
        """What is charged without a call or measure, a fee for example: without it the sum would be less."""
        lines = uncovered(self.document)
        if not lines:
            return
        self.flow.need(16)
        self.flow.row([cell(C.left + 1.5, self.texts.tr("Without single records"), self.look.heading)])
        for line in lines:
            amount = "{} {}".format(*wording.line_quantity(line, self.texts))
            wrapped = [(text, QUIET) for text in self.sheet.lines(line.text or line.article, C.text_width, QUIET)]
            self.flow.row([
                cell(C.left + 1.5, str(line.position), QUIET), Cell(C.text, wrapped),
                figure(C.billed, amount, QUIET, 30),
                figure(C.right - 1.5, self.words.money(line.net_cents), QUIET, C.amount_width),
            ])

    def _totals(self, total: Sums) -> None:
        texts = self.texts
        notes = self._notes(total)
        self.flow.need(16 + len(notes) * TINY.leading)
        y = self.flow.y + 2
        self.sheet.box(C.left, y, _WIDTH, 9, TINT)
        self.sheet.rule(C.left, y, C.right, y, self.look.accent, 0.4)
        base = y + 5.8
        counts = [texts.trn("{n} call", "{n} calls", total.calls) if total.calls else "",
                  texts.trn("{n} other service", "{n} other services", total.others) if total.others else ""]
        label = texts.tr("Total")
        self.sheet.text(C.left + 1.5, base, label, STRONG)
        after = C.left + 5 + self.sheet.measure(label, STRONG)
        self.sheet.text(after, base, ", ".join(filter(None, counts)), QUIET, fit=90)
        self.sheet.text(C.raw, base, self.words.raw(total.raw), STRONG, RIGHT, 22)
        self.sheet.text(C.billed, base, wording.hours(total.billed), STRONG, RIGHT, 15)
        named = texts.tr("Sum of the items") if self.document.discounts else texts.tr("Net amount")
        self.sheet.text(C.rule, base, named, STRONG)
        self.sheet.text(C.right - 1.5, base, texts.money(total.amount), STRONG, RIGHT, C.amount_width)
        self.flow.y = y + 11
        for note in notes:
            self.flow.text(C.left + 1.5, note, _WIDTH - 3, TINY)

    def _notes(self, total: Sums) -> list[str]:
        texts, document = self.texts, self.document
        notes = [texts.tr("Charged time: {time}", time=wording.amount_of_time(total.billed, texts))]
        if total.given:
            notes.append(texts.tr("Rendered free of charge, value: {value}", value=texts.money(total.given)))
        if document.number and total.amount == document.net_cents:
            notes.append(texts.tr("The total is the net amount of {document}.", document=self.about))
        elif document.number and document.discounts:
            taken = sum(discount.amount_cents for discount in document.discounts)
            notes.append(texts.tr("Less the discount of {discount} this is the net amount of {document}: {net}.",
                                  discount=texts.money(taken), document=self.about,
                                  net=texts.money(document.net_cents)))
        notes.append(texts.tr("Times of the zone {zone}.", zone=document.zone))
        if document.statement_numbers == "cut":
            notes.append(texts.tr("The last three digits of call numbers are left out."))
        return notes
