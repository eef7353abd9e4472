"""What the columns of the preview show of customers, older months, lines and measures."""

from __future__ import annotations

from dataclasses import dataclass

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.rules_text import rule_sentence
from hotline_desk.ui.billing.preview_rows import PreviewRow
from hotline_desk.ui.billing.showing import price_text, quantity_text, short_day
from hotline_desk.ui.shell.texts import Texts


@dataclass(frozen=True)
class PreviewColumn:
    """`rank` > 0 vanishes where the room is narrow, the highest first; width in characters."""

    title: str
    width: int
    right: bool = False
    rank: int = 0


COLUMNS = tuple(PreviewColumn(*column) for column in (
    (N_("Customer and work"), 34), (N_("Agent"), 12, False, 4), (N_("Raw"), 9, True), (N_("Billed"), 9, True),
    (N_("Quantity"), 11, True, 1), (N_("Price"), 10, True, 2), (N_("Amount"), 12, True), (N_("Rule"), 22, False, 3),
))
WHAT, AGENT, RAW, BILLED, QUANTITY, PRICE, AMOUNT, RULE = range(len(COLUMNS))


def customer_cells(row: PreviewRow, texts: Texts) -> tuple[str, ...]:
    """The cells of a customer: sums over all his measures."""
    draft = row.draft
    if draft is None:
        return ("",) * len(COLUMNS)
    raw = sum(item.raw_seconds for item in draft.items)
    billed = sum(line.billed_seconds for line in draft.lines)
    return (f"{draft.address_number}  {draft.address_name}", "", texts.duration(raw), texts.duration(billed), "", "",
            texts.money(draft.net_cents),
            texts.tr("nothing to charge") if not draft.lines
            else texts.tr("carried forward: too little") if draft.carried
            else texts.trn("{n} line", "{n} lines", len(draft.lines)))


def line_cells(row: PreviewRow, texts: Texts) -> tuple[str, ...]:
    """The cells of a line that several measures share."""
    line = row.line
    if line is None:
        return ("",) * len(COLUMNS)
    measures = " · " + texts.trn("{n} measure", "{n} measures", len(line.worklogs)) if row.children else ""
    return (line.text + measures, "", texts.duration(line.raw_seconds) if row.children else "",
            texts.duration(line.billed_seconds) if row.children else "",
            quantity_text(texts, line.quantity_e4, line.unit, line.billed_seconds), price_text(texts, line.price_e4),
            texts.money(line.net_cents), "")


def item_cells(row: PreviewRow, texts: Texts) -> tuple[str, ...]:
    """The cells of one call or measure."""
    item, line = row.item, row.line
    if item is None:
        return ("",) * len(COLUMNS)
    timed = item.quantity_e4 is None
    what = " · ".join(part for part in (item.ticket_number, item.text or item.subject) if part)
    quantity = (line.quantity_e4 if line else 0) if timed else (item.quantity_e4 or 0)
    within = item.position is not None and line is None and not item.billed_seconds and timed
    when = f"{short_day(texts, local_day(item.start, texts.zone))} {texts.clock(item.start)}–{texts.clock(item.end)}"
    return (f"{when}  {what}", item.agent,
            texts.duration(item.raw_seconds), "" if within else texts.duration(item.billed_seconds) if timed else "",
            quantity_text(texts, quantity, item.unit, line.billed_seconds if line and timed else 0),
            price_text(texts, line.price_e4) if line else "",
            "" if within else texts.money(item.amount_cents), rule_sentence(item, texts.translator))


def late_cells(row: PreviewRow, texts: Texts) -> tuple[str, ...]:
    """The cells of older work: "Nachberechnung September 2026" with its sums."""
    items = [each.item for each in row.under() if each.item]
    lines = {each.line.position: each.line for each in row.under() if each.line}.values()
    month = texts.month(row.month) if row.month else ""
    return (texts.tr("Billed late {month}", month=month), "", texts.duration(sum(i.raw_seconds for i in items)),
            texts.duration(sum(line.billed_seconds for line in lines)), "", "",
            texts.money(sum(line.net_cents for line in lines)), texts.trn("{n} line", "{n} lines", len(lines)))


def refusal_sentence(row: PreviewRow, texts: Texts) -> str:
    """Why a customer cannot be billed yet and what to do."""
    refusal = row.refusal
    return UserError(refusal.error, **dict(refusal.values)).sentence(texts.translator) if refusal else ""
