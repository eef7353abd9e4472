"""The foot that the papers of more pages have in common."""

from __future__ import annotations

from hotline_desk.adapters.documents.sheet import QUIET, RIGHT, TINY, Sheet
from hotline_desk.core.text import Translator

_SENDER = 0.69
"""So much of the width is the sender's, the rest is for the number."""


def finish_numbered(sheet: Sheet, texts: Translator, sender: str, left: float, right: float, y: float) -> bytes:
    """The finished PDF, with the sender and “Page 1 of 3” at `y` mm of each page, between `left` and `right`."""
    count = len(sheet.pages)
    for index in range(count):
        sheet.turn_to(index)
        sheet.text(left, y, sender, TINY, fit=(right - left) * _SENDER)
        sheet.text(right, y, texts.tr("Page {n} of {count}", n=index + 1, count=count), QUIET, RIGHT)
    return sheet.finish()
