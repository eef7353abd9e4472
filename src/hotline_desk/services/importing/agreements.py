"""The contracts that an imported file gives to addresses: by the same rules as those that people write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import ERRORS
from hotline_desk.core.text import N_
from hotline_desk.domain.contracts import Contract, ContractScope, overlapping
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import contract_values, keep_contract
from hotline_desk.services.importing.references import scope_uid
from hotline_desk.services.importing.schema import Mistakes
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.contracts import ContractRow
from hotline_desk.store.engine import Tx

_RENAMED = {"from": "valid_from", "to": "valid_to"}
Entries = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class _Wanted:
    """A contract of the file at its place: how it stands here, None if it does not, and how it shall be."""

    place: str
    known: tuple[str, ...]
    before: Contract | None
    after: Contract


def _wanted(session: Session, entry: dict[str, Any], address_uid: str, bound: Iterable[Contract]) -> Iterator[_Wanted]:
    """What the file says of the contracts of one address; of one that it names twice the later holds."""
    present = {_known_by(c.number, c.terms, c.valid_from): c for c in bound}
    for wanted in entry.get("contracts", []):
        given = {_RENAMED.get(key, key): value for key, value in wanted.items() if key not in ("@", "scopes")}
        known = _known_by(wanted.get("number", ""), wanted["terms"], wanted["from"])
        before = present.get(known)
        after = replace(before or Contract("", address_uid, wanted["terms"], wanted["from"]), **given)
        if "scopes" in wanted:
            after = replace(after, scopes=tuple(sorted(
                (ContractScope(scope["kind"], scope_uid(session, entry["number"], scope) or "")
                 for scope in wanted["scopes"]), key=lambda scope: scope.kind)))
        yield _Wanted(wanted["@"], known, before, after)


def _known_by(number: str, terms: str, first: date) -> tuple[str, ...]:
    """A contract is known by its number, without one by its terms and first day."""
    return (number,) if number else (terms, first.isoformat())


def keep_contracts(ctx: Context, tx: Tx, entries: Entries, rows: Mapping[str, AddressRow]) -> None:
    """Stores the contracts of these addresses, which are there by now."""
    bound = contract_values(tx.session, [row.id for row in rows.values()])
    for entry in entries:
        row = rows[entry["number"]]
        for wanted in _wanted(tx.session, entry, row.uid, bound.get(row.id, ())):
            if wanted.before != wanted.after:
                keep_contract(ctx, tx, wanted.after)


def check_contracts(ctx: Context, session: Session, entries: Entries, mistakes: Mistakes) -> None:
    """Notes contracts that would hold for the same things on the same days as another of their address.

    So are numbers that another contract has, and a contract that stands in the file twice. What stays as it is, is not
    judged.
    """
    with_contracts = [entry for entry in entries if entry.get("contracts")]
    keys = {number: (key, uid) for number, key, uid in session.execute(
        select(AddressRow.number, AddressRow.id, AddressRow.uid)
        .where(AddressRow.number.in_([entry["number"] for entry in with_contracts])))}
    bound = contract_values(session, [key for key, _ in keys.values()])
    taken = _numbers(session, with_contracts)
    for entry in with_contracts:
        key, uid = keys.get(entry["number"], (0, ""))
        _check_address(ctx, list(_wanted(session, entry, uid, bound.get(key, ()))), bound.get(key, ()), taken, mistakes)


def _numbers(session: Session, entries: Entries) -> dict[str, str]:
    """Numbers of contracts in the company's data, with the uid of the contract."""
    named = {wanted["number"].strip() for entry in entries for wanted in entry["contracts"] if wanted.get("number")}
    return dict(session.execute(select(ContractRow.number, ContractRow.uid).where(
        ContractRow.number.in_(named), ContractRow.archived_at.is_(None))).all())


def _check_address(ctx: Context, found: Sequence[_Wanted], bound: Iterable[Contract], taken: dict[str, str],
                   mistakes: Mistakes) -> None:
    standing = {contract.uid: contract for contract in bound}
    seen: set[tuple[str, ...]] = set()
    for wanted in found:
        number, uid = wanted.after.number.strip(), wanted.after.uid or wanted.place
        if wanted.known in seen:
            mistakes.note(f"{wanted.place}.{'number' if number else 'from'}", N_("“{value}” stands in the file twice."),
                          value=number or ctx.texts.day(wanted.after.valid_from))
        elif number and taken.setdefault(number, uid) != uid:
            mistakes.note(f"{wanted.place}.number", ERRORS["value.taken"], field=ctx.texts.tr("Contract number"),
                          value=number)
        seen.add(wanted.known)
        standing[uid] = replace(wanted.after, uid=uid)
    for wanted in found:
        uid = wanted.after.uid or wanted.place
        other = overlapping(standing[uid], standing.values()) if wanted.before != wanted.after else None
        if other is not None:
            mistakes.note(f"{wanted.place}.from", ERRORS["contract.overlaps"],
                          name=other.number or other.name or other.terms, first=ctx.texts.day(other.valid_from))
