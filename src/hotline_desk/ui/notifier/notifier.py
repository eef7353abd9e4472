"""Tray icon with the number of open tickets; where there is no tray, a small window above everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QSystemTrayIcon, QToolBar, QWidget

from hotline_desk.ui.notifier.badge import draw_badge
from hotline_desk.ui.notifier.list import WaitingList, headline
from hotline_desk.ui.notifier.rows import Standing
from hotline_desk.ui.notifier.small import SmallWindow
from hotline_desk.ui.shell.shell import Shell

_LOOK_FOR_TRAY_MS = 10_000
_GATHER_MS = 400
_SMALL = "notifier.small.on"


class Notifier(QObject):
    """`read()` runs in the background and gives the `Standing`; call `refresh` (or emit what it listens to)
    whenever tickets or calls changed: many changes in a moment are read once.

    `item_chosen(kind, uid)`, `all_wanted` and `desk_wanted` say what the user picked. With `toggle_small` the small
    window stands in front of all programs, at this workplace, until it is put away.
    """

    item_chosen = Signal(str, str)
    all_wanted = Signal()
    desk_wanted = Signal()

    def __init__(self, shell: Shell, read: Callable[[], Standing], changed: Any = None,
                 tray_available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell, self._read, self._tray_available = shell, read, tray_available
        self._standing = Standing()
        self._on = False
        self.list = WaitingList(shell)
        self.list.chosen.connect(self.item_chosen)
        self.list.all_wanted.connect(self.all_wanted)
        self.tray: QSystemTrayIcon | None = None
        self.tile: Tile | None = None
        self.small: SmallWindow | None = None
        self._menu = QMenu()
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self._fetch)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_FOR_TRAY_MS)
        self._look.timeout.connect(self._settle)
        if changed is not None:
            changed.connect(lambda *_what: self.refresh())
        shell.theme.changed.connect(self._draw)
        shell.texts.changed.connect(self._draw)
        shell.texts.changed.connect(self.refresh)

    @property
    def standing(self) -> Standing:
        """What was read last."""
        return self._standing

    @property
    def running(self) -> bool:
        """True between `start` and `stop`."""
        return self._on

    def start(self) -> None:
        """Shows itself and reads."""
        self._on = True
        self._settle()
        self._look.start()
        self._fetch()

    def stop(self) -> None:
        """Takes everything away; `start` brings it back."""
        self._on = False
        self._look.stop()
        self._gather.stop()
        self.list.hide()
        if self.tray is not None:
            self.tray.hide()
        for window in (self.tile, self.small):
            if window is not None:
                window.hide()

    def refresh(self) -> None:
        """Reads again in a moment."""
        if self._on and not self._gather.isActive():
            self._gather.start()

    def toggle(self) -> None:
        """Shows or hides the list of the next tickets; for the action "notifier.toggle"."""
        if self.list.isVisible():
            self.list.hide()
        else:
            self.list.open_near(self._anchor())

    def toggle_small(self) -> None:
        """Shows the small window or puts it away; for the action "notifier.window"."""
        self._shell.memory.put_json(_SMALL, not self._wants_small())
        if self._on:
            self._settle()

    def _wants_small(self) -> bool:
        return bool(self._shell.memory.get_json(_SMALL, False))

    def _settle_small(self) -> bool:
        """Whether the small window is there now."""
        if not self._wants_small():
            if self.small is not None:
                self.small.hide()
            return False
        if self.small is None:
            self.small = SmallWindow(self._shell)
            self.small.chosen.connect(lambda row: self.item_chosen.emit(row.kind, row.uid))
            self.small.put_away.connect(self.toggle_small)
        if not self.small.isVisible():
            self.small.show_standing(self._standing)
            self.small.appear()
        return True

    def _anchor(self) -> QRect:
        if self.tray is not None and self.tray.isVisible() and self.tray.geometry().isValid():
            return self.tray.geometry()
        for window in (self.tile, self.small):
            if window is not None and window.isVisible():
                return window.geometry()
        return QRect(self.list.screen().availableGeometry().bottomRight(), QSize(1, 1))

    def _settle(self) -> None:
        """Tray or tile, as this desktop has it now; where the small window stands no tile is needed."""
        small = self._settle_small()
        if self._tray_available():
            if self.tray is None:
                self.tray = QSystemTrayIcon(self)
                self.tray.setContextMenu(self._menu)
                self.tray.activated.connect(self._tray_pressed)
            self._draw()
            self.tray.show()
            if self.tile is not None:
                self.tile.hide()
            return
        if self.tray is not None:
            self.tray.hide()
        if small:
            if self.tile is not None:
                self.tile.hide()
            return
        if self.tile is None:
            desk = self.parent()
            self.tile = Tile(self._shell, desk if isinstance(desk, QMainWindow) else None)
            self.tile.pressed.connect(self.toggle)
        self._draw()
        self.tile.appear()

    def _tray_pressed(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.DoubleClick:
            self.desk_wanted.emit()
        elif reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.toggle()

    def _fetch(self) -> None:
        self._shell.background.read(self, self._read, done=self._show, newest="notifier", calm=True)

    def _show(self, standing: Standing) -> None:
        self._standing = standing
        self.list.show_standing(standing)
        self._draw()

    def _draw(self) -> None:
        text = headline(self._shell, self._standing)
        late = self._standing.late > 0
        if self.tray is not None:
            self.tray.setIcon(QIcon(draw_badge(self._shell.theme, self._standing.open, late)))
            self.tray.setToolTip(text)
            self._fill_menu()
        if self.tile is not None:
            self.tile.show_standing(self._standing, text)
        if self.small is not None:
            self.small.show_standing(self._standing)

    def _fill_menu(self) -> None:
        texts = self._shell.texts
        self._menu.clear()
        self._menu.addAction(texts.tr("Show the desk"), self.desk_wanted.emit)
        self._menu.addAction(texts.tr("All open tasks"), self.all_wanted.emit)
        self._menu.addAction(texts.tr("Small window"), self.toggle_small)


class Tile(QWidget):
    """A small square above everything that takes no focus, can be dragged, and stays where it was put.

    Until it is dragged it lies at the right end of the desk's toolbar, where it covers nothing.
    """

    pressed = Signal()

    def __init__(self, shell: Shell, desk: QMainWindow | None = None) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint
                         | Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.WindowDoesNotAcceptFocus)
        self._shell = shell
        self._standing = Standing()
        self._grabbed: QPoint | None = None
        self._moved = False
        self._desk = desk
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._place)
        if desk is not None:
            desk.destroyed.connect(self._settling.stop)
        if desk is not None:
            desk.installEventFilter(self)
        shell.theme.remeasured.connect(self._settling.start)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)

    def appear(self) -> None:
        """Shows itself at the kept place, at first beside the desk's tools."""
        if self.isVisible():
            return
        self._place()
        self.show()

    def _place(self) -> None:
        edge = round(self._shell.theme.line_height() * 2.1)
        self.setFixedSize(edge, edge)
        kept = self._shell.memory.get_json("notifier.place")
        at = QPoint(*kept) if kept else self._home(edge)
        room = self.screen().availableGeometry()
        left = max(room.left(), min(at.x(), room.right() - edge))
        self.move(left, max(room.top(), min(at.y(), room.bottom() - edge)))

    def _home(self, edge: int) -> QPoint:
        """Where it covers nothing: beside the tools, without a desk in sight the lower right corner."""
        tools = self._desk.findChild(QToolBar) if self._desk is not None else None
        if tools is None or not tools.isVisible():
            return self.screen().availableGeometry().bottomRight() - QPoint(edge + 12, edge + 12)
        return tools.mapToGlobal(QPoint(tools.width() - edge - 8, (tools.height() - edge) // 2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show) and watched is self._desk \
                and not self._desk.isMinimized():
            self._settling.start()
        return False

    def show_standing(self, standing: Standing, text: str) -> None:
        """The number, and the whole sentence for the pointer and for readers."""
        self._standing = standing
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setWindowTitle(text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._shell.theme.color("window"))
        ratio = self.devicePixelRatioF()
        badge = draw_badge(self._shell.theme, self._standing.open, self._standing.late > 0,
                           round(self.width() * ratio))
        badge.setDevicePixelRatio(ratio)
        painter.drawPixmap(0, 0, badge)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grabbed, self._moved = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            target = event.globalPosition().toPoint() - self._grabbed
            self._moved = self._moved or (target - self.pos()).manhattanLength() > 4
            if self._moved:
                self.move(target)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._moved:
            self._shell.memory.put_json("notifier.place", [self.x(), self.y()])
        elif self._grabbed is not None:
            self.pressed.emit()
        self._grabbed = None
