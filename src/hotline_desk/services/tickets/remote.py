"""Remote sessions: the program is started, and its time is a measure of the ticket."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hotline_desk.adapters.desktop.programs import Started, start_program
from hotline_desk.domain.remote import (
    OWN,
    TOOLS,
    RemoteSession,
    RemoteTool,
    filled,
    needs_id,
    own_tool,
    session_id,
    session_in,
    session_text,
)
from hotline_desk.domain.tickets import WORK
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.steps import saved, ticket_row, touch
from hotline_desk.services.tickets.worklogs import WorklogEntry, make_worklog
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow, WorklogRow

__all__ = ["Started", "begin_session", "last_session", "remote_tool", "running_sessions"]
_LOOKED_AT = 100


def remote_tool(ctx: Context, code: str) -> RemoteTool:
    """The tool of this code as it is started here. Raises UserError if the company's own command cannot be used."""
    tool = own_tool(str(ctx.settings["remote.command"])) if code == OWN else TOOLS[code]
    place = str(ctx.settings["remote.program"]).strip()
    if place and code == ctx.settings["remote.tool"]:
        tool = replace(tool, command=(place, *tool.command[1:]))
    return tool


def begin_session(ctx: Context, ticket_uid: str, code: str, wanted: str) -> tuple[str, Started]:
    """Starts the tool for this session id, and the clock with it; returns the measure's uid and the program.

    Raises UserError for what is no id and for a program that cannot be started: no time runs then.
    """
    ctx.require("ticket.edit")
    tool = remote_tool(ctx, code)
    plain = session_id(wanted) if needs_id(tool) or wanted.strip() else ""
    started = start_program(filled(tool.command, plain), tool.places)
    return _record_session(ctx, ticket_uid, session_text(ctx.texts, tool.name, plain)), started


@act("remote.start", permission="ticket.edit")
def _record_session(ctx: Context, tx: Tx, ticket_uid: str, text: str) -> str:
    """The measure of a session that begins; this user's clock on the ticket ends with it, that no time counts twice."""
    ticket = ticket_row(tx.session, ticket_uid)
    touch(ctx, tx, ticket)
    for worklog in _own_running(tx.session, ctx.user.id):
        if worklog.ticket_id == ticket.id:
            worklog.raw_end = max(tx.now, worklog.raw_start or tx.now)
    row = make_worklog(ctx, tx, ticket, WorklogEntry(text, tx.now, None, WORK))
    saved(tx, ticket)
    return row.uid


@reading("ticket.read")
def running_sessions(ctx: Context, session: Session) -> list[RemoteSession]:
    """This user's sessions that run, the oldest first."""
    found = []
    for worklog in _own_running(session, ctx.user.id):
        told = session_in(worklog.text)
        if told is not None and worklog.raw_start is not None:
            ticket = session.get_one(TicketRow, worklog.ticket_id)
            address = session.get(AddressRow, ticket.address_id) if ticket.address_id else None
            found.append(RemoteSession(
                worklog.uid, ticket.uid, ticket.number or "", ticket.subject,
                address.name if address else ticket.contact_name, told[0], told[1], worklog.raw_start))
    return found


def _own_running(session: Session, user_id: int) -> list[WorklogRow]:
    return list(session.scalars(select(WorklogRow).where(
        WorklogRow.agent_id == user_id, WorklogRow.raw_end.is_(None), WorklogRow.raw_start.is_not(None),
        WorklogRow.removed_at.is_(None), WorklogRow.kind == WORK).order_by(WorklogRow.raw_start, WorklogRow.id)))


@reading("ticket.read")
def last_session(ctx: Context, session: Session, ticket_uid: str) -> tuple[str, str] | None:
    """Name of the tool and id of the last session with this caller, None if there was none.

    Where the company has persons, another one's computer is not offered.
    """
    ticket = ticket_row(session, ticket_uid)
    same: list[ColumnElement[bool]] = [TicketRow.id == ticket.id]
    if ticket.contact_id is not None:
        same.append(TicketRow.contact_id == ticket.contact_id)
    elif ticket.address_id is not None:
        same.append((TicketRow.address_id == ticket.address_id) & TicketRow.contact_id.is_(None))
    for condition in same:
        tickets = select(TicketRow.id).where(condition).order_by(TicketRow.id.desc()).limit(_LOOKED_AT)
        texts = session.scalars(select(WorklogRow.text).where(
            WorklogRow.ticket_id.in_(tickets), WorklogRow.kind == WORK, WorklogRow.removed_at.is_(None))
            .order_by(WorklogRow.id.desc()))
        for text in texts:
            told = session_in(text)
            if told is not None and _is_session(*told):
                return told
    return None


def _is_session(tool: str, wanted: str) -> bool:
    """False for a measure in somebody's own words that only begins like a session."""
    if tool in {known.name for known in TOOLS.values()}:
        return bool(wanted)
    return " " not in tool and any(letter.isdigit() for letter in wanted)
