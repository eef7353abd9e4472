"""The area of the frames and how they are arranged, without burying or resizing what people sized."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QCloseEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QMdiArea, QMdiSubWindow, QWidget

from hotline_desk.ui.shell.frame import Frame

_STEP = 30
_LEAST = QSize(360, 220)


class SubWindow(QMdiSubWindow):
    """The window around a frame. It keeps its own record of the last normal rectangle."""

    closing = Signal()

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame
        self.going = False
        self.normal = QRect()
        self.setWidget(frame)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setSystemMenu(None)  # its keys would clash with the catalogue's
        self.setMinimumSize(_LEAST)
        frame.title_changed.connect(self.show_title)
        frame.close_wanted.connect(self.close)
        self.show_title()

    def show_title(self) -> None:
        """Title with the draft dot."""
        self.setWindowTitle(("\N{BULLET} " if self.frame.dirty else "") + self.frame.title())

    def is_normal(self) -> bool:
        """True if neither maximised nor minimised."""
        return not (self.isMaximized() or self.isMinimized())

    def restore(self, box: QRect, maximised: bool, minimised: bool) -> None:
        """Back to a kept place and state, moved into sight if the desk is smaller now."""
        area = self.mdiArea()
        room = area.viewport().rect() if area is not None else box
        size = box.size().boundedTo(room.size())
        left = max(0, min(box.left(), room.width() - size.width()))
        top = max(0, min(box.top(), room.height() - size.height()))
        self.setGeometry(left, top, size.width(), size.height())
        if maximised:
            self.showMaximized()
        elif minimised:
            self.showMinimized()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.going or self.frame.can_close():
            super().closeEvent(event)
            if not self.going:
                self.going = True
                self.closing.emit()
        else:
            event.ignore()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._record()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._record()

    def _record(self) -> None:
        if self.isVisible() and self.is_normal():
            self.normal = self.geometry()


class Area(QMdiArea):
    """The calm desk the frames lie on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setActivationOrder(QMdiArea.WindowOrder.ActivationHistoryOrder)
        self.setOption(QMdiArea.AreaOption.DontMaximizeSubWindowOnActivation, True)
        self.setTabsClosable(True)
        self.setTabsMovable(True)
        self.setDocumentMode(True)
        self.setBackground(QBrush(self.palette().mid()))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def windows(self) -> list[SubWindow]:
        """All frames' windows in the order they were opened."""
        return self._those_in(QMdiArea.WindowOrder.CreationOrder)

    def stacking(self) -> list[SubWindow]:
        """All frames' windows from the bottom to the top."""
        return self._those_in(QMdiArea.WindowOrder.StackingOrder)

    def _those_in(self, order: QMdiArea.WindowOrder) -> list[SubWindow]:
        return [w for w in self.subWindowList(order) if isinstance(w, SubWindow) and not w.going]

    def place_for(self, size: QSize) -> QRect:
        """Where a new window of this size fits best: as little over others as possible, else one step on."""
        room = self.viewport().size()
        fitting = QSize(min(size.width(), room.width()), min(size.height(), room.height()))
        taken = {w.geometry().topLeft().toTuple() for w in self.windows() if w.isVisible() and w.is_normal()}
        spot = QPoint(0, 0)
        while spot.toTuple() in taken:
            spot += QPoint(_STEP, _STEP)
            if spot.x() + fitting.width() > room.width() or spot.y() + fitting.height() > room.height():
                spot = QPoint((spot.x() // 2) % _STEP + 7, 0)
                if spot.toTuple() in taken:
                    break
        return QRect(spot, fitting)

    def cascade(self) -> None:
        """One behind the other with all titles in sight; sizes stay, only what is too large is cut to fit."""
        self._all_normal()
        room = self.viewport().size()
        spot = QPoint(0, 0)
        for window in self.stacking():
            size = window.size().boundedTo(room)
            if spot.y() + size.height() > room.height():
                spot.setY(0)
            if spot.x() + size.width() > room.width():
                spot.setX(0)
            window.setGeometry(QRect(spot, size))
            spot += QPoint(_STEP, _STEP)

    def tile(self) -> None:
        """Side by side, the active one first, in as square a grid as the room allows."""
        self._all_normal()
        windows = list(reversed(self.stacking()))
        if not windows:
            return
        room = self.viewport().size()
        columns = max(1, min(len(windows), round((len(windows) * room.width() / max(1, room.height()) / 1.6) ** 0.5)))
        rows = -(-len(windows) // columns)
        for index, window in enumerate(windows):
            row, column = divmod(index, columns)
            in_row = columns if row < rows - 1 else len(windows) - columns * (rows - 1)
            left, right = room.width() * column // in_row, room.width() * (column + 1) // in_row
            top, bottom = room.height() * row // rows, room.height() * (row + 1) // rows
            window.setGeometry(left, top, right - left, bottom - top)

    def _all_normal(self) -> None:
        if self.viewMode() == QMdiArea.ViewMode.TabbedView:
            self.setViewMode(QMdiArea.ViewMode.SubWindowView)
        for window in self.windows():
            if not window.is_normal():
                window.showNormal()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()
