"""What the lists hold, on both databases."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event as sql_event

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import Team
from hotline_desk.domain.billing.corrections import credited
from hotline_desk.domain.callbacks import Callback
from hotline_desk.domain.called_numbers import CalledNumber
from hotline_desk.services.access import open_context, save_team
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.corrections import correct_lines
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls.callbacks import finish_callback, remove_callback, save_callback
from hotline_desk.services.calls.called import save_called_number
from hotline_desk.services.tickets.capture import save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, edit_worklog, remove_worklog, start_worklog
from hotline_desk.services.views.listings import ListFilter, entries, entry_of_uid, proposed
from hotline_desk.services.views.listings.values import (
    ListedAddress,
    ListedCall,
    ListedCallback,
    ListedDocument,
    ListedLine,
    ListedTicket,
    ListedWorklog,
)
from tests.builders import MUSTER, address, answered_call, article, contract, hang_up, ring, solved, ticket, user, work
from tests.store_fixtures import NOW

DAY = NOW.date()


def listed(ctx, subject, limit=None, **wanted):
    return list(entries(ctx, subject, ListFilter(**wanted), limit))


def names(kind):
    return [f.metadata.get("name", f.name) for f in fields(kind)]


@pytest.mark.parametrize(("kind", "expected"), [
    (ListedCall, "id uid feed call_id direction state outcome caller_number number_state caller_name called_number"
                 " extension rang_at answered_at ended_at duration_seconds address_number ticket_number line queue menu"
                 " guessed"),
    (ListedCallback, "uid state number contact address_number ticket_number due_at due_local due_zone agent team note"
                     " made_at done_at"),
    (ListedTicket, "uid number kind channel state priority subject address_number address_name contact caller_number"
                   " agent team created_at resubmit_at closed_at call_seconds work_seconds outcome billing"
                   " document_numbers"),
    (ListedWorklog, "uid ticket_number kind agent raw_start raw_end raw_seconds start end article quantity text"
                    " billable document_number"),
    (ListedDocument, "number kind state address_number date period_from period_to net tax gross open lines"
                     " discounts quotas carried"),
    (ListedLine, "position article text raw_seconds billed_seconds quantity unit price net tax_rate kind segment"
                 " surcharge discount discount_amount quota_seconds service_from service_to late_month corrects"),
    (ListedAddress, "number name roles phones emails contracts"),
])
def test_programs_find_the_fields_they_rely_on(kind, expected):
    assert names(kind) == expected.split()


def test_an_answered_call_is_listed_with_customer_and_ticket(ctx, clock):
    address(ctx, "Muster GmbH", "030 1234567", number="4711")
    answered_call(ctx, seconds=90, extension="11")
    only, = listed(ctx, "calls")
    assert (only.state, only.outcome, only.caller_number, only.duration_seconds) == ("ended", "answered", MUSTER, 90)
    assert (only.address_number, only.ticket_number, only.extension) == ("4711", "2026-00001", "11")
    assert (only.rang_at, only.caller_name) == (clock.now(), None)


def test_a_missed_call_has_no_ticket_number(ctx):
    ring(ctx)
    hang_up(ctx)
    only, = listed(ctx, "calls")
    assert (only.outcome, only.duration_seconds, only.answered_at, only.ticket_number) == ("missed", 0, None, None)


def test_the_sums_of_a_ticket_are_those_that_count(ctx):
    uid = ticket(ctx)
    work(ctx, uid, 10, kind="call")
    corrected = work(ctx, uid, 20)
    work(ctx, uid, 3, kind="after_call")
    removed = work(ctx, uid, 40)
    remove_worklog(ctx, removed, "wrong ticket")
    begun = ctx.clock.now() - timedelta(minutes=20)
    edit_worklog(ctx, corrected, None, WorklogEntry("Work", begun, begun + timedelta(minutes=5)), "lunch")
    start_worklog(ctx, uid)
    only, = listed(ctx, "tickets")
    assert (only.call_seconds, only.work_seconds) == (600, 300 + 180)
    logs = listed(ctx, "worklogs")
    assert [(w.raw_seconds, w.kind) for w in logs] == [
        (600, "call"), (1200, "work"), (180, "after_call"), (None, "work")]
    assert logs[1].end - logs[1].start == timedelta(minutes=5)
    assert logs[1].raw_end - logs[1].raw_start == timedelta(minutes=20)


def billing(ctx):
    return [t.billing for t in listed(ctx, "tickets")]


def test_how_far_a_ticket_is_billed_follows_its_work(ctx):
    article(ctx)
    customer = address(ctx)
    uid = solved(ctx, customer, 10, 20)
    solved(ctx, customer, 10, outcome="goodwill")
    ticket(ctx, customer)
    assert billing(ctx) == ["open", "free", "free"]
    number, = issue_all(ctx, propose(ctx, BillingRequest(DAY, DAY))).numbers
    assert billing(ctx) == ["billed", "free", "free"]
    assert [t.document_numbers for t in listed(ctx, "tickets")] == [(number,), (number,), ()]
    work(ctx, uid, 5)
    assert billing(ctx) == ["partly", "free", "free"]
    cancel_document(ctx, number)
    assert billing(ctx) == ["open", "free", "free"]
    assert [t.document_numbers for t in listed(ctx, "tickets")] == [(), (), ()]


def test_an_open_ticket_without_outcome_waits_to_be_billed(ctx):
    work(ctx, ticket(ctx), 10)
    assert billing(ctx) == ["open"]


def test_documents_and_open_items(ctx):
    article(ctx)
    customer = address(ctx, number="4711")
    solved(ctx, customer, 20)
    request = BillingRequest(DAY.replace(day=1), DAY)
    preview = proposed(ctx, propose(ctx, request).drafts[0])
    first, = issue_all(ctx, propose(ctx, request)).numbers
    issued, = listed(ctx, "documents")
    assert preview == replace(issued, number=None, state="draft")
    assert (issued.net, issued.tax, issued.gross, issued.open) == ("31.67", "6.02", "37.69", "37.69")
    assert issued.lines == (ListedLine(1, "SUP", issued.lines[0].text, 1200, 1200, "0.3333", "hour", "95.00",
                                       "31.67", "19", "work", "", "0", "0", "0.00", 0, DAY, DAY, None, None),)
    assert [d.number for d in listed(ctx, "open-items")] == [first]
    cancelled_by = cancel_document(ctx, first)
    assert [(d.number, d.state, d.open, d.gross) for d in listed(ctx, "documents")] == [
        (first, "cancelled", "0.00", "37.69"), (cancelled_by, "final", "0.00", "-37.69")]
    assert listed(ctx, "open-items") == []
    assert [d.number for d in listed(ctx, "documents", state="cancelled")] == [first]
    assert [d.number for d in listed(ctx, "documents", state="final")] == [cancelled_by]
    assert len(listed(ctx, "documents", first=DAY, last=DAY, customer="4711")) == 2
    assert listed(ctx, "documents", last=DAY - timedelta(days=1)) == []


def test_what_a_correction_gave_back_is_not_open(ctx):
    article(ctx)
    customer = address(ctx, number="4711")
    solved(ctx, customer, 20, 40)
    number, = issue_all(ctx, propose(ctx, BillingRequest(DAY, DAY))).numbers
    correct_lines(ctx, number, [credited(1)], "agreed")
    invoice, correction = listed(ctx, "documents")
    assert (invoice.open, correction.open, correction.lines[0].corrects) == ("75.36", "0.00", 1)
    assert [item.open for item in listed(ctx, "open-items")] == ["75.36"]
    correct_lines(ctx, number, [credited(2)], "agreed")
    assert listed(ctx, "open-items") == []


def test_an_address_has_all_its_numbers_mails_and_contracts(ctx):
    article(ctx)
    uid = address(ctx, "Muster GmbH", "030/123 45-67", "62", emails=("info@muster.example",),
                  roles=("supplier", "customer"))
    contract(ctx, uid, NOW, article_number="SUP")
    only, = listed(ctx, "addresses")
    assert set(only.roles) == {"customer", "supplier"}
    assert (only.phones, only.emails) == ((MUSTER, "62"), ("info@muster.example",))
    assert [(c.terms, c.since, c.until) for c in only.contracts] == [("Standard", DAY, None)]


def test_days_are_those_of_the_company(ctx, clock):
    clock.instant = clock.instant.replace(day=31, month=10, hour=23, minute=30)  # 00:30 on 1 November in Berlin
    ring(ctx, "night")
    assert len(listed(ctx, "calls", first=date(2026, 11, 1), last=date(2026, 11, 1))) == 1
    assert listed(ctx, "calls", last=date(2026, 10, 31)) == []


def test_filters_join(ctx):
    customer, bert = address(ctx, number="4711"), user(ctx, "bert")
    team = save_team(ctx, Team("", "Second level", (bert,)))
    wanted = ticket(ctx, customer, agent_uid=bert, team_uid=team)
    ticket(ctx, customer)
    ticket(ctx, agent_uid=bert)
    found = listed(ctx, "tickets", customer="4711", agent="BERT", team="second level", state="open", first=DAY,
                   last=DAY)
    assert [t.uid for t in found] == [wanted]
    assert (found[0].agent, found[0].team) == ("bert", "Second level")


@pytest.mark.parametrize(("wanted", "error"), [
    ({"customer": "1"}, "address.not_found"), ({"agent": "nobody"}, "user.not_found"),
    ({"team": "nowhere"}, "team.not_found")])
def test_a_filter_that_names_what_does_not_exist_is_refused(ctx, wanted, error):
    with pytest.raises(UserError) as refused:
        listed(ctx, "tickets", **wanted)
    assert refused.value.id == error


def test_a_limit_takes_the_newest_in_their_order(ctx):
    for n in range(5):
        ticket(ctx, subject=str(n))
    assert [t.subject for t in listed(ctx, "tickets", limit=2)] == ["3", "4"]
    assert [t.subject for t in listed(ctx, "tickets", limit=9)] == ["0", "1", "2", "3", "4"]


def test_pages_lose_and_double_nothing(ctx):
    for n in range(7):
        ticket(ctx, subject=str(n))
    for size in (1, 2, 7, 100):
        assert [t.subject for t in entries(ctx, "tickets", page=size)] == [str(n) for n in range(7)]


def test_a_page_costs_as_many_queries_however_long_it_is(ctx):
    article(ctx)
    customer = address(ctx, "Muster GmbH", "030 1234567")
    counts = []
    for size in (2, 12):
        for n in range(size):
            answered_call(ctx, f"{size}-{n}")
            solved(ctx, customer, 10)
        asked = []
        sql_event.listen(ctx.store.engine, "before_cursor_execute", lambda *a, asked=asked: asked.append(a[2]))
        for subject in ("addresses", "calls", "tickets", "worklogs", "documents"):
            listed(ctx, subject)
        counts.append(len(asked))
    assert counts[1] <= 2 * counts[0]


def test_one_record_is_read_as_it_is_listed(ctx):
    uid = ticket(ctx, subject="Printer")
    close_ticket(ctx, uid, save_ticket(ctx, uid, None, {"priority": "high"}), Closing("internal"))
    assert entry_of_uid(ctx, "tickets", uid) == listed(ctx, "tickets")[0]
    assert entry_of_uid(ctx, "tickets", "nothing") is None


def test_a_list_needs_its_permission(ctx):
    user(ctx, "bert")
    bert = open_context(ctx.store, None, "bert", clock=ctx.clock)
    with pytest.raises(UserError) as refused:
        listed(bert, "documents")
    assert refused.value.id == "permission.denied"


def test_callbacks_are_listed_by_day_person_and_state(ctx, clock):
    bert = user(ctx, "bert")
    customer = address(ctx, "Muster GmbH", "030 1234567", number="4711")
    noon = datetime.fromisoformat("2026-11-02T12:00")
    first = save_callback(ctx, Callback("030 1234567", noon, contact_name="Elif", address_uid=customer, user_uid=bert))
    second = save_callback(ctx, Callback("030 7654321", noon + timedelta(days=1)))
    finish_callback(ctx, second)
    assert [c.uid for c in listed(ctx, "callbacks")] == [first, second]
    one = listed(ctx, "callbacks", state="open")[0]
    assert (one.state, one.number, one.contact, one.address_number, one.agent, one.due_local, one.due_zone) == (
        "open", MUSTER, "Elif", "4711", "bert", "2026-11-02T12:00", "Europe/Berlin")
    assert [c.uid for c in listed(ctx, "callbacks", state="done")] == [second]
    assert [c.uid for c in listed(ctx, "callbacks", first=DAY, last=DAY)] == [first]
    assert [c.uid for c in listed(ctx, "callbacks", agent="bert")] == [first]
    assert [c.uid for c in listed(ctx, "callbacks", customer="4711")] == [first]
    remove_callback(ctx, first)
    assert [c.uid for c in listed(ctx, "callbacks")] == [second]
    assert [c.uid for c in listed(ctx, "callbacks", state="removed")] == [first]


def test_a_call_is_listed_with_its_line_its_queue_and_that_it_was_guessed(ctx):
    save_called_number(ctx, CalledNumber("Hotline VPN", code="030 901820"))
    address(ctx, "Stadtwerke", "+49 711 5550-0", number="4711")
    ring(ctx, caller_number="+497115550123", called_number="+4930901820", queue="vpn", menu="2")
    call = listed(ctx, "calls")[0]
    assert (call.line, call.queue, call.menu, call.guessed, call.address_number) == (
        "Hotline VPN", "vpn", "2", True, "4711")
