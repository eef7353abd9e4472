"""From bytes to text: by the mark at the beginning, else UTF-8 if it is that, else the signs of Windows."""

from __future__ import annotations

import codecs

from hotline_desk.core.text import N_
from hotline_desk.domain.takeover.values import Flaw

ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows (1252)", "utf-16": "UTF-16", "iso8859-15": "ISO 8859-15",
             "cp850": "DOS (850)"}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_MOST_FLAWS = 50


def decoded(content: bytes, wish: str = "") -> tuple[str, str, tuple[Flaw, ...]]:
    """The text, the key of ENCODINGS it was read by, and the lines with signs that are none of it."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    encoding = wish if wish in ENCODINGS else marked.removesuffix("-sig") or _guess(content)
    text = content.decode(marked if marked.startswith(encoding) else encoding, errors="replace")
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    return text, encoding, _unreadable(text, encoding)


def _guess(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _unreadable(text: str, encoding: str) -> tuple[Flaw, ...]:
    if _UNREADABLE not in text:
        return ()
    lines = [n for n, line in enumerate(text.split("\n"), 1) if _UNREADABLE in line]
    return tuple(Flaw(n, N_("There are signs that are not {encoding}. Choose another encoding."),
                      (("encoding", ENCODINGS[encoding]),)) for n in lines[:_MOST_FLAWS])
