"""How a ticket leaves the desk: closed, forwarded, on resubmission, merged into its own follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import require_aware
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import (
    ADVERTISING,
    CLOSED,
    FIELD_NAMES,
    NOTED,
    OPEN,
    OUTCOMES,
    RESUBMITTED,
    STATES,
    Outcome,
    missing_sections,
)
from hotline_desk.services.act import act
from hotline_desk.services.context import Context
from hotline_desk.services.notices.presence import presence_today
from hotline_desk.services.projects.appointments import note_action
from hotline_desk.services.rows import id_of, put
from hotline_desk.services.tickets.links import open_parts
from hotline_desk.services.tickets.silent import silence
from hotline_desk.services.tickets.steps import (
    add_note,
    end_after_call,
    end_clocks,
    move_to,
    refuse_billed_ticket,
    saved,
    ticket_row,
    touch,
)
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.contracts import ContractRow, TermsVersionRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow, live_worklogs

LEAVE, CLOSE = "leave", "close"
PARTS = {LEAVE: N_("leave them open"), CLOSE: N_("close them in the same way")}


@dataclass(frozen=True)
class Closing:
    """What the closing panel asks for; `parts` is `LEAVE` or `CLOSE` where parts of the ticket are still open."""

    outcome: str | None
    solution: str = ""
    parts: str = ""


@act("ticket.close", permission="ticket.edit")
def close_ticket(ctx: Context, tx: Tx, uid: str, version: int | None, closing: Closing) -> int:
    """Solved: solution and outcome are kept, the clocks end (a running call's at its hang-up). New version.

    Raises UserError if it has open parts and nobody said what becomes of them.
    """
    ticket = ticket_row(tx.session, uid)
    parts = open_parts(tx.session, ticket.id)
    if parts and closing.parts not in PARTS:
        raise UserError("ticket.open_parts", numbers=", ".join(part.number or part.subject for part in parts))
    for part in parts if closing.parts == CLOSE else ():
        close_row(ctx, tx, part, None, closing)
        saved(tx, part)
    close_row(ctx, tx, ticket, version, closing)
    return saved(tx, ticket)


def refuse_closing(session: Session, ticket: TicketRow, closing: Closing) -> Outcome:
    """The outcome. Raises UserError if the ticket cannot be closed so; its parts are not looked at."""
    outcome = OUTCOMES.get(closing.outcome or "")
    if outcome is None:
        raise UserError("ticket.outcome_missing")
    _check_sections(ticket, {"solution": closing.solution}, outcome.code)
    if outcome.code == "quota" and not _has_quota(session, ticket):
        raise UserError("ticket.quota_missing")
    if not outcome.charged:
        refuse_billed_ticket(session, ticket, charged=True)
    return outcome


def close_row(ctx: Context, tx: Tx, ticket: TicketRow, version: int | None, closing: Closing) -> None:
    """A shared step: closes this ticket alone. Raises UserError if it cannot be closed so."""
    outcome = refuse_closing(tx.session, ticket, closing)
    touch(ctx, tx, ticket)
    put(tx.session, ticket, version, {"solution": closing.solution.strip()})
    move_to(ctx, ticket, CLOSED)
    ticket.outcome = outcome.code
    ticket.closed_at, ticket.closed_by_id = tx.now, ctx.user.id
    ticket.resubmit_at, ticket.resubmit_local = None, None
    end_clocks(tx, ticket)
    worklogs = live_worklogs(tx.session, ticket.id)
    for worklog in worklogs:
        if worklog.agent_id is None:  # nobody knew who answered; now somebody answers for it
            worklog.agent_id = ticket.agent_id or ctx.user.id
    if outcome.code in NOTED and ticket.address_id is not None and ctx.settings["tickets.actions"]:
        note_action(ctx, tx, ticket, min((w.start for w in worklogs if w.start), default=tx.now),
                    max((w.end or tx.now for w in worklogs if w.start), default=tx.now), closing.solution.strip())
    if outcome.code == ADVERTISING and ticket.caller_number:
        silence(tx, ticket.caller_number)
    add_note(tx, ticket, ctx.user.id, "close", closing.solution)


def _check_sections(ticket: TicketRow, values: Mapping[str, str], outcome: str | None = None) -> None:
    """Raises UserError if a section is empty that its kind wants: to be closed with this outcome, else forwarded."""
    written = {"subject": ticket.subject, "request": ticket.request, **values}
    missing = missing_sections(ticket.kind, written, outcome)
    if missing == ["solution"]:
        raise UserError("ticket.solution_missing")
    if missing:
        raise UserError("ticket.sections_missing", fields=tuple(FIELD_NAMES[name] for name in missing))


def _has_quota(session: Session, ticket: TicketRow) -> bool:
    """Whether any terms of the customer's contracts grant a quota; by which day they count, billing decides."""
    if ticket.address_id is None:
        return False
    return session.scalar(
        select(TermsVersionRow.id).join(ContractRow, ContractRow.terms_id == TermsVersionRow.terms_id)
        .where(ContractRow.address_id == ticket.address_id, ContractRow.archived_at.is_(None),
               TermsVersionRow.quota_minutes > 0).limit(1)) is not None


@act("ticket.forward", permission="ticket.edit")
def forward_ticket(ctx: Context, tx: Tx, uid: str, note: str, team_uid: str | None = None,
                   agent_uid: str | None = None) -> int:
    """Hands the ticket over to a team or a person, with the agent, the time and what was done. New version.

    What is for somebody who is away goes to his deputy; the history says so.
    """
    ticket = ticket_row(tx.session, uid)
    if not team_uid and not agent_uid:
        raise UserError("ticket.target_missing")
    touch(ctx, tx, ticket)
    if ticket.state == CLOSED:
        raise UserError("ticket.state", state=STATES[CLOSED])
    _check_sections(ticket, {})
    move_to(ctx, ticket, OPEN)
    ticket.team_id = id_of(tx.session, TeamRow, team_uid)
    ticket.resubmit_at, ticket.resubmit_local = None, None
    end_clocks(tx, ticket)
    add_note(tx, ticket, ctx.user.id, "forward", note)
    give_to(ctx, tx, ticket, agent_uid)
    return saved(tx, ticket)


def give_to(ctx: Context, tx: Tx, ticket: TicketRow, agent_uid: str | None) -> None:
    """A shared step: to this person or, while away, to who stands in for him; if nobody does, to him all the same."""
    ticket.agent_id = id_of(tx.session, UserRow, agent_uid)
    if ticket.agent_id is None:
        return
    deputy = presence_today(ctx, tx.session).answers_for(ticket.agent_id)
    if deputy is not None and deputy != ticket.agent_id:
        add_note(tx, ticket, ctx.user.id, "deputy", tx.session.get_one(UserRow, ticket.agent_id).name)
        ticket.agent_id = deputy


@act("ticket.resubmit", permission="ticket.edit")
def resubmit_ticket(ctx: Context, tx: Tx, uid: str, local: datetime, reason: str) -> int:
    """Puts the ticket on resubmission at a local time of the company's zone (naive). New version.

    Raises ValueError for an instant, which knows a zone of its own.
    """
    if local.tzinfo is not None:
        raise ValueError(f"a local time is needed: {local!r}")
    ticket = ticket_row(tx.session, uid)
    resubmit_row(ctx, tx, ticket, local, reason)
    return saved(tx, ticket)


def resubmit_row(ctx: Context, tx: Tx, ticket: TicketRow, local: datetime, reason: str) -> None:
    """A shared step: puts this ticket on resubmission. Raises UserError if its state does not allow it."""
    touch(ctx, tx, ticket)
    move_to(ctx, ticket, RESUBMITTED)
    ticket.resubmit_local = local.isoformat(timespec="minutes")
    ticket.resubmit_zone = ctx.zone
    ticket.resubmit_at = require_aware(local.replace(tzinfo=ZoneInfo(ctx.zone)))
    ticket.resubmit_reason = reason.strip()
    end_clocks(tx, ticket)
    add_note(tx, ticket, ctx.user.id, "resubmit", reason)


@act("worklog.end_after_call", permission="ticket.edit")
def end_own_after_call(ctx: Context, tx: Tx, at: datetime | None = None) -> None:
    """Ends this user's running after-call time, back-dated to `at` if given (idle, lock screen)."""
    for ticket_id in end_after_call(tx, ctx.user.id, at or tx.now):
        ticket = tx.session.get_one(TicketRow, ticket_id)
        saved(tx, ticket)
