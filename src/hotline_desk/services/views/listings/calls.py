"""Calls and addresses for the command line."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hotline_desk.domain.calls import OUT
from hotline_desk.services.calls.called import LineNames
from hotline_desk.services.calls.parties import other_party
from hotline_desk.services.calls.privacy import shown, visible
from hotline_desk.services.context import Context
from hotline_desk.services.views.listings.filters import address_key, agent_key, names, within
from hotline_desk.services.views.listings.values import ListedAddress, ListedCall, ListedContract, ListFilter
from hotline_desk.store.addresses import AddressRoleRow, AddressRow, EmailRow, PhoneRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.contracts import ContractRow, TermsRow
from hotline_desk.store.tickets import TicketRow


def call_conditions(ctx: Context, session: Session, wanted: ListFilter) -> list[ColumnElement[bool]]:
    conditions = within(ctx, wanted, CallRow.rang_at)
    if wanted.customer is not None:
        conditions.append(CallRow.address_id == address_key(session, wanted.customer))
    if wanted.agent is not None:
        conditions.append(CallRow.agent_id == agent_key(session, wanted.agent))
    if wanted.state is not None:
        conditions.append(CallRow.state == wanted.state)
    return conditions


def calls(ctx: Context, session: Session, keys: list[int]) -> list[ListedCall]:
    """The calls of these keys."""
    rows = session.execute(
        select(CallRow, AddressRow.number, TicketRow.number)
        .outerjoin(AddressRow, AddressRow.id == CallRow.address_id)
        .outerjoin(TicketRow, TicketRow.id == CallRow.ticket_id)
        .where(CallRow.id.in_(keys)).order_by(CallRow.id))
    how, lines = visible(ctx), LineNames(session)
    return [_call(how, lines.of(call), call, address, ticket) for call, address, ticket in rows]


def _call(how: str, line: str, c: CallRow, address: str | None, ticket: str | None) -> ListedCall:
    number = next(filter(None, shown(how, other_party(c), "")), None)
    return ListedCall(
        id=c.id, uid=c.uid, feed=c.feed, call_id=c.call_id, direction=c.direction, state=c.state,
        outcome=c.outcome, caller_number=c.caller_number if c.direction == OUT else number,
        number_state=c.number_state, caller_name=c.caller_name or None,
        called_number=number if c.direction == OUT else c.called_number, extension=c.extension or None,
        rang_at=c.rang_at, answered_at=c.answered_at, ended_at=c.ended_at, duration_seconds=c.duration_seconds,
        address_number=address, ticket_number=ticket, line=line or None, queue=c.queue or None,
        menu=c.menu or None, guessed=c.guessed)


def address_conditions(ctx: Context, session: Session, wanted: ListFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [AddressRow.archived_at.is_(None)]
    if wanted.customer is not None:
        conditions.append(AddressRow.id == address_key(session, wanted.customer))
    return conditions


def addresses(ctx: Context, session: Session, keys: list[int]) -> list[ListedAddress]:
    """The addresses of these keys with all that belongs to them, in five queries."""
    rows = session.execute(select(AddressRow.id, AddressRow.number, AddressRow.name)
                           .where(AddressRow.id.in_(keys)).order_by(AddressRow.id)).all()
    roles: dict[int, list[str]] = {k: [] for k in keys}
    phones: dict[int, list[str]] = {k: [] for k in keys}
    emails: dict[int, list[str]] = {k: [] for k in keys}
    contracts: dict[int, list[ListedContract]] = {k: [] for k in keys}
    for key, role in session.execute(select(AddressRoleRow.address_id, AddressRoleRow.role).where(
            AddressRoleRow.address_id.in_(keys)).order_by(AddressRoleRow.id)):
        roles[key].append(role)
    for key, e164, raw in session.execute(select(PhoneRow.address_id, PhoneRow.e164, PhoneRow.raw).where(
            PhoneRow.address_id.in_(keys), PhoneRow.removed_at.is_(None)).order_by(PhoneRow.id)):
        phones[key].append(e164 or raw)
    for key, email in session.execute(select(EmailRow.address_id, EmailRow.email).where(
            EmailRow.address_id.in_(keys), EmailRow.removed_at.is_(None)).order_by(EmailRow.id)):
        emails[key].append(email)
    bound = session.execute(select(ContractRow).where(
        ContractRow.address_id.in_(keys), ContractRow.archived_at.is_(None))
        .order_by(ContractRow.valid_from, ContractRow.id)).scalars().all()
    terms = names(session, TermsRow.id, TermsRow.name, [c.terms_id for c in bound])
    for contract in bound:
        contracts[contract.address_id].append(
            ListedContract(terms[contract.terms_id], contract.valid_from, contract.valid_to))
    return [ListedAddress(number, name, tuple(roles[key]), tuple(phones[key]), tuple(emails[key]),
                          tuple(contracts[key])) for key, number, name in rows]
