"""Contracts that go on, and those that were given notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hotline_desk.core.errors import UserError
from hotline_desk.domain.contracts import why_not_renewed
from hotline_desk.services.act import act
from hotline_desk.services.context import Context
from hotline_desk.services.contracts.keeping import contract_values
from hotline_desk.services.rows import row_of
from hotline_desk.store.contracts import ContractRow
from hotline_desk.store.engine import Tx


@dataclass(frozen=True)
class Renewed:
    """A contract whose last day moved."""

    uid: str
    before: date
    after: date


@act("contract.renew", permission="master.edit")
def renew_contracts(ctx: Context, tx: Tx, uids: Sequence[str]) -> tuple[Renewed, ...]:
    """Each of the contracts ends its months of renewal later; those that cannot be renewed stay as they are.

    Raises UserError if none can.
    """
    rows = {row.uid: row for row in tx.session.scalars(select(ContractRow).where(ContractRow.uid.in_(list(uids))))}
    values = {c.uid: c for found in contract_values(tx.session, {row.address_id for row in rows.values()}).values()
              for c in found}
    done = []
    for uid in uids:
        contract = values.get(uid)
        if contract is None or why_not_renewed(contract) is not None:
            continue
        before, after = contract.valid_to, contract.renewed_to
        if before is not None and after is not None:
            rows[uid].valid_to = after
            tx.changed("contract", uid)
            done.append(Renewed(uid, before, after))
    if not done:
        raise UserError("contract.none_renewed")
    return tuple(done)


@act("contract.renew_back", permission="master.edit")
def take_renewals_back(ctx: Context, tx: Tx, renewed: Sequence[Renewed]) -> int:
    """Gives contracts their last days of before; those that were changed since stay. Returns how many went back."""
    count = 0
    for each in renewed:
        row = row_of(tx.session, ContractRow, each.uid)
        if row.valid_to == each.after:
            row.valid_to = each.before
            tx.changed("contract", each.uid)
            count += 1
    return count


@act("contract.notice", permission="master.edit")
def give_notice(ctx: Context, tx: Tx, uid: str, noticed_on: date | None, ends: date | None) -> None:
    """Notes when notice was given (None takes it back) and on which day the contract ends.

    Raises UserError for an end before the contract begins, and for notice without an end.
    """
    row = row_of(tx.session, ContractRow, uid)
    if noticed_on is not None and ends is None:
        raise UserError("contract.notice_end")
    if ends is not None and ends < row.valid_from:
        raise UserError("time.order")
    row.noticed_on, row.valid_to = noticed_on, ends
    tx.changed("contract", uid)
