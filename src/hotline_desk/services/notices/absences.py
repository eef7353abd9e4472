"""Absences: who is away on which days, and who stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.notices import Absence
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.notices.presence import presence_today
from hotline_desk.services.rows import id_of, put, row_of
from hotline_desk.store.access import UserRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.notices import AbsenceRow

_deputy = aliased(UserRow)


@dataclass(frozen=True)
class AbsenceLine:
    """An absence in a list. `now`: it goes on today; `deputy_away`: the deputy is away on some of these days too."""

    absence: Absence
    user: str
    deputy: str
    now: bool
    deputy_away: bool
    removed: bool


@dataclass(frozen=True)
class StandIn:
    """Who gets today what is for somebody who is away, and until which day he is; None and "" if nobody stands in."""

    uid: str | None
    name: str
    last: date


@reading("access.read")
def list_absences(ctx: Context, session: Session, past: bool = False) -> list[AbsenceLine]:
    """Absences of now and later, by their first day; with `past` also those that are over or were taken back."""
    today = local_day(ctx.clock.now(), ctx.zone).isoformat()
    query = (select(AbsenceRow, UserRow, _deputy).join(UserRow, UserRow.id == AbsenceRow.user_id)
             .outerjoin(_deputy, _deputy.id == AbsenceRow.deputy_id).order_by(AbsenceRow.first, AbsenceRow.id))
    if not past:
        query = query.where(AbsenceRow.last >= today, AbsenceRow.removed_at.is_(None))
    rows = session.execute(query).all()
    kept = [row for row, _user, _deputy_row in rows if row.removed_at is None]
    return [AbsenceLine(
        Absence(user.uid, date.fromisoformat(row.first), date.fromisoformat(row.last),
                deputy.uid if deputy else None, row.note, row.uid, row.version),
        user.name, deputy.name if deputy else "", row.removed_at is None and row.first <= today <= row.last,
        any(other.user_id == row.deputy_id and other.first <= row.last and other.last >= row.first for other in kept),
        row.removed_at is not None) for row, user, deputy in rows]


@act("absence.save", permission="own.edit")
def save_absence(ctx: Context, tx: Tx, absence: Absence) -> str:
    """Enters an absence (empty uid) or changes one; returns the uid. Others' need a permission of their own.

    Raises UserError for days in the wrong order, days that overlap another absence of the same person, and a deputy
    who is the absent one himself.
    """
    if not absence.user_uid:
        raise UserError("value.missing", field=N_("Who"))
    if absence.last < absence.first:
        raise UserError("absence.order")
    if absence.deputy_uid == absence.user_uid:
        raise UserError("absence.deputy")
    row = row_of(tx.session, AbsenceRow, absence.uid) if absence.uid else None
    user = row_of(tx.session, UserRow, absence.user_uid)
    for user_id in {user.id, row.user_id if row else user.id}:
        _refuse_others(ctx, user_id)
    values: Mapping[str, Any] = {
        "user_id": user.id, "first": absence.first.isoformat(), "last": absence.last.isoformat(),
        "deputy_id": id_of(tx.session, UserRow, absence.deputy_uid), "note": absence.note.strip()}
    _refuse_overlap(tx.session, user, values, row)
    if row is None:
        row = AbsenceRow(**values)
        tx.session.add(row)
    else:
        put(tx.session, row, absence.version, values)
    tx.session.flush()
    tx.changed("absence", row.uid)
    return row.uid


def _refuse_others(ctx: Context, user_id: int) -> None:
    if user_id != ctx.user.id:
        ctx.require("absence.edit")


def _refuse_overlap(session: Session, user: UserRow, values: Mapping[str, Any], own: AbsenceRow | None) -> None:
    others = session.scalars(select(AbsenceRow).where(
        AbsenceRow.user_id == user.id, AbsenceRow.removed_at.is_(None), AbsenceRow.first <= values["last"],
        AbsenceRow.last >= values["first"]))
    if any(other is not own for other in others):
        raise UserError("absence.overlap", name=user.name)


@act("absence.remove", permission="own.edit")
def remove_absence(ctx: Context, tx: Tx, uid: str, removed: bool = True) -> None:
    """Takes an absence back, or in again: then it must not overlap another one."""
    row = row_of(tx.session, AbsenceRow, uid)
    _refuse_others(ctx, row.user_id)
    if not removed:
        _refuse_overlap(tx.session, tx.session.get_one(UserRow, row.user_id),
                        {"first": row.first, "last": row.last}, row)
    row.removed_at = tx.now if removed else None
    tx.changed("absence", row.uid)


@reading("access.read")
def stand_ins(ctx: Context, session: Session) -> dict[str, StandIn]:
    """Uid of each user who is away today -> who stands in for him."""
    today = local_day(ctx.clock.now(), ctx.zone).isoformat()
    presence = presence_today(ctx, session)
    users = {row.id: row for row in session.scalars(select(UserRow))}
    found = {}
    for user_id, last in session.execute(
            select(AbsenceRow.user_id, func.max(AbsenceRow.last))
            .where(AbsenceRow.removed_at.is_(None), AbsenceRow.first <= today, AbsenceRow.last >= today)
            .group_by(AbsenceRow.user_id)):
        deputy = users.get(presence.answers_for(user_id) or 0)
        found[users[user_id].uid] = StandIn(deputy.uid if deputy else None, deputy.name if deputy else "",
                                            date.fromisoformat(last))
    return found
