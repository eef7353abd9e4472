"""Price lists: prices of their own for the customers and contracts that name them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.articles import PriceList, PriceListEntry
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import put, row_of
from hotline_desk.store.access import TeamRow
from hotline_desk.store.articles import ArticleRow, PriceListEntryRow, PriceListRow, article_by_number
from hotline_desk.store.engine import Tx

_ALWAYS = date(1, 1, 1)
"""The first day of prices that name none."""


@act("price_list.save", permission="master.edit")
def save_price_list(ctx: Context, tx: Tx, wanted: PriceList) -> str:
    """Makes a price list (empty uid) or changes one with all its entries; returns the uid."""
    return keep_price_list(ctx, tx, wanted).uid


def keep_price_list(ctx: Context, tx: Tx, wanted: PriceList) -> PriceListRow:
    """A shared step. Raises UserError for a name that is missing or taken, an unknown article, a price given twice."""
    name = wanted.name.strip()
    if not name:
        raise UserError("value.missing", field=N_("Name"))
    other = tx.session.scalar(select(PriceListRow).where(PriceListRow.name == name))
    if other is not None and other.uid != wanted.uid:
        raise UserError("value.taken", field=N_("Name"), value=name)
    if wanted.uid:
        row = row_of(tx.session, PriceListRow, wanted.uid)
        away = (row.archived_at or tx.now) if wanted.archived else None
        put(tx.session, row, wanted.version, {"name": name, "archived_at": away})
    else:
        row = PriceListRow(name=name)
        tx.session.add(row)
    tx.session.flush()
    _keep_entries(ctx, tx, row, wanted.entries)
    tx.session.flush()
    tx.changed("price_list", row.uid)
    return row


def _keep_entries(ctx: Context, tx: Tx, row: PriceListRow, entries: Iterable[PriceListEntry]) -> None:
    present = {(e.article_id, e.team_id, e.valid_from): e for e in tx.session.scalars(
        select(PriceListEntryRow).where(PriceListEntryRow.list_id == row.id))}
    kept = set()
    for entry in entries:
        article = article_by_number(tx.session, entry.article_number)
        if article is None:
            raise UserError("article.not_found", number=entry.article_number)
        if entry.price_e4 < 0:
            raise UserError("value.invalid", field=N_("Price"), value=str(entry.price_e4), hint="")
        team = row_of(tx.session, TeamRow, entry.team_uid).id if entry.team_uid else None
        key = article.id, team, entry.valid_from or _ALWAYS
        if key in kept:
            raise UserError("price.twice", number=article.number,
                            day=ctx.texts.day(entry.valid_from) if entry.valid_from else N_("always"))
        kept.add(key)
        found = present.get(key)
        if found is None:
            tx.session.add(PriceListEntryRow(list_id=row.id, article_id=article.id, team_id=team, valid_from=key[2],
                                             price_e4=entry.price_e4))
        elif found.price_e4 != entry.price_e4:
            found.price_e4 = entry.price_e4
    for key, gone in present.items():
        if key not in kept:
            tx.session.delete(gone)


def price_list_values(session: Session, archived: bool = True) -> list[PriceList]:
    """A shared step: price lists by name with their entries by article, team and first day."""
    entries: dict[int, list[PriceListEntry]] = {}
    rows = session.execute(
        select(PriceListEntryRow, ArticleRow.number, TeamRow.uid)
        .join(ArticleRow, ArticleRow.id == PriceListEntryRow.article_id)
        .outerjoin(TeamRow, TeamRow.id == PriceListEntryRow.team_id)
        .order_by(ArticleRow.number, PriceListEntryRow.team_id, PriceListEntryRow.valid_from, PriceListEntryRow.id))
    for row, number, team in rows:
        begins = None if row.valid_from == _ALWAYS else row.valid_from
        entries.setdefault(row.list_id, []).append(PriceListEntry(number, row.price_e4, begins, team))
    return [PriceList(row.name, tuple(entries.get(row.id, ())), row.uid, row.archived_at is not None, row.version)
            for row in session.scalars(select(PriceListRow).order_by(PriceListRow.name))
            if archived or row.archived_at is None]


def price_list_entries(session: Session) -> dict[str, tuple[PriceListEntry, ...]]:
    """A shared step: the entries of every price list by its name; of those put away too, as contracts may name them."""
    return {each.name: each.entries for each in price_list_values(session)}


@reading("master.read")
def list_price_lists(ctx: Context, session: Session, archived: bool = False) -> list[PriceList]:
    """Price lists by name; those put away too if asked."""
    return price_list_values(session, archived)
