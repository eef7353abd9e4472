"""hotline-desk add, import: data from the keyboard, a script or another system."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hotline_desk.cli.addresses import take_addresses_over
from hotline_desk.cli.shapes import line
from hotline_desk.cli.workplace import Misuse, Workplace
from hotline_desk.core.clock import require_aware
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import Address, Phone
from hotline_desk.domain.dates import read_duration
from hotline_desk.services.addresses import save_address
from hotline_desk.services.context import Context
from hotline_desk.services.importing import import_company
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog
from hotline_desk.services.views.listings import entry_of_uid, named_records
from hotline_desk.services.views.ticket import ticket_by_number


def add(work: Workplace) -> int:
    """Enters an address, a ticket or a measure and says what it is called now."""
    ctx, subject = work.open(), work.args.subject
    uid = {"address": _address, "ticket": _ticket, "worklog": _worklog}[subject](ctx, work)
    made = entry_of_uid(ctx, {"address": "addresses", "ticket": "tickets", "worklog": "worklogs"}[subject], uid)
    if work.args.json:
        print(line(made, ZoneInfo(ctx.zone)))
    else:
        print(made.ticket_number if subject == "worklog" else made.number)
    return 0


def _address(ctx: Context, work: Workplace) -> str:
    args = work.args
    country = (args.country or ctx.settings["company.country"]).upper()
    return save_address(ctx, Address(
        args.name, number=args.number, roles=tuple(dict.fromkeys(args.role)), street=args.street,
        postcode=args.postcode, city=args.city, country=country, language=ctx.settings["company.language"],
        vat_id=args.vat_id, person=args.person, business=not args.person,
        phones=tuple(Phone(raw) for raw in args.phone), emails=tuple(args.email)))


def _ticket(ctx: Context, work: Workplace) -> str:
    args = work.args
    named = named_records(ctx, customer=args.customer, agent=args.agent, team=args.team)
    fields: dict[str, Any] = {
        "subject": args.about, "request": args.request, "kind": args.kind, "channel": args.channel,
        "priority": args.priority, "caller_number": args.caller, "contact_name": args.contact,
        "address_uid": named.address_uid, "team_uid": named.team_uid}
    if named.agent_uid:
        fields["agent_uid"] = named.agent_uid
    return create_ticket(ctx, fields)


def _worklog(ctx: Context, work: Workplace) -> str:
    args = work.args
    ticket = ticket_by_number(ctx, args.ticket)
    if ticket is None:
        raise UserError("ticket.not_found", number=args.ticket)
    start, end = _span(ctx, work)
    return add_worklog(ctx, ticket, WorklogEntry(
        text=args.text, start=start, end=end, kind=args.kind, article_number=args.article, quantity=args.quantity,
        billable=not args.free, agent_uid=named_records(ctx, agent=args.agent).agent_uid))


def _span(ctx: Context, work: Workplace) -> tuple[datetime | None, datetime | None]:
    """Begin and end, one of them from the duration if that was given; neither for what is not time."""
    args = work.args
    start, end = _instant(ctx, args.start), _instant(ctx, args.end)
    if args.duration is not None:
        if start is not None and end is not None:
            raise Misuse(N_("Give two of begin, end and duration."))
        spent = timedelta(seconds=read_duration(args.duration))
        if start is not None:
            return start, start + spent
        end = end or ctx.clock.now()
        return end - spent, end
    if (start is None) != (end is None):
        raise Misuse(N_("Give two of begin, end and duration."))
    if start is None and args.quantity is None:
        raise Misuse(N_("Give begin and end, a duration, or a quantity."))
    return start, end


def _instant(ctx: Context, typed: datetime | None) -> datetime | None:
    if typed is None:
        return None
    return require_aware(typed if typed.tzinfo else typed.replace(tzinfo=ZoneInfo(ctx.zone)))


def take_over(work: Workplace) -> int:
    """Imports a company's data, or addresses of another program; says what became of it."""
    args = work.args
    if args.form == "addresses":
        return take_addresses_over(work, _content(work))
    if args.preview or args.encoding:
        raise Misuse(N_("--preview and --encoding go with --as addresses."))
    content = _content(work)
    ctx = work.open()
    done = import_company(ctx, content)
    if work.args.json:
        print(line(done, ZoneInfo(ctx.zone)))
        return 0
    tr = work.texts
    print(tr.tr("{made} made, {changed} changed, {same} as they were.", made=done.made, changed=done.changed,
                same=done.same))
    return 0


def _content(work: Workplace) -> bytes:
    if work.args.file == "-":
        return sys.stdin.buffer.read()
    try:
        with open(work.args.file, "rb") as file:
            return file.read()
    except OSError as trouble:
        raise UserError("file.unreadable", place=work.args.file, reason=trouble.strerror or str(trouble)) from trouble
