"""The popup of the notifier: the next items. Arrows and Enter open one, Esc puts it away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout

from hotline_desk.core.text import N_
from hotline_desk.ui.notifier.rows import Standing, Waiting
from hotline_desk.ui.shell.shell import Shell

_GAP = 6
_UID = Qt.ItemDataRole.UserRole
_KIND = Qt.ItemDataRole.UserRole + 1
_SIGNS = {"ticket": "ticket", "callbacks": "phone-forwarded", "appointment": "calendar"}


class WaitingList(QFrame):
    """A small window of its own above everything."""

    chosen = Signal(str, str)
    all_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint
                         | Qt.WindowType.WindowStaysOnTopHint)
        self._shell = shell
        self._standing = Standing()
        self.setFrameShape(QFrame.Shape.Box)
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.heading.setWordWrap(True)
        self.list = QListWidget()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.all_button = QPushButton()
        shell.texts.bind(self.list.setAccessibleName, N_("Next open tickets"))
        shell.texts.bind(self.all_button.setText, N_("All open tasks"))
        rows = QVBoxLayout(self)
        rows.addWidget(self.heading)
        rows.addWidget(self.list)
        rows.addWidget(self.all_button)
        self.list.itemActivated.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        self.all_button.clicked.connect(self._all)
        shell.texts.changed.connect(self._say_again)
        shell.theme.follow(self, WaitingList._dress)

    def _dress(self) -> None:
        """The size of the text: it does not reach a window by itself that was never shown."""
        for each in (self.list, self.all_button):
            each.setFont(self._shell.theme.font())

    def _say_again(self) -> None:
        self.show_standing(self._standing)

    def show_standing(self, standing: Standing) -> None:
        """Shows what is open now; the selected ticket stays selected."""
        self._standing = standing
        texts = self._shell.texts
        self.setWindowTitle(texts.tr("Open tickets"))
        self.heading.setText(headline(self._shell, standing))
        item = self.list.currentItem()
        before = item.data(_UID) if item is not None else None
        self.list.clear()
        for row in standing.rows:
            self._add(row, before)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        self.list.setVisible(bool(standing.rows))

    def _add(self, row: Waiting, before: str | None) -> None:
        first = "  ".join(part for part in (row.number, row.when) if part)
        item = QListWidgetItem(f"{first}\n{row.subject}" + (f" · {row.who}" if row.who else ""))
        item.setData(_UID, row.uid)
        item.setData(_KIND, row.kind)
        item.setIcon(self._shell.icons.icon(*sign_of(row)))
        self.list.addItem(item)
        if row.uid == before:
            self.list.setCurrentItem(item)

    def open_near(self, anchor: QRect) -> None:
        """Shows itself below something on the screen, or above where there is no room, wholly in sight."""
        line = self._shell.theme.line_height()
        rows = max(1, min(8, self.list.count()))
        self.resize(26 * line, round(line * (7.5 + rows * 2.4)))
        screen = QGuiApplication.screenAt(anchor.center()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        left = max(room.left() + 8, min(anchor.right() - self.width(), room.right() - self.width() - 8))
        below = anchor.bottom() + _GAP + self.height() <= room.bottom()
        top = anchor.bottom() + _GAP if below else max(room.top() + 8, anchor.top() - _GAP - self.height())
        self.move(left, top)
        self.show()
        self.raise_()
        self.activateWindow()
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.hide()

    def _choose(self, item: QListWidgetItem) -> None:
        self.hide()
        self.chosen.emit(item.data(_KIND), item.data(_UID))

    def _all(self) -> None:
        self.hide()
        self.all_wanted.emit()


def sign_of(row: Waiting) -> tuple[str, str]:
    """Icon and token of an item: late ones differ by more than the colour."""
    late_ticket = row.late and row.kind == "ticket"
    return "clock-alert" if late_ticket else _SIGNS[row.kind], "danger" if row.late else "muted"


def headline(shell: Shell, standing: Standing) -> str:
    """ "12 open tickets · 2 late · 1 missed call"."""
    texts = shell.texts
    parts = [texts.trn("{n} open ticket", "{n} open tickets", standing.open)]
    if standing.late:
        parts.append(texts.trn("{n} late", "{n} late", standing.late))
    if standing.missed:
        parts.append(texts.trn("{n} missed call", "{n} missed calls", standing.missed))
    if standing.callbacks:
        parts.append(texts.trn("{n} callback due", "{n} callbacks due", standing.callbacks))
    if standing.unread:
        parts.append(texts.trn("{n} new message", "{n} new messages", standing.unread))
    if standing.quiet:
        parts.append(texts.tr("no reminders now"))
    return " · ".join(parts)
