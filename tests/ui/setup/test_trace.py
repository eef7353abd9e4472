"""The live trace of a line: what comes, what is made of it, and what is saved of it for support."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from hotline_desk.ui.setup.trace import MOST
from tests.ui.whole_desk import KNOWN

NUMBER = "07115550123"


@pytest.fixture
def frame(whole):
    name = whole.desktop.desk.shell.telephones.names()[0]
    return whole.desktop.desk.windows.open("trace", name)


def text(frame):
    return frame.lines.toPlainText()


def test_lines_and_events_appear_as_they_come(whole, box, frame):
    box.ring(KNOWN)
    whole.until(lambda: "← received" in text(frame) and "● event" in text(frame))
    assert NUMBER in text(frame)
    assert "kind=ringing" in text(frame)
    assert "◆ state  connected" in text(frame)


def test_paused_nothing_moves_and_afterwards_nothing_is_missing(whole, box, frame):
    whole.do("trace.pause")
    before = text(frame)
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    frame.pull()
    assert text(frame) == before
    assert frame.verdict.text().startswith("Paused")
    whole.do("trace.pause")
    whole.until(lambda: NUMBER in text(frame))


def test_cleared_it_shows_what_comes_from_then_on(whole, box, frame):
    first = box.ring(KNOWN)
    whole.until(lambda: "kind=ringing" in text(frame))
    whole.do("trace.clear")
    assert not text(frame)
    first.hang_up()
    whole.until(lambda: "kind=ended" in text(frame))
    assert "kind=ringing" not in text(frame)


def test_words_narrow_it(whole, box, frame):
    box.ring(KNOWN).hang_up()
    whole.until(lambda: "kind=ended" in text(frame))
    frame.words.setText("event ended")
    assert len(text(frame).splitlines()) == 1
    frame.words.clear()
    assert "DISCONNECT" in text(frame)


def test_numbers_are_cut_on_wish_in_what_is_shown_copied_and_saved(whole, box, frame, tmp_path):
    box.ring(KNOWN)
    whole.until(lambda: NUMBER in text(frame))
    frame.masked.setChecked(True)
    assert NUMBER not in text(frame) and "07115550***" in text(frame)
    whole.do("trace.copy")
    assert NUMBER not in QGuiApplication.clipboard().text()
    frame.save_as(tmp_path / "trace.txt")
    whole.until(lambda: (tmp_path / "trace.txt").is_file() and (tmp_path / "trace.txt").read_text())
    saved = (tmp_path / "trace.txt").read_text()
    assert "07115550***" in saved and NUMBER not in saved and "+497115550123" not in saved
    assert saved.startswith("Hotline Desk ")


def test_saved_for_support_it_has_everything(whole, box, frame, tmp_path):
    box.ring(KNOWN)
    whole.until(lambda: NUMBER in text(frame))
    whole.do("trace.clear")
    frame.save_as(tmp_path / "trace.txt")
    whole.until(lambda: (tmp_path / "trace.txt").is_file() and NUMBER in (tmp_path / "trace.txt").read_text())
    whole.until(lambda: any("trace.txt" in b.notice.text for b in whole.desktop.desk.window.strip.banners))


def test_a_file_that_cannot_be_written_is_told(whole, frame, tmp_path):
    frame.save_as(tmp_path / "nowhere" / "trace.txt")
    whole.until(lambda: any("cannot be written" in b.notice.text for b in whole.desktop.desk.window.strip.banners))


def test_it_never_grows_beyond_its_bounds(whole, box, frame):
    for _ in range(MOST):
        box.say("X")
        box.say("Y")
    whole.until(lambda: frame.lines.blockCount() >= MOST - 1)
    whole.qtbot.wait(700)
    assert frame.lines.blockCount() <= MOST
    assert len(frame._entries) <= MOST


def test_the_trace_opens_from_the_list_of_lines_with_the_line_selected(whole, frame):
    whole.desktop.desk.windows.close(frame)
    lines = whole.desktop.desk.windows.open("feeds")
    whole.until(lambda: lines.list.rows())
    assert lines.list.rows()[0].place == "named at the start"
    whole.do("trace.open")
    assert whole.active_kind() == "trace"
    assert whole.desktop.desk.windows.active().line.currentText() == lines.list.rows()[0].name
