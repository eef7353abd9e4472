"""Which work is to be billed, with the articles and rules that hold for its day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds, local_day, seconds_between
from hotline_desk.domain.articles import Article
from hotline_desk.domain.billing.overlap import Span
from hotline_desk.domain.billing.pricing import article_number, priced, rules_of, rules_without_contract
from hotline_desk.domain.billing.unsupported import unsupported
from hotline_desk.domain.billing.values import TIME_UNITS, Refusal, Rules, Work
from hotline_desk.domain.contracts import Contract, Terms, contract_for, terms_for
from hotline_desk.domain.tickets import CALL, NEVER_LISTED
from hotline_desk.services.articles import article_value
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import calendar_contents, contract_values, terms_values
from hotline_desk.store.access import UserRow
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.articles import ArticleRow
from hotline_desk.store.billing import DocumentLineRow
from hotline_desk.store.calls.journal import CallRow, calls_of_parts
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow, pauses_of

_started = func.coalesce(WorklogRow.corrected_start, WorklogRow.raw_start)
_ended = func.coalesce(WorklogRow.corrected_end, WorklogRow.raw_end)


@dataclass(frozen=True)
class BillingRequest:
    """What is to be billed: inclusive days of the company's zone, customers by number (None: all)."""

    first: date
    last: date
    customers: tuple[str, ...] | None = None
    include_open: bool = False


@dataclass
class CustomerWork:
    """Everything of one customer that is to be billed, or why it cannot be."""

    address: AddressRow
    works: list[Work] = field(default_factory=list)
    refusal: Refusal | None = None


class Conditions:
    """Articles, terms and contracts, read once for a run."""

    def __init__(self, ctx: Context, session: Session) -> None:
        self._articles: dict[str, Article] = {}
        self._by_id: dict[int, str] = {}
        for row in session.scalars(select(ArticleRow)):
            self._articles[row.number] = article_value(row)
            self._by_id[row.id] = row.number
        self._terms = terms_values(session)
        self._contracts = contract_values(session)
        self._calendars = calendar_contents(session)
        self._standard = str(ctx.settings["billing.article"]) or self._only_hourly()
        self._without = rules_without_contract(ctx.settings["billing.first"], ctx.settings["billing.next"])
        self._known: dict[tuple[int, date], tuple[Terms | None, Rules]] = {}

    def _only_hourly(self) -> str:
        """Where no standard article is set and there is one article for time, that is the one."""
        timed = [a.number for a in self._articles.values() if a.unit in ("hour", "minute") and not a.archived]
        return timed[0] if len(timed) == 1 else ""

    def of(self, address_id: int, day: date) -> tuple[Terms | None, Rules]:
        """Terms (None without contract) and rules of an address on a day."""
        key = (address_id, day)
        if key not in self._known:
            contract: Contract | None = contract_for(day, self._contracts.get(address_id, ()))
            terms = terms_for(contract.terms, day, self._terms) if contract else None
            rules = rules_of(terms, contract.uid if contract else None) if terms else self._without
            self._known[key] = (terms, rules)
        return self._known[key]

    def article(self, article_id: int | None, terms: Terms | None) -> Article | None:
        """The article of a worklog: its own, that of the terms, or the standard."""
        own = self._by_id.get(article_id) if article_id else None
        number = article_number(own, terms, self._standard)
        return self._articles.get(number) if number else None

    def needs(self, terms: Terms | None, outcome: str | None) -> tuple[str, ...]:
        """What these conditions would need that cannot be calculated yet."""
        calendar: dict[str, Any] | None = self._calendars.get(terms.calendar) if terms and terms.calendar else None
        return unsupported(
            quota_minutes=terms.quota_minutes if terms else 0, calendar=calendar,
            monthly_fee_cents=terms.monthly_fee_cents if terms else 0, outcomes=(outcome,))


def unbilled(ctx: Context, session: Session, wanted: BillingRequest) -> list[CustomerWork]:
    """By customer, in the order of their numbers: all work up to the last day that no valid document claims."""
    return _gather(ctx, session, wanted, _query(ctx, wanted).where(BillingClaimRow.worklog_id.is_(None)))


def of_period(ctx: Context, session: Session, wanted: BillingRequest) -> list[CustomerWork]:
    """By customer: all work of the period, billed or not."""
    start, _ = day_bounds(wanted.first, wanted.last, ctx.zone)
    query = _query(ctx, wanted).where(or_(_started.is_(None), _started >= start))
    return _gather(ctx, session, wanted, query, since=wanted.first)


def _query(ctx: Context, wanted: BillingRequest) -> Select[*tuple[Any, ...]]:
    _, end = day_bounds(wanted.first, wanted.last, ctx.zone)
    states = ("closed", "open", "new", "resubmitted") if wanted.include_open else ("closed",)
    query = (
        select(WorklogRow, TicketRow, AddressRow, UserRow.uid, UserRow.name, ContactRow, CallRow)
        .join(TicketRow, TicketRow.id == WorklogRow.ticket_id)
        .join(AddressRow, AddressRow.id == TicketRow.address_id)
        .outerjoin(UserRow, UserRow.id == WorklogRow.agent_id)
        .outerjoin(ContactRow, ContactRow.id == TicketRow.contact_id)
        .outerjoin(CallRow, CallRow.worklog_id == WorklogRow.id)
        .outerjoin(BillingClaimRow, BillingClaimRow.worklog_id == WorklogRow.id)
        .where(WorklogRow.removed_at.is_(None), TicketRow.state.in_(states),
               or_(TicketRow.outcome.is_(None), TicketRow.outcome.not_in(NEVER_LISTED)),
               or_(WorklogRow.raw_start.is_(None), WorklogRow.raw_start < end, WorklogRow.corrected_start < end))
        .order_by(AddressRow.number, WorklogRow.id)
    )
    return query if wanted.customers is None else query.where(AddressRow.number.in_(wanted.customers))


def _gather(ctx: Context, session: Session, wanted: BillingRequest, query: Select[*tuple[Any, ...]],
            since: date = date.min) -> list[CustomerWork]:
    known = Conditions(ctx, session)
    found: dict[int, CustomerWork] = {}
    rows = session.execute(query).all()
    talks = [worklog.id for worklog, *_rest in rows if worklog.kind == CALL]
    pauses = pauses_of(session, talks)
    calls = calls_of_parts(session, [worklog.id for worklog, *_rest, call in rows
                                     if call is None and worklog.kind == CALL])
    for worklog, ticket, address, agent_uid, agent, contact, known_call in rows:
        call = known_call or calls.get(worklog.id)
        customer = found.setdefault(address.id, CustomerWork(address))
        start, end = _span(worklog, ticket)
        if end is None:
            continue
        day = local_day(start, ctx.zone)
        if not since <= day <= wanted.last:
            continue
        terms, rules = known.of(address.id, day)
        article = known.article(worklog.article_id, terms)
        if article is None or known.needs(terms, ticket.outcome):
            customer.refusal = customer.refusal or _refusal(address, ticket, terms, known)
            continue
        customer.works.append(Work(
            uid=worklog.uid, ticket_uid=ticket.uid, ticket_number=ticket.number or "", subject=ticket.subject,
            solution=ticket.solution, kind=worklog.kind, agent_uid=agent_uid, agent_name=agent or "", start=start,
            end=end, raw_seconds=_raw_seconds(worklog), day=day, article=priced(article, terms), rules=rules,
            pauses=tuple(pauses.get(worklog.id, ())), text=worklog.text, quantity_e4=worklog.quantity_e4,
            billable=worklog.billable, outcome=ticket.outcome,
            caller_number=(call.caller_number if call else None) or ticket.caller_number,
            caller_name=call.caller_name if call else "",
            contact=contact.full_name if contact else ticket.contact_name, direction=call.direction if call else "",
            late=day < wanted.first))
    return [c for c in found.values() if c.works or c.refusal]


def _span(worklog: WorklogRow, ticket: TicketRow) -> tuple[datetime, datetime | None]:
    """Begin and end that count. Without an end a clock still runs; a quantity without times has the ticket's."""
    if worklog.start is None:
        at = ticket.closed_at or ticket.created_at
        return at, at
    if worklog.end is None and worklog.quantity_e4 is not None:
        return worklog.start, worklog.start
    return worklog.start, worklog.end


def _raw_seconds(worklog: WorklogRow) -> int:
    return seconds_between(worklog.raw_start, worklog.raw_end) if worklog.raw_start and worklog.raw_end else 0


def _refusal(address: AddressRow, ticket: TicketRow, terms: Terms | None, known: Conditions) -> Refusal:
    needs = known.needs(terms, ticket.outcome)
    if needs:
        values = (("name", address.name), ("terms", terms.name if terms else "-"), ("what", needs[0]))
        return Refusal(address.uid, address.number, address.name, "billing.unsupported", values)
    return Refusal(address.uid, address.number, address.name, "billing.no_article",
                   (("number", ticket.number or ""),))


def taken_spans(session: Session, works: Sequence[Work]) -> tuple[dict[str, list[Span]], dict[str, list[Span]]]:
    """Time that stands charged on valid documents already: by agent and by ticket, around the given work."""
    if not works:
        return {}, {}
    first, last = min(w.start for w in works), max(w.end for w in works)
    return charged_spans(session, and_(_started < last, _ended > first))


def charged_spans(session: Session, which: ColumnElement[bool]) -> tuple[dict[str, list[Span]], dict[str, list[Span]]]:
    """A shared step: time charged on valid documents, of the claims or worklogs that `which` names."""
    rows = session.execute(
        select(_started, _ended, BillingClaimRow.counted, UserRow.uid, TicketRow.uid).select_from(BillingClaimRow)
        .join(DocumentLineRow, DocumentLineRow.id == BillingClaimRow.line_id)
        .join(WorklogRow, WorklogRow.id == BillingClaimRow.worklog_id)
        .join(TicketRow, TicketRow.id == WorklogRow.ticket_id)
        .outerjoin(UserRow, UserRow.id == WorklogRow.agent_id)
        .where(DocumentLineRow.unit.in_(TIME_UNITS), WorklogRow.quantity_e4.is_(None), _ended.is_not(None), which))
    agents: dict[str, list[Span]] = {}
    tickets: dict[str, list[Span]] = {}
    for start, end, counted, agent_uid, ticket_uid in rows:
        spans = [(start, end)] if counted is None else read_spans(counted)
        if agent_uid:
            agents.setdefault(agent_uid, []).extend(spans)
        tickets.setdefault(ticket_uid, []).extend(spans)
    return agents, tickets


def write_spans(spans: Iterable[Span]) -> str:
    """Spans of time as a claim keeps them."""
    return json.dumps([[start.isoformat(), end.isoformat()] for start, end in spans])


def read_spans(kept: str) -> list[Span]:
    """What `write_spans` wrote."""
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in json.loads(kept)]
