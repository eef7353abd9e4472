"""What agents see of numbers, and what is forgotten, on both databases."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text

from hotline_desk.domain.callbacks import Callback
from hotline_desk.services.access import open_context, write_setting
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls import forgetting
from hotline_desk.services.calls.callbacks import finish_callback, save_callback
from hotline_desk.services.calls.forgetting import purge_calls
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.calls.intake import Intake
from hotline_desk.services.calls.privacy import cut, number_to_call
from hotline_desk.services.calls.record import record
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.views.archive import ArchiveFilter, archive_count
from hotline_desk.services.views.callbacks import CallbackFilter, callbacks
from hotline_desk.services.views.customer import customer
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.services.views.listings import ListFilter, entries
from hotline_desk.services.views.missed import missed_calls
from hotline_desk.services.views.popup import call_popup
from hotline_desk.store.calls.callbacks import CallbackRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.changes import ChangeRow, verify_chain
from hotline_desk.store.tickets import TicketRow
from tests.builders import MUSTER, about, address, answer, article, event, hang_up, ring, user


@pytest.fixture
def agent(ctx):
    """Bert's desk, as the company's settings are by then."""
    user(ctx, "bert")
    return lambda: open_context(ctx.store, None, "bert", clock=ctx.clock)


def missed(ctx, call_id="1", **more):
    ring(ctx, call_id, caller_raw="030 1234567", caller_name="Elif", **more)
    return hang_up(ctx, call_id, **more).call_uid


def talk(ctx, outcome, call_id="1"):
    """An answered call with its closed ticket; the call's uid."""
    ring(ctx, call_id, caller_name="Elif")
    call = answer(ctx, call_id).call_uid
    ctx.clock.advance(minutes=5)
    hang_up(ctx, call_id)
    close_ticket(ctx, about(ctx, take_call(ctx, call)), None, Closing(outcome, "Solved"))
    return call


def row_of(ctx, uid, kind=CallRow):
    with ctx.store.read() as session:
        return session.scalar(select(kind).where(kind.uid == uid))


def forget_after(ctx, days=10, later=11):
    write_setting(ctx, "calls.keep_days", days)
    ctx.clock.advance(minutes=later * 24 * 60)
    return purge_calls(open_context(ctx.store, ctx.local, "anna", clock=ctx.clock))


@pytest.mark.parametrize(("number", "shown"), [
    ("+49 30 1234567", "+49 30 1234…"), ("123", "123"), ("12345", "12…")])
def test_the_last_three_digits_are_cut(number, shown):
    assert cut(number) == shown


@pytest.mark.parametrize(("how", "shown"), [
    ("full", (MUSTER, "030 1234567")), ("cut", (None, "+49 30 1234…")), ("none", (None, ""))])
def test_agents_see_as_much_of_a_number_as_the_company_allows(ctx, agent, how, shown):
    call = missed(ctx)
    write_setting(ctx, "calls.journal_numbers", how)
    row, line = journal(agent(), JournalFilter())[0], missed_calls(agent())[0]
    assert (row.number, row.number_raw) == (line.number, line.number_raw) == shown
    listed = next(iter(entries(agent(), "calls", ListFilter())))
    assert listed.caller_number == (shown[0] or shown[1] or None)
    assert number_to_call(agent(), call) == MUSTER


def test_who_leads_sees_numbers_in_full(ctx):
    missed(ctx)
    write_setting(ctx, "calls.journal_numbers", "none")
    anna = open_context(ctx.store, ctx.local, "anna", clock=ctx.clock)
    assert journal(anna, JournalFilter())[0].number == MUSTER


def test_the_other_ones_number_is_hidden_in_outgoing_calls_and_the_own_is_not(ctx, agent):
    write_setting(ctx, "calls.journal_numbers", "cut")
    record(ctx, event(ctx, "ringing", "o", direction="out", caller_number=None, called_number=MUSTER))
    ring(ctx, "i", called_number="+4930901820")
    incoming, outgoing = sorted(journal(agent(), JournalFilter()), key=lambda row: row.direction)
    assert (outgoing.called_number, outgoing.number_raw) == (None, "+49 30 1234…")
    assert incoming.called_number == "+4930901820"


def test_the_time_line_of_a_customer_hides_them_too(ctx, agent):
    uid = address(ctx, "Muster GmbH", "030 1234567")
    missed(ctx)
    write_setting(ctx, "calls.journal_numbers", "cut")
    assert [entry.title for entry in customer(agent(), uid).timeline if entry.kind == "call"] == ["+49 30 1234…"]


def test_numbers_of_old_missed_calls_are_forgotten(ctx):
    old = missed(ctx)
    assert forget_after(ctx) == 1
    row = row_of(ctx, old)
    assert (row.caller_number, row.caller_raw, row.caller_name, row.purged_at) == (None, "", "", ctx.clock.now())
    assert journal(ctx, JournalFilter())[0].purged


def test_younger_calls_and_a_second_time_change_nothing(ctx):
    missed(ctx)
    assert forget_after(ctx, later=9) == 0
    ctx.clock.advance(minutes=2 * 24 * 60)
    assert purge_calls(ctx) == 1
    assert purge_calls(ctx) == 0


def test_nothing_is_forgotten_unless_the_company_wants_it(ctx):
    missed(ctx)
    ctx.clock.advance(minutes=4000 * 24 * 60)
    assert purge_calls(ctx) == 0


@pytest.mark.parametrize(("outcome", "forgotten"), [
    ("charge", 0), ("goodwill", 0), ("internal", 1), ("wrong_number", 1), ("advertising", 1)])
def test_calls_whose_time_may_still_be_billed_are_kept(ctx, outcome, forgotten):
    talk(ctx, outcome)
    assert forget_after(ctx) == forgotten


def test_calls_on_a_document_are_kept_for_its_statement(ctx):
    article(ctx)
    address(ctx, "Muster GmbH", "030 1234567")
    call = talk(ctx, "charge")
    day = ctx.clock.now().date()
    issue_all(ctx, propose(ctx, BillingRequest(day, day)))
    assert forget_after(ctx) == 0
    assert row_of(ctx, call).caller_number == MUSTER


def test_where_nothing_is_billed_no_call_is_kept_for_it(ctx):
    write_setting(ctx, "module.billing", False)
    call = talk(ctx, "charge")
    assert forget_after(ctx) == 1
    assert row_of(ctx, call).caller_number is None


def test_the_untouched_ticket_of_a_missed_call_and_its_search_forget_the_caller(ctx):
    ticket = call_popup(ctx, missed(ctx)).ticket_uid
    assert row_of(ctx, ticket, TicketRow).caller_number == MUSTER
    forget_after(ctx)
    row = row_of(ctx, ticket, TicketRow)
    assert (row.caller_number, row.contact_name) == (None, "")
    with ctx.store.read() as session:
        assert session.scalars(text("SELECT body FROM search_text")).all() == [""]
    assert verify_store(ctx) == []


def test_a_ticket_somebody_worked_on_keeps_its_caller(ctx):
    call = missed(ctx)
    ticket = take_call(ctx, call)
    forget_after(ctx)
    assert (row_of(ctx, ticket, TicketRow).caller_number, row_of(ctx, call).caller_number) == (MUSTER, None)
    assert archive_count(ctx, ArchiveFilter("030 1234567")) == 1


def test_what_was_dialled_is_forgotten_and_the_own_number_stays(ctx):
    record(ctx, event(ctx, "ringing", "o", direction="out", caller_number="+4930901820", called_number=MUSTER))
    out = record(ctx, event(ctx, "ended", "o", direction="out", called_number=MUSTER)).call_uid
    incoming = missed(ctx, "i", called_number="+4930901820")
    assert forget_after(ctx) == 2
    assert (row_of(ctx, out).called_number, row_of(ctx, incoming).called_number) == (None, "+4930901820")


def test_callbacks_that_are_done_forget_the_number_and_open_ones_keep_it(ctx):
    due = ctx.clock.now().replace(tzinfo=None)
    done, still_open = (save_callback(ctx, Callback("030 1234567", due, contact_name="Elif")) for _ in range(2))
    finish_callback(ctx, done)
    forget_after(ctx)
    assert (row_of(ctx, done, CallbackRow).number, row_of(ctx, done, CallbackRow).contact_name) == ("", "")
    assert [line.uid for line in callbacks(ctx, CallbackFilter()) if line.number == MUSTER] == [still_open]


def test_a_calls_name_that_tells_the_number_is_replaced(ctx):
    ring(ctx, "2026-11-02 301234567 out")
    hang_up(ctx, "2026-11-02 301234567 out")
    plain = missed(ctx, "4711")
    forget_after(ctx)
    with ctx.store.read() as session:
        names = dict(session.execute(select(CallRow.uid, CallRow.call_id)).all())
    assert names.pop(plain) == "4711"
    assert all("1234567" not in name and len(name) == 64 for name in names.values())


def test_the_audit_holds_no_number_of_a_call_and_its_chain_stays_whole(ctx):
    missed(ctx)
    talk(ctx, "internal", "2")
    save_callback(ctx, Callback("030 1234567", ctx.clock.now().replace(tzinfo=None)))
    forget_after(ctx)
    with ctx.store.read() as session:
        told = [part for pair in session.execute(select(ChangeRow.before, ChangeRow.after)) for part in pair if part]
        assert verify_chain(session) == []
    assert not [part for part in told if "1234567" in part or "Elif" in part]
    assert any(json.loads(part).get("caller_number") == "…" for part in told)


def test_many_calls_are_forgotten_in_small_steps(ctx, monkeypatch):
    monkeypatch.setattr(forgetting, "_PAGE", 3)
    for number in range(8):
        missed(ctx, str(number))
    assert forget_after(ctx) == 8


def test_the_desk_forgets_once_a_day(ctx):
    missed(ctx)
    write_setting(ctx, "calls.keep_days", 10)
    intake = Intake(lambda: ctx)
    assert intake.tidy() == 0
    ctx.clock.advance(minutes=11 * 24 * 60)
    assert (intake.tidy(), intake.tidy()) == (1, 0)
