"""Calls that nobody answered, one line per caller, until somebody saw them or the caller got through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.domain.calls import OUT
from hotline_desk.domain.concerns import MINE
from hotline_desk.services.act import reading
from hotline_desk.services.calls.privacy import shown, visible
from hotline_desk.services.calls.whose import whose
from hotline_desk.services.context import Context
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.calls.journal import CallRow, missed_unseen

_MOST = 500


@dataclass(frozen=True)
class MissedRow:
    """A caller who did not get through. `uid` is his latest call, `rang_at` (UTC) when that was.

    `number` is None where this user may not see it; `number_raw` is what he may.
    """

    uid: str
    number: str | None
    number_raw: str
    number_state: str
    caller_name: str
    company: str
    contact: str
    address_uid: str | None
    rang_at: datetime
    count: int
    guessed: bool = False


def still_missed() -> ColumnElement[bool]:
    """A shared condition: missed or busy, not seen, and since then not on the line with us, whoever called."""
    called, calling = aliased(CallRow), aliased(CallRow)
    he_did = exists().where(
        called.caller_number == CallRow.caller_number, called.rang_at >= CallRow.rang_at,
        called.answered_at.is_not(None), called.by_machine.is_(False))
    we_did = exists().where(
        calling.called_number == CallRow.caller_number, calling.rang_at >= CallRow.rang_at,
        calling.direction == OUT, calling.answered_at.is_not(None))
    return and_(missed_unseen(), ~he_did, ~we_did)


@reading("call.read")
def missed_calls(ctx: Context, session: Session, mine: bool = False) -> list[MissedRow]:
    """Who is to be called back, latest first; only calls that concern this user if asked."""
    return missed_rows(ctx, session, mine)


def missed_rows(ctx: Context, session: Session, mine: bool = False,
                people: Collection[str] | None = None) -> list[MissedRow]:
    """A shared step: the same within an open session; of `people` (uids), if given, what concerns one of them."""
    rows = session.execute(_newest_first(
        select(CallRow, AddressRow, ContactRow)
        .outerjoin(AddressRow, AddressRow.id == CallRow.address_id)
        .outerjoin(ContactRow, ContactRow.id == CallRow.contact_id))).all()
    if mine:
        rules = whose(ctx, session, MINE)
        rows = [row for row in rows if rules.concerns_me(session, row[0])]
    if people is not None:
        rules = whose(ctx, session, MINE)
        rows = [row for row in rows if rules.concerns_one_of(session, row[0], people)]
    counts = Counter(_caller(call) for call, _address, _contact in rows)
    how = visible(ctx)
    latest: dict[str, MissedRow] = {}
    for call, address, contact in rows:
        if _caller(call) not in latest:
            latest[_caller(call)] = _row(how, counts[_caller(call)], call, address, contact)
    return list(latest.values())


def _row(how: str, count: int, call: CallRow, address: AddressRow | None, contact: ContactRow | None) -> MissedRow:
    number, raw = shown(how, call.caller_number, call.caller_raw)
    return MissedRow(
        uid=call.uid, number=number, number_raw=raw, number_state=call.number_state, caller_name=call.caller_name,
        company=address.name if address else "", contact=contact.full_name if contact else "",
        address_uid=address.uid if address else None, rang_at=call.rang_at, count=count, guessed=call.guessed)


def _newest_first(query: Select[CallRow, AddressRow, ContactRow]) -> Select[CallRow, AddressRow, ContactRow]:
    return query.where(still_missed()).order_by(CallRow.rang_at.desc(), CallRow.id.desc()).limit(_MOST)


def _caller(call: CallRow) -> str:
    """Calls of one number are one line; a withheld one is a line of its own."""
    return call.caller_number or call.uid
