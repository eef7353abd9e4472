"""The one typeface of all papers, embedded, and what can be written with it."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, ClassVar

from hotline_desk.core import places

REGULAR, BOLD = "HotlineDesk", "HotlineDesk-Bold"
_FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf"}
# Characters people type that the typeface lacks, but that have a customary spelling.
_SPELLINGS = {
    "→": "->", "←": "<-", "↔": "<->", "⇒": "=>", "−": "-", "✓": "x", "✔": "x", "☑": "[x]", "☐": "[ ]",
    "☎": "Tel.", "✆": "Tel.", "✉": "Mail", "⚠": "(!)", "●": "•", "■": "•", "▪": "•", "►": "•", "≤": "<=", "≥": ">=",
    "≠": "!=", "≈": "~", "’": "’",
}
_REMEMBERED = 4096
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class _Spelled(dict[int, str]):
    """For `str.translate`: how each character is written with this typeface. Fills itself."""

    def __init__(self, known: Mapping[int, Any]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, code: int) -> str:
        self[code] = written = self._spell(code)
        return written

    def _spell(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if char in "\n\t\N{NO-BREAK SPACE}":
            return char
        if category == "Zs":
            return " "
        if category in ("Cc", "Cf") or 0xFE00 <= code <= 0xFE0F or 0x1F3FB <= code <= 0x1F3FF:
            return ""  # control and joining characters, variants and skin tones are seen only as boxes
        if code in self._known:
            return char
        return _SPELLINGS.get(char, _REPLACEMENT)


class _Widths(dict[int, float]):
    """Advance of each character in 1/1000 of the size; the default of the face for unknown ones."""

    def __init__(self, known: Mapping[int, float], default: float) -> None:
        super().__init__(known)
        self._default = default

    def __missing__(self, code: int) -> float:
        return self._default


class Fonts:
    """Measures and prepares text for the two faces; registers them when the first paper is drawn."""

    # reportlab's registry of fonts is one for the process, and a font's parser keeps a position while it
    # makes a subset. So registering and drawing are one paper at a time, whoever asks.
    _drawing: ClassVar[threading.RLock] = threading.RLock()

    def __init__(self) -> None:
        with self._drawing:
            faces = {name: _registered(name) for name in _FILES}
        self._widths = {name: _Widths(face.charWidths, face.defaultWidth) for name, face in faces.items()}
        self._spelled = _Spelled(faces[REGULAR].charToGlyph)
        # Days, names and amounts come again and again on a paper.
        self._known_width = lru_cache(_REMEMBERED)(self._width)
        self._known_clean = lru_cache(_REMEMBERED)(self._clean)

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Holds all other papers back while one is drawn."""
        with self._drawing:
            yield

    def clean(self, text: str) -> str:
        """The text as the typeface can write it: composed, without control characters. Line ends stay."""
        return text if text.isascii() and text.isprintable() else self._known_clean(text)

    def _clean(self, text: str) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\N{LINE SEPARATOR}", "\n")
        return unicodedata.normalize("NFC", text).translate(self._spelled)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Width of a clean text in points."""
        return self._known_width(text, bold) * size / 1000

    def _width(self, text: str, bold: bool) -> float:
        widths = self._widths[BOLD if bold else REGULAR]
        return sum(map(widths.__getitem__, map(ord, text)))


def _registered(name: str) -> Any:
    # reportlab takes a fifth of a second to load and is needed only once something is printed.
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, str(places.resources("fonts", _FILES[name]))))
    return pdfmetrics.getFont(name).face
