"""What all tables share: types, naming of constraints, and what the audit does with each."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Integer, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from hotline_desk.core.clock import require_aware

REVISION = "0005"
"""The migration that the present tables correspond to."""

FULL, APPEND_ONLY = "full", "append-only"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

naming = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime: integer microseconds on SQLite, timestamptz on PostgreSQL. Naive ones are refused."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind: TypeEngine[Any] = DateTime(timezone=True) if dialect.name == "postgresql" else BigInteger()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        value = require_aware(value)
        if dialect.name == "postgresql":
            return value
        elapsed = value - _EPOCH
        return (elapsed.days * 86_400 + elapsed.seconds) * 1_000_000 + elapsed.microseconds

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return _EPOCH + timedelta(microseconds=value)


class Whole(TypeDecorator[int]):
    """A whole number (cents, 1/10,000, basis points, seconds); anything else is refused, floats above all."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise TypeError(f"a whole number is needed, not {value!r}")
        return value


Key = BigInteger().with_variant(Integer, "sqlite")


def new_uid() -> str:
    """A new UUID as text; it can be made at any desk without asking the database."""
    return str(uuid.uuid4())


def codes(column: str, allowed: Any, name: str | None = None) -> CheckConstraint:
    """CHECK that a text column holds one of the codes (or NULL)."""
    listed = ", ".join(f"'{code}'" for code in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=name or column)


class Table(DeclarativeBase):
    """A mapped table. `audit` says what the audit keeps of it; without an audit `audit_reason` says why.

    Of `audit_hides` the audit keeps that they changed, not to what: numbers and names that must be forgotten one day.
    """

    metadata = MetaData(naming_convention=naming)
    audit: ClassVar[str | None] = FULL
    audit_reason: ClassVar[str] = ""
    audit_hides: ClassVar[frozenset[str]] = frozenset()


class Row(Table):
    """A table with the usual integer key."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=True)


class Business(Row):
    """A row that people make and change: `uid` is its name everywhere, `version` counts its saves."""

    __abstract__ = True

    uid: Mapped[str] = mapped_column(String(36), unique=True, default=new_uid)
    version: Mapped[int] = mapped_column(Integer, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
