"""The journal: what it shows, filters, and does with a call."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.calls import IN, RINGING, CallEvent
from hotline_desk.services.access import write_setting
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.calls.record import event_body
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.journal import JournalFilter, journal, missed_count
from tests.ui.whole_desk import BOSS, KNOWN, STRANGER


@pytest.fixture
def frame(whole):
    found = whole.desktop.desk.windows.open("journal")
    found.period.set_code("1")
    found.refresh()
    return found


def rows(frame):
    return frame.list.rows()


def miss(whole, box, number):
    call = box.ring(number)
    whole.until(lambda: [row for row in whole.journal() if row.number == (number or None) and row.state == "ringing"])
    call.hang_up()
    whole.until(lambda: not [row for row in whole.journal() if row.state == "ringing"])


def test_a_new_call_appears_by_itself(whole, box, frame):
    call = box.ring(KNOWN)
    whole.until(lambda: [row.state for row in rows(frame)] == ["ringing"])
    call.hang_up()
    whole.until(lambda: [row.outcome for row in rows(frame)] == ["missed"])


def test_enter_opens_the_ticket_of_a_missed_call(whole, box, frame):
    miss(whole, box, KNOWN)
    whole.until(lambda: rows(frame))
    frame.list.setFocus()
    whole.qtbot.keyClick(frame.list.table, Qt.Key.Key_Return)
    whole.until(lambda: whole.active_kind() == "ticket")
    assert whole.journal()[0].ticket_state == "open"


def test_missed_calls_of_one_caller_are_marked_as_seen_together_and_back(whole, box, frame):
    for _ in range(2):
        miss(whole, box, KNOWN)
    miss(whole, box, STRANGER)
    whole.until(lambda: len(rows(frame)) == 3)
    assert missed_count(whole.ctx) == 2
    frame.list.select(next(row.uid for row in rows(frame) if row.number == KNOWN))
    whole.do("journal.seen")
    whole.until(lambda: missed_count(whole.ctx) == 1)
    whole.until(lambda: whole.desktop.desk.window.strip.banners)
    (banner,) = whole.desktop.desk.window.strip.banners
    assert banner.notice.text == "2 missed calls marked as seen."
    whole.qtbot.mouseClick(banner.action_button, Qt.MouseButton.LeftButton)
    whole.until(lambda: missed_count(whole.ctx) == 2)


def test_a_caller_who_got_through_is_missed_no_longer(whole, box):
    miss(whole, box, KNOWN)
    assert missed_count(whole.ctx) == 1
    call = box.ring(KNOWN)
    call.answer(11)
    whole.until(lambda: missed_count(whole.ctx) == 0)
    call.hang_up()


def test_a_caller_who_was_called_back_is_missed_no_longer(whole, box):
    miss(whole, box, KNOWN)
    box.dial(KNOWN).answer(11)
    whole.until(lambda: missed_count(whole.ctx) == 0)


def test_the_chips_show_one_kind_of_calls(whole, box, frame):
    miss(whole, box, KNOWN)
    box.dial(BOSS).answer(11)
    whole.until(lambda: len(rows(frame)) == 2)
    for which, numbers in (("in", {KNOWN}), ("out", {BOSS}), ("missed", {KNOWN}), ("unaccounted", set())):
        frame.reopen(which=which)
        whole.until(lambda numbers=numbers: {row.number for row in rows(frame)} == numbers)


def test_the_search_finds_name_and_number(whole, box, frame):
    miss(whole, box, KNOWN)
    miss(whole, box, STRANGER)
    whole.until(lambda: len(rows(frame)) == 2)
    for words, numbers in (("stadtwerke", {KNOWN}), ("0155500012", {STRANGER})):
        frame.words.setText(words)
        whole.until(lambda numbers=numbers: {row.number for row in rows(frame)} == numbers)


def test_a_call_whose_end_nobody_signalled_stands_on_top_and_its_end_is_corrected(whole, box, frame):
    box.ring(KNOWN).answer(11)
    whole.until(lambda: [row.state for row in whole.journal()] == ["answered"])
    box.drop_listeners()
    whole.until(lambda: [row.outcome for row in whole.journal()] == ["unknown_end"])
    assert box.wait_for_listener(10)
    miss(whole, box, STRANGER)
    whole.until(lambda: [row.number for row in rows(frame)] == [KNOWN, STRANGER])
    whole.desktop.desk.windows.bring(frame)
    frame.list.select(rows(frame)[0].uid)
    whole.do("journal.end")
    whole.qtbot.keyClicks(frame.end_panel.ended, "23:58")
    whole.do("panel.confirm")
    whole.until(lambda: not frame.end_panel.is_open)
    whole.until(lambda: not journal(whole.ctx, JournalFilter(unaccounted=True)))


def test_the_words_follow_the_language(whole, box, frame):
    miss(whole, box, "")

    def shown() -> list[str]:
        return [frame.list.model.data(frame.list.model.index(0, column)) for column in (1, 2)]

    whole.until(lambda: rows(frame) and shown() == ["missed", "Number withheld"])
    whole.do("desk.language")
    assert shown() == ["verpasst", "Nummer unterdrückt"]


def test_a_missed_call_is_attached_to_an_open_ticket_of_the_caller(whole, box, frame):
    customer = search_addresses(whole.ctx, "Stadtwerke")[0].uid
    open_one = create_ticket(whole.ctx, {"subject": "VPN bricht ab", "address_uid": customer})
    miss(whole, box, KNOWN)
    whole.until(lambda: [row for row in rows(frame) if row.needs_callback])
    frame.list.select(rows(frame)[0].uid)
    whole.do("journal.attach")
    whole.until(lambda: frame.attach_panel.ticket.value() == open_one)
    whole.do("panel.confirm")
    whole.until(lambda: missed_count(whole.ctx) == 0)
    assert whole.journal()[0].ticket_uid == open_one


def test_a_missed_call_without_a_ticket_chosen_is_not_attached(whole, box, frame):
    miss(whole, box, STRANGER)
    whole.until(lambda: [row for row in rows(frame) if row.needs_callback])
    frame.list.select(rows(frame)[0].uid)
    whole.do("journal.attach")
    whole.do("panel.confirm")
    assert frame.attach_panel.isVisible()
    assert missed_count(whole.ctx) == 1


def test_only_my_calls_are_listed_if_i_wish(whole, box, frame):
    write_setting(whole.ctx, "calls.pop_for", "mine")
    whole.until(lambda: whole.ctx.settings["calls.pop_for"] == "mine")
    box.ring(KNOWN).answer(12)
    box.ring(BOSS).answer(11)
    whole.until(lambda: len(rows(frame)) == 2)
    frame.mine.click()
    whole.until(lambda: [row.number for row in rows(frame)] == [BOSS])


@pytest.fixture
def aside(whole):
    """An event of nonsense, and one that can be stored by now."""
    local = whole.ctx.local
    local.spool({"feed": "box", "kind": "ringing"})
    local.spool(event_body(CallEvent("box", "late", RINGING, whole.ctx.clock.now(), IN, STRANGER, STRANGER, "known")))
    for key in local.spool_keys():
        local.set_aside(key, "ValueError: nonsense", whole.ctx.clock.now())


def test_events_that_could_not_be_stored_are_shown_and_tried_again(whole, aside, frame):
    whole.until(frame.aside_button.isVisible)
    whole.do("journal.aside")
    panel = frame.aside_panel
    whole.until(lambda: [event.reason for event in panel.list.rows()] == ["ValueError: nonsense"] * 2)
    whole.do("panel.confirm")
    whole.until(lambda: len(panel.list.rows()) == 1)
    whole.until(lambda: [row.number for row in rows(frame)] == [STRANGER])
    assert panel.is_open


def test_an_event_is_dropped_and_kept_again(whole, aside, frame):
    frame.aside_panel.ask()
    panel = frame.aside_panel
    whole.until(lambda: len(panel.list.rows()) == 2)
    whole.do("record.archive")
    whole.until(lambda: len(panel.list.rows()) == 1)
    whole.until(lambda: whole.desktop.desk.window.strip.banners)
    (banner,) = whole.desktop.desk.window.strip.banners
    whole.qtbot.mouseClick(banner.action_button, Qt.MouseButton.LeftButton)
    whole.until(lambda: len(panel.list.rows()) == 2)


def test_the_desk_says_that_events_could_not_be_stored_and_leads_there(whole, aside):
    whole.desktop.calls.mend()
    whole.until(lambda: whole.desktop.desk.window.strip.banners)
    (banner,) = whole.desktop.desk.window.strip.banners
    whole.qtbot.mouseClick(banner.action_button, Qt.MouseButton.LeftButton)
    whole.until(lambda: whole.active_kind() == "journal")
    frame = whole.desktop.desk.windows.active()
    whole.until(lambda: frame.aside_panel.is_open and frame.aside_panel.list.rows())


def test_without_such_events_nothing_is_said_of_them(whole, frame):
    whole.desktop.calls.mend()
    assert not frame.aside_button.isVisible()
    assert not whole.desktop.desk.shell.commands.possible("journal.aside")
