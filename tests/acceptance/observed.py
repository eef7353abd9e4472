"""The real program, started as from a shell, with somebody looking over its shoulder.

    python -m tests.acceptance.observed --data FOLDER ...

The arguments are those of `hotline-desk`. Every line on stdin is answered by one line of JSON: what a person could
see now. Nothing is done to the desk; keys come from the X screen alone.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import count, takewhile
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QSocketNotifier
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QMdiArea,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTreeView,
    QWidget,
)

from hotline_desk.app import application
from hotline_desk.cli import main as command
from hotline_desk.ui.calls.popup import Popup
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.heartbeat import Heartbeat
from hotline_desk.ui.shell.strip import Banner
from hotline_desk.ui.shell.suggestions import Suggestions
from hotline_desk.ui.shell.window import MainWindow


class Observer(QObject):
    """Answers on stdout, which belongs to it alone."""

    def __init__(self) -> None:
        super().__init__()
        self._answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
        self._beat = Heartbeat(parent=self)
        self._beat.start()
        self._asked = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._asked.activated.connect(self._answer)

    def _answer(self) -> None:
        asked = os.read(0, 4096)
        if not asked:
            self._asked.setEnabled(False)
            return
        for _line in asked.splitlines():
            print(json.dumps(self._seen()), file=self._answers, flush=True)

    def _seen(self) -> dict[str, Any]:
        tops = [w for w in QApplication.topLevelWidgets() if w.isVisible() and not w.isHidden()]
        window = next((w for w in tops if isinstance(w, MainWindow)), None)
        gap = self._beat.stop()
        self._beat.start()
        return {
            "windows": [type(w).__name__ for w in tops], "focus": _widget(QApplication.focusWidget()), "gap_ms": gap,
            "offers": [text for w in QApplication.allWidgets() if _offers(w) for text in _list(w)],
            "popups": [_words(w) for w in tops if isinstance(w, Popup)],
            "texts": [] if window else [_words(w) for w in tops], **(_desk(window) if window else {})}


def _desk(window: MainWindow) -> dict[str, Any]:
    frames = [f for f in window.findChildren(Frame) if f.kind]
    area = window.findChild(QMdiArea)
    active = area.activeSubWindow() if area is not None else None
    front = next((f for f in frames if active is not None and active.isAncestorOf(f)), None)
    return {
        "title": window.windowTitle(), "size": [window.width(), window.height()], "frames": [f.kind for f in frames],
        "front": _frame(front) if front is not None else None,
        "menus": [a.text().replace("&", "") for a in window.menuBar().actions()],
        "hits": [hits.item(n).text() for hits in [window.palette_box.list] for n in range(hits.count())]
                if window.palette_box.isVisible() else [],
        "actions": [a.text().replace("&", "") for a in window.actions() if a.isVisible()],
        "tools": [b.text() for b in window.findChildren(QPushButton) if b.isVisible()],
        "banners": [b.notice.text for b in window.findChildren(Banner) if b.isVisible()],
        "status": {cell: window.status.text(cell) for cell in ("user", "feed", "open", "store", "busy")},
        "palette": window.palette().window().color().name(), "font": window.fontInfo().pixelSize()}


def _frame(frame: Frame) -> dict[str, Any]:
    panel = frame.open_panel
    return {
        "kind": frame.kind, "uid": frame.uid, "title": frame.title(), "dirty": frame.dirty,
        "panel": panel.accessibleName() if isinstance(panel, QWidget) else "",
        "labels": [label.text() for label in frame.findChildren(QLabel) if label.isVisible() and label.text()],
        "lists": [[box.item(n).text() for n in range(box.count())] for box in frame.findChildren(QListWidget)
                  if box.isVisible()],
        "rows": [_rows(table) for table in frame.findChildren(QTableView) if table.isVisible()],
        "tree": [row for tree in frame.findChildren(QTreeView) if tree.isVisible() for row in _rows(tree)]}


def _offers(widget: QWidget) -> bool:
    """Whether it is the list of what could be meant below a field."""
    return widget.isVisible() and (isinstance(widget, Suggestions)
                                   or (isinstance(widget, QListView) and widget.isWindow()))


def _list(widget: Any) -> list[str]:
    return [row[0] for row in _rows(widget)]


def _rows(table: QAbstractItemView) -> list[list[str]]:
    model = table.model()
    columns = 1 if isinstance(table, QListView) else model.columnCount()  # models of lists keep theirs to themselves
    return [[str(model.index(row, column).data() or "") for column in range(columns)]
            for row in range(min(model.rowCount(), 60))]


def _widget(widget: QWidget | None) -> dict[str, Any]:
    if widget is None:
        return {"type": "", "name": "", "text": "", "cursor": -1}
    text, cursor = "", -1
    if isinstance(widget, QLineEdit):
        text, cursor = widget.text(), widget.cursorPosition()
    elif isinstance(widget, QPlainTextEdit):
        text, cursor = widget.toPlainText(), widget.textCursor().position()
    elif isinstance(widget, QComboBox):
        text = widget.currentText()
    elif isinstance(widget, QPushButton):
        text = widget.text()
    elif isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid():
        at = widget.currentIndex()
        row = takewhile(QModelIndex.isValid, (at.siblingAtColumn(n) for n in count()))
        text = " | ".join(str(cell.data() or "") for cell in row)
    return {"type": type(widget).__name__, "name": widget.accessibleName(), "text": text, "cursor": cursor}


def _words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text())


def run(arguments: list[str]) -> int:
    """The program with these arguments, observed; its exit code."""
    application()
    observer = Observer()
    code = command(arguments)
    observer.deleteLater()
    return code


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
