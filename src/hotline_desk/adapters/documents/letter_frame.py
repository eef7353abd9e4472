"""What surrounds the text of a business letter: DIN 5008 form B, in mm.

Letterhead above 45, address field 20 / 45 of 85 x 45 (17.7 for the sender's line and remarks, 27.3 for the
address), information block 125 / 50 of 75, text from 98.46, folds at 105 and 210, punch mark at 148.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hotline_desk.adapters.documents import wording
from hotline_desk.adapters.documents.design import Design
from hotline_desk.adapters.documents.sheet import (
    BODY,
    CAPTION,
    LEFT,
    QUIET,
    QUIET_INK,
    RIGHT,
    STRONG,
    TITLE,
    Colour,
    Sheet,
    Style,
    rgb,
)
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.values import INVOICE, OFFER, Document, Party

LEFT_MARGIN, RIGHT_EDGE = 25.0, 190.0
WINDOW_TOP, ADDRESS_TOP, WINDOW_BOTTOM, WINDOW_RIGHT = 45.0, 62.7, 90.0, 105.0
BLOCK_LEFT, BLOCK_TOP, BLOCK_WIDTH = 125.0, 50.0, 75.0
TEXT_TOP, NEXT_TEXT_TOP = 98.46, 30.0
BOTTOM = 255.0
PAGE_NUMBER, _FOOTER_TOP = 265.0, 269.0
_FOOTER_WIDTHS, _FOOTER_LINES = (33.0, 46.0, 47.0, 39.0), 6
_LABEL_WIDTH, _SHRINK = 31.0, 1.3
_BLOCK_BOTTOM = 95.5
_ADDRESS_LINES = 6
_VALUE_LINES = 4
_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
_LOGO_TOP, _LOGO_WIDTH, _LOGO_HEIGHT = 12.0, 60.0, 24.0
_FOOT = Style(7, colour=QUIET_INK)


@dataclass(frozen=True)
class Look:
    """The styles of a letter in the company's colour."""

    accent: Colour
    caption: Style
    title: Style
    heading: Style
    name: Style

    @classmethod
    def of(cls, design: Design) -> Look:
        accent = rgb(design.colour)
        return cls(accent, replace(CAPTION, colour=accent), replace(TITLE, colour=accent),
                   replace(STRONG, colour=accent), Style(16, bold=True, colour=accent))


@dataclass(frozen=True)
class Frame:
    """Draws everything of a letter but its text."""

    sheet: Sheet
    document: Document
    texts: Translator
    heading: str
    design: Design
    look: Look
    watermark: str = ""

    def first_page(self) -> float:
        """Letterhead, marks, address and information block; returns where the text begins."""
        self._watermark()
        self._letterhead()
        self._marks()
        self._address()
        self._block()
        return TEXT_TOP

    def next_page(self) -> float:
        """The head of a following page; returns where the text begins."""
        self._watermark()
        sender, recipient = self.document.sender, self.document.recipient
        about = [self.heading, recipient.number and f"{self.texts.tr('Customer')} {recipient.number}",
                 self.texts.day(self.document.date)]
        right = " · ".join(part for part in about if part)
        self.sheet.text(LEFT_MARGIN, 18, self.sheet.short(sender.name, 70, STRONG), self.look.heading)
        self.sheet.text(RIGHT_EDGE, 18, right, QUIET, RIGHT, fit=90)
        self.sheet.rule(LEFT_MARGIN, 21, RIGHT_EDGE, 21, self.look.accent, 0.3)
        return NEXT_TEXT_TOP

    def finish(self) -> bytes:
        """Writes footer and page numbers on all pages; returns the PDF."""
        count = len(self.sheet.pages)
        columns = self._footer()
        for index in range(count):
            self.sheet.turn_to(index)
            number = self.texts.tr("Page {n} of {count}", n=index + 1, count=count)
            self.sheet.text(RIGHT_EDGE, PAGE_NUMBER, number, QUIET, RIGHT)
            self.sheet.rule(LEFT_MARGIN, _FOOTER_TOP - 1.5, RIGHT_EDGE, _FOOTER_TOP - 1.5)
            for x, width, lines in columns:
                for row, line in enumerate(lines):
                    base = _FOOTER_TOP + row * _FOOT.leading + _FOOT.ascent
                    self.sheet.text(x, base, line, _FOOT, fit=width)
        return self.sheet.finish()

    def _watermark(self) -> None:
        if self.watermark:
            self.sheet.watermark(self.watermark)

    def _letterhead(self) -> None:
        """Logo, name and the line under it, above the address field."""
        design, top, left, room = self.design, 15.0, LEFT_MARGIN, RIGHT_EDGE - LEFT_MARGIN
        if design.logo and design.logo_place == "right":
            self.sheet.picture(design.logo, RIGHT_EDGE - _LOGO_WIDTH, _LOGO_TOP, _LOGO_WIDTH, _LOGO_HEIGHT)
            room -= _LOGO_WIDTH + 5
        elif design.logo and design.logo_place == "alone":
            self.sheet.picture(design.logo, left, _LOGO_TOP, _LOGO_WIDTH * 1.5, _LOGO_HEIGHT, LEFT)
            top = _LOGO_TOP + _LOGO_HEIGHT + 1
        elif design.logo:
            wide = self.sheet.picture(design.logo, left, _LOGO_TOP, _LOGO_WIDTH, _LOGO_HEIGHT - 4, LEFT)
            left, room = left + wide + 5, room - wide - 5
        if not design.logo or design.logo_place != "alone":
            name = self.sheet.lines(self.document.sender.name, room, self.look.name, most=2)
            top = self.sheet.paragraph(left, top, name, self.look.name) + 0.5
        if design.line:
            self.sheet.paragraph(left, top, self.sheet.lines(design.line, room, QUIET, most=1), QUIET)

    def _marks(self) -> None:
        for y, length in ((105.0, 3.0), (148.5, 5.0), (210.0, 3.0)):
            self.sheet.rule(5, y, 5 + length, y, QUIET_INK, 0.2)

    def _address(self) -> None:
        """The sender in one small line, under it the recipient; both inside the window of the envelope."""
        width = WINDOW_RIGHT - LEFT_MARGIN - 2
        sender = self.document.sender
        parts = (sender.name, sender.street, f"{sender.postcode} {sender.city}".strip())
        small = Style(6.5, colour=QUIET_INK)
        line = self.sheet.short(" · ".join(part for part in parts if part), width, small)
        self.sheet.text(LEFT_MARGIN, ADDRESS_TOP - 2, line, small)
        self.sheet.rule(LEFT_MARGIN, ADDRESS_TOP - 1, LEFT_MARGIN + width, ADDRESS_TOP - 1)
        style, lines = self._fitting(address_lines(self.document.recipient, sender.country, self.texts), width)
        self.sheet.paragraph(LEFT_MARGIN, ADDRESS_TOP + 0.3, lines, style)

    def _fitting(self, parts: Sequence[str], width: float) -> tuple[Style, list[str]]:
        """The address in the largest type in which it has room; if there is none, its longest lines are cut."""
        for size in _SIZES:
            style = Style(size)
            lines = [line for part in parts for line in self.sheet.lines(part, width, style)]
            if len(lines) * style.leading <= WINDOW_BOTTOM - ADDRESS_TOP - 0.3:
                return style, lines
        style = Style(_SIZES[-1])
        return style, [self.sheet.short(part, width, style) for part in parts][:_ADDRESS_LINES]

    def _block(self) -> None:
        y, width = BLOCK_TOP, BLOCK_WIDTH - _LABEL_WIDTH
        for label, value in block_rows(self.document, self.texts):
            style = STRONG if y == BLOCK_TOP else replace(BODY, size=8.5)
            lines = self._short_lines(value, width, style, _VALUE_LINES)
            if y + len(lines) * style.leading > _BLOCK_BOTTOM:
                return
            self.sheet.text(BLOCK_LEFT, y + style.ascent, label, QUIET, fit=_LABEL_WIDTH - 1.5)
            for line in lines:
                self.sheet.text(BLOCK_LEFT + _LABEL_WIDTH, y + style.ascent, line, style, fit=width)
                y += style.leading

    def _short_lines(self, text: str, width: float, style: Style, most: int) -> list[str]:
        """One word that is a little too wide stays on its line, to be written smaller; other texts are wrapped."""
        if " " not in text and self.sheet.measure(text, style) <= width * _SHRINK:
            return [text]
        return self.sheet.lines(text, width, style, most)

    def _footer(self) -> list[tuple[float, float, list[str]]]:
        columns, x = [], LEFT_MARGIN
        for width, parts in zip(_FOOTER_WIDTHS, footer_parts(self.document.sender, self.texts), strict=True):
            lines = [line for part in parts for line in self._short_lines(part, width - 3, _FOOT, _FOOTER_LINES)]
            columns.append((x, width - 3, lines[:_FOOTER_LINES]))
            x += width
        return columns


def address_lines(party: Party, home: str, texts: Translator) -> list[str]:
    """The lines of an address: name, person, street, town, and the country where it is not `home`."""
    town = f"{party.postcode} {party.city}".strip()
    country = wording.foreign_country(party.country, home, texts)
    return [line for line in (party.name, party.contact, party.street, town, country) if line.strip()]


_NUMBER_LABELS = {INVOICE: N_("Invoice number"), OFFER: N_("Offer number")}
_DATE_LABELS = {INVOICE: N_("Invoice date"), OFFER: N_("Offer date")}


def block_rows(document: Document, texts: Translator) -> list[tuple[str, str]]:
    """Labels and values of the information block, most important first; without empty ones."""
    sender, recipient = document.sender, document.recipient
    offer = document.kind == OFFER
    period = "" if offer else wording.days(document.period_from, document.period_to, texts)
    until = texts.day(document.valid_until) if offer and document.valid_until else ""
    about = (
        (_NUMBER_LABELS.get(document.kind, N_("Document number")), document.number or texts.tr("draft")),
        (N_("For invoice"), document.cancels or document.corrects or ""),
        (N_("Customer number"), recipient.number),
        (_DATE_LABELS.get(document.kind, N_("Date")), texts.day(document.date)),
        (N_("Valid until"), until),
        (N_("Period of service"), period),
        (N_("Service for"), document.service),
        (N_("Our offer"), document.offer or ""),
        (N_("Your order number"), recipient.order_reference),
        (N_("Your reference"), recipient.buyer_reference),
        (N_("Cost centre"), recipient.cost_centre),
        (N_("Your VAT id"), recipient.vat_id),
        (N_("Your contact"), sender.contact),
        (N_("Telephone"), sender.phone if sender.contact else ""),
        (N_("E-mail"), sender.email if sender.contact else ""),
    )
    return [(texts.tr(label), value) for label, value in about if value]


def footer_parts(sender: Party, texts: Translator) -> list[list[str]]:
    """Four columns: company, contact, bank, tax and register."""
    def labelled(label: str, value: str) -> str:
        return f"{texts.tr(label)} {value}" if value else ""

    town = f"{sender.postcode} {sender.city}".strip()
    columns = (
        (sender.name, sender.street, town),
        (labelled(N_("Tel."), sender.phone), sender.email, sender.web),
        (sender.bank, labelled(N_("IBAN"), grouped(sender.iban)), labelled(N_("BIC"), sender.bic)),
        (labelled(N_("VAT id"), sender.vat_id), labelled(N_("Tax no."), sender.tax_number), sender.register),
    )
    return [[part for part in column if part] for column in columns]


def grouped(iban: str) -> str:
    """An IBAN in groups of four."""
    plain = "".join(iban.split())
    return " ".join(plain[i:i + 4] for i in range(0, len(plain), 4))


