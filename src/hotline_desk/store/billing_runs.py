"""Around the documents: runs, closed periods, where documents come from, what was decided, told, held and sent."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hotline_desk.domain.billing.runs import OFFER_ANSWERS, RUN_STATES, WAYS_OUT
from hotline_desk.store.schema import APPEND_ONLY, Business, Instant, Key, Row, Table, Whole, codes


class BillingRunRow(Business):
    """A run of billing. `request` is what was asked for, as JSON; its documents name it in their origin."""

    __tablename__ = "billing_run"
    __table_args__ = (codes("state", RUN_STATES),)

    state: Mapped[str] = mapped_column(String(20))
    begun_at: Mapped[datetime] = mapped_column(Instant)
    begun_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    request: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")


class BillingPeriodRow(Business):
    """A period that was closed: at zero, or with what was left open and the reason named."""

    __tablename__ = "billing_period"

    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    closed_at: Mapped[datetime] = mapped_column(Instant)
    closed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    left_open: Mapped[str] = mapped_column(Text, default="{}")
    reason: Mapped[str] = mapped_column(Text, default="")
    reopened_at: Mapped[datetime | None] = mapped_column(Instant)
    reopened_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))


class DocumentOriginRow(Table):
    """Where a document comes from: its run, what it corrects, the offer or the recurring invoice behind it."""

    __tablename__ = "document_origin"
    audit = APPEND_ONLY

    document_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"), primary_key=True, autoincrement=False)
    run_id: Mapped[int | None] = mapped_column(Key, ForeignKey("billing_run.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(Key, ForeignKey("document.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(Key, ForeignKey("document.id"), index=True)
    recurring_id: Mapped[int | None] = mapped_column(Key, ForeignKey("recurring_invoice.id"), index=True)


class RecurringInvoiceRow(Business):
    """An invoice that comes again: its lines as JSON, every so many months."""

    __tablename__ = "recurring_invoice"

    address_id: Mapped[int] = mapped_column(Key, ForeignKey("address.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text)
    months: Mapped[int] = mapped_column(Whole)
    next_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date | None] = mapped_column(Date)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)


class FeeClaimRow(Table):
    """A month's fee of a contract that stands on a valid document; a cancellation takes it away."""

    __tablename__ = "fee_claim"

    contract_id: Mapped[int] = mapped_column(Key, ForeignKey("contract.id"), primary_key=True, autoincrement=False)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    document_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"), index=True)


class QuotaUseRow(Row):
    """Seconds drawn from the quota that a contract granted for a month; void once its document is cancelled.

    A correction gives back by a negative row.
    """

    __tablename__ = "quota_use"
    audit = APPEND_ONLY

    document_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"), index=True)
    contract_id: Mapped[int] = mapped_column(Key, ForeignKey("contract.id"), index=True)
    month: Mapped[date] = mapped_column(Date)
    worklog_id: Mapped[int | None] = mapped_column(Key, ForeignKey("worklog.id"), index=True)
    seconds: Mapped[int] = mapped_column(Whole)


class BillingDecisionRow(Row):
    """What was decided about a worklog before its invoice: the newest counts. None leaves a thing as it is."""

    __tablename__ = "billing_decision"
    audit = APPEND_ONLY

    worklog_id: Mapped[int] = mapped_column(Key, ForeignKey("worklog.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    charged: Mapped[bool | None] = mapped_column(Boolean)
    article_id: Mapped[int | None] = mapped_column(Key, ForeignKey("article.id"))
    text: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)


class CallDecisionRow(Row):
    """Why an answered call needs no ticket and is not billed."""

    __tablename__ = "call_decision"
    audit = APPEND_ONLY

    call_id: Mapped[int] = mapped_column(Key, ForeignKey("call.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text)


class OnCallJobRow(Table):
    """A worklog that was done on call: its terms' call-out fee and minimum hold."""

    __tablename__ = "on_call_job"

    worklog_id: Mapped[int] = mapped_column(Key, ForeignKey("worklog.id"), primary_key=True, autoincrement=False)
    alarmed_at: Mapped[datetime | None] = mapped_column(Instant)


class PriceToldRow(Row):
    """The sentence on cost that was read to a caller."""

    __tablename__ = "price_told"
    audit = APPEND_ONLY

    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    text: Mapped[str] = mapped_column(Text)


class DocumentHoldRow(Row):
    """Until when a document is not dunned, and why; the newest counts, without a day the hold is over."""

    __tablename__ = "document_hold"
    audit = APPEND_ONLY

    document_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    until: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)


class OfferAnswerRow(Row):
    """What the customer said to an offer; the newest counts."""

    __tablename__ = "offer_answer"
    __table_args__ = (codes("answer", OFFER_ANSWERS),)
    audit = APPEND_ONLY

    document_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    answer: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")


class DocumentSentRow(Row):
    """A document left the house: by mail, as a file or on paper."""

    __tablename__ = "document_sent"
    __table_args__ = (codes("way", WAYS_OUT),)
    audit = APPEND_ONLY

    document_id: Mapped[int] = mapped_column(Key, ForeignKey("document.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user_account.id"))
    way: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(200), default="")
    message_id: Mapped[str] = mapped_column(String(200), default="")
