"""Everything the ticket frame shows, in one read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.money import E4, plain
from hotline_desk.domain.addresses import Contact
from hotline_desk.domain.calls import ENDED, UNKNOWN_END
from hotline_desk.domain.tickets import Worklog
from hotline_desk.services.act import reading
from hotline_desk.services.addresses import address_value
from hotline_desk.services.billing.price_told import PriceTold, price_told
from hotline_desk.services.calls.called import Behind, behind
from hotline_desk.services.context import Context
from hotline_desk.services.notices.messages import MessageLine, messages_on
from hotline_desk.services.rows import row_of, uid_of
from hotline_desk.services.tickets.attachments import Attachment, files_at
from hotline_desk.services.tickets.links import Linked, links_at, open_parts
from hotline_desk.services.views.appointments import AppointmentLine, appointments_of
from hotline_desk.services.views.call_parts import LegView, parts_of
from hotline_desk.services.views.callbacks import CallbackLine, callbacks_of
from hotline_desk.services.views.conditions import Conditions, of_ticket
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.articles import ArticleRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.projects import ProjectRow
from hotline_desk.store.tickets import (
    BillingClaimRow,
    TicketNoteRow,
    TicketRow,
    WorklogRow,
    live_worklogs,
    pauses_of,
    unsolved,
)

_SOLUTION = 500


@dataclass(frozen=True)
class TicketFields:
    """What people write into a ticket."""

    subject: str
    request: str
    solution: str
    kind: str
    channel: str
    priority: str
    contact_name: str
    caller_number: str | None
    address_uid: str | None
    contact_uid: str | None
    agent_uid: str | None
    team_uid: str | None
    category: str = ""
    product: str = ""
    maintenance: str = ""
    reference: str = ""
    tags: str = ""
    project_uid: str | None = None


@dataclass(frozen=True)
class Note:
    """One step of a ticket's history.

    `act` is close, forward, resubmit, deputy, follow_up, transfer, merge, merged, taken_apart or taken_back.
    """

    at: datetime
    author: str
    act: str
    text: str


@dataclass(frozen=True)
class TicketCall:
    """A call of this ticket, with `legs` and the rest as `PopupView` has them. Instants UTC.

    `end_unknown`: somebody must say when it was over.
    """

    uid: str
    direction: str
    state: str
    outcome: str | None
    number: str | None
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    extension: str = ""
    legs: tuple[LegView, ...] = ()
    parked_at: datetime | None = None
    parked_seconds: int = 0
    ends_by_hand: bool = False
    end_unknown: bool = False


@dataclass(frozen=True)
class Guess:
    """Who a call of the ticket probably came from; confirmed by `confirm_caller` with the call's uid."""

    call_uid: str
    address_uid: str
    company: str
    contact: str


@dataclass(frozen=True)
class RelatedTicket:
    """A ticket at the side of another; of a long solution there is the beginning."""

    uid: str
    number: str | None
    subject: str
    state: str
    created_at: datetime
    solution: str = ""


@dataclass(frozen=True)
class TicketView:
    """The frame's content. Instants UTC; seconds as corrected and without parked time, before billing takes away what
    overlaps.

    `client` is the company we answered for, `line_name` and `greeting` belong to what the last call came by.
    `guess` is there while the ticket has no customer and a call of it was guessed. `open_parts` are the numbers of
    unsolved tickets that are parts of this one.
    """

    uid: str
    number: str | None
    version: int
    state: str
    outcome: str | None
    fields: TicketFields
    address_number: str
    address_name: str
    address_city: str
    warning: str
    contact: str
    contacts: tuple[Contact, ...]
    agent_name: str
    team_name: str
    created_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    resubmit_local: str | None
    resubmit_reason: str
    conditions: Conditions
    worklogs: tuple[Worklog, ...]
    notes: tuple[Note, ...]
    calls: tuple[TicketCall, ...]
    related_open: tuple[RelatedTicket, ...]
    related_recent: tuple[RelatedTicket, ...]
    call_seconds: int
    work_seconds: int
    merged_into: str | None = None
    client: str = ""
    line_name: str = ""
    greeting: str = ""
    guess: Guess | None = None
    callbacks: tuple[CallbackLine, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: tuple[Linked, ...] = ()
    open_parts: tuple[str, ...] = ()
    project_name: str = ""
    appointments: tuple[AppointmentLine, ...] = ()
    price_told: PriceTold | None = None
    messages: tuple[MessageLine, ...] = ()

    @property
    def running_call(self) -> TicketCall | None:
        """The call that rings or is talked on now."""
        return next((call for call in reversed(self.calls) if call.state != ENDED), None)


@reading("ticket.read")
def ticket_view(ctx: Context, session: Session, uid: str) -> TicketView:
    """The ticket's frame. Raises UserError if there is no such ticket."""
    ticket = row_of(session, TicketRow, uid)
    row = session.get(AddressRow, ticket.address_id) if ticket.address_id else None
    contact = session.get(ContactRow, ticket.contact_id) if ticket.contact_id else None
    agent = session.get(UserRow, ticket.agent_id) if ticket.agent_id else None
    team = session.get(TeamRow, ticket.team_id) if ticket.team_id else None
    client = session.get(AddressRow, ticket.client_id) if ticket.client_id else None
    project = session.get(ProjectRow, ticket.project_id) if ticket.project_id else None
    worklogs = worklog_values(session, ticket)
    address = address_value(session, row) if row else None
    calls = session.scalars(select(CallRow).where(CallRow.ticket_id == ticket.id).order_by(CallRow.rang_at)).all()
    called = behind(session, calls[-1]) if calls else Behind()
    return TicketView(
        uid=ticket.uid, number=ticket.number, version=ticket.version, state=ticket.state, outcome=ticket.outcome,
        fields=TicketFields(
            ticket.subject, ticket.request, ticket.solution, ticket.kind, ticket.channel, ticket.priority,
            ticket.contact_name, ticket.caller_number, row.uid if row else None, contact.uid if contact else None,
            agent.uid if agent else None, team.uid if team else None, ticket.category, ticket.product,
            ticket.maintenance, ticket.reference, ticket.tags, project.uid if project else None),
        address_number=row.number if row else "", address_name=row.name if row else "",
        address_city=row.city if row else "", warning=row.warning if row else "",
        contact=contact.full_name if contact else ticket.contact_name, contacts=address.contacts if address else (),
        agent_name=agent.name if agent else "", team_name=team.name if team else "",
        created_at=ticket.created_at, changed_at=ticket.changed_at, closed_at=ticket.closed_at,
        resubmit_local=ticket.resubmit_local, resubmit_reason=ticket.resubmit_reason,
        conditions=of_ticket(ctx, session, ticket, calls),
        worklogs=worklogs, notes=_notes(session, ticket), calls=_calls(session, calls),
        related_open=_related(session, ticket, still_open=True),
        related_recent=_related(session, ticket, still_open=False),
        call_seconds=sum(w.seconds for w in worklogs if w.kind == "call"),
        work_seconds=sum(w.seconds for w in worklogs if w.kind != "call"),
        merged_into=uid_of(session, TicketRow, ticket.merged_into_id), client=client.name if client else "",
        line_name=called.line_name, greeting=called.greeting, guess=None if row else _guess(session, calls),
        callbacks=tuple(callbacks_of(ctx, session, ticket.id)), attachments=tuple(files_at(session, ticket)),
        links=tuple(links_at(session, ticket)),
        open_parts=tuple(part.number or part.subject for part in open_parts(session, ticket.id)),
        project_name=f"{project.number} {project.name}" if project else "",
        appointments=tuple(appointments_of(ctx, session, ticket.id)),
        price_told=price_told(session, ticket.id), messages=tuple(messages_on(ctx, session, ticket.id)))


def worklog_values(session: Session, ticket: TicketRow) -> tuple[Worklog, ...]:
    """A shared step: the measures of a ticket that were not removed, by their begin."""
    rows = live_worklogs(session, ticket.id)
    if not rows:
        return ()
    known = {key: rest for key, *rest in session.execute(
        select(WorklogRow.id, UserRow.uid, UserRow.name, ArticleRow.number, BillingClaimRow.document_number)
        .outerjoin(UserRow, UserRow.id == WorklogRow.agent_id)
        .outerjoin(ArticleRow, ArticleRow.id == WorklogRow.article_id)
        .outerjoin(BillingClaimRow, BillingClaimRow.worklog_id == WorklogRow.id)
        .where(WorklogRow.ticket_id == ticket.id, WorklogRow.removed_at.is_(None)))}
    pauses, stopped = pauses_of(session, [row.id for row in rows]), _stopped(session, ticket.id)
    values = []
    for row in rows:
        agent_uid, agent_name, article, document = known[row.id]
        values.append(Worklog(
            row.uid, ticket.uid, row.kind, row.raw_start, row.raw_end, row.start, row.end, row.text, agent_uid,
            agent_name or "", article, None if row.quantity_e4 is None else plain(row.quantity_e4 / E4), row.billable,
            document, row.correction_reason, row.version, tuple(pauses.get(row.id, ())),
            stopped.get(row.id) if row.end is None else None))
    return tuple(values)


def _stopped(session: Session, ticket_id: int) -> dict[int, datetime | None]:
    """When calls were given up whose end is not known, by key of the worklog whose clock stands there."""
    rows = session.execute(
        select(CallRow.worklog_id, CallRow.ended_at).join(WorklogRow, WorklogRow.id == CallRow.worklog_id)
        .where(WorklogRow.ticket_id == ticket_id, CallRow.outcome == UNKNOWN_END))
    return {key: ended_at for key, ended_at in rows if key is not None}


def _notes(session: Session, ticket: TicketRow) -> tuple[Note, ...]:
    rows = session.execute(
        select(TicketNoteRow, UserRow.name).outerjoin(UserRow, UserRow.id == TicketNoteRow.author_id)
        .where(TicketNoteRow.ticket_id == ticket.id).order_by(TicketNoteRow.id))
    return tuple(Note(note.at, name or "", note.act, note.text) for note, name in rows)


def _calls(session: Session, rows: Sequence[CallRow]) -> tuple[TicketCall, ...]:
    known = parts_of(session, rows) if rows else {}
    return tuple(TicketCall(
        row.uid, row.direction, row.state, row.outcome, row.caller_number, row.rang_at, row.answered_at, row.ended_at,
        row.extension, parts.legs, parts.parked_at, parts.parked_seconds, parts.ends_by_hand, parts.end_unknown)
        for row in rows if (parts := known[row.id]))


def _guess(session: Session, calls: Sequence[CallRow]) -> Guess | None:
    call = next((call for call in reversed(calls) if call.guessed and call.address_id is not None), None)
    address = session.get(AddressRow, call.address_id) if call is not None else None
    if call is None or address is None:
        return None
    contact = session.get(ContactRow, call.contact_id) if call.contact_id else None
    return Guess(call.uid, address.uid, address.name, contact.full_name if contact else "")


def _related(session: Session, ticket: TicketRow, *, still_open: bool, limit: int = 5) -> tuple[RelatedTicket, ...]:
    """Other tickets of this customer, or without one of this number, newest first."""
    if ticket.address_id is not None:
        same = TicketRow.address_id == ticket.address_id
    elif ticket.caller_number:
        same = TicketRow.caller_number == ticket.caller_number
    else:
        return ()
    state = unsolved() if still_open else TicketRow.state == "closed"
    rows = session.scalars(select(TicketRow).where(
        same, state, TicketRow.id != ticket.id, TicketRow.touched_at.is_not(None))
        .order_by(TicketRow.created_at.desc()).limit(limit))
    return tuple(related_value(row) for row in rows)


def related_value(row: TicketRow) -> RelatedTicket:
    """A shared step: a ticket as it stands at the side of another."""
    return RelatedTicket(row.uid, row.number, row.subject, row.state, row.created_at, row.solution[:_SOLUTION])


@reading("ticket.read")
def ticket_by_number(ctx: Context, session: Session, number: str) -> str | None:
    """The uid of the ticket of this number; of the main ticket if it was merged."""
    row = session.scalar(select(TicketRow).where(TicketRow.number == number.strip()))
    while row is not None and row.merged_into_id is not None:
        row = session.get_one(TicketRow, row.merged_into_id)
    return row.uid if row else None
