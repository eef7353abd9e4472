"""What contracts bring of themselves: monthly fees that are due, and quotas with what was drawn from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.text import Translator
from hotline_desk.domain.billing.months import days_within, month_of, months_between
from hotline_desk.domain.billing.quota import Quota
from hotline_desk.domain.billing.runs import FEES
from hotline_desk.domain.billing.values import Fee
from hotline_desk.domain.contracts import Contract
from hotline_desk.services.billing.conditions import Conditions, texts_of
from hotline_desk.services.billing.works import BillingRequest, CustomerWork
from hotline_desk.services.context import Context
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.billing_runs import FeeClaimRow, QuotaUseRow
from hotline_desk.store.tickets import WorklogRow

_CANCELLATION = aliased(DocumentRow)


def add_dues(ctx: Context, session: Session, wanted: BillingRequest, known: Conditions,
             customers: dict[int, CustomerWork], address_ids: Collection[int]) -> None:
    """A shared step: gives the customers their fees and quotas; addresses with a fee alone become customers too."""
    contracts = {key: _asked(wanted, known.contracts.get(key, ())) for key in address_ids}
    ids = {contract.uid: known.contract_ids[contract.uid] for each in contracts.values() for contract in each}
    if not ids:
        return
    claimed, used = _claimed(session, ids), quota_used(session, ids)
    for key, own in contracts.items():
        if FEES in wanted.parts:
            _add_fees(ctx, session, wanted, known, customers, key, own, claimed)
        if key in customers:
            customers[key].quotas = tuple(
                quota for contract in own
                if (quota := quota_of(known, contract, wanted.last, used.get(contract.uid, {}))) is not None)


def add_quotas(session: Session, known: Conditions, customer: CustomerWork, last: date) -> None:
    """A shared step: gives a customer his quotas as they were before any of his works drew on them."""
    own = known.contracts.get(customer.address.id, ())
    used = quota_used(session, {c.uid: known.contract_ids[c.uid] for c in own}, {work.uid for work in customer.works})
    customer.quotas = tuple(quota for contract in own
                            if (quota := quota_of(known, contract, last, used.get(contract.uid, {}))) is not None)


def _asked(wanted: BillingRequest, contracts: Iterable[Contract]) -> list[Contract]:
    return [c for c in contracts if wanted.contracts is None or c.uid in wanted.contracts]


def _add_fees(ctx: Context, session: Session, wanted: BillingRequest, known: Conditions,
              customers: dict[int, CustomerWork], key: int, contracts: Iterable[Contract],
              claimed: dict[str, set[date]]) -> None:
    for contract in contracts:
        first, last = wanted.span(known.cycle(key, contract))
        months = list(due_months(contract, first, last, claimed.get(contract.uid, set())))
        if not months or not known.may_charge_fees(contract):
            continue
        customer = customers.get(key) or CustomerWork(session.get_one(AddressRow, key))
        fees = _fees(known, key, contract, months, texts_of(ctx, customer.address))
        if fees:
            customer.fees += fees
            customer.first = min(customer.first, first)
            customers[key] = customer


def _fees(known: Conditions, key: int, contract: Contract, months: Iterable[date],
          texts: Translator) -> tuple[Fee, ...]:
    return tuple(fee for month in months if (fee := known.fee(key, contract, month, texts)) is not None)


def due_months(contract: Contract, first: date, last: date, claimed: Collection[date]) -> list[date]:
    """Months whose fee is due by the end of a period: those of the period that are over, and older gaps.

    What lies before the first month that was ever charged is no gap: it was billed elsewhere.
    """
    begin = min([month_of(first), *claimed])
    found = []
    for month in months_between(begin, last):
        part = days_within(month, contract.valid_from, contract.valid_to)
        if part is not None and part[1] <= last and month not in claimed:
            found.append(month)
    return found


def _claimed(session: Session, ids: dict[str, int]) -> dict[str, set[date]]:
    uids = {key: uid for uid, key in ids.items()}
    found: dict[str, set[date]] = {}
    for key, month in session.execute(
            select(FeeClaimRow.contract_id, FeeClaimRow.month).where(FeeClaimRow.contract_id.in_(list(uids)))):
        found.setdefault(uids[key], set()).add(month)
    return found


def quota_used(session: Session, ids: dict[str, int], but: Collection[str] = ()) -> dict[str, dict[date, int]]:
    """A shared step: seconds that valid documents drew, by uid of the contract and month of the grant.

    What was drawn for the worklogs `but` (uids) is left out.
    """
    uids = {key: uid for uid, key in ids.items()}
    void = select(_CANCELLATION.id).where(_CANCELLATION.cancels_id == QuotaUseRow.document_id).exists()
    found: dict[str, dict[date, int]] = {}
    for key, month, seconds in session.execute(
            select(QuotaUseRow.contract_id, QuotaUseRow.month, func.sum(QuotaUseRow.seconds))
            .where(QuotaUseRow.contract_id.in_(list(uids)), ~void)
            .group_by(QuotaUseRow.contract_id, QuotaUseRow.month)):
        found.setdefault(uids[key], {})[month] = int(seconds)
    for key, month, seconds, worklog in session.execute(
            select(QuotaUseRow.contract_id, QuotaUseRow.month, QuotaUseRow.seconds, WorklogRow.uid)
            .join(WorklogRow, WorklogRow.id == QuotaUseRow.worklog_id)
            .where(QuotaUseRow.contract_id.in_(list(uids)), ~void)) if but else ():
        if worklog in but:
            found[uids[key]][month] -= seconds
    return found


def quota_of(known: Conditions, contract: Contract, last: date, used: dict[date, int]) -> Quota | None:
    """The quota of a contract up to a day; None if it never granted any."""
    grants = known.grants(contract, last)
    return Quota(contract.uid, contract.name or contract.number or contract.terms, grants, used) if grants else None
