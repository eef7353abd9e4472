"""Texts with an abbreviation: kept, listed, put away."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.knowledge import TextBlock
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.knowledge.categories import check_category
from hotline_desk.services.rows import put, row_of
from hotline_desk.store.engine import Tx
from hotline_desk.store.knowledge import TextBlockRow

_LONGEST = 40


@reading("own.edit")
def list_text_blocks(ctx: Context, session: Session, archived: bool = False) -> list[TextBlock]:
    """Everybody's blocks and this user's own, by abbreviation; those put away too if asked."""
    rows = session.scalars(
        select(TextBlockRow).where(or_(TextBlockRow.owner_id.is_(None), TextBlockRow.owner_id == ctx.user.id)))
    blocks = [TextBlock(row.abbreviation, row.title, row.text, row.category, row.owner_id is not None, row.uid,
                        row.archived_at is not None, row.version)
              for row in rows if archived or row.archived_at is None]
    return sorted(blocks, key=lambda block: (block.abbreviation.casefold(), not block.own))


@act("text_block.save", permission="own.edit")
def save_text_block(ctx: Context, tx: Tx, block: TextBlock) -> str:
    """Makes a block (empty uid) or changes one, puts it away or brings it back; returns the uid.

    Everybody's blocks need the permission for master data. Raises UserError for what is missing or taken.
    """
    row = row_of(tx.session, TextBlockRow, block.uid) if block.uid else None
    if row is not None and row.owner_id not in (None, ctx.user.id):
        raise UserError("record.missing", kind=TextBlockRow.__tablename__)
    if not block.own or (row is not None and row.owner_id is None):
        ctx.require("master.edit")
    owner_id = ctx.user.id if block.own else None
    abbreviation = _abbreviation(block.abbreviation)
    if not block.archived:
        _refuse_taken(tx.session, owner_id, abbreviation, block.uid)
    if row is None or row.category != block.category:
        check_category(tx.session, block.category)
    values = {"owner_id": owner_id, "abbreviation": abbreviation, "title": block.title.strip() or abbreviation,
              "text": _text(block.text), "category": block.category}
    if row is None:
        row = TextBlockRow(**values)
        tx.session.add(row)
    else:
        away = (row.archived_at or tx.now) if block.archived else None
        put(tx.session, row, block.version, {**values, "archived_at": away})
    tx.session.flush()
    tx.changed("text_block", row.uid)
    return row.uid


def _abbreviation(text: str) -> str:
    written = text.strip()
    if not written:
        raise UserError("value.missing", field=N_("Abbreviation"))
    if len(written.split()) > 1 or written.startswith("/"):
        raise UserError("value.invalid", field=N_("Abbreviation"), value=written,
                        hint=N_("One word, without / at its beginning."))
    if len(written) > _LONGEST:
        raise UserError("value.long", value=written, most=_LONGEST)
    return written


def _text(text: str) -> str:
    if not text.strip():
        raise UserError("value.missing", field=N_("Text"))
    return text.rstrip()


def _refuse_taken(session: Session, owner_id: int | None, abbreviation: str, uid: str) -> None:
    """One's own may be called like everybody's: it goes before it."""
    same_owner = TextBlockRow.owner_id.is_(None) if owner_id is None else TextBlockRow.owner_id == owner_id
    rows = session.scalars(select(TextBlockRow).where(same_owner, TextBlockRow.archived_at.is_(None),
                                                      TextBlockRow.uid != uid))
    if any(row.abbreviation.casefold() == abbreviation.casefold() for row in rows):
        raise UserError("value.taken", field=N_("Abbreviation"), value=abbreviation)
