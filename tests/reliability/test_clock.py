"""The machine's clock is set back or jumps during work: nothing takes less than no time."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from hotline_desk.domain.articles import Article
from hotline_desk.services.articles import save_article
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.calls.record import close_open_calls
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket, end_own_after_call
from hotline_desk.services.tickets.worklogs import start_worklog, stop_worklog
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.services.views.ticket import ticket_view
from tests import builders

SOLVED = Closing("charge", "Geht wieder")


@pytest.mark.parametrize("set_back_before", ["answered", "ended"])
def test_a_call_during_which_the_clock_was_set_back_lasts_no_negative_time(ctx, set_back_before):
    customer = builders.address(ctx, "Muster GmbH", builders.MUSTER)
    save_article(ctx, Article("", "SUP", "Support", "hour", 950_000, 1900))
    call = builders.ring(ctx).call_uid or ""
    if set_back_before == "answered":
        ctx.clock.advance(hours=-1)
    builders.answer(ctx)
    ticket = take_call(ctx, call)
    if set_back_before == "ended":
        ctx.clock.advance(hours=-1)
    builders.hang_up(ctx)
    close_ticket(ctx, builders.about(ctx, ticket), None, SOLVED)
    row, = journal(ctx, JournalFilter())
    worklog, = ticket_view(ctx, ticket).worklogs
    assert (row.outcome, row.duration_seconds, worklog.raw_seconds) == ("answered", 0, 0)
    assert row.rang_at <= row.answered_at
    assert ticket_view(ctx, ticket).address_name == "Muster GmbH"
    draft, = propose(ctx, BillingRequest(date(2026, 11, 1), date(2026, 11, 30))).drafts
    assert (draft.net_cents, draft.carried) == (0, True)  # shown, and no invoice comes of it
    assert (verify_store(ctx), bool(customer)) == ([], True)


def test_the_source_knows_better_how_long_a_call_was_than_a_clock_that_was_set_back(ctx):
    builders.ring(ctx)
    builders.answer(ctx)
    ctx.clock.advance(hours=-1)
    builders.hang_up(ctx, duration_s=95)
    row, = journal(ctx, JournalFilter())
    assert row.duration_seconds == 95
    assert ticket_view(ctx, row.ticket_uid).worklogs[0].raw_seconds == 95


@pytest.mark.parametrize("end", ["stop", "close", "idle"])
def test_a_clock_that_runs_while_the_time_is_set_back_ends_where_it_began(ctx, end):
    ticket = create_ticket(ctx, {"subject": "Drucker"})
    uid = start_worklog(ctx, ticket, after_call=end == "idle")
    ctx.clock.advance(minutes=-30)
    if end == "stop":
        stop_worklog(ctx, uid)
    elif end == "close":
        close_ticket(ctx, ticket, None, SOLVED)
    else:
        end_own_after_call(ctx)
    worklog, = ticket_view(ctx, ticket).worklogs
    assert (worklog.raw_seconds, worklog.running) == (0, False)
    assert verify_store(ctx) == []


def test_calls_given_up_after_the_clock_was_set_back_end_where_they_began(ctx):
    builders.ring(ctx)
    builders.answer(ctx)
    ctx.clock.advance(hours=-2)
    close_open_calls(ctx, "box")
    row, = journal(ctx, JournalFilter())
    assert (row.outcome, row.duration_seconds) == ("unknown_end", 0)
    assert verify_store(ctx) == []


def test_a_ticket_saved_after_the_clock_was_set_back_keeps_the_order_of_its_history(ctx):
    ticket = create_ticket(ctx, {"subject": "Drucker"})
    before = ctx.clock.now()
    ctx.clock.instant = datetime.fromisoformat("2026-11-02T08:00:00+00:00")
    close_ticket(ctx, ticket, None, SOLVED)
    view = ticket_view(ctx, ticket)
    assert (view.state, view.created_at, [note.act for note in view.notes]) == ("closed", before, ["close"])
    assert verify_store(ctx) == []
