"""Short ways to say a worklog, an article or a draft in the tests of billing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from hotline_desk.domain.billing.documents import document_number
from hotline_desk.domain.billing.draft import draft
from hotline_desk.domain.billing.values import (
    FINAL,
    INVOICE,
    Document,
    InvoiceDraft,
    Party,
    PricedArticle,
    Rules,
    Work,
)

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
SUPPORT = PricedArticle("SUP", "Telefonsupport", "hour", 950_000, 1900)
MINUTES = PricedArticle("MIN", "Hotline", "minute", 18_900, 1900)
EXACT = Rules("Genau", first=1, next=1)
QUARTERS = Rules("Viertel", first=900, next=900)
_numbers = count(1)


def work(minutes: float = 10, *, at: datetime | str = "2026-10-05T09:00", **values: Any) -> Work:
    """A call of so many minutes from `at` (UTC) on; by default each on a ticket and of an agent of its own."""
    start = (datetime.fromisoformat(at) if isinstance(at, str) else at).replace(tzinfo=UTC)
    seconds = round(minutes * 60)
    n = next(_numbers)
    given: dict[str, Any] = {
        "uid": f"w{n:06}", "ticket_uid": f"t{n}", "ticket_number": f"2026-{n:05}", "subject": "Drucker",
        "solution": "Neu gestartet", "kind": "call", "agent_uid": f"a{n}", "agent_name": "Anna",
        "start": start, "end": start + timedelta(seconds=seconds), "raw_seconds": seconds, "day": start.date(),
        "article": SUPPORT, "rules": EXACT,
    }
    return Work(**{**given, **values})


def pieces(quantity: float, price_e4: int, rate_bp: int = 1900, unit: str = "piece", **values: Any) -> Work:
    """A charge by quantity."""
    number = f"{unit}-{price_e4}-{rate_bp}"
    article = PricedArticle(number, number, unit, price_e4, rate_bp)
    return work(0, article=article, quantity_e4=round(quantity * 10_000), **{"kind": "work", **values})


def drafted(works: Iterable[Work], **values: Any) -> InvoiceDraft:
    """The draft of October 2026 for one customer."""
    return draft(**{
        "address_uid": "c1", "address_number": "10001", "address_name": "Muster GmbH",
        "period_from": OCTOBER[0], "period_to": OCTOBER[1], "works": works, **values,
    })


def issued(proposal: InvoiceDraft, n: int = 123) -> Document:
    """The draft as a final invoice."""
    return Document(
        uid=f"d{n}", number=document_number("RE", 2026, n), kind=INVOICE, state=FINAL,
        sender=Party("Hotline GmbH", street="Weg 1", postcode="10115", city="Berlin", country="DE"),
        recipient=Party(proposal.address_name, number=proposal.address_number), language="de",
        zone="Europe/Berlin", date=date(2026, 11, 2), due=date(2026, 11, 16),
        period_from=proposal.period_from, period_to=proposal.period_to, lines=proposal.lines,
        items=proposal.items, taxes=proposal.taxes, net_cents=proposal.net_cents, tax_cents=proposal.tax_cents,
        gross_cents=proposal.gross_cents, open_cents=proposal.gross_cents, small_business=proposal.small_business,
        address_uid=proposal.address_uid,
    )
