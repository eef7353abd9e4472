"""The tree of categories is changed: every path that names a changed one changes with it, in the same act.

Cuts across subjects: paths stand on tickets, text blocks, called numbers, contracts and on users' own buttons.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.contracts import CATEGORY
from hotline_desk.domain.knowledge import LONGEST_PATH, SEPARATOR, Category, moved, within
from hotline_desk.domain.own_buttons import OWN_BUTTONS
from hotline_desk.services.act import act
from hotline_desk.services.context import Context
from hotline_desk.services.knowledge.categories import live_categories
from hotline_desk.services.rows import id_of, put, row_of
from hotline_desk.services.tickets.steps import search_bodies
from hotline_desk.store.access import SettingRow
from hotline_desk.store.calls.called_numbers import CalledNumberRow
from hotline_desk.store.contracts import ContractScopeRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.knowledge import CategoryRow, TextBlockRow
from hotline_desk.store.search import index_ticket
from hotline_desk.store.tickets import TicketRow, unsolved

_PAGE = 500


@act("category.save", permission="master.edit")
def save_category(ctx: Context, tx: Tx, category: Category) -> str:
    """Makes a category (empty uid) or gives one another name, hint or parent; returns the uid.

    A new or moved one stands last among its neighbours. Unsolved tickets, text blocks, called numbers and own
    buttons follow a new path; solved tickets keep what stood on them. Raises UserError for what is missing or taken,
    too long, or would lie below itself.
    """
    name = _name(category.name)
    parent_id = id_of(tx.session, CategoryRow, category.parent_uid)
    before = _paths(tx.session)
    row = row_of(tx.session, CategoryRow, category.uid) if category.uid else None
    _refuse_circle(before, category)
    _refuse_taken(tx.session, row, parent_id, name)
    values: dict[str, object] = {"name": name, "hint": category.hint.strip(), "parent_id": parent_id}
    if row is None or row.parent_id != parent_id:
        values["position"] = len(_neighbours(tx.session, parent_id))
    if row is None:
        row = CategoryRow(**values)
        tx.session.add(row)
    else:
        put(tx.session, row, category.version, values)
    tx.session.flush()
    _follow(tx, before)
    tx.changed("category", row.uid)
    return row.uid


@act("category.move", permission="master.edit")
def move_category(ctx: Context, tx: Tx, uid: str, parent_uid: str | None, position: int) -> None:
    """Puts a category below another (None: on top), at this place among its neighbours; paths follow."""
    row = row_of(tx.session, CategoryRow, uid)
    before = _paths(tx.session)
    parent_id = id_of(tx.session, CategoryRow, parent_uid)
    _refuse_circle(before, Category(row.name, parent_uid, uid=uid))
    _refuse_taken(tx.session, row, parent_id, row.name)
    row.parent_id = parent_id
    neighbours = [each for each in _neighbours(tx.session, parent_id) if each is not row]
    neighbours.insert(max(0, position), row)
    for place, each in enumerate(neighbours):
        if each.position != place:
            each.position = place
    tx.session.flush()
    _follow(tx, before)
    tx.changed("category", uid)


@act("category.archive", permission="master.edit")
def archive_category(ctx: Context, tx: Tx, uid: str, archived: bool = True) -> None:
    """Puts a category away with all that lies below it, or brings back what was put away with it.

    Tickets keep what stands on them.
    """
    row = row_of(tx.session, CategoryRow, uid)
    if (row.archived_at is not None) == archived:
        return
    if not archived:
        _refuse_taken(tx.session, row, row.parent_id, row.name)
    since = row.archived_at
    for each in _with_below(tx.session, row):
        if archived and each.archived_at is None:
            each.archived_at = tx.now
        elif not archived and each.archived_at == since:
            each.archived_at = None
    tx.changed("category", uid)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise UserError("value.missing", field=N_("Name"))
    if SEPARATOR.strip() in name:
        raise UserError("value.invalid", field=N_("Name"), value=name, hint=N_("The sign › parts the levels."))
    return name


def _paths(session: Session) -> dict[str, str]:
    """The path of every category by its uid, those put away too."""
    return {category.uid: category.path for category in live_categories(session, archived=True)}


def _neighbours(session: Session, parent_id: int | None) -> list[CategoryRow]:
    """What lies right below a category, in its order."""
    rows = session.scalars(select(CategoryRow).where(
        CategoryRow.parent_id.is_(None) if parent_id is None else CategoryRow.parent_id == parent_id))
    return sorted(rows, key=lambda row: (row.position, row.name.casefold(), row.id))


def _with_below(session: Session, row: CategoryRow) -> Iterator[CategoryRow]:
    yield row
    for child in _neighbours(session, row.id):
        yield from _with_below(session, child)


def _refuse_circle(paths: dict[str, str], category: Category) -> None:
    if category.uid and category.parent_uid and within(paths[category.parent_uid], paths[category.uid]):
        raise UserError("category.circle", name=category.name)


def _refuse_taken(session: Session, row: CategoryRow | None, parent_id: int | None, name: str) -> None:
    for other in _neighbours(session, parent_id):
        if other is not row and other.archived_at is None and other.name.casefold() == name.casefold():
            raise UserError("value.taken", field=N_("Name"), value=name)


# --- what names a category ------------------------------------------------------------------------

def _follow(tx: Tx, before: dict[str, str]) -> None:
    """Brings everything that names a category to its new path. Raises UserError if one is too long."""
    after = _paths(tx.session)
    longest = max(after.values(), key=len)
    if len(longest) > LONGEST_PATH:
        raise UserError("value.long", value=longest, most=LONGEST_PATH)
    changed = [(path, after[uid]) for uid, path in before.items() if after[uid] != path]
    tops = [(old, new) for old, new in changed if not any(o != old and within(old, o) for o, _new in changed)]
    for old, new in tops:
        _follow_tickets(tx, old, new)
        for row in tx.session.scalars(select(TextBlockRow).where(_names(TextBlockRow.category, old))):
            row.category = moved(row.category, old, new)
        for number in tx.session.scalars(select(CalledNumberRow).where(_names(CalledNumberRow.category, old))):
            number.category = moved(number.category, old, new)
        for scope in tx.session.scalars(select(ContractScopeRow).where(
                ContractScopeRow.kind == CATEGORY, _names(ContractScopeRow.value, old))):
            scope.value = moved(scope.value, old, new)
        _follow_buttons(tx, old, new)


def _names(column: InstrumentedAttribute[str], path: str) -> ColumnElement[bool]:
    return or_(column == path, column.startswith(path + SEPARATOR, autoescape=True))


def _follow_tickets(tx: Tx, old: str, new: str) -> None:
    rows = tx.session.scalars(select(TicketRow).where(unsolved(), _names(TicketRow.category, old))).all()
    for start in range(0, len(rows), _PAGE):
        page = rows[start:start + _PAGE]
        for ticket in page:
            ticket.category = moved(ticket.category, old, new)
            tx.changed("ticket", ticket.uid)
        tx.session.flush()
        for key, body in search_bodies(tx.session, [ticket.id for ticket in page]).items():
            index_ticket(tx.session, key, body)


def _follow_buttons(tx: Tx, old: str, new: str) -> None:
    for row in tx.session.scalars(select(SettingRow).where(SettingRow.key == OWN_BUTTONS)):
        buttons = json.loads(row.value)
        for button in buttons:
            button["category"] = moved(button.get("category", ""), old, new)
        if buttons != json.loads(row.value):
            row.value = json.dumps(buttons)
            tx.changed("settings", OWN_BUTTONS)
