"""The statement as a table for other programs: every call and measure, and what is charged besides, one row each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hotline_desk.adapters.documents import wording
from hotline_desk.adapters.documents.statement_rows import uncovered
from hotline_desk.core.clock import local_day
from hotline_desk.core.money import amount
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.articles import UNIT_SHORT
from hotline_desk.domain.billing.rules_text import rule_sentence
from hotline_desk.domain.billing.values import TIME_UNITS, Document, Item
from hotline_desk.services.act import long_act
from hotline_desk.services.billing.documents import get_document
from hotline_desk.services.billing.propose import statement_of
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.context import Context
from hotline_desk.services.exporting import Cell, export_table

TITLES = (
    N_("Item"), N_("Ticket"), N_("Subject"), N_("Date"), N_("Begin"), N_("End"), N_("Kind"), N_("Call number"),
    N_("Contact"), N_("Cost centre"), N_("Agent"), N_("What was done"), N_("Solution"), N_("Recorded seconds"),
    N_("Charged seconds"), N_("Seconds from quota"), N_("Quantity"), N_("Unit"), N_("How charged"), N_("Net amount"),
    N_("Value given away"), N_("Price told at"),
)


@dataclass(frozen=True)
class StatementOf:
    """Which statement: that of a document by its number, else of a customer (uid) from a day to a day."""

    number: str = ""
    address: str = ""
    first: date | None = None
    last: date | None = None


@long_act("document.export", permission="billing.read")
def export_statement(ctx: Context, which: StatementOf, place: Path, kind: str) -> int:
    """Writes the statement as a table (`kind` csv or xlsx) in the document's language; returns how many rows.

    Raises UserError if there is nothing, or if the file is there already or cannot be written.
    """
    document = _document(ctx, which)
    texts = Translator(document.language, document.sender.country)
    titles = [texts.tr(title) for title in TITLES]
    rows = list(_rows(document, texts))
    return export_table(ctx, place, kind, wording.statement_title(document, texts), titles, rows, len(rows), texts)


def _document(ctx: Context, which: StatementOf) -> Document:
    if which.number:
        return get_document(ctx, which.number)
    if which.first is None or which.last is None:
        raise ValueError("a statement needs a period")
    return statement_of(ctx, which.address, BillingRequest(which.first, which.last))


def _rows(document: Document, texts: Translator) -> Iterator[list[Cell]]:
    """First the items, then lines without any (a fee), then discounts: the amounts come to the document's net."""
    for item in sorted(document.items, key=lambda item: item.start):
        yield _row(document, item, texts)
    for line in uncovered(document):
        yield _beside(line.net_cents, line.text or line.article, line.position, line.service_from,
                      amount(line.quantity_e4 // 100), texts.tr(UNIT_SHORT[line.unit]))
    for one in document.discounts:
        yield _beside(-one.amount_cents, texts.tr("less {percent} discount on {base}", base=texts.money(one.base_cents),
                                                  percent=texts.percent(one.percent_bp)))


def _beside(net_cents: int, subject: str, position: int | None = None, day: date | None = None,
            quantity: Cell = None, unit: str | None = None) -> list[Cell]:
    """The row of something that is no call and no measure."""
    known: dict[str, Cell] = {"Item": position, "Subject": subject, "Date": day, "Quantity": quantity, "Unit": unit,
                              "Net amount": amount(net_cents)}
    return [known.get(title) for title in TITLES]


def _row(document: Document, item: Item, texts: Translator) -> list[Cell]:
    timed = item.unit in TIME_UNITS and item.quantity_e4 is None
    return [
        item.position, item.ticket_number, item.subject, local_day(item.start, document.zone), item.start, item.end,
        wording.item_kind(item, texts), wording.shown_number(wording.other_side(item), document.statement_numbers),
        item.contact, item.cost_centre, item.agent, item.text, item.solution, item.raw_seconds,
        item.billed_seconds if timed else None, item.quota_seconds or None,
        None if item.quantity_e4 is None else amount(item.quantity_e4 // 100),
        None if timed else texts.tr(UNIT_SHORT[item.unit]), rule_sentence(item, texts), amount(item.amount_cents),
        amount(item.value_cents) if item.position is None and item.value_cents else None, item.price_told_at,
    ]
