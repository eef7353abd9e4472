"""All three kinds of trouble reach the user without a modal dialogue; the palette finds what can be done."""

from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, qInstallMessageHandler, qWarning
from PySide6.QtTest import QTest

from hotline_desk.core.errors import Cancelled, EnvironmentTrouble, UserError
from hotline_desk.ui.shell.messages import Messages, log_qt_messages, report_text
from hotline_desk.ui.shell.palette import Hit, score

CTRL = Qt.KeyboardModifier.ControlModifier


def banners(desk):
    return [b.notice for b in desk.window.strip.banners]


def test_a_users_mistake_is_a_sentence_with_what_to_do(desk):
    desk.shell.messages.trouble(UserError("reason.missing"))
    assert [b.text for b in banners(desk)] == ["A reason is needed. Write why, in a few words."]


def test_trouble_of_the_surroundings_is_one_banner_until_it_is_over(desk):
    messages = desk.shell.messages
    messages.trouble(EnvironmentTrouble("Database", "refused"))
    messages.trouble(EnvironmentTrouble("Database", "timed out"))
    assert len(banners(desk)) == 1 and "timed out" in banners(desk)[0].text
    messages.better("Database")
    assert banners(desk) == []


@pytest.mark.logs("bug")
def test_a_bug_is_logged_and_its_report_can_be_saved(shell):
    saved, said = [], []
    messages = Messages(shell.texts, saved.append)
    messages.said.connect(said.append)
    messages.trouble(ZeroDivisionError("x"))
    said[0].action()
    assert "ZeroDivisionError" in saved[0] and said[0].level == "danger"


def test_what_the_user_stopped_is_no_trouble(desk):
    desk.shell.messages.trouble(Cancelled())
    assert banners(desk) == []


def test_a_report_tells_versions_and_trace():
    assert report_text(ValueError("why")).startswith("Hotline Desk") and "why" in report_text(ValueError("why"))


def test_undo_is_a_button_in_the_banner(desk):
    undone = []
    desk.shell.messages.say("Saved.", "success", action_text="Undo", action=lambda: undone.append(1))
    desk.window.strip.banners[0].action_button.click()
    assert undone == [1] and banners(desk) == []


def test_a_banner_is_reached_and_left_by_keys(desk, qtbot):
    frame = desk.windows.open("plain", "1")
    frame.two.setFocus()
    undone = []
    desk.shell.messages.say("Saved.", "success", action_text="Undo", action=lambda: undone.append(1))
    QTest.keyClick(frame.two, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    button = desk.window.strip.banners[0].action_button
    assert button.hasFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert undone == [1] and frame.two.hasFocus()
    desk.shell.messages.say("Odd.", "warning")
    QTest.keyClick(frame.two, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Escape)
    assert banners(desk) == [] and frame.two.hasFocus()


def test_only_the_three_newest_are_shown(desk):
    for n in range(5):
        desk.shell.messages.say(str(n))
    assert [b.text for b in banners(desk)] == ["4", "3", "2"]


def test_no_frame_moves_for_a_banner(desk):
    frame = desk.windows.open("plain", "1")
    before = desk.windows.window_of(frame).geometry()
    desk.shell.messages.say("A banner")
    assert desk.windows.window_of(frame).geometry() == before
    assert desk.window.strip.isVisible()


def test_every_banner_is_as_high_as_its_sentence_needs(desk):
    for n in range(3):
        desk.shell.messages.say("A sentence that is far too long for one line of a small window. " * (n + 1), "danger")
    for banner in desk.window.strip.banners:
        assert banner.height() >= banner.heightForWidth(banner.width()) > 20
    assert desk.window.rect().contains(desk.window.strip.geometry())


def test_a_banner_covers_no_button_of_the_frame_in_front(desk, qtbot):
    frame = desk.windows.open("plain", "1")
    desk.windows.window_of(frame).showMaximized()
    button = desk.shell.commands.button("frame.save", frame, primary=True)
    frame.layout().addWidget(button)
    button.show()
    qtbot.waitUntil(lambda: button.y() > frame.height() // 2)
    desk.shell.messages.say("Saved.")
    strip = desk.window.strip
    place = QRect(button.mapTo(desk.window, QPoint(0, 0)), button.size())
    lying = QRect(strip.mapTo(desk.window, QPoint(0, 0)), strip.size())
    assert strip.isVisible() and not lying.intersects(place)


def test_long_work_shows_itself_with_stop(desk, qtbot):
    def work(progress, cancelled):
        import time
        while not cancelled():
            progress(1, 4, "quarter")
            time.sleep(0.01)
        raise Cancelled

    desk.shell.background.run_long(desk.window, work, title="Working")
    strip = desk.window.strip
    assert not strip.isVisible()
    qtbot.waitUntil(strip.isVisible, timeout=2000)
    strip._acts[0].stop_button.click()
    qtbot.waitUntil(lambda: not strip.isVisible())


def test_qt_warnings_go_to_the_log(caplog):
    log_qt_messages()
    try:
        with caplog.at_level(logging.WARNING, logger="qt"):
            qWarning("something odd")
    finally:
        qInstallMessageHandler(None)
    assert [r.getMessage() for r in caplog.records if r.name == "qt"] == ["something odd"]


@pytest.mark.parametrize(("query", "better", "worse"), [
    ("close", "Close ticket", "Disclose"), ("ct", "Close ticket", "Cabinet"), ("f", "Forward", "Off"),
])
def test_beginnings_of_words_count_more(query, better, worse):
    assert score(query, better) > score(query, worse)


def test_what_does_not_fit_is_not_shown():
    assert score("xyz", "Close ticket") == 0


def lines(desk):
    palette = desk.window.palette_box.list
    return [palette.item(n).text() for n in range(palette.count())]


def test_ctrl_k_opens_the_palette_even_from_a_field_and_esc_gives_the_cursor_back(desk, qtbot):
    frame = desk.windows.open("plain", "1")
    frame.two.setFocus()
    frame.two.setText("abcdef")
    frame.two.setCursorPosition(2)
    QTest.keyClick(frame.two, Qt.Key.Key_K, CTRL)
    palette = desk.window.palette_box
    assert palette.isVisible() and palette.field.hasFocus() and frame.two.text() == "abcdef"
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible() and frame.two.hasFocus() and frame.two.cursorPosition() == 2


def test_the_palette_does_what_is_chosen_and_offers_only_what_is_possible(desk, qtbot):
    frame = desk.windows.open("plain", "1")
    desk.window.palette_box.open()
    QTest.keyClicks(desk.window.palette_box.field, "save")
    assert lines(desk)[0] == "Save" and "Close ticket" not in lines(desk)
    QTest.keyClick(desk.window.palette_box.field, Qt.Key.Key_Return)
    assert frame.seen[-1] == "frame.save"


def test_the_palette_finds_what_providers_know(desk, qtbot):
    opened = []
    desk.window.palette_box.add_provider(lambda query: [Hit(f"Customer {query}", lambda: opened.append(query))])
    desk.window.palette_box.open()
    QTest.keyClicks(desk.window.palette_box.field, "zzz")
    qtbot.waitUntil(lambda: lines(desk) == ["Customer zzz"])
    QTest.keyClick(desk.window.palette_box.field, Qt.Key.Key_Return)
    assert opened == ["zzz"]
