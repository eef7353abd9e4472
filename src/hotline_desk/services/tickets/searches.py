"""Searches under a name: one's own, and those that everybody may use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.access import UserRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import SavedSearchRow

LONGEST_NAME = 120


@dataclass(frozen=True)
class SavedSearch:
    """A filter of the list `frame`. `filter` is what that frame understands; `owner` the name of who made it."""

    uid: str
    name: str
    shared: bool
    own: bool
    owner: str
    filter: Mapping[str, Any]


@reading("own.edit")
def saved_searches(ctx: Context, session: Session, frame: str) -> list[SavedSearch]:
    """One's own and the shared ones, by name."""
    rows = session.execute(
        select(SavedSearchRow, UserRow.name).join(UserRow, UserRow.id == SavedSearchRow.owner_id)
        .where(SavedSearchRow.frame == frame, SavedSearchRow.archived_at.is_(None),
               or_(SavedSearchRow.owner_id == ctx.user.id, SavedSearchRow.shared.is_(True))))
    found = [SavedSearch(row.uid, row.name, row.shared, row.owner_id == ctx.user.id, owner, json.loads(row.filter))
             for row, owner in rows]
    return sorted(found, key=lambda each: (each.name.casefold(), not each.own))


@act("search.save", permission="own.edit")
def save_search(ctx: Context, tx: Tx, frame: str, name: str, wanted: Mapping[str, Any], shared: bool = False,
                uid: str = "") -> str:
    """Keeps a filter (JSON) under a name and returns its uid; with `uid` that search changes instead.

    Raises UserError if the name is missing or one's own of another search, or if the search is a colleague's.
    """
    name = " ".join(name.split())
    if not name:
        raise UserError("value.missing", field=N_("Name"))
    if len(name) > LONGEST_NAME:
        raise UserError("value.long", value=name, most=LONGEST_NAME)
    for other in tx.session.scalars(select(SavedSearchRow).where(
            SavedSearchRow.owner_id == ctx.user.id, SavedSearchRow.frame == frame,
            SavedSearchRow.archived_at.is_(None), SavedSearchRow.uid != uid)):
        if other.name.casefold() == name.casefold():
            raise UserError("search.name", name=name)
    text = json.dumps(wanted, ensure_ascii=False, sort_keys=True)
    if uid:
        row = _own(ctx, tx, uid)
        row.name, row.filter, row.shared = name, text, shared
    else:
        row = SavedSearchRow(owner_id=ctx.user.id, frame=frame, name=name, filter=text, shared=shared)
        tx.session.add(row)
    tx.session.flush()
    tx.changed("saved_search", row.uid)
    return row.uid


@act("search.remove", permission="own.edit")
def remove_search(ctx: Context, tx: Tx, uid: str, removed: bool = True) -> None:
    """Puts a search away, or brings it back. Raises UserError if it is a colleague's."""
    _own(ctx, tx, uid).archived_at = tx.now if removed else None
    tx.changed("saved_search", uid)


def _own(ctx: Context, tx: Tx, uid: str) -> SavedSearchRow:
    """Who may change the company's settings may also clear away what others shared."""
    row = row_of(tx.session, SavedSearchRow, uid)
    if row.owner_id != ctx.user.id and not (row.shared and ctx.may("settings.edit")):
        owner = tx.session.get_one(UserRow, row.owner_id)
        raise UserError("search.owner", name=row.name, who=owner.name)
    return row
