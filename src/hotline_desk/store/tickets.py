"""Tickets and worklogs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, String, Text, TextClause, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline_desk.domain.tickets import CHANNELS, KINDS, LINKS, OUTCOMES, PRIORITIES, STATES, WORKLOG_KINDS, Pause
from hotline_desk.store.schema import Business, Instant, Key, Table, Whole, codes

UNSOLVED_SQL = "state IN ('new', 'open', 'resubmitted')"
"""Written out, because a partial index serves only queries that repeat its condition to the letter."""


def unsolved() -> TextClause:
    """The condition that a ticket is unsolved, served by an index that holds these tickets alone."""
    return text(f"ticket.{UNSOLVED_SQL}")


class TicketRow(Business):
    """`resubmit_local` and `resubmit_zone` are what was agreed, `resubmit_at` the instant that follows.

    `client_id` is the company behind the number that was called, where that is not our own. `maintenance` is a code
    of `MAINTENANCE` or empty, `reference` what others call the case, `tags` words with blanks between.
    """

    __tablename__ = "ticket"
    audit_hides = frozenset({"caller_number", "contact_name"})
    __table_args__ = (
        codes("kind", KINDS), codes("channel", CHANNELS), codes("state", STATES), codes("priority", PRIORITIES),
        codes("outcome", OUTCOMES), Index(None, "state", "created_at"), Index(None, "address_id", "created_at"),
        Index(None, "changed_at", "id"),
        Index("ix_ticket_unsolved", "address_id", sqlite_where=text(UNSOLVED_SQL), postgresql_where=text(UNSOLVED_SQL)),
    )

    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(20), default="action")
    channel: Mapped[str] = mapped_column(String(20), default="phone")
    state: Mapped[str] = mapped_column(String(20), default="new")
    priority: Mapped[str] = mapped_column(String(20), default="normal")
    subject: Mapped[str] = mapped_column(String(300), default="")
    request: Mapped[str] = mapped_column(Text, default="")
    solution: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str | None] = mapped_column(String(20))
    address_id: Mapped[int | None] = mapped_column(Key, ForeignKey("address.id"))
    contact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("contact.id"))
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    caller_number: Mapped[str | None] = mapped_column(String(20), index=True)
    agent_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    touched_at: Mapped[datetime | None] = mapped_column(Instant)
    resubmit_local: Mapped[str | None] = mapped_column(String(20))
    resubmit_zone: Mapped[str | None] = mapped_column(String(60))
    resubmit_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    resubmit_reason: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    merged_into_id: Mapped[int | None] = mapped_column(Key, ForeignKey("ticket.id"))
    ref: Mapped[str | None] = mapped_column(String(80), unique=True)
    category: Mapped[str] = mapped_column(String(120), default="")
    product: Mapped[str] = mapped_column(String(120), default="")
    client_id: Mapped[int | None] = mapped_column(Key, ForeignKey("address.id"), index=True)
    maintenance: Mapped[str] = mapped_column(String(20), default="")
    reference: Mapped[str] = mapped_column(String(80), default="")
    tags: Mapped[str] = mapped_column(String(300), default="")
    project_id: Mapped[int | None] = mapped_column(Key, ForeignKey("project.id"), index=True)


class TicketNoteRow(Business):
    """What was said at a hand-over; part of the ticket's history, never changed."""

    __tablename__ = "ticket_note"
    audit = "append-only"

    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    act: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)


class WorklogRow(Business):
    """Raw times are set once (a trigger watches); corrections stand beside them and count."""

    __tablename__ = "worklog"
    __table_args__ = (
        codes("kind", WORKLOG_KINDS), Index(None, "agent_id", "raw_start"),
        Index("ix_worklog_running", "agent_id", sqlite_where=text("raw_end IS NULL"),
              postgresql_where=text("raw_end IS NULL")),
    )

    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    agent_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    raw_start: Mapped[datetime | None] = mapped_column(Instant)
    raw_end: Mapped[datetime | None] = mapped_column(Instant)
    corrected_start: Mapped[datetime | None] = mapped_column(Instant)
    corrected_end: Mapped[datetime | None] = mapped_column(Instant)
    correction_reason: Mapped[str] = mapped_column(Text, default="")
    corrected_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    article_id: Mapped[int | None] = mapped_column(Key, ForeignKey("article.id"))
    quantity_e4: Mapped[int | None] = mapped_column(Whole)
    text: Mapped[str] = mapped_column(Text, default="")
    billable: Mapped[bool] = mapped_column(Boolean, default=True)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    removal_reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def start(self) -> datetime | None:
        return self.corrected_start or self.raw_start

    @property
    def end(self) -> datetime | None:
        return self.corrected_end or self.raw_end


class TicketLinkRow(Business):
    """`from_id` is part of, a duplicate of, or related to `to_id`."""

    __tablename__ = "ticket_link"
    __table_args__ = (codes("kind", LINKS),)

    from_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    to_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class ContentRow(Table):
    """The bytes of attachments, by their SHA-256: the same file is kept once."""

    __tablename__ = "content"
    audit = None
    audit_reason = "is named by its hash, which the attachment's audit holds"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(Whole)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class AttachmentRow(Business):
    """A file at a ticket."""

    __tablename__ = "attachment"

    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    hash: Mapped[str] = mapped_column(String(64), ForeignKey("content.hash"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int] = mapped_column(Whole)
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))


class ShiftRow(Business):
    """What one shift leaves to the next; `content` is the page as it was handed over, as JSON, with callers on it."""

    __tablename__ = "shift"
    audit_hides = frozenset({"content"})

    from_id: Mapped[int] = mapped_column(Key, ForeignKey("user_account.id"))
    to_user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"), index=True)
    to_team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"), index=True)
    handed_at: Mapped[datetime] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))


class SavedSearchRow(Business):
    """A filter of a list under a name; `filter` is JSON. A shared one is everybody's."""

    __tablename__ = "saved_search"

    owner_id: Mapped[int] = mapped_column(Key, ForeignKey("user_account.id"), index=True)
    shared: Mapped[bool] = mapped_column(Boolean, default=False)
    frame: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    filter: Mapped[str] = mapped_column(Text)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)


class WorklogPauseRow(Business):
    """Time in which a talk was parked: it counts for nobody. `ended_at` is None as long as it is."""

    __tablename__ = "worklog_pause"

    worklog_id: Mapped[int] = mapped_column(Key, ForeignKey("worklog.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class BillingClaimRow(Table):
    """Work that stands on a valid document, so that it is billed once and not changed meanwhile.

    `line_id` is None for what is listed but not charged; `counted` is the time that was charged, as JSON of spans
    in ISO form, None if it is all of the work's. The row belongs to the worklog; billing writes it.
    """

    __tablename__ = "billing_claim"

    worklog_id: Mapped[int] = mapped_column(Key, ForeignKey("worklog.id"), primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"), index=True)
    document_number: Mapped[str] = mapped_column(String(40))
    line_id: Mapped[int | None] = mapped_column(Key, ForeignKey("document_line.id"))
    counted: Mapped[str | None] = mapped_column(Text)


def live_worklogs(session: Session, ticket_id: int) -> list[WorklogRow]:
    """The worklogs of a ticket that were not removed, in the order of their begin."""
    rows = session.scalars(
        select(WorklogRow).where(WorklogRow.ticket_id == ticket_id, WorklogRow.removed_at.is_(None))
    )
    return sorted(rows, key=lambda w: (w.start is None, w.start or 0, w.id))


def pauses_of(session: Session, worklog_ids: Collection[int]) -> dict[int, list[Pause]]:
    """When talks were parked, by key of the worklog; those that never were are left out."""
    found: dict[int, list[Pause]] = {}
    keys = sorted(worklog_ids)
    for part in range(0, len(keys), 500):
        rows = session.execute(
            select(WorklogPauseRow.worklog_id, WorklogPauseRow.began_at, WorklogPauseRow.ended_at)
            .where(WorklogPauseRow.worklog_id.in_(keys[part:part + 500]))
            .order_by(WorklogPauseRow.began_at, WorklogPauseRow.id))
        for key, began_at, ended_at in rows:
            found.setdefault(key, []).append(Pause(began_at, ended_at))
    return found
