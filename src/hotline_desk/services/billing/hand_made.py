"""Documents that people write themselves: drafts that can be changed, final ones that cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.by_hand import HandLine, HandMade, calculated, missing, read, written
from hotline_desk.domain.billing.documents import due_date
from hotline_desk.domain.billing.values import DRAFT, FINAL, OFFER, Document, InvoiceDraft
from hotline_desk.services.act import act, reading
from hotline_desk.services.billing.addressed import document_of, owes_tax_himself, recipient_of
from hotline_desk.services.billing.prices import list_price
from hotline_desk.services.billing.storing import Origin, store_document, take_number
from hotline_desk.services.billing.template import letter_texts
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.billing_runs import RecurringInvoiceRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.schema import new_uid

_NO_HASH = ""


@dataclass(frozen=True)
class DraftDocument:
    """A draft as it is kept: what was typed, and the version it was read at."""

    uid: str
    version: int
    made: HandMade
    address_number: str
    address_name: str


@reading("billing.read")
def new_document(ctx: Context, session: Session, kind: str, address_uid: str = "") -> HandMade:
    """An empty offer or invoice of today, for a customer if one is named."""
    return new_made(ctx, kind, address_uid)


def new_made(ctx: Context, kind: str, address_uid: str) -> HandMade:
    """A shared step: an empty offer or invoice of today."""
    today = local_day(ctx.clock.now(), ctx.zone)
    if kind == OFFER:
        until = today + timedelta(days=int(ctx.settings["billing.offer_days"]))
        return HandMade(kind, address_uid, valid_until=until)
    return HandMade(kind, address_uid, period_from=today, period_to=today)


@reading("billing.read")
def line_of_article(ctx: Context, session: Session, address_uid: str, number: str, day: date | None = None) -> HandLine:
    """A line with the article's text and the price that holds for this customer on this day (None: today)."""
    address = session.scalar(select(AddressRow).where(AddressRow.uid == address_uid)) if address_uid else None
    return list_price(ctx, session, address.id if address else None, number,
                      day or local_day(ctx.clock.now(), ctx.zone))


@reading("billing.read")
def get_draft(ctx: Context, session: Session, uid: str) -> DraftDocument:
    """A draft as it is kept. Raises UserError if it is none (any more)."""
    row = draft_row(session, uid)
    address = session.get_one(AddressRow, row.address_id)
    return DraftDocument(row.uid, row.version, read(row.content), address.number, address.name)


def draft_row(session: Session, uid: str) -> DocumentRow:
    """A shared step: the row of a draft. Raises UserError for a final document."""
    row = row_of(session, DocumentRow, uid)
    if row.state != DRAFT:
        raise UserError("document.final", number=row.number or "")
    return row


@act("document.draft", permission="billing.draft")
def save_draft(ctx: Context, tx: Tx, made: HandMade, uid: str | None = None, version: int | None = None) -> str:
    """Keeps a draft (a new one without uid) and returns its uid; what is missing may still be missing.

    Raises UserError without a customer, for a price that the user's role may not change, or if somebody else changed
    the draft since `version`.
    """
    return keep_draft(ctx, tx, made, uid, version).uid


def keep_draft(ctx: Context, tx: Tx, made: HandMade, uid: str | None = None, version: int | None = None, *,
               trusted: bool = False) -> DocumentRow:
    """A shared step: `save_draft` inside an act. `trusted` lines were calculated, so nobody changed their prices."""
    address = _address(tx.session, made)
    if not trusted:
        _require_prices(ctx, tx.session, made, address)
    shown = document_made(ctx, tx.session, made, "")
    values = {
        "address_id": address.id, "date": shown.date, "due": shown.due, "period_from": shown.period_from,
        "period_to": shown.period_to, "net_cents": shown.net_cents, "tax_cents": shown.tax_cents,
        "gross_cents": shown.gross_cents, "content": written(made),
    }
    if uid is None:
        row = DocumentRow(uid=new_uid(), number=None, series="", year=shown.date.year, sequence=None, kind=made.kind,
                          state=DRAFT, previous_hash=_NO_HASH, hash=_NO_HASH, **values)
        tx.session.add(row)
    else:
        row = draft_row(tx.session, uid)
        if version is not None and version != row.version:
            raise UserError("record.changed", who=N_("Somebody"))
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    tx.session.flush()
    tx.changed("document", row.uid)
    return row


def _address(session: Session, made: HandMade) -> AddressRow:
    if not made.address_uid:
        raise UserError("value.missing", field=N_("Customer"))
    return row_of(session, AddressRow, made.address_uid)


def _require_prices(ctx: Context, session: Session, made: HandMade, address: AddressRow) -> None:
    """Only who may change prices writes lines of his own, other prices than those that hold, or discounts."""
    if ctx.may("billing.price"):
        return
    if made.discount_bp:
        raise UserError("document.discount")
    day = made.period_from or local_day(ctx.clock.now(), ctx.zone)
    for line in made.lines:
        if line.text_only:
            continue
        if not line.article or line.discount_bp:
            raise UserError("document.discount")
        usual = list_price(ctx, session, address.id, line.article, day)
        if (line.price_e4, line.gross_price) != (usual.price_e4, usual.gross_price):
            raise UserError("document.price", article=line.article)


@act("document.drop", permission="billing.draft")
def drop_draft(ctx: Context, tx: Tx, uid: str) -> HandMade:
    """Throws a draft away and returns what stood in it; the audit keeps it. Raises UserError for a final document."""
    row = draft_row(tx.session, uid)
    made = read(row.content)
    tx.session.delete(row)
    tx.changed("document", uid)
    return made


@reading("billing.read")
def shown_document(ctx: Context, session: Session, made: HandMade) -> Document:
    """The document as it would be printed today, without a number. Raises UserError without a customer."""
    return document_made(ctx, session, made, "")


def document_made(ctx: Context, session: Session, made: HandMade, uid: str) -> Document:
    """A shared step: what was typed as a document of today, not yet numbered."""
    address = _address(session, made)
    today = local_day(ctx.clock.now(), ctx.zone)
    first = made.period_from or today
    last = max(first, made.period_to or first)
    small = bool(ctx.settings["billing.small_business"])
    reverse = owes_tax_himself(ctx.settings, recipient_of(session, address))
    sums = calculated(made.lines, first=first, last=last, discount_bp=made.discount_bp, small_business=small,
                      reverse_charge=reverse)
    proposed = InvoiceDraft(
        address.uid, address.number, address.name, first, last, sums.lines, (), sums.taxes, sums.net_cents,
        sums.tax_cents, sums.gross_cents, small, reverse_charge=reverse, discounts=sums.discounts)
    return _worded(ctx, made, document_of(ctx, session, address, proposed, uid))


def _worded(ctx: Context, made: HandMade, document: Document) -> Document:
    """With the texts, terms and references that were typed, else those of customer and company."""
    above, below = letter_texts(ctx.settings, made.kind, document.language)
    typed = {"contact": made.contact, "order_reference": made.order_reference, "cost_centre": made.cost_centre}
    document = replace(
        document, kind=made.kind, state=DRAFT, title=made.title.strip(), text_above=made.text_above.strip() or above,
        text_below=made.text_below.strip() or below, open_cents=0, service=document.service or made.service,
        recipient=replace(document.recipient, **{name: value for name, value in typed.items() if value.strip()}))
    if made.kind == OFFER:
        return replace(document, valid_until=made.valid_until, due=made.valid_until, skonto_days=None, skonto_bp=0)
    if made.skonto_days is not None:
        document = replace(document, skonto_days=made.skonto_days if made.skonto_bp else None,
                           skonto_bp=made.skonto_bp)
    due = document.due if made.days_to_pay is None else due_date(document.date, made.days_to_pay)
    return replace(document, due=due, open_cents=document.gross_cents)


@act("document.final", permission="billing.draft")
def make_final(ctx: Context, tx: Tx, uid: str, version: int | None = None) -> str:
    """Makes a draft final: it takes its number and place in the chain, and changes no more. Returns the number.

    Raises UserError if something is missing, or if it was changed since `version`.
    """
    row = draft_row(tx.session, uid)
    if version is not None and version != row.version:
        raise UserError("record.changed", who=N_("Somebody"))
    return finished(ctx, tx, row)


def finished(ctx: Context, tx: Tx, row: DocumentRow) -> str:
    """A shared step: the final document takes the draft's place under the same uid; returns its number.

    The draft's row goes, because the chain follows the order in which documents became final.
    """
    uid, offer = row.uid, row.kind == OFFER
    if not offer:
        ctx.require("billing.issue")
    numbered = take_number(ctx, tx, "billing.offer_series" if offer else "billing.invoice_series")
    row = _still_draft(tx.session, uid)
    made = read(row.content)
    lacks = missing(made)
    if lacks:
        raise UserError("document.incomplete", fields=", ".join(ctx.texts.tr(name) for name in lacks))
    origin, number = _origin(tx.session, made)
    document = replace(document_made(ctx, tx.session, made, uid), state=FINAL, offer=number, number=numbered.number)
    address_id = row_of(tx.session, AddressRow, document.address_uid).id
    tx.session.delete(row)
    tx.session.flush()
    return store_document(ctx, tx, document, numbered, address_id, origin=origin).number or ""


def _still_draft(session: Session, uid: str) -> DocumentRow:
    """The draft as it is now that this transaction alone makes documents: somebody else may have been faster."""
    session.expire_all()
    found = session.scalar(select(DocumentRow).where(DocumentRow.uid == uid).with_for_update())
    if found is None or found.state != DRAFT:
        raise UserError("document.final", number=(found.number if found else "") or "")
    return found


def _origin(session: Session, made: HandMade) -> tuple[Origin, str | None]:
    """Where the document comes from, and the number of its offer."""
    offer = row_of(session, DocumentRow, made.offer_uid) if made.offer_uid else None
    recurring = row_of(session, RecurringInvoiceRow, made.recurring_uid).id if made.recurring_uid else None
    return Origin(offer_id=offer.id if offer else None, recurring_id=recurring), offer.number if offer else None
