"""A process of its own with the desk and the other side of its telephone line; prints one JSON object.

Arguments: what to measure (burst, wire, floor) and the folder of the data.
"""

from __future__ import annotations

import contextlib
import json
import socket
import sqlite3
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFormLayout, QLabel, QLineEdit, QMainWindow, QMdiArea, QWidget

from hotline_desk.core.places import DATABASE_FILE
from hotline_desk.domain.access import AGENT, User
from hotline_desk.services.access import active_people, open_context, save_user
from hotline_desk.services.calls.record import close_open_calls
from hotline_desk.store.engine import database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from tests.bench.desk_child import Painted, memory, turn
from tests.bench.seed import number_of

_CALLS, _BURST, _PATIENCE = 40, 10_000, 900.0
_FIELDS = 12


class Beats(QObject):
    """Every beat of the UI thread: how much later than due it came, in milliseconds."""

    def __init__(self, every_ms: int = 5) -> None:
        super().__init__()
        self.late: list[float] = []
        self._every, self._last = every_ms / 1000, time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(every_ms)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last - self._every) * 1000))
        self._last = now


class Box:
    """A FRITZ!Box that says what it is told to."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"fritzbox://127.0.0.1:{self._server.getsockname()[1]}#bench {time.time()}"
        self.name = self.url.partition("#")[2]

    def line(self) -> socket.socket:
        """The desk's connection."""
        sock = self._server.accept()[0]
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock


def floor(data: Path) -> dict[str, Any]:
    """A look-up by index, and a frame of a dozen fields in a bare window, painted."""
    app = QApplication([])
    painted = Painted(app)
    window, area = QMainWindow(), QMdiArea()
    window.setCentralWidget(area)
    painted.wait("QWidget", window.show)
    bare = sqlite3.connect(data / DATABASE_FILE)
    shown = []
    for index in range(_CALLS):
        shown.append(painted.wait("Bare", lambda index=index: _bare_frame(area, bare, number_of(index * 17 % 9000))))
        area.closeAllSubWindows()
        turn(0.05)
    return {"painted": shown}


class Bare(QWidget):
    """The barest frame."""


def _bare_frame(area: QMdiArea, bare: sqlite3.Connection, number: str) -> None:
    found = bare.execute("SELECT a.name, a.city FROM phone p JOIN address a ON a.id = p.address_id WHERE p.e164 = ?",
                         (number,)).fetchone()
    frame = Bare()
    rows = QFormLayout(frame)
    for place in range(_FIELDS):
        rows.addRow(QLabel(f"Field {place}"), QLineEdit(" ".join(found)))
    area.addSubWindow(frame).show()


def prepare(data: Path) -> None:
    """A colleague who answers the burst, and an end for calls of a run that broke off: those of this one would join."""
    with contextlib.closing(sqlite3.connect(data / DATABASE_FILE)) as bare:
        feeds = [feed for feed, in bare.execute("SELECT DISTINCT feed FROM call WHERE state != 'ended'")]
    store, local = open_store(database_url(data, None)), Local(data)
    ctx = open_context(store, local, "anna")
    for feed in feeds:
        close_open_calls(ctx, feed)
    if all(user.login != "kai" for user in active_people(store)):
        save_user(ctx, User("", "kai", "Kai Ott", AGENT, extension="2"))
    local.close()
    store.close()


def opened(data: Path, painted: Painted, app: QApplication, box: Box) -> tuple[Any, socket.socket]:
    """The desk, listening to the box, and its line."""
    from hotline_desk.app import Desktop

    desktop = Desktop(app, data, login="anna", feeds=[box.url])
    painted.wait("MainWindow", desktop.begin)
    while desktop.calls is None or not desktop.calls.listening:
        turn(0.02)
    turn(2.0)
    return desktop, box.line()


def wire(data: Path) -> dict[str, Any]:
    """From the line on the wire to the painted popup, and to the ticket that opens by itself."""
    from hotline_desk.app import application

    app, box = application(), Box()
    painted = Painted(app)
    desktop, sock = opened(data, painted, app, box)
    popups = [_rung(desktop, painted, sock, index, "Popup") for index in range(_CALLS)]
    ctx = desktop.ctx()
    desktop.ctx.use(replace(ctx, settings=ctx.settings.with_values({"ui.popup": "front"})))
    tickets = [_rung(desktop, painted, sock, index, "TicketFrame") for index in range(_CALLS, 2 * _CALLS)]
    desktop.end()
    return {"popup": popups, "ticket": tickets}


def _rung(desktop: Any, painted: Painted, sock: socket.socket, index: int, widget: str) -> float:
    """Milliseconds from the ring on the wire to the paint; then the call is over, popup and ticket are gone."""
    number = number_of((1 + index * 211) % 9000)
    ring = f"21.11.26 14:{index // 60:02}:{index % 60:02};RING;0;0{number[3:]};732111;SIP1;\r\n".encode()
    spent = painted.wait(widget, lambda: sock.sendall(ring))
    turn(0.1)
    sock.sendall(f"21.11.26 14:{index // 60:02}:{index % 60:02};DISCONNECT;0;0;\r\n".encode())
    turn(0.3)
    desktop.calls.controller.hide()
    for frame in desktop.desk.windows.frames():
        desktop.desk.windows.close(frame)
    turn(0.2)
    return spent


def burst(data: Path) -> dict[str, Any]:
    """Calls that ring, are answered and end, all at once: until the last is durable, and how free the window is."""
    from hotline_desk.app import application

    app, box = application(), Box()
    painted = Painted(app)
    desktop, sock = opened(data, painted, app, box)
    lines = [line for index in range(_BURST // 3 + 1) for line in _call(index)][:_BURST]
    bare, durable = sqlite3.connect(data / DATABASE_FILE), list[str]()
    desktop.calls.intake._stored = lambda kind, uid: durable.append(kind)
    beats = Beats()
    begun = time.perf_counter()
    threading.Thread(target=sock.sendall, args=("".join(lines).encode(),)).start()
    while time.perf_counter() - begun < _PATIENCE:
        turn(0.1)
        if len(durable) >= _BURST and _stored(bare, box.name) >= _BURST:
            break
    seconds = time.perf_counter() - begun
    turn(1.0)
    late = sorted(beats.late)
    lost = _BURST - _stored(bare, box.name)
    desktop.end()
    return {"events": _BURST, "seconds": seconds, "lost": lost, "gap": late[-1], "gap99": late[len(late) * 99 // 100],
            "memory": memory(), "floor": _floor(bare)}


def _call(index: int) -> tuple[str, str, str]:
    """Ten calls run at a time."""
    stamp = f"21.11.26 {8 + index // 1200:02}:{index // 20 % 60:02}:{index % 20 * 3:02}"
    number = "0" + number_of(index * 7 % 9000)[3:]
    return (f"{stamp};RING;{index};{number};732111;SIP1;\r\n", f"{stamp};CONNECT;{index};2;{number};\r\n",
            f"{stamp};DISCONNECT;{index};{index % 600};\r\n")


def _stored(bare: sqlite3.Connection, feed: str) -> int:
    """How many events the journal shows: of each call that it rang, was answered, and is over."""
    rang, answered, over = bare.execute(
        "SELECT count(*), count(answered_at), count(ended_at) FROM call WHERE feed = ?", (feed,)).fetchone()
    return int(rang + answered + over)


def _floor(bare: sqlite3.Connection) -> float:
    """Seconds for as many events that each are three rows and a commit."""
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE bench_burst (id INTEGER PRIMARY KEY, a TEXT)")
    begun = time.perf_counter()
    for _ in range(_BURST):
        for _ in range(3):
            bare.execute("INSERT INTO bench_burst (a) VALUES (?)", ("x" * 200,))
        bare.commit()
    seconds = time.perf_counter() - begun
    bare.execute("DROP TABLE bench_burst")
    bare.commit()
    return seconds


def main() -> int:
    work = {"burst": burst, "wire": wire, "floor": floor}[sys.argv[1]]
    prepare(Path(sys.argv[2]))
    print(json.dumps(work(Path(sys.argv[2]))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
