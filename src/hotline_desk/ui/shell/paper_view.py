"""Pages of a paper below each other, drawn in the background at the size they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from hotline_desk.ui.shell.shell import Shell

_GAP = 14
_KEPT = 12
_STEPS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_DOTS_PER_POINT = 96 / 72


class PageImage(Protocol):
    """Pixels of a page: 4 bytes each, blue green red and a fourth, rows from the top without gaps."""

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...

    @property
    def pixels(self) -> bytes: ...


class Paper(Protocol):
    """Pages as far as the view cares."""

    @property
    def sizes(self) -> tuple[tuple[float, float], ...]:
        """Width and height of each page in points (1/72 inch)."""
        ...

    @property
    def pdf(self) -> bytes:
        """The file itself."""
        ...

    def image(self, number: int, scale: float) -> PageImage:
        """A page, counted from 0; called in the background."""
        ...


class PaperView(QAbstractScrollArea):
    """`page_changed` tells the page in sight, from 1. Without a zoom pages are as wide as the view."""

    page_changed = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._paper: Paper | None = None
        self._zoom: float | None = None
        self._pictures: OrderedDict[tuple[int, int], QPixmap] = OrderedDict()
        self._under_way: set[tuple[int, int]] = set()
        self._message = ""
        self._page = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().setSingleStep(48)
        self.verticalScrollBar().valueChanged.connect(self._moved)
        shell.theme.changed.connect(self.viewport().update)

    # --- what is shown --------------------------------------------------------------------------------

    def show_message(self, text: str) -> None:
        """Says something instead of pages."""
        self._paper, self._message = None, text
        self._pictures.clear()
        self._measure()

    def show_paper(self, paper: Paper) -> None:
        """Shows this paper from its first page."""
        self._paper, self._message = paper, ""
        self._pictures.clear()
        self._under_way.clear()
        self._measure()
        self.verticalScrollBar().setValue(0)
        self._moved()

    @property
    def paper(self) -> Paper | None:
        """The paper shown; None while there is none."""
        return self._paper

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._paper.sizes) if self._paper else 0

    @property
    def drawn(self) -> int:
        """How many pages are drawn at the present size."""
        return sum(1 for _page, width in self._pictures if width == self._pixels(_page))

    # --- size -----------------------------------------------------------------------------------------

    def zoom_percent(self) -> int:
        """The present size against paper, in per cent."""
        return round(self._scale(0) / _DOTS_PER_POINT * 100) if self.pages else 100

    def larger(self) -> None:
        """The next larger of the usual sizes."""
        now = self.zoom_percent() / 100
        self._use_zoom(next((s for s in _STEPS if s > now + 0.01), _STEPS[-1]))

    def smaller(self) -> None:
        """The next smaller of the usual sizes."""
        now = self.zoom_percent() / 100
        self._use_zoom(next((s for s in reversed(_STEPS) if s < now - 0.01), _STEPS[0]))

    def fit_width(self) -> None:
        """As wide as the view."""
        self._use_zoom(None)

    def _use_zoom(self, zoom: float | None) -> None:
        bar = self.verticalScrollBar()
        place = bar.value() / max(1, bar.maximum())
        self._zoom = zoom
        self._measure()
        bar.setValue(round(place * bar.maximum()))
        self._moved()

    def _scale(self, page: int) -> float:
        if self._zoom is not None:
            return self._zoom * _DOTS_PER_POINT
        width = self._paper.sizes[page][0] if self._paper else 1
        return max(0.2, (self.viewport().width() - 2 * _GAP) / width)

    def _pixels(self, page: int) -> int:
        return round(self._paper.sizes[page][0] * self._scale(page)) if self._paper else 0

    def _boxes(self) -> list[QRect]:
        """Where the pages lie in the whole, in pixels."""
        boxes, top = [], _GAP
        for page, (width, height) in enumerate(self._paper.sizes if self._paper else ()):
            scale = self._scale(page)
            size = (round(width * scale), round(height * scale))
            left = max(_GAP, (self.viewport().width() - size[0]) // 2)
            boxes.append(QRect(left, top, *size))
            top += size[1] + _GAP
        return boxes

    def _measure(self) -> None:
        boxes = self._boxes()
        high = boxes[-1].bottom() + _GAP if boxes else 0
        wide = max((box.width() for box in boxes), default=0) + 2 * _GAP
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setRange(0, max(0, high - self.viewport().height()))
        self.horizontalScrollBar().setPageStep(self.viewport().width())
        self.horizontalScrollBar().setRange(0, max(0, wide - self.viewport().width()))
        self.viewport().update()

    # --- moving ---------------------------------------------------------------------------------------

    def go(self, page: int) -> None:
        """Goes to the top of a page, counted from 1."""
        boxes = self._boxes()
        if boxes:
            box = boxes[max(0, min(len(boxes), page) - 1)]
            self.verticalScrollBar().setValue(box.top() - _GAP)

    def page(self) -> int:
        """The page in the middle of the view, from 1; 0 without pages."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        boxes = self._boxes()
        return next((n for n, box in enumerate(boxes, start=1) if middle <= box.bottom() + _GAP), len(boxes))

    def _moved(self) -> None:
        page = self.page()
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, held = self.verticalScrollBar(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.ControlModifier and event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.go(self.page() + (1 if event.key() == Qt.Key.Key_PageDown else -1))
        elif held:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif event.key() == Qt.Key.Key_Space:
            bar.setValue(bar.value() + bar.pageStep() - 40)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.larger if event.angleDelta().y() > 0 else self.smaller)()
        else:
            super().wheelEvent(event)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    # --- painting -------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._shell.theme.color("desk"))
        if self._message:
            painter.setPen(self._shell.theme.color("muted"))
            room = self.viewport().rect().adjusted(30, 30, -30, -30)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
        corner = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        for page, box in enumerate(self._boxes()):
            shown = box.translated(-corner)
            if shown.intersects(self.viewport().rect()):
                self._paint_page(painter, page, shown)
        painter.end()

    def _paint_page(self, painter: QPainter, page: int, box: QRect) -> None:
        painter.setPen(self._shell.theme.color("border"))
        painter.setBrush(QColor("white"))
        painter.drawRect(box.adjusted(-1, -1, 0, 0))
        wanted = (page, box.width())
        picture = self._pictures.get(wanted)
        if picture is not None:
            self._pictures.move_to_end(wanted)
            painter.drawPixmap(box, picture)
            return
        other = next((p for (n, _w), p in reversed(self._pictures.items()) if n == page), None)
        if other is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(box, other)
        self._draw(wanted)

    def _draw(self, wanted: tuple[int, int]) -> None:
        """Asks for a page in the pixels of the screen; what is scrolled past meanwhile is kept all the same."""
        if wanted in self._under_way or self._paper is None:
            return
        self._under_way.add(wanted)
        page, width = wanted
        scale = width / self._paper.sizes[page][0] * self.devicePixelRatioF()
        self._shell.background.read(self, self._paper.image, page, scale, done=partial(self._came, self._paper, wanted),
                                    failed=partial(self._not_come, wanted))

    def _came(self, paper: Paper, wanted: tuple[int, int], image: PageImage) -> None:
        self._under_way.discard(wanted)
        if paper is not self._paper:
            return
        picture = QImage(image.pixels, image.width, image.height, image.width * 4, QImage.Format.Format_RGB32)
        self._pictures[wanted] = QPixmap.fromImage(picture)
        while len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        self.viewport().update()

    def _not_come(self, wanted: tuple[int, int], _problem: BaseException) -> bool:
        self._under_way.discard(wanted)
        return False
