"""The desktop's only wiring.

The window is painted first; everything heavy is imported and opened in the background after that.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hotline_desk.app.desktop import Desktop
from hotline_desk.core import log, places
from hotline_desk.ui.shell.messages import log_qt_messages

_SWITCH_S = 0.0005
"""Seconds after which a background thread lets the user interface go on; Python's own 5 ms add up to gaps one feels,
as painting one frame takes turns with the readers many times."""


def run_desk(data: Path | None = None, database: str | None = None, user: str | None = None,
             feeds: Sequence[str] = (), *, sample: bool = False) -> int:
    """Opens the desk and returns its exit code when it is closed.

    `data` is the workplace's folder (and the company's, unless `database` names a server), `user` a login,
    `feeds` are telephone lines besides those of the workplace. With `sample` a missing company is the sample.
    """
    app = application()
    folder = data or places.default_data()
    with log.install(folder, "desk"):
        log_qt_messages()
        # The first window goes before the desk comes: the last window is not the end, closing the desk is.
        app.setQuitOnLastWindowClosed(False)
        desktop = Desktop(app, folder, database, user, feeds, sample=sample, over=app.quit)
        _end_by_signal(desktop)
        desktop.begin()
        code = app.exec()
        desktop.end()
    return code


def run_demo(data: Path | None = None) -> int:
    """The sample company with a telephone system of its own, at which customers call now and then."""
    return run_desk(data or places.default_data() / "sample", sample=True)


def application() -> QApplication:
    """The one QApplication, made if there is none yet; from now on threads take short turns."""
    sys.setswitchinterval(_SWITCH_S)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("hotline-desk")
    app.setDesktopFileName("hotline-desk")
    return app


def _end_by_signal(desktop: Desktop) -> None:
    """SIGINT and SIGTERM close the window; Python sees them at the desk's next beat."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: QTimer.singleShot(0, desktop.desk.window.close))
