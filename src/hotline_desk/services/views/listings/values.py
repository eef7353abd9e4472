"""What the command line lists. The fields and their order are what programs rely on.

Instants are UTC (shown in the company's zone), amounts, prices, rates and quantities decimal texts,
durations whole seconds, codes not translations, None what is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

Day = date  # a document has a field named date, which hides the type within its class


@dataclass(frozen=True)
class ListFilter:
    """What is wanted: inclusive days of the company's zone, an address's number, a code, a login, a team's name."""

    first: date | None = None
    last: date | None = None
    customer: str | None = None
    state: str | None = None
    agent: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class ListedCall:
    """A call of the journal; `duration_seconds` is talk, 0 if nobody answered.

    A number that this user may not see is cut ("+49 30 123…") or None. `line` is the name of what was called,
    `guessed` that the address is only probable.
    """

    id: int
    uid: str
    feed: str
    call_id: str
    direction: str
    state: str
    outcome: str | None
    caller_number: str | None
    number_state: str
    caller_name: str | None
    called_number: str | None
    extension: str | None
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    duration_seconds: int
    address_number: str | None
    ticket_number: str | None
    line: str | None
    queue: str | None
    menu: str | None
    guessed: bool


@dataclass(frozen=True)
class ListedCallback:
    """A callback; `state` is open, done or removed, `due_local` the time that was promised, in the zone `due_zone`."""

    uid: str
    state: str
    number: str
    contact: str | None
    address_number: str | None
    ticket_number: str | None
    due_at: datetime
    due_local: str
    due_zone: str
    agent: str | None
    team: str | None
    note: str
    made_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class ListedTicket:
    """A ticket. `billing` is open, partly, billed or free; seconds are those that count
    (corrected, without parked time)."""

    uid: str
    number: str | None
    kind: str
    channel: str
    state: str
    priority: str
    subject: str
    address_number: str | None
    address_name: str | None
    contact: str | None
    caller_number: str | None
    agent: str | None
    team: str | None
    created_at: datetime
    resubmit_at: datetime | None
    closed_at: datetime | None
    call_seconds: int
    work_seconds: int
    outcome: str | None
    billing: str
    document_numbers: tuple[str, ...]


@dataclass(frozen=True)
class ListedWorklog:
    """A measure; `start` and `end` as corrected. `raw_seconds` is None while the clock runs."""

    uid: str
    ticket_number: str | None
    kind: str
    agent: str | None
    raw_start: datetime | None
    raw_end: datetime | None
    raw_seconds: int | None
    start: datetime | None
    end: datetime | None
    article: str | None
    quantity: str | None
    text: str
    billable: bool
    document_number: str | None


@dataclass(frozen=True)
class ListedLine:
    """A line of a document.

    `kind` is work, fee, callout or hand; `segment` the time of the service calendar ("" within service hours) that asks
    for the `surcharge`, which `price` contains; `net` is what is left after the line's own discount. `quota_seconds` of
    the work cost nothing and are not in `billed_seconds`; where work is charged by several lines they stand at its
    first. `late_month` is the month of work that was not billed in its time, `corrects` the position in the corrected
    invoice.
    """

    position: int
    article: str
    text: str
    raw_seconds: int
    billed_seconds: int
    quantity: str
    unit: str
    price: str
    net: str
    tax_rate: str
    kind: str
    segment: str
    surcharge: str
    discount: str
    discount_amount: str
    quota_seconds: int
    service_from: date
    service_to: date
    late_month: date | None
    corrects: int | None


@dataclass(frozen=True)
class ListedDiscount:
    """A discount of the whole document within one rate of tax."""

    tax_rate: str
    base: str
    percent: str
    amount: str


@dataclass(frozen=True)
class ListedQuota:
    """A contract's quota in a month (its first day), all in seconds; `left` can still be used after it."""

    contract: str
    month: date
    carried_seconds: int
    granted_seconds: int
    used_seconds: int
    expired_seconds: int
    left_seconds: int


@dataclass(frozen=True)
class ListedDocument:
    """A document; `number` is None for what is only proposed, `open` what is still to be paid.

    A proposal that is `carried` is too small to be issued alone and waits for the next period.
    """

    number: str | None
    kind: str
    state: str
    address_number: str
    date: Day
    period_from: Day
    period_to: Day
    net: str
    tax: str
    gross: str
    open: str
    lines: tuple[ListedLine, ...]
    discounts: tuple[ListedDiscount, ...] = ()
    quotas: tuple[ListedQuota, ...] = ()
    carried: bool = False


@dataclass(frozen=True)
class ListedContract:
    """By which terms an address is billed from a day to a day; `until` None means until further notice."""

    terms: str
    since: date = field(metadata={"name": "from"})
    until: date | None = field(metadata={"name": "to"})


@dataclass(frozen=True)
class ListedAddress:
    """An address with all its numbers (E.164 where they have that form) and e-mails, those of contacts too."""

    number: str
    name: str
    roles: tuple[str, ...]
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    contracts: tuple[ListedContract, ...]
