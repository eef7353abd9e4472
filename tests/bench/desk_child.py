"""A process of its own that opens the desk offscreen and measures it; prints one JSON object.

Arguments: the instant the parent started it (seconds), and the folder of the data, or "bare" for the floor.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QMdiArea, QVBoxLayout, QWidget

_CALLS = 20


class Painted(QObject):
    """Notes when a widget of one class is painted; `wait` runs the event loop until it is."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._wanted: tuple[str, ...] = ()
        self._loop = QEventLoop()
        self.at = 0.0
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and type(watched).__name__ in self._wanted:
            self.at = time.time()
            self._wanted = ()
            QTimer.singleShot(0, self._loop.quit)
        return False

    def wait(self, name: str, act: Callable[[], object], seconds: float = 20) -> float:
        """Milliseconds from `act` to the paint of a widget of this class. Raises RuntimeError if none comes."""
        self._wanted = (name,)
        limit = QTimer(self)  # one that is left running would end a later wait
        limit.timeout.connect(self._loop.quit)
        limit.start(int(seconds * 1000))
        begun = time.time()
        act()
        self._loop.exec()
        limit.stop()
        limit.deleteLater()
        if self._wanted:
            raise RuntimeError(f"{name} was not painted")
        return (self.at - begun) * 1000


def turn(seconds: float) -> None:
    """Lets the event loop run for that long."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def bare(started: float) -> dict[str, Any]:
    """The floor: an empty window for frames, and a frameless window of four labels shown and painted."""
    app = QApplication([])
    painted = Painted(app)
    window = QMainWindow()
    window.setCentralWidget(QMdiArea())
    painted.wait("QWidget", window.show)
    begun = painted.at
    shown = []
    for _ in range(_CALLS):
        popup = QWidget()
        rows = QVBoxLayout(popup)
        for text in ("Frau Öztürk · Stadtwerke Süd", "+49 711 5550123", "Premium", "F2"):
            rows.addWidget(QLabel(text))
        shown.append(painted.wait("QLabel", popup.show))
        popup.close()
    return {"start": (begun - started) * 1000, "popup": sorted(shown)[_CALLS // 2], "memory": memory()}


def desk(started: float, data: Path) -> dict[str, Any]:
    """Start, ring to painted popup, key to painted ticket, list painted, longest gap, memory."""
    from hotline_desk.app import Desktop, application
    from hotline_desk.ui.shell.heartbeat import Heartbeat

    app = application()
    painted = Painted(app)
    desktop = Desktop(app, data, login="anna")
    painted.wait("MainWindow", desktop.begin)
    first = painted.at
    while desktop.calls is None or not desktop.calls.listening:
        turn(0.02)
    ready = time.time()
    turn(1.5)
    beat = Heartbeat()
    beat.start()
    popups, tickets = rung(desktop, painted)
    tasks = painted.wait("TasksFrame", lambda: desktop.desk.windows.open("tasks"))
    turn(1.0)
    gap = beat.stop()
    measured = {"start": (first - started) * 1000, "ready": (ready - started) * 1000,
                "popup": sorted(popups)[len(popups) // 2], "ticket": sorted(tickets)[len(tickets) // 2],
                "tasks": tasks, "gap": gap, "memory": memory()}
    desktop.end()
    return measured


def rung(desktop: Any, painted: Painted) -> tuple[list[float], list[float]]:
    """Calls one after the other: milliseconds from the event to the popup, and from F2 to the ticket."""
    from hotline_desk.core.clock import SystemClock
    from hotline_desk.domain.calls import ENDED, IN, RINGING, CallEvent
    from hotline_desk.store.schema import new_uid

    clock, feed = SystemClock(), f"bench-{new_uid()}"
    popups, tickets = [], []
    for index in range(_CALLS):
        def event(kind: str, index: int = index) -> CallEvent:
            return CallEvent(feed, str(index), kind, clock.now(), IN, f"+4940669690{index:03}", "", "known")

        # Not on the UI thread, like a telephone line's.
        ring = threading.Thread(target=desktop.calls.intake.take, args=(event(RINGING),))
        popups.append(painted.wait("Popup", ring.start))
        ring.join()
        if index % 4 == 0:
            tickets.append(painted.wait("TicketFrame", desktop.calls.controller.take))
        desktop.calls.intake.take(event(ENDED))
        turn(0.15)
    return popups, tickets


def memory() -> float:
    """Resident memory of this process in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> int:
    started, place = float(sys.argv[1]), sys.argv[2]
    print(json.dumps(bare(started) if place == "bare" else desk(started, Path(place))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
