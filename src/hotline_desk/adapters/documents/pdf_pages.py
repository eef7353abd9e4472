"""Pages of a PDF as pixels and text, for the frame that shows them and for tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_


@dataclass(frozen=True)
class PageImage:
    """Pixels of a page: 4 bytes each, blue green red alpha (opaque), rows from the top without gaps."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True)
class TextBox:
    """Characters of a line that stand together, and where: mm from the top left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class PdfPages:
    """The pages of one PDF. Every call may come from any thread; pages are opened for its length only."""

    # pdfium keeps its state in the process and is not made for threads: one call at a time, whoever asks.
    _pdfium: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        import pypdfium2  # a native library, loaded when the first document is looked at

        with self._pdfium:
            try:
                document = pypdfium2.PdfDocument(self._pdf)
            except pypdfium2.PdfiumError as problem:
                raise UserError("file.unreadable", place=N_("The document"), reason=N_("it is no PDF")) from problem
            try:
                yield document
            finally:
                document.close()

    def count(self) -> int:
        """How many pages there are. Raises UserError, as all calls here, if the bytes are no PDF."""
        with self._opened() as document:
            return len(document)

    def size(self, index: int) -> tuple[float, float]:
        """Width and height of a page in points (1/72 inch)."""
        with self._opened() as document:
            return tuple(document[index].get_size())

    def render(self, index: int, scale: float) -> PageImage:
        """The page with this index; `scale` 1 makes one pixel of a point."""
        with self._opened() as document:
            bitmap = document[index].render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
            row = bitmap.width * 4
            buffer = memoryview(bitmap.buffer).cast("B")
            rows = (buffer[y * bitmap.stride:y * bitmap.stride + row] for y in range(bitmap.height))
            pixels = bytearray(b"".join(rows))
            pixels[3::4] = b"\xff" * (bitmap.width * bitmap.height)
            return PageImage(bitmap.width, bitmap.height, bytes(pixels))

    def text(self, index: int) -> str:
        """The text of a page, lines divided by line ends."""
        with self._opened() as document:
            return str(document[index].get_textpage().get_text_bounded()).replace("\r\n", "\n")

    def text_boxes(self, index: int) -> list[TextBox]:
        """Where the text of a page stands."""
        with self._opened() as document:
            page = document[index]
            height = page.get_height()
            found = page.get_textpage()
            boxes = []
            for number in range(found.count_rects()):
                left, bottom, right, top = found.get_rect(number)
                boxes.append(TextBox(found.get_text_bounded(left, bottom, right, top), _mm(left), _mm(height - top),
                                     _mm(right), _mm(height - bottom)))
            return boxes


def _mm(points: float) -> float:
    return points * 25.4 / 72


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has. Raises UserError if the bytes are no PDF."""
    return PdfPages(pdf).count()


def render_page(pdf: bytes, index: int, scale: float = 1.0) -> PageImage:
    """One page as pixels; `scale` 1 makes one pixel of a point. Raises UserError if the bytes are no PDF."""
    return PdfPages(pdf).render(index, scale)


def text_of(pdf: bytes) -> str:
    """The text of all pages, divided by form feeds. Raises UserError if the bytes are no PDF."""
    pages = PdfPages(pdf)
    return "\f".join(pages.text(index) for index in range(pages.count()))
