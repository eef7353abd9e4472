"""F1: the page of the frame in front, the links, the search, the language of the desk."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from hotline_desk.ui.help.frames import register
from hotline_desk.ui.help.pages import read_manual
from hotline_desk.ui.shell.frame import Frame


class Telephone(Frame):
    """A frame with a page of its own and one field."""

    help_page = "telephony"

    def __init__(self, shell, uid=None):
        super().__init__(shell, uid)
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)


@pytest.fixture
def manual_desk(desk):
    register(desk.windows, desk.shell, lambda: None, None)
    desk.windows.register("telephone", lambda uid, **args: Telephone(desk.shell, uid))
    return desk


@pytest.fixture
def opened(manual_desk, qtbot):
    """Opens the help frame as F1 does and waits for its page."""
    def press():
        assert manual_desk.shell.commands.trigger("help.open")
        frame = manual_desk.windows.find("help", None)
        qtbot.waitUntil(lambda: bool(frame.reader.page()))
        return frame
    return press


def titles(frame):
    return [frame.list.item(row).text() for row in range(frame.list.count())]


def test_without_a_frame_the_index_opens(opened):
    assert opened().reader.page() == "index"


def test_f1_opens_the_page_of_the_frame_in_front(manual_desk, qtbot):
    frame = manual_desk.windows.open("telephone")
    qtbot.waitUntil(frame.field.hasFocus)
    QTest.keyClick(frame.field, Qt.Key.Key_F1)
    help_frame = manual_desk.windows.find("help", None)
    assert help_frame is not None
    qtbot.waitUntil(lambda: help_frame.reader.page() == "telephony")
    assert "FRITZ!Box" in help_frame.reader.toPlainText()
    assert help_frame.list.currentItem().text() == read_manual("en").page("telephony").title


def test_an_open_manual_turns_to_the_page_of_the_other_frame(manual_desk, opened):
    frame = opened()
    manual_desk.windows.open("telephone")
    assert opened() is frame
    assert frame.reader.page() == "telephony"


def test_closing_the_manual_leads_back_to_where_one_typed(manual_desk, opened, qtbot):
    frame = manual_desk.windows.open("telephone")
    qtbot.waitUntil(frame.field.hasFocus)
    opened()
    manual_desk.windows.close()
    qtbot.waitUntil(frame.field.hasFocus)


def test_a_frame_whose_page_is_not_there_opens_the_index(opened):
    frame = opened()
    frame.reader.show_page("telephony")
    frame.reader.show_page("no-such-page")
    assert frame.reader.page() == "index"


def test_links_turn_pages_and_lead_back(opened):
    frame = opened()
    frame.reader.show_page("telephony")
    assert frame.back.isEnabled()
    frame.back.click()
    assert frame.reader.page() == "index"
    frame.forward.click()
    assert frame.reader.page() == "telephony"


def test_choosing_in_the_list_turns_the_page(opened):
    frame = opened()
    row = titles(frame).index(read_manual("en").page("telephony").title)
    frame.list.setCurrentRow(row)
    assert frame.reader.page() == "telephony"
    assert "telephone" in frame.title()


def test_the_search_keeps_the_pages_that_hold_every_word_and_marks_them(opened):
    frame = opened()
    every = titles(frame)
    QTest.keyClicks(frame.search, "fritz!box extension")
    assert titles(frame)
    assert len(titles(frame)) < len(every)
    QTest.keyClick(frame.search, Qt.Key.Key_Return)
    marked = {mark.cursor.selectedText().casefold() for mark in frame.reader.extraSelections()}
    assert marked == {"fritz!box", "extension"}
    QTest.keyClick(frame.search, Qt.Key.Key_Escape)
    assert titles(frame) == every
    assert not frame.reader.extraSelections()


def test_a_search_that_finds_nothing_says_so(opened):
    frame = opened()
    QTest.keyClicks(frame.search, "xyzzy")
    assert titles(frame) == ["Nothing found."]
    QTest.keyClick(frame.search, Qt.Key.Key_Return)
    assert frame.reader.page() == "index"


def test_headings_are_larger_than_the_text(opened):
    document = opened().reader.document()
    heading = document.begin().begin().fragment().charFormat().font().pointSizeF()
    assert heading > 1.3 * document.defaultFont().pointSizeF()


def test_a_page_named_by_the_word_comes_before_pages_that_mention_it():
    assert read_manual("en").find("telephone")[0].name == "telephony"


def test_the_manual_follows_the_language_of_the_desk(manual_desk, opened, qtbot):
    frame = opened()
    frame.reader.show_page("telephony")
    manual_desk.shell.texts.use("de")
    german = read_manual("de").page("telephony").title
    qtbot.waitUntil(lambda: frame.reader.toPlainText().startswith(german))
    assert frame.reader.page() == "telephony"
    assert frame.list.currentItem().text() == german


def test_the_colours_follow_the_theme(manual_desk, opened):
    frame = opened()
    frame.reader.show_page("telephony")
    before = frame.reader.document().toHtml()
    manual_desk.shell.theme.use("dark")
    assert frame.reader.document().toHtml() != before
    assert frame.reader.page() == "telephony"


def test_the_manual_comes_back_at_the_page_it_was_left(opened):
    frame = opened()
    frame.reader.show_page("telephony")
    assert frame.open_args() == {"page": "telephony"}


def test_a_section_of_a_page_is_shown_from_its_heading_on(manual_desk, qtbot):
    frame = manual_desk.windows.open("help", page="telephony#push")
    qtbot.waitUntil(lambda: frame.reader.page() == "telephony")
    qtbot.waitUntil(lambda: frame.reader.verticalScrollBar().value() > 0)
    top = frame.reader.cursorForPosition(frame.reader.viewport().rect().topLeft() + QPoint(20, 12))
    assert top.block().text() == read_manual("en").page("telephony").sections["push"]
    assert frame.list.currentItem().text() == read_manual("en").page("telephony").title


def test_a_section_that_is_not_there_leaves_the_page_at_its_beginning(manual_desk, qtbot):
    frame = manual_desk.windows.open("help", page="telephony#nonsense")
    qtbot.waitUntil(lambda: frame.reader.page() == "telephony")
    assert frame.reader.verticalScrollBar().value() == 0
