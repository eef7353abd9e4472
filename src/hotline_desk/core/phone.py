"""Telephone numbers: from what a feed or a person wrote to E.164.

`phonenumbers` takes short, internal and local numbers for valid ones of the home country, so those
are recognised here first; the home country and area code are settings, never constants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

KNOWN, WITHHELD, UNAVAILABLE = "known", "withheld", "unavailable"
_WITHHELD_WORDS = frozenset({"", "anonymous", "anonym", "private", "restricted", "withheld", "p"})
_UNAVAILABLE_WORDS = frozenset({"unavailable", "unknown", "<unknown>", "o"})
_INTERNAL_DIGITS = 4
_TRUNK = "0"
# "*31#" (hide my number) or "*111#" (by this line) stand before the number somebody dialled.
_DIALLING_CODE = re.compile(r"^[*#]{1,2}\d+#(?=.)")
_FULL_NUMBER_DIGITS = 10


@dataclass(frozen=True)
class PhoneNumber:
    """A number as it came (`raw`) and what it means.

    `state` is known, withheld or unavailable; `e164` is None for those two, for internal numbers, for
    emergency and service numbers, and for what cannot be a number of the public network.
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
        return _remembered(self, (raw or "").strip())

    def _understood(self, text: str) -> PhoneNumber:
        word = text.casefold()
        if word in _WITHHELD_WORDS:
            return PhoneNumber(text, WITHHELD)
        if word in _UNAVAILABLE_WORDS:
            return PhoneNumber(text, UNAVAILABLE)
        dialled = _DIALLING_CODE.sub("", text)
        digits = _digits(dialled)
        if not digits.strip("+"):
            return PhoneNumber(text, UNAVAILABLE)
        if dialled.startswith("*"):
            return PhoneNumber(text, KNOWN, internal=True)
        if digits.startswith(("+", _TRUNK)):
            return PhoneNumber(text, KNOWN, _e164(self._parse(digits)))
        if phonenumbers.is_emergency_number(digits, self._region):
            return PhoneNumber(text, KNOWN)
        if len(digits) <= _INTERNAL_DIGITS:
            return PhoneNumber(text, KNOWN, internal=True)
        return PhoneNumber(text, KNOWN, self._bare(digits))

    def read_full(self, raw: str | None) -> PhoneNumber:
        """What `raw` means where the source gives the country code without "+": 493023125741. Never raises.

        Local, internal and service numbers, and whatever cannot be such a number, are read as usual.
        """
        number = self.read(raw)
        text = number.raw
        if number.internal or not text.isascii() or not text.isdigit() or text.startswith(_TRUNK):
            return number
        if len(text) < _FULL_NUMBER_DIGITS:
            return number
        if phonenumbers.ndd_prefix_for_region(self._region, True) != _TRUNK and number.e164:
            return number  # at home whole numbers are dialled without a prefix, and this is one
        whole = self._parse("+" + text)
        if whole is None or not phonenumbers.is_valid_number(whole):
            return number
        return PhoneNumber(text, KNOWN, _e164(whole))

    @property
    def _region(self) -> str:
        return self.country.strip().upper()

    def _bare(self, digits: str) -> str | None:
        """Digits without any prefix: a service number, a whole number without its "+", or a local one."""
        number = self._parse(digits)
        if number and phonenumbers.is_valid_short_number_for_region(number, self._region):
            return None
        trunk = phonenumbers.ndd_prefix_for_region(self._region, True)
        if trunk != _TRUNK and number and phonenumbers.is_valid_number(number):
            return _e164(number)
        area = re.sub(r"[^0-9]", "", self.area_code)
        whole = self._parse("+" + digits)
        if whole and len(digits) >= _FULL_NUMBER_DIGITS and self._is_home(whole, area):
            return _e164(whole)
        if not area:
            return None
        prefix = _TRUNK if trunk == _TRUNK and not area.startswith(_TRUNK) else ""
        return _e164(self._parse(prefix + area + digits))

    def _is_home(self, number: phonenumbers.PhoneNumber, area: str) -> bool:
        """Whether it is a valid number of this country that no local number would look like."""
        if number.country_code != phonenumbers.country_code_for_region(self._region):
            return False
        if not phonenumbers.is_valid_number(number):
            return False
        if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE:
            return True
        own = area.lstrip(_TRUNK)
        return bool(own) and phonenumbers.national_significant_number(number).startswith(own)

    def _parse(self, digits: str) -> phonenumbers.PhoneNumber | None:
        try:
            return phonenumbers.parse(digits, self._region)
        except phonenumbers.NumberParseException:
            return None


@lru_cache(maxsize=1024)
def _remembered(plan: NumberPlan, text: str) -> PhoneNumber:
    """The same numbers come again and again: each event of a call names them."""
    return plan._understood(text)


def _e164(number: phonenumbers.PhoneNumber | None) -> str | None:
    if number is None or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _digits(text: str) -> str:
    """Digits with one leading + where the number is international; "(0)" in it is dropped."""
    bare = text.lstrip(" (")
    if bare.startswith(("+", "00")):
        text = re.sub(r"\(\s*0\s*\)", "", text)
    plus = "+" if bare.startswith("+") else ""
    return plus + re.sub(r"[^0-9]", "", text)


def is_mobile(e164: str) -> bool:
    """Whether it is certainly the number of a mobile telephone."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


def country_code(e164: str) -> str | None:
    """The digits of the country at the beginning of a number, without "+"; None if it is no number."""
    try:
        return str(phonenumbers.parse(e164, None).country_code)
    except phonenumbers.NumberParseException:
        return None


def dialled(e164: str, country: str) -> str:
    """The digits that are dialled for a number from this country ("DE"): "0301234567", "0043...".

    Raises ValueError for what is no number.
    """
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException as wrong:
        raise ValueError(e164) from wrong
    return _digits(phonenumbers.format_out_of_country_calling_number(number, country.upper()))


def display(e164: str | None) -> str:
    """The international notation for people: "+49 30 1234567"; the text itself if it is no number, or a cut one."""
    if not e164 or e164.endswith("…"):
        return e164 or ""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
