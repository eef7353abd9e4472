"""Where a new frame covers the least of those that are there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize

STEP = 30
"""Pixels that stay in sight of a frame behind another: its title bar."""


def best_spot(size: QSize, room: QRect, taken: list[QRect], pinned: list[QRect]) -> QRect:
    """A place of this size in the room, with the titles of those that are there in sight if that is possible."""
    xs = {0, room.width() - size.width()} | {t.right() + 1 for t in taken} | {t.left() + STEP for t in taken}
    ys = {0, room.height() - size.height()} | {t.bottom() + 1 for t in taken} | {t.top() + STEP for t in taken}
    spots = [QRect(QPoint(x, y), size) for x in sorted(xs) for y in sorted(ys)]
    inside = [s for s in spots if room.contains(s)] or [QRect(QPoint(0, 0), size)]

    def cost(spot: QRect) -> tuple[int, int, int, int, int]:
        return (_covered(spot, pinned), _hidden_titles(spot, taken), _covered(spot, taken), spot.top(), spot.left())

    return min(inside, key=cost)


def _covered(spot: QRect, taken: list[QRect]) -> int:
    """How many pixels of the others it covers."""
    return sum(each.width() * each.height() for each in (spot.intersected(t) for t in taken) if each.isValid())


def _hidden_titles(spot: QRect, taken: list[QRect]) -> int:
    """How many of the others would lose the beginning of their title."""
    return sum(spot.intersects(QRect(t.left(), t.top(), min(t.width(), 6 * STEP), STEP)) for t in taken)
