"""By what work is billed: articles, prices, terms, contracts, calendars and profiles, read once for a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.text import Translator
from hotline_desk.domain.articles import Article, PriceListEntry
from hotline_desk.domain.billing.months import days_within, last_of, share
from hotline_desk.domain.billing.pricing import (
    Prices,
    article_number,
    on_call,
    priced,
    rules_of,
    rules_without_contract,
)
from hotline_desk.domain.billing.quota import Grant, grants_of
from hotline_desk.domain.billing.service_calendar import ServiceCalendar, calendar_of
from hotline_desk.domain.billing.values import TIME_UNITS, Callout, Fee, PricedArticle, Rules
from hotline_desk.domain.contracts import ANYTHING, BillingProfile, Contract, Reach, Terms, contract_for, terms_for
from hotline_desk.services.articles import article_prices, article_value, price_list_entries, tax_rates
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import billing_profiles, calendar_contents, contract_values, terms_values
from hotline_desk.store.access import TeamMemberRow, TeamRow, UserRow
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.articles import ArticleRow
from hotline_desk.store.contracts import ContractRow

FLAT = "flat"
MONTHLY, QUARTERLY = "monthly", "quarterly"
_USUAL_RATE = 1900


@dataclass(frozen=True)
class Held:
    """What holds for a piece of work: contract and terms, None without, and the rules that follow."""

    contract: Contract | None
    terms: Terms | None
    rules: Rules


class Conditions:
    """Read once for a run, for all addresses or for these."""

    def __init__(self, ctx: Context, session: Session, address_ids: Collection[int] | None = None) -> None:
        self._articles: dict[str, Article] = {}
        self._by_id: dict[int, str] = {}
        for row in session.scalars(select(ArticleRow)):
            self._articles[row.number] = article_value(row)
            self._by_id[row.id] = row.number
        self._versions: dict[str, list[Terms]] = {}
        for terms in terms_values(session):
            self._versions.setdefault(terms.name, []).append(terms)
        self._prices, self._rates = article_prices(session), tax_rates(session)
        self._lists = price_list_entries(session)
        self._contents = calendar_contents(session)
        self._teams = _teams(session)
        self._region = str(ctx.settings["company.holidays"])
        self._zone = ctx.zone
        self._standard = str(ctx.settings["billing.article"]) or self._only_hourly()
        self._without = Held(None, None,
                             rules_without_contract(ctx.settings["billing.first"], ctx.settings["billing.next"]))
        self._days: dict[tuple[int, date, Reach, bool], Held] = {}
        self._priced: dict[tuple[object, ...], PricedArticle] = {}
        self._calendars: dict[tuple[str, str], ServiceCalendar] = {}
        self.contracts: dict[int, list[Contract]] = {}
        self.contract_ids: dict[str, int] = {}
        self.profiles: dict[int, BillingProfile] = {}
        self.of_addresses(session, address_ids)

    def of_addresses(self, session: Session, address_ids: Collection[int] | None) -> None:
        """Reads contracts and profiles of these addresses, of all for None."""
        if address_ids is not None and not address_ids:
            self.contracts, self.profiles, self.contract_ids = {}, {}, {}
            self.forget()
            return
        self.contracts = contract_values(session, address_ids)
        self.profiles = billing_profiles(session, address_ids)
        query = select(ContractRow.uid, ContractRow.id)
        if address_ids is not None:
            query = query.where(ContractRow.address_id.in_(list(address_ids)))
        self.contract_ids = dict(session.execute(query).all())
        self.forget()

    def forget(self) -> None:
        """What was found out is found out anew: contracts or profiles changed."""
        self._days.clear()
        self._priced.clear()

    def _only_hourly(self) -> str:
        """Where no standard article is set and there is one article for time, that is the one."""
        timed = [a.number for a in self._articles.values() if a.unit in TIME_UNITS and not a.archived]
        return timed[0] if len(timed) == 1 else ""

    def of(self, address_id: int, day: date, reach: Reach = ANYTHING, *, called_out: bool = False) -> Held:
        """What holds for work of a payer on a day, by what it came by."""
        key = (address_id, day, reach, called_out)
        if key not in self._days:
            self._days[key] = self._held(address_id, day, reach, called_out)
        return self._days[key]

    def _held(self, address_id: int, day: date, reach: Reach, called_out: bool) -> Held:
        contract = contract_for(day, self.contracts.get(address_id, ()), reach)
        terms = self.terms_on(contract, day) if contract else None
        if contract is None or terms is None:
            return self._without
        rules = rules_of(terms, contract.uid, self.calendar(terms.calendar, address_id))
        return Held(contract, terms, on_call(rules, terms) if called_out else rules)

    def terms_on(self, contract: Contract, day: date) -> Terms | None:
        """The terms of a contract that hold on a day."""
        return terms_for(contract.terms, day, self._versions.get(contract.terms, ()))

    def may_charge_fees(self, contract: Contract) -> bool:
        """Whether any version of its terms has a monthly fee."""
        return any(terms.monthly_fee_cents for terms in self._versions.get(contract.terms, ()))

    def scoped(self, address_ids: Iterable[int]) -> bool:
        """Whether any contract of these addresses names what falls under it."""
        return any(contract.scopes for key in address_ids for contract in self.contracts.get(key, ()))

    def calendar(self, name: str | None, address_id: int) -> ServiceCalendar | None:
        """The service calendar of this name, with the holidays of the address where it means those."""
        content = self._contents.get(name or "")
        if content is None:
            return None
        profile = self.profiles.get(address_id)
        region = (profile.region if profile else "") or self._region
        key = (name or "", region)
        if key not in self._calendars:
            self._calendars[key] = calendar_of(content, self._zone, region)
        return self._calendars[key]

    def article(self, article_id: int | None, terms: Terms | None) -> Article | None:
        """The article of a worklog: its own, that of the terms, or the standard."""
        own = self._by_id.get(article_id) if article_id else None
        number = article_number(own, terms, self._standard)
        return self._articles.get(number) if number else None

    def priced(self, article: Article, address_id: int, held: Held, day: date,
               agent_uid: str | None = None) -> PricedArticle:
        """The article with price and tax of that day for this payer and agent."""
        teams = self._teams.get(agent_uid or "", frozenset())
        key = (article.number, address_id, held.contract and held.contract.uid, day, teams)
        if key not in self._priced:
            profile = self.profiles.get(address_id)
            listed = Prices(
                self._entries(held.contract.price_list if held.contract else None),
                self._entries(profile.price_list if profile else None),
                self._prices.get(article.number, ()), self._rates)
            self._priced[key] = priced(article, held.terms, day, listed, teams)
        return self._priced[key]

    def _entries(self, name: str | None) -> tuple[PriceListEntry, ...]:
        return self._lists.get(name, ()) if name else ()

    def cycle(self, address_id: int, contract: Contract | None) -> str:
        """How often this is billed: as the contract says, else the customer, else every month."""
        profile = self.profiles.get(address_id)
        return (contract.cycle if contract else "") or (profile.cycle if profile else "") or MONTHLY

    # --- what contracts bring of themselves

    def grants(self, contract: Contract, last: date) -> tuple[Grant, ...]:
        """The quota that the contract grants for each month until that of `last`."""
        return grants_of(contract, lambda day: self.terms_on(contract, day), last)

    def fee(self, address_id: int, contract: Contract, month: date, texts: Translator) -> Fee | None:
        """The fee of a contract for a month (its first day), pro rata where it holds for a part of it only."""
        part = days_within(month, contract.valid_from, contract.valid_to)
        terms = self.terms_on(contract, part[0]) if part else None
        if part is None or terms is None or not terms.monthly_fee_cents:
            return None
        held = Held(contract, terms, self._without.rules)
        article = self._flat(terms.fee_article, address_id, held, part[0], terms.monthly_fee_cents)
        name = article.name if terms.fee_article else texts.tr("Monthly fee {name}", name=contract.name or terms.name)
        text = texts.tr("{name}, {month}", name=name, month=texts.month(month))
        days, all_days = (part[1] - part[0]).days + 1, last_of(month).day
        if days < all_days:
            text = texts.tr("{name} ({days} of {all} days)", name=text, days=days, all=all_days)
        cents = share(terms.monthly_fee_cents, month, part)
        priced_fee = PricedArticle(article.number, article.name, article.unit, cents * 100, article.tax_rate_bp,
                                   article.gross_price)
        return Fee(contract.uid, month, priced_fee, text, *part)

    def callout(self, address_id: int, held: Held, day: date, job: str, texts: Translator) -> Callout | None:
        """What an on-call job costs by itself; None if nothing."""
        terms = held.terms
        if terms is None or not (terms.callout_cents or terms.callout_article):
            return None
        article = self._flat(terms.callout_article, address_id, held, day, terms.callout_cents)
        return Callout(job, article, article.name if terms.callout_article else texts.tr("Call-out on call"))

    def _flat(self, number: str | None, address_id: int, held: Held, day: date, cents: int) -> PricedArticle:
        """A flat charge of so many cents, or of its own price for 0, taxed as its article or else the standard one."""
        own = self._articles.get(number) if number else None
        taxed = own or self.article(None, held.terms)
        found = self.priced(taxed, address_id, held, day) if taxed else None
        unit = found.unit if found and own and found.unit not in TIME_UNITS else FLAT
        return PricedArticle(
            own.number if own else "", own.name if own else "", unit, cents * 100 if cents or not found
            else found.price_e4, found.tax_rate_bp if found else _USUAL_RATE, bool(found and found.gross_price))


def _teams(session: Session) -> dict[str, frozenset[str]]:
    """The teams of each user, by uids."""
    found: dict[str, set[str]] = {}
    for user, team in session.execute(
            select(UserRow.uid, TeamRow.uid).join(TeamMemberRow, TeamMemberRow.user_id == UserRow.id)
            .join(TeamRow, TeamRow.id == TeamMemberRow.team_id)):
        found.setdefault(user, set()).add(team)
    return {user: frozenset(teams) for user, teams in found.items()}


def texts_of(ctx: Context, address: AddressRow) -> Translator:
    """The language of an address's papers."""
    return Translator(address.language, ctx.settings["company.country"])
