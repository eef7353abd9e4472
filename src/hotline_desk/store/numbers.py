"""Counters of numbers: one row per series and year, taken inside the transaction that uses the number."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline_desk.store.schema import Key, Table, Whole


class NumberSeriesRow(Table):
    __tablename__ = "number_series"
    audit = None
    audit_reason = "every number taken is seen in the row that carries it"

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Whole)


def next_number(session: Session, series: str, year: int) -> int:
    """The next number of a series; two transactions never get the same, a rollback leaves no gap.

    On SQLite the writing transaction is alone; on PostgreSQL the counter's row stays locked until its end.
    """
    return take_numbers(session, series, year, 1)[0]


def take_numbers(session: Session, series: str, year: int, count: int) -> range:
    """The next `count` numbers of a series, in the same way."""
    found = select(NumberSeriesRow).where(NumberSeriesRow.series == series, NumberSeriesRow.year == year)
    row = session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if row is None:
        _make_row(session, series, year)
        row = session.scalars(found.with_for_update().execution_options(populate_existing=True)).one()
    first = row.last + 1
    row.last += count
    session.flush()
    return range(first, first + count)


def _make_row(session: Session, series: str, year: int) -> None:
    values = {"series": series, "year": year, "last": 0}
    if session.get_bind().dialect.name == "postgresql":
        # Two transactions may both find no row: the second waits here and then finds the first's.
        session.execute(postgresql_insert(NumberSeriesRow).values(**values).on_conflict_do_nothing())
    else:
        session.add(NumberSeriesRow(**values))
        session.flush()
