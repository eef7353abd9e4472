"""Who calls: by the number itself, else by a guess; who of several; and the guess confirmed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import is_mobile
from hotline_desk.domain.calls import ENDED, IN, OUT
from hotline_desk.domain.guessing import LEAST_END, KnownNumber, base_of, bases, other_notation, written
from hotline_desk.services.act import act
from hotline_desk.services.addresses import add_number
from hotline_desk.services.calls.parties import other_party
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.services.tickets.steps import refuse_billed_ticket, saved
from hotline_desk.store.addresses import AddressRow, ContactRow, match_number, numbers_among, numbers_ending
from hotline_desk.store.calls.journal import CallRow, still_running
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import TicketRow

_LATELY = timedelta(hours=24)
_MOST = 200
Who = tuple[int, int | None]


def match_caller(ctx: Context, session: Session, call: CallRow) -> bool:
    """A shared step: the address and contact of the one outside, guessed if the settings allow it.

    An exact match takes the place of a guess, also a late one: the number may have been saved meanwhile. Several
    addresses with the number are left to `choose_caller`; a call that is over and has its ticket is guessed no more.
    Returns whether anything came of it.
    """
    if (call.address_id is not None and not call.guessed) or call.direction not in (IN, OUT):
        return False
    number = other_party(call)
    sure = match_number(session, number) if number is not None else []
    if len(sure) == 1:
        address, contact = sure[0]
        call.address_id, call.contact_id = address.id, contact.id if contact else None
        call.guessed = False
        return True
    guessed_before = call.state == ENDED and call.ticket_id is not None
    if sure or call.address_id is not None or guessed_before or not ctx.settings["calls.guess"]:
        return False
    found = guess(session, number, call.caller_raw if call.direction == IN else "")
    if found is None:
        return False
    (call.address_id, call.contact_id), call.guessed = found, True
    return True


def known_caller(call: CallRow) -> tuple[int | None, int | None]:
    """A shared step: address and contact as far as they are certain; a guess makes nobody a customer to be billed."""
    return (None, None) if call.guessed else (call.address_id, call.contact_id)


def guess(session: Session, number: str | None, raw: str) -> Who | None:
    """The only address (with its contact) that this number probably belongs to; None if there is none or several."""
    return (_behind_switchboard(session, number) if number else None) or _by_end(session, number, raw)


def _behind_switchboard(session: Session, number: str) -> Who | None:
    among = bases(number)
    near = numbers_among(session, among) if among else []
    fitting: dict[str, set[int]] = {}
    for phone in near:
        base = base_of(KnownNumber(phone.e164 or "", phone.raw, phone.kind, phone.is_shared), number)
        if base is not None:
            fitting.setdefault(base, set()).add(phone.address_id)
    longest = fitting[max(fitting, key=len)] if fitting else set()
    return (next(iter(longest)), None) if len(longest) == 1 else None


def _by_end(session: Session, number: str | None, raw: str) -> Who | None:
    digits = (number or written(raw)).lstrip("+")
    if len(digits) < LEAST_END:
        return None
    alike = [phone for phone in numbers_ending(session, digits[-LEAST_END:], _MOST)
             if other_notation(KnownNumber(phone.e164 or "", phone.raw), number, raw)]
    if len({phone.address_id for phone in alike}) != 1:
        return None
    people = {None if phone.is_shared else phone.contact_id for phone in alike}
    return alike[0].address_id, people.pop() if len(people) == 1 else None


@act("call.choose_caller", permission="ticket.edit")
def choose_caller(ctx: Context, tx: Tx, call_uid: str, address_uid: str, contact_uid: str | None = None) -> None:
    """Says who of several it is, or somebody else than was guessed; call and ticket remember it.

    Raises UserError if work of the ticket is billed already.
    """
    call = row_of(tx.session, CallRow, call_uid)
    address = row_of(tx.session, AddressRow, address_uid)
    contact = row_of(tx.session, ContactRow, contact_uid) if contact_uid else None
    if contact is not None and contact.address_id != address.id:
        raise UserError("record.missing", kind="contact")
    _settle(tx, call, address.id, contact.id if contact else None)


@act("call.confirm_caller", permission="ticket.edit")
def confirm_caller(ctx: Context, tx: Tx, call_uid: str, keep_number: bool = True) -> str | None:
    """The guess is right: the ticket gets the customer, and the number is kept at the address if wanted.

    Returns the address's uid, None if nobody was guessed. Raises UserError if work of the ticket is billed already.
    """
    call = row_of(tx.session, CallRow, call_uid)
    if call.address_id is None:
        return None
    address = tx.session.get_one(AddressRow, call.address_id)
    number = other_party(call)
    _settle(tx, call, address.id, call.contact_id)
    if keep_number and number is not None and ctx.may("address.edit"):
        contact = tx.session.get(ContactRow, call.contact_id) if call.contact_id else None
        add_number(ctx, tx, address, number, "mobile" if is_mobile(number) else "work", contact)
    return address.uid


def _settle(tx: Tx, call: CallRow, address_id: int, contact_id: int | None) -> None:
    """Call and ticket get this customer; an older ticket that the call was moved onto keeps the one it has."""
    before = call.address_id
    call.address_id, call.contact_id, call.guessed = address_id, contact_id, False
    ticket = tx.session.get(TicketRow, call.ticket_id) if call.ticket_id else None
    if ticket is not None and (ticket.address_id, ticket.contact_id) != (address_id, contact_id) and (
            ticket.address_id in (None, before, address_id) or ticket.touched_at is None):
        if ticket.address_id != address_id:
            refuse_billed_ticket(tx.session, ticket)
        ticket.address_id, ticket.contact_id = address_id, contact_id
        saved(tx, ticket)
    tx.changed("call", call.uid)


@act("call.match_again", permission="call.record")
def match_again(ctx: Context, tx: Tx) -> int:
    """Looks again who calls, after a number was saved: for calls that run, and for guesses of the last day.

    A call that is certain now brings its customer to its ticket, if that has none. Returns how many calls changed.
    """
    unsure = or_(CallRow.address_id.is_(None), CallRow.guessed)
    running = select(CallRow).where(still_running(), unsure)
    lately = select(CallRow).where(CallRow.rang_at >= tx.now - _LATELY, CallRow.guessed)
    calls = [*tx.session.scalars(running.limit(_MOST)), *tx.session.scalars(lately.limit(_MOST))]
    changed = [call for call in dict.fromkeys(calls) if match_caller(ctx, tx.session, call)]
    for call in changed:
        ticket = tx.session.get(TicketRow, call.ticket_id) if call.ticket_id else None
        if ticket is not None and give_customer(call, ticket):
            saved(tx, ticket)
        tx.changed("call", call.uid)
    return len(changed)


def give_customer(call: CallRow, ticket: TicketRow) -> bool:
    """A shared step: a ticket without customer gets the certain one of its call; returns whether it did."""
    address_id, contact_id = known_caller(call)
    if ticket.address_id is not None or address_id is None:
        return False
    ticket.address_id, ticket.contact_id = address_id, ticket.contact_id or contact_id
    return True
