"""Statements are compiled once for all stores of a test process.

Each test opens stores of its own, and to SQLAlchemy every store is a dialect of its own whose statements it compiles
anew; what it has compiled for stores that are long gone is kept by the mappers. A program opens one store.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, Engine
from sqlalchemy.util import LRUCache

from hotline_desk.store import engine

ROOM = 2000
"""Statements that are kept for each database."""


@cache
def _compiled(_dialect: str) -> LRUCache[Any, Any]:
    return LRUCache(ROOM)


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> None:
    """Lets dialects of one class count as the same, and engines share what they have compiled."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    made = engine.create_engine

    def sharing(url: str | URL, **how: Any) -> Engine:
        new = made(url, **how)
        new._compiled_cache = _compiled(new.dialect.name)
        return new

    engine.create_engine = sharing
