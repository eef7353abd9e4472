"""A day at the desk: what waits in the morning, and what of the calls nobody has accounted for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hotline_desk.core.settings import Settings
from hotline_desk.domain.access import Team
from hotline_desk.services.access import save_team
from hotline_desk.services.calls.handling import correct_end, take_call
from hotline_desk.services.calls.record import close_open_calls
from hotline_desk.services.context import Context
from hotline_desk.services.notices.messages import Message, mark_read, send_message
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import forward_ticket, resubmit_ticket
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.services.views.start import OwnWork, start_view
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


def test_the_start_page_tells_ones_own_work_by_state_and_what_comes_back_today(ctx, bert):
    for day in ("2026-11-02T15:00", "2026-11-09T09:00"):
        resubmit_ticket(ctx, create_ticket(ctx, {"subject": day}), datetime.fromisoformat(day), "")
    create_ticket(ctx, {"subject": "Drucker"})
    create_ticket(bert, {"subject": "Berts"})
    assert start_view(ctx).work == OwnWork(0, 1, 2, 1)
    assert [row.subject for row in start_view(ctx).today] == ["2026-11-02T15:00", "Drucker"]


def test_the_start_page_tells_how_the_teams_stand_ones_own_first(ctx, bert):
    sales = save_team(ctx, Team("", "Vertrieb", (ctx.user.uid,)))
    network = save_team(ctx, Team("", "Netz", (bert.user.uid,)))
    forward_ticket(ctx, create_ticket(ctx, {"subject": "VPN"}), "bitte", team_uid=network)
    forward_ticket(ctx, create_ticket(ctx, {"subject": "Router"}), "bitte", team_uid=network,
                   agent_uid=bert.user.uid)
    found = [(team.uid, team.open, team.nobodys, team.mine) for team in start_view(ctx).teams]
    assert found == [(sales, 0, 0, True), (network, 2, 1, False)]


def test_the_start_page_shows_messages_until_they_are_read(ctx, bert):
    uid = send_message(bert, Message("Rückruf?", user_uid=ctx.user.uid))
    view = start_view(ctx)
    assert view.unread == 1 and [line.text for line in view.messages] == ["Rückruf?"]
    mark_read(ctx, [uid])
    assert not start_view(ctx).messages
