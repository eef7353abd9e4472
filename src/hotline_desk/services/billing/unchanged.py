"""A run over many customers: what would be issued for each now, beside what was previewed."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline_desk.domain.billing.chargeable import is_timed
from hotline_desk.domain.billing.overlap import SpanSet
from hotline_desk.domain.billing.values import INVOICE
from hotline_desk.services.billing.conditions import Conditions
from hotline_desk.services.billing.crossing import Crossing, TakenSince, charged_by, write_spans
from hotline_desk.services.billing.propose import Proposed, Survey, proposed
from hotline_desk.services.context import Context
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.changes import ActRow, ChangeRow

_CONDITIONS = (
    "article", "article_price", "tax_rate", "price_list", "price_list_entry", "calendar", "terms", "terms_version",
    "terms_price", "team", "team_member", "user_account")
"""Tables of what holds for all customers; what holds for one is read anew with him."""


class Run:
    """A run of billing over what a survey found. It knows its own documents from those that others issued meanwhile.

    `key` is that of its row, if it has one.
    """

    def __init__(self, survey: Survey, key: int | None = None) -> None:
        self.survey = survey
        self.key = key
        self._seen = survey.last_document
        self._own: set[str] = set()
        self._since: TakenSince = ({}, {})
        self._conditions: Conditions | None = None
        self._act = 0

    def issued(self, number: str) -> None:
        """A document of this run, committed: its overlaps with the drafts to come were settled in the survey."""
        self._own.add(number)

    def proposed(self, ctx: Context, session: Session, address_uid: str) -> Proposed | None:
        """What a preview made now would show for this customer."""
        self._look_for_others(session)
        crossing = Crossing(self.survey.crossing.spans, self.survey.crossing.taken, self._since)
        return proposed(ctx, session, self.survey, self._known(ctx, session), address_uid, crossing)

    def _known(self, ctx: Context, session: Session) -> Conditions:
        """The conditions that hold now, read again only where something in them was changed."""
        newest = session.scalar(select(func.max(ActRow.id))) or 0
        changed = self._conditions is None or (newest > self._act and session.scalar(
            select(ChangeRow.id).where(ChangeRow.act_id > self._act, ChangeRow.table_name.in_(_CONDITIONS))
            .limit(1)) is not None)
        self._act = newest
        if changed or self._conditions is None:
            self._conditions = Conditions(ctx, session, ())
        return self._conditions

    def _look_for_others(self, session: Session) -> None:
        """Time that others have charged meanwhile, to whatever customer."""
        new = []
        for key, number in session.execute(select(DocumentRow.id, DocumentRow.number).where(
                DocumentRow.id > self._seen, DocumentRow.kind == INVOICE, DocumentRow.number.is_not(None))
                .order_by(DocumentRow.id)).all():
            self._seen = key
            if number not in self._own:
                new.append(key)
        if new:
            for present, more in zip(self._since, charged_by(session, new), strict=True):
                for whose, spans in more.items():
                    kept = present.setdefault(whose, SpanSet())
                    for span in spans:
                        kept.add(*span)


def counted_of(one: Proposed) -> dict[str, str | None]:
    """What the claims keep of the time that counts, by uid of the worklog: None where it is all of it."""
    kept = {}
    for work in one.customer.works:
        spans = one.counted[work.uid]
        kept[work.uid] = None if not is_timed(work) or spans == [(work.start, work.end)] else write_spans(spans)
    return kept
