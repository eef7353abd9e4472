"""Tickets that are not solved now: handed to somebody, or to a later day, or to an older ticket."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.notices import Absence
from hotline_desk.domain.tickets import OUTCOMES
from hotline_desk.services.drafts import all_drafts
from hotline_desk.services.notices.absences import save_absence
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.ui.tickets.moving import movable
from tests.ui.tickets.conftest import ALT, CTRL

KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)


def test_three_letters_and_enter_choose_a_team(place, network, ticket):
    place.press(KEY.Key_F7)
    place.write("net")
    place.press(KEY.Key_Return)
    assert ticket.panels._forward.target.text() == "Netzwerk (Team)"
    place.write("Leitung prüfen")
    place.press(KEY.Key_Return)
    place.until(lambda: place.windows.frames() == [])
    view = place.view(ticket.record.uid)
    assert (view.team_name, view.agent_name) == ("Netzwerk", "")
    assert (view.notes[-1].act, view.notes[-1].text) == ("forward", "Leitung prüfen")
    place.settle()
    assert all_drafts(place.ctx) == []


def test_a_hand_over_is_taken_back_from_the_message(place, network, ticket):
    said = []
    place.desk.shell.messages.said.connect(said.append)
    place.press(KEY.Key_F7)
    place.write("net")
    place.press(KEY.Key_Return)
    place.press(KEY.Key_Return)
    place.until(lambda: place.windows.frames() == [])
    said[-1].action()
    place.until(lambda: place.windows.frames() != [])
    view = place.view(ticket.record.uid)
    assert (view.team_name, view.notes[-1].act) == ("", "taken_back")


def test_who_presses_enter_before_the_names_were_read_gets_the_first_that_fits(place, network, ticket):
    place.press(KEY.Key_F7)
    target = ticket.panels._forward.target
    target.offer({})
    place.write("net")
    place.press(KEY.Key_Return)
    assert place.desk.window.focusWidget() is target
    ticket.record.load_people()
    place.until(lambda: target.text() == "Netzwerk (Team)")
    assert place.desk.window.focusWidget() is ticket.panels._forward.note


def test_the_list_below_the_field_goes_by_arrows_and_tab_takes_what_is_marked(place, bert, network, ticket):
    place.press(KEY.Key_F7)
    target = ticket.panels._forward.target
    place.write("e")
    offered = [target.list.item(n).text() for n in range(target.list.count())]
    assert {"Netzwerk (Team)", "Bert Vogel"} <= set(offered)
    for _press in range(offered.index("Bert Vogel")):
        place.press(KEY.Key_Down)
    place.press(KEY.Key_Tab)
    assert (target.text(), target.list.isHidden()) == ("Bert Vogel", True)
    assert place.desk.window.focusWidget() is ticket.panels._forward.note


def test_a_person_is_found_by_any_part_of_the_name(place, bert, ticket):
    place.press(KEY.Key_F7)
    place.write("vog")
    place.press(KEY.Key_Tab)
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.frames() == [])
    assert place.view(ticket.record.uid).agent_name == "Bert Vogel"


def test_nobody_chosen_is_said_at_the_field(place, ticket):
    place.press(KEY.Key_F7)
    place.write("xyz")
    place.press(KEY.Key_Return, CTRL)
    assert "target" in ticket.panels._forward.form.errors()
    assert ticket.panels._forward.is_open


def test_what_was_typed_goes_along_when_forwarding(place, bert, ticket):
    ticket.fields.request.setFocus()
    place.write("Papierstau")
    place.press(KEY.Key_F7)
    place.write("bert")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.frames() == [])
    assert place.view(ticket.record.uid).fields.request == "Papierstau"


def test_a_day_is_understood_while_it_is_typed(place, ticket):
    place.press(KEY.Key_F6)
    panel = ticket.panels._resubmit
    assert panel.meant.text() == "Tue 03/11/2026 09:00"
    place.write("fr 14:30")
    assert panel.meant.text() == "Fri 06/11/2026 14:30"
    place.press(KEY.Key_Return)
    place.write("Rückruf")
    place.press(KEY.Key_Return)
    place.until(lambda: place.windows.frames() == [])
    view = place.view(ticket.record.uid)
    assert (view.state, view.resubmit_local, view.resubmit_reason) == ("resubmitted", "2026-11-06T14:30", "Rückruf")


def test_a_day_that_is_none_is_said_at_the_field(place, ticket):
    place.press(KEY.Key_F6)
    place.write("irgendwann")
    assert ticket.panels._resubmit.meant.text() == "…"
    place.press(KEY.Key_Return, CTRL)
    assert "when" in ticket.panels._resubmit.form.errors()
    assert place.view(ticket.record.uid).state == "open"


def test_alt_1_moves_the_call_onto_the_older_ticket(place, line, muster, taken):
    _call, frame = taken
    old = create_ticket(place.ctx, {"subject": "VPN bricht ab", "address_uid": muster})
    place.press(KEY.Key_F5)
    place.until(lambda: frame.side.nth(1) == old)
    frame.fields.subject.setFocus()
    place.write("Schon wieder VPN")
    place.press(KEY.Key_1, ALT)
    place.until(lambda: [f.uid for f in place.windows.frames()] == [old])
    assert place.view(frame.record.uid).state == "merged"
    view = place.view(old)
    assert view.running_call is not None and view.worklogs[0].kind == "call"
    assert view.notes[-1].text == f"{place.view(frame.record.uid).number}\nSchon wieder VPN"


def test_alt_1_opens_the_other_ticket_when_this_one_is_not_of_a_call(place, muster):
    old = create_ticket(place.ctx, {"subject": "VPN bricht ab", "address_uid": muster})
    frame = place.open("ticket", create_ticket(place.ctx, {"subject": "Neu", "address_uid": muster}))
    assert frame.side.nth(1) == old
    place.press(KEY.Key_1, ALT)
    place.until(lambda: place.windows.active().uid == old)
    assert place.view(frame.record.uid).state == "open"


def test_a_ticket_that_was_worked_on_is_never_moved(place, taken):
    frame = taken[1]
    assert movable(frame.record.view)
    place.press(KEY.Key_F8)
    place.until(lambda: len(frame.record.view.worklogs) == 2)
    assert not movable(frame.record.view)


def test_similar_tickets_of_others_are_shown_at_the_side(place, ticket):
    uid = create_ticket(place.ctx, {"subject": "Scanner sendet keine Mails"})
    ticket.fields.subject.selectAll()
    place.write("Scanner sendet nichts")
    place.until(lambda: ticket.side.nth(1) == uid)


def test_open_tickets_stand_before_closed_ones(place, muster):
    closed = create_ticket(place.ctx, {"subject": "Alt", "address_uid": muster})
    close_ticket(place.ctx, closed, None, Closing(next(iter(OUTCOMES)), "ja"))
    place.ctx.clock.advance(minutes=5)
    still_open = create_ticket(place.ctx, {"subject": "Offen", "address_uid": muster})
    frame = place.open("ticket", create_ticket(place.ctx, {"address_uid": muster}))
    assert [frame.side.nth(n) for n in (1, 2, 3)] == [still_open, closed, None]


def test_a_resubmission_that_was_due_shows_its_day_in_the_head(place, ticket):
    place.press(KEY.Key_F6)
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.frames() == [])
    again = place.open("ticket", ticket.record.uid)
    assert again.header.state.word.text() == "Resubmission · Tue 03/11/2026 09:00"


def test_a_merged_ticket_shows_where_it_went(place, line, muster, taken):
    frame = taken[1]
    old = create_ticket(place.ctx, {"subject": "VPN", "address_uid": muster})
    place.press(KEY.Key_F5)
    place.until(lambda: frame.side.nth(1) == old)
    place.press(KEY.Key_1, ALT)
    place.until(lambda: [f.uid for f in place.windows.frames()] == [old])
    again = place.open("ticket", frame.record.uid)
    assert again.hint.key == "state" and not again.hint.isHidden()
    assert "ticket.close" in again.switched_off()


def test_what_is_for_somebody_away_goes_to_the_deputy_and_it_is_said_before_and_after(place, bert, ticket):
    today = place.ctx.clock.now().date()
    save_absence(place.ctx, Absence(bert.user.uid, today, today, place.ctx.user.uid))
    place.settle()
    place.press(KEY.Key_F7)
    place.write("vog")
    panel = ticket.panels._forward
    place.until(lambda: "Anna" in panel.deputy.text() and "Bert Vogel" in panel.deputy.text())
    place.press(KEY.Key_Tab)
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.frames() == [])
    view = place.view(ticket.record.uid)
    assert view.agent_name.startswith("Anna")
    assert [(note.act, note.text) for note in view.notes][-1] == ("deputy", "Bert Vogel")


def test_nothing_typed_is_the_next_morning_on_which_the_company_works(place, ticket):
    closed = place.ctx.settings.with_values({"company.days_off": "3.11."})
    ticket.record.ctx = lambda: replace(place.ctx, settings=closed)
    place.press(KEY.Key_F6)
    assert ticket.panels._resubmit.meant.text() == "Wed 04/11/2026 09:00"
