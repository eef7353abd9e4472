"""A desk with the frames of master data and billing over a real store, for their tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from hotline_desk.core.clock import SetClock
from hotline_desk.domain.access import User, permitted
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.context import Context
from hotline_desk.store.engine import Store
from hotline_desk.store.local import Local
from hotline_desk.ui.access import frames as access
from hotline_desk.ui.actions import ACTIONS
from hotline_desk.ui.addresses import frames as addresses
from hotline_desk.ui.articles import frames as articles
from hotline_desk.ui.billing import frames as billing
from hotline_desk.ui.calls import frames as calls
from hotline_desk.ui.contracts import frames as contracts
from hotline_desk.ui.knowledge import frames as knowledge
from hotline_desk.ui.notices import frames as notices
from hotline_desk.ui.projects import frames as projects
from hotline_desk.ui.settings import frames as settings_frames
from hotline_desk.ui.shell.assembly import build_desk
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.shifts import frames as shifts
from hotline_desk.ui.wall import frames as wall
from tests.store_fixtures import COMPANY

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PATIENCE_MS = 10_000


class Elsewhere(Frame):
    """Stands for a frame of another subject; `args` are what it was opened with."""

    def __init__(self, shell: Any, uid: str | None, args: dict[str, Any]) -> None:
        super().__init__(shell, uid)
        self.args = args

    def reopen(self, **args: Any) -> None:
        self.args = args


class Office:
    """The desk, its frames and what a person does with them."""

    def __init__(self, qapp: QApplication, qtbot: Any, ctx: Context) -> None:
        self.qtbot = qtbot
        self.ctx = ctx
        self.said: list[str] = []
        self.notices: list[Any] = []
        settings = ctx.settings.with_values({"ui.language": "en"})
        self.desk = build_desk(qapp, ACTIONS.values(), settings, Memory())
        self.changes = Changes(self.desk.window)
        self.changes.follow(ctx.store.bus)
        self.shell, self.windows = self.desk.shell, self.desk.windows
        self.shell.messages.said.connect(self._hear)
        for package in (access, addresses, articles, billing, calls, contracts, knowledge, notices, projects,
                        settings_frames, shifts, wall):
            package.register(self.windows, self.shell, lambda: self.ctx, self.changes)
        for kind in ("ticket", "journal", "settings"):
            self.windows.register(kind, lambda uid, **args: Elsewhere(self.shell, uid, args))
        self.windows.bind_global({"settings.open": lambda: self.windows.open("settings")})
        self.use_role(ctx.user.role)
        self.desk.window.resize(1200, 760)
        self.desk.window.show()
        qtbot.waitExposed(self.desk.window)
        self.desk.window.activateWindow()

    def _hear(self, notice: Any) -> None:
        self.said.append(notice.text)
        self.notices.append(notice)

    def use_role(self, role: str) -> None:
        """From now on the person has this role."""
        self.ctx = replace(self.ctx, user=User(**{**vars(self.ctx.user), "role": role}))
        self.shell.commands.set_rights(lambda permission: permitted(role, permission), lambda _module: True)

    def open(self, kind: str, uid: str | None = None, **args: Any) -> Any:
        """Opens a frame and waits until it has read."""
        frame = self.windows.open(kind, uid, **args)
        self.idle()
        return frame

    def until(self, true: Any) -> None:
        """Waits for it."""
        self.qtbot.waitUntil(lambda: bool(true()), timeout=PATIENCE_MS)

    def idle(self) -> None:
        """Waits until nothing is read or written and no list is about to be read again."""
        quiet = 0

        def calm() -> bool:
            nonlocal quiet
            busy = self.shell.background._pending > 0 or any(
                frame._pause.isActive() for frame in self.windows.frames() if hasattr(frame, "_pause"))
            quiet = 0 if busy else quiet + 1
            return quiet > 5

        self.qtbot.waitUntil(calm, timeout=PATIENCE_MS)

    def do(self, id: str) -> None:
        """An action as by its key, and everything that follows."""
        assert self.shell.commands.trigger(id), id
        self.idle()

    def undo(self) -> None:
        """The button of the newest message."""
        self.notices[-1].action()
        self.idle()

    def close(self) -> None:
        self.changes.leave()
        for frame in self.windows.frames():
            frame.set_dirty(False)
        self.desk.close()
        self.desk.window.close()
        self.desk.window.deleteLater()


def press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    """One key, as it arrives at the widget."""
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def ctx(sqlite_store: Store, clock: SetClock, tmp_path: Any, founded: str) -> Iterator[Context]:
    """Anna, the administrator of a company in Berlin."""
    if not founded:
        found_company(sqlite_store, COMPANY, "anna", "Anna", clock)
    local = Local(tmp_path / "desk")
    yield open_context(sqlite_store, local, "anna", clock=clock)
    local.close()


@pytest.fixture
def office(qapp: QApplication, qtbot: Any, ctx: Context) -> Iterator[Office]:
    made = Office(qapp, qtbot, ctx)
    yield made
    made.close()
    qapp.processEvents()
