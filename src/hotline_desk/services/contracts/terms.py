"""Terms: named rules with their versions and prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.values import SCOPES
from hotline_desk.domain.contracts import QUOTA_BASES, Terms
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import put, row_of
from hotline_desk.store.articles import ArticleRow, article_by_number
from hotline_desk.store.contracts import CalendarRow, TermsPriceRow, TermsRow, TermsVersionRow
from hotline_desk.store.engine import Tx

ALWAYS = date(1, 1, 1)
"""The first day of terms that name none."""

_FIELDS = ("first", "next", "minimum", "grace", "scope", "quota_minutes", "quota_basis", "quota_factor_outside_e4",
           "carry_over_months", "monthly_fee_cents", "charge_after_call", "per_agent", "callout_cents",
           "callout_minimum")


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
                               (N_("Quota"), terms.quota_minutes, 0), (N_("Monthly fee"), terms.monthly_fee_cents, 0),
                               (N_("Factor outside service hours"), terms.quota_factor_outside_e4, 0),
                               (N_("Carried over, months"), terms.carry_over_months, 0),
                               (N_("Call-out fee"), terms.callout_cents, 0),
                               (N_("Call-out minimum"), terms.callout_minimum, 0)):
        if value < least:
            raise UserError("value.invalid", field=what, value=str(value), hint="")
    if terms.scope not in SCOPES or terms.quota_basis not in QUOTA_BASES:
        raise UserError("value.invalid", field=N_("Scope"), value=f"{terms.scope}, {terms.quota_basis}", hint="")


def _version(tx: Tx, row: TermsRow, terms: Terms) -> TermsVersionRow:
    values: dict[str, Any] = {name: getattr(terms, name) for name in _FIELDS}
    for name, number in (("article_id", terms.article_number), ("fee_article_id", terms.fee_article),
                         ("callout_article_id", terms.callout_article)):
        values[name] = _article(tx, number).id if number else None
    values["calendar_id"] = None
    if terms.calendar:
        calendar = tx.session.scalar(select(CalendarRow).where(CalendarRow.name == terms.calendar))
        if calendar is None:
            raise UserError("service.not_found", name=terms.calendar)
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
              fee_article=articles.get(version.fee_article_id),
              callout_article=articles.get(version.callout_article_id),
              calendar=calendars.get(version.calendar_id), prices=prices.get(version.id, {}),
              valid_from=None if version.valid_from == ALWAYS else version.valid_from, version=row.version,
              **{name: getattr(version, name) for name in _FIELDS})
        for row, version in session.execute(query)
    ]


@reading("master.read")
def list_terms(ctx: Context, session: Session) -> list[Terms]:
    """Every version of all terms that are not put away, by name and first day."""
    return terms_values(session, session.scalars(select(TermsRow.name).where(TermsRow.archived_at.is_(None))))
