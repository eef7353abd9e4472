"""Texts that give way where the room is narrow."""

from __future__ import annotations

import pytest

from hotline_desk.ui.shell.elided import ElidedLines


@pytest.fixture
def label(qtbot):
    made = ElidedLines(3)
    qtbot.addWidget(made)
    made.resize(160, 60)
    return made


def test_what_fits_stands_in_its_paragraphs(label):
    label.setText("Frau Weber\nSolved")
    assert label.lines() == ["Frau Weber", "Solved"]


def test_the_last_paragraph_has_the_lines_that_are_left_and_ends_in_dots(label):
    label.setText("Frau Weber\n" + "One word after another is said about it. " * 9)
    first, second, third = label.lines()
    assert first == "Frau Weber" and second.startswith("One word") and third.endswith("…")


def test_a_long_first_paragraph_takes_one_line_alone(label):
    label.setText("A name that is far too long for any label of this width\nSolved")
    assert label.lines()[0].endswith("…") and label.lines()[1:] == ["Solved"]


def test_the_whole_text_stands_in_the_tip(label):
    label.setText("word " * 90)
    assert label.toolTip() == "word " * 90
