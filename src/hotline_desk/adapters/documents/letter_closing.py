"""What stands under the lines of a letter: discounts, tax and total, how to pay, and what the law wants said."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hotline_desk.adapters.documents import wording
from hotline_desk.adapters.documents.design import Design
from hotline_desk.adapters.documents.flow import Flow, cell, figure
from hotline_desk.adapters.documents.giro import giro_code
from hotline_desk.adapters.documents.letter_frame import LEFT_MARGIN, PAGE_NUMBER, RIGHT_EDGE, Look, grouped
from hotline_desk.adapters.documents.sheet import BODY, CENTRE, HAIR, QUIET, RIGHT, STRONG, TINT, TINY, Sheet, Style
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.amounts import ratio
from hotline_desk.domain.billing.values import CANCELLATION, INVOICE, OFFER, Document, QuotaAccount

_WIDTH = RIGHT_EDGE - LEFT_MARGIN
_AMOUNT = RIGHT_EDGE - 1.5
_SUM_LABEL = 118.0
_CODE, _CODE_HEIGHT = 25.0, 31.0
_TOTALS = {INVOICE: N_("Invoice amount"), OFFER: N_("Offered amount"), CANCELLATION: N_("Cancelled amount")}
_SIGN_WIDTH = 76.0
_SIGNING, _MOST_TOGETHER = 24.0, 100.0


@dataclass(frozen=True)
class Closing:
    """Writes the end of a letter into its flow."""

    document: Document
    texts: Translator
    sheet: Sheet
    flow: Flow
    design: Design
    look: Look

    @property
    def rates(self) -> bool:
        """Whether rates of tax are shown at all."""
        return not self.document.small_business

    def sums(self) -> None:
        """Discounts of the document, net, tax per rate, and the total in its box."""
        texts, document = self.texts, self.document
        several = len(document.taxes) > 1
        self.flow.y += 1.5
        if document.discounts:
            self._discounts(several)
        if self.rates:
            self._sum(texts.tr("Net amount"), document.net_cents)
            for tax in document.taxes:
                rate = texts.percent(tax.rate_bp)
                label = texts.tr("plus {rate} VAT on {net}", rate=rate, net=texts.money(tax.net_cents)) if several \
                    else texts.tr("plus {rate} VAT", rate=rate)
                self._sum(label, tax.tax_cents)
        self._total()

    def height_of_sums(self) -> float:
        """How much room the sums need, in mm."""
        discounts = len(self.document.discounts)
        return 12 + 5 * (len(self.document.taxes) + (discounts + 1 if discounts else 0))

    def _discounts(self, several: bool) -> None:
        texts, document = self.texts, self.document
        self._sum(texts.tr("Sum of the items"), sum(d.base_cents for d in document.discounts))
        for discount in document.discounts:
            percent, base = texts.percent(discount.percent_bp), texts.money(discount.base_cents)
            label = texts.tr("less {percent} discount on {base}", percent=percent, base=base) if several \
                else texts.tr("less {percent} discount", percent=percent)
            self._sum(label, -discount.amount_cents)

    def _sum(self, label: str, value: int) -> None:
        self.flow.row([cell(_SUM_LABEL, label, fit=48), figure(_AMOUNT, self.texts.money(value))])
        self.flow.y += 0.7

    def _total(self) -> None:
        label = _TOTALS.get(self.document.kind, N_("Corrected amount"))
        style = replace(STRONG, size=10.5)
        y = self.flow.y + 0.5
        self.sheet.box(_SUM_LABEL - 2, y, RIGHT_EDGE - _SUM_LABEL + 2, 8, TINT)
        self.sheet.rule(_SUM_LABEL - 2, y, RIGHT_EDGE, y, self.look.accent, 0.4)
        self.sheet.text(_SUM_LABEL, y + 5.4, self.texts.tr(label), style, fit=36)
        self.sheet.text(_AMOUNT, y + 5.4, self.texts.money(self.document.gross_cents), style, RIGHT)
        self.flow.y = y + 12

    def words(self) -> None:
        """Quota, law, payment, the company's text, and the annex."""
        texts, document = self.texts, self.document
        self._quotas()
        if document.small_business:
            self._sentence(texts.tr("Exempt from VAT under section 19 UStG"))
        elif document.reverse_charge:
            self._sentence(texts.tr("Reverse charge: the recipient of the service owes the VAT."))
        code_ends = 0.0
        if document.kind == INVOICE and document.due and document.gross_cents > 0:
            code_ends = self._payment()
        if document.kind == OFFER:
            self.flow.need(self._height_of_offer_end())
        if document.kind == OFFER and document.valid_until:
            until = texts.tr("This offer is valid until {day}.", day=texts.day(document.valid_until))
            self.flow.text(LEFT_MARGIN, until, _WIDTH, STRONG)
            self.flow.y += 3
        if document.text_below.strip():
            self._sentence(document.text_below, _WIDTH - _CODE - 8 if self.flow.y < code_ends else _WIDTH)
        if document.kind == OFFER:
            self._acceptance()
        if document.items:
            annex = f"{texts.tr('Annex')}: {wording.statement_title(document, texts)}"
            # At the latest beside the page number: a page of its own would be wasted on it.
            y = min(self.flow.y + QUIET.ascent, PAGE_NUMBER)
            self.sheet.text(LEFT_MARGIN, y, annex, QUIET, fit=130)

    def _quotas(self) -> None:
        for account in self.document.quotas:
            self.flow.text(LEFT_MARGIN, quota_sentence(account, self.texts), _WIDTH, QUIET)
        if self.document.quotas:
            self.flow.y += 2

    def _payment(self) -> float:
        """When and where to pay, beside it the code that a telephone reads; returns where that ends, else 0."""
        code = giro_code(self.document) if self.design.giro else None
        width = _WIDTH - _CODE - 8 if code else _WIDTH
        written = [(line, style) for text, style in self._payment_texts()
                   for line in self.sheet.lines(text, width, style)]
        height = sum(style.leading for _, style in written)
        self.flow.need(max(height, _CODE_HEIGHT if code else 0.0))
        top = self.flow.y
        if code:
            self._code(code, top)
        for line, style in written:
            self.flow.row([cell(LEFT_MARGIN, line, style)])
        self.flow.y += 3
        return top + _CODE_HEIGHT if code else 0.0

    def _code(self, code: tuple[tuple[bool, ...], ...], top: float) -> None:
        left = RIGHT_EDGE - _CODE
        self.sheet.code(code, left, top, _CODE)
        self.sheet.text(left + _CODE / 2, top + _CODE + 3, self.texts.tr("Pay by GiroCode"), TINY, CENTRE, _CODE + 6)

    def _payment_texts(self) -> list[tuple[str, Style]]:
        texts, document, sender = self.texts, self.document, self.document.sender
        found = [(texts.tr("Payable by {day} without deduction", day=texts.day(document.due or document.date)), STRONG)]
        if document.skonto_days is not None and document.skonto_bp > 0:
            found.append((skonto_sentence(document, texts), BODY))
        if sender.iban and document.number:
            how = texts.tr("Please transfer to {iban}, stating {number}.", iban=grouped(sender.iban),
                           number=document.number)
            found.append((how, BODY))
        if document.consumer:
            found.append((texts.tr(
                "You are in default at the latest if you do not pay within 30 days after this invoice is due and "
                "received (section 286 (3) BGB)."), BODY))
        return found

    def _height_of_offer_end(self) -> float:
        """How much room the end of an offer needs, so that nobody signs on a page that says nothing; in mm."""
        below = len(self.sheet.lines(self.document.text_below, _WIDTH, BODY)) if self.document.text_below.strip() else 0
        return min(_SIGNING + STRONG.leading + 3 + below * BODY.leading + 3, _MOST_TOGETHER)

    def _acceptance(self) -> None:
        """Two lines to sign the offer on."""
        self.flow.need(_SIGNING)
        self.flow.text(LEFT_MARGIN, self.texts.tr("We accept this offer:"), _WIDTH)
        y = self.flow.y + 13
        for x, text in ((LEFT_MARGIN, N_("Place, date")), (RIGHT_EDGE - _SIGN_WIDTH, N_("Signature, stamp"))):
            self.sheet.rule(x, y, x + _SIGN_WIDTH, y, HAIR, 0.25)
            self.sheet.text(x, y + 3.5, self.texts.tr(text), TINY)
        self.flow.y = y + 6

    def _sentence(self, text: str, width: float = _WIDTH) -> None:
        self.flow.text(LEFT_MARGIN, text, width)
        self.flow.y += 3


def skonto_sentence(document: Document, texts: Translator) -> str:
    """Until when which discount may be taken, and what is left to pay: "By 12.11.2026: 2 % Skonto = 6.20 €, ..."."""
    day = document.date.fromordinal(document.date.toordinal() + (document.skonto_days or 0))
    off = ratio(document.gross_cents * document.skonto_bp, 10_000)
    return texts.tr("By {day}: {percent} cash discount = {amount}, you pay {rest}", day=texts.day(day),
                    percent=texts.percent(document.skonto_bp), amount=texts.money(off),
                    rest=texts.money(document.gross_cents - off))


def quota_sentence(account: QuotaAccount, texts: Translator) -> str:
    """What a quota was and what is left of it, in hours and minutes, and in seconds if there are any."""
    whole = wording.whole_minutes([account])

    def time(seconds: int) -> str:
        return wording.hours(seconds, exact=whole)

    parts = [texts.tr("granted {time}", time=time(account.granted))]
    if account.carried:
        parts.insert(0, texts.tr("carried over {time}", time=time(account.carried)))
    parts.append(texts.tr("used {time}", time=time(account.used)))
    if account.expired:
        parts.append(texts.tr("expired {time}", time=time(account.expired)))
    parts.append(texts.tr("left {time}", time=time(account.left)))
    if not whole:
        return texts.tr("Quota {contract}, {month}: {parts} (hours:minutes:seconds)", contract=account.contract,
                        month=texts.month(account.month), parts=", ".join(parts))
    return texts.tr("Quota {contract}, {month}: {parts} (hours:minutes)", contract=account.contract,
                    month=texts.month(account.month), parts=", ".join(parts))
