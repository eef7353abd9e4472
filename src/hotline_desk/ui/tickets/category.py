"""The category of a ticket: some letters of any level find it, and what helps with it stands below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.knowledge import LONGEST_PATH, fitting_paths
from hotline_desk.services.views.ticket_words import TicketWords
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.suggestions import Offer, SuggestLine


class CategoryField(QWidget):
    """Line and hint."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = TicketWords()
        self.line = SuggestLine(shell, self._find)
        self.line.setMaxLength(LONGEST_PATH)
        self.hint = QLabel(self)
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "muted")
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.hint.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addWidget(self.line)
        rows.addWidget(self.hint)
        self.entry = self.line
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        shell.texts.bind(self.line.setPlaceholderText, N_("some letters of any level"))
        self.line.settled.connect(self._show_hint)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The cursor goes into the line."""
        self.line.setFocus(reason)

    def use_words(self, words: TicketWords) -> None:
        """The categories there are, and those used lately."""
        self._words = words
        self.line.use_known([category.path for category in words.tree])
        self._show_hint(self.line.value())

    def show_value(self, path: str) -> None:
        """Shows a category without telling anybody."""
        self.line.set_value(path)
        self._show_hint(path)

    def _find(self, text: str) -> list[Offer]:
        return [(path, path) for path in fitting_paths(self._words.paths, text, self._words.recent)]

    def _show_hint(self, path: str) -> None:
        hint = self._words.hint(path)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
