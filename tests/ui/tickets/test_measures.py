"""Measures: added, changed with a reason, removed with a trace, stamped by one key, timed by a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt

from hotline_desk.core.errors import UserError
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog
from hotline_desk.ui.tickets.moments import read_instant
from tests.ui.tickets.conftest import CTRL, at

KEY = Qt.Key
NOON = datetime(2026, 11, 2, 12, 30, tzinfo=UTC)
DAY = date(2026, 11, 2)


def measured(place, ticket, count=1):
    place.until(lambda: len(ticket.record.view.worklogs) == count)
    return ticket.record.view.worklogs[-1]


@pytest.fixture
def measure(place, ticket):
    """Nine to ten past nine."""
    add_worklog(place.ctx, ticket.record.uid, WorklogEntry("Konto geprüft", at(9), at(9, 10)))
    measured(place, ticket)
    place.until(lambda: ticket.worklogs.current() is not None)
    return ticket.worklogs.current()


def test_a_measure_is_written_down_with_typed_times(place, ticket):
    place.press(KEY.Key_L, CTRL)
    panel = ticket.panels._measure
    place.write("Toner getauscht")
    panel.start.setFocus()
    place.write("9:03")
    place.press(KEY.Key_Tab)
    place.write("911")
    place.press(KEY.Key_Return, CTRL)
    worklog = measured(place, ticket)
    assert (worklog.start, worklog.end, worklog.text) == (at(9, 3), at(9, 11), "Toner getauscht")
    assert not panel.is_open


def test_an_end_before_the_begin_is_said_at_the_field(place, ticket):
    place.press(KEY.Key_L, CTRL)
    panel = ticket.panels._measure
    panel.start.setFocus()
    place.write("9:30")
    place.press(KEY.Key_Tab)
    place.write("9:10")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: "start" in panel.form.errors())
    assert panel.is_open


def test_changed_times_ask_for_a_reason_and_leave_the_raw_ones(place, ticket, measure):
    place.press(KEY.Key_E, CTRL)
    panel = ticket.panels._measure
    assert panel.reason.isHidden() or not panel.reason.isVisible()
    panel.end.setFocus()
    panel.end.selectAll()
    place.write("9:20")
    assert panel.reason.isVisible()
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: "reason" in panel.form.errors())
    panel.reason.setFocus()
    place.write("zu früh gestoppt")
    place.press(KEY.Key_Return)
    place.until(lambda: ticket.record.view.worklogs[0].end == at(9, 20))
    changed = ticket.record.view.worklogs[0]
    assert (changed.raw_end, changed.correction_reason) == (at(9, 10), "zu früh gestoppt")


def test_a_changed_text_needs_no_reason(place, ticket, measure):
    place.press(KEY.Key_E, CTRL)
    panel = ticket.panels._measure
    panel.text.setFocus()
    panel.text.selectAll()
    place.write("Konto entsperrt")
    place.press(KEY.Key_Return)
    place.until(lambda: ticket.record.view.worklogs[0].text == "Konto entsperrt")
    assert ticket.record.view.worklogs[0].end == at(9, 10)


def test_removing_needs_a_reason_and_can_be_undone(place, ticket, measure):
    said = []
    place.desk.shell.messages.said.connect(said.append)
    place.press(KEY.Key_D, CTRL)
    panel = ticket.panels._removal
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: panel.form.errors())
    place.write("doppelt")
    place.press(KEY.Key_Return)
    place.until(lambda: ticket.record.view.worklogs == ())
    said[-1].action()
    place.until(lambda: len(ticket.record.view.worklogs) == 1)


def test_f8_starts_and_stops_the_clock_and_asks_what_was_done(place, ticket):
    place.press(KEY.Key_F8)
    assert measured(place, ticket).running
    assert not ticket.header.work.isHidden()
    place.ctx.clock.advance(minutes=7)
    place.press(KEY.Key_F8)
    place.until(lambda: ticket.record.view.worklogs[0].seconds == 420)
    place.until(lambda: ticket.panels._measure is not None and ticket.panels._measure.is_open)
    place.write("Treiber neu")
    place.press(KEY.Key_Return)
    place.until(lambda: ticket.record.view.worklogs[0].text == "Treiber neu")


def test_ctrl_t_stamps_begin_and_end_of_a_measure(place, ticket):
    place.press(KEY.Key_L, CTRL)
    panel = ticket.panels._measure
    place.write("Vor Ort")
    place.press(KEY.Key_T, CTRL)
    place.ctx.clock.advance(minutes=20)
    place.press(KEY.Key_T, CTRL)
    place.press(KEY.Key_Return, CTRL)
    worklog = measured(place, ticket)
    assert (worklog.start, worklog.end) == (at(10), at(10, 20))
    assert not panel.is_open


def test_ctrl_t_writes_day_and_time_where_the_cursor_is(place, ticket):
    ticket.fields.request.setFocus()
    place.write("Rückruf am")
    place.press(KEY.Key_T, CTRL)
    assert ticket.fields.request.toPlainText() == "Rückruf am 02/11/2026 10:00 "


def test_ctrl_m_makes_me_the_agent(place, bert, ticket):
    ticket.fields.agent.set_uid(bert.user.uid, "Bert Vogel")
    ticket.record.type("agent_uid", bert.user.uid)
    place.press(KEY.Key_M, CTRL)
    assert ticket.fields.agent.currentText() == "Anna Berger"


def test_ctrl_m_makes_me_the_agent_of_the_measure(place, bert, ticket):
    place.until(lambda: len(ticket.record.people.users) == 2)
    place.press(KEY.Key_L, CTRL)
    panel = ticket.panels._measure
    panel.agent.set_uid(bert.user.uid, "Bert Vogel")
    place.press(KEY.Key_M, CTRL)
    assert panel.agent.uid() == place.ctx.user.uid


@pytest.mark.parametrize(("text", "expected"), [
    ("930", at(9, 30)), ("9:30", at(9, 30)), ("0930", at(9, 30)), ("9", at(9)), ("1415", at(14, 15)),
    ("09:03:12", at(9, 3).replace(second=12)), ("heute 9:30", at(9, 30)),
    ("fr 16:00", at(16, day=date(2026, 10, 30))), ("30.10. 16:00", at(16, day=date(2026, 10, 30))),
    ("30.10.2026 16:00", at(16, day=date(2026, 10, 30))),
    ("01.11.2026 09:03:12", at(9, 3, date(2026, 11, 1)).replace(second=12)),
])
def test_times_of_work_are_read_as_people_type_them(text, expected):
    assert read_instant(text, DAY, NOON, "Europe/Berlin") == expected


def test_a_time_alone_is_of_the_day_of_the_measure():
    assert read_instant("930", date(2026, 10, 30), NOON, "Europe/Berlin") == at(9, 30, date(2026, 10, 30))


def test_nonsense_is_no_time():
    with pytest.raises(UserError):
        read_instant("gleich", DAY, NOON, "Europe/Berlin")
