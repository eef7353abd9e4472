"""Text blocks where one types: by abbreviation and Tab, or by / as the first character of a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from hotline_desk.domain.knowledge import TextBlock, block_of, fill_in, left_open, offered_blocks
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.suggestions import Offer, Suggestions

_WORD = re.compile(r"\S+$")
Line = QLineEdit | QPlainTextEdit


@dataclass(frozen=True)
class Shelf:
    """The blocks there are, the ticket's category, and what placeholders stand for now."""

    blocks: Sequence[TextBlock] = ()
    category: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class QuickTexts(QObject):
    """Watches one field. One undo takes the text away and brings the abbreviation back."""

    def __init__(self, shell: Shell, line: Line, shelf: Callable[[], Shelf]) -> None:
        super().__init__(line)
        self._line, self._shelf = line, shelf
        self._given_up = self._busy = False
        self.list = Suggestions(shell, line)
        self.list.picked.connect(self._picked)
        line.textChanged.connect(lambda *_: self._look())
        line.cursorPositionChanged.connect(lambda *_: self._look())
        line.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.list.wants(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(event)
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.list.hide()
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        shown = not self.list.isHidden()
        if self.list.takes(event):
            self._given_up = event.key() == Qt.Key.Key_Escape
            return True
        plain_tab = event.key() == Qt.Key.Key_Tab and not event.modifiers()
        return plain_tab and (shown or self._expand())

    # --- by abbreviation ------------------------------------------------------------------------------

    def _expand(self) -> bool:
        """Puts the block in the place of its abbreviation; False if the word before the cursor is none."""
        before = self._before()
        word = _WORD.search(before)
        if word is None or self._line.isReadOnly():
            return False
        shelf = self._shelf()
        block = block_of(shelf.blocks, word[0].removeprefix("/"), shelf.category)
        if block is None:
            return False
        self._put(len(word[0]), block)
        return True

    # --- by a slash -----------------------------------------------------------------------------------

    def _look(self) -> None:
        """Offers blocks while the line is a slash with some letters."""
        if self._busy:
            return
        before = self._before()
        if not before.startswith("/") or self._line.isReadOnly() or not self._line.hasFocus():
            self._given_up = False
            self.list.hide()
        elif not self._given_up:
            shelf = self._shelf()
            self.list.offer([_offer(block) for block in offered_blocks(shelf.blocks, before[1:], shelf.category)],
                            self._place())

    def _picked(self, block: TextBlock) -> None:
        self._put(len(self._before()), block)
        self._line.setFocus()

    # --- both kinds of fields -------------------------------------------------------------------------

    def _before(self) -> str:
        """The text of the line up to the cursor."""
        if isinstance(self._line, QLineEdit):
            return self._line.text()[: self._line.cursorPosition()]
        cursor = self._line.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()]

    def _place(self) -> QRect:
        if isinstance(self._line, QLineEdit):
            return self._line.rect()
        rect = self._line.cursorRect()
        return QRect(2, rect.top(), self._line.width() // 2, rect.height() + 2)

    def _put(self, instead_of: int, block: TextBlock) -> None:
        """Replaces so many characters before the cursor; what nobody could fill in is selected."""
        text = fill_in(block.text, self._shelf().values)
        self._busy = True
        try:
            if isinstance(self._line, QLineEdit):
                _put_line(self._line, instead_of, " ".join(text.split()))
            else:
                _put_area(self._line, instead_of, text)
        finally:
            self._busy = False


def _offer(block: TextBlock) -> Offer:
    return f"{block.abbreviation}   {block.title}", block


def _put_line(line: QLineEdit, instead_of: int, text: str) -> None:
    start = line.cursorPosition() - instead_of
    line.setSelection(start, instead_of)
    line.insert(text)
    line.textEdited.emit(line.text())
    open_place = left_open(text)
    if open_place is not None:
        line.setSelection(start + open_place[0], open_place[1] - open_place[0])


def _put_area(area: QPlainTextEdit, instead_of: int, text: str) -> None:
    cursor = area.textCursor()
    start = cursor.position() - instead_of
    cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(text)
    open_place = left_open(text)
    if open_place is not None:
        cursor.setPosition(start + open_place[0])
        cursor.setPosition(start + open_place[1], QTextCursor.MoveMode.KeepAnchor)
    area.setTextCursor(cursor)


def offer_texts(shell: Shell, lines: Sequence[QWidget], shelf: Callable[[], Shelf]) -> None:
    """Text blocks work in these fields from now on."""
    for line in lines:
        if isinstance(line, QLineEdit | QPlainTextEdit):
            QuickTexts(shell, line, shelf)
