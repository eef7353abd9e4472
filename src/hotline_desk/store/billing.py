"""Documents, their lines and files, and the claims that keep work from being billed twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import Date, ForeignKey, LargeBinary, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, aliased, defer, mapped_column

from hotline_desk.domain.billing.values import DOCUMENT_KINDS, FILE_KINDS, UNITS
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.schema import APPEND_ONLY, Business, Instant, Key, Row, Whole, codes

Day: TypeAlias = date
"""Named apart, because a column is called date."""


class DocumentRow(Business):
    """A document. `content` is the frozen form everything printed is made from; final rows never change."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("series", "year", "sequence"), codes("kind", DOCUMENT_KINDS),
                      codes("state", ("draft", "final")))

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    series: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(Whole)
    sequence: Mapped[int | None] = mapped_column(Whole)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    address_id: Mapped[int] = mapped_column(Key, ForeignKey("address.id"), index=True)
    date: Mapped[Day] = mapped_column(Date)
    due: Mapped[Day | None] = mapped_column(Date)
    period_from: Mapped[Day] = mapped_column(Date)
    period_to: Mapped[Day] = mapped_column(Date)
    net_cents: Mapped[int] = mapped_column(Whole)
    tax_cents: Mapped[int] = mapped_column(Whole)
    gross_cents: Mapped[int] = mapped_column(Whole)
    cancels_id: Mapped[int | None] = mapped_column(Key, ForeignKey("document.id"), unique=True)
    issued_at: Mapped[datetime | None] = mapped_column(Instant)
    issued_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    content: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class DocumentLineRow(Row):
    __tablename__ = "document_line"
    __table_args__ = (UniqueConstraint("document_id", "position"), codes("unit", UNITS))
    audit = APPEND_ONLY

    document_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"))
    position: Mapped[int] = mapped_column(Whole)
    article: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(20))
    quantity_e4: Mapped[int] = mapped_column(Whole)
    price_e4: Mapped[int] = mapped_column(Whole)
    net_cents: Mapped[int] = mapped_column(Whole)
    tax_rate_bp: Mapped[int] = mapped_column(Whole)
    raw_seconds: Mapped[int] = mapped_column(Whole)
    billed_seconds: Mapped[int] = mapped_column(Whole)


class DocumentTaxRow(Row):
    __tablename__ = "document_tax"
    __table_args__ = (UniqueConstraint("document_id", "rate_bp"),)
    audit = APPEND_ONLY

    document_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"))
    rate_bp: Mapped[int] = mapped_column(Whole)
    net_cents: Mapped[int] = mapped_column(Whole)
    tax_cents: Mapped[int] = mapped_column(Whole)


class DocumentFileRow(Row):
    """A paper as it was given out, with its SHA-256; only ever inserted.

    `hash` is its link in the chain of files: sha256 over the previous link, the document's hash, kind and sha256.
    """

    __tablename__ = "document_file"
    __table_args__ = (UniqueConstraint("document_id", "kind"), codes("kind", FILE_KINDS))
    audit = None
    audit_reason = "only ever inserted (triggers), and its hash is in the row; the audit need not repeat the bytes"

    document_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"))
    kind: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64), default="")
    hash: Mapped[str] = mapped_column(String(64), default="")


class BillingReleaseRow(Row):
    """A claim that a cancellation took away."""

    __tablename__ = "billing_release"
    audit = APPEND_ONLY

    worklog_id: Mapped[int] = mapped_column(Key, ForeignKey("worklog.id"), index=True)
    document_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"))
    line_id: Mapped[int | None] = mapped_column(Key, ForeignKey("document_line.id"))
    cancellation_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"))


def document_by_number(session: Session, number: str) -> DocumentRow | None:
    return session.scalar(select(DocumentRow).where(DocumentRow.number == number))


def cancellation_of(session: Session, document_id: int) -> DocumentRow | None:
    """The document that cancels this one."""
    return session.scalar(select(DocumentRow).where(DocumentRow.cancels_id == document_id))


def last_hash(session: Session) -> str:
    """Hash of the newest final document, zeros before the first."""
    newest = select(DocumentRow.hash).where(DocumentRow.state == "final").order_by(DocumentRow.id.desc()).limit(1)
    return session.scalar(newest) or "0" * 64


def last_file_hash(session: Session) -> str:
    """Link of the newest paper in the chain of files, zeros before the first."""
    newest = select(DocumentFileRow.hash).where(DocumentFileRow.hash != "").order_by(DocumentFileRow.id.desc()).limit(1)
    return session.scalar(newest) or "0" * 64


def last_document(session: Session) -> int:
    """Key of the newest document, 0 before the first."""
    return session.scalar(select(func.max(DocumentRow.id))) or 0


def documents_with_cancellation(session: Session) -> list[tuple[DocumentRow, DocumentRow | None, AddressRow]]:
    """All documents, newest first, each with the document that cancels it and the address it went to.

    Their contents are not read with them.
    """
    other = aliased(DocumentRow)
    rows = session.execute(
        select(DocumentRow, other, AddressRow).outerjoin(other, other.cancels_id == DocumentRow.id)
        .join(AddressRow, AddressRow.id == DocumentRow.address_id)
        .options(defer(DocumentRow.content), defer(other.content)).order_by(DocumentRow.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]
