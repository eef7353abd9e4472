"""Tickets made and saved."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import Address, Phone
from hotline_desk.domain.tickets import (
    ADVERTISING,
    CHANNELS,
    CLOSED,
    KINDS,
    MAINTENANCE,
    MOST_TAGS,
    OPEN,
    PRIORITIES,
    needs_solution,
    tag_words,
)
from hotline_desk.services.act import act
from hotline_desk.services.addresses import keep_address
from hotline_desk.services.context import Context
from hotline_desk.services.knowledge.categories import check_category
from hotline_desk.services.projects.appointments import drop_actions
from hotline_desk.services.rows import id_of, put
from hotline_desk.services.tickets.silent import let_ring
from hotline_desk.services.tickets.steps import changes_of, move_to, refuse_billed_ticket, saved, ticket_row, touch
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.projects import ProjectRow
from hotline_desk.store.tickets import TicketRow

FIELDS = ("subject", "request", "solution", "priority", "kind", "channel", "contact_name", "caller_number",
          "address_uid", "contact_uid", "agent_uid", "team_uid", "category", "product", "maintenance", "reference",
          "tags", "project_uid")
_CODES: Mapping[str, Container[str]] = {
    "priority": PRIORITIES, "kind": KINDS, "channel": CHANNELS, "maintenance": {"", *MAINTENANCE}}
_REFERENCES = {"address_uid": AddressRow, "contact_uid": ContactRow, "agent_uid": UserRow, "team_uid": TeamRow,
               "project_uid": ProjectRow}


@act("ticket.create", permission="ticket.edit")
def create_ticket(ctx: Context, tx: Tx, fields: dict[str, Any] | None = None,
                  created_at: datetime | None = None) -> str:
    """A new ticket, numbered at once, with this user as agent; returns its uid."""
    return make_ticket(ctx, tx, fields or {}, created_at).uid


def make_ticket(ctx: Context, tx: Tx, fields: dict[str, Any], created_at: datetime | None = None) -> TicketRow:
    """A shared step: a ticket made by hand."""
    ticket = TicketRow(created_at=created_at or tx.now, changed_at=tx.now, state="new")
    _set(ctx, tx, ticket, None, {"channel": "phone", **fields})
    tx.session.add(ticket)
    tx.session.flush()
    touch(ctx, tx, ticket)
    saved(tx, ticket)
    return ticket


@act("ticket.save", permission="ticket.edit")
def save_ticket(ctx: Context, tx: Tx, uid: str, version: int | None, fields: dict[str, Any]) -> int:
    """Stores changed fields (see `FIELDS`) and returns the new version.

    `version` is the one the fields started from. Raises UserError if somebody changed the same field since,
    or if a closed ticket would lose its solution.
    """
    ticket = ticket_row(tx.session, uid)
    _set(ctx, tx, ticket, version, fields)
    touch(ctx, tx, ticket)
    return saved(tx, ticket)


def _set(ctx: Context, tx: Tx, ticket: TicketRow, version: int | None, fields: dict[str, Any]) -> None:
    values: dict[str, Any] = {}
    for name, value in changes_of(fields, FIELDS).items():
        if name in _CODES and value not in _CODES[name]:
            raise UserError("value.invalid", field=N_("Choice"), value=str(value), hint="")
        if name in _REFERENCES:
            values[name.replace("_uid", "_id")] = id_of(tx.session, _REFERENCES[name], value)
        elif name == "caller_number":
            values[name] = _number(ctx, value)
        elif name == "tags":
            values[name] = _tags(value)
        else:
            values[name] = value
    _keep_solution(ticket, values)
    if values.get("category", ticket.category or "") != (ticket.category or ""):
        check_category(tx.session, values["category"])
    if ticket not in tx.session:
        for name, value in values.items():
            setattr(ticket, name, value)
    else:
        if values.get("address_id", ticket.address_id) != ticket.address_id:
            refuse_billed_ticket(tx.session, ticket)
        put(tx.session, ticket, version, values)


def _keep_solution(ticket: TicketRow, values: Mapping[str, Any]) -> None:
    """Raises UserError if a closed ticket that needs a solution would lose it, or become one without."""
    if ticket.state != CLOSED or ticket.outcome is None:
        return
    kind, solution = str(values.get("kind", ticket.kind)), str(values.get("solution", ticket.solution))
    had = ticket.solution.strip() or not needs_solution(ticket.kind, ticket.outcome)
    if had and needs_solution(kind, ticket.outcome) and not solution.strip():
        raise UserError("ticket.solution_missing")


def _tags(value: str) -> str:
    tags = " ".join(tag_words(value))
    if len(tags) > MOST_TAGS:
        raise UserError("value.long", value=tags, most=MOST_TAGS)
    return tags


def _number(ctx: Context, value: str | None) -> str | None:
    if not value:
        return None
    read = ctx.plan.read(value)
    if read.e164 is None:
        raise UserError("number.invalid", value=value)
    return read.e164


@act("ticket.take", permission="ticket.edit")
def take_ticket(ctx: Context, tx: Tx, uid: str) -> int:
    """This user is the agent now; a withdrawn ticket comes back. Returns the new version."""
    ticket = ticket_row(tx.session, uid)
    touch(ctx, tx, ticket)
    ticket.agent_id = ctx.user.id
    return saved(tx, ticket)


@act("ticket.address", permission="ticket.edit")
def make_address(ctx: Context, tx: Tx, uid: str, address: Address) -> str:
    """An address made in the ticket from its unknown caller, with his number; returns the address's uid."""
    ctx.require("address.edit")
    ticket = ticket_row(tx.session, uid)
    known = [p.raw for p in address.phones]
    if ticket.caller_number and not any(ctx.plan.read(raw).e164 == ticket.caller_number for raw in known):
        phones = (*address.phones, Phone(ticket.caller_number, "work"))
        address = Address(**{**address.__dict__, "phones": phones})
    refuse_billed_ticket(tx.session, ticket)
    row = keep_address(ctx, tx, address)
    touch(ctx, tx, ticket)
    ticket.address_id = row.id
    saved(tx, ticket)
    return row.uid


@act("ticket.reopen", permission="ticket.edit")
def reopen_ticket(ctx: Context, tx: Tx, uid: str) -> int:
    """A closed, resubmitted or withdrawn ticket is in progress again. Returns the new version.

    Who was taken for advertising rings again.
    """
    ticket = ticket_row(tx.session, uid)
    if ticket.outcome == ADVERTISING:
        let_ring(tx, ticket.caller_number or "")
    move_to(ctx, ticket, OPEN)
    touch(ctx, tx, ticket)
    drop_actions(tx, ticket)
    ticket.closed_at, ticket.closed_by_id, ticket.outcome = None, None, None
    ticket.resubmit_at, ticket.resubmit_local = None, None
    return saved(tx, ticket)
