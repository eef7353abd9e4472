"""Whether what a file names exists: in the file itself, or in the company's data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hotline_desk.core.errors import ERRORS
from hotline_desk.core.text import N_
from hotline_desk.services.importing.schema import Mistakes
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.articles import ArticleRow
from hotline_desk.store.contracts import CalendarRow, TermsRow

Sections = dict[str, list[dict[str, Any]]]
_PART = 500


def check_references(session: Session, sections: Sections, mistakes: Mistakes) -> None:
    """Notes every article, calendar, terms and address that is named and is nowhere."""
    articles = _known(session, ArticleRow.number, sections, "articles", "number")
    calendars = _known(session, CalendarRow.name, sections, "calendars", "name")
    terms = _known(session, TermsRow.name, sections, "terms", "name")
    for entry in sections.get("terms", []):
        _check(entry, "article", articles, ERRORS["article.not_found"], "number", mistakes)
        _check(entry, "calendar", calendars, N_("There is no calendar {name}."), "name", mistakes)
        for number in entry.get("prices", {}):
            if number not in articles:
                mistakes.note(f"{entry['@']}.prices.{number}", ERRORS["article.not_found"], number=number)
    for entry in sections.get("addresses", []):
        for contract in entry.get("contracts", []):
            _check(contract, "terms", terms, ERRORS["terms.not_found"], "name", mistakes)
    named = {entry["address"] for entry in sections.get("tickets", []) if entry.get("address")}
    addresses = {entry["number"] for entry in sections.get("addresses", []) if "number" in entry}
    addresses |= set(_stored(session, AddressRow.number, named - addresses))
    for entry in sections.get("tickets", []):
        _check(entry, "address", addresses, ERRORS["address.not_found"], "number", mistakes)
        for worklog in entry.get("worklogs", []):
            _check(worklog, "article", articles, ERRORS["article.not_found"], "number", mistakes)
            if not worklog.get("agent") and not entry.get("agent"):
                mistakes.note(f"{worklog['@']}.agent", N_("Name the agent of the measure or of the ticket."))


def _known(session: Session, column: InstrumentedAttribute[str], sections: Sections, section: str,
           name: str) -> set[str]:
    return set(session.scalars(select(column))) | {e[name] for e in sections.get(section, []) if name in e}


def _stored(session: Session, column: InstrumentedAttribute[str], wanted: Iterable[str]) -> Iterator[str]:
    numbers = sorted(wanted)
    for begin in range(0, len(numbers), _PART):
        yield from session.scalars(select(column).where(column.in_(numbers[begin:begin + _PART])))


def _check(entry: dict[str, Any], key: str, known: set[str], sentence: str, value: str, mistakes: Mistakes) -> None:
    name = entry.get(key)
    if name and name not in known:
        mistakes.note(f"{entry['@']}.{key}", sentence, **{value: name})
