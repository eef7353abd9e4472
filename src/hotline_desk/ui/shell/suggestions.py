"""What is offered below a field while somebody types: a list that never takes the cursor away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.ui.shell.shell import Shell

MOST = 12
_VALUE = Qt.ItemDataRole.UserRole
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_GOES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -MOST, Qt.Key.Key_PageDown: MOST}

Offer = tuple[str, Any]
"""What is shown, and what is meant by it."""


class Suggestions(QListWidget):
    """A list over the window, right below (or above) the place given; `picked(value)` comes with the choice.

    The field keeps the cursor and hands its keys to `takes`.
    """

    picked = Signal(object)

    def __init__(self, shell: Shell, field: QWidget) -> None:
        super().__init__(field)
        self._shell, self._field = shell, field
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUniformItemSizes(True)
        self.hide()
        shell.texts.bind(self.setAccessibleName, N_("Suggestions"))
        self.itemClicked.connect(lambda item: self._pick(item))
        field.destroyed.connect(self.deleteLater)

    def offer(self, offers: Sequence[Offer], place: QRect, chosen: bool = True) -> None:
        """Shows these at a place in the field's own measure; without any it goes away.

        With `chosen` the first one is what Enter takes.
        """
        window = self._field.window()
        if not offers or window is self:
            self.hide()
            return
        if self.parentWidget() is not window:
            self.setParent(window)
        self.clear()
        for text, value in offers[:MOST]:
            item = QListWidgetItem(text)
            item.setData(_VALUE, value)
            item.setToolTip(text)
            self.addItem(item)
        self.setCurrentRow(0 if chosen else -1)
        self._place(window, place)
        self.show()
        self.raise_()

    def _place(self, window: QWidget, place: QRect) -> None:
        rows = self.sizeHintForRow(0) * self.count() + 2 * self.frameWidth() + 2
        below = self._field.mapTo(window, QPoint(place.left(), place.bottom() + 1))
        above = self._field.mapTo(window, place.topLeft()).y()
        fits = below.y() + rows <= window.height() or window.height() - below.y() >= above
        height = min(rows, (window.height() - below.y() if fits else above) - 4)
        wide = max(place.width(), min(self.sizeHintForColumn(0) + 30, self._shell.theme.line_height() * 30))
        left = max(0, min(below.x(), window.width() - wide - 4))
        self.setGeometry(left, below.y() if fits else above - height, min(wide, window.width() - 8), height)

    def takes(self, event: QKeyEvent) -> bool:
        """Whether this key was for the list while it is shown; Tab takes the choice and goes on all the same."""
        if self.isHidden() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        if key in _GOES:
            self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + _GOES[key])))
            return True
        item = self.currentItem()
        if key in _TAKES and item is not None:
            self._pick(item)
            return key != Qt.Key.Key_Tab
        return False

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key that the desk would take for itself (Esc, say) is the list's while it is shown."""
        return not self.isHidden() and not event.modifiers() and (
            event.key() == Qt.Key.Key_Escape or event.key() in _TAKES)

    def _pick(self, item: QListWidgetItem) -> None:
        value = item.data(_VALUE)
        self.hide()
        self.picked.emit(value)


class SuggestLine(QLineEdit):
    """A line that offers what fits what was typed. `settled(text)` comes with every text that may stand there.

    `find(text)` returns the offers, each with the text it stands for. While something is `known`, nothing else may
    stand there: half typed it stays to be seen, `misread(problem)` comes when the field is left, and the value
    is what it was.
    """

    settled = Signal(str)
    misread = Signal(object)

    def __init__(self, shell: Shell, find: Callable[[str], Sequence[Offer]]) -> None:
        super().__init__()
        self._find = find
        self._known: frozenset[str] = frozenset()
        self._value = ""
        self.list = Suggestions(shell, self)
        self.list.picked.connect(self._take)
        self.textChanged.connect(self._changed)
        self.textEdited.connect(lambda text: self._offer(text, chosen=bool(text.strip())))
        self.installEventFilter(self)

    def use_known(self, known: Sequence[str]) -> None:
        """Only these may stand in the line from now on; without any, everything may."""
        self._known = frozenset(known)

    def value(self) -> str:
        """What stands there, as far as it may."""
        return self._value

    def set_value(self, text: str) -> None:
        """Shows a text without telling anybody."""
        self._value = text
        if self.text() != text:
            self.blockSignals(True)
            self.setText(text)
            self.blockSignals(False)
            self.setCursorPosition(0)

    def suggested(self, text: str) -> list[str]:
        """What is offered for this text."""
        return [shown for shown, _value in self._find(text)]

    def offer_all(self) -> None:
        """Shows what can be chosen, as by the key downwards."""
        self._offer("" if self.text().strip() == self._value else self.text(), chosen=True)

    def _offer(self, text: str, chosen: bool) -> None:
        offers = [] if self.isReadOnly() else list(self._find(text))
        if len(offers) == 1 and offers[0][1] == self.text():
            offers = []
        self.list.offer(offers, self.rect(), chosen)

    def _take(self, text: str) -> None:
        self.setText(text)

    def _changed(self, text: str) -> None:
        if not self._known or not text.strip() or text.strip() in self._known:
            self._value = text.strip()
            self.settled.emit(self._value)

    def _left(self) -> None:
        """What was half typed becomes the only thing it can mean, else it is told."""
        self.list.hide()
        typed = self.text().strip()
        if typed == self._value or not self._known:
            return
        offers = self._find(typed)
        if len(offers) == 1:
            self.setText(offers[0][1])
        else:
            self.misread.emit(UserError("ticket.category_unknown", value=typed))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.list.wants(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self.list.isHidden() and event.key() == Qt.Key.Key_Down and not event.modifiers():
                self.offer_all()
                return True
            return self.list.takes(event)
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self._left()
        return False
