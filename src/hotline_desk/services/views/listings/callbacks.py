"""Callbacks for the command line."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hotline_desk.domain.callbacks import DONE, OPEN, REMOVED
from hotline_desk.services.context import Context
from hotline_desk.services.views.listings.filters import address_key, agent_key, team_key, within
from hotline_desk.services.views.listings.values import ListedCallback, ListFilter
from hotline_desk.store.access import TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.calls.callbacks import CallbackRow
from hotline_desk.store.tickets import TicketRow


def callback_conditions(ctx: Context, session: Session, wanted: ListFilter) -> list[ColumnElement[bool]]:
    """By the days they are due, the customer, who calls, and the state; those taken away only if asked for."""
    conditions = within(ctx, wanted, CallbackRow.due_at)
    if wanted.customer is not None:
        conditions.append(CallbackRow.address_id == address_key(session, wanted.customer))
    if wanted.agent is not None:
        conditions.append(CallbackRow.user_id == agent_key(session, wanted.agent))
    if wanted.team is not None:
        conditions.append(CallbackRow.team_id == team_key(session, wanted.team))
    removed = CallbackRow.removed_at.is_not(None)
    conditions.append(removed if wanted.state == REMOVED else ~removed)
    if wanted.state in (OPEN, DONE):
        done = CallbackRow.done_at.is_not(None)
        conditions.append(done if wanted.state == DONE else ~done)
    return conditions


def callbacks(ctx: Context, session: Session, keys: list[int]) -> list[ListedCallback]:
    """The callbacks of these keys."""
    rows = session.execute(
        select(CallbackRow, AddressRow.number, TicketRow.number, UserRow.login, TeamRow.name)
        .outerjoin(AddressRow, AddressRow.id == CallbackRow.address_id)
        .outerjoin(TicketRow, TicketRow.id == CallbackRow.ticket_id)
        .outerjoin(UserRow, UserRow.id == CallbackRow.user_id)
        .outerjoin(TeamRow, TeamRow.id == CallbackRow.team_id)
        .where(CallbackRow.id.in_(keys)).order_by(CallbackRow.id))
    return [
        ListedCallback(
            uid=c.uid, state=REMOVED if c.removed_at else DONE if c.done_at else OPEN, number=c.number,
            contact=c.contact_name or None, address_number=address, ticket_number=ticket, due_at=c.due_at,
            due_local=c.due_local, due_zone=c.due_zone, agent=agent, team=team, note=c.note, made_at=c.made_at,
            done_at=c.done_at)
        for c, address, ticket, agent, team in rows
    ]
