"""Clocks that run by themselves: the call, the work after it, and its end when nobody works any more."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hotline_desk.services.calls.handling import take_call
from tests.stories.telephone import Telephone
from tests.ui.tickets.conftest import CTRL

KEY = Qt.Key


def kinds(frame):
    return [w.kind for w in frame.record.view.worklogs]


def hang_up(place, call, frame):
    place.ctx.clock.advance(seconds=134)
    call.hang_up()
    place.until(lambda: kinds(frame) == ["call", "after_call"])


def test_the_call_is_counted_from_the_answer(place, taken):
    frame = taken[1]
    place.ctx.clock.advance(seconds=134)
    frame.ticker.tick()
    assert frame.header.call.word.text() == "02:14"


def test_a_clock_counts_on_although_the_wall_clock_is_set_back(place, taken):
    frame = taken[1]
    place.ctx.clock.advance(seconds=60)
    place.ctx.clock.instant = place.ctx.clock.instant.replace(year=2025)
    frame.ticker.tick()
    assert frame.header.call.word.text() == "01:00"


def test_while_it_rings_the_clock_says_so(place, line, muster):
    call = line.ring()
    frame = place.open("ticket", take_call(place.ctx, call.uid))
    place.ctx.clock.advance(seconds=7)
    frame.ticker.tick()
    assert frame.header.call.word.text() == "Rings 00:07"


def test_work_after_the_call_begins_at_the_hang_up(place, taken):
    call, frame = taken
    hang_up(place, call, frame)
    place.ctx.clock.advance(seconds=65)
    frame.ticker.tick()
    assert frame.header.call.word.text() == "02:14"
    assert frame.header.after_call.word.text() == "After-call 01:05"


def test_work_after_the_call_begins_only_once(place, taken):
    call, frame = taken
    hang_up(place, call, frame)
    place.press(KEY.Key_F5)
    place.settle()
    assert kinds(frame) == ["call", "after_call"]


def test_closing_ends_the_work_after_the_call(place, taken):
    call, frame = taken
    hang_up(place, call, frame)
    place.ctx.clock.advance(seconds=50)
    place.write("Drucker")
    place.press(KEY.Key_F9)
    place.write("Erledigt")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.frames() == [])
    assert place.view(frame.record.uid).worklogs[-1].seconds == 50


def test_closing_the_frame_ends_the_work_after_the_call(place, taken):
    call, frame = taken
    hang_up(place, call, frame)
    place.ctx.clock.advance(seconds=50)
    place.press(KEY.Key_W, CTRL)
    place.settle()
    assert place.view(frame.record.uid).worklogs[-1].seconds == 50


def test_idle_work_after_the_call_ends_at_the_last_touch(place, taken):
    call, frame = taken
    hang_up(place, call, frame)
    place.ctx.clock.advance(seconds=100)
    place.press(KEY.Key_A)
    frame.ticker.tick()
    place.ctx.clock.advance(seconds=299)
    frame.ticker.tick()
    assert frame.record.view.worklogs[-1].running
    place.ctx.clock.advance(seconds=1)
    frame.ticker.tick()
    place.until(lambda: not frame.record.view.worklogs[-1].running)
    assert frame.record.view.worklogs[-1].seconds == 100


def test_a_ticket_that_is_closed_gets_no_work_after_the_call(place, taken):
    call, frame = taken
    place.write("Drucker")
    place.press(KEY.Key_F9)
    place.write("Erledigt")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: place.windows.frames() == [])
    place.open("ticket", frame.record.uid)
    call.hang_up()
    place.settle()
    assert [w.kind for w in place.view(frame.record.uid).worklogs] == ["call"]


def test_a_colleagues_call_starts_no_clock_of_mine(place, bert, muster):
    call = Telephone(bert).ring().answer()
    frame = place.open("ticket", take_call(bert, call.uid))
    call.hang_up()
    place.settle()
    assert [(w.kind, w.agent_name) for w in frame.record.view.worklogs] == [("call", "Bert Vogel")]
