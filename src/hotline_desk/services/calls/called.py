"""Numbers, queues and menu choices that callers reach us by: kept, and looked up for a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.called_numbers import CalledNumber, reached
from hotline_desk.domain.calls import IN, NUMBER, REACHED_BY
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of, put, row_of
from hotline_desk.store.access import TeamRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.calls.called_numbers import CalledNumberRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow

_TEXTS = ("name", "greeting", "category", "product")


@act("called_number.save", permission="master.edit")
def save_called_number(ctx: Context, tx: Tx, called: CalledNumber) -> str:
    """Makes one (empty uid) or changes it, puts it away or brings it back; returns the uid."""
    values = _values(ctx, tx.session, called)
    taken = tx.session.scalar(select(CalledNumberRow.uid).where(
        CalledNumberRow.kind == called.kind, CalledNumberRow.code == values["code"],
        CalledNumberRow.archived_at.is_(None), CalledNumberRow.uid != called.uid))
    if taken is not None and not called.archived:
        raise UserError("value.taken", field=N_("Number or name"), value=values["code"])
    if called.uid:
        row = row_of(tx.session, CalledNumberRow, called.uid)
        away = (row.archived_at or tx.now) if called.archived else None
        put(tx.session, row, called.version, {**values, "archived_at": away})
    else:
        row = CalledNumberRow(**values)
        tx.session.add(row)
    tx.session.flush()
    tx.changed("called_number", row.uid)
    return row.uid


def _values(ctx: Context, session: Session, called: CalledNumber) -> dict[str, Any]:
    if called.kind not in REACHED_BY:
        raise UserError("value.invalid", field=N_("Kind"), value=called.kind, hint="")
    if not called.name.strip():
        raise UserError("value.missing", field=N_("Name"))
    if not called.code.strip():
        raise UserError("value.missing", field=N_("Number or name"))
    return {name: getattr(called, name).strip() for name in _TEXTS} | {
        "kind": called.kind, "code": _code(ctx, called), "client_id": id_of(session, AddressRow, called.client_uid),
        "team_id": id_of(session, TeamRow, called.team_uid)}


def _code(ctx: Context, called: CalledNumber) -> str:
    """As calls tell it: a number in E.164, an extension as its digits, anything else as it is."""
    if called.kind != NUMBER:
        return called.code.strip()
    read = ctx.plan.read(called.code)
    if read.e164 is None and not read.internal:
        raise UserError("number.invalid", value=called.code)
    return read.e164 or read.raw


@reading("call.read")
def list_called_numbers(ctx: Context, session: Session, archived: bool = False) -> list[CalledNumber]:
    """All of them by name; those put away too if asked."""
    rows = session.execute(
        select(CalledNumberRow, AddressRow, TeamRow)
        .outerjoin(AddressRow, AddressRow.id == CalledNumberRow.client_id)
        .outerjoin(TeamRow, TeamRow.id == CalledNumberRow.team_id).order_by(CalledNumberRow.name, CalledNumberRow.id))
    return [
        CalledNumber(
            name=row.name, kind=row.kind, code=row.code, uid=row.uid, greeting=row.greeting, category=row.category,
            product=row.product, client_uid=client.uid if client else None, client_name=client.name if client else "",
            team_uid=team.uid if team else None, team_name=team.name if team else "", version=row.version,
            archived=row.archived_at is not None)
        for row, client, team in rows if archived or row.archived_at is None]


@dataclass(frozen=True)
class Behind:
    """What is known behind the ways a call came by: of each thing what the most particular way says."""

    line_name: str = ""
    greeting: str = ""
    category: str = ""
    product: str = ""
    client_id: int | None = None
    team_id: int | None = None


def live_called_numbers(session: Session) -> list[CalledNumberRow]:
    """A shared step: those that are not put away."""
    return list(session.scalars(select(CalledNumberRow).where(CalledNumberRow.archived_at.is_(None))
                                .order_by(CalledNumberRow.id)))


class LineNames:
    """What the ways calls came by are called, for a whole list."""

    def __init__(self, session: Session) -> None:
        self._known = live_called_numbers(session)

    def of(self, call: CallRow) -> str:
        """The name for one call, "" if it has none."""
        return _name(_reached(self._known, call))


def _reached(known: Sequence[CalledNumberRow], call: CallRow) -> list[CalledNumberRow]:
    return reached(known, call.called_number, call.queue, call.menu) if call.direction == IN and known else []


def _name(rows: Sequence[CalledNumberRow]) -> str:
    return " · ".join(dict.fromkeys(row.name for row in rows))


def behind(session: Session, call: CallRow) -> Behind:
    """A shared step: what is behind the number, queue or menu choice by which this call came in."""
    rows = _reached(live_called_numbers(session), call)
    found: dict[str, Any] = {}
    for row in rows:
        found |= {name: value for name in ("greeting", "category", "product", "client_id", "team_id")
                  if (value := getattr(row, name))}
    return Behind(_name(rows), **found)


def prefill(session: Session, call: CallRow, ticket: TicketRow) -> None:
    """A shared step: a ticket nobody worked on yet gets category, product, team and client of what was called."""
    if ticket.touched_at is None:
        fill(ticket, behind(session, call))


def fill(ticket: TicketRow, known: Behind) -> None:
    """A shared step: the same for a ticket that is just being made."""
    values: Mapping[str, Any] = {"category": known.category, "product": known.product, "team_id": known.team_id,
                                 "client_id": known.client_id}
    for name, value in values.items():
        if value:
            setattr(ticket, name, value)
