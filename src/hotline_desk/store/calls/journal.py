"""The journal: one row per call, who talked in it, and the further lines that told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    Boolean,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    TextClause,
    UniqueConstraint,
    bindparam,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from hotline_desk.domain.calls import ANSWERED, DIRECTIONS, ENDED, INTERNAL, OUTCOMES, STATES, UNKNOWN_END
from hotline_desk.store.schema import Business, Instant, Key, Row, Whole, codes

_BEGINNING_LOCK = 0x43616C6C
_MOST_ALIKE = 100
_MOST_KEYS = 500
RUNNING_SQL = "state != 'ended'"
MISSED_SQL = "direction = 'in' AND outcome IN ('missed', 'busy') AND hidden_at IS NULL"
"""Written out, because a partial index serves only queries that repeat its condition to the letter."""


def still_running() -> TextClause:
    """The condition that a call has not ended, served by an index of these calls alone."""
    return text(f"call.{RUNNING_SQL}")


def missed_unseen() -> TextClause:
    """The condition that an incoming call was not answered and nobody marked it as seen, served likewise."""
    return text(" AND ".join(f"call.{part}" for part in MISSED_SQL.split(" AND ")))


class CallRow(Business):
    """`unprocessed` holds the error of a rule that failed; the call itself is kept in any case.

    `ringing` are the extensions that ring now, with commas between, `rang` all that did; `menu` is what the caller
    chose in a menu; `guessed` that the caller was only guessed; `source` is the kind of the line that told of it
    first; `purged_at` when number and name were taken out for privacy.
    """

    __tablename__ = "call"
    audit_hides = frozenset({"caller_number", "caller_raw", "caller_name", "called_number"})
    __table_args__ = (
        UniqueConstraint("feed", "call_id"), codes("direction", DIRECTIONS), codes("state", STATES),
        codes("outcome", OUTCOMES), Index(None, "rang_at", "id"), Index(None, "feed", "connection"),
        Index(None, "caller_number", "rang_at"), Index(None, "called_number", "rang_at"),
        Index("ix_call_running", "rang_at", sqlite_where=text(RUNNING_SQL), postgresql_where=text(RUNNING_SQL)),
        Index("ix_call_missed", "rang_at", sqlite_where=text(MISSED_SQL), postgresql_where=text(MISSED_SQL)),
    )

    feed: Mapped[str] = mapped_column(String(120))
    call_id: Mapped[str] = mapped_column(String(200))
    connection: Mapped[str] = mapped_column(String(60), default="")
    direction: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str | None] = mapped_column(String(20))
    caller_number: Mapped[str | None] = mapped_column(String(20))
    caller_raw: Mapped[str] = mapped_column(String(80), default="")
    number_state: Mapped[str] = mapped_column(String(20))
    caller_name: Mapped[str] = mapped_column(String(200), default="")
    called_number: Mapped[str | None] = mapped_column(String(20))
    extension: Mapped[str] = mapped_column(String(40), default="")
    rang_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    duration_seconds: Mapped[int] = mapped_column(Whole, default=0)
    source_time: Mapped[str] = mapped_column(String(40), default="")
    by_machine: Mapped[bool] = mapped_column(Boolean, default=False)
    desk: Mapped[str] = mapped_column(String(36))
    address_id: Mapped[int | None] = mapped_column(Key, ForeignKey("address.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("contact.id"))
    ticket_id: Mapped[int | None] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    worklog_id: Mapped[int | None] = mapped_column(Key, ForeignKey("worklog.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)
    unprocessed: Mapped[str] = mapped_column(Text, default="")
    queue: Mapped[str] = mapped_column(String(80), default="")
    menu: Mapped[str] = mapped_column(String(80), default="")
    ringing: Mapped[str] = mapped_column(String(400), default="")
    guessed: Mapped[bool] = mapped_column(Boolean, default=False)
    source: Mapped[str] = mapped_column(String(20), default="")
    rang: Mapped[str] = mapped_column(String(400), default="")
    purged_at: Mapped[datetime | None] = mapped_column(Instant)
    legs: Mapped[list[CallLegRow]] = relationship(order_by="CallLegRow.id")
    """Who talked, in their order; read once in a transaction."""


class CallLegRow(Business):
    """One person's part in a call: a transfer ends it and begins another one's.

    `gone` says that the line told of this person's leaving, not only of the next one's answer; `desk` at which one
    somebody said himself that he talks, "" if the line tells it.
    """

    __tablename__ = "call_leg"
    __table_args__ = (Index(None, "extension", "answered_at"),)

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), index=True)
    extension: Mapped[str] = mapped_column(String(40), default="")
    agent_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    answered_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    worklog_id: Mapped[int | None] = mapped_column(Key, ForeignKey("worklog.id"), index=True)
    gone: Mapped[bool] = mapped_column(Boolean, default=False)
    desk: Mapped[str] = mapped_column(String(36), default="")


class CallSightingRow(Row):
    """A call that several lines tell of, as one of them tells it; `sighted_id` is the name it has there.

    `kind` is the line's kind, `told` what it has told so far, as JSON. A call that one line alone tells of has none.
    """

    __tablename__ = "call_sighting"
    audit_hides = frozenset({"told"})
    __table_args__ = (UniqueConstraint("feed", "sighted_id"), Index(None, "feed", "connection"))

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), index=True)
    feed: Mapped[str] = mapped_column(String(120))
    sighted_id: Mapped[str] = mapped_column(String(200))
    connection: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(20), default="")
    told: Mapped[str] = mapped_column(Text, default="")


def call_of(session: Session, feed: str, call_id: str, connection: str) -> CallRow | None:
    """The call an event belongs to: by its id, else the newest of the connection whose end is not known.

    Also one that another line told of first. The row is held until the transaction ends, so that what two lines
    tell at the same moment is put together.
    """
    if call_id:
        return session.scalar(_BY_NAME, {"feed": feed, "name": call_id})
    line = {"feed": feed, "line": connection}
    return session.scalar(_BY_CONNECTION, line) or session.scalar(_BY_SIGHTED_CONNECTION, line)


def _no_known_end() -> ColumnElement[bool]:
    return or_(CallRow.state != ENDED, CallRow.outcome == UNKNOWN_END)


# Built once: an event is looked up so often that building the statement each time cost more than running it.
_OTHER = aliased(CallRow)
_HELD = select(CallRow).with_for_update(of=CallRow, key_share=True)
_NEWEST = (CallRow.rang_at.desc(), CallRow.id.desc())
_BY_NAME = _HELD.where(CallRow.id == func.coalesce(
    select(_OTHER.id).where(_OTHER.feed == bindparam("feed"), _OTHER.call_id == bindparam("name")).scalar_subquery(),
    select(CallSightingRow.call_id).where(CallSightingRow.feed == bindparam("feed"),
                                          CallSightingRow.sighted_id == bindparam("name")).scalar_subquery()))
_BY_CONNECTION = _HELD.where(
    CallRow.feed == bindparam("feed"), CallRow.connection == bindparam("line"), _no_known_end(),
).order_by(*_NEWEST).limit(1)
_BY_SIGHTED_CONNECTION = _HELD.join(CallSightingRow, CallSightingRow.call_id == CallRow.id).where(
    CallSightingRow.feed == bindparam("feed"), CallSightingRow.connection == bindparam("line"), _no_known_end(),
).order_by(*_NEWEST).limit(1)


def one_beginning_at_a_time(session: Session) -> bool:
    """Until the transaction ends nobody else makes a call: so two lines that tell of one see each other's row.

    Returns whether somebody may have made one since this transaction began; a file has one writer anyhow.
    """
    if session.connection().dialect.name != "postgresql":
        return False
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _BEGINNING_LOCK})
    return True


def calls_like(session: Session, caller: str | None, called: str | None, span: tuple[datetime, datetime],
               *which: ColumnElement[bool]) -> list[CallRow]:
    """Calls with the same caller or the same called number that rang within the span, the newest 100 of each."""
    rows: dict[int, CallRow] = {}
    for column, number in ((CallRow.caller_number, caller), (CallRow.called_number, called)):
        if number is None:
            continue
        for row in session.scalars(
                select(CallRow).where(column == number, CallRow.rang_at >= span[0], CallRow.rang_at <= span[1], *which)
                .order_by(CallRow.rang_at.desc()).limit(_MOST_ALIKE)):
            rows[row.id] = row
    return list(rows.values())


def internal_calls(session: Session, caller: str, span: tuple[datetime, datetime],
                   *which: ColumnElement[bool]) -> list[CallRow]:
    """Calls within the house from this extension that rang within the span."""
    return list(session.scalars(select(CallRow).where(
        CallRow.rang_at >= span[0], CallRow.rang_at <= span[1], CallRow.direction == INTERNAL,
        CallRow.caller_raw == caller, *which).limit(_MOST_ALIKE)))


def sightings_of(session: Session, call_ids: Sequence[int]) -> list[CallSightingRow]:
    """What the lines tell of these calls, in the order in which they did."""
    return list(session.scalars(
        select(CallSightingRow).where(CallSightingRow.call_id.in_(call_ids)).order_by(CallSightingRow.id)))


def calls_of_parts(session: Session, worklog_ids: Sequence[int]) -> dict[int, CallRow]:
    """The calls in which these worklogs are somebody's part, by key of the worklog."""
    found: dict[int, CallRow] = {}
    for part in range(0, len(worklog_ids), _MOST_KEYS):
        rows = session.execute(
            select(CallLegRow.worklog_id, CallRow).join(CallRow, CallRow.id == CallLegRow.call_id)
            .where(CallLegRow.worklog_id.in_(worklog_ids[part:part + _MOST_KEYS])))
        found |= {key: call for key, call in rows if key is not None}
    return found


def talks_of(session: Session, agent_id: int) -> list[CallLegRow]:
    """The parts that this user has in calls which are talked on now, those that are parked too; oldest first."""
    return list(session.scalars(
        select(CallLegRow).join(CallRow, CallRow.id == CallLegRow.call_id)
        .where(still_running(), CallRow.state == ANSWERED, CallLegRow.agent_id == agent_id,
               CallLegRow.ended_at.is_(None), CallLegRow.worklog_id.is_not(None))
        .order_by(CallLegRow.answered_at, CallLegRow.id)))


def taken_at(session: Session, extension: str) -> tuple[int, str] | None:
    """Who last said himself that he talks at this extension, by his key, and at which desk; None if nobody did."""
    row = session.execute(
        select(CallLegRow.agent_id, CallLegRow.desk)
        .where(CallLegRow.extension == extension, CallLegRow.agent_id.is_not(None), CallLegRow.desk != "")
        .order_by(CallLegRow.answered_at.desc(), CallLegRow.id.desc()).limit(1)).first()
    return None if row is None else (row.agent_id, row.desk)


def running_calls(session: Session, feed: str | None = None, desk: str | None = None) -> list[CallRow]:
    """Calls that have not ended, oldest first."""
    query = select(CallRow).where(still_running())
    if feed is not None:
        seen = select(CallSightingRow.call_id).where(CallSightingRow.feed == feed)
        query = query.where(or_(CallRow.feed == feed, CallRow.id.in_(seen)))
    if desk is not None:
        query = query.where(CallRow.desk == desk)
    return list(session.scalars(query.order_by(CallRow.id)))
