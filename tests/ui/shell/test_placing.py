"""Windows stand again where they were, on screens that still exist, and always in sight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from hotline_desk.ui.shell.placing import LEAST, box_on, kept_place, screen_for, take_place

LAPTOP, LARGE = ("eDP", QRect(0, 0, 1280, 720)), ("HDMI", QRect(1280, 0, 3840, 2160))
BOX = QRect(1400, 100, 1600, 1000)


def test_the_same_screen_goes_before_all():
    assert screen_for(*LARGE, BOX, [LAPTOP, LARGE]) == 1


def test_a_screen_of_that_name_is_the_one_though_it_lies_elsewhere_now():
    assert screen_for(*LARGE, BOX, [LAPTOP, ("HDMI", QRect(-3840, 0, 3840, 2160))]) == 1


def test_a_screen_that_lies_there_is_the_one_though_it_is_called_otherwise():
    assert screen_for(*LARGE, BOX, [LAPTOP, ("DP-3", LARGE[1])]) == 1


def test_of_others_the_one_with_most_of_it():
    assert screen_for(*LARGE, BOX, [LAPTOP, ("DP-3", QRect(1280, 0, 1920, 1080))]) == 1


def test_when_it_is_gone_the_main_one_is_taken():
    assert screen_for(*LARGE, BOX, [LAPTOP]) == 0


def test_on_its_own_screen_a_window_stands_to_the_pixel():
    assert box_on(BOX, LARGE[1], LARGE[1]) == BOX


def test_on_another_screen_it_has_the_same_share():
    assert box_on(QRect(1280, 0, 1920, 2160), LARGE[1], LAPTOP[1]) == QRect(0, 0, 640, 720)


boxes = st.builds(QRect, st.integers(-5000, 5000), st.integers(-5000, 5000), st.integers(1, 6000), st.integers(1, 6000))
rooms = st.builds(QRect, st.integers(-4000, 4000), st.integers(-2000, 2000), st.integers(640, 7680),
                  st.integers(480, 4320))


@given(boxes, rooms, rooms, st.integers(0, 40))
def test_it_is_always_in_sight_with_its_title_and_large_enough(box, room, now, title):
    there = box_on(box, room, now, title)
    assert now.contains(there) and there.top() >= now.top() + title
    assert there.width() >= min(LEAST.width(), now.width())


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_what_was_kept_is_taken_again(window, qtbot):
    window.setGeometry(40, 50, 500, 400)
    window.show()
    qtbot.waitExposed(window)
    kept = kept_place(window)
    window.setGeometry(200, 200, 550, 420)
    assert take_place(window, kept)
    assert window.geometry() == QRect(40, 50, 500, 400)


def test_one_that_filled_the_screen_fills_it_again_and_knows_its_own_size(window, qtbot):
    window.setGeometry(40, 50, 500, 400)
    window.showMaximized()
    qtbot.waitExposed(window)
    kept = kept_place(window)
    assert kept["max"]
    window.showNormal()
    assert take_place(window, kept) and window.isMaximized()


@pytest.mark.parametrize("kept", [{}, {"screen": "x", "room": [1], "box": [1, 2, 3, 4], "title": 0, "max": False},
                                  {"screen": "x", "room": [0, 0, 9, 9], "box": "?", "title": 0, "max": False}])
def test_what_cannot_be_understood_changes_nothing(window, kept):
    before = window.geometry()
    assert not take_place(window, kept)
    assert window.geometry() == before
