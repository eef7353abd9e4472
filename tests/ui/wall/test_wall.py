"""The wall: numbers large enough for five metres, of one team or all, in a frame or on a whole screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest

from hotline_desk.domain.access import Team
from hotline_desk.services.access import save_team
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import forward_ticket
from hotline_desk.services.views.wall import AWAY, FREE, TALKING, AtWork, WallView
from hotline_desk.ui.wall.board import Board
from hotline_desk.ui.wall.tile import fitting
from tests.ui.office import clock, ctx, office

__all__ = ["clock", "ctx", "office"]

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PEOPLE = (AtWork("Anna Weber", TALKING, NOW - timedelta(seconds=192)), AtWork("Ben Kaya", FREE),
          AtWork("Carla", AWAY))
VIEW = WallView("Netz", 12, 3, 2, "2026-00007", NOW - timedelta(hours=5, minutes=20), 4, 6, 1, 2,
                NOW - timedelta(seconds=31), 57, PEOPLE)


@pytest.fixture
def board(shell, qtbot):
    made = Board(shell)
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    made.show()
    made.show_view(VIEW, "Hotline GmbH", NOW)
    return made


@pytest.fixture
def frame(office):
    return office.open("wall")


def values(board):
    return {name: tile.value() for name, tile in board.tiles.items()}


def test_every_number_is_shown_and_named(board):
    assert values(board) == {"open": "12", "late": "3", "oldest": "5:20", "nobodys": "2", "missed": "4",
                             "callbacks": "6", "ringing": "2", "calls_today": "57"}
    assert board.tiles["late"].accessibleName() == "3 late"
    assert board.tiles["ringing"].accessibleName() == "2 waiting, 0:31"


def test_what_is_late_is_alarming_and_what_is_not_is_calm(board):
    tokens = {name: tile.token() for name, tile in board.tiles.items()}
    assert tokens["late"] == tokens["missed"] == tokens["callbacks"] == tokens["ringing"] == "danger"
    assert tokens["open"] == tokens["oldest"] == "text" and tokens["nobodys"] == "warning"


def test_it_can_be_read_from_five_metres_on_a_large_screen(board):
    """A screen of 50 inches has 0.58 mm in a pixel: letters of 20 mm for numbers, of 10 mm for names."""
    assert all(tile.number_pixels() * 0.7 * 0.58 >= 20 for tile in board.tiles.values())
    assert board.people.line_pixels() * 0.7 * 0.58 >= 10


@given(st.text("abcdefghijklmnop 0123456789-:", min_size=1, max_size=30), st.integers(60, 900), st.integers(9, 200))
def test_a_word_is_never_wider_than_its_tile(qapp, text, width, pixels):
    font = fitting(text, width, pixels)
    assert font.pixelSize() == 9 or QFontMetrics(font).horizontalAdvance(text) <= width


def test_clocks_of_talks_run(board):
    assert board.people.lines()[0] == "Anna Weber on a call 3:12"
    board.tick(NOW + timedelta(seconds=60))
    assert board.people.lines() == ["Anna Weber on a call 4:12", "Ben Kaya can be called", "Carla away"]


def test_after_a_day_age_is_told_in_days(board):
    board.tick(NOW + timedelta(days=3))
    assert board.tiles["oldest"].value() == "3 days"


def test_a_narrow_wall_stands_in_two_columns(board, qtbot):
    board.resize(400, 700)
    qtbot.waitUntil(lambda: len({tile.x() for tile in board.tiles.values()}) == 2)


def test_numbers_follow_what_happens(office, frame):
    create_ticket(office.ctx, {"subject": "Drucker"})
    office.until(lambda: values(frame.board)["open"] == "1")


def test_a_team_is_chosen_shown_and_remembered(office, frame):
    team = save_team(office.ctx, Team("", "Netz", ()))
    create_ticket(office.ctx, {"subject": "Drucker"})
    forward_ticket(office.ctx, create_ticket(office.ctx, {"subject": "VPN"}), "bitte", team_uid=team)
    office.until(lambda: frame.team.findData(team) > 0 and values(frame.board)["open"] == "2")
    frame.team.setCurrentIndex(frame.team.findData(team))
    office.until(lambda: values(frame.board)["open"] == "1")
    assert frame.open_args() == {"team": team, "full": False}
    office.windows.close(frame)
    again = office.open("wall")
    office.until(lambda: values(again.board)["open"] == "1" and again.team.currentData() == team)


def test_a_team_that_is_gone_gives_way_to_everybody(office):
    create_ticket(office.ctx, {"subject": "Drucker"})
    frame = office.open("wall", None, team="gone")
    office.until(lambda: values(frame.board)["open"] == "1")
    assert not office.said


def test_its_key_takes_the_whole_screen_and_esc_gives_it_back(office, frame):
    create_ticket(office.ctx, {"subject": "Drucker"})
    office.until(lambda: values(frame.board)["open"] == "1")
    office.do("wall.full")
    window = frame.screen_window
    assert window.isFullScreen() and values(window.board)["open"] == "1" and frame.open_args()["full"]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert frame.screen_window is None
    office.do("wall.open")
    QTest.keyClick(frame.screen_window, Qt.Key.Key_F11, Qt.KeyboardModifier.AltModifier)
    assert frame.screen_window is None


def test_it_follows_the_language(board, shell):
    shell.texts.use("de")
    assert board.tiles["missed"].accessibleName() == "4 verpasste Anrufe"
    shell.texts.use("en")
