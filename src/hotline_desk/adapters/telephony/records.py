"""What the records of telephone systems have in common: lines that mean nothing, seconds, numbers."""

from __future__ import annotations

import logging
import re

from hotline_desk.core.log import mask
from hotline_desk.core.phone import KNOWN, UNAVAILABLE, NumberPlan, PhoneNumber

LOGGER = logging.getLogger(__name__)
LONGEST_RECORD = 400
_LOGGED = 20
_SHOWN = 200
_PARTS = re.compile(r"[:']")
_OBSCURED = re.compile(r"[?Xx.]")


class Unread:
    """Counts the lines of a feed that could not be understood, and logs the first of them without their numbers."""

    def __init__(self, feed: str) -> None:
        self.count = 0
        self._feed = feed

    def note(self, line: str, reason: str = "line not understood") -> None:
        """One more such line."""
        self.count += 1
        level = logging.INFO if self.count <= _LOGGED else logging.DEBUG
        if LOGGER.isEnabledFor(level):
            LOGGER.log(level, "%s: %s: %s", self._feed, reason, mask(repr(line[:_SHOWN])))


def seconds(text: str) -> int:
    """Seconds of `mm:ss`, `hh:mm:ss`, `m'ss` or `hh:mm'ss`; the caller has checked the form."""
    total = 0
    for part in _PARTS.split(text):
        total = total * 60 + int(part)
    return total


def number(plan: NumberPlan, raw: str) -> PhoneNumber:
    """What a number in a record means; one whose last digits the system hides is no number to call back."""
    if _OBSCURED.search(raw):
        return PhoneNumber(raw, UNAVAILABLE)
    return plan.read(raw)


def inside(extension: str) -> PhoneNumber:
    """An extension as a number: never one of the public network, however it looks."""
    return PhoneNumber(extension, KNOWN, internal=True) if extension else PhoneNumber("", UNAVAILABLE)
