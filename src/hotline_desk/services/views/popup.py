"""What the popup and the list of calls show of a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.domain.calls import LONGEST_CALL
from hotline_desk.services.act import reading
from hotline_desk.services.calls.called import behind
from hotline_desk.services.calls.parties import other_party
from hotline_desk.services.calls.talks import agent_name
from hotline_desk.services.calls.whose import Whose, whose
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of, uid_of
from hotline_desk.services.views.call_parts import CallParts, LegView, parts_of
from hotline_desk.services.views.conditions import Conditions, of_call
from hotline_desk.services.views.customer import open_count
from hotline_desk.store.access import UserRow
from hotline_desk.store.addresses import AddressRow, ContactRow, match_number
from hotline_desk.store.calls.journal import CallRow, still_running
from hotline_desk.store.tickets import TicketRow


@dataclass(frozen=True)
class PopupView:
    """One call as the popup shows it. Instants UTC; `several` are the addresses that share the number, with names.

    `line_name`, `client` and `greeting` are what is known of the number, queue or menu choice that was called.
    `guessed`: company and contact are only probable. `concerns_me`: it is to be shown to this user. `ringing` are
    the extensions that ring now, `legs` who talked, `parked_at` since when the talk is parked, `parked_seconds` how
    long it was before. `ends_by_hand`: its telephone cannot tell when it is over.
    """

    call_uid: str
    direction: str
    state: str
    outcome: str | None
    number: str | None
    number_raw: str
    number_state: str
    caller_name: str
    called_number: str | None
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    agent_uid: str | None
    agent_name: str
    ticket_uid: str | None
    ticket_number: str | None
    ticket_state: str | None
    address_uid: str | None
    company: str
    city: str
    contact: str
    warning: str
    conditions: Conditions
    open_tickets: int
    silent: bool
    several: tuple[str, ...] = ()
    several_names: tuple[str, ...] = ()
    by_machine: bool = False
    line_name: str = ""
    client: str = ""
    greeting: str = ""
    guessed: bool = False
    concerns_me: bool = True
    feed: str = ""
    queue: str = ""
    menu: str = ""
    extension: str = ""
    ringing: tuple[str, ...] = ()
    legs: tuple[LegView, ...] = ()
    parked_at: datetime | None = None
    parked_seconds: int = 0
    ends_by_hand: bool = False


@reading("call.read")
def call_popup(ctx: Context, session: Session, call_uid: str) -> PopupView:
    """The popup of one call. Raises UserError if there is no such call."""
    call = row_of(session, CallRow, call_uid)
    return _view(ctx, session, call, whose(ctx, session), parts_of(session, [call])[call.id])


@reading("call.read")
def running_popups(ctx: Context, session: Session) -> list[PopupView]:
    """Calls that ring or are talked on now, oldest first; what began longer ago than a call can last is left out."""
    since = ctx.clock.now() - LONGEST_CALL
    rows = session.scalars(
        select(CallRow).where(still_running(), CallRow.rang_at >= since).order_by(CallRow.rang_at)).all()
    rules, parts = whose(ctx, session), parts_of(session, rows)
    return [_view(ctx, session, row, rules, parts[row.id]) for row in rows]


def _view(ctx: Context, session: Session, call: CallRow, rules: Whose, parts: CallParts) -> PopupView:
    address = session.get(AddressRow, call.address_id) if call.address_id else None
    contact = session.get(ContactRow, call.contact_id) if call.contact_id else None
    ticket = session.get(TicketRow, call.ticket_id) if call.ticket_id else None
    number = other_party(call)
    sharing = match_number(session, number) if number is not None else []
    if address is not None and len(sharing) < 2:
        sharing = []
    called = behind(session, call)
    client = session.get(AddressRow, called.client_id) if called.client_id else None
    return PopupView(
        call_uid=call.uid, direction=call.direction, state=call.state, outcome=call.outcome, number=number,
        number_raw=call.caller_raw, number_state=call.number_state, caller_name=call.caller_name,
        called_number=call.called_number, rang_at=call.rang_at, answered_at=call.answered_at, ended_at=call.ended_at,
        agent_uid=uid_of(session, UserRow, call.agent_id), agent_name=agent_name(session, call.agent_id),
        ticket_uid=ticket.uid if ticket else None, ticket_number=ticket.number if ticket else None,
        ticket_state=ticket.state if ticket else None, address_uid=address.uid if address else None,
        company=address.name if address else "", city=address.city if address else "",
        contact=contact.full_name if contact else "", warning=address.warning if address else "",
        conditions=of_call(ctx, session, call, called.client_id),
        open_tickets=open_count(session, call.address_id, call.ticket_id),
        silent=bool(number) and number in ctx.settings["calls.silent_numbers"],
        several=tuple(found.uid for found, _ in sharing), several_names=tuple(found.name for found, _ in sharing),
        by_machine=call.by_machine, line_name=called.line_name, client=client.name if client else "",
        greeting=called.greeting, guessed=call.guessed, concerns_me=rules.concerns_me(session, call),
        feed=call.feed, queue=call.queue, menu=call.menu, extension=call.extension,
        ringing=tuple(part for part in call.ringing.split(",") if part), legs=parts.legs, parked_at=parts.parked_at,
        parked_seconds=parts.parked_seconds, ends_by_hand=parts.ends_by_hand,
    )
