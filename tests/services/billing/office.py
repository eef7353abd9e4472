"""The office whose month is billed: articles of every kind, one customer, and short ways to say what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hotline_desk.domain.articles import Article
from hotline_desk.domain.billing.values import InvoiceDraft
from hotline_desk.services.access import store_setting
from hotline_desk.services.articles import keep_article
from hotline_desk.services.billing.propose import Proposal, propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog
from tests import builders

OCTOBER = BillingRequest(date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = BillingRequest(date(2026, 11, 1), date(2026, 11, 30))
QUARTERS = {"first": 900, "next": 900}
EXACT = {"first": 1, "next": 1}

ARTICLES = (
    Article("", "SUP", "Telefonsupport", "hour", 950_000, 1900), Article("", "MIN", "Hotline", "minute", 18_900, 1900),
    Article("", "H85", "Technik", "hour", 850_000, 1900), Article("", "H100", "Schulung", "hour", 1_000_000, 1900),
    Article("", "H120", "Beratung", "hour", 1_200_000, 1900),
    Article("", "KM", "Anfahrt", "kilometre", 6_000, 1900), Article("", "FLAT", "Pauschale", "flat", 250_000, 1900),
    Article("", "P", "Etikett", "piece", 10_300, 1900), Article("", "R19", "Gerät", "piece", 2_605_500, 1900),
    Article("", "R7", "Handbuch", "piece", 348_500, 700), Article("", "R0", "Porto", "piece", 150_000, 0),
    Article("", "GROSS", "Privathilfe", "hour", 1_190_000, 1900, gross_price=True),
    Article("", "GP", "Stick", "piece", 9_900, 1900, gross_price=True),
)


@dataclass(frozen=True)
class Did:
    """A measure: time that was spent, or a quantity."""

    minutes: float = 0
    article: str | None = None
    quantity: str | None = None
    agent: str | None = None
    start: str | None = None
    kind: str = "work"
    billable: bool = True


class Office:
    """Anna's company with its articles; its own standard article is the support by the hour."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        with ctx.store.write(ctx.stamp("article.save")) as tx:
            for article in ARTICLES:
                keep_article(ctx, tx, article)
            store_setting(tx, "", "billing.article", "SUP")
        self.set("billing.article", "SUP")
        self._next = datetime(2026, 10, 5, 8, tzinfo=UTC)

    def set(self, key: str, value: Any) -> None:
        """A setting as this desk sees it."""
        self.ctx = replace(self.ctx, settings=self.ctx.settings.with_values({key: value}))

    def customer(self, number: str = "10001", name: str = "Muster GmbH", **rules: Any) -> str:
        """An address, by a contract if rules are named; its uid."""
        uid = builders.address(self.ctx, name, number=number)
        if rules:
            builders.contract(self.ctx, uid, datetime(2026, 1, 1, tzinfo=UTC), name=f"Terms {number}", **rules)
        return uid

    def ticket(self, customer: str, *done: Did, outcome: str | None = "charge") -> str:
        """A ticket with these measures, one after the other unless they say when; left open without outcome."""
        uid = create_ticket(self.ctx, {"subject": "Vorgang", "address_uid": customer}, created_at=self._next)
        for did in done:
            self.do(uid, did)
        if outcome is not None:
            close_ticket(self.ctx, uid, None, Closing(outcome, "Erledigt"))
        return uid

    def do(self, ticket: str, did: Did) -> str:
        """One more measure on a ticket; its uid."""
        start = datetime.fromisoformat(did.start).replace(tzinfo=UTC) if did.start else self._next
        end = start + timedelta(seconds=round(did.minutes * 60))
        self._next = max(self._next, end)
        return add_worklog(self.ctx, ticket, WorklogEntry(
            "Arbeit", start, end, did.kind, did.article, did.quantity, did.billable, did.agent))

    def propose(self, request: BillingRequest = OCTOBER) -> Proposal:
        return propose(self.ctx, request)

    def drafts(self, request: BillingRequest = OCTOBER) -> tuple[InvoiceDraft, ...]:
        return self.propose(request).drafts


def only(number: str) -> BillingRequest:
    """October of one customer."""
    return replace(OCTOBER, customers=(number,))


def sums(drafts: Sequence[InvoiceDraft]) -> tuple[int, int, int]:
    """Net, tax and gross of all together."""
    return (sum(d.net_cents for d in drafts), sum(d.tax_cents for d in drafts), sum(d.gross_cents for d in drafts))
