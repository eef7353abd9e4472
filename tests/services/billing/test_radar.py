"""Before a month ends: which calls, tickets and times are not settled, and when the period can be closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.radar import (
    NO_CUSTOMER,
    NO_SOLUTION,
    NO_TICKET,
    OPEN_CLOCK,
    OVERLAP,
    UNBILLED,
    UNDECIDED,
    UNKNOWN_END,
    Stretch,
    overlaps,
)
from hotline_desk.services.billing.decisions import decide_charged
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.periods import close_period, list_periods, reopen_period
from hotline_desk.services.billing.radar import Radar, decide_calls, radar
from hotline_desk.services.calls.record import close_open_calls
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.store.tickets import TicketRow
from tests import builders
from tests.services.billing.office import EXACT, OCTOBER, Did, Office

FIRST, LAST = OCTOBER.first, OCTOBER.last
DAY = datetime(2026, 10, 6, 9, tzinfo=UTC)


def found(office: Office) -> dict[str, int]:
    """What the radar of October finds, kinds with nothing left out."""
    return {kind: n for kind, n in look(office).counts.items() if n}


def look(office: Office) -> Radar:
    return radar(office.ctx, FIRST, LAST)


@pytest.fixture
def in_october(office, clock):
    """The office on a day of October, when calls can come in."""
    clock.instant = DAY
    return office


@contextmanager
def refused(error: str) -> Iterator[None]:
    """What is done within is refused with this error."""
    with pytest.raises(UserError) as problem:
        yield
    assert problem.value.id == error


def called(office: Office, call_id: str = "1") -> str:
    """A call that was answered and ended, without a ticket of its own; its uid."""
    office.set("calls.ticket_when", "hand")
    return builders.answered_call(office.ctx, call_id)


def test_nothing_is_found_where_nothing_happened(office):
    assert (look(office).total, look(office).calls) == (0, 0)


def test_an_answered_call_without_a_ticket_is_found(in_october):
    uid = called(in_october)
    only, = look(in_october).findings
    assert (only.kind, only.opens, only.uid) == (NO_TICKET, "call", uid)


def test_a_call_for_which_a_reason_was_given_is_settled(in_october):
    uid = called(in_october)
    assert decide_calls(in_october.ctx, [uid], "A private call") == 1
    assert found(in_october) == {}
    assert look(in_october).decided == 1


def test_a_decided_call_is_no_longer_unaccounted_in_the_journal(in_october):
    uid = called(in_october)
    assert [row.uid for row in journal(in_october.ctx, JournalFilter(unaccounted=True))] == [uid]
    decide_calls(in_october.ctx, [uid], "A private call")
    assert journal(in_october.ctx, JournalFilter(unaccounted=True)) == []


def test_a_call_is_not_decided_twice(in_october):
    uid = called(in_october)
    decide_calls(in_october.ctx, [uid], "A private call")
    assert decide_calls(in_october.ctx, [uid], "Once more") == 0


def test_a_decision_needs_a_reason(in_october):
    with refused("value.missing"):
        decide_calls(in_october.ctx, [called(in_october)], "  ")


def test_a_missed_call_needs_no_decision(in_october):
    builders.ring(in_october.ctx, "9")
    builders.hang_up(in_october.ctx, "9")
    assert found(in_october) == {}


def test_an_open_ticket_has_no_decision_yet(office):
    office.ticket(office.customer(), Did(10), outcome=None)
    assert found(office) == {UNDECIDED: 1}


def test_chargeable_work_is_found_until_it_is_billed(office):
    office.ticket(office.customer(), Did(10))
    assert found(office) == {UNBILLED: 1}
    issue_all(office.ctx, office.propose())
    assert found(office) == {}


def test_work_that_somebody_decided_not_to_charge_is_settled(office):
    uid = office.do(office.ticket(office.customer(), outcome=None), Did(10))
    ticket, = [each.uid for each in look(office).findings]
    close_ticket(office.ctx, ticket, None, Closing("charge", "Done"))
    assert found(office) == {UNBILLED: 1}
    decide_charged(office.ctx, [uid], False, "Promised")
    assert found(office) == {}
    decide_charged(office.ctx, [uid], True, "After all")
    assert found(office) == {UNBILLED: 1}


@pytest.mark.parametrize("rules", [{"grace": 900}, {"quota_minutes": 60}], ids=["grace", "quota"])
def test_work_that_the_rules_leave_free_is_settled(office, rules):
    office.ticket(office.customer(**EXACT, **rules), Did(10))
    office.ticket(office.customer("10002", **EXACT), Did(10))
    assert [each.who for each in look(office).findings] == ["Muster GmbH"]
    issue_all(office.ctx, office.propose())
    assert found(office) == {}


def test_chargeable_work_that_nobody_pays_for_is_found(office):
    uid = create_ticket(office.ctx, {"subject": "Nobody"}, created_at=DAY)
    office.do(uid, Did(10))
    close_ticket(office.ctx, uid, None, Closing("charge", "Done"))
    assert found(office) == {NO_CUSTOMER: 1}


def test_what_is_given_away_is_decided(office):
    office.ticket(office.customer(), Did(10), outcome="goodwill")
    assert found(office) == {}


def test_a_clock_that_still_runs_is_found(office):
    ticket = office.ticket(office.customer(), outcome=None)
    add_worklog(office.ctx, ticket, WorklogEntry("Work", DAY, None, "work"))
    assert found(office) == {OPEN_CLOCK: 1, UNDECIDED: 1}


def test_times_of_one_agent_that_lie_over_each_other_are_found(office):
    customer = office.customer()
    office.ticket(customer, Did(60, start="2026-10-06 10:00"), outcome="goodwill")
    number = office.ticket(customer, Did(60, start="2026-10-06 10:45"), outcome="goodwill")
    only, = look(office).findings
    assert (only.kind, only.uid, only.seconds) == (OVERLAP, number, 900)


def test_times_one_after_the_other_do_not_overlap(office):
    office.ticket(office.customer(), Did(60, start="2026-10-06 10:00"), Did(60, start="2026-10-06 11:00"),
                  outcome="goodwill")
    assert found(office) == {}


def test_the_overlap_is_measured_against_what_ends_last():
    def at(minute: int) -> datetime:
        return DAY + timedelta(minutes=minute)

    long, within, after = Stretch(1, at(0), at(60), 1), Stretch(1, at(5), at(10), 2), Stretch(1, at(50), at(70), 3)
    assert [(o.worklog, o.other, o.seconds) for o in overlaps([long, within, after])] == [(2, 1, 300), (3, 1, 600)]


def test_two_agents_at_once_do_not_overlap():
    both = [Stretch(agent, DAY, DAY + timedelta(hours=1), agent) for agent in (1, 2)]
    assert list(overlaps(both)) == []


def test_a_call_whose_end_is_not_known_is_found(in_october):
    builders.ring(in_october.ctx, "7")
    builders.answer(in_october.ctx, "7")
    close_open_calls(in_october.ctx, "box")
    assert found(in_october).get(UNKNOWN_END) == 1


def test_a_closed_ticket_without_solution_is_found(office):
    uid = office.ticket(office.customer(), Did(10), outcome="goodwill")
    with office.ctx.store.write(office.ctx.stamp("ticket.save")) as tx:
        tx.session.scalars(select(TicketRow).where(TicketRow.uid == uid)).one().solution = ""
    assert found(office) == {NO_SOLUTION: 1}


def test_a_period_is_closed_at_zero(office):
    office.ticket(office.customer(), Did(10), outcome="goodwill")
    close_period(office.ctx, FIRST, LAST)
    only, = list_periods(office.ctx)
    assert (only.first, only.last, only.left_open, only.closed_by) == (FIRST, LAST, {}, "Anna")


def test_a_period_with_something_open_is_not_closed_without_a_reason(office):
    office.ticket(office.customer(), Did(10))
    with refused("period.open"):
        close_period(office.ctx, FIRST, LAST)
    close_period(office.ctx, FIRST, LAST, "The customer is in dispute")
    only, = list_periods(office.ctx)
    assert (only.left_open, only.reason) == ({UNBILLED: 1}, "The customer is in dispute")


def test_a_closed_period_is_not_closed_again_unless_it_was_opened(office):
    uid = close_period(office.ctx, FIRST, LAST)
    with refused("period.closed"):
        close_period(office.ctx, LAST, LAST)
    reopen_period(office.ctx, uid)
    close_period(office.ctx, FIRST, LAST)
    assert [period.reopened_at is None for period in list_periods(office.ctx)] == [True, False]


def test_a_period_that_is_not_over_is_not_closed(office):
    with refused("period.not_over"):
        close_period(office.ctx, FIRST, date(2026, 11, 30))


def test_a_period_that_ends_before_it_begins_is_refused(office):
    with refused("billing.period"):
        radar(office.ctx, LAST, FIRST)


def test_a_ticket_that_is_closed_leaves_the_undecided(office):
    uid = office.ticket(office.customer(), Did(10), outcome=None)
    close_ticket(office.ctx, uid, None, Closing("warranty", "Done"))
    assert found(office) == {}
