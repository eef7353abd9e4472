"""The archive: found while typing, by words, filters and customer."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.ui.tickets.archive_filters import period_days

KEY = Qt.Key


@pytest.fixture
def two(ctx, muster):
    """A closed one of Muster GmbH, an open one of nobody."""
    closed = create_ticket(ctx, {"subject": "VPN bricht ab", "address_uid": muster, "request": "Fehler 812"})
    close_ticket(ctx, closed, None, Closing("charge", "Zertifikat erneuert"))
    ctx.clock.advance(days=1)
    return closed, create_ticket(ctx, {"subject": "Drucker streikt"})


@pytest.fixture
def archive(place, two):
    frame = place.open("archive")
    place.until(lambda: frame.list.model.rowCount() == 2)
    place.until(lambda: place.desk.window.focusWidget() is frame.search)
    return frame


def found(frame):
    model = frame.list.model
    return [model.row_at(n).uid for n in range(model.rowCount())]


def test_the_newest_stands_on_top(archive, two):
    assert found(archive) == [two[1], two[0]]
    assert archive.found.text() == "2 tickets"


def test_results_come_while_typing(place, archive, two):
    place.write("zertif")
    place.until(lambda: found(archive) == [two[0]])


def test_customer_and_words_go_together_in_any_order(place, archive, two):
    place.write("vpn muster")
    place.until(lambda: found(archive) == [two[0]])


def test_a_ticket_is_found_by_its_number(place, archive, two):
    place.write("2026-00002")
    place.until(lambda: found(archive) == [two[1]])


def test_enter_opens_what_is_selected(place, archive, two):
    place.write("drucker")
    place.until(lambda: found(archive) == [two[1]])
    place.until(lambda: archive.list.current() is not None)
    place.press(KEY.Key_Return)
    place.until(lambda: place.windows.active().uid == two[1])


def test_the_selected_one_can_be_read_beside(place, archive, two):
    place.write("812")
    place.until(lambda: "Zertifikat erneuert" in archive.preview.toPlainText())
    assert "Muster GmbH" in archive.preview.toPlainText()


def test_nothing_found_says_what_to_do(place, archive):
    place.write("gibt es nicht")
    place.until(lambda: archive.found.text() == "0 tickets")
    assert archive.preview.toPlainText() == ""
    assert "record.open" in archive.switched_off()


def test_filters_narrow_the_results(place, archive, two):
    archive.filters.state.setCurrentIndex(archive.filters.state.findData("unsolved"))
    place.until(lambda: found(archive) == [two[1]])
    archive.filters.state.setCurrentIndex(archive.filters.state.findData("closed"))
    place.until(lambda: found(archive) == [two[0]])


def test_a_day_filters(place, archive, two):
    archive.filters.period.setCurrentIndex(archive.filters.period.findData("today"))
    place.until(lambda: found(archive) == [two[1]])


def test_opened_for_a_customer_it_shows_his_tickets(place, two, muster):
    frame = place.open("archive", address_uid=muster)
    place.until(lambda: found(frame) == [two[0]])
    assert frame.filters.customer.text() == "Muster GmbH · Berlin · 10001"


def test_esc_empties_the_search_field(place, archive, two):
    place.write("drucker")
    place.until(lambda: found(archive) == [two[1]])
    place.press(KEY.Key_Escape)
    place.until(lambda: len(found(archive)) == 2)


@pytest.mark.parametrize(("code", "first", "last"), [
    ("", None, None), ("today", date(2026, 3, 1), date(2026, 3, 1)), ("week", date(2026, 2, 23), date(2026, 3, 1)),
    ("month", date(2026, 3, 1), date(2026, 3, 1)), ("last_month", date(2026, 2, 1), date(2026, 2, 28)),
    ("year", date(2026, 1, 1), date(2026, 3, 1)), ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
])
def test_periods_are_inclusive_days(code, first, last):
    assert period_days(code, date(2026, 3, 1)) == (first, last)
