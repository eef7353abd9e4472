"""The area of the frames and how they are arranged, without burying or resizing what people sized."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QCloseEvent, QIcon, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMdiArea, QMdiSubWindow, QScrollArea, QTabBar, QVBoxLayout, QWidget

from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.spots import STEP, best_spot

_LEAST_FREE = 0.3
"""The share of the desk that pinned frames must leave for the others to be arranged beside them."""


class SubWindow(QMdiSubWindow):
    """The window around a frame. It keeps its own record of the last normal rectangle.

    A pinned one does not give way: it lies above the others. A visitor stands there only until another is looked at.
    Into an `unentered` one no cursor has been put yet. A `filling` one is maximised for the tabs alone. `divided` ones
    have a place in a split desk; `dragged` tells that somebody gave one another size by hand. One that is not `in_use`
    waits out of sight, and is `staying` if it goes back there when it is closed, which `stays(window)` says.
    """

    closing = Signal(object)
    dragged = Signal(object)
    frame: Frame
    stays: Callable[[SubWindow], bool] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.going = self.in_use = self.staying = False
        self.was_maximised = False
        self._fitting = False
        self.normal = QRect()
        self._taken = (0, 0)
        self.pinned = self.visiting = self.divided = self.filling = False
        self.unentered = False
        self._signs, self._pinned_text = (QIcon(), QIcon()), ""
        self._scroll = QScrollArea()  # a frame is never squeezed below what its fields need
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.holder = _Holder()
        self._scroll.setWidget(self.holder)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._scroll)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setSystemMenu(None)  # type: ignore[arg-type]  # its keys would clash with the catalogue's

    def _hear(self, frame: Frame) -> None:
        frame.title_changed.connect(self.show_title)
        frame.close_wanted.connect(self.close)
        frame.room_wanted.connect(self.make_room)
        frame.sight_wanted.connect(self.show_inside)

    def take_in(self, frame: Frame) -> None:
        """Puts a frame inside. One that was born in its `holder` is not styled anew by that."""
        self.frame = frame
        self.holder.rows.addWidget(frame)
        self._hear(frame)
        self.show_title()

    def exchange(self, frame: Frame) -> None:
        """Takes another frame in place of the one inside, which goes. No window is made active by that."""
        old = self.frame
        self.deafen(old)
        self.holder.rows.removeWidget(old)
        old.hide()
        old.deleteLater()
        self.take_in(frame)
        frame.show()  # the layout would do it later, and until then no field of it can take the cursor

    def deafen(self, frame: Frame) -> None:
        """It does not follow this frame any more."""
        frame.title_changed.disconnect(self.show_title)
        frame.close_wanted.disconnect(self.close)
        frame.room_wanted.disconnect(self.make_room)
        frame.sight_wanted.disconnect(self.show_inside)

    def take_icon(self, icon: QIcon) -> None:
        """The sign of its frame."""
        self._signs = (icon, self._signs[1])
        self._show_sign()

    def take_pin(self, icon: QIcon) -> None:
        """The sign in its place while it is pinned."""
        self._signs = (self._signs[0], icon)
        self._show_sign()

    def name_pin(self, text: str) -> None:
        """What the pin is called for those who do not see it."""
        self._pinned_text = text
        self._show_sign()

    def _show_sign(self) -> None:
        self.setWindowIcon(self._signs[self.pinned])
        self.setAccessibleDescription(self._pinned_text if self.pinned else "")

    def pin(self, on: bool) -> None:
        """Stays above the others from now on, or no longer."""
        if on != self.pinned:
            self.pinned = on
            self.visiting = False
            self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, on)
            self._show_sign()

    def put(self, box: QRect) -> None:
        """Places it without touching the record of what the user chose."""
        if box != self.geometry():
            self._fitting = True
            self.setGeometry(box)
            self._fitting = False

    def show_title(self) -> None:
        """Title with the draft dot."""
        self.setWindowTitle(("\N{BULLET} " if self.frame.dirty else "") + self.frame.title())

    def make_room(self, height: int) -> None:
        """Grows by so many pixels as far as the desk allows, or gives back what it took for that (negative)."""
        area = self.mdiArea()
        if not self.is_normal() or self.divided or area is None:
            return
        if height > 0:
            tall = min(self.height() + height, area.viewport().height())
            top = max(0, min(self.y(), area.viewport().height() - tall))
            self._taken = (top - self.y(), tall - self.height())
        moved, grown = self._taken if height > 0 else (-self._taken[0], -self._taken[1])
        if height <= 0:
            self._taken = (0, 0)
        self.put(QRect(self.x(), self.y() + moved, self.width(), self.height() + grown))

    def show_inside(self, widget: QWidget) -> None:
        """Scrolls a part of the frame into sight where the window is too small for all of it."""
        self._scroll.ensureWidgetVisible(widget, 0, 8)

    def fit_into(self, room: QSize) -> None:
        """Comes back into sight after the desk has shrunk; the recorded rectangle stays what the user chose."""
        if not self.is_normal() or not self.isVisible():
            return
        wished = self.normal if self.normal.isValid() else self.geometry()
        size = wished.size().boundedTo(room)
        left = max(0, min(wished.left(), room.width() - size.width()))
        top = max(0, min(wished.top(), room.height() - size.height()))
        self.put(QRect(left, top, size.width(), size.height()))

    def fill(self) -> None:
        """Takes all of the desk while the frames stand behind tabs."""
        if self.is_normal():
            self.filling = True
            self.showMaximized()

    def unfill(self) -> None:
        """Back to the place it had before the tabs."""
        if self.filling and self.isMaximized():
            self.showNormal()
        self.filling = False

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
        self.normal = QRect(left, top, size.width(), size.height())
        if maximised:
            self.showMaximized()
        elif minimised:
            self.showMinimized()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.going or self.frame.can_close():
            maximised = self.isMaximized()  # Qt makes it normal while closing
            self.staying = not self.going and self.stays is not None and self.stays(self)
            self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, not self.staying)
            if not self.staying:
                super().closeEvent(event)
            self.was_maximised = self.was_maximised or maximised
            if not self.going:
                self.going = True
                self.closing.emit(self)
        else:
            event.ignore()

    def wait(self) -> None:
        """Out of sight until it is opened again; nothing is left of how it stood."""
        self.hide()
        if self.isMaximized():
            self.setWindowState(Qt.WindowState.WindowNoState)
        self.going = self.in_use = self.was_maximised = self.visiting = self.unentered = False
        self._taken = (0, 0)

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._record()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._record()

    def _record(self) -> None:
        if not self.isVisible() or not self.is_normal() or self._fitting:
            return
        if self.divided:
            self.dragged.emit(self)
        else:
            self.normal = self.geometry()


class _Holder(QWidget):
    """Between scroll area and frame, so that the frame may shrink to what it needs, not to what it would like."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = _LeastHeight(self)
        self.rows.setContentsMargins(0, 0, 0, 0)


class _LeastHeight(QVBoxLayout):
    """A layout whose height does not hang on its width; a scroll area takes the other kind at its full wish.

    But it is never lower than what its lines need that are broken at the width there is.
    """

    def hasHeightForWidth(self) -> bool:
        return False

    def minimumSize(self) -> QSize:
        least, holder, item = super().minimumSize(), self.parentWidget(), self.itemAt(0)
        room = holder.parentWidget() if holder is not None else None
        frame = item.widget() if item is not None else None
        inside = frame.layout() if frame is not None else None
        if room is not None and inside is not None and inside.hasHeightForWidth():
            least.setHeight(max(least.height(), inside.minimumHeightForWidth(max(room.width(), least.width()))))
        return least


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
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._arranged: list[QRect] = []
        self._again: Callable[[], object] = self.tile
        self.divide: Callable[[], object] | None = None

    def windows(self) -> list[SubWindow]:
        """All frames' windows in the order they were opened."""
        return self._those_in(QMdiArea.WindowOrder.CreationOrder)

    def stacking(self) -> list[SubWindow]:
        """All frames' windows from the bottom to the top."""
        return self._those_in(QMdiArea.WindowOrder.StackingOrder)

    def _those_in(self, order: QMdiArea.WindowOrder) -> list[SubWindow]:
        return [w for w in self.subWindowList(order) if isinstance(w, SubWindow) and w.in_use and not w.going]

    def place_for(self, size: QSize) -> QRect:
        """Where a new window of this size covers the least of the others, with their titles in sight."""
        room = self.viewport().rect()
        there = [w for w in self.windows() if w.isVisible() and w.is_normal()]
        return best_spot(size.boundedTo(room.size()), room, [w.geometry() for w in there],
                         [w.geometry() for w in there if w.pinned])

    def free_room(self) -> QRect:
        """The largest part of the desk beside the pinned frames; all of it if they leave too little."""
        room = self.viewport().rect()
        held = QRect()
        for window in self.windows():
            if window.pinned and window.isVisible() and window.is_normal():
                held = held.united(window.geometry())
        if not held.isValid():
            return room
        beside = (QRect(room.topLeft(), QPoint(held.left() - 1, room.bottom())),
                  QRect(QPoint(held.right() + 1, room.top()), room.bottomRight()),
                  QRect(room.topLeft(), QPoint(room.right(), held.top() - 1)),
                  QRect(QPoint(room.left(), held.bottom() + 1), room.bottomRight()))
        best = max((b.intersected(room) for b in beside), key=_area)
        return best if _area(best) >= _LEAST_FREE * _area(room) else room

    def cascade(self) -> None:
        """One behind the other with all titles in sight; sizes stay, only what is too large is cut to fit."""
        self._all_normal()
        room = self.free_room()
        spot = room.topLeft()
        for window in self._movable():
            size = window.size().boundedTo(room.size())
            if spot.y() + size.height() > room.bottom() + 1:
                spot.setY(room.top())
            if spot.x() + size.width() > room.right() + 1:
                spot.setX(room.left())
            window.setGeometry(QRect(spot, size))
            spot += QPoint(STEP, STEP)

    def tile(self) -> None:
        """Side by side, the active one first, in as square a grid as the room allows."""
        self._all_normal()
        windows = list(reversed(self._movable()))
        if not windows:
            return
        room = self.free_room()
        columns = max(1, min(len(windows), round((len(windows) * room.width() / max(1, room.height()) / 1.6) ** 0.5)))
        rows = -(-len(windows) // columns)
        for index, window in enumerate(windows):
            row, column = divmod(index, columns)
            in_row = columns if row < rows - 1 else len(windows) - columns * (rows - 1)
            left, right = room.width() * column // in_row, room.width() * (column + 1) // in_row
            top, bottom = room.height() * row // rows, room.height() * (row + 1) // rows
            window.setGeometry(room.left() + left, room.top() + top, right - left, bottom - top)
        self.stay_arranged(self.tile)

    def stay_arranged(self, again: Callable[[], object]) -> None:
        """`again()` arranges the frames anew whenever the desk has another size, until somebody moves one."""
        self._again = again
        self._arranged = [w.geometry() for w in self.windows()]

    def _movable(self) -> list[SubWindow]:
        """From the bottom to the top, without the pinned ones."""
        return [w for w in self.stacking() if not w.pinned]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.viewMode() != QMdiArea.ViewMode.SubWindowView:
            return
        windows = self.windows()
        if self.divide is not None:
            self.divide()
        elif windows and self._arranged == [w.geometry() for w in windows]:
            self._again()
        else:
            for window in windows:
                window.fit_into(self.viewport().size())

    @property
    def tabbed(self) -> bool:
        """Whether the frames stand behind tabs."""
        return self.viewMode() == QMdiArea.ViewMode.TabbedView

    def use_tabs(self, tabs: bool) -> None:
        """One frame at a time with tabs above, or windows."""
        mode = QMdiArea.ViewMode.TabbedView if tabs else QMdiArea.ViewMode.SubWindowView
        if mode != self.viewMode():
            front = self.activeSubWindow()
            self.setViewMode(mode)
            for window in self.windows():
                window.fill() if tabs else window.unfill()
            if front is not None:
                self.setActiveSubWindow(front)
            for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
                bar.setExpanding(False)
                bar.setUsesScrollButtons(True)
                bar.setElideMode(Qt.TextElideMode.ElideRight)

    def _all_normal(self) -> None:
        self.use_tabs(False)
        for window in self.windows():
            if not window.is_normal():
                window.showNormal()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()


def _area(box: QRect) -> int:
    return max(0, box.width()) * max(0, box.height())
