"""Whether a draft is still what would be issued: its work as it was previewed, its time charged to nobody since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.chargeable import is_timed, why_free
from hotline_desk.domain.billing.overlap import Span
from hotline_desk.domain.billing.values import INVOICE, InvoiceDraft, Work
from hotline_desk.services.billing.propose import Proposal
from hotline_desk.services.billing.works import BillingRequest, charged_spans, unbilled, write_spans
from hotline_desk.services.context import Context
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.tickets import BillingClaimRow


class Run:
    """A run of billing over one proposal. It knows its own documents from those that others issued meanwhile."""

    def __init__(self, proposal: Proposal) -> None:
        self._proposal = proposal
        self._seen = proposal.last_document
        self._own: set[str] = set()
        self._foreign: set[int] = set()

    def issued(self, number: str) -> None:
        """A document of this run, committed: its overlaps with the drafts to come were settled in the preview."""
        self._own.add(number)

    def require_unchanged(self, ctx: Context, session: Session, one: InvoiceDraft) -> None:
        """Raises UserError billing.changed unless this draft would come out of a preview made now."""
        asked = self._proposal.request
        request = BillingRequest(asked.first, asked.last, (one.address_number,), asked.include_open)
        present = tuple(work for customer in unbilled(ctx, session, request) for work in customer.works)
        if present != self._proposal.works.get(one.address_uid) or self._charged_since(session, present):
            raise UserError("billing.changed", name=one.address_name)

    def counted(self, one: InvoiceDraft) -> dict[str, str | None]:
        """What the claims keep of the time that counts, by uid of the worklog: None where it is all of it."""
        kept = {}
        for work in self._proposal.works[one.address_uid]:
            spans = self._proposal.counted[work.uid]
            kept[work.uid] = None if not is_timed(work) or spans == [(work.start, work.end)] else write_spans(spans)
        return kept

    def _charged_since(self, session: Session, works: Sequence[Work]) -> bool:
        """Whether others have charged the same time of the same agents, to whatever customer."""
        for key, number in session.execute(select(DocumentRow.id, DocumentRow.number).where(
                DocumentRow.id > self._seen, DocumentRow.kind == INVOICE).order_by(DocumentRow.id)):
            self._seen = key
            if number not in self._own:
                self._foreign.add(key)
        if not self._foreign:
            return False
        agents, _ = charged_spans(session, BillingClaimRow.document_id.in_(self._foreign))
        return any(_overlap(self._proposal.counted[work.uid], agents.get(work.agent_uid or "", ())) for work in works
                   if why_free(work) is None)


def _overlap(spans: Iterable[Span], others: Iterable[Span]) -> bool:
    return any(start < end and begin < finish for (start, finish), (begin, end) in product(spans, others))
