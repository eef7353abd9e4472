"""All contracts as they stand today, with what their customers owe, and those whose last day of notice is near."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.clock import local_day
from hotline_desk.domain.access import permitted
from hotline_desk.domain.billing.values import FINAL, INVOICE
from hotline_desk.domain.contracts import ARREARS, NOTICE, Contract, standing
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import billing_profiles, contract_values
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.contracts import ContractRow


@dataclass(frozen=True)
class ContractLine:
    """A contract with the number and name of its address.

    `states` are codes of how it stands, `overdue` how many invoices of its payer are past due, `owed_cents` their sum.
    """

    contract: Contract
    number: str
    name: str
    states: frozenset[str]
    overdue: int = 0
    owed_cents: int = 0

    @property
    def uid(self) -> str:
        return self.contract.uid


@reading("master.read")
def contract_lines(ctx: Context, session: Session) -> list[ContractLine]:
    """All contracts, by the name of their address; what is owed only for those who may see documents."""
    today = local_day(ctx.clock.now(), ctx.zone)
    known = {key: (number, name) for key, number, name in session.execute(
        select(AddressRow.id, AddressRow.number, AddressRow.name))}
    owed = _overdue(session, today) if permitted(ctx.user.role, "billing.read") else {}
    keys: dict[str, int] = {uid: key for uid, key in session.execute(
        select(AddressRow.uid, AddressRow.id).where(AddressRow.id.in_(list(owed))))} if owed else {}
    profiles = billing_profiles(session) if owed else {}
    lines = []
    for key, contracts in contract_values(session).items():
        profile = profiles.get(key)
        payer = keys.get(profile.recipient_uid, key) if profile and profile.recipient_uid else key
        overdue, cents = owed.get(payer, (0, 0))
        for contract in contracts:
            states = standing(contract, today) | ({ARREARS} if overdue else frozenset())
            lines.append(ContractLine(contract, *known[key], states, overdue, cents))
    return sorted(lines, key=lambda line: (line.name.casefold(), line.contract.valid_from, line.uid))


def _overdue(session: Session, today: date) -> dict[int, tuple[int, int]]:
    """How many invoices of an address are past due, and their sum; those cancelled are none."""
    cancelling = aliased(DocumentRow)
    rows = session.execute(
        select(DocumentRow.address_id, func.count(), func.sum(DocumentRow.gross_cents))
        .where(DocumentRow.kind == INVOICE, DocumentRow.state == FINAL, DocumentRow.due < today,
               ~select(cancelling.id).where(cancelling.cancels_id == DocumentRow.id).exists())
        .group_by(DocumentRow.address_id))
    return {key: (count, int(cents)) for key, count, cents in rows}


@dataclass(frozen=True)
class NoticeDue:
    """A contract whose last day of notice is near, and the name of its address."""

    uid: str
    name: str
    last_day: date


def notices_due(ctx: Context) -> list[NoticeDue]:
    """Contracts whose last day of notice is near, the next first; nothing for those who may not see contracts."""
    return _notices_due(ctx) if permitted(ctx.user.role, "master.read") else []


@reading("master.read")
def _notices_due(ctx: Context, session: Session) -> list[NoticeDue]:
    today = local_day(ctx.clock.now(), ctx.zone)
    rows = session.execute(
        select(ContractRow, AddressRow.uid, AddressRow.name).join(AddressRow, AddressRow.id == ContractRow.address_id)
        .where(ContractRow.archived_at.is_(None), ContractRow.noticed_on.is_(None), ContractRow.notice_months > 0,
               ContractRow.valid_from <= today, ContractRow.valid_to >= today))
    found = []
    for row, address_uid, name in rows:
        contract = Contract(row.uid, address_uid, "", row.valid_from, row.valid_to, notice_months=row.notice_months)
        if NOTICE in standing(contract, today) and contract.notice_by is not None:
            found.append(NoticeDue(row.uid, name, contract.notice_by))
    return sorted(found, key=lambda due: (due.last_day, due.name.casefold()))
