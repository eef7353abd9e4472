"""Contracts of addresses, with what falls under them: kept, listed, ended, renewed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.contracts import CONTRACT_SCOPES, CYCLES, Contract, ContractScope, overlapping
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import put, row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.articles import PriceListRow
from hotline_desk.store.contracts import ContractRow, ContractScopeRow, TermsRow
from hotline_desk.store.engine import Tx

_PLAIN = ("valid_from", "valid_to", "number", "name", "order_reference", "cost_centre", "cycle", "notice_months",
          "renewal_months", "noticed_on", "note")
_LONGEST_MONTHS = 120


@act("contract.save", permission="master.edit")
def save_contract(ctx: Context, tx: Tx, contract: Contract) -> str:
    """Makes a contract (empty uid) or changes one; returns the uid.

    Raises UserError for a number that is taken, and where another contract of the address holds for the same things
    on some of the same days.
    """
    number = contract.number.strip()
    taken = number and tx.session.scalar(select(ContractRow.uid).where(
        ContractRow.number == number, ContractRow.uid != contract.uid, ContractRow.archived_at.is_(None)))
    if taken:
        raise UserError("value.taken", field=N_("Contract number"), value=number)
    address = row_of(tx.session, AddressRow, contract.address_uid)
    _refuse_order(contract)
    other = overlapping(contract, contract_values(tx.session, [address.id]).get(address.id, ()))
    if other is not None:
        raise UserError("contract.overlaps", name=other.number or other.name or other.terms,
                        first=ctx.texts.day(other.valid_from))
    return keep_contract(ctx, tx, contract).uid


def keep_contract(ctx: Context, tx: Tx, contract: Contract) -> ContractRow:
    """A shared step: binds an address to terms. Raises UserError for unknown terms or an end before the begin."""
    terms = tx.session.scalar(select(TermsRow).where(TermsRow.name == contract.terms))
    if terms is None:
        raise UserError("terms.not_found", name=contract.terms)
    _refuse_order(contract)
    if contract.cycle not in CYCLES:
        raise UserError("value.invalid", field=N_("Billing cycle"), value=contract.cycle, hint="")
    for label, months in ((N_("Months of notice"), contract.notice_months),
                          (N_("Renewed by months"), contract.renewal_months)):
        if not 0 <= months <= _LONGEST_MONTHS:
            raise UserError("value.invalid", field=label, value=str(months), hint="")
    address = row_of(tx.session, AddressRow, contract.address_uid)
    values = {name: getattr(contract, name) for name in _PLAIN}
    values |= {name: str(values[name]).strip() for name in ("number", "name", "order_reference", "cost_centre", "note")}
    values |= {"address_id": address.id, "terms_id": terms.id,
               "price_list_id": price_list_id(tx.session, contract.price_list)}
    if contract.uid:
        row = row_of(tx.session, ContractRow, contract.uid)
        put(tx.session, row, contract.version, values)
    else:
        row = ContractRow(**values)
        tx.session.add(row)
    tx.session.flush()
    _keep_scopes(tx, row, contract.scopes)
    tx.session.flush()
    tx.changed("contract", row.uid)
    tx.changed("address", address.uid)
    return row


def _refuse_order(contract: Contract) -> None:
    if contract.valid_to is not None and contract.valid_to < contract.valid_from:
        raise UserError("time.order")


def price_list_id(session: Session, name: str | None) -> int | None:
    """A shared step: the key of the price list of this name, None for none. Raises UserError for an unknown one."""
    if not name:
        return None
    found = session.scalar(select(PriceListRow.id).where(PriceListRow.name == name))
    if found is None:
        raise UserError("price_list.not_found", name=name)
    return found


def _keep_scopes(tx: Tx, row: ContractRow, scopes: Iterable[ContractScope]) -> None:
    present = {(s.kind, s.value): s for s in tx.session.scalars(
        select(ContractScopeRow).where(ContractScopeRow.contract_id == row.id))}
    for scope in dict.fromkeys(scopes):
        if scope.kind not in CONTRACT_SCOPES or not scope.value.strip():
            raise UserError("value.invalid", field=N_("Falls under it"), value=scope.value, hint="")
        if present.pop((scope.kind, scope.value), None) is None:
            tx.session.add(ContractScopeRow(contract_id=row.id, kind=scope.kind, value=scope.value))
    for gone in present.values():
        tx.session.delete(gone)


@act("contract.archive", permission="master.edit")
def archive_contract(ctx: Context, tx: Tx, uid: str, archived: bool = True) -> None:
    """Takes a contract away that was entered by mistake, or brings it back; the row stays."""
    row = row_of(tx.session, ContractRow, uid)
    row.archived_at = tx.now if archived else None
    tx.changed("contract", uid)


def contract_values(session: Session, address_ids: Iterable[int] | None = None) -> dict[int, list[Contract]]:
    """A shared step: contracts with their scopes by the key of their address."""
    query = (select(ContractRow, AddressRow.uid, TermsRow.name, PriceListRow.name)
             .join(AddressRow, AddressRow.id == ContractRow.address_id)
             .join(TermsRow, TermsRow.id == ContractRow.terms_id)
             .outerjoin(PriceListRow, PriceListRow.id == ContractRow.price_list_id)
             .where(ContractRow.archived_at.is_(None)).order_by(ContractRow.valid_from, ContractRow.id))
    scoped = select(ContractScopeRow).order_by(ContractScopeRow.kind, ContractScopeRow.id)
    if address_ids is not None:
        keys = list(address_ids)
        query = query.where(ContractRow.address_id.in_(keys))
        scoped = scoped.join(ContractRow, ContractRow.id == ContractScopeRow.contract_id).where(
            ContractRow.address_id.in_(keys))
    scopes: dict[int, list[ContractScope]] = {}
    for scope in session.scalars(scoped):
        scopes.setdefault(scope.contract_id, []).append(ContractScope(scope.kind, scope.value))
    found: dict[int, list[Contract]] = {}
    for row, address_uid, terms, price_list in session.execute(query):
        found.setdefault(row.address_id, []).append(Contract(
            row.uid, address_uid, terms, version=row.version, price_list=price_list,
            scopes=tuple(scopes.get(row.id, ())), **{name: getattr(row, name) for name in _PLAIN}))
    return found


@reading("master.read")
def list_contracts(ctx: Context, session: Session, address_uid: str | None = None) -> list[Contract]:
    """Contracts of one address, or of all."""
    ids = None if address_uid is None else [row_of(session, AddressRow, address_uid).id]
    return [c for contracts in contract_values(session, ids).values() for c in contracts]
