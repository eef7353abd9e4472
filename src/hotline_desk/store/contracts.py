"""Service calendars, terms with their versions and prices, contracts of addresses, and how an address is billed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_desk.domain.billing.values import SCOPES
from hotline_desk.domain.contracts import CONTRACT_SCOPES, CYCLES, INVOICE_FORMATS, QUOTA_BASES
from hotline_desk.store.schema import Business, Instant, Key, Row, Whole, codes


class CalendarRow(Business):
    """Service hours, surcharges, bands and own closed days as JSON; the region of the holidays as "DE-BY".

    The region "customer" stands for that of the customer.
    """

    __tablename__ = "calendar"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    zone: Mapped[str] = mapped_column(String(60))
    hours: Mapped[str] = mapped_column(Text, default="{}")
    holidays: Mapped[str] = mapped_column(String(20), default="")
    surcharges: Mapped[str] = mapped_column(Text, default="{}")
    bands: Mapped[str] = mapped_column(Text, default="[]")
    closed: Mapped[str] = mapped_column(Text, default="[]")


class TermsRow(Business):
    __tablename__ = "terms"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)


class TermsVersionRow(Row):
    """The rules of terms from a day on; old periods are billed by the version of their day."""

    __tablename__ = "terms_version"
    __table_args__ = (UniqueConstraint("terms_id", "valid_from"), codes("scope", SCOPES),
                      codes("quota_basis", QUOTA_BASES))

    terms_id: Mapped[int] = mapped_column(Key, ForeignKey("terms.id"))
    valid_from: Mapped[date] = mapped_column(Date)
    article_id: Mapped[int | None] = mapped_column(Key, ForeignKey("article.id"))
    first: Mapped[int] = mapped_column(Whole, default=60)
    next: Mapped[int] = mapped_column(Whole, default=60)
    minimum: Mapped[int] = mapped_column(Whole, default=0)
    grace: Mapped[int] = mapped_column(Whole, default=0)
    scope: Mapped[str] = mapped_column(String(20), default="worklog")
    calendar_id: Mapped[int | None] = mapped_column(Key, ForeignKey("calendar.id"))
    quota_minutes: Mapped[int] = mapped_column(Whole, default=0)
    quota_basis: Mapped[str] = mapped_column(String(10), default="billed")
    quota_factor_outside_e4: Mapped[int] = mapped_column(Whole, default=10_000)
    carry_over_months: Mapped[int] = mapped_column(Whole, default=0)
    monthly_fee_cents: Mapped[int] = mapped_column(Whole, default=0)
    charge_after_call: Mapped[bool] = mapped_column(Boolean, default=False)
    per_agent: Mapped[bool] = mapped_column(Boolean, default=False)
    fee_article_id: Mapped[int | None] = mapped_column(Key, ForeignKey("article.id"))
    callout_article_id: Mapped[int | None] = mapped_column(Key, ForeignKey("article.id"))
    callout_cents: Mapped[int] = mapped_column(Whole, default=0)
    callout_minimum: Mapped[int] = mapped_column(Whole, default=0)


class TermsPriceRow(Row):
    __tablename__ = "terms_price"
    __table_args__ = (UniqueConstraint("version_id", "article_id"),)

    version_id: Mapped[int] = mapped_column(Key, ForeignKey("terms_version.id"))
    article_id: Mapped[int] = mapped_column(Key, ForeignKey("article.id"))
    price_e4: Mapped[int] = mapped_column(Whole)


class ContractRow(Business):
    __tablename__ = "contract"

    address_id: Mapped[int] = mapped_column(Key, ForeignKey("address.id"), index=True)
    terms_id: Mapped[int] = mapped_column(Key, ForeignKey("terms.id"))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
    number: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(120), default="")
    order_reference: Mapped[str] = mapped_column(String(100), default="")
    cost_centre: Mapped[str] = mapped_column(String(60), default="")
    price_list_id: Mapped[int | None] = mapped_column(Key, ForeignKey("price_list.id"))
    cycle: Mapped[str] = mapped_column(String(10), default="")
    notice_months: Mapped[int] = mapped_column(Whole, default=0)
    renewal_months: Mapped[int] = mapped_column(Whole, default=0)
    noticed_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")


class ContractScopeRow(Row):
    """What falls under a contract: a called number, a product, a category or a contact. Without any: everything.

    `value` is the uid of the called number or contact, else the words themselves.
    """

    __tablename__ = "contract_scope"
    __table_args__ = (UniqueConstraint("contract_id", "kind", "value"), codes("kind", CONTRACT_SCOPES))

    contract_id: Mapped[int] = mapped_column(Key, ForeignKey("contract.id"))
    kind: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(120))


class BillingProfileRow(Business):
    """How an address is billed, where it differs from the company's settings ("" and None: as those say).

    `recipient_id` is who gets the invoice instead; `region` the federal state whose holidays hold for it.
    """

    __tablename__ = "billing_profile"
    __table_args__ = (codes("invoice_format", INVOICE_FORMATS), codes("cycle", CYCLES))

    address_id: Mapped[int] = mapped_column(Key, ForeignKey("address.id"), unique=True)
    recipient_id: Mapped[int | None] = mapped_column(Key, ForeignKey("address.id"), index=True)
    price_list_id: Mapped[int | None] = mapped_column(Key, ForeignKey("price_list.id"))
    region: Mapped[str] = mapped_column(String(20), default="")
    invoice_format: Mapped[str] = mapped_column(String(20), default="")
    buyer_reference: Mapped[str] = mapped_column(String(100), default="")
    invoice_email: Mapped[str] = mapped_column(String(200), default="")
    statement_numbers: Mapped[str] = mapped_column(String(10), default="")
    cycle: Mapped[str] = mapped_column(String(10), default="")
    days_to_pay: Mapped[int | None] = mapped_column(Whole)
    skonto_days: Mapped[int | None] = mapped_column(Whole)
    skonto_bp: Mapped[int] = mapped_column(Whole, default=0)
    discount_bp: Mapped[int] = mapped_column(Whole, default=0)
    reverse_charge: Mapped[bool] = mapped_column(Boolean, default=False)
