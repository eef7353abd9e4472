"""By what a call is charged now, for the popup, the ticket and the customer's frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.domain.called_numbers import reached
from hotline_desk.domain.calls import IN
from hotline_desk.domain.contracts import ANYTHING, Reach
from hotline_desk.services.billing.price_now import price_now
from hotline_desk.services.calls.called import live_called_numbers
from hotline_desk.services.context import Context
from hotline_desk.services.rows import uid_of
from hotline_desk.store.addresses import ContactRow
from hotline_desk.store.calls.journal import CallRow
from hotline_desk.store.tickets import TicketRow

_NEARLY = 5
"""With a fifth of the quota left it is said that it comes to its end."""


@dataclass(frozen=True)
class Conditions:
    """By what a call is charged now. Price in 1/10,000 per `unit`, with the surcharge of the segment of the service
    calendar; quota in seconds of this month, with what was carried into it and without what is not billed yet.
    """

    terms: str | None
    quota_left: int | None
    quota_total: int | None
    price_e4: int | None
    unit: str
    first: int
    next: int
    segment: str = ""
    surcharge_bp: int = 0

    @property
    def charged(self) -> bool:
        """Whether the price must be told: no contract, its quota is used up, or this hour costs more."""
        return self.price_e4 is not None and (self.terms is None or self.quota_left == 0 or self.surcharge_bp > 0)

    def quota_used(self, running: int = 0) -> int:
        """How far the quota is used, with so many seconds of a running call: 100 or 80 per cent, else 0."""
        if self.quota_left is None or not self.quota_total:
            return 0
        left = self.quota_left - running
        return 100 if left <= 0 else 80 if left * _NEARLY <= self.quota_total else 0


def conditions(ctx: Context, session: Session, address_id: int | None, reach: Reach = ANYTHING) -> Conditions:
    """A shared step: what holds now for work that this address pays; without a contract the company's rules."""
    now = price_now(ctx, session, address_id, ctx.clock.now(), reach, ctx.user.uid)
    return Conditions(now.terms, now.quota_left, now.quota_total, now.price_e4, now.unit, now.first, now.next,
                      now.segment if now.surcharge_bp else "", now.surcharge_bp)


def of_ticket(ctx: Context, session: Session, ticket: TicketRow,
              calls: Sequence[CallRow] | None = None) -> Conditions:
    """A shared step: the conditions of a ticket, by who pays for it and what its calls came by.

    `calls` are those of the ticket, where they are known already.
    """
    if calls is None:
        calls = session.scalars(select(CallRow).where(CallRow.ticket_id == ticket.id, CallRow.direction == IN)).all()
    reach = Reach(_ways(session, *calls), ticket.product, ticket.category,
                  uid_of(session, ContactRow, ticket.contact_id))
    return conditions(ctx, session, ticket.client_id or ticket.address_id, reach)


def of_call(ctx: Context, session: Session, call: CallRow, client_id: int | None) -> Conditions:
    """A shared step: the conditions of a call; `client_id` is the company behind the line that was called."""
    reach = Reach(_ways(session, call), "", "", uid_of(session, ContactRow, call.contact_id))
    return conditions(ctx, session, client_id or call.address_id, reach)


def _ways(session: Session, *calls: CallRow) -> frozenset[str]:
    """What was called, as uids of called numbers, queues and menu choices."""
    incoming = [call for call in calls if call.direction == IN]
    known = live_called_numbers(session) if incoming else []
    return frozenset(row.uid for call in incoming
                     for row in reached(known, call.called_number, call.queue, call.menu))
