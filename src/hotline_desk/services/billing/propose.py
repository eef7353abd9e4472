"""The preview: what would be issued, for whom, and who has to wait."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.chargeable import is_given_away
from hotline_desk.domain.billing.draft import draft
from hotline_desk.domain.billing.einvoice import PDF, require_complete
from hotline_desk.domain.billing.overlap import Span
from hotline_desk.domain.billing.values import Document, InvoiceDraft, Refusal
from hotline_desk.domain.contracts import BillingProfile, Contract
from hotline_desk.services.act import reading
from hotline_desk.services.billing.addressed import (
    Recipient,
    document_of,
    format_of,
    lacking,
    owes_tax_himself,
    recipient_of,
)
from hotline_desk.services.billing.conditions import Conditions
from hotline_desk.services.billing.crossing import Crossing, Stint, settle, stints_of
from hotline_desk.services.billing.dues import add_dues, add_quotas
from hotline_desk.services.billing.works import BillingRequest, CustomerWork, address_keys, of_period, unbilled
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import last_document

_MOST = 2_000
"""So many worklogs are held at once, unless one customer has more."""


@dataclass(frozen=True)
class Survey:
    """What a run knows of all customers before it takes the first: who has something, and whose time crosses whose.

    `addresses` are uids of who pays, in the order of their numbers; `counts` how many worklogs each has.
    `last_document` is the key of the newest document before all that was read.
    """

    request: BillingRequest
    addresses: tuple[str, ...]
    names: Mapping[str, str]
    keys: Mapping[str, int]
    counts: Mapping[str, int]
    crossing: Crossing
    last_document: int


@dataclass(frozen=True)
class Proposal:
    """Drafts with something to charge, customers who cannot be billed yet, and what the papers would lack.

    Drafts that are `carried` are shown and not issued; so are those without lines, of work that costs nothing.
    `waiting` are names of customers whose quarter is not over.
    """

    request: BillingRequest
    drafts: tuple[InvoiceDraft, ...]
    refusals: tuple[Refusal, ...]
    company_lacks: tuple[str, ...]
    survey: Survey
    waiting: tuple[str, ...] = ()

    @property
    def due(self) -> tuple[InvoiceDraft, ...]:
        """The drafts that are issued."""
        return tuple(one for one in self.drafts if not one.carried)

    @property
    def net_cents(self) -> int:
        return sum(d.net_cents for d in self.due)


@dataclass(frozen=True)
class Proposed:
    """What came out for one customer: the draft or why there is none, what it was made from, and who gets it.

    `free` is a draft without lines: there is work, and the rules or decisions leave nothing of it to charge.
    """

    customer: CustomerWork
    draft: InvoiceDraft | None
    counted: Mapping[str, list[Span]]
    refusal: Refusal | None = None
    free: InvoiceDraft | None = None
    to: Recipient | None = None
    contract: Contract | None = None
    contract_ids: Mapping[str, int] = field(default_factory=dict)


@reading("billing.read")
def propose(ctx: Context, session: Session, wanted: BillingRequest) -> Proposal:
    """The preview of a run. Raises UserError for a period that ends before it begins or an unknown customer."""
    known = survey(ctx, session, wanted)
    made = list(_each(ctx, session, known))
    return Proposal(
        wanted, tuple(shown for one in made if (shown := one.draft or one.free) is not None),
        tuple(one.refusal for one in made if one.refusal is not None), lacking(ctx.settings), known,
        tuple(one.customer.address.name for one in made if one.customer.waits and one.draft is None))


def stream(ctx: Context, wanted: BillingRequest) -> Iterator[InvoiceDraft | Refusal]:
    """The drafts and refusals of `propose` one by one, so that however many there are little is held at once."""
    ctx.require("billing.read")
    with ctx.store.read() as session:
        for one in _each(ctx, session, survey(ctx, session, wanted)):
            found = one.refusal or one.draft
            if found is not None:
                yield found


def propose_one(ctx: Context, session: Session, wanted: BillingRequest, address_uid: str,
                known: Survey | None = None) -> InvoiceDraft | Refusal | None:
    """A shared step: what would be issued for one customer of a run; None if there is nothing to charge."""
    known = known or survey(ctx, session, wanted)
    one = proposed(ctx, session, known, Conditions(ctx, session, ()), address_uid)
    return None if one is None else one.refusal or one.draft


def proposed(ctx: Context, session: Session, known: Survey, conditions: Conditions,
             address_uid: str, crossing: Crossing | None = None) -> Proposed | None:
    """A shared step: what comes out for one customer now, by conditions that may have been read before."""
    key = known.keys.get(address_uid) or row_of(session, AddressRow, address_uid).id
    customer = _customers(ctx, session, known.request, conditions, [key]).get(key)
    if customer is None:
        return None
    return _proposed(ctx, session, known.request, conditions, crossing or known.crossing, customer)


def survey(ctx: Context, session: Session, wanted: BillingRequest) -> Survey:
    """A shared step: looks at all unbilled work and fees of a request, without reading any of it whole.

    Raises UserError for a period that ends before it begins or an unknown customer.
    """
    if wanted.last < wanted.first:
        raise UserError("billing.period")
    for number in wanted.customers or ():
        if session.scalar(select(AddressRow.id).where(AddressRow.number == number)) is None:
            raise UserError("address.not_found", number=number)
    newest = last_document(session)
    stints = stints_of(ctx, session, wanted)
    counts = _counts(stints)
    named = None if wanted.customers is None else list(address_keys(session, wanted.customers))
    known = Conditions(ctx, session, named)
    keys = {*counts, *(key for key, own in known.contracts.items() if any(map(known.may_charge_fees, own)))}
    rows = sorted(chain.from_iterable(
        session.execute(select(AddressRow.number, AddressRow.uid, AddressRow.id, AddressRow.name)
                        .where(AddressRow.id.in_(part))).all() for part in _parts(sorted(keys))))
    return Survey(
        wanted, tuple(row[1] for row in rows), {row[1]: row[3] for row in rows}, {row[1]: row[2] for row in rows},
        {row[1]: counts.get(row[2], 0) for row in rows}, settle(ctx, session, wanted, known, stints), newest)


def _counts(stints: Collection[Stint]) -> dict[int, int]:
    found: dict[int, int] = {}
    for stint in stints:
        found[stint.payer] = found.get(stint.payer, 0) + 1
    return found


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for begin in range(0, len(keys), 500):
        yield keys[begin:begin + 500]


def _each(ctx: Context, session: Session, known: Survey) -> Iterator[Proposed]:
    """One after the other in the order of their numbers; read by some at a time."""
    conditions = Conditions(ctx, session, ())
    done = 0
    for part in _portions(known):
        keys = [known.keys[uid] for uid in part]
        customers = _customers(ctx, session, known.request, conditions, keys)
        for uid, key in zip(part, keys, strict=True):
            ctx.step(done, len(known.addresses), known.names[uid])
            done += 1
            customer = customers.pop(key, None)
            if customer is not None:
                yield _proposed(ctx, session, known.request, conditions, known.crossing, customer)
        session.expunge_all()


def _portions(known: Survey) -> Iterator[list[str]]:
    part: list[str] = []
    held = 0
    for uid in known.addresses:
        if part and held + known.counts[uid] > _MOST:
            yield part
            part, held = [], 0
        part.append(uid)
        held += known.counts[uid] + 1
    if part:
        yield part


def _customers(ctx: Context, session: Session, wanted: BillingRequest, conditions: Conditions,
               keys: list[int]) -> dict[int, CustomerWork]:
    conditions.of_addresses(session, keys)
    found = unbilled(ctx, session, wanted, conditions, keys)
    add_dues(ctx, session, wanted, conditions, found, keys)
    return found


def _proposed(ctx: Context, session: Session, wanted: BillingRequest, conditions: Conditions, crossing: Crossing,
              customer: CustomerWork) -> Proposed:
    if customer.refusal is not None:
        return Proposed(customer, None, {}, customer.refusal)
    counted = crossing.counted(customer.works)
    to = _recipient(session, conditions, customer)
    one = _draft(ctx, wanted, customer, to, counted)
    if not one.lines:
        return Proposed(customer, None, counted, free=replace(one, carried=True) if _is_shown(one) else None)
    least = int(ctx.settings["billing.carry_below"])
    if 0 <= one.net_cents < least and not wanted.asked:
        one = replace(one, carried=True)
    refusal = _incomplete(ctx, session, customer, to, one)
    return Proposed(customer, None if refusal else one, counted, refusal, to=to,
                    contract=contract_of(conditions, customer), contract_ids=conditions.contract_ids)


def _is_shown(one: InvoiceDraft) -> bool:
    """Whether a draft without lines has work of its own period that is free by a rule or a decision."""
    return any(not item.late and not is_given_away(item.rule) for item in one.items)


def _recipient(session: Session, conditions: Conditions, customer: CustomerWork) -> Recipient:
    address = customer.address
    return recipient_of(session, address, conditions.profiles.get(address.id, BillingProfile(address.uid)))


def _draft(ctx: Context, wanted: BillingRequest, customer: CustomerWork, to: Recipient,
           counted: Mapping[str, list[Span]] | None) -> InvoiceDraft:
    address = customer.address
    return draft(
        address_uid=address.uid, address_number=address.number, address_name=address.name,
        period_from=min(wanted.first, customer.first), period_to=wanted.last, works=customer.works, counted=counted,
        fees=customer.fees, quotas=customer.quotas, small_business=bool(ctx.settings["billing.small_business"]),
        reverse_charge=owes_tax_himself(ctx.settings, to), discount_bp=to.profile.discount_bp)


def _incomplete(ctx: Context, session: Session, customer: CustomerWork, to: Recipient,
                one: InvoiceDraft) -> Refusal | None:
    """Why this could not be an invoice in the form that the recipient wants, or one on which he owes the tax."""
    if format_of(ctx.settings, to.profile) == PDF and not one.reverse_charge:
        return None
    try:
        require_complete(document_of(ctx, session, customer.address, one, "", to=to))
    except UserError as lacks:
        address = customer.address
        return Refusal(address.uid, address.number, address.name, lacks.id,
                       tuple((name, value if isinstance(value, tuple) else str(value))
                             for name, value in lacks.values.items()))
    return None


def contract_of(conditions: Conditions, customer: CustomerWork) -> Contract | None:
    """The contract that all work and fees of a customer fall under; None if that is not one."""
    uids = {work.rules.contract_uid for work in customer.works} | {fee.contract_uid for fee in customer.fees}
    own = conditions.contracts.get(customer.address.id, ())
    return next((contract for contract in own if {contract.uid} == uids), None)


def free_of_charge(ctx: Context, session: Session, wanted: BillingRequest) -> frozenset[str]:
    """A shared step: uids of the tickets of customers to whom nothing is charged, so that no invoice will name them."""
    known, conditions = survey(ctx, session, wanted), Conditions(ctx, session, ())
    made = (proposed(ctx, session, known, conditions, uid) for uid in known.addresses)
    return frozenset(work.ticket_uid for one in made if one is not None and (one.draft, one.refusal) == (None, None)
                     for work in one.customer.works)


@reading("billing.read")
def statement_of(ctx: Context, session: Session, address_uid: str, wanted: BillingRequest) -> Document:
    """A statement of everything captured for a customer in a period, billed or not; it has no number.

    Raises UserError if there is nothing, or if the customer's work cannot be priced yet.
    """
    address = row_of(session, AddressRow, address_uid)
    request = BillingRequest(wanted.first, wanted.last, (address.number,), include_open=True)
    conditions = Conditions(ctx, session, [address.id])
    customer = of_period(ctx, session, request, conditions, [address.id]).get(address.id)
    if customer is None or not customer.is_something:
        raise UserError("billing.nothing", first=ctx.texts.day(wanted.first), last=ctx.texts.day(wanted.last))
    if customer.refusal is not None:
        raise UserError(customer.refusal.error, **dict(customer.refusal.values))
    add_quotas(session, conditions, customer, wanted.last)
    one = _draft(ctx, request, customer, _recipient(session, conditions, customer), None)
    return document_of(ctx, session, address, one, "", contract_of(conditions, customer))
