"""Calendars, terms and contracts: kept, listed, ended."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.values import SCOPES
from hotline_desk.domain.contracts import QUOTA_BASES, Contract, Terms
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import put, row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.articles import ArticleRow, article_by_number
from hotline_desk.store.contracts import CalendarRow, ContractRow, TermsPriceRow, TermsRow, TermsVersionRow
from hotline_desk.store.engine import Tx

ALWAYS = date(1, 1, 1)
"""The first day of terms that name none."""

_FIELDS = ("first", "next", "minimum", "grace", "scope", "quota_minutes", "quota_basis", "quota_factor_outside_e4",
           "carry_over_months", "monthly_fee_cents", "charge_after_call", "per_agent")


@dataclass(frozen=True)
class Calendar:
    """A service calendar: weekly hours, region of the holidays, surcharges and bands in per cent."""

    name: str
    zone: str
    hours: Mapping[str, Any] = field(default_factory=dict)
    holidays: str = ""
    surcharges: Mapping[str, Any] = field(default_factory=dict)
    bands: tuple[Mapping[str, Any], ...] = ()


def keep_calendar(ctx: Context, tx: Tx, calendar: Calendar) -> CalendarRow:
    """A shared step: makes or changes the calendar of this name."""
    values = {"zone": calendar.zone, "hours": json.dumps(calendar.hours), "holidays": calendar.holidays,
              "surcharges": json.dumps(calendar.surcharges), "bands": json.dumps(list(calendar.bands))}
    row = tx.session.scalar(select(CalendarRow).where(CalendarRow.name == calendar.name))
    if row is None:
        row = CalendarRow(name=calendar.name, **values)
        tx.session.add(row)
    else:
        put(tx.session, row, None, values)
    tx.session.flush()
    tx.changed("calendar", row.uid)
    return row


@act("terms.save", permission="master.edit")
def save_terms(ctx: Context, tx: Tx, terms: Terms) -> str:
    """Makes terms (empty uid) or changes them; returns the uid.

    With another `valid_from` a further version begins that day; work before it keeps the older rules.
    """
    return keep_terms(ctx, tx, terms).uid


def keep_terms(ctx: Context, tx: Tx, terms: Terms) -> TermsRow:
    """A shared step: stores terms with the version that begins on `valid_from` and its prices."""
    name = terms.name.strip()
    if not name:
        raise UserError("value.missing", field=N_("Name"))
    _check(terms)
    other = tx.session.scalar(select(TermsRow).where(TermsRow.name == name))
    if other is not None and other.uid != terms.uid:
        raise UserError("value.taken", field=N_("Name"), value=name)
    if terms.uid:
        row = row_of(tx.session, TermsRow, terms.uid)
        put(tx.session, row, terms.version, {"name": name})
    else:
        row = TermsRow(name=name)
        tx.session.add(row)
    tx.session.flush()
    version = _version(tx, row, terms)
    _keep_prices(tx, version, terms.prices)
    tx.session.flush()
    tx.changed("terms", row.uid)
    return row


def _check(terms: Terms) -> None:
    for what, value, least in ((N_("First increment"), terms.first, 1), (N_("Further increment"), terms.next, 1),
                               (N_("Minimum"), terms.minimum, 0), (N_("Grace"), terms.grace, 0),
                               (N_("Quota"), terms.quota_minutes, 0), (N_("Monthly fee"), terms.monthly_fee_cents, 0)):
        if value < least:
            raise UserError("value.invalid", field=what, value=str(value), hint="")
    if terms.scope not in SCOPES or terms.quota_basis not in QUOTA_BASES:
        raise UserError("value.invalid", field=N_("Scope"), value=f"{terms.scope}, {terms.quota_basis}", hint="")


def _version(tx: Tx, row: TermsRow, terms: Terms) -> TermsVersionRow:
    values: dict[str, Any] = {name: getattr(terms, name) for name in _FIELDS}
    values["article_id"] = _article(tx, terms.article_number).id if terms.article_number else None
    values["calendar_id"] = None
    if terms.calendar:
        calendar = tx.session.scalar(select(CalendarRow).where(CalendarRow.name == terms.calendar))
        if calendar is None:
            raise UserError("record.missing", kind=terms.calendar)
        values["calendar_id"] = calendar.id
    begins = terms.valid_from or ALWAYS
    version = tx.session.scalar(select(TermsVersionRow).where(
        TermsVersionRow.terms_id == row.id, TermsVersionRow.valid_from == begins))
    if version is None:
        version = TermsVersionRow(terms_id=row.id, valid_from=begins, **values)
        tx.session.add(version)
    else:
        for name, value in values.items():
            if getattr(version, name) != value:
                setattr(version, name, value)
    tx.session.flush()
    return version


def _article(tx: Tx, number: str) -> ArticleRow:
    article = article_by_number(tx.session, number)
    if article is None:
        raise UserError("article.not_found", number=number)
    return article


def _keep_prices(tx: Tx, version: TermsVersionRow, prices: Mapping[str, int]) -> None:
    present = {p.article_id: p for p in tx.session.scalars(
        select(TermsPriceRow).where(TermsPriceRow.version_id == version.id))}
    for number, price in prices.items():
        article = _article(tx, number)
        row = present.pop(article.id, None)
        if row is None:
            tx.session.add(TermsPriceRow(version_id=version.id, article_id=article.id, price_e4=price))
        elif row.price_e4 != price:
            row.price_e4 = price
    for gone in present.values():
        tx.session.delete(gone)


def terms_values(session: Session, names: Iterable[str] | None = None) -> list[Terms]:
    """A shared step: every version of the terms (of these names), by name and first day."""
    articles: dict[int | None, str] = {r.id: r.number for r in session.scalars(select(ArticleRow))}
    calendars: dict[int | None, str] = {r.id: r.name for r in session.scalars(select(CalendarRow))}
    prices: dict[int, dict[str, int]] = {}
    priced = select(TermsPriceRow)
    if names is not None:
        names = list(names)
        priced = (priced.join(TermsVersionRow, TermsVersionRow.id == TermsPriceRow.version_id)
                  .join(TermsRow, TermsRow.id == TermsVersionRow.terms_id).where(TermsRow.name.in_(names)))
    for price in session.scalars(priced):
        prices.setdefault(price.version_id, {})[articles[price.article_id]] = price.price_e4
    query = (select(TermsRow, TermsVersionRow).join(TermsVersionRow, TermsVersionRow.terms_id == TermsRow.id)
             .order_by(TermsRow.name, TermsVersionRow.valid_from))
    if names is not None:
        query = query.where(TermsRow.name.in_(names))
    return [
        Terms(uid=row.uid, name=row.name, article_number=articles.get(version.article_id),
              calendar=calendars.get(version.calendar_id), prices=prices.get(version.id, {}),
              valid_from=None if version.valid_from == ALWAYS else version.valid_from, version=row.version,
              **{name: getattr(version, name) for name in _FIELDS})
        for row, version in session.execute(query)
    ]


@reading("master.read")
def list_terms(ctx: Context, session: Session) -> list[Terms]:
    """Every version of all terms that are not put away, by name and first day."""
    return terms_values(session, session.scalars(select(TermsRow.name).where(TermsRow.archived_at.is_(None))))


@reading("master.read")
def list_calendars(ctx: Context, session: Session) -> list[str]:
    """Names of the service calendars."""
    return list(session.scalars(select(CalendarRow.name).order_by(CalendarRow.name)))


def calendar_contents(session: Session) -> dict[str, dict[str, Any]]:
    """A shared step: what each calendar says, by its name."""
    return {row.name: {"hours": json.loads(row.hours), "holidays": row.holidays,
                       "surcharges": json.loads(row.surcharges), "bands": json.loads(row.bands)}
            for row in session.scalars(select(CalendarRow))}


@act("contract.save", permission="master.edit")
def save_contract(ctx: Context, tx: Tx, contract: Contract) -> str:
    """Makes a contract (empty uid) or changes one; returns the uid."""
    return keep_contract(ctx, tx, contract).uid


def keep_contract(ctx: Context, tx: Tx, contract: Contract) -> ContractRow:
    """A shared step: binds an address to terms. Raises UserError for unknown terms or an end before the begin."""
    terms = tx.session.scalar(select(TermsRow).where(TermsRow.name == contract.terms))
    if terms is None:
        raise UserError("terms.not_found", name=contract.terms)
    if contract.valid_to is not None and contract.valid_to < contract.valid_from:
        raise UserError("time.order")
    address = row_of(tx.session, AddressRow, contract.address_uid)
    values = {"address_id": address.id, "terms_id": terms.id, "valid_from": contract.valid_from,
              "valid_to": contract.valid_to}
    if contract.uid:
        row = row_of(tx.session, ContractRow, contract.uid)
        put(tx.session, row, contract.version, values)
    else:
        row = ContractRow(**values)
        tx.session.add(row)
    tx.session.flush()
    tx.changed("contract", row.uid)
    tx.changed("address", address.uid)
    return row


@act("contract.archive", permission="master.edit")
def archive_contract(ctx: Context, tx: Tx, uid: str, archived: bool = True) -> None:
    """Takes a contract away that was entered by mistake, or brings it back; the row stays."""
    row = row_of(tx.session, ContractRow, uid)
    row.archived_at = tx.now if archived else None
    tx.changed("contract", uid)


def contract_values(session: Session, address_ids: Iterable[int] | None = None) -> dict[int, list[Contract]]:
    """A shared step: contracts by the key of their address."""
    query = (select(ContractRow, AddressRow.uid, TermsRow.name)
             .join(AddressRow, AddressRow.id == ContractRow.address_id)
             .join(TermsRow, TermsRow.id == ContractRow.terms_id)
             .where(ContractRow.archived_at.is_(None)).order_by(ContractRow.valid_from, ContractRow.id))
    if address_ids is not None:
        query = query.where(ContractRow.address_id.in_(list(address_ids)))
    found: dict[int, list[Contract]] = {}
    for row, address_uid, terms in session.execute(query):
        found.setdefault(row.address_id, []).append(
            Contract(row.uid, address_uid, terms, row.valid_from, row.valid_to, row.version))
    return found


@reading("master.read")
def list_contracts(ctx: Context, session: Session, address_uid: str | None = None) -> list[Contract]:
    """Contracts of one address, or of all."""
    ids = None if address_uid is None else [row_of(session, AddressRow, address_uid).id]
    return [c for contracts in contract_values(session, ids).values() for c in contracts]
