"""A company's data from another system, on both databases."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.services.access import list_users
from hotline_desk.services.addresses import get_address, keep_number, search_addresses
from hotline_desk.services.articles import list_articles
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.contracts import list_calendars, list_contracts, list_terms
from hotline_desk.services.importing import import_company
from hotline_desk.services.importing.company import read_company
from hotline_desk.services.importing.masters import Tally
from hotline_desk.services.importing.schema import Mistakes
from hotline_desk.services.tickets.capture import reopen_ticket, save_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, edit_worklog, remove_worklog
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids
from hotline_desk.services.views.listings import entries
from hotline_desk.store.contracts import CalendarRow
from hotline_desk.store.tickets import WorklogRow

COMPANY = {
    "articles": [{"number": "SUP", "name": "Telefonsupport", "unit": "hour", "price": "95.00", "tax_rate": "19"}],
    "calendars": [{"name": "Buero", "zone": "Europe/Berlin", "hours": {"mon": ["08:00-18:00"]}, "holidays": "DE-BY",
                   "surcharges": {"outside": "50", "holiday": "100"},
                   "bands": [{"name": "Nacht", "days": ["mon"], "from": "20:00", "to": "06:00", "percent": "75"}]}],
    "terms": [{"name": "Standard", "article": "SUP", "first": 900, "next": 900, "minimum": 0, "grace": 0,
               "scope": "worklog", "calendar": None, "quota_minutes": 0, "quota_basis": "billed",
               "quota_factor_outside": "1", "carry_over_months": 0, "monthly_fee": "0.00", "prices": {"SUP": "95.00"}}],
    "addresses": [{"number": "10001", "name": "Muster GmbH", "roles": ["customer"], "business": True,
                   "street": "Hauptstr. 1", "postcode": "10115", "city": "Berlin", "country": "DE", "vat_id": None,
                   "phones": ["030/123 45-67"], "emails": ["info@muster.example"],
                   "contracts": [{"terms": "Standard", "from": "2026-01-01", "to": None}]}],
    "tickets": [{"ref": "A-1", "address": "10001", "channel": "phone", "subject": "Drucker", "caller": "+49301234567",
                 "state": "closed", "agent": "agent1",
                 "worklogs": [{"kind": "call", "start": "2026-10-05T09:00:00+02:00", "end": "2026-10-05T09:04:00+02:00",
                               "article": "SUP", "quantity": None, "text": "Telefonat", "billable": True,
                               "agent": "agent1"}]}],
}
OCTOBER = BillingRequest(date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture
def company():
    return deepcopy(COMPANY)


def take(ctx, content) -> Tally:
    return import_company(ctx, content if isinstance(content, bytes) else json.dumps(content).encode())


def mistakes(ctx, content) -> list[str]:
    with pytest.raises(UserError) as wrong:
        take(ctx, content)
    assert wrong.value.id == "import.wrong"
    lines = str(wrong.value.values["mistakes"]).splitlines()
    assert wrong.value.values["count"] == len(lines)
    return lines


def rows(ctx):
    """How many rows there are in every table that matters."""
    tables = ("article", "calendar", "terms", "terms_version", "terms_price", "address", "address_role", "phone",
              "email", "contract", "ticket", "worklog", "user_account", "search_text")
    with ctx.store.read() as session:
        return {table: session.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables}


def tickets(ctx):
    return list(entries(ctx, "tickets"))


def worklogs(ctx):
    return list(entries(ctx, "worklogs"))


def change(ctx, company, **fields):
    """The same file again, with other fields of the only ticket's only measure."""
    company["tickets"][0]["worklogs"][0].update(fields)
    return take(ctx, company)


def test_the_whole_company_is_taken_over(ctx, company):
    assert take(ctx, company) == Tally(made=5)
    only, = list_articles(ctx)
    assert (only.number, only.unit, only.price_e4, only.tax_rate_bp) == ("SUP", "hour", 950_000, 1900)
    terms, = list_terms(ctx)
    assert (terms.first, terms.next, terms.article_number, terms.prices) == (900, 900, "SUP", {"SUP": 950_000})
    assert list_calendars(ctx) == ["Buero"]
    with ctx.store.read() as session:
        calendar = session.scalars(select(CalendarRow)).one()
    assert (json.loads(calendar.hours), calendar.holidays) == ({"mon": ["08:00-18:00"]}, "DE-BY")
    assert json.loads(calendar.bands)[0]["percent"] == "75"
    customer = get_address(ctx, search_addresses(ctx, "muster")[0].uid)
    assert (customer.number, customer.city, [p.e164 for p in customer.phones]) == ("10001", "Berlin", ["+49301234567"])
    contract, = list_contracts(ctx)
    assert (contract.terms, contract.valid_from, contract.valid_to) == ("Standard", date(2026, 1, 1), None)
    assert [(u.login, u.role) for u in list_users(ctx) if u.login != "anna"] == [("agent1", "agent")]
    ticket, = tickets(ctx)
    assert (ticket.number, ticket.state, ticket.outcome, ticket.agent) == ("2026-00001", "closed", "charge", "agent1")
    assert ticket.created_at == datetime(2026, 10, 5, 7, tzinfo=UTC)
    assert ticket.closed_at == datetime(2026, 10, 5, 7, 4, tzinfo=UTC)
    assert verify_store(ctx) == []


def test_the_same_file_again_changes_nothing(ctx, company):
    take(ctx, company)
    before = rows(ctx)
    assert take(ctx, company) == Tally(same=5)
    assert rows(ctx) == before


def test_an_empty_file_is_a_company_without_anything(ctx):
    assert take(ctx, b"{}") == Tally()


def test_a_file_may_have_a_mark_of_its_coding(ctx):
    assert take(ctx, b"\xef\xbb\xbf" + json.dumps(COMPANY).encode()) == Tally(made=5)


def test_what_a_file_does_not_speak_of_stays(ctx, company):
    take(ctx, company)
    assert take(ctx, {"addresses": [{"number": "10001", "name": "Muster AG"}]}) == Tally(changed=1)
    only, = entries(ctx, "addresses")
    assert (only.name, only.phones, only.emails) == ("Muster AG", ("+49301234567",), ("info@muster.example",))
    assert len(only.contracts) == 1


def test_a_calendar_is_changed_only_where_the_file_says_something(ctx, company):
    take(ctx, company)
    assert take(ctx, {"calendars": [{"name": "Buero", "holidays": None}]}) == Tally(changed=1)
    with ctx.store.read() as session:
        calendar = session.scalars(select(CalendarRow)).one()
    assert (calendar.holidays, calendar.zone, json.loads(calendar.hours)) == (
        "", "Europe/Berlin", {"mon": ["08:00-18:00"]})
    assert len(json.loads(calendar.bands)) == 1


def test_everything_can_be_changed_by_the_file(ctx, company):
    take(ctx, company)
    company["articles"][0]["price"] = "100.5"
    company["terms"][0]["first"] = 60
    company["calendars"][0]["hours"] = {"sun": ["10:00-12:00"]}
    company["addresses"][0]["phones"] = ["030 7654321"]
    company["addresses"][0]["contracts"][0]["to"] = "2026-12-31"
    company["tickets"][0]["subject"] = "Scanner"
    before = rows(ctx)
    assert take(ctx, company) == Tally(changed=5)
    after = rows(ctx)
    assert after == {**before, "phone": before["phone"] + 1}  # the old number stays, marked as removed
    assert list_articles(ctx)[0].price_e4 == 1_005_000
    assert list_terms(ctx)[0].first == 60
    assert list_contracts(ctx)[0].valid_to == date(2026, 12, 31)
    assert tickets(ctx)[0].subject == "Scanner"
    assert archive_ids(ctx, ArchiveFilter("scanner")) != []
    assert archive_ids(ctx, ArchiveFilter("drucker")) == []
    assert verify_store(ctx) == []


def test_what_people_added_here_stays(ctx, company):
    take(ctx, company)
    keep_number(ctx, search_addresses(ctx, "muster")[0].uid, "0171 1234567", "mobile")
    del company["addresses"][0]["phones"]
    company["addresses"][0]["name"] = "Muster AG"
    take(ctx, company)
    assert "+491711234567" in next(entries(ctx, "addresses")).phones


def test_a_further_contract_and_a_further_measure_are_added(ctx, company):
    take(ctx, company)
    company["addresses"][0]["contracts"][0]["to"] = "2026-12-31"
    company["addresses"][0]["contracts"].append({"terms": "Standard", "from": "2027-01-01"})
    company["tickets"][0]["worklogs"].append(
        {"kind": "work", "start": "2026-10-05T10:00:00+02:00", "end": "2026-10-05T10:30:00+02:00"})
    for _ in range(2):
        take(ctx, company)
    assert len(list_contracts(ctx)) == 2
    assert [(w.kind, w.agent, w.raw_seconds) for w in worklogs(ctx)] == [
        ("call", "agent1", 240), ("work", "agent1", 1800)]


def test_other_times_stand_beside_the_raw_ones(ctx, company):
    take(ctx, company)
    raw = worklogs(ctx)[0]
    change(ctx, company, end="2026-10-05T09:10:00+02:00")
    only, = worklogs(ctx)
    assert (only.raw_start, only.raw_end, only.raw_seconds) == (raw.raw_start, raw.raw_end, 240)
    assert (only.end - only.start).total_seconds() == 600
    assert change(ctx, company, end="2026-10-05T09:10:00+02:00").changed == 0
    change(ctx, company, end="2026-10-05T09:04:00+02:00")
    only, = worklogs(ctx)
    assert (only.end - only.start).total_seconds() == 240


def test_a_begin_that_moved_is_the_same_measure(ctx, company):
    take(ctx, company)
    change(ctx, company, start="2026-10-05T08:59:00+02:00")
    only, = worklogs(ctx)
    assert (only.end - only.start).total_seconds() == 300


def test_a_correction_made_here_is_not_undone(ctx, company):
    take(ctx, company)
    only, = worklogs(ctx)
    edit_worklog(ctx, only.uid, None, WorklogEntry("Telefonat", only.start, only.start.replace(minute=2),
                                                   article_number="SUP"), "put aside")
    assert take(ctx, company).changed == 0
    assert (worklogs(ctx)[0].end - worklogs(ctx)[0].start).total_seconds() == 120


def test_a_measure_removed_here_does_not_come_back(ctx, company):
    take(ctx, company)
    remove_worklog(ctx, worklogs(ctx)[0].uid, "not ours")
    assert take(ctx, company).changed == 0
    assert worklogs(ctx) == []


def test_two_equal_measures_stay_two(ctx, company):
    company["tickets"][0]["worklogs"] *= 2
    take(ctx, company)
    take(ctx, company)
    assert len(worklogs(ctx)) == 2


def test_billed_work_stays_untouched(ctx, company):
    take(ctx, company)
    number, = issue_all(ctx, propose(ctx, OCTOBER)).numbers
    assert take(ctx, company) == Tally(same=5)
    company["tickets"][0]["worklogs"][0]["end"] = "2026-10-05T09:30:00+02:00"
    assert mistakes(ctx, company) == [
        f"tickets[0].worklogs[0]: Diese Maßnahme steht auf dem Beleg {number}. Stornieren Sie zuerst den Beleg."]
    cancel_document(ctx, number)
    assert take(ctx, company).changed == 1


@pytest.mark.parametrize("fields", [{"address": "10002"}, {"outcome": "goodwill"}])
def test_a_billed_ticket_keeps_customer_and_outcome(ctx, company, fields):
    company["addresses"].append({"number": "10002", "name": "Andere GmbH"})
    take(ctx, company)
    issue_all(ctx, propose(ctx, OCTOBER))
    company["tickets"][0].update(fields)
    line, = mistakes(ctx, company)
    assert line.startswith("tickets[0]: ")


def test_a_ticket_is_closed_and_opened_by_the_file(ctx, company):
    company["tickets"][0]["state"] = "open"
    take(ctx, company)
    assert [(t.state, t.outcome, t.closed_at) for t in tickets(ctx)] == [("open", None, None)]
    company["tickets"][0].update(state="closed", outcome="warranty")
    take(ctx, company)
    only, = tickets(ctx)
    assert (only.state, only.outcome, only.closed_at) == ("closed", "warranty", datetime(2026, 10, 5, 7, 4, tzinfo=UTC))
    company["tickets"][0]["state"] = "open"
    del company["tickets"][0]["outcome"]
    take(ctx, company)
    assert [(t.state, t.outcome, t.closed_at) for t in tickets(ctx)] == [("open", None, None)]
    assert verify_store(ctx) == []


def test_a_ticket_begun_here_is_not_made_new_again(ctx, company):
    company["tickets"][0]["state"] = "new"
    take(ctx, company)
    assert tickets(ctx)[0].state == "new"
    uid = tickets(ctx)[0].uid
    save_ticket(ctx, uid, None, {"request": "begun"})
    assert take(ctx, company).changed == 0
    assert tickets(ctx)[0].state == "open"
    reopen_ticket(ctx, uid)


def test_things_without_time_have_a_quantity(ctx, company):
    company["articles"].append({"number": "KM", "name": "Anfahrt", "unit": "kilometre", "price": "0.60"})
    company["tickets"][0]["worklogs"] = [{"kind": "work", "article": "KM", "quantity": "37", "text": "Anfahrt"}]
    take(ctx, company)
    take(ctx, company)
    only, = worklogs(ctx)
    assert (only.quantity, only.article, only.start, only.raw_seconds) == ("37", "KM", None, None)


def test_tickets_of_two_years_have_numbers_of_their_years(ctx, company):
    older = deepcopy(company["tickets"][0])
    older["ref"] = "A-0"
    older["worklogs"][0].update(start="2025-12-31T23:30:00+00:00", end="2025-12-31T23:40:00+00:00")
    company["tickets"].append(older)
    take(ctx, company)
    assert [t.number for t in tickets(ctx)] == ["2026-00001", "2026-00002"]  # 00:30 in Berlin is the next year


def test_every_mistake_is_named_with_its_place_and_nothing_is_stored(ctx, company):
    before = rows(ctx)
    company["extra"] = []
    company["articles"][0]["price"] = "95,00"
    company["articles"].append({"number": "SUP", "unit": "stone"})
    company["terms"][0].update(first=0, calendar="none", prices={"NOPE": "1"})
    company["addresses"][0].update(phones=["none"], emails=["none"], country="Germany", colour="red")
    company["addresses"][0]["contracts"][0].update(terms="Nope", to="2025-01-01")
    company["tickets"][0].update(address="4711", state="resubmitted", caller=5)
    company["tickets"][0]["worklogs"][0].update(start="2026-10-05T09:00:00", quantity="x", billable="yes", article="Z")
    company["tickets"].append("nonsense")
    assert sorted(line.partition(": ")[0] for line in mistakes(ctx, company)) == sorted([
        "extra", "articles[0].price", "articles[1].name", "articles[1].unit", "articles[1].price", "articles[1].number",
        "terms[0].first", "terms[0].calendar", "terms[0].prices.NOPE", "addresses[0].phones[0]",
        "addresses[0].emails[0]", "addresses[0].country", "addresses[0].colour", "addresses[0].contracts[0].terms",
        "addresses[0].contracts[0].to", "tickets[0].address", "tickets[0].state", "tickets[0].caller",
        "tickets[0].worklogs[0].start", "tickets[0].worklogs[0].quantity", "tickets[0].worklogs[0].billable",
        "tickets[0].worklogs[0].article", "tickets[1]"])
    assert rows(ctx) == before


@pytest.mark.parametrize(("content", "place"), [
    (b"", "-"), (b"{", "-"), (b"\xff\xfe", "-"), (b"[]", "-"), (b'{"articles": {}}', "articles"),
    (b'{"articles": [NaN]}', "-"), (b"[" * 100_000, "-"), (b'{"tickets": [{"ref": "\\ud800"}]}', "tickets[0].ref"),
    (b'{"tickets": [{"ref": ""}]}', "tickets[0].ref"), (b'{"tickets": [{}]}', "tickets[0].ref"),
    (b'{"articles": [{"number": "A", "name": "A", "unit": "hour", "price": 1e99}]}', "articles[0].price"),
    (b'{"addresses": [{"number": "1", "name": "A", "phones": "030 1"}]}', "addresses[0].phones"),
    (b'{"tickets": [{"ref": "1", "worklogs": [{"kind": "work", "agent": "a"}]}]}', "tickets[0].worklogs[0].start"),
    (b'{"tickets": [{"ref": "1", "worklogs": [{"kind": "work", "quantity": "1"}]}]}', "tickets[0].worklogs[0].agent"),
    (b'{"calendars": [{"name": "A", "zone": "Mars/Olympus"}]}', "calendars[0].zone"),
    (b'{"calendars": [{"name": "A", "hours": {"mon": ["8-18"]}}]}', "calendars[0].hours.mon[0]"),
])
def test_what_cannot_be_read_is_a_mistake_with_a_place(ctx, content, place):
    line, = mistakes(ctx, content)
    assert line.startswith(f"{place}: ")


NONSENSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(
        ["2026-10-05", "2026-10-05T09:00:00+02:00", "95.00", "SUP", "DE", "030 123456"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["articles", "terms", "addresses", "tickets", "calendars", "number", "name", "unit", "price", "ref", "worklogs",
         "contracts", "phones", "hours", "bands", "prices", "kind", "start", "end", "from", "to", "@"]), inner,
        max_size=4),
    max_leaves=12)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(NONSENSE)
def test_no_nonsense_gets_further_than_the_check(content):
    found = Mistakes()
    read_company(json.dumps(content).encode(), NumberPlan("DE", "030"), found)
    assert all(mistake.place and mistake.sentence for mistake in found.found)


def test_numbers_may_be_bare(ctx):
    take(ctx, b'{"articles": [{"number": "A", "name": "A", "unit": "hour", "price": 95.5, "tax_rate": 7}]}')
    only, = list_articles(ctx)
    assert (only.price_e4, only.tax_rate_bp) == (955_000, 700)


def test_more_than_fits_into_one_part_is_taken_over_in_several(ctx):
    content = {
        "addresses": [{"number": str(n), "name": f"Customer {n}"} for n in range(700)],
        "tickets": [{"ref": f"R-{n}", "address": str(n), "agent": "Bert", "state": "closed", "worklogs": [
            {"kind": "work", "start": "2026-10-05T09:00:00+02:00", "end": "2026-10-05T09:04:00+02:00"}]}
            for n in range(600)]}
    assert take(ctx, content) == Tally(made=1300)
    assert take(ctx, content) == Tally(same=1300)
    assert [t.number for t in tickets(ctx)][-1] == "2026-00600"
    with ctx.store.read() as session:
        assert len(session.scalars(select(WorklogRow.id)).all()) == 600


def test_only_who_cares_for_the_data_may_import(ctx, company):
    from hotline_desk.services.access import open_context

    take(ctx, company)
    agent = open_context(ctx.store, None, "agent1", clock=ctx.clock)
    with pytest.raises(UserError) as refused:
        take(agent, company)
    assert refused.value.id == "permission.denied"
