"""A process of its own that finds things in a real desk, offscreen, or does the barest form of it ("floor").

Arguments: "desk" or "floor", and the folder of the data. Prints one JSON object: milliseconds of every run by work.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem, QWidget

from hotline_desk.services.access import open_context
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog
from hotline_desk.store.engine import DATABASE_FILE, database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store

TYPED = ("drucker etage", "netzausfall kalender", "2000-0000077", "lizenzumzug", "backup störung")
JUMPS, OPENINGS, MEASURES = 40, 12, 200
_MARK = "bench: two hundred measures"
_SHOWN = 40
_LISTED = ("SELECT t.id, t.number, t.state, t.subject, a.name FROM ticket t LEFT JOIN address a ON a.id = t.address_id"
           " WHERE ")


class Watch(QObject):
    """Runs the event loop until a widget is painted while something is true. Only that widget is looked at: a filter
    on the whole application would cost more than what is measured."""

    def __init__(self) -> None:
        super().__init__()
        self._loop, self._at = QEventLoop(), 0.0
        self._ready: Callable[[], bool] = lambda: False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._ready():
            self._at = time.perf_counter()
            self._ready = lambda: False
            QTimer.singleShot(0, self._loop.quit)
        return False

    def painted(self, widget: Callable[[], QWidget], ready: Callable[[], bool], act: Callable[[], object],
                seconds: float = 30) -> float:
        """Milliseconds from `act` to the paint. Raises RuntimeError if it does not come in time."""
        self._at = 0.0
        limit = QTimer(self)
        limit.timeout.connect(self._loop.quit)
        limit.start(int(seconds * 1000))
        begun = time.perf_counter()
        act()
        self._ready = ready
        watched = widget()  # exists now, and is painted in the loop at the earliest
        watched.installEventFilter(self)
        self._loop.exec()
        watched.removeEventFilter(self)
        limit.stop()
        limit.deleteLater()
        if not self._at:
            raise RuntimeError("not painted in time")
        return (self._at - begun) * 1000


def turn(seconds: float) -> None:
    """Lets the event loop run for that long."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def ticket_with_measures(data: Path) -> str:
    """The uid of a ticket with two hundred measures; made the first time."""
    with contextlib.closing(sqlite3.connect(data / DATABASE_FILE)) as bare:
        found = bare.execute("SELECT uid FROM ticket WHERE subject = ?", (_MARK,)).fetchone()
    if found:
        return str(found[0])
    store, local = open_store(database_url(data, None)), Local(data)
    ctx = open_context(store, local, "anna")
    uid = create_ticket(ctx, {"subject": _MARK})
    begin = datetime(2026, 10, 1, 8, tzinfo=UTC)
    for n in range(MEASURES):
        at = begin + timedelta(minutes=10 * n)
        add_worklog(ctx, uid, WorklogEntry(start=at, end=at + timedelta(minutes=7), text=f"Messung {n} ausgewertet"))
    local.close()
    store.close()
    return uid


def desk(data: Path) -> dict[str, Any]:
    """Each work in a real desk: milliseconds of each run, and the longest gap of the user interface meanwhile."""
    from hotline_desk.app import Desktop, application
    from hotline_desk.ui.shell.heartbeat import Heartbeat

    uid = ticket_with_measures(data)
    app = application()
    desktop = Desktop(app, data, login="anna")
    desktop.begin()
    while desktop.ctx is None:
        turn(0.02)
    turn(3)  # the frames are loaded between two events after the start
    desktop.garbage._idle_seconds = lambda: 0.0  # somebody works: the long rounds wait
    desktop.desk.window.resize(1600, 1000)
    windows, watch, beat = desktop.desk.windows, Watch(), Heartbeat()
    found: dict[str, Any] = {}

    def measured(name: str, work: Callable[[], list[float]]) -> None:
        turn(0.5)
        beat.start()
        found[name] = work()
        found[f"{name} gap"] = beat.stop()

    archive = windows.open("archive")
    turn(1.5)
    model, table = archive.list.model, archive.list.table
    answered = [0]
    model.counted.connect(lambda _n: answered.__setitem__(0, answered[0] + 1))

    def typed(texts: list[str]) -> list[float]:
        shown = []
        for text in texts:
            before = answered[0]
            shown.append(watch.painted(table.viewport, lambda before=before: answered[0] > before,
                                       lambda text=text: archive.search.setText(text)))
        return shown

    def letters() -> list[float]:
        return [ms for text in TYPED for ms in typed([text[:n] for n in range(1, len(text) + 1)])]

    def pasted() -> list[float]:
        return [ms for _ in range(4) for text in TYPED for ms in typed([text])]

    def jumps() -> list[float]:
        typed([""])
        random, shown = Random(5), []
        bar = table.verticalScrollBar()
        for _ in range(JUMPS):
            place = random.randrange(bar.maximum() + 1)
            shown.append(watch.painted(table.viewport, lambda: in_sight(table, model),
                                       lambda place=place: bar.setValue(place)))
        return shown

    def opened(kind: str, which: str | None, viewport: Callable[[Any], QWidget], ready: Callable[[Any], bool],
               ) -> list[float]:
        shown = []
        for _ in range(OPENINGS):
            shown.append(watch.painted(lambda: viewport(windows.find(kind, which)),
                                       lambda: ready(windows.find(kind, which)),
                                       lambda: windows.open(kind, which)))
            windows.close(windows.find(kind, which))
            turn(2.5 if kind == "ticket" else 0.1)  # people do not open one ticket right after the other
        return shown

    measured("search", letters)
    measured("whole", pasted)
    measured("jump", jumps)
    measured("measures", lambda: opened("ticket", uid, lambda f: f.worklogs.list.table.viewport(),
                                        lambda f: len(f.worklogs.list.rows()) == MEASURES))
    measured("tasks", lambda: opened("tasks", None, lambda f: f.list.table.viewport(),
                                     lambda f: len(f.list.rows()) > 0))
    desktop.end()
    return found


def in_sight(table: Any, model: Any) -> bool:
    """Whether every row that is to be seen has come."""
    first = table.rowAt(0)
    last = table.rowAt(table.viewport().height() - 1)
    last = model.rowCount() - 1 if last < 0 else last
    return first >= 0 and all(model.row_at(number) is not None for number in range(first, last + 1))


def floor(data: Path) -> dict[str, Any]:
    """The same by a query alone and a table of Qt's own that is filled and painted."""
    app = QApplication([])
    watch, window = Watch(), QMainWindow()
    table = QTableWidget(_SHOWN, 5)
    window.setCentralWidget(table)
    window.resize(1600, 1000)
    watch.painted(table.viewport, lambda: True, window.show)
    app.processEvents()
    bare = sqlite3.connect(data / DATABASE_FILE)

    def show(rows: list[Any]) -> None:
        for number, row in enumerate(rows[:_SHOWN]):
            for column, value in enumerate(row[:5]):
                table.setItem(number, column, QTableWidgetItem(str(value)))
        table.viewport().update()

    def timed(sql: str, *values: Any) -> float:
        return watch.painted(table.viewport, lambda: True, lambda: show(bare.execute(sql, values).fetchall()))

    def search(text: str) -> float:
        words = " ".join(f'"{word}"*' for word in text.replace("-", " ").split())
        return timed(f"{_LISTED} t.id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH ?"
                     " ORDER BY rowid DESC LIMIT 100) ORDER BY t.id DESC", words)

    count = bare.execute("SELECT max(id) FROM ticket").fetchone()[0]
    random = Random(5)
    return {
        "search": [search(text[:n]) for text in TYPED for n in range(1, len(text) + 1)],
        "whole": [search(text) for _ in range(4) for text in TYPED],
        "jump": [timed(f"{_LISTED} 1 ORDER BY t.id DESC LIMIT 100 OFFSET ?", random.randrange(count))
                 for _ in range(JUMPS)],
        "measures": [timed("SELECT id, raw_start, raw_end, text, kind FROM worklog WHERE ticket_id ="
                           " (SELECT id FROM ticket WHERE subject = ?)", _MARK) for _ in range(OPENINGS)],
        "tasks": [timed(f"{_LISTED} t.state IN ('new', 'open', 'resubmitted')") for _ in range(OPENINGS)],
    }


def main() -> int:
    work, data = sys.argv[1], Path(sys.argv[2])
    QGuiApplication.setQuitOnLastWindowClosed(False)
    print(json.dumps(floor(data) if work == "floor" else desk(data)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
