"""A process of its own that finds things in a real desk, offscreen, or does the barest form of it ("floor").

Arguments: "desk", "floor" or "peers", the folder of the data, and for "peers" the words to look for by kind. Prints
one JSON object: milliseconds of every run by work.
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


class Finding:
    """A real desk in which things are found."""

    def __init__(self, desktop: Any) -> None:
        self._windows, self._watch = desktop.desk.windows, Watch()
        self._archive = self._windows.open("archive")
        turn(1.5)
        self._model, self._table = self._archive.list.model, self._archive.list.table
        self._answered = 0
        self._model.shown.connect(self._answer)

    def _answer(self) -> None:
        self._answered += 1

    def typed(self, texts: list[str]) -> list[float]:
        """Each text in the search field, to the rows that belong to it."""
        shown = []
        for text in texts:
            before = self._answered
            shown.append(self._watch.painted(
                self._table.viewport, lambda before=before: self._answered > before,
                lambda text=text: self._archive.search.setText(text)))
        return shown

    def letters(self) -> list[float]:
        """The texts letter by letter."""
        return [ms for text in TYPED for ms in self.typed([text[:n] for n in range(1, len(text) + 1)])]

    def pasted(self) -> list[float]:
        """The texts at once."""
        return [ms for _ in range(4) for text in TYPED for ms in self.typed([text])]

    def counts(self) -> list[float]:
        """The texts at once, to the painted number of all that were found."""
        shown = []
        for text in TYPED:
            self._archive.search.setText("")
            turn(1.5)
            shown.append(self._watch.painted(
                lambda: self._archive.found, lambda text=text: self._model.query.words == text and self._model.whole,
                lambda text=text: self._archive.search.setText(text)))
        return shown

    def jumps(self) -> list[float]:
        """The scroll bar somewhere else, to the rows there."""
        self.typed([""])
        while not self._model.whole:
            turn(0.05)
        random, shown = Random(5), []
        bar = self._table.verticalScrollBar()
        for _ in range(JUMPS):
            place = random.randrange(bar.maximum() + 1)
            shown.append(self._watch.painted(self._table.viewport, lambda: in_sight(self._table, self._model),
                                             lambda place=place: bar.setValue(place)))
        return shown

    def made(self) -> list[float]:
        """A new ticket, to its painted head once it is stored and read."""
        windows, shown = self._windows, []
        for _ in range(OPENINGS):
            before = windows.frames()
            shown.append(self._watch.painted(
                lambda before=before: next(f for f in windows.frames() if f not in before).header,
                lambda: windows.active().record.view is not None, lambda: windows.open("ticket", "")))
            windows.close(windows.active())
            turn(2.5)
        return shown

    def stored(self) -> list[float]:
        """What was typed into a new ticket saved, to its painted title without the mark of what is not saved."""
        windows, shown = self._windows, []
        for _ in range(OPENINGS):
            frame = windows.open("ticket", "")
            while frame.record.view is None:
                turn(0.05)
            frame.fields.subject.setText("Drucker druckt nicht")
            frame.fields.subject.textEdited.emit("Drucker druckt nicht")
            turn(0.5)
            if not frame.dirty:
                raise RuntimeError("nothing was typed")
            shown.append(self._watch.painted(lambda frame=frame: windows.window_of(frame),
                                             lambda frame=frame: not frame.dirty, frame.save))
            windows.close(frame)
            turn(2.5)
        return shown

    def opened(self, kind: str, which: str | None, table: Callable[[Any], Any], rows: int) -> list[float]:
        """A frame opened, to the paint of a list in it that has so many rows at least."""
        windows, shown = self._windows, []
        for _ in range(OPENINGS):
            shown.append(self._watch.painted(
                lambda: table(windows.find(kind, which)).table.viewport(),
                lambda: len(table(windows.find(kind, which)).rows()) >= rows, lambda: windows.open(kind, which)))
            windows.close(windows.find(kind, which))
            turn(2.5)  # people do not open one right after the other
        return shown


def started(data: Path) -> Any:
    """A real desk at which somebody works."""
    from hotline_desk.app import Desktop, application

    desktop = Desktop(application(), data, login="anna")
    desktop.begin()
    while desktop.ctx is None:
        turn(0.02)
    turn(3)  # the frames are loaded between two events after the start
    desktop.garbage._idle_seconds = lambda: 0.0  # somebody works: the long rounds wait
    desktop.desk.window.resize(1600, 1000)
    return desktop


def peers(data: Path, words: dict[str, list[str]]) -> dict[str, list[float]]:
    """What other programs were measured at: searches of some kinds, the open list, a new ticket with its number."""
    desktop = started(data)
    finding = Finding(desktop)
    found = {kind: finding.typed(texts) for kind, texts in words.items()}
    found["tasks"] = finding.opened("tasks", None, lambda frame: frame.list, 1)
    found["made"] = finding.made()
    found["create"] = finding.stored()
    desktop.end()
    return found


def desk(data: Path) -> dict[str, Any]:
    """Each work in a real desk: milliseconds of each run; the longest gap of the user interface, and of its work."""
    from hotline_desk.ui.shell.heartbeat import Heartbeat

    uid = ticket_with_measures(data)
    desktop = started(data)
    finding, beat, found = Finding(desktop), Heartbeat(), dict[str, Any]()
    works: dict[str, Callable[[], list[float]]] = {
        "search": finding.letters, "whole": finding.pasted, "count": finding.counts, "jump": finding.jumps,
        "measures": lambda: finding.opened("ticket", uid, lambda frame: frame.worklogs.list, MEASURES),
        "tasks": lambda: finding.opened("tasks", None, lambda frame: frame.list, 1),
    }
    for name, work in works.items():
        turn(0.5)
        beat.start()
        found[name] = work()
        found[f"{name} gap"] = beat.stop()
        found[f"{name} busy"] = beat.busiest_ms
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

    def counted(text: str) -> float:
        words = " ".join(f'"{word}"*' for word in text.replace("-", " ").split())
        return timed("SELECT count(*) FROM search_fts WHERE search_fts MATCH ?", words)

    count = bare.execute("SELECT max(id) FROM ticket").fetchone()[0]
    random = Random(5)
    return {
        "search": [search(text[:n]) for text in TYPED for n in range(1, len(text) + 1)],
        "whole": [search(text) for _ in range(4) for text in TYPED],
        "count": [counted(text) for text in TYPED],
        "jump": [timed(f"{_LISTED} 1 ORDER BY t.id DESC LIMIT 100 OFFSET ?", random.randrange(count))
                 for _ in range(JUMPS)],
        "measures": [timed("SELECT id, raw_start, raw_end, text, kind FROM worklog WHERE ticket_id ="
                           " (SELECT id FROM ticket WHERE subject = ?)", _MARK) for _ in range(OPENINGS)],
        "tasks": [timed(f"{_LISTED} t.state IN ('new', 'open', 'resubmitted')") for _ in range(OPENINGS)],
    }


def main() -> int:
    work, data = sys.argv[1], Path(sys.argv[2])
    QGuiApplication.setQuitOnLastWindowClosed(False)
    found = floor(data) if work == "floor" else desk(data) if work == "desk" else peers(data, json.loads(sys.argv[3]))
    print(json.dumps(found), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
