"""Records for tests, made through the acts that people use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hotline_desk.domain.access import AGENT, User
from hotline_desk.domain.addresses import Address, Phone
from hotline_desk.domain.articles import Article
from hotline_desk.domain.calls import ANSWERED, ENDED, IN, RINGING, CallEvent
from hotline_desk.domain.contracts import Contract, Terms
from hotline_desk.services.access import save_user
from hotline_desk.services.addresses import save_address
from hotline_desk.services.articles import save_article
from hotline_desk.services.calls.record import Recorded, record
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import save_contract, save_terms
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog

MUSTER = "+49301234567"


def user(ctx: Context, login: str, role: str = AGENT, **more: Any) -> str:
    """A user's uid."""
    return save_user(ctx, User("", login, login.capitalize(), role, **more))


def address(ctx: Context, name: str = "Muster GmbH", *phones: str, **more: Any) -> str:
    """An address's uid."""
    return save_address(ctx, Address(name, phones=tuple(Phone(raw) for raw in phones), **more))


def article(ctx: Context, number: str = "SUP", unit: str = "hour", price_e4: int = 950_000, rate_bp: int = 1900) -> str:
    """The number of an article."""
    save_article(ctx, Article("", number, f"Article {number}", unit, price_e4, rate_bp))
    return number


def contract(ctx: Context, address_uid: str, since: datetime, name: str = "Standard", **rules: Any) -> str:
    """A contract by terms of their own; its uid."""
    save_terms(ctx, Terms("", name, **rules))
    return save_contract(ctx, Contract("", address_uid, name, since.date()))


def event(ctx: Context, kind: str, call_id: str = "1", **more: Any) -> CallEvent:
    """Something that a telephone line tells now."""
    told: dict[str, Any] = {"direction": IN, "caller_number": MUSTER, "number_state": "known", **more}
    return CallEvent("box", call_id, kind, ctx.clock.now(), **told)


def ring(ctx: Context, call_id: str = "1", **more: Any) -> Recorded:
    return record(ctx, event(ctx, RINGING, call_id, **more))


def answer(ctx: Context, call_id: str = "1", **more: Any) -> Recorded:
    return record(ctx, event(ctx, ANSWERED, call_id, **more))


def hang_up(ctx: Context, call_id: str = "1", **more: Any) -> Recorded:
    return record(ctx, event(ctx, ENDED, call_id, **more))


def answered_call(ctx: Context, call_id: str = "1", seconds: int = 60, **more: Any) -> str:
    """A whole call that rings now; the uid of the call."""
    ring(ctx, call_id, **more)
    answer(ctx, call_id, **more)
    return hang_up(ctx, call_id, duration_s=seconds, **more).call_uid or ""


def ticket(ctx: Context, address_uid: str | None = None, subject: str = "Printer", **fields: Any) -> str:
    """A ticket's uid."""
    return create_ticket(ctx, {"subject": subject, "address_uid": address_uid, **fields})


def about(ctx: Context, ticket_uid: str, subject: str = "Printer") -> str:
    """The same uid; the ticket says now what it is about, as it must to be closed."""
    save_ticket(ctx, ticket_uid, None, {"subject": subject})
    return ticket_uid


def work(ctx: Context, ticket_uid: str, minutes: float, start: datetime | None = None, **more: Any) -> str:
    """A measure of so many minutes that ends now, or begins at `start`; its uid."""
    begun = start or ctx.clock.now() - timedelta(minutes=minutes)
    return add_worklog(ctx, ticket_uid, WorklogEntry(
        **{"text": "Work", "start": begun, "end": begun + timedelta(minutes=minutes), **more}))


def solved(ctx: Context, address_uid: str, *minutes: float, outcome: str = "charge", **more: Any) -> str:
    """A closed ticket with a measure after the other; its uid."""
    uid = ticket(ctx, address_uid)
    begun = ctx.clock.now() - timedelta(minutes=sum(minutes))
    for spent in minutes:
        work(ctx, uid, spent, begun, **more)
        begun += timedelta(minutes=spent)
    close_ticket(ctx, uid, None, Closing(outcome, "Solved."))
    return uid
