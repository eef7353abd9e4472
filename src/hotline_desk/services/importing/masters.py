"""Stores what an imported file says of articles, calendars, terms, addresses and contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from hotline_desk.domain.addresses import Address, Phone
from hotline_desk.domain.articles import Article, ArticlePrice, PriceList, PriceListEntry, TaxRate
from hotline_desk.domain.contracts import BillingProfile, Terms
from hotline_desk.services.addresses import add_addresses, address_values, keep_address
from hotline_desk.services.articles import (
    article_prices,
    article_value,
    keep_article,
    keep_price_list,
    keep_prices,
    keep_tax_rates,
    price_list_values,
    tax_rates,
)
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import (
    Calendar,
    billing_profiles,
    calendar_contents,
    keep_billing_profile,
    keep_calendar,
    keep_terms,
    terms_values,
)
from hotline_desk.services.importing.agreements import keep_contracts
from hotline_desk.store.access import TeamRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.articles import ArticleRow
from hotline_desk.store.engine import Tx

PART = 500
_TAX_RATE = 1900
_RENAMED = {"price": "price_e4", "tax_rate": "tax_rate_bp", "article": "article_number",
            "quota_factor_outside": "quota_factor_outside_e4", "monthly_fee": "monthly_fee_cents",
            "callout_fee": "callout_cents", "percent": "rate_bp", "from": "valid_from", "to": "valid_to",
            "skonto": "skonto_bp", "discount": "discount_bp"}
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


def keep_rates(ctx: Context, tx: Tx, entries: Entries, tally: Tally) -> None:
    """By code and first day; those that the file does not name stay."""
    rates = {(rate.code, rate.valid_from): rate for rate in tax_rates(tx.session)}
    for entry in entries:
        after = TaxRate(**_given(entry))
        _counted(rates.get((after.code, after.valid_from)), after, tally)
        rates[after.code, after.valid_from] = after
    if entries:
        keep_tax_rates(ctx, tx, list(rates.values()))


def keep_articles(ctx: Context, tx: Tx, entries: Entries, tally: Tally) -> None:
    """By number, with their prices from days on."""
    present = {row.number: article_value(row) for row in tx.session.scalars(select(ArticleRow))}
    priced = article_prices(tx.session)
    for entry in entries:
        given = _given(entry, "prices")
        before = present.get(entry["number"])
        after = replace(before, **given) if before else Article(**{"uid": "", "tax_rate_bp": _TAX_RATE, **given})
        earlier = priced.get(entry["number"], ())
        later = tuple(sorted((ArticlePrice(**_given(price)) for price in entry["prices"]),
                             key=lambda price: price.valid_from)) if "prices" in entry else earlier
        if _counted(before and (before, earlier), (after, later), tally):
            row = keep_article(ctx, tx, after)
            keep_prices(ctx, tx, row, later)


def keep_price_lists(ctx: Context, tx: Tx, entries: Entries, tally: Tally) -> None:
    """By name; the entries replace the present ones."""
    present = {each.name: each for each in price_list_values(tx.session)}
    teams = dict(tx.session.execute(select(TeamRow.name, TeamRow.uid)).all())
    for entry in entries:
        before = present.get(entry["name"])
        after = before or PriceList(entry["name"])
        if "entries" in entry:
            after = replace(after, entries=tuple(PriceListEntry(
                price["article"], price["price"], price.get("from"), teams.get(price.get("team")))
                for price in entry["entries"]))
        if _counted(before and _sorted(before), _sorted(after), tally):
            keep_price_list(ctx, tx, after)


def _sorted(prices: PriceList) -> PriceList:
    return replace(prices, entries=tuple(sorted(prices.entries, key=repr)))


def keep_calendars(ctx: Context, tx: Tx, entries: Entries, tally: Tally) -> None:
    """By name."""
    contents = calendar_contents(tx.session)
    for entry in entries:
        given = _given(entry)
        if "holidays" in given:
            given["holidays"] = given["holidays"] or ""
        if "bands" in given:
            given["bands"] = [{key: value for key, value in band.items() if key != "@"} for band in given["bands"]]
        stored = {"zone": ctx.zone, **contents.get(entry["name"], {})}
        before = Calendar(entry["name"], **stored) if entry["name"] in contents else None
        after = Calendar(**{**stored, **given})
        if _counted(before, after, tally):
            keep_calendar(ctx, tx, after)


def keep_all_terms(ctx: Context, tx: Tx, entries: Entries, tally: Tally) -> None:
    """By name and first day; without a day the version that holds from the beginning."""
    present: dict[str, list[Terms]] = {}
    for terms in terms_values(tx.session):
        present.setdefault(terms.name, []).append(terms)
    for entry in entries:
        given = _given(entry)
        versions = present.setdefault(entry["name"], [])
        first = entry.get("from")
        before = (next((t for t in versions if t.valid_from == first), None) if first
                  else versions[0] if versions else None)
        if not first:
            given.pop("valid_from", None)
        after = replace(before or (versions[-1] if versions else Terms("", "")), **given)
        if _counted(before, after, tally):
            row = keep_terms(ctx, tx, after)
            after = replace(after, uid=row.uid, version=row.version)
        present[entry["name"]] = [after if t is before else t for t in versions] + ([after] if before is None else [])


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
    keep_contracts(ctx, tx, entries, rows)


def _address(ctx: Context, entry: dict[str, Any], before: Address | None) -> Address:
    given = _given(entry, "contracts", "billing")
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


def keep_profiles(ctx: Context, tx: Tx, entries: Entries) -> None:
    """How addresses are billed, once all addresses are there."""
    wanted = {entry["number"]: entry["billing"] for entry in entries if entry.get("billing")}
    numbers = {*wanted, *(billing["recipient"] for billing in wanted.values() if billing.get("recipient"))}
    rows = {row.number: row for row in tx.session.scalars(select(AddressRow).where(AddressRow.number.in_(numbers)))}
    present = billing_profiles(tx.session, [row.id for row in rows.values()])
    for number, billing in wanted.items():
        row, given = rows[number], _given(billing, "recipient")
        if "recipient" in billing:
            given["recipient_uid"] = rows[billing["recipient"]].uid if billing["recipient"] else None
        if "region" in given:
            given["region"] = given["region"] or ""
        before = present.get(row.id, BillingProfile(row.uid))
        after = replace(before, **given)
        if before != after:
            keep_billing_profile(ctx, tx, after)
