"""Icons: SVG files drawn in the colours of the theme."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import lru_cache

import shiboken6
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QPushButton

from hotline_desk.core import places
from hotline_desk.ui.shell.theme import Theme

_SWEEP_LEAST = 500
_AIR = 0.25
"""Between the symbol and the words of a button, in widths of the symbol; Qt leaves next to nothing."""


class Icons(QObject):
    """Makes icons by name ("phone-call") and keeps bound ones in the theme's colours."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sources: dict[str, str] = {}
        self._made: dict[tuple[str, str, bool], QIcon] = {}
        self._bound: list[tuple[weakref.ref[QObject], str, str, str]] = []
        self._sweep_at = _SWEEP_LEAST
        theme.changed.connect(self._redraw)

    def icon(self, name: str, token: str = "text") -> QIcon:
        """The icon in the colour of `token`; disabled it is pale. Raises FileNotFoundError for no such name."""
        key = (name, token, False)
        if key not in self._made:
            self._made[key] = self._make(name, token)
        return self._made[key]

    def pixmap(self, name: str, token: str = "text", size: int | None = None, ratio: float = 1.0) -> QPixmap:
        """The icon as a picture of `size` pixels (default: the theme's icon size)."""
        return self._draw(name, self._theme.color(token), size or self._theme.icon_size(), ratio)

    def bind(self, setter: Callable[[QIcon], object], name: str, token: str = "text") -> None:
        """Calls `setter` (a method of a QObject) now and after each change of the theme."""
        owner = getattr(setter, "__self__", None)
        if not isinstance(owner, QObject):
            raise TypeError("bind needs a method of a QObject")
        self._give(owner, setter.__name__, name, token)
        self._bound.append((weakref.ref(owner), setter.__name__, name, token))
        if len(self._bound) >= self._sweep_at:
            self._sweep()

    def _sweep(self) -> None:
        """Forgets those who died."""
        self._bound = [entry for entry in self._bound
                       if (owner := entry[0]()) is not None and shiboken6.isValid(owner)]
        self._sweep_at = max(_SWEEP_LEAST, 2 * len(self._bound))

    def _redraw(self) -> None:
        self._made.clear()
        self._sweep()
        for reference, setter, name, token in self._bound:
            owner = reference()
            if owner is not None:
                self._give(owner, setter, name, token)

    def _give(self, owner: QObject, setter: str, name: str, token: str) -> None:
        if not isinstance(owner, QPushButton):
            getattr(owner, setter)(self.icon(name, token))
            return
        key = (name, token, True)
        if key not in self._made:
            self._made[key] = self._make(name, token, air=self._air())
        size = self._theme.icon_size()
        owner.setIconSize(QSize(size + self._air(), size))
        owner.setIcon(self._made[key])

    def _air(self) -> int:
        return round(self._theme.icon_size() * _AIR)

    def _make(self, name: str, token: str, air: int = 0) -> QIcon:
        icon = QIcon()
        pale = self._theme.color("muted")
        pale.setAlphaF(0.55)
        size = self._theme.icon_size()
        for ratio in (1.0, 2.0):
            icon.addPixmap(self._draw(name, self._theme.color(token), size, ratio, air))
            icon.addPixmap(self._draw(name, pale, size, ratio, air), QIcon.Mode.Disabled)
        marked = self._theme.color("accent_text")
        icon.addPixmap(self._draw(name, marked, size, 1.0, air), QIcon.Mode.Selected)
        return icon

    def _source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = places.resources("icons", f"{name}.svg").read_text("utf-8")
        return self._sources[name]

    def _draw(self, name: str, color: QColor, size: int, ratio: float, air: int = 0) -> QPixmap:
        picture = QPixmap.fromImage(_drawn(self._source(name), color.name(), color.alpha(), round(size * ratio),
                                           round(air * ratio)))
        picture.setDevicePixelRatio(ratio)
        return picture


@lru_cache(maxsize=4096)
def _drawn(source: str, color: str, alpha: int, edge: int, air: int) -> QImage:
    """An icon drawn once: reading it as a drawing takes ten times as long as copying the picture."""
    picture = QImage(edge + air, edge, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setOpacity(alpha / 255)
    QSvgRenderer(QByteArray(source.replace("currentColor", color).encode())).render(
        painter, QRectF(0, 0, edge, edge))
    painter.end()
    return picture
