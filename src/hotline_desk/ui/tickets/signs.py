"""Symbol, word and colour of states, priorities, outcomes and kinds of work: never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from hotline_desk.domain.tickets import CLOSED, MERGED, NEW, OPEN, RESUBMITTED, WITHDRAWN
from hotline_desk.ui.shell.shell import Shell

STATE_ICONS = {NEW: "circle", OPEN: "circle-dot", RESUBMITTED: "calendar-clock", CLOSED: "circle-check", MERGED: "link",
               WITHDRAWN: "circle-slash"}
STATE_TOKENS = {NEW: "accent", OPEN: "accent", RESUBMITTED: "text", CLOSED: "success", MERGED: "muted",
                WITHDRAWN: "muted"}
PRIORITY_ICONS = {"low": "chevron-down", "normal": "equal", "high": "chevron-up", "urgent": "chevrons-up"}
PRIORITY_TOKENS = {"low": "muted", "normal": "text", "high": "warning", "urgent": "danger"}
WORK_ICONS = {"call": "phone", "after_call": "headset", "work": "wrench"}
CHANNEL_ICONS = {"phone": "phone", "email": "mail", "fax": "printer", "web": "globe", "visit": "user",
                 "other": "ellipsis"}


class Elided(QLabel):
    """A line that ends in dots where the room is narrow; the whole text is its tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        """Shows the text as far as there is room."""
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 6, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()


class Sign(QWidget):
    """A symbol with its word, both in the colour of a token of the theme; hidden while there is no word."""

    def __init__(self, shell: Shell, parent: QWidget | None = None, *, bold: bool = False) -> None:
        super().__init__(parent)
        self._shell = shell
        self._icon, self._token, self._bold = "", "text", bold
        self.picture, self.word = QLabel(self), QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self.picture)
        row.addWidget(self.word, 1)
        self.hide()
        shell.theme.changed.connect(self._dress)

    def show_sign(self, icon: str, word: str, token: str = "text") -> None:
        """Shows symbol and translated word; an empty word hides both."""
        self.setVisible(bool(word))
        self.word.setText(word)
        self.setAccessibleName(word)
        if (icon, token) != (self._icon, self._token):
            self._icon, self._token = icon, token
            self._dress()

    def _dress(self) -> None:
        theme = self._shell.theme
        palette = QPalette(self.word.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.color(self._token))
        self.word.setPalette(palette)
        self.word.setFont(theme.font(bold=self._bold))
        if self._icon:
            self.picture.setPixmap(self._shell.icons.pixmap(self._icon, self._token, ratio=self.devicePixelRatio()))
