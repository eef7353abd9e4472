"""The calendar's days for those who hear them: each drawn entry is a button that can be named, found and pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

Key = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """One cell: what it stands for (kind and uid), where it lies, what is said of it."""

    key: Key
    box: QRect
    text: str


class Cell(QAbstractButton):
    """Unseen: what it stands for is drawn below it, and takes the mouse. Screen readers see its name and place."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.key: Key = ("", "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Nothing: the grid has drawn it."""


class Cells:
    """The cells of `grid`, on its viewport. `press(key)` is called when somebody presses one without the mouse."""

    def __init__(self, grid: QWidget, viewport: QWidget, press: Callable[[Key], object]) -> None:
        self._grid, self._viewport, self._press = grid, viewport, press
        self._cells: list[Cell] = []
        self._here: Cell | None = None

    def show(self, told: Sequence[Told]) -> None:
        """There is one cell for each of these, in this order."""
        while len(self._cells) < len(told):
            cell = Cell(self._viewport)
            cell.clicked.connect(lambda _on=False, cell=cell: self._press(cell.key))
            self._cells.append(cell)
        for cell, each in zip(self._cells, told, strict=False):
            cell.key = each.key
            if cell.geometry() != each.box:
                cell.setGeometry(each.box)
            if cell.accessibleName() != each.text:
                cell.setAccessibleName(each.text)
            cell.show()
        for cell in self._cells[len(told):]:
            cell.key = ("", "")
            cell.hide()

    def stand_at(self, key: Key) -> None:
        """The cursor is at this one: for those who hear it the focus is there while it is in the grid."""
        cell = next((each for each in self._cells if each.key == key and not each.isHidden()), None)
        if self._here is not None and self._here is not cell:
            self._here.setFocusProxy(None)  # type: ignore[arg-type]  # None takes it away
        self._here = cell
        if cell is not None and cell.focusProxy() is None:
            cell.setFocusProxy(self._grid)

    def tell(self) -> None:
        """The cursor has come here: screen readers say it."""
        if self._here is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(self._here, QAccessible.Event.Focus))

    def current(self) -> Cell | None:
        """The cell the cursor is at."""
        return self._here
