"""A shift is handed over as it was seen, confirmed by whom it was for, and takes along what it should."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from hotline_desk.adapters.documents.pdf_pages import text_of
from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import Team
from hotline_desk.domain.callbacks import Callback
from hotline_desk.domain.notices import Absence
from hotline_desk.domain.shifts import CONFIRMED, TAKEN_BACK, WAITING, ShiftPage, page_text, read_page
from hotline_desk.services.access import save_team, write_setting
from hotline_desk.services.calls.callbacks import finish_callback, get_callback, save_callback
from hotline_desk.services.calls.forgetting import purge_calls
from hotline_desk.services.calls.shifts import confirm_shift, hand_over, take_back_shift
from hotline_desk.services.notices.absences import save_absence
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket, forward_ticket, resubmit_ticket
from hotline_desk.services.tickets.worklogs import start_worklog
from hotline_desk.services.views.shift import shift_page, shifts
from hotline_desk.services.views.shift_paper import shift_pdf, unhanded
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.changes import ChangeRow
from tests.stories.conftest import bert, hire

__all__ = ["bert", "hire"]

TOMORROW = datetime.fromisoformat("2026-11-03T09:00")


@pytest.fixture
def mine(ctx):
    """Anna's ticket, on which her clock runs."""
    uid = create_ticket(ctx, {"subject": "Drucker druckt nicht"})
    start_worklog(ctx, uid, "Treiber")
    return uid


@pytest.fixture
def network(ctx, bert):
    return save_team(ctx, Team("", "Netzwerk", (ctx.user.uid, bert.user.uid)))


def promised(ctx, **values):
    return save_callback(ctx, Callback("030 1234567", TOMORROW, contact_name="Frau Blau", **values))


def handed(ctx, to, along=False, **how):
    """What is Anna's goes to Bert."""
    page = ShiftPage(**{**vars(shift_page(ctx)), "along": along})
    return hand_over(ctx, page, "Kommt um acht wieder", user_uid=to.user.uid, **how)


def problem(function, *args, **kwargs):
    with pytest.raises(UserError) as raised:
        function(*args, **kwargs)
    return raised.value.id


def test_the_page_has_clocks_callbacks_and_tickets(ctx, mine):
    promised(ctx, user_uid=ctx.user.uid, ticket_uid=mine)
    page = shift_page(ctx)
    assert [(clock.ticket_uid, clock.text) for clock in page.clocks] == [(mine, "Treiber")]
    assert [(each.contact, each.own) for each in page.callbacks] == [("Frau Blau", True)]
    assert [(ticket.uid, ticket.own) for ticket in page.tickets] == [(mine, True)]


def test_what_others_have_is_not_on_ones_own_page(ctx, bert, mine):
    promised(ctx, user_uid=ctx.user.uid)
    page = shift_page(bert)
    assert (page.clocks, page.callbacks, page.tickets) == ((), (), ())


def test_what_waits_for_anybody_of_the_team_is_on_the_page_of_its_members(ctx, bert, network, mine):
    forward_ticket(ctx, mine, "", team_uid=network)
    promised(ctx, team_uid=network)
    page = shift_page(bert)
    assert [(ticket.uid, ticket.own) for ticket in page.tickets] == [(mine, False)]
    assert [each.team for each in page.callbacks] == ["Netzwerk"]


def test_the_page_of_a_team_has_what_its_members_have(ctx, bert, network, mine):
    promised(ctx, user_uid=ctx.user.uid)
    page = shift_page(bert, network)
    assert [clock.agent for clock in page.clocks] == ["Anna"]
    assert (len(page.callbacks), [ticket.uid for ticket in page.tickets]) == (1, [mine])


def test_handing_over_ends_the_clocks_and_says_so(ctx, bert, mine, clock):
    clock.advance(minutes=5)
    handed(ctx, bert)
    assert ticket_view(ctx, mine).worklogs[0].raw_end == clock.now()
    assert [each.stopped for each in shifts(bert)[0].page.clocks] == [True]


def test_clocks_go_on_if_that_is_wished(ctx, bert, mine):
    handed(ctx, bert, stop_clocks=False)
    assert ticket_view(ctx, mine).worklogs[0].running


def test_the_page_stays_as_it_was_handed_over(ctx, bert, mine):
    handed(ctx, bert)
    close_ticket(ctx, mine, None, Closing("internal", "Neuer Treiber"))
    assert [ticket.subject for ticket in shifts(bert)[0].page.tickets] == ["Drucker druckt nicht"]


def test_a_person_confirms_and_both_see_it(ctx, bert, mine, clock):
    uid = handed(ctx, bert)
    assert (shifts(bert)[0].to_me, shifts(ctx)[0].to_me, shifts(ctx)[0].state) == (True, False, WAITING)
    clock.advance(minutes=3)
    confirm_shift(bert, uid)
    seen = shifts(ctx)[0]
    assert (seen.state, seen.confirmed_by, seen.confirmed_at) == (CONFIRMED, "Bert", clock.now())
    assert not shifts(bert)[0].to_me


def test_anybody_else_of_the_team_may_confirm_once(ctx, bert, network, hire, mine):
    carl = hire("carl")
    uid = hand_over(ctx, shift_page(ctx), "", team_uid=network)
    assert problem(confirm_shift, carl, uid) == "shift.not_yours"
    assert problem(confirm_shift, ctx, uid) == "shift.not_yours"
    confirm_shift(bert, uid)
    assert problem(confirm_shift, bert, uid) == "shift.settled"
    assert not shifts(carl)


def test_own_tickets_and_callbacks_come_along_at_the_confirmation(ctx, bert, mine):
    promise = promised(ctx, user_uid=ctx.user.uid)
    uid = handed(ctx, bert, along=True)
    assert ticket_view(ctx, mine).fields.agent_uid == ctx.user.uid
    assert confirm_shift(bert, uid) == 2
    view = ticket_view(ctx, mine)
    assert view.fields.agent_uid == bert.user.uid
    assert "Bert" in view.notes[-1].text
    assert get_callback(ctx, promise).user_uid == bert.user.uid


def test_a_resubmission_that_comes_along_keeps_its_date(ctx, bert, mine):
    resubmit_ticket(ctx, mine, TOMORROW, "nachfassen")
    confirm_shift(bert, handed(ctx, bert, along=True))
    view = ticket_view(ctx, mine)
    assert (view.fields.agent_uid, view.resubmit_local) == (bert.user.uid, "2026-11-03T09:00")


def test_what_was_settled_or_given_away_meanwhile_does_not_come_along(ctx, bert, hire, mine):
    carl = hire("carl")
    given = create_ticket(ctx, {"subject": "Anderes"})
    promise = promised(ctx, user_uid=ctx.user.uid)
    uid = handed(ctx, bert, along=True)
    close_ticket(ctx, mine, None, Closing("internal", "Neuer Treiber"))
    save_ticket(ctx, given, None, {"agent_uid": carl.user.uid})
    finish_callback(ctx, promise)
    assert confirm_shift(bert, uid) == 0
    assert ticket_view(ctx, given).fields.agent_uid == carl.user.uid


def test_nothing_comes_along_unless_it_was_said(ctx, bert, mine):
    assert confirm_shift(bert, handed(ctx, bert)) == 0
    assert ticket_view(ctx, mine).fields.agent_uid == ctx.user.uid


def test_a_hand_over_can_be_taken_back_until_it_is_confirmed(ctx, bert, mine):
    uid = handed(ctx, bert)
    assert problem(take_back_shift, bert, uid) == "shift.not_yours"
    take_back_shift(ctx, uid)
    assert (shifts(bert)[0].state, shifts(bert)[0].to_me) == (TAKEN_BACK, False)
    assert problem(confirm_shift, bert, uid) == "shift.settled"


@pytest.mark.parametrize(("to", "id"), [({}, "shift.target_missing"), ("me", "shift.self"), ("alone", "shift.nobody")])
def test_a_shift_goes_to_somebody_else(ctx, to, id):
    if to == "me":
        to = {"user_uid": ctx.user.uid}
    elif to == "alone":
        to = {"team_uid": save_team(ctx, Team("", "Allein", (ctx.user.uid,)))}
    assert problem(hand_over, ctx, shift_page(ctx), "", **to) == id


def test_old_hand_overs_are_no_longer_listed(ctx, bert, clock):
    handed(ctx, bert)
    clock.advance(days=32)
    assert not shifts(bert)


def test_a_page_is_read_as_it_was_kept(ctx, mine):
    promised(ctx, user_uid=ctx.user.uid)
    page = shift_page(ctx)
    assert read_page(page_text(page)) == page


def test_a_page_of_another_version_is_read_too(ctx, mine):
    text = page_text(shift_page(ctx)).replace('"subject"', '"new": 1, "subject"').replace('"own": true', '"more": 2')
    assert read_page(text).tickets[0].subject == "Drucker druckt nicht"


def test_the_paper_says_what_is_left_and_by_whom_it_was_confirmed(ctx, bert, mine):
    promised(ctx, user_uid=ctx.user.uid)
    number = ticket_view(ctx, mine).number
    mine_still = text_of(shift_pdf(ctx, unhanded(ctx, shift_page(ctx))))
    assert number in mine_still and "Frau Blau" in mine_still and "Drucker druckt nicht" in mine_still
    confirm_shift(bert, handed(ctx, bert))
    over = text_of(shift_pdf(ctx, shifts(ctx)[0]))
    assert "Kommt um acht wieder" in over and "Bert" in over


def test_what_is_for_somebody_who_is_away_goes_to_his_deputy_and_says_so(ctx, bert, hire, mine, clock):
    carl, today = hire("carl"), clock.now().date()
    save_absence(ctx, Absence(bert.user.uid, today, today, carl.user.uid))
    uid = handed(ctx, bert)
    given = shifts(carl)[0]
    assert (given.uid, given.receiver, given.to_me) == (uid, "Carl", True)
    assert "Bert" in given.note and "Kommt um acht wieder" in given.note
    assert not shifts(bert)


def test_the_audit_holds_no_caller_of_a_page(ctx, bert, mine):
    promised(ctx, user_uid=ctx.user.uid)
    confirm_shift(bert, handed(ctx, bert))
    with ctx.store.read() as session:
        told = [part for pair in session.execute(select(ChangeRow.before, ChangeRow.after)) for part in pair if part]
    assert any('"content"' in part for part in told)
    assert not [part for part in told if "1234567" in part or "Blau" in part]


def test_callers_of_an_old_page_are_forgotten_and_the_rest_stays(ctx, bert, mine, clock):
    promised(ctx, user_uid=ctx.user.uid, note="wegen VPN")
    handed(ctx, bert)
    write_setting(ctx, "calls.keep_days", 10)
    purge_calls(ctx)
    assert [each.contact for each in shifts(ctx)[0].page.callbacks] == ["Frau Blau"]
    clock.advance(days=11)
    purge_calls(ctx)
    page = shifts(ctx)[0].page
    assert [(each.phone, each.contact, each.note) for each in page.callbacks] == [("", "", "wegen VPN")]
    assert [ticket.uid for ticket in page.tickets] == [mine]
