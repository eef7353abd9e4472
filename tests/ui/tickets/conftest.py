"""A desk with a real company behind it: Muster GmbH calls, Anna answers, Bert has a desk of his own."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from hotline_desk.core.settings import Settings
from hotline_desk.domain.access import AGENT, Team, User
from hotline_desk.services.access import found_company, open_context, save_team, save_user
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.local import Local
from hotline_desk.ui.actions import ACTIONS
from hotline_desk.ui.shell.assembly import build_desk
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.tickets import frames
from tests.store_fixtures import COMPANY, NOW
from tests.stories.conftest import muster, support
from tests.stories.telephone import Telephone

__all__ = ["muster", "support"]

CTRL, ALT, SHIFT = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier,
                    Qt.KeyboardModifier.ShiftModifier)
PLAIN = Qt.KeyboardModifier.NoModifier


@dataclass
class Place:
    """A desk, and the hands of whoever sits at it."""

    desk: object
    ctx: object
    changes: object
    qtbot: object

    @property
    def windows(self):
        return self.desk.windows

    def until(self, fits):
        self.qtbot.waitUntil(lambda: bool(fits()), timeout=5000)

    def settle(self):
        """Everything handed to the background is done and shown."""
        for _ in range(3):
            self.desk.shell.background.write(None, lambda: None).result(5)
            self.desk.shell.background.read(None, lambda: None).result(5)
            self.qtbot.wait(60)

    def press(self, key, held=PLAIN):
        QTest.keyClick(self.desk.window.focusWidget() or self.desk.window, key, held)

    def write(self, text):
        """Types a text, one key event a letter, umlauts too."""
        for letter in text:
            field = self.desk.window.focusWidget()
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.sendEvent(field, QKeyEvent(kind, 0, PLAIN, letter))

    def open(self, kind, uid="", **args):
        frame = self.windows.open(kind, uid, **args)
        if kind == "ticket":
            self.until(lambda: frame.record.view is not None and frame.record.people.users)
            self.until(lambda: self.desk.window.focusWidget() is not None
                       and frame.isAncestorOf(self.desk.window.focusWidget()))
        return frame

    def view(self, uid):
        return ticket_view(self.ctx, uid)


@pytest.fixture
def founded(clock):
    return "Anna Berger" if clock.now() == NOW else ""


@pytest.fixture
def ctx(sqlite_store, clock, tmp_path, founded):
    if not founded:
        found_company(sqlite_store, COMPANY, "anna", "Anna Berger", clock)
    local = Local(tmp_path / "desk")
    yield open_context(sqlite_store, local, "anna", clock=clock)
    local.close()


@pytest.fixture
def bert(ctx, tmp_path):
    """An agent at another desk."""
    save_user(ctx, User("", "bert", "Bert Vogel", AGENT))
    with ExitStack() as desks:
        local = Local(tmp_path / "bert")
        desks.callback(local.close)
        yield open_context(ctx.store, local, "bert", clock=ctx.clock)


@pytest.fixture
def network(ctx, bert):
    """The team Netzwerk."""
    return save_team(ctx, Team("", "Netzwerk", (bert.user.uid,)))


@pytest.fixture
def line(ctx):
    """The company's telephone."""
    return Telephone(ctx)


@pytest.fixture
def make_place(ctx, qapp, qtbot):
    made = []

    def make(memory=None):
        desk = build_desk(qapp, ACTIONS.values(), Settings({"ui.language": "en"}), memory or Memory())
        changes = Changes(desk.window)
        changes.follow(ctx.store.bus)
        frames.register(desk.windows, desk.shell, lambda: ctx, changes)
        place = Place(desk, ctx, changes, qtbot)
        made.append(place)
        desk.windows.bind_global({"ticket.new": lambda: desk.windows.open("ticket", "")})
        desk.window.resize(1100, 780)
        desk.window.show()
        qtbot.waitExposed(desk.window)
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow)
        return place

    yield make
    for place in made:
        place.changes.leave()
        place.windows.close_all()
        place.desk.close()
        place.desk.window.close()
        place.desk.window.deleteLater()
    qapp.processEvents()


@pytest.fixture
def place(make_place):
    return make_place()


@pytest.fixture
def taken(place, line):
    """Muster GmbH is on the line, Anna has pressed F2: the call and its ticket's frame."""
    call = line.ring()
    place.ctx.clock.advance(seconds=5)
    call.answer()
    return call, place.open("ticket", take_call(place.ctx, call.uid))


@pytest.fixture
def ticket(place):
    """A ticket made by hand, open in its frame."""
    return place.open("ticket", create_ticket(place.ctx, {"subject": "Drucker druckt nicht"}))


def at(hour, minute=0, day=date(2026, 11, 2)):
    """An instant of that day in Berlin's winter."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


def named(widget: QWidget) -> str:
    return widget.accessibleName()
