"""The preview: what would be issued, for whom, and who has to wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import SETTINGS, Settings
from hotline_desk.domain.billing.draft import draft
from hotline_desk.domain.billing.overlap import Span, counted_spans
from hotline_desk.domain.billing.values import DRAFT, INVOICE, Document, InvoiceDraft, Party, Refusal, Work
from hotline_desk.services.act import reading
from hotline_desk.services.billing.works import BillingRequest, CustomerWork, of_period, taken_spans, unbilled
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import last_document

_NEEDED = ("company.name", "company.street", "company.postcode", "company.city")


@dataclass(frozen=True)
class Proposal:
    """Drafts with something to charge, customers who cannot be billed yet, and what the papers would lack.

    `works` is what each draft was made from, by uid of the address; `counted` its time that counts, by uid of the
    worklog; `last_document` the key of the newest document before all that was read. By these it is seen whether
    the drafts still hold when they are issued.
    """

    request: BillingRequest
    drafts: tuple[InvoiceDraft, ...]
    refusals: tuple[Refusal, ...]
    company_lacks: tuple[str, ...]
    works: Mapping[str, tuple[Work, ...]]
    counted: Mapping[str, list[Span]]
    last_document: int

    @property
    def net_cents(self) -> int:
        return sum(d.net_cents for d in self.drafts)


@reading("billing.read")
def propose(ctx: Context, session: Session, wanted: BillingRequest) -> Proposal:
    """The preview of a run. Raises UserError for a period that ends before it begins or an unknown customer."""
    if wanted.last < wanted.first:
        raise UserError("billing.period")
    for number in wanted.customers or ():
        if session.scalar(select(AddressRow.id).where(AddressRow.number == number)) is None:
            raise UserError("address.not_found", number=number)
    newest = last_document(session)
    customers = unbilled(ctx, session, wanted)
    drafts, counted = drafts_of(ctx, session, wanted, customers)
    refusals = tuple(c.refusal for c in customers if c.refusal is not None)
    works = {c.address.uid: tuple(c.works) for c in customers if c.refusal is None}
    return Proposal(wanted, drafts, refusals, lacking(ctx.settings), works, counted, newest)


def drafts_of(ctx: Context, session: Session, wanted: BillingRequest,
              customers: list[CustomerWork]) -> tuple[tuple[InvoiceDraft, ...], Mapping[str, list[Span]]]:
    """A shared step: one draft per customer who has something to be charged and nothing that must wait.

    With it the time that counts, by uid of the worklog.
    """
    ready = [c for c in customers if c.refusal is None]
    works = [work for customer in ready for work in customer.works]
    spans = counted_spans(works, *taken_spans(session, works))
    small = bool(ctx.settings["billing.small_business"])
    made = []
    for done, customer in enumerate(ready):
        ctx.step(done, len(ready), customer.address.name)
        one = draft(
            address_uid=customer.address.uid, address_number=customer.address.number,
            address_name=customer.address.name, period_from=wanted.first, period_to=wanted.last,
            works=customer.works, counted=spans, small_business=small)
        if one.lines:
            made.append(one)
    return tuple(made), spans


def lacking(settings: Settings) -> tuple[str, ...]:
    """Names of what section 14 UStG wants on an invoice and the own company has not filled in."""
    missing = [SETTINGS[key].text for key in _NEEDED if not settings[key]]
    if not settings["company.tax_number"] and not settings["company.vat_id"]:
        missing.append(SETTINGS["company.tax_number"].text)
    return tuple(missing)


def document_of(ctx: Context, address: AddressRow, proposed: InvoiceDraft, uid: str) -> Document:
    """A shared step: the draft as a document of today, with sender, recipient and texts, not yet numbered."""
    today = local_day(ctx.clock.now(), ctx.zone)
    return Document(
        uid=uid, number=None, kind=INVOICE, state=DRAFT, sender=_sender(ctx.settings), recipient=_recipient(address),
        language=address.language, zone=ctx.zone, date=today, due=None, period_from=proposed.period_from,
        period_to=proposed.period_to, lines=proposed.lines, items=proposed.items, taxes=proposed.taxes,
        net_cents=proposed.net_cents, tax_cents=proposed.tax_cents, gross_cents=proposed.gross_cents,
        open_cents=proposed.gross_cents, small_business=proposed.small_business,
        sample=bool(ctx.settings["company.sample"]), text_above=ctx.settings["billing.letter_text"],
        text_below=ctx.settings["billing.letter_end"], statement_numbers=ctx.settings["billing.statement_numbers"],
        statement_title=ctx.settings["billing.statement_title"], address_uid=address.uid)


def _sender(settings: Settings) -> Party:
    names = ("name", "street", "postcode", "city", "country", "vat_id", "tax_number", "phone", "email", "web", "bank",
             "iban", "bic", "register")
    return Party(**{name: settings[f"company.{name}"] for name in names})


def _recipient(address: AddressRow) -> Party:
    return Party(name=address.name, street=address.street, postcode=address.postcode, city=address.city,
                 country=address.country, number=address.number, vat_id=address.vat_id or "",
                 order_reference=address.order_reference, cost_centre=address.cost_centre)


@reading("billing.read")
def statement_of(ctx: Context, session: Session, address_uid: str, wanted: BillingRequest) -> Document:
    """A statement of everything captured for a customer in a period, billed or not; it has no number.

    Raises UserError if there is nothing, or if the customer's terms cannot be calculated yet.
    """
    address = row_of(session, AddressRow, address_uid)
    request = BillingRequest(wanted.first, wanted.last, (address.number,), include_open=True)
    customers = of_period(ctx, session, request)
    if not customers:
        raise UserError("billing.nothing", first=ctx.texts.day(wanted.first), last=ctx.texts.day(wanted.last))
    if customers[0].refusal is not None:
        raise UserError(customers[0].refusal.error, **dict(customers[0].refusal.values))
    works = customers[0].works
    one = draft(address_uid=address.uid, address_number=address.number, address_name=address.name,
                period_from=wanted.first, period_to=wanted.last, works=works,
                small_business=bool(ctx.settings["billing.small_business"]))
    return document_of(ctx, address, one, "")
