from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.domain.billing.overlap import counted_seconds
from tests.domain.billing.works import EXACT, pieces, work

NINE = datetime(2026, 10, 5, 9, tzinfo=UTC)
PER_AGENT = replace(EXACT, per_agent=True)


def minutes(works, **taken):
    counted = counted_seconds(works, **taken)
    return [counted[w.uid] // 60 for w in works]


def test_an_agent_with_two_customers_at_once_counts_only_once():
    assert minutes([work(30, agent_uid="a"), work(30, at="2026-10-05T09:20", agent_uid="a")]) == [30, 20]


def test_work_inside_of_other_work_of_the_same_agent_adds_nothing():
    assert minutes([work(30, agent_uid="a"), work(5, at="2026-10-05T09:10", agent_uid="a")]) == [30, 0]


def test_of_two_that_begin_together_the_longer_counts():
    assert minutes([work(5, agent_uid="a"), work(30, agent_uid="a")]) == [0, 30]


def test_two_agents_on_one_ticket_count_once():
    assert minutes([work(30, ticket_uid="t"), work(30, at="2026-10-05T09:10", ticket_uid="t")]) == [30, 10]


def test_two_agents_on_one_ticket_both_count_where_the_terms_say_per_agent():
    works = [work(30, ticket_uid="t", rules=PER_AGENT),
             work(30, at="2026-10-05T09:10", ticket_uid="t", rules=PER_AGENT)]
    assert minutes(works) == [30, 30]


def test_two_agents_on_two_tickets_both_count():
    assert minutes([work(30), work(30)]) == [30, 30]


def test_time_charged_before_is_taken():
    taken = {"a": [(NINE, NINE + timedelta(minutes=10)), (NINE + timedelta(minutes=20), NINE + timedelta(minutes=25))]}
    assert minutes([work(30, agent_uid="a")], taken=taken) == [15]


def test_time_charged_before_on_the_ticket_is_taken_for_other_agents_too():
    taken = {"t": [(NINE, NINE + timedelta(minutes=10))]}
    assert minutes([work(30, ticket_uid="t")], taken_by_ticket=taken) == [20]


def test_what_is_not_charged_takes_nothing_from_what_is():
    free = work(30, agent_uid="a", billable=False)
    assert minutes([free, work(30, at="2026-10-05T09:10", agent_uid="a")]) == [10, 30]


def test_work_of_nobody_counts_once_per_ticket():
    works = [work(30, agent_uid=None, ticket_uid="t", rules=PER_AGENT),
             work(30, agent_uid=None, ticket_uid="t", rules=PER_AGENT), work(30, agent_uid=None)]
    assert sorted(minutes(works)) == [0, 30, 30]


def test_a_quantity_takes_no_time():
    flat = pieces(1, 10_000, agent_uid="a", end=NINE + timedelta(hours=1))
    assert minutes([flat, work(30, agent_uid="a")]) == [0, 30]


def test_an_end_before_the_begin_counts_nothing():
    assert minutes([work(30, end=NINE - timedelta(minutes=5))]) == [0]


some_works = st.lists(st.builds(
    lambda begin, length, agent, ticket, billable, rules: work(
        length / 60, at=NINE + timedelta(seconds=begin), agent_uid=f"a{agent}", ticket_uid=f"t{ticket}",
        billable=billable, rules=rules),
    st.integers(0, 900), st.integers(0, 600), st.integers(0, 2), st.integers(0, 3), st.booleans(),
    st.sampled_from([EXACT, PER_AGENT])), max_size=12)


def covered(works):
    """Seconds in which at least one of the works ran."""
    return len({second for w in works for second in range(int((w.start - NINE).total_seconds()),
                                                          int((w.end - NINE).total_seconds()))})


@settings(deadline=None)
@given(some_works)
def test_no_second_of_an_agent_counts_twice(works):
    counted = counted_seconds(works)
    for agent in {w.agent_uid for w in works}:
        of_agent = [w for w in works if w.agent_uid == agent]
        assert sum(counted[w.uid] for w in of_agent) <= covered(of_agent)
        assert all(counted[w.uid] <= (w.end - w.start).total_seconds() for w in of_agent)


@settings(deadline=None)
@given(some_works)
def test_where_agents_count_apart_every_second_of_an_agent_counts_once(works):
    works = [replace(w, rules=PER_AGENT) for w in works]
    counted = counted_seconds(works)
    for agent in {w.agent_uid for w in works}:
        of_agent = [w for w in works if w.agent_uid == agent]
        assert sum(counted[w.uid] for w in of_agent) == covered(of_agent)


@settings(deadline=None)
@given(some_works)
def test_where_they_do_not_no_second_of_a_ticket_counts_twice(works):
    works = [replace(w, rules=EXACT) for w in works]
    counted = counted_seconds(works)
    for ticket in {w.ticket_uid for w in works}:
        on_ticket = [w for w in works if w.ticket_uid == ticket]
        assert sum(counted[w.uid] for w in on_ticket) <= covered(on_ticket)


@settings(deadline=None)
@given(some_works.flatmap(lambda works: st.tuples(st.just(works), st.permutations(works))))
def test_the_order_of_the_worklogs_does_not_matter(both):
    assert counted_seconds(both[0]) == counted_seconds(both[1])
