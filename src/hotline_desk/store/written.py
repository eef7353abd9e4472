"""What people write, before it is stored: short enough for its column, and nothing that is no text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import String, inspect
from sqlalchemy.orm import Mapper, Session

from hotline_desk.core.errors import UserError

_SHOWN = 40


def check_texts(session: Session, *_: Any) -> None:
    """A hook before each flush. Raises UserError value.long; SQLite would take any length and PostgreSQL none beyond.

    Zero bytes and halves of characters, which come from faulty programs by the clipboard, are taken out.
    """
    for row in (*session.new, *session.dirty):
        for name, most in _texts(inspect(row).mapper):
            value = getattr(row, name)
            clean = value and _clean(value, most)
            if clean != value:
                setattr(row, name, clean)


def checked(mapper: Mapper[Any], rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same for rows that are no objects: values by name of the attribute, with clean texts."""
    texts = _texts(mapper)
    return [{**row, **{name: _clean(row[name], most) for name, most in texts if row.get(name)}} for row in rows]


def _clean(value: str, most: int | None) -> str:
    clean = value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    if most is not None and len(clean) > most:
        raise UserError("value.long", value=f"{clean[:_SHOWN]}…", most=most)
    return clean


@cache
def _texts(mapper: Mapper[Any]) -> tuple[tuple[str, int | None], ...]:
    """Names of the attributes that hold text, each with the most characters its column takes."""
    return tuple((attribute.key, attribute.columns[0].type.length)
                 for attribute in mapper.column_attrs if isinstance(attribute.columns[0].type, String))
