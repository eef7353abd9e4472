"""What the lists share: names resolved to keys, days to instants, lookups of whole pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hotline_desk.core.clock import day_bounds
from hotline_desk.core.errors import UserError
from hotline_desk.services.context import Context
from hotline_desk.services.views.listings.values import ListFilter
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow

Column = InstrumentedAttribute[Any] | ColumnElement[Any]


def within(ctx: Context, wanted: ListFilter, column: Column) -> list[ColumnElement[bool]]:
    """Conditions that an instant lies in the wanted days of the company's zone."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.first is not None:
        conditions.append(column >= day_bounds(wanted.first, wanted.first, ctx.zone)[0])
    if wanted.last is not None:
        conditions.append(column < day_bounds(wanted.last, wanted.last, ctx.zone)[1])
    return conditions


def address_key(session: Session, number: str) -> int:
    """The key of an address. Raises UserError if there is none of this number."""
    found = session.scalar(select(AddressRow.id).where(AddressRow.number == number))
    if found is None:
        raise UserError("address.not_found", number=number)
    return found


def agent_key(session: Session, login: str) -> int:
    """The key of a user, put away or not. Raises UserError if there is none of this login."""
    users = session.execute(select(UserRow.login, UserRow.id).order_by(UserRow.login)).all()
    wanted = login.casefold()
    for known, key in users:
        if known.casefold() == wanted:
            return key
    raise UserError("user.not_found", login=login, known=", ".join(known for known, _ in users))


def team_key(session: Session, name: str) -> int:
    """The key of a team. Raises UserError if there is none of this name."""
    teams = session.execute(select(TeamRow.name, TeamRow.id).order_by(TeamRow.name)).all()
    wanted = name.casefold()
    for known, key in teams:
        if known.casefold() == wanted:
            return key
    raise UserError("team.not_found", name=name, known=", ".join(known for known, _ in teams))


def names(session: Session, key: InstrumentedAttribute[int], value: InstrumentedAttribute[Any],
          keys: Iterable[int | None]) -> dict[int | None, Any]:
    """Key -> value of a small table, for the keys given."""
    wanted = {k for k in keys if k is not None}
    if not wanted:
        return {}
    return {k: v for k, v in session.execute(select(key, value).where(key.in_(wanted)))}


