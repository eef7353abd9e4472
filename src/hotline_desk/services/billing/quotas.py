"""What was drawn from the quotas of contracts, beside what they granted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.services.billing.conditions import Conditions
from hotline_desk.services.context import Context
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.billing_runs import QuotaUseRow
from hotline_desk.store.contracts import ContractRow


@dataclass(frozen=True)
class Balance:
    """Seconds that valid documents drew from what a contract granted for a month (its first day)."""

    contract: str
    month: date
    used: int
    granted: int

    @property
    def holds(self) -> bool:
        """Whether no more was drawn than granted, and no more given back than drawn."""
        return 0 <= self.used <= self.granted


def balances(ctx: Context, session: Session, contract_ids: Collection[int] | None = None) -> list[Balance]:
    """A shared step: the balance of every contract (or of these, by key) and month that was drawn on."""
    cancelling = aliased(DocumentRow)
    query = (
        select(ContractRow.uid, ContractRow.address_id, QuotaUseRow.month, func.sum(QuotaUseRow.seconds))
        .join(ContractRow, ContractRow.id == QuotaUseRow.contract_id)
        .outerjoin(cancelling, cancelling.cancels_id == QuotaUseRow.document_id)
        .where(cancelling.id.is_(None))
        .group_by(ContractRow.uid, ContractRow.address_id, QuotaUseRow.month))
    if contract_ids is not None:
        query = query.where(QuotaUseRow.contract_id.in_(list(contract_ids)))
    rows = session.execute(query).all()
    if not rows:
        return []
    known, found = Conditions(ctx, session, sorted({address for _, address, _, _ in rows})), []
    for uid, address, month, used in rows:
        contract = next((c for c in known.contracts.get(address, ()) if c.uid == uid), None)
        granted = {grant.month: grant.seconds for grant in known.grants(contract, month)} if contract else {}
        name = (contract.number or contract.terms) if contract else uid
        found.append(Balance(name, month, int(used), granted.get(month, 0)))
    return found
