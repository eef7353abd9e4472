"""A desk of its own process that types into a ticket until it is killed."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy.engine import make_url

from hotline_desk.core.settings import Settings
from hotline_desk.services.access import open_context
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from hotline_desk.ui.actions import ACTIONS
from hotline_desk.ui.shell.assembly import build_desk
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.tickets import frames


def main(url: str, folder: str, uid: str) -> None:
    app = QApplication([])
    store = open_store(make_url(url))
    ctx = open_context(store, Local(Path(folder)), "anna")
    desk = build_desk(app, ACTIONS.values(), Settings({"ui.language": "en"}), Memory())
    changes = Changes()
    frames.register(desk.windows, desk.shell, lambda: ctx, changes)
    desk.window.show()
    frame = desk.windows.open("ticket", uid)

    def type_when_ready() -> None:
        if frame.record.view is None:
            QTimer.singleShot(20, type_when_ready)
            return
        frame.fields.subject.selectAll()
        for letter in "Größer als gedacht":
            QCoreApplication.sendEvent(frame.fields.subject, QKeyEvent(
                QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
        QTimer.singleShot(1000, lambda: print("typed", flush=True))

    type_when_ready()
    app.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
