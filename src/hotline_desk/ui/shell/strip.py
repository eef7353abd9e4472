"""Banners at the foot of the desk: what went wrong, what was done (with Undo), how far long work is."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.icons import Icons
from hotline_desk.ui.shell.longact import LongAct
from hotline_desk.ui.shell.messages import DANGER, NOTE, SUCCESS, WARNING, Messages, Notice
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.texts import Texts
from hotline_desk.ui.shell.theme import Theme

_ICONS = {NOTE: ("info", "accent"), SUCCESS: ("circle-check", "success"), WARNING: ("triangle-alert", "warning"),
          DANGER: ("octagon-alert", "danger")}
_MOST = 3
_PATIENCE_MS = 300
_WATCH_MS = 250
_FOOT_LINES = 5
_ROWS = 4
"""So many rows of buttons at the most it climbs over."""


class Card(QWidget):
    """A flat card with a ground of its own; `row` takes what it shows."""

    def __init__(self, theme: Theme, token: str) -> None:
        super().__init__()
        self._theme, self._token = theme, token
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 5, 6, 5)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._theme.color(self._token))
        painter.setPen(self._theme.color("strong_border"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.end()


class Banner(Card):
    """One notice: symbol, sentence, perhaps a button, and a cross."""

    def __init__(self, notice: Notice, texts: Texts, icons: Icons, theme: Theme) -> None:
        super().__init__(theme, f"{notice.level}_row")
        self.notice = notice
        text = QLabel(notice.text)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setAccessibleName(notice.text)
        symbol = QLabel()
        name, token = _ICONS[notice.level]
        symbol.setPixmap(icons.pixmap(name, token))
        self.row.addWidget(symbol)
        self.row.addWidget(text, 1)
        self.action_button = self._button(notice)
        if self.action_button is not None:
            self.row.addWidget(self.action_button)
        self.cross = QToolButton()
        icons.bind(self.cross.setIcon, "x", "muted")
        texts.bind(self.cross.setAccessibleName, N_("Put this message away"))
        self.row.addWidget(self.cross)

    def wished_width(self) -> int:
        """Pixels that show the sentence in one line."""
        button = self.action_button.sizeHint().width() + 8 if self.action_button is not None else 0
        return self.fontMetrics().horizontalAdvance(self.notice.text) + button + 7 * self._theme.line_height()

    def _button(self, notice: Notice) -> QPushButton | None:
        if not notice.action_text:
            return None
        button = QPushButton(notice.action_text)
        button.setAutoDefault(True)
        button.clicked.connect(self._act)
        return button

    def _act(self) -> None:
        if self.notice.action is not None:
            self.notice.action()
        self.cross.click()


class Progress(Card):
    """How far a long act is, with Stop. It shows itself when the act takes longer than 300 ms."""

    shown_changed = Signal()

    def __init__(self, act: LongAct, texts: Texts, theme: Theme) -> None:
        super().__init__(theme, "field")
        self.act = act
        self.over = False
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(200)
        self._bar.setAccessibleName(act.title)
        self._text = QLabel(act.title)
        self.stop_button = QPushButton()
        texts.bind(self.stop_button.setText, N_("Stop"))
        self.stop_button.clicked.connect(self._stop)
        self.row.addWidget(self._text, 1)
        self.row.addWidget(self._bar)
        self.row.addWidget(self.stop_button)
        self.hide()
        act.progressed.connect(self._show)
        act.finished.connect(self._end)
        QTimer.singleShot(_PATIENCE_MS, self, self._appear)

    def _appear(self) -> None:
        if not self.over:
            self.show()
            self.shown_changed.emit()

    def _show(self, done: int, total: int, text: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._text.setText(f"{self.act.title}: {text}" if text else self.act.title)

    def _stop(self) -> None:
        self.act.stop()
        self.stop_button.setEnabled(False)

    def _end(self) -> None:
        self.over = True
        self.hide()
        self.shown_changed.emit()
        self.deleteLater()


class Strip(QWidget):
    """Up to three banners and the long acts under way, over the foot of the desk: no frame moves for them."""

    def __init__(self, messages: Messages, texts: Texts, icons: Icons, theme: Theme, desk: QWidget,
                 front: Callable[[], Frame | None] = lambda: None) -> None:
        super().__init__(desk)
        self._front = front
        self._place = QRect()
        self._watch = QTimer(self)  # what lies under it comes and goes
        self._watch.setInterval(_WATCH_MS)
        self._watch.timeout.connect(self._settle)
        self._texts, self._icons, self._theme = texts, icons, theme
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self.banners: list[Banner] = []
        self._acts: list[Progress] = []
        self._desk = desk
        self._before: QWidget | None = None
        desk.installEventFilter(self)
        messages.said.connect(self.add)
        messages.withdrawn.connect(self.withdraw)
        self.hide()

    def add(self, notice: Notice) -> None:
        """Shows a notice in place of an earlier one of the same key."""
        self.withdraw(notice.key)
        banner = Banner(notice, self._texts, self._icons, self._theme)
        banner.cross.clicked.connect(lambda: self._drop(banner))
        self.banners.insert(0, banner)
        self._rows.insertWidget(0, banner)
        banner.show()
        if notice.seconds:
            QTimer.singleShot(notice.seconds * 1000, banner, lambda: self._drop(banner))
        for old in self.banners[_MOST:]:
            self._drop(old)
        self.place()

    def enter(self) -> None:
        """The cursor goes to the newest banner; Esc puts that away and gives the cursor back."""
        if self.banners:
            focus = self.window().focusWidget()
            if focus is not None and not self.isAncestorOf(focus):
                self._before = focus
            (self.banners[0].action_button or self.banners[0].cross).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        inside = [b for b in self.banners if b.isAncestorOf(self.window().focusWidget() or self)]
        if event.key() == Qt.Key.Key_Escape and inside:
            self._drop(inside[0])
        else:
            super().keyPressEvent(event)

    def withdraw(self, key: str) -> None:
        """Takes the notice of this key away."""
        for banner in [b for b in self.banners if b.notice.key == key]:
            self._drop(banner)

    def follow(self, act: LongAct) -> None:
        """Shows the progress of a long act as soon as it takes long."""
        progress = Progress(act, self._texts, self._theme)
        progress.shown_changed.connect(self.place)
        self._acts.append(progress)
        self._rows.addWidget(progress)

    def place(self) -> None:
        """Lies at the foot of the desk, in the middle, as wide as is comfortable."""
        self._acts = [a for a in self._acts if not a.over]
        if not self.banners and not any(a.isVisibleTo(self) for a in self._acts):
            self._watch.stop()
            self.hide()
            return
        room = self._desk.rect()
        wish = max([b.wished_width() for b in self.banners] + [30 * self._theme.line_height()] * any(
            a.isVisibleTo(self) for a in self._acts))
        width = min(room.width() - 16, 46 * self._theme.line_height(), wish)
        self.setFixedWidth(width)
        self._rows.activate()
        height = self._rows.heightForWidth(width) if self._rows.hasHeightForWidth() else self.sizeHint().height()
        self._place = QRect((room.width() - width) // 2, room.height() - height - 8, width, height)
        self._settle()
        self.show()
        self.raise_()
        self._watch.start()

    def _settle(self) -> None:
        self.setGeometry(self._above(QRect(self._place)))

    def _above(self, lying: QRect) -> QRect:
        """As low as it can lie without covering an open panel or the buttons at the foot of the frame in front."""
        for _step in range(_ROWS):
            under = [rect for rect in self._kept_free() if rect.intersects(lying)]
            if not under or lying.top() < self._desk.height() // 3:
                break
            lying.moveBottom(min(rect.top() for rect in under) - 5)
        return lying

    def _kept_free(self) -> list[QRect]:
        frame = self._front()
        if frame is None or not frame.isVisible():
            return []
        kept = [*frame.findChildren(QPushButton), *frame.findChildren(QToolButton), *frame.findChildren(Panel)]
        lies = [(one, QRect(one.mapTo(self._desk, QPoint(0, 0)), one.size())) for one in kept if one.isVisible()]
        foot = frame.mapTo(self._desk, frame.rect().bottomLeft()).y() - _FOOT_LINES * self._theme.line_height()
        return [rect for one, rect in lies if isinstance(one, Panel) or rect.bottom() >= foot]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._desk and event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def _drop(self, banner: Banner) -> None:
        if banner not in self.banners:
            return
        held = banner.isAncestorOf(self.window().focusWidget() or self)
        self.banners.remove(banner)
        banner.hide()
        banner.deleteLater()
        self.place()
        if held and self._before is not None and shiboken6.isValid(self._before):
            self._before.setFocus()
