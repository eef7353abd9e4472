"""Whether what a file names exists: in the file itself, or in the company's data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hotline_desk.core.errors import ERRORS
from hotline_desk.core.text import N_
from hotline_desk.domain.contracts import CALLED_NUMBER, CONTACT
from hotline_desk.services.articles import tax_rates
from hotline_desk.services.importing.schema import Mistakes
from hotline_desk.store.access import TeamRow
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.articles import ArticleRow, PriceListRow
from hotline_desk.store.calls.called_numbers import CalledNumberRow
from hotline_desk.store.contracts import CalendarRow, TermsRow

Sections = dict[str, list[dict[str, Any]]]
_PART = 500


def check_references(session: Session, sections: Sections, mistakes: Mistakes) -> None:
    """Notes every article, calendar, terms and address that is named and is nowhere."""
    articles = _known(session, ArticleRow.number, sections, "articles", "number")
    calendars = _known(session, CalendarRow.name, sections, "calendars", "name")
    terms = _known(session, TermsRow.name, sections, "terms", "name")
    for entry in sections.get("terms", []):
        for key in ("article", "fee_article", "callout_article"):
            _check(entry, key, articles, ERRORS["article.not_found"], "number", mistakes)
        _check(entry, "calendar", calendars, ERRORS["service.not_found"], "name", mistakes)
        for number in entry.get("prices", {}):
            if number not in articles:
                mistakes.note(f"{entry['@']}.prices.{number}", ERRORS["article.not_found"], number=number)
    _check_prices(session, sections, articles, mistakes)
    lists = _known(session, PriceListRow.name, sections, "price_lists", "name")
    for entry in sections.get("addresses", []):
        for contract in entry.get("contracts", []):
            _check(contract, "terms", terms, ERRORS["terms.not_found"], "name", mistakes)
            _check(contract, "price_list", lists, ERRORS["price_list.not_found"], "name", mistakes)
            _check_scopes(session, entry, contract, mistakes)
        _check(entry.get("billing", {}), "price_list", lists, ERRORS["price_list.not_found"], "name", mistakes)
    named = {entry[key] for entry in sections.get("tickets", []) for key in ("address", "client") if entry.get(key)}
    named |= {entry["billing"]["recipient"] for entry in sections.get("addresses", [])
              if entry.get("billing", {}).get("recipient")}
    addresses = {entry["number"] for entry in sections.get("addresses", []) if "number" in entry}
    addresses |= set(_stored(session, AddressRow.number, named - addresses))
    for entry in sections.get("addresses", []):
        _check(entry.get("billing", {}), "recipient", addresses, ERRORS["address.not_found"], "number", mistakes)
        if entry.get("billing", {}).get("recipient", "") == entry.get("number"):
            mistakes.note(f"{entry['@']}.billing.recipient", ERRORS["profile.itself"])
    for entry in sections.get("tickets", []):
        _check(entry, "address", addresses, ERRORS["address.not_found"], "number", mistakes)
        _check(entry, "client", addresses, ERRORS["address.not_found"], "number", mistakes)
        for worklog in entry.get("worklogs", []):
            _check(worklog, "article", articles, ERRORS["article.not_found"], "number", mistakes)
            if not worklog.get("agent") and not entry.get("agent"):
                mistakes.note(f"{worklog['@']}.agent", N_("Name the agent of the measure or of the ticket."))


def _check_prices(session: Session, sections: Sections, articles: set[str], mistakes: Mistakes) -> None:
    """Codes of tax, and what price lists name."""
    codes = {rate.code for rate in tax_rates(session)}
    codes |= {entry["code"] for entry in sections.get("tax_rates", []) if "code" in entry}
    for entry in sections.get("articles", []):
        _check(entry, "tax_code", codes, ERRORS["tax.unknown"], "code", mistakes)
        days = [price.get("from") for price in entry.get("prices", [])]
        if len(set(days)) < len(days):
            mistakes.note(f"{entry['@']}.prices", N_("A day stands there twice."))
    teams = set(session.scalars(select(TeamRow.name)))
    for entry in sections.get("price_lists", []):
        known = set()
        for price in entry.get("entries", []):
            _check(price, "article", articles, ERRORS["article.not_found"], "number", mistakes)
            _check(price, "team", teams, N_("There is no team {name}."), "name", mistakes)
            key = price.get("article"), price.get("from"), price.get("team")
            if key in known:
                mistakes.note(price["@"], N_("This price stands there twice."))
            known.add(key)


def _check_scopes(session: Session, entry: dict[str, Any], contract: dict[str, Any], mistakes: Mistakes) -> None:
    for scope in contract.get("scopes", []):
        if "kind" in scope and "value" in scope and scope_uid(session, entry.get("number", ""), scope) is None:
            mistakes.note(f"{scope['@']}.value", N_("There is no {name} here."), name=scope["value"])


def scope_uid(session: Session, number: str, scope: dict[str, Any]) -> str | None:
    """A shared step: what a contract keeps of a scope.

    Of a called number (named by its code or name) and of a contact (by full name) it is the uid, of others the words;
    None for what is nowhere.
    """
    value = str(scope["value"])
    if scope["kind"] == CALLED_NUMBER:
        return session.scalar(select(CalledNumberRow.uid).where(
            or_(CalledNumberRow.code == value, CalledNumberRow.name == value), CalledNumberRow.archived_at.is_(None)))
    if scope["kind"] == CONTACT:
        rows = session.scalars(select(ContactRow).join(AddressRow, AddressRow.id == ContactRow.address_id).where(
            AddressRow.number == number))
        return next((row.uid for row in rows if value in (row.full_name, row.last_name)), None)
    return value


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
