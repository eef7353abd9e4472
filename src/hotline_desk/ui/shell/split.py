"""A desk in two parts: lists at the left, what they point at beside them. Pinned frames have a place of their own."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal

from hotline_desk.ui.shell.mdi import Area, SubWindow
from hotline_desk.ui.shell.memory import Memory

SHARE, _LEAST, _MOST = 0.42, 0.2, 0.75
_COMFORTABLE_LINES = 28
"""How many lines of text high is as wide as a frame beside another one has to be."""


def cells(box: QRect, count: int, comfortable: int) -> list[QRect]:
    """`count` places side by side, or one above the other where each would be narrower than `comfortable`."""
    if count <= 1:
        return [QRect(box)] * count
    if box.width() // count >= comfortable:
        edges = [box.left() + box.width() * n // count for n in range(count + 1)]
        return [QRect(QPoint(a, box.top()), QPoint(b - 1, box.bottom())) for a, b in pairwise(edges)]
    edges = [box.top() + box.height() * n // count for n in range(count + 1)]
    return [QRect(QPoint(box.left(), a), QPoint(box.right(), b - 1)) for a, b in pairwise(edges)]


def _needed(windows: list[SubWindow]) -> list[int]:
    """The widths below which they would have to be scrolled sideways."""
    return [w.frame.minimumSizeHint().width() + w.width() - w.contentsRect().width() for w in windows]


class Split(QObject):
    """While it is `on`, every frame has its place; those who were there before get their own back at the end."""

    changed = Signal(bool)

    def __init__(self, area: Area, memory: Memory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._area, self._memory = area, memory
        self.on = False
        self._maximised: set[SubWindow] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.lay_out)

    @property
    def share(self) -> float:
        """Which part of the width the lists have."""
        kept = self._memory.get_json("split.share", SHARE)
        return min(_MOST, max(_LEAST, kept)) if isinstance(kept, float | int) else SHARE

    def begin(self) -> None:
        """Divides the desk."""
        if self.on:
            return
        self._area.use_tabs(False)
        self.on = True
        self._area.divide = self.lay_out
        for window in self._area.windows():
            self.take(window)
        self.lay_out()
        self.changed.emit(True)

    def end(self, *, back: bool = True) -> None:
        """The desk is whole again; unless it is arranged anew, every frame goes back to its own place."""
        if not self.on:
            return
        self.on = False
        self._area.divide = None
        maximised, self._maximised = self._maximised, set()
        for window in self._area.windows():
            window.divided = False
            window.dragged.disconnect(self._dragged)
            window.windowStateChanged.disconnect(self._restated)
            if back and window.normal.isValid() and window.is_normal():
                window.setGeometry(window.normal)
                window.fit_into(self._area.viewport().size())
                if window in maximised:
                    window.showMaximized()
        self.changed.emit(False)

    def take(self, window: SubWindow) -> None:
        """A frame that came while the desk is divided gets its place."""
        if window.isMaximized():
            self._maximised.add(window)
            window.showNormal()
        window.divided = True
        window.dragged.connect(self._dragged)
        window.windowStateChanged.connect(self._restated)
        self._soon.start()

    def went(self, window: SubWindow) -> None:
        """A frame is gone; what it leaves is given to the others."""
        self._maximised.discard(window)
        if self.on:
            self._soon.start()

    def was_maximised(self, window: SubWindow) -> bool:
        """Whether a frame filled the desk before it was divided."""
        return window in self._maximised

    def lay_out(self) -> None:
        """Gives every frame its place."""
        if not self.on:
            return
        room = self._area.viewport().rect()
        there = [w for w in self._area.windows() if w.isVisible() and w.is_normal()]
        lists, others = [w for w in there if w.frame.is_list], [w for w in there if not w.frame.is_list]
        edge = room.left() + (self._width(room.width(), lists, others) if lists else 0)
        self._fill(QRect(room.topLeft(), QPoint(edge - 1, room.bottom())), lists)
        self._fill(QRect(QPoint(edge, room.top()), room.bottomRight()), others)

    def _width(self, whole: int, lists: list[SubWindow], others: list[SubWindow]) -> int:
        """Pixels for the lists: their share, but no part narrower than it needs, if there is room for both."""
        share = round(whole * self.share)
        # A page that needs more may be scrolled: what a list points at, mostly the least wide, counts.
        least, rest = max(_needed(lists), default=0), min(_needed(others), default=0)
        return max(least, min(share, whole - rest)) if least + rest <= whole else share

    def _fill(self, box: QRect, windows: list[SubWindow]) -> None:
        """The pinned ones side by side with the pile of the others."""
        if not windows:
            return
        pinned, pile = [w for w in windows if w.pinned], [w for w in windows if not w.pinned]
        comfortable = _COMFORTABLE_LINES * windows[0].frame.shell.theme.line_height()
        places = cells(box, len(pinned) + bool(pile), comfortable)
        for window, place in zip(pinned, places, strict=False):
            window.put(place)
        for window in pile:
            window.put(places[-1])

    def _restated(self, *_states: object) -> None:
        self._soon.start()

    def _dragged(self, window: SubWindow) -> None:
        """Whoever pulls at the edge between the parts moves it for all."""
        room = self._area.viewport().rect()
        box = window.geometry()
        is_list = window.frame.is_list
        edge = box.right() + 1 if is_list else box.left()
        # One that was moved, or comes back from the foot of the desk, only returns to its place.
        pulled = box.left() == room.left() if is_list else box.right() == room.right()
        if pulled and 0 < edge < room.width():
            share = min(_MOST, max(_LEAST, (edge - room.left()) / room.width()))
            self._memory.put_json("split.share", round(share, 4))
        self._soon.start()
