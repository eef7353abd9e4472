"""Debtors and creditors as DATEV writes them: a line that says what the file is, a head, one row for each account."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace

from hotline_desk.adapters.exchange.cards import card_of
from hotline_desk.adapters.exchange.columns import head
from hotline_desk.adapters.exchange.rows import Row, rows_of
from hotline_desk.adapters.exchange.table import by_field, chosen, take_in
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.takeover.values import DATEV, Card, Flaw, Sheet, Wish

_MARKS = ("EXTF", "DTVF")
_CATEGORY = "16"
_CREDITORS = ("7", "8", "9")
_ACCOUNT_LENGTH, _USUAL_LENGTH = 13, 4
_FIELDS = {
    "konto": "number", "name (adressattyp unternehmen)": "company",
    "name (adressattyp natürl. person)": "last_name", "vorname (adressattyp natürl. person)": "first_name",
    "name (adressattyp keine angabe)": "full_name", "anrede": "salutation", "strasse": "street",
    "postleitzahl": "postcode", "ort": "city", "land": "country", "telefon": "phone.work",
    "telefon geschäftsleitung": "phone.work", "telefon gl": "phone.work", "e-mail": "email", "fax": "phone.fax",
    "eu-ustid": "vat_id",
}
_NAMES = frozenset({"company", "last_name", "first_name", "full_name"})
_SHORT_NAME, _VAT_COUNTRY, _VAT_ID, _POST_BOX = "kurzbezeichnung", "eu-land", "eu-ustid", "postfach"


def is_datev(text: str) -> bool:
    """Whether the first line is that of a DATEV file."""
    return text[:8].lstrip('"').upper().startswith(_MARKS)


def read_datev(text: str, plan: NumberPlan, wish: Wish) -> Sheet:
    """The accounts. Raises UserError for a DATEV file that holds something else."""
    first_line, _, rest = text.partition("\n")
    about = next(csv.reader([first_line.rstrip("\r")], delimiter=";"))
    if len(about) < 4 or about[2].strip() != _CATEGORY:
        raise UserError("import.datev", kind=about[3] if len(about) > 3 else "?")
    rows = list(rows_of(rest, ";", 2))
    if not rows:
        raise UserError("import.empty")
    header = tuple(cell.strip() for cell in rows[0].cells)
    fields = chosen(wish, header) or tuple(_FIELDS.get(head(each), "") for each in header)
    length = _length(about)
    cards: list[Card] = []
    flaws: list[Flaw] = []
    for row in rows[1:]:
        given = _completed(by_field(row, fields), row, header)
        take_in(_card(row.line, given, plan, length), row.flaw, cards, flaws)
    return Sheet(DATEV, tuple(cards), tuple(flaws), separator=";", header=header, fields=fields,
                 example=rows[1].cells if len(rows) > 1 else ())


def _length(about: list[str]) -> int:
    """Digits of an account of a person: one more than those of the ledger."""
    told = about[_ACCOUNT_LENGTH].strip() if len(about) > _ACCOUNT_LENGTH else ""
    return (int(told) if told.isdecimal() and len(told) == 1 else _USUAL_LENGTH) + 1


def _card(line: int, given: Mapping[str, list[str]], plan: NumberPlan, length: int) -> Card | Flaw | None:
    if set(given) <= {"number"}:
        return None  # an account that was never given a name
    made = card_of(line, given, plan)
    number = made.number if isinstance(made, Card) else ""
    if isinstance(made, Card) and len(number) == length and number.startswith(_CREDITORS):
        return replace(made, role="supplier")
    return made


def _completed(given: Mapping[str, list[str]], row: Row, header: tuple[str, ...]) -> Mapping[str, list[str]]:
    """What stands in two columns of DATEV and is one thing to us."""
    cells = {head(name): cell.strip() for name, cell in zip(header, row.cells, strict=False)}
    found = dict(given)
    if cells.get(_SHORT_NAME) and not _NAMES & found.keys():
        found["full_name"] = [cells[_SHORT_NAME]]
    if "street" not in found and cells.get(_POST_BOX):
        found["street"] = [f"Postfach {cells[_POST_BOX]}"]
    country = cells.get(_VAT_COUNTRY, "")
    if cells.get(_VAT_ID) and found.get("vat_id") == [cells[_VAT_ID]] and not cells[_VAT_ID].startswith(country):
        found["vat_id"] = [country + cells[_VAT_ID]]
    return found
