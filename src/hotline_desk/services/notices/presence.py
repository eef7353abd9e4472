"""Shared steps: who is there today, and who stands in for those who are not."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.domain.notices import Presence
from hotline_desk.services.context import Context
from hotline_desk.store.access import UserRow
from hotline_desk.store.notices import AbsenceRow


def presence_today(ctx: Context, session: Session) -> Presence:
    """Who is there on the present day of the company's zone."""
    return presence_on(session, local_day(ctx.clock.now(), ctx.zone))


def presence_on(session: Session, day: date) -> Presence:
    """Who is there on a day. Of absences that overlap the one with a deputy counts."""
    active = frozenset(session.scalars(select(UserRow.id).where(UserRow.archived_at.is_(None))))
    away: dict[int, int | None] = {}
    rows = session.execute(
        select(AbsenceRow.user_id, AbsenceRow.deputy_id)
        .where(AbsenceRow.removed_at.is_(None), AbsenceRow.first <= day.isoformat(),
               AbsenceRow.last >= day.isoformat()).order_by(AbsenceRow.id))
    for user_id, deputy_id in rows:
        away[user_id] = away.get(user_id) or deputy_id
    return Presence(active, away)
