"""Documents about midnight of New Year's Eve: day, number and counter are those of the company's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.documents import get_document
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.care.verify import verify_store
from tests.services.billing.office import EXACT, Did, only


def issued(office, clock, customer, at):
    """The invoice of a customer's October, made at this instant."""
    clock.instant = at
    number, = issue_all(office.ctx, office.propose(only(customer))).numbers
    return get_document(office.ctx, number)


def test_each_year_counts_anew_from_midnight_on_without_a_gap(office, clock):
    for customer in ("20001", "20002", "20003"):
        office.ticket(office.customer(customer, **EXACT), Did(20))
    last = issued(office, clock, "20001", datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC))
    first = issued(office, clock, "20002", datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC))
    second = issued(office, clock, "20003", datetime(2027, 1, 1, 0, 0, 0, tzinfo=UTC))
    assert [(each.number, each.date) for each in (last, first, second)] == [
        ("RE-2026-00001", date(2026, 12, 31)), ("RE-2027-00001", date(2027, 1, 1)),
        ("RE-2027-00002", date(2027, 1, 1))]
    assert cancel_document(office.ctx, "RE-2026-00001") == "ST-2027-00001"
    assert verify_store(office.ctx) == []
