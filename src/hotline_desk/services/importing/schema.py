"""A small language for what may stand in a file: tables of keys with their readers, and mistakes with their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hotline_desk.core.clock import require_aware
from hotline_desk.core.errors import ERRORS
from hotline_desk.core.money import exact
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import N_, Translator

_MOST = 10**15


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong: where ("addresses[3].phones[0]"), and a marked sentence with its values."""

    place: str
    sentence: str
    values: tuple[tuple[str, object], ...] = ()

    def told(self, texts: Translator) -> str:
        """Place and sentence for a person."""
        return f"{self.place}: {texts.tr(self.sentence, **dict(self.values))}"


@dataclass
class Mistakes:
    """All that was found so far."""

    found: list[Mistake] = field(default_factory=list)

    def note(self, place: str, sentence: str, **values: object) -> None:
        self.found.append(Mistake(place, sentence, tuple(values.items())))


class Wrong(Exception):
    """A value that cannot be used: a marked sentence with its values."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


Read = Callable[[Any, str, Mistakes], Any]
"""Makes the value of what stands in the file. Raises Wrong, or notes mistakes at places below its own."""


def text(longest: int, *, needed: bool = True) -> Read:
    """A text without line breaks at its ends; None counts as "" unless it is needed."""

    def read(value: Any, place: str, mistakes: Mistakes) -> str:
        if value is None and not needed:
            return ""
        if not isinstance(value, str):
            raise Wrong(N_("A text is needed."))
        found = value.strip()
        if needed and not found:
            raise Wrong(N_("A text is needed."))
        if len(found) > longest:
            raise Wrong(N_("This text is too long; {most} signs are the most."), most=longest)
        if any("\ud800" <= sign <= "\udfff" or sign == "\x00" for sign in found):
            raise Wrong(N_("This text has signs that cannot be stored."))
        return found

    return read


def choice(codes: Collection[str]) -> Read:
    """One of the codes."""

    def read(value: Any, place: str, mistakes: Mistakes) -> str:
        if not isinstance(value, str) or value not in codes:
            raise Wrong(N_("One of these is needed: {known}."), known=", ".join(codes))
        return value

    return read


def flag(value: Any, place: str, mistakes: Mistakes) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Wrong(N_("true or false is needed."))
    return value


def whole(least: int, most: int = 10**9) -> Read:
    """A whole number within bounds."""

    def read(value: Any, place: str, mistakes: Mistakes) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Wrong(N_("A whole number from {least} on is needed."), least=least)
        return value

    return read


def decimal(places: int, *, least: int = 0) -> Read:
    """A decimal number, as text or bare, times 10 to the power of its places."""

    def read(value: Any, place: str, mistakes: Mistakes) -> int:
        wrong = Wrong(N_("A number with at most {places} places is needed, like 95.00."), places=places)
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise wrong
        if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,8})?", value.strip()):
            raise wrong
        try:
            found = exact(str(value).strip(), 10**places)
        except ValueError:
            raise wrong from None
        if not least <= found <= _MOST:
            raise wrong
        return found

    return read


def day(value: Any, place: str, mistakes: Mistakes) -> date:
    """A calendar day."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Wrong(N_("A day is needed, like 2026-10-31.")) from None


def instant(value: Any, place: str, mistakes: Mistakes) -> datetime:
    """An instant with its offset, in UTC."""
    try:
        return require_aware(datetime.fromisoformat(value))
    except (TypeError, ValueError, OverflowError):
        raise Wrong(N_("A time with its offset is needed, like 2026-10-05T09:00:00+02:00.")) from None


def phone(plan: NumberPlan) -> Read:
    """A telephone number as it was written."""

    def read(value: Any, place: str, mistakes: Mistakes) -> str:
        written = text(60)(value, place, mistakes)
        number = plan.read(written)
        if number.e164 is None and not number.internal:
            raise Wrong(ERRORS["number.invalid"], value=written)
        return str(written)

    return read


def nullable(read: Read) -> Read:
    """What may also be null."""
    return lambda value, place, mistakes: None if value is None else read(value, place, mistakes)


def each(read: Read) -> Read:
    """A list; null counts as an empty one."""

    def read_all(value: Any, place: str, mistakes: Mistakes) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            raise Wrong(N_("A list is needed."))
        found = []
        for n, member in enumerate(value):
            spot = f"{place}[{n}]"
            try:
                found.append(read(member, spot, mistakes))
            except Wrong as wrong:
                mistakes.note(spot, wrong.sentence, **wrong.values)
        return found

    return read_all


def keys(readers: Mapping[str, Read], needed: Collection[str] = ()) -> Read:
    """An object with these keys and no others: a dictionary of those that were given, and its place as "@"."""

    def read(value: Any, place: str, mistakes: Mistakes) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Wrong(N_("An object is needed."))
        found: dict[str, Any] = {"@": place}
        dot = f"{place}." if place else ""
        for key in value:
            if key not in readers:
                mistakes.note(f"{dot}{key}"[:120], N_("This key is not known. Known are: {known}."),
                              known=", ".join(readers))
        for key in needed:
            if key not in value:
                mistakes.note(f"{dot}{key}", N_("This is missing."))
        for key, reader in readers.items():
            if key in value:
                try:
                    found[key] = reader(value[key], f"{dot}{key}", mistakes)
                except Wrong as wrong:
                    mistakes.note(f"{dot}{key}", wrong.sentence, **wrong.values)
        return found

    return read


def mapping(key_read: Read, value_read: Read) -> Read:
    """An object whose keys are names themselves; null counts as an empty one."""

    def read(value: Any, place: str, mistakes: Mistakes) -> dict[Any, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise Wrong(N_("An object is needed."))
        found = {}
        for key, member in value.items():
            spot = f"{place}.{key}"[:120]
            try:
                found[key_read(key, spot, mistakes)] = value_read(member, spot, mistakes)
            except Wrong as wrong:
                mistakes.note(spot, wrong.sentence, **wrong.values)
        return found

    return read
