"""Telephone numbers: from what a feed or a person wrote to E.164.

`phonenumbers` takes short, internal and local numbers for valid ones of the home country, so those
are recognised here first; the home country and area code are settings, never constants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

KNOWN, WITHHELD, UNAVAILABLE = "known", "withheld", "unavailable"
_WITHHELD_WORDS = frozenset({"", "anonymous", "anonym", "private", "restricted", "withheld", "p"})
_UNAVAILABLE_WORDS = frozenset({"unavailable", "unknown", "<unknown>", "o"})
_INTERNAL_DIGITS = 4


@dataclass(frozen=True)
class PhoneNumber:
    """A number as it came (`raw`) and what it means.

    `state` is known, withheld or unavailable; `e164` is None for those two, for internal numbers and
    for what cannot be a number of the public network.
    """

    raw: str
    state: str
    e164: str | None = None
    internal: bool = False


@dataclass(frozen=True)
class NumberPlan:
    """Where a number without country or area code belongs: ISO country ("DE") and area code ("030")."""

    country: str = "DE"
    area_code: str = ""

    def read(self, raw: str | None) -> PhoneNumber:
        """What `raw` means at this place. Never raises."""
        text = (raw or "").strip()
        word = text.casefold()
        if word in _WITHHELD_WORDS:
            return PhoneNumber(text, WITHHELD)
        if word in _UNAVAILABLE_WORDS:
            return PhoneNumber(text, UNAVAILABLE)
        if text.startswith("*"):
            return PhoneNumber(text, KNOWN, internal=True)
        digits = _digits(text)
        if not digits.strip("+"):
            return PhoneNumber(text, UNAVAILABLE)
        if digits.startswith(("+", "0")):
            return PhoneNumber(text, KNOWN, self._public(digits))
        if len(digits) <= _INTERNAL_DIGITS:
            return PhoneNumber(text, KNOWN, internal=True)
        area = self.area_code.strip()
        return PhoneNumber(text, KNOWN, self._public(area + digits) if area else None)

    def _public(self, digits: str) -> str | None:
        try:
            number = phonenumbers.parse(digits, self.country)
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_possible_number(number):
            return None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _digits(text: str) -> str:
    """Digits with one leading + where the number is international; "(0)" in it is dropped."""
    text = text.rstrip("#")
    if text.startswith(("+", "00")):
        text = re.sub(r"\(\s*0\s*\)", "", text)
    plus = "+" if text.lstrip(" (").startswith("+") else ""
    return plus + re.sub(r"[^0-9]", "", text)


def display(e164: str | None) -> str:
    """The international notation for people: "+49 30 1234567"; the text itself if it is no number."""
    if not e164:
        return ""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
