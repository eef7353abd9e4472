"""A row of buttons that breaks into further lines where the frame is narrow, instead of being cut off."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem


class FlowRow(QLayout):
    """Widgets from the left, and after `turn()` from the right; as many lines as are needed."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._turn: int | None = None
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def turn(self) -> None:
        """What is added from now on stands at the right."""
        self._turn = len(self._items)

    def addWidget(self, widget: QWidget) -> None:
        """Adds a widget. Its item is made and kept here: one that Qt makes and deletes can leave a name behind
        that a later one of another row then goes by, which ends the program."""
        self.addChildWidget(widget)
        self._items.append(QWidgetItem(widget))
        self.invalidate()

    # --- Qt -------------------------------------------------------------------------------------------

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # Qt asks beyond the end
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # Qt would delete what it is given
        if 0 <= index < len(self._items):
            del self._items[index]
        return None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(item.sizeHint().width() for item, _right in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((item.sizeHint().height() for item, _right in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = self._shown()
        return QSize(max((item.minimumSize().width() for item, _right in shown), default=0),
                     max((item.minimumSize().height() for item, _right in shown), default=0))

    # --- lines ----------------------------------------------------------------------------------------

    def _shown(self) -> list[tuple[QLayoutItem, bool]]:
        """What is visible, and whether it stands at the right."""
        return [(item, self._turn is not None and number >= self._turn)
                for number, item in enumerate(self._items) if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, bool]]]:
        lines: list[list[tuple[QLayoutItem, bool]]] = [[]]
        used = 0
        for item, right in self._shown():
            wanted = item.sizeHint().width()
            if lines[-1] and used + self.spacing() + wanted > width:
                lines.append([])
                used = 0
            used += wanted + (self.spacing() if lines[-1] else 0)
            lines[-1].append((item, right))
        return lines

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        top = rect.top()
        for line in self._lines(rect.width()):
            height = max((item.sizeHint().height() for item, _right in line), default=0)
            if move:
                self._place(line, QRect(rect.left(), top, rect.width(), height))
            top += height + self.spacing()
        return max(0, top - self.spacing() - rect.top())

    def _place(self, line: list[tuple[QLayoutItem, bool]], rect: QRect) -> None:
        left, right = rect.left(), rect.right() + 1
        at_right = [item for item, is_right in line if is_right]
        for item in (item for item, is_right in line if not is_right):
            size = self._size(item, rect)
            item.setGeometry(QRect(left, rect.top() + (rect.height() - size.height()) // 2, *size.toTuple()))
            left += size.width() + self.spacing()
        for item in reversed(at_right):
            size = self._size(item, rect)
            right -= size.width()
            item.setGeometry(QRect(right, rect.top() + (rect.height() - size.height()) // 2, *size.toTuple()))
            right -= self.spacing()

    def _size(self, item: QLayoutItem, rect: QRect) -> QSize:
        hint = item.sizeHint()
        return QSize(min(hint.width(), rect.width()), hint.height())
