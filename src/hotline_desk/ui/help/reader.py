"""Shows one page of the manual; its links lead to the others."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QColor, QImage, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from hotline_desk.core import places
from hotline_desk.ui.help.dress import dress
from hotline_desk.ui.help.pages import INDEX, Manual
from hotline_desk.ui.shell.theme import Theme

_ENDING = ".md"
_PICTURES = "pictures"
_LEAST_WIDTH = 240
_UNKNOWN = QTextDocument.ResourceType.UnknownResource


class Reader(QTextBrowser):
    """The words of the manual lie in memory: only its pictures are read from disk while somebody turns pages."""

    turned = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._manual: Manual | None = None
        self._words: list[str] = []
        self.setOpenExternalLinks(True)
        theme.changed.connect(self._again)

    def page(self) -> str:
        """The name of the page that is shown; "" before the first."""
        return self.source().fileName().removesuffix(_ENDING)

    def use(self, manual: Manual) -> None:
        """From now on these are the pages; the one in sight is shown in its new words."""
        self._manual = manual
        self._again()

    def show_page(self, name: str) -> None:
        """Turns to a page, or a section of it as in "telephony#push"; to the index if there is none of this name."""
        name, _, section = name.partition("#")
        known = self._manual is not None and self._manual.page(name) is not None
        url = QUrl((name if known else INDEX) + _ENDING)
        url.setFragment(section)
        self.setSource(url)

    def mark(self, words: list[str]) -> None:
        """Marks where these words stand and goes to the first of them."""
        self._words = words
        self._mark()

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        if kind == int(QTextDocument.ResourceType.ImageResource.value):
            return self._picture(QUrl(url).fileName())
        name = QUrl(url).fileName().removesuffix(_ENDING)
        page = self._manual.page(name) if self._manual is not None else None
        return page.text if page is not None else None

    def _picture(self, name: str) -> QImage | None:
        """A picture of the manual, no wider than the page; None if it is not there."""
        image = QImage(str(places.manual(_PICTURES) / name))
        if image.isNull():
            return None
        width = min(image.width(), max(_LEAST_WIDTH, self.viewport().width() - 4 * self._theme.line_height()))
        return image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)

    def doSetSource(self, url: QUrl | str, kind: QTextDocument.ResourceType = _UNKNOWN) -> None:
        super().doSetSource(url, kind)
        dress(self.document(), self._theme)
        self._mark()
        self._go_to(QUrl(url).fragment())
        self.turned.emit(self.page())

    def _go_to(self, section: str) -> None:
        """Shows a section from its heading on."""
        page = self._manual.page(self.page()) if self._manual is not None and section else None
        block = self.document().begin()
        while page is not None and block.isValid():
            if block.blockFormat().headingLevel() and block.text().strip() == page.sections.get(section):
                self.verticalScrollBar().setValue(
                    int(self.document().documentLayout().blockBoundingRect(block).top()))
                return
            block = block.next()

    def _again(self) -> None:
        if self.page():
            place = self.verticalScrollBar().value()
            self.reload()
            self.verticalScrollBar().setValue(place)

    def _mark(self) -> None:
        found = [self._marked(cursor) for word in self._words for cursor in self._places(word)]
        self.setExtraSelections(found)
        if found:
            first = min((mark.cursor for mark in found), key=QTextCursor.selectionStart)
            self.setTextCursor(_before(first))
            self.ensureCursorVisible()

    def _places(self, word: str) -> list[QTextCursor]:
        found, cursor = [], self.document().find(word)
        while not cursor.isNull():
            found.append(cursor)
            cursor = self.document().find(word, cursor)
        return found

    def _marked(self, cursor: QTextCursor) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        letters = QTextCharFormat()
        letters.setBackground(self._theme.color("warning_row"))
        letters.setForeground(QColor(self._theme.color("text")))
        mark.format, mark.cursor = letters, cursor
        return mark


def _before(cursor: QTextCursor) -> QTextCursor:
    """The same place with nothing selected."""
    place = QTextCursor(cursor)
    place.setPosition(cursor.selectionStart())
    return place
