"""A job done on call, written down afterwards in one go: ticket, time, what was done, and that it was on call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.act import act
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import make_ticket
from hotline_desk.services.tickets.endings import Closing, close_row
from hotline_desk.services.tickets.steps import saved
from hotline_desk.services.tickets.worklogs import WorklogEntry, make_worklog
from hotline_desk.store.billing_runs import OnCallJobRow
from hotline_desk.store.engine import Tx


@dataclass(frozen=True)
class OnCallJob:
    """What somebody did on call. Instants UTC; without an `outcome` the ticket stays open. Without `agent_uid`: I."""

    address_uid: str
    begin: datetime
    end: datetime
    subject: str
    solution: str = ""
    outcome: str | None = "charge"
    agent_uid: str | None = None
    alarmed_at: datetime | None = None


@act("on_call.record", permission="ticket.edit")
def record_job(ctx: Context, tx: Tx, job: OnCallJob) -> str:
    """Makes the ticket with its measure, closed if an outcome is named; returns the ticket's uid.

    The call-out fee and minimum of the contract hold for the measure. Raises UserError for times that are not over
    or in no order, and for what a ticket needs to be closed.
    """
    if not job.subject.strip():
        raise UserError("value.missing", field=N_("Subject"))
    if job.end <= job.begin or (job.alarmed_at is not None and job.alarmed_at > job.begin):
        raise UserError("time.order")
    if job.end > tx.now:
        raise UserError("on_call.ahead")
    ticket = make_ticket(ctx, tx, {
        "subject": job.subject, "address_uid": job.address_uid, "agent_uid": job.agent_uid or ctx.user.uid},
        created_at=job.alarmed_at or job.begin)
    worklog = make_worklog(ctx, tx, ticket, WorklogEntry(
        job.solution or job.subject, job.begin, job.end, agent_uid=job.agent_uid))
    tx.session.add(OnCallJobRow(worklog_id=worklog.id, alarmed_at=job.alarmed_at))
    if job.outcome is not None:
        close_row(ctx, tx, ticket, None, Closing(job.outcome, job.solution))
    saved(tx, ticket)
    return ticket.uid
