"""Stores what an imported file says of articles, calendars, terms, addresses and contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from hotline_desk.domain.addresses import Address, Phone
from hotline_desk.domain.articles import Article
from hotline_desk.domain.contracts import Contract, Terms
from hotline_desk.services.addresses import add_addresses, address_values, keep_address
from hotline_desk.services.articles import article_value, keep_article
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import (
    Calendar,
    calendar_contents,
    contract_values,
    keep_calendar,
    keep_contract,
    keep_terms,
    terms_values,
)
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.articles import ArticleRow
from hotline_desk.store.engine import Tx

PART = 500
_TAX_RATE = 1900
_RENAMED = {"price": "price_e4", "tax_rate": "tax_rate_bp", "article": "article_number",
            "quota_factor_outside": "quota_factor_outside_e4", "monthly_fee": "monthly_fee_cents"}
Entries = Sequence[dict[str, Any]]


@dataclass
class Tally:
    """How many records were made, changed, and found to be as they should."""

    made: int = 0
    changed: int = 0
    same: int = 0


def _given(entry: dict[str, Any], *without: str) -> dict[str, Any]:
    """The keys of an entry under the names that the values have."""
    return {_RENAMED.get(key, key): value for key, value in entry.items() if key not in ("@", *without)}


def keep_articles(ctx: Context, tx: Tx, entries: Entries, tally: Tally) -> None:
    """By number."""
    present = {row.number: article_value(row) for row in tx.session.scalars(select(ArticleRow))}
    for entry in entries:
        given = _given(entry)
        before = present.get(entry["number"])
        after = replace(before, **given) if before else Article(**{"uid": "", "tax_rate_bp": _TAX_RATE, **given})
        if _counted(before, after, tally):
            keep_article(ctx, tx, after)


def keep_calendars(ctx: Context, tx: Tx, entries: Entries, tally: Tally) -> None:
    """By name."""
    contents = calendar_contents(tx.session)
    for entry in entries:
        given = _given(entry)
        if "holidays" in given:
            given["holidays"] = given["holidays"] or ""
        for part in ("bands", "closed"):
            if part in given:
                given[part] = [_given(each) for each in given[part]]
        stored = {"zone": ctx.zone, **contents.get(entry["name"], {})}
        before = Calendar(entry["name"], **stored) if entry["name"] in contents else None
        after = Calendar(**{**stored, **given})
        if _counted(before, after, tally):
            keep_calendar(ctx, tx, after)


def keep_all_terms(ctx: Context, tx: Tx, entries: Entries, tally: Tally) -> None:
    """By name; of terms with several versions the one that holds from the beginning."""
    present: dict[str, Terms] = {}
    for terms in terms_values(tx.session):
        present.setdefault(terms.name, terms)
    for entry in entries:
        given = _given(entry)
        before = present.get(entry["name"])
        after = replace(before, **given) if before else Terms(uid="", **given)
        if _counted(before, after, tally):
            keep_terms(ctx, tx, after)


def _counted(before: object, after: object, tally: Tally) -> bool:
    """Whether there is something to store."""
    tally.made += before is None
    tally.changed += before is not None and before != after
    tally.same += before == after
    return before != after


def keep_addresses(ctx: Context, tx: Tx, entries: Entries, tally: Tally) -> None:
    """By number, with their contracts by terms and first day; at most some hundred in one transaction."""
    rows = {row.number: row for row in tx.session.scalars(
        select(AddressRow).where(AddressRow.number.in_([entry["number"] for entry in entries])))}
    present = dict(zip(rows, address_values(tx.session, list(rows.values())), strict=True))
    new = []
    for entry in entries:
        before = present.get(entry["number"])
        after = _address(ctx, entry, before)
        if before is None:
            new.append(after)
        if _counted(before, after, tally) and before is not None:
            keep_address(ctx, tx, after)
    rows |= {row.number: row for row in add_addresses(ctx, tx, new)}
    _keep_contracts(ctx, tx, entries, rows)


def _address(ctx: Context, entry: dict[str, Any], before: Address | None) -> Address:
    given = _given(entry, "contracts")
    if "roles" in given:
        given["roles"] = tuple(dict.fromkeys(given["roles"]))
        if before is not None and set(given["roles"]) == set(before.roles):
            given["roles"] = before.roles
    if "emails" in given:
        given["emails"] = tuple(dict.fromkeys(given["emails"]))
    if "phones" in given:
        known = {p.raw: p for p in before.phones} if before else {}
        given["phones"] = tuple(known.get(raw, Phone(raw)) for raw in dict.fromkeys(given["phones"]))
    if given.get("person") and "business" not in given:
        given["business"] = False
    if before is not None:
        return replace(before, **given)
    return Address(**{"country": ctx.settings["company.country"], "language": ctx.settings["company.language"],
                      **given})


def _keep_contracts(ctx: Context, tx: Tx, entries: Entries, rows: dict[str, AddressRow]) -> None:
    bound = contract_values(tx.session, [row.id for row in rows.values()])
    for entry in entries:
        row = rows[entry["number"]]
        present = {(c.terms, c.valid_from): c for c in bound.get(row.id, ())}
        for wanted in entry.get("contracts", []):
            _keep_contract(ctx, tx, row, wanted, present)


def _keep_contract(ctx: Context, tx: Tx, row: AddressRow, wanted: dict[str, Any],
                   present: dict[tuple[str, date], Contract]) -> None:
    terms, first, last = wanted["terms"], wanted["from"], wanted.get("to")
    before = present.get((terms, first))
    if before is None:
        keep_contract(ctx, tx, Contract("", row.uid, terms, first, last))
        present[terms, first] = Contract("", row.uid, terms, first, last)
    elif "to" in wanted and before.valid_to != last and before.uid:
        keep_contract(ctx, tx, replace(before, valid_to=last))
