"""Many tickets changed in one go: looked at before, done in small steps, and taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import (
    CLOSED,
    MERGED,
    PRIORITIES,
    RESUBMITTED,
    STATES,
    WITHDRAWN,
    check_transition,
)
from hotline_desk.services.act import long_act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.knowledge.categories import check_category
from hotline_desk.services.notices.presence import presence_today
from hotline_desk.services.projects.appointments import drop_actions
from hotline_desk.services.rows import id_of
from hotline_desk.services.tickets.endings import Closing, close_row, give_to, refuse_closing, resubmit_row
from hotline_desk.services.tickets.links import open_parts
from hotline_desk.services.tickets.silent import let_ring, silent_numbers
from hotline_desk.services.tickets.steps import add_note, saved, touch
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow

ASSIGN, PRIORITY, CATEGORY, RESUBMIT, CLOSE = "assign", "priority", "category", "resubmit", "close"
BULK = {ASSIGN: N_("Assign"), PRIORITY: N_("Priority"), CATEGORY: N_("Category"), RESUBMIT: N_("Resubmit"),
        CLOSE: N_("Close ticket")}
MOST = 1000
"""So many tickets are changed at once."""
_AT_ONCE = 20
_KEPT = ("state", "priority", "category", "agent_id", "team_id", "resubmit_local", "resubmit_zone", "resubmit_at",
         "resubmit_reason", "solution", "outcome", "closed_at", "closed_by_id", "touched_at")


@dataclass(frozen=True)
class BulkChange:
    """What is done with each ticket: `what` is a key of `BULK`, and what belongs to it is given.

    A team without a person leaves the ticket without one; a person without a team leaves the team as it is. `local` is
    a local time of the company's zone. The solution of `closing` is for tickets that have none of their own.
    """

    what: str
    agent_uid: str | None = None
    team_uid: str | None = None
    priority: str = ""
    category: str = ""
    local: datetime | None = None
    reason: str = ""
    closing: Closing | None = None


@dataclass(frozen=True)
class Left:
    """A ticket that stays as it is, and why."""

    uid: str
    number: str
    subject: str
    problem: UserError


@dataclass(frozen=True)
class BulkPreview:
    """How many tickets would be changed, how many are so already, and those that cannot.

    `deputy` is who gets them, where the one they are for is away.
    """

    changing: int
    same: int
    left: tuple[Left, ...]
    deputy: str = ""


@dataclass(frozen=True)
class Before:
    """How a ticket was; `version` is the one that the change made. `silenced` was a number that rang before."""

    uid: str
    version: int
    values: dict[str, Any]
    silenced: str = ""


@dataclass(frozen=True)
class BulkDone:
    """What was done, so that it can be taken back; `stopped` if it was before the end."""

    done: tuple[Before, ...]
    left: tuple[Left, ...]
    stopped: bool = False


@reading("ticket.edit")
def bulk_preview(ctx: Context, session: Session, uids: Sequence[str], change: BulkChange) -> BulkPreview:
    """What would happen. Raises UserError if the change itself lacks something, or there are too many tickets."""
    _check(session, uids, change)
    changing, same, left, chosen = 0, 0, [], frozenset(uids)
    for ticket in _rows(session, uids):
        try:
            _refuse(ctx, session, ticket, change, chosen)
        except UserError as problem:
            left.append(_left(ticket, problem))
        else:
            there = _is_so(session, ticket, change)
            changing, same = changing + (not there), same + there
    return BulkPreview(changing, same, tuple(left), _deputy(ctx, session, change))


@long_act("ticket.bulk", permission="ticket.edit")
def bulk_change(ctx: Context, uids: Sequence[str], change: BulkChange) -> BulkDone:
    """Changes the tickets, some in each transaction; one that cannot is left. It may be stopped in between.

    Raises UserError if the change itself lacks something, or there are too many tickets.
    """
    with ctx.store.read() as session:
        _check(session, uids, change)
    done: list[Before] = []
    left: list[Left] = []
    waiting = list(dict.fromkeys(uids))
    while waiting:
        some, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        if ctx.cancelled():
            return BulkDone(tuple(done), tuple(left), stopped=True)
        try:
            changed, refused = _some(ctx, some, change)
        except EnvironmentTrouble:
            if not done:
                raise
            return BulkDone(tuple(done), tuple(left), stopped=True)
        later = [each.uid for each in refused if each.problem.id == "ticket.open_parts"]
        if changed and later and (waiting or len(some) > len(later)):
            waiting += later  # their parts may be among those still to come
            refused = [each for each in refused if each.uid not in later]
        done += changed
        left += refused
        ctx.progress(len(uids) - len(waiting), len(uids), "")
    return BulkDone(tuple(done), tuple(left))


@long_act("ticket.bulk_undo", permission="ticket.edit")
def bulk_undo(ctx: Context, changed: Sequence[Before]) -> tuple[Left, ...]:
    """Brings the tickets back to how they were; those that somebody changed since are left and returned.

    What clocks ran is not begun anew, and what was said stays in the history.
    """
    left: list[Left] = []
    for first in range(0, len(changed), _AT_ONCE):
        some = {before.uid: before for before in changed[first:first + _AT_ONCE]}
        with ctx.store.write(ctx.stamp("ticket.bulk_undo")) as tx:
            for ticket in _rows(tx.session, list(some)):
                before = some[ticket.uid]
                if ticket.version != before.version:
                    left.append(_left(ticket, UserError("record.changed", who=N_("Somebody"))))
                    continue
                if ticket.state == CLOSED and before.values["state"] != CLOSED:
                    drop_actions(tx, ticket)
                for name, value in before.values.items():
                    setattr(ticket, name, value)
                let_ring(tx, before.silenced)
                saved(tx, ticket)
        ctx.progress(min(len(changed), first + _AT_ONCE), len(changed), "")
    return tuple(left)


def _check(session: Session, uids: Sequence[str], change: BulkChange) -> None:
    if len(uids) > MOST:
        raise UserError("bulk.many", most=MOST)
    if change.what == ASSIGN and not (change.agent_uid or change.team_uid):
        raise UserError("ticket.target_missing")
    if change.what == PRIORITY and change.priority not in PRIORITIES:
        raise UserError("value.missing", field=N_("Priority"))
    if change.what == CATEGORY:
        check_category(session, change.category)
    if change.what == RESUBMIT and change.local is None:
        raise UserError("value.missing", field=N_("When"))
    if change.what == CLOSE and (change.closing is None or not change.closing.outcome):
        raise UserError("ticket.outcome_missing")


def _rows(session: Session, uids: Sequence[str]) -> list[TicketRow]:
    """The tickets in the order of their uids."""
    found = {}
    for part in range(0, len(uids), 500):
        rows = session.scalars(select(TicketRow).where(TicketRow.uid.in_(uids[part:part + 500])))
        found.update({row.uid: row for row in rows})
    return [found[uid] for uid in uids if uid in found]


def _left(ticket: TicketRow, problem: UserError) -> Left:
    return Left(ticket.uid, ticket.number or "", ticket.subject, problem)


def _refuse(ctx: Context, session: Session, ticket: TicketRow, change: BulkChange,
            chosen: Collection[str] = frozenset()) -> None:
    """Raises UserError if this cannot be done with this ticket. Parts that are `chosen` too do not hinder it."""
    never = {MERGED, WITHDRAWN} | ({CLOSED} if change.what in (ASSIGN, CLOSE) else set())
    if ticket.state in never:
        raise UserError("ticket.state", state=STATES[ticket.state])
    if change.what == RESUBMIT:
        check_transition(ticket.state, RESUBMITTED, ctx.may)
    if change.what == CLOSE:
        check_transition(ticket.state, CLOSED, ctx.may)
        refuse_closing(session, ticket, _closing(ticket, change))
        _refuse_parts(part for part in open_parts(session, ticket.id) if part.uid not in chosen)


def _refuse_parts(parts: Iterable[TicketRow]) -> None:
    numbers = [part.number or part.subject for part in parts]
    if numbers:
        raise UserError("ticket.open_parts", numbers=", ".join(numbers))


def _closing(ticket: TicketRow, change: BulkChange) -> Closing:
    given = change.closing or Closing(None)
    return Closing(given.outcome, ticket.solution.strip() or given.solution)


def _is_so(session: Session, ticket: TicketRow, change: BulkChange) -> bool:
    if change.what == PRIORITY:
        return ticket.priority == change.priority
    if change.what == CATEGORY:
        return ticket.category == change.category
    if change.what == ASSIGN:
        return (ticket.agent_id, ticket.team_id) == _target(session, ticket, change)
    return False


def _target(session: Session, ticket: TicketRow, change: BulkChange) -> tuple[int | None, int | None]:
    team = id_of(session, TeamRow, change.team_uid) if change.team_uid else ticket.team_id
    return id_of(session, UserRow, change.agent_uid), team


def _deputy(ctx: Context, session: Session, change: BulkChange) -> str:
    agent = id_of(session, UserRow, change.agent_uid) if change.what == ASSIGN else None
    deputy = presence_today(ctx, session).answers_for(agent) if agent is not None else None
    return session.get_one(UserRow, deputy).name if deputy is not None and deputy != agent else ""


def _some(ctx: Context, uids: Sequence[str], change: BulkChange) -> tuple[list[Before], list[Left]]:
    done, left = [], []
    with ctx.store.write(ctx.stamp("ticket.bulk")) as tx:
        silent = silent_numbers(tx)
        for ticket in _rows(tx.session, uids):
            values = {name: getattr(ticket, name) for name in _KEPT}
            try:
                _refuse(ctx, tx.session, ticket, change)
                if _is_so(tx.session, ticket, change):
                    continue
                with tx.savepoint():
                    _apply(ctx, tx, ticket, change)
            except UserError as problem:
                left.append(_left(ticket, problem))
                continue
            number = ticket.caller_number or ""
            silenced = number not in silent and number in silent_numbers(tx)
            done.append(Before(ticket.uid, saved(tx, ticket), values, number if silenced else ""))
    return done, left


def _apply(ctx: Context, tx: Tx, ticket: TicketRow, change: BulkChange) -> None:
    if change.what == CLOSE:
        close_row(ctx, tx, ticket, None, _closing(ticket, change))
    elif change.what == RESUBMIT and change.local is not None:
        resubmit_row(ctx, tx, ticket, change.local, change.reason)
    else:
        agent = ticket.agent_id
        touch(ctx, tx, ticket)
        ticket.agent_id = agent  # who sorts tickets does not take them
        if change.what == ASSIGN:
            if change.reason.strip():
                add_note(tx, ticket, ctx.user.id, "forward", change.reason)
            _agent, ticket.team_id = _target(tx.session, ticket, change)
            give_to(ctx, tx, ticket, change.agent_uid)
        elif change.what == PRIORITY:
            ticket.priority = change.priority
        elif change.what == CATEGORY:
            ticket.category = change.category
