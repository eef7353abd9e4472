"""Pages to write on, in millimetres from the top left corner; the bytes are made at the end.

What is written is kept per page and drawn when all pages are known, so a page can say how many there are.
Drawing goes straight to reportlab's canvas, one text block per page: several times faster than its
paragraphs and tables.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from hotline_desk.adapters.documents.fonts import BOLD, REGULAR, Fonts
from hotline_desk.adapters.documents.layout import Measure, ellipsis, first_lines, wrap
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_

MM = 72 / 25.4
Colour = tuple[float, float, float]
LEFT, RIGHT, CENTRE = "left", "right", "centre"


def rgb(code: str) -> Colour:
    """A colour written as "#rrggbb"."""
    return int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255


INK, QUIET_INK, ACCENT = rgb("#1b2330"), rgb("#5b6675"), rgb("#1f4fa3")
HAIR, TINT, GHOST = rgb("#c9d0da"), rgb("#eef2f8"), rgb("#e9ecf1")


@dataclass(frozen=True)
class Style:
    """How a text looks. `size` in points."""

    size: float = 9
    bold: bool = False
    colour: Colour = INK

    @property
    def leading(self) -> float:
        """From line to line, in mm."""
        return self.size * 1.36 / MM

    @property
    def ascent(self) -> float:
        """From the top of a line to its base, in mm."""
        return self.size * 1.02 / MM


BODY = Style(9)
STRONG = replace(BODY, bold=True)
SMALL = Style(8)
QUIET = Style(8, colour=QUIET_INK)
TINY = Style(7, colour=QUIET_INK)
CAPTION = Style(7.5, bold=True, colour=ACCENT)
TITLE = Style(14, bold=True, colour=ACCENT)


@dataclass
class _Page:
    shapes: list[tuple[Any, ...]] = field(default_factory=list)
    texts: list[tuple[float, float, str, Style]] = field(default_factory=list)


@dataclass(frozen=True)
class Imprint:
    """What the file says of itself. `day` becomes its date: equal papers are equal bytes."""

    title: str
    author: str
    subject: str
    language: str
    day: date


class Sheet:
    """Pages of one size, written in mm. Text is cleaned for the typeface; `y` of a text is its base line."""

    def __init__(self, imprint: Imprint, width: float = 210, height: float = 297, fonts: Fonts | None = None) -> None:
        self.imprint = imprint
        self.width, self.height = width, height
        self.fonts = fonts or Fonts()
        self.pages: list[_Page] = []

    def page(self) -> None:
        """Begins a further page."""
        self.pages.append(_Page())
        self._now = self.pages[-1]

    def turn_to(self, index: int) -> None:
        """Goes on writing on the page with this index."""
        self._now = self.pages[index]

    def measure(self, text: str, style: Style = BODY) -> float:
        """Width of a text in mm."""
        return self.fonts.width(self.fonts.clean(text), style.size, style.bold) / MM

    def lines(self, text: str, width: float, style: Style = BODY, most: int | None = None) -> list[str]:
        """The text in lines no wider than `width` mm; if there are more than `most`, the last ends with "…"."""
        measure = self._measure(style)
        found = wrap(self.fonts.clean(text), width * MM, measure)
        return found if most is None else first_lines(found, most, width * MM, measure)

    def short(self, text: str, width: float, style: Style = BODY) -> str:
        """The text in one line, shortened with "…" if it is wider than `width` mm."""
        return ellipsis(self.fonts.clean(text), width * MM, self._measure(style))

    def _measure(self, style: Style) -> Measure:
        return lambda part: self.fonts.width(part, style.size, style.bold)

    def text(
        self, x: float, y: float, text: str, style: Style = BODY, align: str = LEFT, fit: float | None = None
    ) -> None:
        """Writes one line; `x` is its left edge, right edge or middle. A wider text than `fit` mm gets smaller."""
        text = self.fonts.clean(text)
        if not text:
            return
        width = 0.0 if align == LEFT and fit is None else self.fonts.width(text, style.size, style.bold)
        if fit is not None and width > fit * MM:
            style = replace(style, size=style.size * fit * MM / width)
            width = fit * MM
        left = x * MM - {LEFT: 0.0, RIGHT: width, CENTRE: width / 2}[align]
        self._now.texts.append((left, (self.height - y) * MM, text, style))

    def paragraph(self, x: float, top: float, lines: list[str], style: Style = BODY, align: str = LEFT) -> float:
        """Writes lines one below the other from `top` on and returns where they end."""
        for line in lines:
            self.text(x, top + style.ascent, line, style, align)
            top += style.leading
        return top

    def rule(self, x1: float, y1: float, x2: float, y2: float, colour: Colour = HAIR, thick: float = 0.15) -> None:
        """A straight line."""
        flip = self.height
        self._now.shapes.append(("line", x1 * MM, (flip - y1) * MM, x2 * MM, (flip - y2) * MM, colour, thick * MM))

    def box(self, x: float, y: float, width: float, height: float, colour: Colour = TINT) -> None:
        """A filled rectangle, under all text."""
        self._now.shapes.append(
            ("box", x * MM, (self.height - y - height) * MM, width * MM, height * MM, colour))

    def polygon(self, points: list[tuple[float, float]], colour: Colour = INK, filled: bool = True) -> None:
        """A closed shape through these points."""
        turned = [(x * MM, (self.height - y) * MM) for x, y in points]
        self._now.shapes.append(("polygon", turned, colour, filled))

    def code(self, modules: tuple[tuple[bool, ...], ...], x: float, y: float, size: float) -> None:
        """A square of dark and light modules, `size` mm wide, with its top left corner here."""
        self._now.shapes.append(("code", modules, x * MM, (self.height - y) * MM, size * MM))

    def watermark(self, text: str) -> None:
        """A large pale word across the page, under everything."""
        text = self.fonts.clean(text)
        size = 0.62 * self.height * MM / max(1.0, self.fonts.width(text, 1, True))
        self._now.shapes.insert(0, ("watermark", text, min(150.0, size)))

    def picture(self, image: bytes, x: float, y: float, width: float, height: float, align: str = RIGHT) -> float:
        """A PNG or JPEG within this box, at its top and right (or left); returns its width in mm.

        Raises UserError if it is neither.
        """
        opened = _opened(image)
        wide = opened.width * min(width / opened.width, height / opened.height)
        self._now.shapes.append(("picture", opened, x if align == LEFT else x + width - wide, y, width, height))
        return float(wide)

    def finish(self) -> bytes:
        """The PDF. The faces in it are embedded; equal contents give equal bytes."""
        target = io.BytesIO()
        with self.fonts.drawing():
            canvas = self._canvas(target)
            for page in self.pages:
                for shape in page.shapes:
                    getattr(self, f"_{shape[0]}")(canvas, *shape[1:])
                _write(canvas, page.texts)
                canvas.showPage()
            canvas.save()
        return target.getvalue()

    def _canvas(self, target: io.BytesIO) -> Any:
        from reportlab.pdfgen.canvas import Canvas

        told = self.imprint
        canvas = Canvas(target, pagesize=(self.width * MM, self.height * MM), pageCompression=1, invariant=1,
                        initialFontName=REGULAR, lang=told.language)
        canvas.setTitle(told.title)
        canvas.setAuthor(told.author)
        canvas.setSubject(told.subject)
        canvas.setCreator("Hotline Desk")
        canvas.setDateFormatter(lambda *_now: f"D:{told.day:%Y%m%d}000000Z")
        return canvas

    @staticmethod
    def _line(canvas: Any, x1: float, y1: float, x2: float, y2: float, colour: Colour, thick: float) -> None:
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(thick)
        canvas.line(x1, y1, x2, y2)

    @staticmethod
    def _box(canvas: Any, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        canvas.setFillColorRGB(*colour)
        canvas.rect(x, y, width, height, stroke=0, fill=1)

    @staticmethod
    def _polygon(canvas: Any, points: list[tuple[float, float]], colour: Colour, filled: bool) -> None:
        canvas.setFillColorRGB(*colour)
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(0.7)
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        path.close()
        canvas.drawPath(path, stroke=1, fill=int(filled))

    def _watermark(self, canvas: Any, text: str, size: float) -> None:
        canvas.saveState()
        canvas.setFillColorRGB(*GHOST)
        canvas.setFont(BOLD, size)
        canvas.translate(self.width * MM / 2, self.height * MM / 2)
        canvas.rotate(45)
        canvas.drawCentredString(0, -size / 3, text)
        canvas.restoreState()

    def _picture(self, canvas: Any, image: Any, x: float, y: float, width: float, height: float) -> None:
        scale = min(width / image.width, height / image.height)
        wide, high = image.width * scale, image.height * scale
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(ImageReader(image), x * MM, (self.height - y - high) * MM, wide * MM, high * MM, mask="auto")

    @staticmethod
    def _code(canvas: Any, modules: tuple[tuple[bool, ...], ...], x: float, y: float, size: float) -> None:
        step = size / len(modules)
        path = canvas.beginPath()
        for row, line in enumerate(modules):
            begin = None
            for column, dark in enumerate((*line, False)):
                if dark and begin is None:
                    begin = column
                elif not dark and begin is not None:
                    path.rect(x + begin * step, y - (row + 1) * step, (column - begin) * step, step)
                    begin = None
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawPath(path, stroke=0, fill=1)


def _write(canvas: Any, texts: list[tuple[float, float, str, Style]]) -> None:
    """Texts in one go; the operator of a colour is written as it is, because each call would calculate it anew."""
    block = canvas.beginText()
    face: tuple[bool, float] | None = None
    colour: Colour | None = None
    for x, y, text, style in texts:
        if (style.bold, style.size) != face:
            face = (style.bold, style.size)
            block.setFont(BOLD if style.bold else REGULAR, style.size)
        if style.colour != colour:
            colour = style.colour
            block._code.append(_fill(colour))
        block.setTextOrigin(x, y)
        block.textLine(text)
    canvas.drawText(block)


@cache
def _fill(colour: Colour) -> str:
    return " ".join(f"{part:.6f}".rstrip("0").rstrip(".") for part in colour) + " rg"


def _opened(image: bytes) -> Any:
    from PIL import Image, UnidentifiedImageError

    try:
        # Colours of the printing press (CMYK) are not allowed beside the RGB of the rest in archived papers.
        return Image.open(io.BytesIO(image)).convert("RGBA")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as problem:
        raise UserError("document.drawing", reason=N_("the logo is no picture (PNG or JPEG)")) from problem
