"""The small window: what the tray tells, always in front, for those who want it in sight. Takes no focus."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.notifier.badge import draw_badge
from hotline_desk.ui.notifier.list import headline, sign_of
from hotline_desk.ui.notifier.rows import Standing, Waiting
from hotline_desk.ui.shell.elided import Elided
from hotline_desk.ui.shell.ontop import BAR, OnTop
from hotline_desk.ui.shell.shell import Shell

_PLACE = "notifier.small"
_WIDE_LINES, _MOST, _EDGE, _DRAGGED = 19, 5, 12, 4


class Row(QWidget):
    """One of the next items; a click chooses it."""

    pressed = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.row: Waiting | None = None
        self.symbol, self.text, self.when = QLabel(), Elided(), QLabel()
        self.when.setProperty("role", "muted")
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 1, 0, 1)
        line.setSpacing(6)
        line.addWidget(self.symbol)
        line.addWidget(self.text, 1)
        line.addWidget(self.when)

    def show_row(self, row: Waiting) -> None:
        """Shows it."""
        self.row = row
        icon, token = sign_of(row)
        self.symbol.setPixmap(self._shell.icons.pixmap(icon, token))
        self.text.setText(" · ".join(part for part in (row.subject, row.who) if part))
        self.when.setText(row.when)
        for label in (self.text, self.when):
            label.setFont(self._shell.theme.font())
        self.setAccessibleName(" ".join(part for part in (row.number, row.subject, row.who, row.when) if part))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit(self.row)


class SmallWindow(OnTop):
    """`show_standing` sets what it tells. It is dragged by its head and stays where it was put."""

    chosen = Signal(object)
    put_away = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._standing = Standing()
        self._grabbed: QPoint | None = None
        self._moved = False
        self.badge, self.heading = QLabel(), QLabel()
        self.heading.setWordWrap(True)
        self.empty = QLabel()
        self.empty.setProperty("role", "muted")
        shell.texts.bind(self.empty.setText, N_("Nothing waits for you."))
        self.cross = QToolButton()
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shell.icons.bind(self.cross.setIcon, "x", "muted")
        shell.texts.bind(self.cross.setAccessibleName, N_("Put the small window away"))
        shell.texts.bind(self.cross.setToolTip, N_("Put the small window away"))
        self.cross.clicked.connect(self.put_away)
        self.rows = [Row(shell, self) for _ in range(_MOST)]
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.heading, 1)
        head.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(10 + BAR, 7, 8, 8)
        lines.setSpacing(2)
        lines.addLayout(head)
        for row in self.rows:
            lines.addWidget(row)
            row.pressed.connect(self.chosen)
        lines.addWidget(self.empty)
        shell.texts.changed.connect(self._say)
        shell.theme.changed.connect(self._say)

    def appear(self) -> None:
        """Shows itself where it was put, at first at the upper right of the screen."""
        self._say()
        self.show()

    def show_standing(self, standing: Standing) -> None:
        """Shows these numbers and the next items."""
        self._standing = standing
        self._say()

    def _say(self) -> None:
        standing, theme = self._standing, self.shell.theme
        text = headline(self.shell, standing)
        self.stripe = "danger" if standing.late else "accent"
        self.heading.setText(text)
        self.heading.setFont(theme.font(bold=True))
        self.setWindowTitle(text)
        self.setAccessibleName(text)
        ratio = self.devicePixelRatioF()
        picture = draw_badge(theme, standing.open, standing.late > 0, round(theme.line_height() * 1.6 * ratio))
        picture.setDevicePixelRatio(ratio)
        self.badge.setPixmap(picture)
        for number, line in enumerate(self.rows):
            line.setHidden(number >= len(standing.rows))
            if number < len(standing.rows):
                line.show_row(standing.rows[number])
        self.empty.setHidden(bool(standing.rows))
        self.empty.setFont(theme.font())
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        layout.invalidate()
        layout.activate()
        wide = self.shell.theme.line_height() * _WIDE_LINES
        self.setFixedSize(wide, layout.totalHeightForWidth(wide))
        room = self.screen().availableGeometry()
        kept = self.shell.memory.get_json(_PLACE)
        at = QPoint(*kept) if kept else QPoint(room.right() - wide - _EDGE, room.top() + _EDGE)
        left = max(room.left(), min(at.x(), room.right() - wide))
        self.move(left, max(room.top(), min(at.y(), room.bottom() - self.height())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grabbed, self._moved = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            target = event.globalPosition().toPoint() - self._grabbed
            self._moved = self._moved or (target - self.pos()).manhattanLength() > _DRAGGED
            if self._moved:
                self.move(target)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._moved:
            self.shell.memory.put_json(_PLACE, [self.x(), self.y()])
        self._grabbed = None
