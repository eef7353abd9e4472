"""Telephone lines without a mouse: a letter leads to one field and to no menu, and everything has a name."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from hotline_desk.ui.setup.kinds import KINDS_OF_LINES
from tests.ui.test_reachable import letters


@pytest.fixture
def whole(place, open_desk):
    return open_desk(place)


def states(whole):
    """The frames in each state in which other fields are to be seen."""
    windows = whole.desktop.desk.windows
    yield windows.open("trace")
    frame = windows.open("sample")
    yield frame
    frame.panel.ask(frame._report)
    yield frame
    frame = windows.open("connect")
    yield frame
    for kind in KINDS_OF_LINES:
        frame.choose(kind.code)
        frame.telephone.more.setChecked(True)
        frame.telephone.encrypted.setChecked(True)
        yield frame
        for number in range(frame.telephone.way.count()):
            if not frame.telephone.way.view().isRowHidden(number):
                frame.telephone.way.setCurrentIndex(number)
                yield frame
    frame = windows.open("feeds")
    frame.add()
    yield frame


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_letter_leads_to_one_field_and_to_no_menu(whole, qapp, language):
    whole.desktop.desk.shell.texts.use(language)
    menus = {letter for action in whole.desktop.desk.window.menuBar().actions()
             for letter in re.findall("&(.)", action.text().casefold())}
    wrong = {}
    for frame in states(whole):
        qapp.processEvents()
        seen = [w for w in frame.findChildren(QWidget) if w.isVisible()]
        wrong |= {(frame.kind, letter): texts for letter, texts in letters(seen).items()
                  if len(texts) > 1 or letter in menus}
    whole.desktop.desk.shell.texts.use("en")
    assert not wrong


def test_everything_that_takes_the_cursor_has_a_name(whole, qapp):
    nameless = set()
    for frame in states(whole):
        qapp.processEvents()
        for widget in frame.findChildren(QWidget):
            if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy():
                continue
            inner = isinstance(widget.parent(), QAbstractScrollArea) or type(widget).__name__.startswith("QtP")
            told = QAccessible.queryAccessibleInterface(widget)
            if not inner and told is not None and not told.text(QAccessible.Text.Name).strip():
                nameless.add(f"{frame.kind}: {type(widget).__name__} in {type(widget.parent()).__name__}")
    assert not nameless
