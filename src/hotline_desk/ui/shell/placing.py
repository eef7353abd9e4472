"""Where a window stood, and where it stands again: on its screen if that still exists, else on one that does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

LEAST = QSize(480, 360)


def kept_place(window: QWidget) -> dict[str, Any]:
    """Screen, place and state of a window, as JSON can hold them."""
    screen = window.screen()
    maximised = window.isMaximized() or window.isFullScreen()
    box = window.normalGeometry() if maximised and window.normalGeometry().isValid() else window.geometry()
    return {"screen": screen.name(), "room": _numbers(screen.availableGeometry()), "box": _numbers(box),
            "title": max(0, window.geometry().top() - window.frameGeometry().top()), "max": maximised}


def take_place(window: QWidget, kept: Mapping[str, Any], screens: Sequence[QScreen] | None = None) -> bool:
    """Puts a window where it was kept, wholly in sight. False if what was kept cannot be understood."""
    try:
        name, room, box = str(kept["screen"]), QRect(*kept["room"]), QRect(*kept["box"])
        title, maximised = int(kept["title"]), bool(kept["max"])
    except (KeyError, TypeError, ValueError):
        return False
    there = list(screens if screens is not None else QGuiApplication.screens())
    if not there or not room.isValid() or not box.isValid():
        return False
    rooms = [(screen.name(), screen.availableGeometry()) for screen in there]
    number = screen_for(name, room, box, rooms)
    if maximised and window.isMaximized() and window.screen() is not there[number]:
        window.setWindowState(Qt.WindowState.WindowNoState)
    window.setGeometry(box_on(box, room, rooms[number][1], title))
    if maximised != window.isMaximized():
        window.setWindowState(Qt.WindowState.WindowMaximized if maximised else Qt.WindowState.WindowNoState)
    return True


def _numbers(box: QRect) -> list[int]:
    return [box.left(), box.top(), box.width(), box.height()]


def screen_for(name: str, room: QRect, box: QRect, rooms: Sequence[tuple[str, QRect]]) -> int:
    """Which of the screens that are there: the same, one of that name, one that lies there, the one with most of it."""
    def fits(number: int) -> tuple[bool, bool, bool, int]:
        its_name, its_room = rooms[number]
        seen = its_room.intersected(box)
        return (its_name == name and its_room == room, its_name == name, its_room == room,
                seen.width() * seen.height() if seen.isValid() else 0)

    return max(range(len(rooms)), key=fits)  # the first, which is the main one, where nothing speaks for another


def box_on(box: QRect, room: QRect, now: QRect, title: int = 0) -> QRect:
    """The rectangle `box` of a screen `room` on a screen `now`, in the same proportion and wholly in sight."""
    if room != now:
        wide, tall = now.width() / room.width(), now.height() / room.height()
        box = QRect(now.left() + round((box.left() - room.left()) * wide),
                    now.top() + round((box.top() - room.top()) * tall),
                    round(box.width() * wide), round(box.height() * tall))
    inside = QRect(now.left(), now.top() + title, now.width(), now.height() - title)
    size = box.size().expandedTo(LEAST).boundedTo(inside.size())
    left = max(inside.left(), min(box.left(), inside.right() + 1 - size.width()))
    top = max(inside.top(), min(box.top(), inside.bottom() + 1 - size.height()))
    return QRect(QPoint(left, top), size)
