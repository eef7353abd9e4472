"""Rates of tax: what each code means from which day of service on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import Settings
from hotline_desk.core.text import N_
from hotline_desk.domain.articles import TaxRate, usual_rates
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.store.access import stored_settings
from hotline_desk.store.articles import ArticleRow, TaxRateRow
from hotline_desk.store.engine import Tx

_LONGEST = 20


def tax_rates(session: Session) -> tuple[TaxRate, ...]:
    """A shared step: all rates by code and first day; those usual in the company's country until some are kept."""
    stored = tuple(TaxRate(row.code, row.valid_from, row.rate_bp) for row in session.scalars(
        select(TaxRateRow).order_by(TaxRateRow.code, TaxRateRow.valid_from)))
    country = str(Settings(stored_settings(session, ""))["company.country"])
    return stored or tuple(sorted(usual_rates(country), key=lambda rate: (rate.code, rate.valid_from)))


@reading("master.read")
def list_tax_rates(ctx: Context, session: Session) -> tuple[TaxRate, ...]:
    """All rates by code and first day."""
    return tax_rates(session)


@act("tax.save", permission="master.edit")
def save_tax_rates(ctx: Context, tx: Tx, rates: Sequence[TaxRate]) -> None:
    """Keeps these rates and no others. Raises UserError for a code that is gone but still stands at an article."""
    keep_tax_rates(ctx, tx, rates)


def keep_tax_rates(ctx: Context, tx: Tx, rates: Sequence[TaxRate]) -> None:
    """A shared step: stores what differs; UserErrors as `save_tax_rates`."""
    wanted: dict[tuple[str, Any], TaxRate] = {}
    for rate in rates:
        code = rate.code.strip()
        if not code:
            raise UserError("value.missing", field=N_("Tax code"))
        if len(code) > _LONGEST:
            raise UserError("value.long", value=code, most=_LONGEST)
        if not 0 <= rate.rate_bp <= 10_000:
            raise UserError("value.invalid", field=N_("Tax rate"), value=str(rate.rate_bp), hint="")
        if (code, rate.valid_from) in wanted:
            raise UserError("tax.twice", code=code, day=ctx.texts.day(rate.valid_from))
        wanted[code, rate.valid_from] = rate
    codes = {code for code, _ in wanted}
    for number, code in tx.session.execute(select(ArticleRow.number, ArticleRow.tax_code)):
        if code and code not in codes:
            raise UserError("tax.used", code=code, number=number)
    for row in tx.session.scalars(select(TaxRateRow)):
        kept = wanted.pop((row.code, row.valid_from), None)
        if kept is None:
            tx.session.delete(row)
        elif row.rate_bp != kept.rate_bp:
            row.rate_bp = kept.rate_bp
    add_tax_rates(tx, (TaxRate(code, day, rate.rate_bp) for (code, day), rate in wanted.items()))


def add_tax_rates(tx: Tx, rates: Iterable[TaxRate]) -> None:
    """A shared step: stores further rates."""
    for rate in rates:
        tx.session.add(TaxRateRow(code=rate.code, valid_from=rate.valid_from, rate_bp=rate.rate_bp))
    tx.session.flush()
    tx.changed("article", "")
