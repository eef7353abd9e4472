"""Steps that all subjects share when they look up and save rows inside an open transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.store.access import UserRow
from hotline_desk.store.changes import ActRow, ChangeRow
from hotline_desk.store.schema import Business

B = TypeVar("B", bound=Business)


def row_of(session: Session, kind: type[B], uid: str) -> B:
    """The row of this uid. Raises UserError if there is none."""
    found = session.scalar(select(kind).where(kind.uid == uid))
    if found is None:
        raise UserError("record.missing", kind=kind.__tablename__)
    return found


def id_of(session: Session, kind: type[B], uid: str | None) -> int | None:
    """The key of the row of this uid, None for None. Raises UserError if there is none."""
    return None if uid is None else row_of(session, kind, uid).id


def uid_of(session: Session, kind: type[B], key: int | None) -> str | None:
    """The uid of the row of this key, None for None."""
    return None if key is None else session.scalar(select(kind.uid).where(kind.id == key))


def put(session: Session, row: Business, version: int | None, values: Mapping[str, Any]) -> bool:
    """Sets the values that differ and returns whether any did.

    `version` is the one the values started from: what somebody else changed since then is not
    overwritten. Changes of different fields join; of the same field raise UserError.
    """
    if version is not None and version < row.version:
        _refuse_same_fields(session, row, version, values)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _refuse_same_fields(session: Session, row: Business, version: int, values: Mapping[str, Any]) -> None:
    since = session.execute(
        select(ChangeRow.before, ActRow.user_id)
        .join(ActRow, ActRow.id == ChangeRow.act_id)
        .where(ChangeRow.table_name == row.__tablename__, ChangeRow.row_key == row.uid, ChangeRow.operation == "update")
        .order_by(ChangeRow.id.desc()).limit(row.version - version)
    )
    for before, user_id in since:
        fields = set(json.loads(before or "{}"))
        if any(name in fields and getattr(row, name) != value for name, value in values.items()):
            author = session.get(UserRow, user_id) if user_id else None
            raise UserError("record.changed", who=author.name if author else N_("Somebody"))
