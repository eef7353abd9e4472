"""The tree of categories, as it is read and as it is looked up."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.domain.knowledge import SEPARATOR, Category
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.store.knowledge import CategoryRow


@reading("ticket.read")
def list_categories(ctx: Context, session: Session, archived: bool = False) -> list[Category]:
    """The tree from above to below, each level right before what lies under it; those put away too if asked."""
    return live_categories(session, archived)


def live_categories(session: Session, archived: bool = False) -> list[Category]:
    """A shared step: the same."""
    rows = list(session.scalars(select(CategoryRow)))
    return list(_below(rows, None, "", None, archived))


def _below(rows: list[CategoryRow], parent_id: int | None, parent_uid: str, above: str | None,
           archived: bool) -> Iterable[Category]:
    level = sorted((row for row in rows if row.parent_id == parent_id),
                   key=lambda row: (row.position, row.name.casefold(), row.id))
    for row in level:
        if row.archived_at is not None and not archived:
            continue
        path = row.name if above is None else above + SEPARATOR + row.name
        yield Category(row.name, parent_uid or None, row.hint, row.uid, path, row.position,
                       row.archived_at is not None, row.version)
        yield from _below(rows, row.id, row.uid, path, archived)


def check_category(session: Session, path: str) -> None:
    """A shared step: raises UserError for a path that is none of the company's categories, if it has any."""
    known = {category.path for category in live_categories(session)}
    if path and known and path not in known:
        raise UserError("ticket.category_unknown", value=path)
