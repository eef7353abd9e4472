"""A day at the desk: what waits in the morning, and what of the calls nobody has accounted for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hotline_desk.core.settings import Settings
from hotline_desk.services.calls.handling import correct_end, take_call
from hotline_desk.services.calls.record import close_open_calls
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import resubmit_ticket
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.services.views.start import start_view
from tests.stories.telephone import MUSTER, STRANGER, Telephone


def unaccounted(ctx: Context) -> list[str]:
    return [row.uid for row in journal(ctx, JournalFilter(unaccounted=True))]


def test_an_answered_call_without_a_ticket_is_unaccounted_until_somebody_has_one(ctx, muster):
    by_hand = replace(ctx, settings=Settings({"calls.ticket_when": "hand"}))
    call = Telephone(by_hand).ring(MUSTER).answer()
    assert not unaccounted(ctx), "while they talk nothing is missing yet"
    ctx.clock.advance(minutes=3)
    call.hang_up()
    assert unaccounted(ctx) == [call.uid]
    take_call(ctx, call.uid)
    assert not unaccounted(ctx)


def test_a_call_without_a_known_end_is_unaccounted_until_it_is_corrected(ctx, line, muster):
    call = line.ring(MUSTER).answer()
    take_call(ctx, call.uid)
    ctx.clock.advance(minutes=9)
    close_open_calls(ctx, "fritzbox://box")
    assert unaccounted(ctx) == [call.uid]
    correct_end(ctx, call.uid, ctx.clock.now())
    assert not unaccounted(ctx)


def test_a_missed_call_asks_to_be_called_back_and_is_no_gap_in_billing(ctx, line):
    line.ring(STRANGER).hang_up()
    assert not unaccounted(ctx)


def test_the_morning_shows_what_is_late_what_is_for_today_and_who_called_in_vain(ctx, bert, line):
    late = create_ticket(ctx, {"subject": "Rückruf"})
    today = create_ticket(ctx, {"subject": "Drucker"})
    later = create_ticket(ctx, {"subject": "Umzug"})
    create_ticket(bert, {"subject": "Berts Vorgang"})
    resubmit_ticket(ctx, late, datetime.fromisoformat("2026-11-02T10:30"), "")
    resubmit_ticket(ctx, later, datetime.fromisoformat("2026-11-09T09:00"), "")
    ctx.clock.advance(hours=2)
    line.ring(STRANGER).hang_up()
    line.ring(STRANGER).hang_up()
    view = start_view(ctx)
    assert (view.open, view.mine, view.overdue, view.calls_today, view.missed_count) == (4, 3, 1, 2, 1)
    assert [row.uid for row in view.late] == [late]
    assert [row.uid for row in view.today] == [today]
    assert [row.count for row in view.missed] == [2]
