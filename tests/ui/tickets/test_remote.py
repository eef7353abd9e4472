"""Remote sessions at the desk: begun by a key, seen while they run, ended by a key or by their program."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.remote import begin_session, running_sessions
from hotline_desk.ui.tickets import remote
from hotline_desk.ui.tickets.remote import RemoteDesk
from hotline_desk.ui.tickets.remotebar import CLOSE, END, SessionBar, SessionWindow
from hotline_desk.ui.tickets.remotepanel import RemotePanel
from tests.ui.tickets.conftest import ALT, CTRL


class Tool:
    """A program that runs until it is let go, and writes down with whom it was started."""

    def __init__(self, folder):
        self.told, self.gate, script = folder / "told", folder / "gate", folder / "tool.py"
        os.mkfifo(self.gate)
        script.write_text(
            "import sys, pathlib\npathlib.Path(sys.argv[1]).write_text(sys.argv[3])\nopen(sys.argv[2]).read()\n")
        self.command = f'"{sys.executable}" "{script}" "{self.told}" "{self.gate}" {{id}}'

    def let_go(self):
        with self.gate.open("w"):
            pass


@pytest.fixture
def tool(tmp_path):
    return Tool(tmp_path)


@pytest.fixture
def ctx(ctx, tool):
    """A company with a command of its own."""
    return replace(ctx, settings=ctx.settings.with_values({"remote.tool": "own", "remote.command": tool.command}))


def desk_of(place):
    return place.windows.findChild(RemoteDesk)


@pytest.fixture
def begun(place, ticket, tool):
    """A session with 123456789 that runs; the tool is let go at the end."""
    place.press(Qt.Key.Key_F10, ALT)
    place.until(lambda: ticket.findChild(RemotePanel) is not None and ticket.findChild(RemotePanel).is_open)
    place.write("123 456 789")
    place.press(Qt.Key.Key_Return, CTRL)
    place.until(lambda: desk_of(place)._sessions)
    place.until(tool.told.exists)
    place.desk.window.activateWindow()  # the offscreen platform activates every window that comes up
    place.until(place.desk.window.isActiveWindow)
    yield ticket
    for program in list(desk_of(place)._programs.values()):
        tool.let_go()
        program.wait(20)


def test_a_key_the_id_and_a_key_begin_a_session_whose_time_runs(place, begun, tool):
    assert tool.told.read_text() == "123456789"
    log = place.view(begun.record.uid).worklogs[0]
    assert log.running and log.text.endswith("123456789")


def test_the_ticket_shows_that_it_runs(place, begun):
    bar = begun.findChild(SessionBar)
    assert bar.isVisible()
    assert bar.name.text().endswith("123 456 789")


def test_a_small_window_shows_it_above_all_others_and_takes_no_focus(place, begun):
    window = desk_of(place).window
    assert isinstance(window, SessionWindow) and window.isVisible()
    for flag in (Qt.WindowType.WindowStaysOnTopHint, Qt.WindowType.WindowDoesNotAcceptFocus):
        assert window.windowFlags() & flag
    assert all(button.focusPolicy() == Qt.FocusPolicy.NoFocus for button in window.buttons.values())
    assert begun.record.view.number in window.title.text()


def test_the_same_key_ends_it_and_its_time_is_kept(place, begun, tool):
    place.press(Qt.Key.Key_F10, ALT)
    tool.let_go()
    place.until(lambda: not desk_of(place)._sessions)
    assert not place.view(begun.record.uid).worklogs[0].running
    assert not begun.findChild(SessionBar).isVisible()
    assert not desk_of(place).window.isVisible()


def test_the_button_of_the_small_window_ends_it(place, begun, tool):
    desk_of(place).window.buttons[END].click()
    tool.let_go()
    place.until(lambda: not desk_of(place)._sessions)


def test_the_small_window_leads_to_the_closing_of_its_ticket(place, begun):
    other = place.open("ticket", create_ticket(place.ctx, {"subject": "Anderes"}))
    assert place.windows.active() is other
    desk_of(place).window.buttons[CLOSE].click()
    place.until(lambda: place.windows.active() is begun and begun.open_panel is not None)


def test_the_session_ends_with_its_program(place, begun, tool, monkeypatch):
    monkeypatch.setattr(remote, "_HANDED_ON_SECONDS", 0)
    tool.let_go()
    place.until(lambda: not desk_of(place)._sessions)
    assert not place.view(begun.record.uid).worklogs[0].running


def test_a_program_that_only_tells_another_one_does_not_end_the_session(place, begun, tool):
    tool.let_go()
    place.until(lambda: not desk_of(place)._programs)
    assert place.view(begun.record.uid).worklogs[0].running


def test_a_program_that_fails_at_once_leaves_no_time(place, ticket, tmp_path):
    script = tmp_path / "wrong.py"
    script.write_text("raise SystemExit(4)\n")
    said = []
    place.desk.shell.messages.said.connect(lambda notice: said.append(notice.text))
    uid, program = begin_session(replace(place.ctx, settings=place.ctx.settings.with_values(
        {"remote.command": f'"{sys.executable}" "{script}" {{id}}'})), ticket.record.uid, "own", "1")
    program.wait(20)
    desk_of(place)._begun(uid, program)
    place.until(lambda: place.view(ticket.record.uid).worklogs == ())
    assert any("(4)" in text for text in said)


def test_what_is_no_id_is_said_below_its_field(place, ticket):
    place.press(Qt.Key.Key_F10, ALT)
    panel = ticket.findChild(RemotePanel)
    place.write("--help")
    place.press(Qt.Key.Key_Return, CTRL)
    place.until(panel.form.errors)
    assert list(panel.form.errors()) == ["id"]
    assert not running_sessions(place.ctx)


def test_a_desk_that_opens_later_finds_the_session_again(make_place, ctx, tool):
    uid = create_ticket(ctx, {"subject": "Druckt nicht"})
    _uid, program = begin_session(ctx, uid, "own", "7")
    place = make_place()
    place.changes.changed.emit("context", "")
    place.until(lambda: desk_of(place)._sessions)
    frame = place.open("ticket", uid)
    place.until(lambda: frame.findChild(SessionBar) is not None and frame.findChild(SessionBar).isVisible())
    tool.let_go()
    assert program.wait(20)


def test_elsewhere_the_key_says_what_to_do(place):
    said = []
    place.desk.shell.messages.said.connect(lambda notice: said.append(notice.text))
    place.desk.shell.commands.trigger("remote.start")
    assert said == ["Open the ticket of the caller first."]


def test_whoever_wants_no_small_window_has_none(make_place, ctx, tool):
    uid = create_ticket(ctx, {"subject": "Druckt nicht"})
    object.__setattr__(ctx, "settings", ctx.settings.with_values({"remote.bar": False}))
    _uid, program = begin_session(ctx, uid, "own", "7")
    place = make_place()
    place.changes.changed.emit("context", "")
    place.until(lambda: desk_of(place)._sessions)
    assert desk_of(place).window is None
    tool.let_go()
    assert program.wait(20)


def test_after_a_panel_the_cursor_is_where_it_was_and_nothing_typed_is_selected(place, ticket):
    subject = ticket.fields.subject
    subject.setFocus()
    subject.setCursorPosition(7)
    place.press(Qt.Key.Key_F10, ALT)
    place.until(lambda: ticket.findChild(RemotePanel).is_open)
    place.press(Qt.Key.Key_Escape)
    place.until(lambda: place.desk.window.focusWidget() is subject)
    assert (subject.selectedText(), subject.cursorPosition()) == ("", 7)
