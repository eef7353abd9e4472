"""Frozen values of billing: work and rules in, drafts and documents out.

Amounts are integer cents, prices and quantities 1/10,000, rates basis points, times seconds and UTC instants.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hotline_desk.domain.billing.service_calendar import ServiceCalendar
from hotline_desk.domain.tickets import Pause

Day = date  # a document has a field named date, which hides the type within its class
WORKLOG, TICKET, PERIOD = "worklog", "ticket", "period"
SCOPES = (WORKLOG, TICKET, PERIOD)
UNITS = ("hour", "minute", "piece", "flat", "kilometre")
TIME_UNITS = {"hour": 3600, "minute": 60}
INVOICE, CANCELLATION, CORRECTION, OFFER = "invoice", "cancellation", "correction", "offer"
DOCUMENT_KINDS = (INVOICE, CANCELLATION, CORRECTION, OFFER)
DRAFT, FINAL, CANCELLED = "draft", "final", "cancelled"
LETTER, STATEMENT, XRECHNUNG = "letter", "statement", "xrechnung"
FILE_KINDS = (LETTER, STATEMENT, XRECHNUNG)
BILLED, RAW = "billed", "raw"
OF_WORK, OF_FEE, OF_CALLOUT, BY_HAND = "work", "fee", "callout", "hand"


@dataclass(frozen=True)
class PricedArticle:
    """An article with the price that holds for this customer and day."""

    number: str
    name: str
    unit: str
    price_e4: int
    tax_rate_bp: int
    gross_price: bool = False


@dataclass(frozen=True)
class Rules:
    """The terms that held on the day of the work. Increments, minimum and grace in seconds.

    With `quota` the work draws on what the contract grants, on billed seconds or before the increment ("raw");
    out of hours at a factor in 1/10,000, not at all for 0. `on_call` says that `minimum` is that of on-call work.
    """

    terms: str
    first: int = 60
    next: int = 60
    minimum: int = 0
    grace: int = 0
    scope: str = WORKLOG
    charge_after_call: bool = False
    per_agent: bool = False
    contract_uid: str | None = None
    calendar: ServiceCalendar | None = None
    quota: bool = False
    quota_basis: str = BILLED
    quota_factor_outside_e4: int = 10_000
    on_call: bool = False


@dataclass(frozen=True)
class Callout:
    """What is charged once for an on-call job; works of one job have the same `job`."""

    job: str
    article: PricedArticle
    text: str


@dataclass(frozen=True)
class Work:
    """One worklog as billing sees it: counted times, and the article and rules that hold for its day.

    What lies in `pauses` was parked and is not charged. `charged` is what somebody decided for this work alone,
    None if nobody did.
    """

    uid: str
    ticket_uid: str
    ticket_number: str
    subject: str
    solution: str
    kind: str
    agent_uid: str | None
    agent_name: str
    start: datetime
    end: datetime
    raw_seconds: int
    day: date
    article: PricedArticle
    rules: Rules
    text: str = ""
    quantity_e4: int | None = None
    billable: bool = True
    pauses: tuple[Pause, ...] = ()
    outcome: str | None = None
    caller_number: str | None = None
    caller_name: str = ""
    contact: str = ""
    direction: str = ""
    late: bool = False
    charged: bool | None = None
    callout: Callout | None = None
    called_number: str | None = None
    cost_centre: str = ""
    price_told_at: datetime | None = None


@dataclass(frozen=True)
class Fee:
    """A month's fee (its first day) of a contract that is to be charged, already pro rata, for these days."""

    contract_uid: str
    month: date
    article: PricedArticle
    text: str
    first: date
    last: date


@dataclass(frozen=True)
class Line:
    """One amount of a document. `service_month` is the first of the month for a Nachberechnung, else None.

    `price_e4` contains the surcharge of `surcharge_bp`, which the segment of the service calendar named `segment`
    asked for ("outside", "holiday", the name of a band). `net_cents` (or the gross amount behind it) is what is left
    after the line's own discount of `discount_bp`, which took `discount_cents`. `corrects` is the position in the
    corrected document.
    """

    position: int
    article: str
    text: str
    unit: str
    quantity_e4: int
    price_e4: int
    net_cents: int
    tax_rate_bp: int
    raw_seconds: int
    billed_seconds: int
    service_from: date
    service_to: date
    worklogs: tuple[str, ...]
    gross_price: bool = False
    service_month: date | None = None
    kind: str = OF_WORK
    segment: str = ""
    surcharge_bp: int = 0
    discount_bp: int = 0
    discount_cents: int = 0
    corrects: int | None = None


@dataclass(frozen=True)
class Item:
    """One call or measure on the statement. `position` is the line that charges it, None if none does.

    `rule` is a code with values for the sentence ("15/15", "grace", "goodwill", ...); `value_cents` is what
    was given away, else the amount. With a scope wider than the worklog the amount stands at the unit's
    first item and `billed_seconds` of the others is 0. `quota_seconds` of the billed ones were drawn from the quota
    and cost nothing. `price_told_at` is when the caller was told the price.
    """

    worklog_uid: str
    ticket_number: str
    subject: str
    solution: str
    kind: str
    direction: str
    start: datetime
    end: datetime
    agent: str
    text: str
    caller_number: str | None
    contact: str
    raw_seconds: int
    billed_seconds: int
    quantity_e4: int | None
    unit: str
    amount_cents: int
    value_cents: int
    rule: str
    position: int | None = None
    late: bool = False
    quota_seconds: int = 0
    called_number: str | None = None
    cost_centre: str = ""
    price_told_at: datetime | None = None


@dataclass(frozen=True)
class Discount:
    """A reduction of the whole document, within one rate of tax: `amount_cents` off `base_cents`."""

    rate_bp: int
    base_cents: int
    percent_bp: int
    amount_cents: int


@dataclass(frozen=True)
class QuotaUse:
    """Seconds that a worklog drew from the quota granted for a month (its first day)."""

    contract_uid: str
    month: date
    worklog_uid: str
    seconds: int


@dataclass(frozen=True)
class QuotaAccount:
    """A contract's quota over the period of a document, in seconds. `left` is what can still be used after it."""

    contract: str
    month: date
    carried: int
    granted: int
    used: int
    expired: int
    left: int


@dataclass(frozen=True)
class FeeMonth:
    """A month's fee (its first day) of a contract, and the line that charges it."""

    contract_uid: str
    month: date
    position: int


@dataclass(frozen=True)
class Tax:
    """Net and tax of one rate, after discounts of the document."""

    rate_bp: int
    net_cents: int
    tax_cents: int


@dataclass(frozen=True)
class InvoiceDraft:
    """What would be issued for one customer: exactly what the preview shows.

    A `carried` one is too small to be issued alone and waits for the next period.
    """

    address_uid: str
    address_number: str
    address_name: str
    period_from: date
    period_to: date
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    taxes: tuple[Tax, ...]
    net_cents: int
    tax_cents: int
    gross_cents: int
    small_business: bool = False
    reverse_charge: bool = False
    discounts: tuple[Discount, ...] = ()
    quotas: tuple[QuotaAccount, ...] = ()
    quota_uses: tuple[QuotaUse, ...] = ()
    fees: tuple[FeeMonth, ...] = ()
    carried: bool = False


@dataclass(frozen=True)
class Refusal:
    """A customer who cannot be billed yet, and why: an id of the error catalogue with its values.

    A value is a text, or several messages that are listed.
    """

    address_uid: str
    address_number: str
    address_name: str
    error: str
    values: tuple[tuple[str, str | tuple[str, ...]], ...]


@dataclass(frozen=True)
class Party:
    """Sender or recipient as printed."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    contact: str = ""
    number: str = ""
    vat_id: str = ""
    tax_number: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    bank: str = ""
    iban: str = ""
    bic: str = ""
    register: str = ""
    order_reference: str = ""
    cost_centre: str = ""
    buyer_reference: str = ""


@dataclass(frozen=True)
class Document:
    """A document as stored; once final it never changes. `state` cancelled is derived.

    `format` is pdf, zugferd or xrechnung. `corrects` is the number of the invoice that a correction corrects, `offer`
    that of the offer behind an invoice. An offer holds until `valid_until`. Skonto of `skonto_bp` may be taken within
    `skonto_days` of the date. `service` is whose work was done, where the recipient is somebody else.
    """

    uid: str
    number: str | None
    kind: str
    state: str
    sender: Party
    recipient: Party
    language: str
    zone: str
    date: Day
    due: Day | None
    period_from: Day
    period_to: Day
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    taxes: tuple[Tax, ...]
    net_cents: int
    tax_cents: int
    gross_cents: int
    open_cents: int = 0
    cancels: str | None = None
    cancelled_by: str | None = None
    small_business: bool = False
    sample: bool = False
    text_above: str = ""
    text_below: str = ""
    statement_numbers: str = "full"
    statement_title: str = "auto"
    address_uid: str = ""
    format: str = "pdf"
    reverse_charge: bool = False
    consumer: bool = False
    skonto_days: int | None = None
    skonto_bp: int = 0
    discounts: tuple[Discount, ...] = ()
    quotas: tuple[QuotaAccount, ...] = ()
    corrects: str | None = None
    offer: str | None = None
    valid_until: Day | None = None
    title: str = ""
    service: str = ""
