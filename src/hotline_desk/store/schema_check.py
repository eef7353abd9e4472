"""Whether a database has the schema that the program expects: tables, columns, constraints, indexes, triggers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sqlalchemy import Connection, create_engine, text

from hotline_desk.store import ddl
from hotline_desk.store.engine import Store, translated
from hotline_desk.store.opening import SUBJECTS
from hotline_desk.store.schema import Table

Signature = dict[str, str]
"""Name of a thing of the schema -> what it is, in a spelling that two equal things share."""

_SHADOWS = re.compile(r"(search|address)_fts_(config|content|data|docsize|idx)|sqlite_")
_CASTS = re.compile(r"::(character varying|text)(\[\])?")
_SCRATCH = "hotline_desk_check"
_CATALOGUE = {
    "column": """
        SELECT c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull,
            pg_get_expr(d.adbin, d.adrelid), a.attidentity)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE n.nspname = :schema AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraint": """
        SELECT c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = :schema""",
    "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = :schema",
    "trigger": """
        SELECT c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = :schema AND NOT t.tgisinternal""",
    "function": """
        SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = :schema""",
}


def differences(store: Store) -> list[str]:
    """Names of what is missing, changed or not ours; empty if the schema is as it must be."""
    assert SUBJECTS  # all tables are mapped
    with translated(store.place), store.engine.connect() as connection:
        found = signature(connection)
        expected = _expected_postgres(connection) if store.dialect == "postgresql" else _expected_sqlite()
    return sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))


def signature(connection: Connection, schema: str = "public") -> Signature:
    """What the database holds, for comparing it with another; data do not matter."""
    if connection.dialect.name == "postgresql":
        return _postgres(connection, schema)
    rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {f"{kind} {name}": _spelled(sql) for kind, name, sql in rows if not _SHADOWS.match(name)}


def _spelled(sql: str) -> str:
    """A statement of SQLite's catalogue without what makes no difference: space, quotes, order within a table."""
    flat = " ".join(sql.replace('"', "").split())
    made = re.fullmatch(r"(CREATE TABLE \S+) ?\((.*)\)", flat)
    if made is None:
        return flat
    return f"{made[1]} ({', '.join(sorted(_parts(made[2])))})"


def _parts(body: str) -> Iterator[str]:
    depth, part = 0, ""
    for sign in body:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += sign
    yield part.strip()


@cache
def _expected_sqlite() -> Signature:
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            _make(connection)
            return signature(connection)
    finally:
        engine.dispose()


def _expected_postgres(connection: Connection) -> Signature:
    """The fresh schema, made beside the real one and taken back: nobody else ever sees it."""
    with connection.begin_nested() as attempt:
        connection.execute(text(f"CREATE SCHEMA {_SCRATCH}"))
        connection.execute(text(f"SET LOCAL search_path TO {_SCRATCH}"))
        _make(connection)
        found = signature(connection, _SCRATCH)
        attempt.rollback()
    return found


def _make(connection: Connection) -> None:
    Table.metadata.create_all(connection, checkfirst=False)
    ddl.make(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
                            " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"))


def _postgres(connection: Connection, schema: str) -> Signature:
    found = {}
    for kind, query in _CATALOGUE.items():
        for name, definition in connection.execute(text(query), {"schema": schema}):
            # A dump writes the same conditions with other casts and brackets.
            plain = _CASTS.sub("", definition.replace(f"{schema}.", ""))
            found[f"{kind} {name}"] = " ".join(re.sub(r"[()\[\]]", "", plain).split())
    return found
