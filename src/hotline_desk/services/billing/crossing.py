"""Time that was spent once, among all customers of a run and what was charged before: read lightly, kept for a run."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import day_bounds, local_day
from hotline_desk.domain.billing.overlap import Span, SpanSet, counted_spans
from hotline_desk.domain.billing.values import TIME_UNITS, Work
from hotline_desk.services.billing.conditions import Conditions
from hotline_desk.services.billing.works import (
    BillingRequest,
    address_keys,
    ended,
    paid_by,
    payer,
    started,
    unbilled,
    unclaimed,
    wanted_work,
)
from hotline_desk.services.context import Context
from hotline_desk.store.access import UserRow
from hotline_desk.store.billing import DocumentLineRow
from hotline_desk.store.billing_runs import QuotaUseRow
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow

_MOST = 2_000
"""So many worklogs, or a little more, are looked at in one go."""
_FETCHED = 5_000
_NOTHING = SpanSet()

Taken = tuple[dict[str, list[Span]], dict[str, list[Span]]]
"""Time that stands charged: by uid of the agent and of the ticket."""
TakenSince = tuple[dict[str, SpanSet], dict[str, SpanSet]]
"""The same where it grows while a run goes on."""


class Stint(NamedTuple):
    """A worklog as far as its time matters: keys of rows, and when."""

    worklog: int
    agent: int | None
    ticket: int
    payer: int
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Crossing:
    """What is settled over all customers: the time that counts of works that cross those of others, by uid, and what
    was charged before around all of the works. `since` is what others have charged after that."""

    spans: Mapping[str, list[Span]]
    taken: Taken
    since: TakenSince = field(default_factory=lambda: ({}, {}))

    def counted(self, works: Sequence[Work]) -> dict[str, list[Span]]:
        """The time that counts of a customer's works, by uid."""
        own = [work for work in works if work.uid not in self.spans]
        found = counted_spans(own, *(
            _around(own, self.taken[n], self.since[n], name) for n, name in enumerate(("agent_uid", "ticket_uid"))))
        for work in works:
            if work.uid in self.spans:
                others = self.since[0].get(work.agent_uid or "", _NOTHING)
                found[work.uid] = [part for span in self.spans[work.uid] for part in others.free(*span)]
        return found


def _around(works: Sequence[Work], taken: Mapping[str, list[Span]], since: Mapping[str, SpanSet],
            name: str) -> dict[str, list[Span]]:
    """What of the taken time lies between the first and the last of these works, of their agents or tickets alone."""
    if not works:
        return {}
    first, last = min(work.start for work in works), max(work.end for work in works)
    return {key: [span for span in taken.get(key, ()) if span[0] < last and span[1] > first]
            + since.get(key, _NOTHING).within(first, last)
            for key in {getattr(work, name) for work in works} if key}


def stints_of(ctx: Context, session: Session, wanted: BillingRequest) -> list[Stint]:
    """The times of all unbilled work that a request asks for."""
    which = [*wanted_work(ctx, wanted), unclaimed(), payer.is_not(None)]
    if wanted.customers is not None:
        which.append(paid_by(list(address_keys(session, wanted.customers))))
    query = (select(WorklogRow.id, WorklogRow.agent_id, TicketRow.id, payer, started, ended,
                    TicketRow.closed_at, TicketRow.created_at)
             .join(TicketRow, TicketRow.id == WorklogRow.ticket_id).where(*which)
             .execution_options(yield_per=_FETCHED))
    found = []
    for key, agent, ticket, pays, start, end, closed, created in session.execute(query):
        begin = start or closed or created
        found.append(Stint(key, agent, ticket, pays, begin, end or begin))
    return found


def settle(ctx: Context, session: Session, wanted: BillingRequest, known: Conditions,
           stints: Sequence[Stint]) -> Crossing:
    """Whose time crosses whose, and what counts of it."""
    taken = _taken_around(ctx, session, stints)
    crossing = crossing_of(stints)
    works = _LightWorks(ctx, session, wanted, known).of(crossing)
    return Crossing(counted_spans(works, *taken), taken)


class _LightWorks:
    """Works without their texts, so that many can be held at once."""

    def __init__(self, ctx: Context, session: Session, wanted: BillingRequest, known: Conditions) -> None:
        self._ctx, self._session, self._wanted, self._known = ctx, session, wanted, known

    def of(self, stints: Sequence[Stint]) -> list[Work]:
        """The works of these worklogs that are due."""
        found: list[Work] = []
        for part in by_payer(stints):
            payers = {stint.payer for stint in part}
            self._known.of_addresses(self._session, payers)
            for customer in unbilled(self._ctx, self._session, self._wanted, self._known, payers,
                                     [stint.worklog for stint in part]).values():
                found += customer.works
        return found


def by_payer(stints: Sequence[Stint], most: int = _MOST) -> Iterator[list[Stint]]:
    """The stints in parts of bearable size, each payer's in one part unless he has more than that."""
    part: list[Stint] = []
    for _key, group in groupby(sorted(stints, key=lambda stint: stint.payer), key=lambda stint: stint.payer):
        part += group
        while len(part) >= most:
            yield part[:most]
            part = part[most:]
    if part:
        yield part


def crossing_of(stints: Sequence[Stint]) -> list[Stint]:
    """Those that cross, directly or through others, work for another payer."""
    groups = _Groups(len(stints))
    for number in (1, 2):
        # Time of one agent, then time on one ticket; without an agent nobody knows whose time it was.
        order = sorted((n for n, s in enumerate(stints) if s[number] is not None),
                       key=lambda n: (stints[n][number], stints[n].start))
        for _key, members in groupby(order, key=lambda n: stints[n][number]):
            groups.join_overlapping(stints, members)
    payers: dict[int, set[int]] = {}
    for n, stint in enumerate(stints):
        payers.setdefault(groups.of(n), set()).add(stint.payer)
    return [stint for n, stint in enumerate(stints) if len(payers[groups.of(n)]) > 1]


class _Groups:
    """Which of so many things belong together."""

    def __init__(self, count: int) -> None:
        self._of = list(range(count))

    def of(self, n: int) -> int:
        """The number that stands for the group."""
        while self._of[n] != n:
            self._of[n] = self._of[self._of[n]]
            n = self._of[n]
        return n

    def join_overlapping(self, stints: Sequence[Stint], members: Iterable[int]) -> None:
        """Joins those that overlap, given in the order of their begin."""
        leader, until = -1, None
        for n in members:
            if until is not None and stints[n].start < until:
                self._of[self.of(n)] = self.of(leader)
                until = max(until, stints[n].end)
            else:
                leader, until = n, stints[n].end


# --- what was charged before

def _taken_around(ctx: Context, session: Session, stints: Sequence[Stint]) -> Taken:
    """Time charged before, as far as it touches these stints."""
    if not stints:
        return {}, {}
    days = sorted({day for s in stints for day in (local_day(s.start, ctx.zone), local_day(s.end, ctx.zone))})
    ranges: list[list[int]] = []
    for day in (d.toordinal() for d in days):
        if ranges and day <= ranges[-1][1] + 1:
            ranges[-1][1] = day
        else:
            ranges.append([day, day])
    agents, tickets = _Times(stints, "agent"), _Times(stints, "ticket")
    found: Taken = ({}, {})
    for part in range(0, len(ranges), 100):
        bounds = [day_bounds(type(days[0]).fromordinal(a), type(days[0]).fromordinal(b), ctx.zone)
                  for a, b in ranges[part:part + 100]]
        which = or_(*((started < end) & (ended > start) for start, end in bounds))
        for agent, agent_uid, ticket, ticket_uid, spans in _charged(session, which):
            if agent_uid and any(agents.touch(agent, span) for span in spans):
                found[0].setdefault(agent_uid, []).extend(spans)
            if any(tickets.touch(ticket, span) for span in spans):
                found[1].setdefault(ticket_uid, []).extend(spans)
    return found


class _Times:
    """When stints of one agent or ticket are, for asking quickly what touches them."""

    def __init__(self, stints: Sequence[Stint], by: str) -> None:
        self._spans: dict[int, tuple[list[datetime], list[datetime]]] = {}
        whose = attrgetter(by)
        for key, start, end in sorted(((whose(s), s.start, s.end) for s in stints if whose(s) is not None),
                                      key=itemgetter(0, 1)):
            starts, ends = self._spans.setdefault(key, ([], []))
            if ends and start <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)

    def touch(self, key: int | None, span: Span) -> bool:
        """Whether any overlaps the span."""
        starts, ends = self._spans.get(key or 0, ((), ()))
        return bisect_right(ends, span[0]) < bisect_left(starts, span[1])


def charged_by(session: Session, document_ids: Iterable[int]) -> Taken:
    """A shared step: the time that these documents charge."""
    found: Taken = ({}, {})
    for _agent, agent_uid, _ticket, ticket_uid, spans in _charged(
            session, BillingClaimRow.document_id.in_(list(document_ids))):
        if agent_uid:
            found[0].setdefault(agent_uid, []).extend(spans)
        found[1].setdefault(ticket_uid, []).extend(spans)
    return found


def _charged(session: Session, which: ColumnElement[bool]) -> Iterator[
        tuple[int | None, str | None, int, str, list[Span]]]:
    """Agent, ticket and spans of time charged on valid documents, what the quota paid for too."""
    drew = select(QuotaUseRow.id).where(QuotaUseRow.worklog_id == WorklogRow.id,
                                        QuotaUseRow.document_id == BillingClaimRow.document_id).exists()
    rows = session.execute(
        select(started, ended, BillingClaimRow.counted, UserRow.id, UserRow.uid, TicketRow.id, TicketRow.uid)
        .select_from(BillingClaimRow)
        .join(WorklogRow, WorklogRow.id == BillingClaimRow.worklog_id)
        .join(TicketRow, TicketRow.id == WorklogRow.ticket_id)
        .outerjoin(DocumentLineRow, DocumentLineRow.id == BillingClaimRow.line_id)
        .outerjoin(UserRow, UserRow.id == WorklogRow.agent_id)
        .where(WorklogRow.quantity_e4.is_(None), ended.is_not(None),
               or_(DocumentLineRow.unit.in_(TIME_UNITS), drew), which)
        .execution_options(yield_per=_FETCHED))
    for start, end, counted, agent, agent_uid, ticket, ticket_uid in rows:
        yield agent, agent_uid, ticket, ticket_uid, [(start, end)] if counted is None else read_spans(counted)


def write_spans(spans: Iterable[Span]) -> str:
    """Spans of time as a claim keeps them."""
    return json.dumps([[start.isoformat(), end.isoformat()] for start, end in spans])


def read_spans(kept: str) -> list[Span]:
    """What `write_spans` wrote."""
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in json.loads(kept)]
