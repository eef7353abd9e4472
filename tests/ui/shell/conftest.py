"""A desk of its own for each test, with frames that do nothing but hold a field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from hotline_desk.core.settings import Settings
from hotline_desk.ui.actions import ACTIONS
from hotline_desk.ui.shell.assembly import build_desk
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.memory import Memory


class Plain(Frame):
    """Two fields; `seen` notes what was done."""

    comfortable = QSize(300, 200)

    def __init__(self, shell, uid=None, binds=()):
        super().__init__(shell, uid)
        self.seen: list[str] = []
        self.stays = False
        self.one, self.two = QLineEdit(), QLineEdit()
        rows = QVBoxLayout(self)
        rows.addWidget(self.one)
        rows.addWidget(self.two)
        self.bind({id: (lambda id=id: self.seen.append(id)) for id in binds})

    def retranslate(self):
        self.set_title(f"{self.kind} {self.uid}")

    def refresh(self):
        self.seen.append("refresh")

    def can_close(self):
        return not self.stays

    def closed(self):
        self.seen.append("closed")


@pytest.fixture
def make_desk(qapp, qtbot):
    made = []

    def make(memory=None, **values):
        desk = build_desk(qapp, ACTIONS.values(), Settings({"ui.language": "en", **values}), memory or Memory())
        made.append(desk)
        desk.windows.register("plain", lambda uid, **args: Plain(desk.shell, uid, ("frame.save",)))
        desk.windows.register("ticket", lambda uid, **args: Plain(desk.shell, uid, ("ticket.close", "panel.back")))
        desk.window.resize(790, 700)
        desk.window.show()
        qtbot.waitExposed(desk.window)
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow)
        return desk

    yield make
    for desk in made:
        desk.close()
        desk.shell.texts.use("en")
        for frame in desk.windows.frames():
            frame.stays = False
        desk.window.close()
        desk.window.deleteLater()
    qapp.processEvents()


@pytest.fixture
def desk(make_desk):
    return make_desk()


@pytest.fixture
def shell(desk):
    return desk.shell
