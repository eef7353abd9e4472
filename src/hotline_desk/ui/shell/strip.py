"""Banners below the toolbar: what went wrong, what was done (with Undo), how far long work is."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.icons import Icons
from hotline_desk.ui.shell.longact import LongAct
from hotline_desk.ui.shell.messages import DANGER, NOTE, SUCCESS, WARNING, Messages, Notice
from hotline_desk.ui.shell.texts import Texts
from hotline_desk.ui.shell.theme import Theme

_ICONS = {NOTE: ("info", "accent"), SUCCESS: ("circle-check", "success"), WARNING: ("triangle-alert", "warning"),
          DANGER: ("octagon-alert", "danger")}
_MOST = 3
_PATIENCE_MS = 300


class Banner(QWidget):
    """One notice: symbol, sentence, perhaps a button, and a cross."""

    def __init__(self, notice: Notice, texts: Texts, icons: Icons, theme: Theme) -> None:
        super().__init__()
        self.notice = notice
        self._theme = theme
        self._text = QLabel(notice.text)
        self._text.setWordWrap(True)
        self._text.setAccessibleName(notice.text)
        symbol = QLabel()
        name, token = _ICONS[notice.level]
        symbol.setPixmap(icons.pixmap(name, token))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 6, 4)
        row.addWidget(symbol)
        row.addWidget(self._text, 1)
        self.action_button = self._button(notice)
        if self.action_button is not None:
            row.addWidget(self.action_button)
        self.cross = QToolButton()
        icons.bind(self.cross.setIcon, "x", "muted")
        texts.bind(self.cross.setAccessibleName, N_("Put this message away"))
        row.addWidget(self.cross)
        self.setAutoFillBackground(True)
        self.dress()
        theme.changed.connect(self.dress)

    def _button(self, notice: Notice) -> QPushButton | None:
        if not notice.action_text:
            return None
        button = QPushButton(notice.action_text)
        button.clicked.connect(self._act)
        return button

    def _act(self) -> None:
        if self.notice.action is not None:
            self.notice.action()
        self.cross.click()

    def dress(self) -> None:
        """Takes the background of its level."""
        palette = self.palette()
        palette.setColor(self.backgroundRole(), self._theme.color(f"{self.notice.level}_row"))
        self.setPalette(palette)


class Progress(QWidget):
    """How far a long act is, with Stop. It shows itself when the act takes longer than 300 ms."""

    def __init__(self, act: LongAct, texts: Texts) -> None:
        super().__init__()
        self.act = act
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(220)
        self._bar.setAccessibleName(act.title)
        self._text = QLabel(act.title)
        self.stop_button = QPushButton()
        texts.bind(self.stop_button.setText, N_("Stop"))
        self.stop_button.clicked.connect(self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 6, 4)
        row.addWidget(self._text, 1)
        row.addWidget(self._bar)
        row.addWidget(self.stop_button)
        self.hide()
        self._over = False
        act.progressed.connect(self._show)
        act.finished.connect(self._end)
        QTimer.singleShot(_PATIENCE_MS, self, self._appear)

    def _appear(self) -> None:
        if not self._over:
            self.show()

    def _show(self, done: int, total: int, text: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._text.setText(f"{self.act.title}: {text}" if text else self.act.title)

    def _stop(self) -> None:
        self.act.stop()
        self.stop_button.setEnabled(False)

    def _end(self) -> None:
        self._over = True
        self.hide()
        self.deleteLater()


class Strip(QWidget):
    """Up to three banners, the newest on top, and the long acts under way."""

    def __init__(self, messages: Messages, texts: Texts, icons: Icons, theme: Theme,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts, self._icons, self._theme = texts, icons, theme
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(1)
        self.banners: list[Banner] = []
        messages.said.connect(self.add)
        messages.withdrawn.connect(self.withdraw)

    def add(self, notice: Notice) -> None:
        """Shows a notice in place of an earlier one of the same key."""
        self.withdraw(notice.key)
        banner = Banner(notice, self._texts, self._icons, self._theme)
        banner.cross.clicked.connect(lambda: self._drop(banner))
        self.banners.insert(0, banner)
        self._rows.insertWidget(0, banner)
        if notice.seconds:
            QTimer.singleShot(notice.seconds * 1000, banner, lambda: self._drop(banner))
        for old in self.banners[_MOST:]:
            self._drop(old)

    def withdraw(self, key: str) -> None:
        """Takes the notice of this key away."""
        for banner in [b for b in self.banners if b.notice.key == key]:
            self._drop(banner)

    def follow(self, act: LongAct) -> None:
        """Shows the progress of a long act."""
        self._rows.addWidget(Progress(act, self._texts))

    def _drop(self, banner: Banner) -> None:
        if banner in self.banners:
            self.banners.remove(banner)
            banner.hide()
            banner.deleteLater()
