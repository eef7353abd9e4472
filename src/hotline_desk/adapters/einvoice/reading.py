"""An electronic invoice as people read it: its business terms by name, in the order of the standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hotline_desk.adapters.einvoice.names import CODES, FIELDS, GROUPS, HEAD, LISTS, MONEY, PARTIES, PARTY

_CONTACTS, _IDENTIFIERS = "contacts", "identifiers"


@dataclass(frozen=True)
class Term:
    """One term: the part of the invoice it belongs to with its number there (of a line), its code in the standard,
    its name, and its value: a text, a day, or an amount as Decimal. `meaning` says a code in words."""

    part: str
    number: str
    code: str
    name: str
    value: str | date | Decimal
    meaning: str = ""


def terms_of(xml: bytes) -> tuple[Term, ...]:
    """The terms of a CII or UBL invoice. Raises ValueError if it is none."""
    from facturx.parse_xml import parse_ubl_cii_xml

    try:
        found: dict[str, Any] = parse_ubl_cii_xml(xml, check_xsd=False)
    except Exception as problem:  # the library raises bare exceptions for whatever it does not understand
        raise ValueError(str(problem)) from problem
    return tuple(_all(found))


def _all(found: Mapping[str, Any]) -> Iterator[Term]:
    for part, codes in HEAD:
        for code in codes:
            if code in PARTIES:
                yield from _party(part, found.get(code) or {})
            elif code in LISTS:
                for number, one in enumerate(found.get(code) or (), start=1):
                    yield from _entry(part, code, str(one.get("BT-126", number)), one)
            elif code in found:
                yield _term(part, "", code, found[code])


def _party(part: str, party: Mapping[str, Any]) -> Iterator[Term]:
    codes = PARTY[part]
    flat = {key: value for key, value in party.items() if isinstance(value, str)}
    if party.get(_IDENTIFIERS):
        flat[_IDENTIFIERS] = ", ".join(party[_IDENTIFIERS].values())
    for contact in (party.get(_CONTACTS) or ())[:1]:
        flat |= {f"contact_{key}": value for key, value in contact.items()}
    yield from (_term(part, "", codes[key], flat[key]) for key in codes if key in flat)


def _entry(part: str, group: str, number: str, entry: Mapping[str, Any]) -> Iterator[Term]:
    for key, code in LISTS[group].items():
        value = entry.get(key)
        if isinstance(value, list):
            for one in value:
                yield from _entry(part, code, number, one)
        elif value not in (None, ""):
            yield _term(part, number, code, value)


def _term(part: str, number: str, code: str, value: Any) -> Term:
    shown = Decimal(value) if code in MONEY else value
    return Term(GROUPS[part], number, code, FIELDS[code], shown, CODES.get(code, {}).get(str(value), ""))
