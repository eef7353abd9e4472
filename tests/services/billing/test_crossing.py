"""Customers are taken one after the other, and time that crosses them counts as if all were looked at together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.domain.billing.overlap import SpanSet, counted_spans
from hotline_desk.domain.billing.values import Work
from hotline_desk.services.billing.crossing import Crossing, Stint, by_payer, crossing_of
from tests.domain.billing.works import EXACT, work

MONDAY = datetime(2026, 10, 5, tzinfo=UTC)


def spent(begin: int, minutes: int, agent: int, ticket: int, parked: bool, outcome: str) -> Work:
    start = MONDAY + timedelta(minutes=begin)
    return work(minutes, at=start, agent_uid=f"a{agent}" if agent else None, ticket_uid=f"t{ticket}",
                ticket_number=f"2026-{ticket:05}", rules=EXACT, outcome=outcome, quantity_e4=10_000 if parked else None)


works = st.lists(st.builds(
    spent, st.integers(0, 600), st.integers(0, 90), st.integers(0, 3), st.integers(0, 9), st.booleans(),
    st.sampled_from(["charge", "goodwill"])), max_size=14)


def payer_of(one: Work) -> int:
    """Every ticket has one payer; three of them."""
    return int(one.ticket_uid[1:]) % 3 + 1


def stints(all_works: list[Work]) -> list[Stint]:
    return [Stint(n, int(one.agent_uid[1:]) if one.agent_uid else None, int(one.ticket_uid[1:]), payer_of(one),
                  one.start, one.end) for n, one in enumerate(all_works)]


@settings(deadline=None)
@given(works)
def test_one_customer_after_the_other_comes_out_as_all_together(all_works):
    crossing = [all_works[stint.worklog] for stint in crossing_of(stints(all_works))]
    settled = Crossing(counted_spans(crossing), ({}, {}))
    found = {}
    for payer in (1, 2, 3):
        found |= settled.counted([one for one in all_works if payer_of(one) == payer])
    assert found == counted_spans(all_works)


@settings(deadline=None)
@given(works)
def test_no_second_of_an_agent_is_counted_for_two(all_works):
    taken: dict[str, list[tuple[datetime, datetime]]] = {}
    crossing = [all_works[stint.worklog] for stint in crossing_of(stints(all_works))]
    settled = Crossing(counted_spans(crossing), ({}, {}))
    for payer in (1, 2, 3):
        own = [one for one in all_works if payer_of(one) == payer]
        counted = settled.counted(own)
        for one in own:
            if one.agent_uid:
                taken.setdefault(one.agent_uid, []).extend(counted[one.uid])
    for spans in taken.values():
        ordered = sorted(spans)
        assert all(before[1] <= after[0] for before, after in pairwise(ordered))


@given(st.lists(st.integers(1, 5), max_size=40), st.integers(1, 7))
def test_parts_hold_everything_once_and_are_of_bearable_size(payers, most):
    given_stints = [Stint(n, 1, n, payer, MONDAY, MONDAY) for n, payer in enumerate(payers)]
    parts = list(by_payer(given_stints, most))
    assert sorted(stint.worklog for part in parts for stint in part) == list(range(len(payers)))
    assert all(len(part) <= most for part in parts)


def test_what_others_charged_since_is_taken_off_what_was_settled():
    one = work(60, at="2026-10-05T09:00", agent_uid="a", ticket_uid="t1")
    half = one.start + timedelta(minutes=30)
    for settled in ({one.uid: [(one.start, one.end)]}, {}):
        counted = Crossing(settled, ({}, {}), ({"a": SpanSet([(one.start, half)])}, {})).counted([one])
        assert counted == {one.uid: [(half, one.end)]}
