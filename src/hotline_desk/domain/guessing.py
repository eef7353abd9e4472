"""Guessing a caller by a part of the number: an extension behind a switchboard, another way of writing it.

A guess is never certain. It counts only where it leads to a single address, and is shown as a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hotline_desk.core.phone import country_code, is_mobile

_LEAST_BASE = 6
_LONGEST_EXTENSION = 6
LEAST_END = 7
"""So many last digits are the least that two ways of writing one number share."""
_CERTAIN_END = 9
_NO_EXTENSIONS = ("mobile", "private", "fax")


@dataclass(frozen=True)
class KnownNumber:
    """A number of an address: in E.164, as it was written, its kind, and whether a whole company shares it."""

    e164: str
    raw: str = ""
    kind: str = "work"
    shared: bool = False


def bases(number: str) -> list[str]:
    """The numbers in E.164 that a switchboard of this one could have, to be looked up by an index."""
    code = country_code(number)
    if code is None or is_mobile(number):
        return []
    least = 1 + len(code) + _LEAST_BASE
    starts = [number[:length] for length in range(least, len(number))]
    return [base for start in starts for base in (start, start + "0") if base != number]


def base_of(known: KnownNumber, number: str) -> str | None:
    """The common beginning if `number` is an extension of the known one: of a shared number, or of one ending in 0.

    A number of the same length that only differs in the last digit is a neighbour, unless the known one is shared.
    """
    code = country_code(known.e164)
    if code is None or known.kind in _NO_EXTENSIONS or known.e164 == number or is_mobile(number):
        return None
    base = known.e164[:-1] if known.e164.endswith("0") else known.e164
    if base == known.e164 and not known.shared:
        return None
    longer = len(number) > len(base if known.shared else known.e164)
    fits = longer and number.startswith(base) and len(number) - len(base) <= _LONGEST_EXTENSION
    return base if fits and len(base) - 1 - len(code) >= _LEAST_BASE else None


def written(raw: str) -> str:
    """The digits of a number as somebody wrote it, without what only says where it belongs: +, 00, 0."""
    return re.sub(r"\D", "", raw.replace("(0)", "")).lstrip("0")


def other_notation(known: KnownNumber, number: str | None, raw: str) -> bool:
    """Whether both are the same number, one of them written without its beginning or with another country.

    `number` is None for a caller of whom only the end is told, `raw`. Equal last digits alone are not enough:
    among a million numbers seven of them are often the same by chance.
    """
    have = known.e164.lstrip("+")
    if number is None:
        return len(written(raw)) >= LEAST_END and have.endswith(written(raw))
    told, short = number.lstrip("+"), written(known.raw)
    return _common_end(told, have) >= _CERTAIN_END or (len(short) >= LEAST_END and told.endswith(short))


def _common_end(one: str, other: str) -> int:
    count = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        count += 1
    return count
