"""Checks of tickets, measures and the search."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from hotline_desk.domain.tickets import CLOSED, KIND_RULES, MERGED, OUTCOMES, RESUBMITTED
from hotline_desk.services.care.findings import SEARCH, TICKETS, Finding
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.steps import search_bodies
from hotline_desk.store.search import differing
from hotline_desk.store.tickets import TicketRow, WorklogRow

_PAGE = 500


def _name(number: str | None, uid: str) -> str:
    return number or uid


def tickets(ctx: Context, session: Session) -> Iterator[Finding]:
    """A touched ticket has its number, a closed one outcome, solution and time, one on resubmission its date.

    A ticket from a file (it has a reference) is closed with what the file says.
    """
    solved = [outcome.code for outcome in OUTCOMES.values() if outcome.needs_solution]
    lacking = or_(
        and_(TicketRow.touched_at.is_not(None), TicketRow.number.is_(None)),
        and_(TicketRow.state == CLOSED, or_(TicketRow.outcome.is_(None), TicketRow.closed_at.is_(None))),
        and_(TicketRow.state == CLOSED, TicketRow.solution == "", TicketRow.outcome.in_(solved),
             TicketRow.kind.in_([kind for kind, rule in KIND_RULES.items() if rule.solved]), TicketRow.ref.is_(None)),
        and_(TicketRow.state != CLOSED, TicketRow.closed_at.is_not(None)),
        and_(TicketRow.state == RESUBMITTED, TicketRow.resubmit_at.is_(None)),
        and_(TicketRow.state == MERGED, TicketRow.merged_into_id.is_(None)),
    )
    rows = session.execute(select(TicketRow.number, TicketRow.uid).where(lacking).order_by(TicketRow.id))
    for number, uid in rows:
        yield Finding(TICKETS, _name(number, uid))


def worklogs(ctx: Context, session: Session) -> Iterator[Finding]:
    """Measures of closed tickets have an agent, and none ends before it begins."""
    start = func.coalesce(WorklogRow.corrected_start, WorklogRow.raw_start)
    end = func.coalesce(WorklogRow.corrected_end, WorklogRow.raw_end)
    wrong = or_(end < start, and_(TicketRow.state == CLOSED, WorklogRow.agent_id.is_(None)))
    rows = session.execute(
        select(TicketRow.number, TicketRow.uid).join(WorklogRow, WorklogRow.ticket_id == TicketRow.id)
        .where(WorklogRow.removed_at.is_(None), wrong).distinct())
    for number, uid in rows:
        yield Finding(TICKETS, _name(number, uid))


def search(ctx: Context, session: Session) -> Iterator[Finding]:
    """The indexed text of every ticket is what it should be."""
    after = 0
    while True:
        keys = list(session.scalars(select(TicketRow.id).where(TicketRow.id > after)
                                    .order_by(TicketRow.id).limit(_PAGE)))
        if not keys:
            return
        after = keys[-1]
        wrong = differing(session, search_bodies(session, keys))
        for number, uid in session.execute(select(TicketRow.number, TicketRow.uid).where(TicketRow.id.in_(wrong))):
            yield Finding(SEARCH, _name(number, uid))
        session.expunge_all()
