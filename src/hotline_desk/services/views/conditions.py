"""By what a call is charged now: contract, price with its surcharge, and what is left of the quota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.domain.billing.amounts import surcharged
from hotline_desk.domain.billing.draft import draft
from hotline_desk.domain.billing.months import month_of
from hotline_desk.domain.billing.service_calendar import IN_SERVICE
from hotline_desk.domain.billing.values import QuotaAccount
from hotline_desk.domain.called_numbers import reached
from hotline_desk.domain.calls import IN
from hotline_desk.domain.contracts import ANYTHING, Contract, Reach
from hotline_desk.services.billing.conditions import Conditions as Known
from hotline_desk.services.billing.dues import quota_of, quota_used
from hotline_desk.services.billing.works import BillingRequest, unbilled
from hotline_desk.services.calls.called import live_called_numbers
from hotline_desk.services.context import Context
from hotline_desk.services.rows import uid_of
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.tickets import TicketRow

_NEARLY = 5
"""With a fifth of the quota left it is said that it comes to its end."""


@dataclass(frozen=True)
class Conditions:
    """By what a call is charged now. Price in 1/10,000 per `unit`, with the surcharge of the segment of the service
    calendar; quota in seconds of this month, with what was carried into it and without what is not billed yet.
    """

    terms: str | None
    quota_left: int | None
    quota_total: int | None
    price_e4: int | None
    unit: str
    first: int
    next: int
    segment: str = ""
    surcharge_bp: int = 0

    @property
    def charged(self) -> bool:
        """Whether the price must be told: no contract, its quota is used up, or this hour costs more."""
        return self.price_e4 is not None and (self.terms is None or self.quota_left == 0 or self.surcharge_bp > 0)

    def quota_used(self, running: int = 0) -> int:
        """How far the quota is used, with so many seconds of a running call: 100 or 80 per cent, else 0."""
        if self.quota_left is None or not self.quota_total:
            return 0
        left = self.quota_left - running
        return 100 if left <= 0 else 80 if left * _NEARLY <= self.quota_total else 0


def conditions(ctx: Context, session: Session, address_id: int | None, reach: Reach = ANYTHING) -> Conditions:
    """A shared step: what holds now for work that this address pays; without a contract the company's rules."""
    now = ctx.clock.now()
    day = local_day(now, ctx.zone)
    known = Known(ctx, session, [] if address_id is None else [address_id])
    held = known.of(address_id or 0, day, reach)
    article = known.article(None, held.terms)
    price = known.priced(article, address_id or 0, held, day, ctx.user.uid) if article else None
    segment = held.rules.calendar.at(now) if held.rules.calendar is not None else IN_SERVICE
    account = None
    if address_id is not None and held.contract is not None and held.rules.quota:
        account = _account(ctx, session, known, address_id, held.contract, now)
    return Conditions(
        held.terms.name if held.terms else None, account.left + account.expired if account else None,
        account.granted + account.carried if account else None,
        surcharged(price.price_e4, segment.surcharge_bp) if price else None, price.unit if price else "",
        held.rules.first, held.rules.next, segment.name if segment.surcharge_bp else "", segment.surcharge_bp)


def _account(ctx: Context, session: Session, known: Known, address_id: int, contract: Contract,
             now: datetime) -> QuotaAccount | None:
    """This month's account as an invoice of everything until now would show it: what will expire is still left."""
    today = local_day(now, ctx.zone)
    address = session.get_one(AddressRow, address_id)
    wanted = BillingRequest(month_of(today), today, (address.number,), include_open=True, contracts=(contract.uid,))
    customer = unbilled(ctx, session, wanted, known, [address_id]).get(address_id)
    works = customer.works if customer is not None and customer.refusal is None else []
    quota = quota_of(known, contract, today, quota_used(session, {contract.uid: known.contract_ids[contract.uid]}).get(
        contract.uid, {}))
    if quota is None:
        return None
    made = draft(address_uid=address.uid, address_number=address.number, address_name=address.name,
                 period_from=wanted.first, period_to=today, works=works, quotas=(quota,))
    return next((account for account in made.quotas if account.month == month_of(today)), None)


def of_ticket(ctx: Context, session: Session, ticket: TicketRow) -> Conditions:
    """A shared step: the conditions of a ticket, by who pays for it and what its calls came by."""
    calls = session.scalars(select(CallRow).where(CallRow.ticket_id == ticket.id, CallRow.direction == IN)).all()
    reach = Reach(_ways(session, *calls), ticket.product, ticket.category,
                  uid_of(session, ContactRow, ticket.contact_id))
    return conditions(ctx, session, ticket.client_id or ticket.address_id, reach)


def of_call(ctx: Context, session: Session, call: CallRow, client_id: int | None) -> Conditions:
    """A shared step: the conditions of a call; `client_id` is the company behind the line that was called."""
    reach = Reach(_ways(session, call), "", "", uid_of(session, ContactRow, call.contact_id))
    return conditions(ctx, session, client_id or call.address_id, reach)


def _ways(session: Session, *calls: CallRow) -> frozenset[str]:
    """What was called, as uids of called numbers, queues and menu choices."""
    if not calls:
        return frozenset()
    known = live_called_numbers(session)
    return frozenset(row.uid for call in calls if call.direction == IN
                     for row in reached(known, call.called_number, call.queue, call.menu))
