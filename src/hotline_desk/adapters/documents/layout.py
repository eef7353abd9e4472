"""Breaking and shortening of text to a width. Pure: the caller brings the measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

Measure = Callable[[str], float]
_BREAK_AFTER = "-/_.,;:@&?=+\\)]}|"
ELLIPSIS = "…"


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """The text in lines no wider than `width`, broken at spaces and line ends; blank lines stay.

    A word wider than a line is broken, after a sign of punctuation if there is one; nothing is
    hyphenated and nothing is left out. A single character wider than `width` stands alone.
    An empty text has no lines.
    """
    text = text.strip()
    lines: list[str] = []
    for paragraph in text.split("\n") if text else ():
        lines.extend(_wrap_paragraph(paragraph.replace("\t", " "), width, measure))
    return lines


def _wrap_paragraph(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    words = [word for word in paragraph.split(" ") if word]
    line = " ".join(words)
    if measure(line) <= width:
        yield line
        return
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if measure(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        *whole, line = _pieces(word, width, measure)
        yield from whole
    yield line


def _pieces(word: str, width: float, measure: Measure) -> list[str]:
    """The word in pieces that fit; always at least one."""
    pieces = []
    while measure(word) > width and len(word) > 1:
        cut = _fitting(word, width, measure)
        soft = max(word.rfind(sign, cut // 2, cut) for sign in _BREAK_AFTER) + 1
        cut = soft or cut
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]


def _fitting(text: str, width: float, measure: Measure, end: str = "") -> int:
    """How many characters of the text fit with `end` after them; at least one."""
    least, most = 1, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        if measure(text[:middle] + end) <= width:
            least = middle
        else:
            most = middle - 1
    return least


def ellipsis(text: str, width: float, measure: Measure) -> str:
    """The text itself if it fits on one line, else as much of its beginning as fits, and "…"."""
    text = " ".join(text.split())
    if measure(text) <= width:
        return text
    return text[: _fitting(text, width, measure, ELLIPSIS)].rstrip() + ELLIPSIS


def first_lines(lines: list[str], most: int, width: float, measure: Measure) -> list[str]:
    """At most that many lines; where some are left out the last one ends with "…"."""
    if len(lines) <= most:
        return lines
    kept = lines[:most]
    kept[-1] = ellipsis(f"{kept[-1]} {lines[most]}", width, measure)
    if not kept[-1].endswith(ELLIPSIS):
        kept[-1] = ellipsis(kept[-1] + ELLIPSIS, width, measure)
    return kept
