"""Articles: what is sold, its unit, what it costs from which day on, and its tax."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from hotline_desk.core.text import N_

UNIT_NAMES = {
    "hour": N_("Hour"), "minute": N_("Minute"), "piece": N_("Piece"), "flat": N_("Flat charge"),
    "kilometre": N_("Kilometre"),
}
UNIT_SHORT = {
    "hour": N_("hrs"), "minute": N_("min"), "piece": N_("pcs"), "flat": N_("flat"), "kilometre": N_("km"),
}
STANDARD, REDUCED, ZERO = "standard", "reduced", "zero"
TAX_NAMES = {STANDARD: N_("Standard rate"), REDUCED: N_("Reduced rate"), ZERO: N_("Without tax")}


@dataclass(frozen=True)
class Article:
    """One article. `price_e4` in 1/10,000 per unit, net unless `gross_price`; the rate in basis points.

    With a `tax_code` the rate is what that code means on the day of service.
    """

    uid: str
    number: str
    name: str
    unit: str
    price_e4: int
    tax_rate_bp: int
    gross_price: bool = False
    archived: bool = False
    version: int = 1
    tax_code: str = ""


@dataclass(frozen=True)
class ArticlePrice:
    """The list price of an article from a day on."""

    valid_from: date
    price_e4: int
    gross_price: bool = False


@dataclass(frozen=True)
class TaxRate:
    """What a code of tax means from a day of service on, in basis points."""

    code: str
    valid_from: date
    rate_bp: int


@dataclass(frozen=True)
class PriceListEntry:
    """A price from a day on (None: always), for the agents of a team alone where one is named (its uid)."""

    article_number: str
    price_e4: int
    valid_from: date | None = None
    team_uid: str | None = None


@dataclass(frozen=True)
class PriceList:
    """Prices for the customers and contracts that name this list. `uid` is "" for a new one."""

    name: str
    entries: tuple[PriceListEntry, ...] = ()
    uid: str = ""
    archived: bool = False
    version: int = 1


def price_on(article: Article, day: date, prices: Iterable[ArticlePrice]) -> tuple[int, bool]:
    """The list price on a day, and whether it is gross: the one begun last, else that of the article itself."""
    begun = [price for price in prices if price.valid_from <= day]
    if not begun:
        return article.price_e4, article.gross_price
    newest = max(begun, key=lambda price: price.valid_from)
    return newest.price_e4, newest.gross_price


def rate_on(article: Article, day: date, rates: Iterable[TaxRate]) -> int:
    """The rate of tax on a day of service, in basis points: that of the article's code, else its own."""
    begun = [rate for rate in rates if rate.code == article.tax_code and rate.valid_from <= day]
    return max(begun, key=lambda rate: rate.valid_from).rate_bp if begun else article.tax_rate_bp


def listed_price(entries: Iterable[PriceListEntry], number: str, day: date,
                 team_uids: Collection[str] = ()) -> int | None:
    """What a price list says of an article on a day for an agent of these teams; None if it says nothing.

    Prices of a team go before those of everybody; of several teams the highest counts.
    """
    begun: dict[str | None, PriceListEntry] = {}
    for entry in entries:
        if entry.article_number != number or (entry.valid_from or date.min) > day:
            continue
        before = begun.get(entry.team_uid)
        if before is None or (before.valid_from or date.min) < (entry.valid_from or date.min):
            begun[entry.team_uid] = entry
    of_teams = [entry.price_e4 for team, entry in begun.items() if team is not None and team in team_uids]
    if of_teams:
        return max(of_teams)
    return begun[None].price_e4 if None in begun else None


_USUAL_RATES = {
    "DE": ((STANDARD, date(2007, 1, 1), 1900), (STANDARD, date(2020, 7, 1), 1600), (STANDARD, date(2021, 1, 1), 1900),
           (REDUCED, date(1983, 7, 1), 700), (REDUCED, date(2020, 7, 1), 500), (REDUCED, date(2021, 1, 1), 700)),
    "AT": ((STANDARD, date(1984, 1, 1), 2000), (REDUCED, date(1984, 1, 1), 1000),
           ("reduced-13", date(2016, 1, 1), 1300)),
    "CH": ((STANDARD, date(2018, 1, 1), 770), (STANDARD, date(2024, 1, 1), 810),
           (REDUCED, date(2018, 1, 1), 250), (REDUCED, date(2024, 1, 1), 260)),
}


def usual_rates(country: str) -> tuple[TaxRate, ...]:
    """The rates that a company of this country begins with; "zero" is 0 everywhere."""
    return (*(TaxRate(*rate) for rate in _USUAL_RATES.get(country, ())), TaxRate(ZERO, date(1970, 1, 1), 0))
