"""Counted seconds: time that one agent spent twice, or two agents on one ticket, counts once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from hotline_desk.domain.billing.chargeable import is_timed, why_free
from hotline_desk.domain.billing.values import Work
from hotline_desk.domain.tickets import unparked

Span = tuple[datetime, datetime]
_SECOND = timedelta(seconds=1)


class SpanSet:
    """A set of instants as sorted, disjoint spans [start, end)."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        for start, end in sorted(spans):
            self.add(start, end)

    def free(self, start: datetime, end: datetime) -> list[Span]:
        """The parts of [start, end) that are not in the set."""
        parts: list[Span] = []
        index = bisect_right(self._ends, start)
        while start < end and index < len(self._starts) and self._starts[index] < end:
            if start < self._starts[index]:
                parts.append((start, self._starts[index]))
            start = self._ends[index]
            index += 1
        if start < end:
            parts.append((start, end))
        return parts

    def within(self, start: datetime, end: datetime) -> list[Span]:
        """The spans of the set that overlap [start, end), whole."""
        low, high = bisect_right(self._ends, start), bisect_left(self._starts, end)
        return list(zip(self._starts[low:high], self._ends[low:high], strict=True))

    def add(self, start: datetime, end: datetime) -> None:
        """Puts [start, end) into the set, melting it with what it touches."""
        if end <= start:
            return
        low, high = bisect_left(self._ends, start), bisect_right(self._starts, end)
        if low < high:
            start, end = min(start, self._starts[low]), max(end, self._ends[high - 1])
        self._starts[low:high] = [start]
        self._ends[low:high] = [end]


def _turn(work: Work) -> tuple[bool, datetime, float, str, str]:
    # Charged work goes first: what is given away must not eat up what is paid, and a second entry of the
    # same hour that was marked as not billable leaves the first whole. Of two that begin together the longer leads.
    return (why_free(work) is not None, work.start, -work.end.timestamp(), work.ticket_number, work.uid)


def counted_seconds(
    works: Sequence[Work],
    taken: Mapping[str, Iterable[Span]] | None = None,
    taken_by_ticket: Mapping[str, Iterable[Span]] | None = None,
) -> dict[str, int]:
    """Whole seconds that count, by uid of the work: those of `counted_spans`."""
    return {uid: span_seconds(spans) for uid, spans in counted_spans(works, taken, taken_by_ticket).items()}


def span_seconds(spans: Iterable[Span]) -> int:
    """Whole seconds of spans together; parts of seconds are added up before they are dropped."""
    return sum((end - start for start, end in spans), timedelta()) // _SECOND


def counted_spans(
    works: Sequence[Work],
    taken: Mapping[str, Iterable[Span]] | None = None,
    taken_by_ticket: Mapping[str, Iterable[Span]] | None = None,
) -> dict[str, list[Span]]:
    """The time that counts, by uid of the work; the order in which works come does not matter.

    The work that begins first takes its time, a later one counts only for its part outside of that.
    `taken` holds what was charged before to whatever customer, by agent uid; `taken_by_ticket` the same by
    ticket uid, for terms that are not per agent. Pass the works of all customers together, since an agent
    who served two at once is charged once. What is not time takes no time, and neither does a talk while it is parked.
    """
    agents = {uid: SpanSet(spans) for uid, spans in (taken or {}).items()}
    tickets = {uid: SpanSet(spans) for uid, spans in (taken_by_ticket or {}).items()}
    counted: dict[str, list[Span]] = {}
    for work in sorted(works, key=_turn):
        if not is_timed(work):
            counted[work.uid] = []
            continue
        # Without an agent nobody knows whose time it was; then at least the ticket counts it once.
        agent = agents.setdefault(work.agent_uid or f"ticket {work.ticket_uid}", SpanSet())
        ticket = tickets.setdefault(work.ticket_uid, SpanSet())
        parts = [piece for span in unparked(work.start, work.end, work.pauses) for piece in agent.free(*span)]
        if not work.rules.per_agent:
            parts = [piece for part in parts for piece in ticket.free(*part)]
        for part in parts:
            agent.add(*part)
            ticket.add(*part)
        counted[work.uid] = parts
    return counted
