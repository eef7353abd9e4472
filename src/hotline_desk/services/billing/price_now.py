"""How a customer stands right now: what a minute costs at this moment, and what is left of the quota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.domain.billing.amounts import surcharged
from hotline_desk.domain.billing.draft import draft
from hotline_desk.domain.billing.months import month_of
from hotline_desk.domain.billing.quota import Ledger
from hotline_desk.domain.billing.service_calendar import IN_SERVICE
from hotline_desk.domain.billing.values import PricedArticle, QuotaAccount
from hotline_desk.domain.contracts import ANYTHING, Contract, Reach
from hotline_desk.services.billing.conditions import Conditions
from hotline_desk.services.billing.dues import quota_of, quota_used
from hotline_desk.services.billing.works import BillingRequest, unbilled
from hotline_desk.services.context import Context
from hotline_desk.store.addresses import AddressRow


@dataclass(frozen=True)
class PriceNow:
    """By what work for a payer is charged at an instant; without a contract `terms` and `contract_uid` are None.

    `price_e4` per `unit` contains the surcharge of `surcharge_bp` that the segment of the calendar asks for (outside,
    holiday, a band; "" in service hours); None where no article is known. Increments in seconds. `quota_left` of
    `quota_total` seconds can be used this month, with what was carried over and without what unbilled work has drawn;
    None without a quota.
    """

    terms: str | None
    contract_uid: str | None
    price_e4: int | None
    unit: str
    gross_price: bool
    first: int
    next: int
    segment: str = ""
    surcharge_bp: int = 0
    quota_left: int | None = None
    quota_total: int | None = None


def price_now(ctx: Context, session: Session, address_id: int | None, at: datetime, reach: Reach = ANYTHING,
              agent_uid: str | None = None) -> PriceNow:
    """A shared step: how the payer of this key stands at an instant, by the rules of invoices.

    `reach` is by what the work came, `agent_uid` who does it.
    """
    key, day = address_id or 0, local_day(at, ctx.zone)
    known = Conditions(ctx, session, [key] if key else [])
    held = known.of(key, day, reach)
    article = known.article(None, held.terms)
    price: PricedArticle | None = known.priced(article, key, held, day, agent_uid) if article else None
    segment = held.rules.calendar.at(at) if held.rules.calendar else IN_SERVICE
    account = quota_now(ctx, session, known, key, held.contract, at) if held.contract and held.rules.quota else None
    return PriceNow(
        held.terms.name if held.terms else None, held.contract.uid if held.contract else None,
        surcharged(price.price_e4, segment.surcharge_bp) if price else None, price.unit if price else "",
        bool(price and price.gross_price), held.rules.first, held.rules.next, segment.name, segment.surcharge_bp,
        account.left + account.expired if account else None, account.carried + account.granted if account else None)


def quota_now(ctx: Context, session: Session, known: Conditions, key: int, contract: Contract,
              at: datetime) -> QuotaAccount | None:
    """A shared step: the account of a contract's quota in the month of an instant, unbilled work counted in.

    What would expire with the month can still be used in it. None without a quota.
    """
    day = local_day(at, ctx.zone)
    address = session.get_one(AddressRow, key)
    used = quota_used(session, {contract.uid: known.contract_ids[contract.uid]}).get(contract.uid, {})
    quota = quota_of(known, contract, day, used)
    if quota is None:
        return None
    request = BillingRequest(month_of(day), day, (address.number,), include_open=True)
    customer = unbilled(ctx, session, request, known, [key]).get(key)
    if customer is None or not customer.works:
        return Ledger(quota).account(month_of(day))
    drawn = draft(address_uid=address.uid, address_number=address.number, address_name=address.name,
                  period_from=request.first, period_to=day, works=customer.works, quotas=[quota])
    return next((account for account in drawn.quotas if account.month == month_of(day)), None)
