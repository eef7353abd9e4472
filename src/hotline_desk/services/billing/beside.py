"""What stands beside the worklogs of some customers: calls, pauses, decisions, on-call jobs, prices that were told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from hotline_desk.domain.called_numbers import reached
from hotline_desk.domain.calls import IN
from hotline_desk.domain.contracts import ANYTHING, Reach
from hotline_desk.domain.tickets import CALL, Pause
from hotline_desk.services.billing.conditions import Conditions
from hotline_desk.services.calls.called import live_called_numbers
from hotline_desk.services.tickets.steps import merged_tickets
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing_runs import BillingDecisionRow, OnCallJobRow, PriceToldRow
from hotline_desk.store.calls.called_numbers import CalledNumberRow
from hotline_desk.store.calls.journal import CallRow, calls_of_parts
from hotline_desk.store.tickets import pauses_of

_PART = 500


@dataclass(frozen=True)
class _Call:
    """The call of a worklog, as far as billing tells of it."""

    caller_number: str | None = None
    caller_name: str | None = None
    called_number: str | None = None
    direction: str | None = None


_NO_CALL = _Call()


@dataclass(frozen=True)
class Decided:
    """The newest decision on a worklog."""

    charged: bool | None
    article_id: int | None
    text: str | None


@dataclass(frozen=True)
class Beside:
    """By key of the worklog, or of the ticket for `told` and `reaches`. A job names what one call-out covers."""

    pauses: Mapping[int, Sequence[Pause]]
    calls: Mapping[int, _Call]
    decisions: Mapping[int, Decided]
    jobs: Mapping[int, str]
    told: Mapping[int, datetime]
    reaches: Mapping[int, frozenset[str]] | None
    names: Mapping[int, str]

    def call(self, row: Row[Any]) -> _Call:
        """The call of a row: its own, or the one in which it is somebody's part."""
        if row.call_id is not None:
            return _Call(row.caller_number, row.caller_name, row.called_number, row.direction)
        return self.calls.get(row.id, _NO_CALL)

    def reach(self, row: Row[Any]) -> Reach:
        """By what its ticket came, if any contract asks for that."""
        if self.reaches is None:
            return ANYTHING
        return Reach(self.reaches.get(row.ticket_id, frozenset()), row.product, row.category, row.contact_uid)

    def contact(self, row: Row[Any]) -> str:
        """Who it was done for: the person; for a client also his customer."""
        person = " ".join(part for part in (row.salutation, row.first_name, row.last_name) if part)
        person = person or row.contact_name
        company = self.names.get(row.address_id or 0, "")
        return ", ".join(part for part in (company, person) if part)


def read_beside(session: Session, rows: Sequence[Row[Any]], known: Conditions) -> Beside:
    """All that stands beside these rows of worklogs."""
    keys = [row.id for row in rows]
    tickets = sorted({row.ticket_id for row in rows})
    talks = [row.id for row in rows if row.kind == CALL]
    parts = calls_of_parts(session, [row.id for row in rows if row.kind == CALL and row.call_id is None])
    calls = {key: _Call(c.caller_number, c.caller_name, c.called_number, c.direction) for key, c in parts.items()}
    scoped = known.scoped({row.payer for row in rows})
    others = {row.address_id for row in rows if row.address_id not in (None, row.payer)}
    return Beside(pauses_of(session, talks), calls, _decisions(session, keys), _jobs(session, rows),
                  _told(session, tickets), _reaches(session, tickets) if scoped else None, _names(session, others))


def _parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for begin in range(0, len(keys), _PART):
        yield keys[begin:begin + _PART]


def _decisions(session: Session, keys: Sequence[int]) -> dict[int, Decided]:
    d = BillingDecisionRow
    found: dict[int, Decided] = {}
    for part in _parts(keys):
        for key, charged, article_id, text in session.execute(
                select(d.worklog_id, d.charged, d.article_id, d.text).where(d.worklog_id.in_(part)).order_by(d.id)):
            found[key] = Decided(charged, article_id, text)
    return found


def _jobs(session: Session, rows: Sequence[Row[Any]]) -> dict[int, str]:
    """Works of one ticket that one alarm caused are one job."""
    alarms: dict[int, datetime | None] = {}
    for part in _parts([row.id for row in rows]):
        alarms |= dict(session.execute(
            select(OnCallJobRow.worklog_id, OnCallJobRow.alarmed_at).where(OnCallJobRow.worklog_id.in_(part))).all())
    found = {}
    for row in rows:
        if row.id in alarms:
            alarm = alarms[row.id]
            found[row.id] = row.uid if alarm is None else f"{row.ticket_uid} {alarm.isoformat()}"
    return found


def _told(session: Session, tickets: Sequence[int]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for part in _parts(tickets):
        merged = merged_tickets(session, part)  # what was told on a ticket holds for the one it became part of
        for ticket, at in session.execute(
                select(PriceToldRow.ticket_id, PriceToldRow.at).where(PriceToldRow.ticket_id.in_([*part, *merged]))
                .order_by(PriceToldRow.at, PriceToldRow.id)):
            found[merged.get(ticket, ticket)] = at
    return found


def _reaches(session: Session, tickets: Sequence[int]) -> dict[int, frozenset[str]]:
    """What the callers of each ticket reached us by, as uids."""
    known: list[CalledNumberRow] = live_called_numbers(session)
    found: dict[int, frozenset[str]] = {}
    for part in _parts(tickets):
        for ticket, called, queue, menu in session.execute(
                select(CallRow.ticket_id, CallRow.called_number, CallRow.queue, CallRow.menu)
                .where(CallRow.ticket_id.in_(part), CallRow.direction == IN)):
            ways = frozenset(row.uid for row in reached(known, called, queue, menu))
            if ticket is not None:
                found[ticket] = found.get(ticket, frozenset()) | ways
    return found


def _names(session: Session, keys: Collection[int | None]) -> dict[int, str]:
    wanted = sorted(key for key in keys if key is not None)
    found: dict[int, str] = {}
    for part in _parts(wanted):
        found |= dict(session.execute(select(AddressRow.id, AddressRow.name).where(AddressRow.id.in_(part))).all())
    return found
