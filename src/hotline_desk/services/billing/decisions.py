"""What is decided about single measures before they are billed: not charged, another article, another text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.access import UserRow
from hotline_desk.store.articles import ArticleRow
from hotline_desk.store.billing_runs import BillingDecisionRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import BillingClaimRow, TicketRow, WorklogRow

_PART = 500


@dataclass(frozen=True)
class Decision:
    """What holds for a worklog, as a whole. None leaves a thing as it is."""

    charged: bool | None = None
    article: str | None = None
    text: str | None = None

    @property
    def is_none(self) -> bool:
        """Whether everything is left as it is."""
        return self == UNDECIDED


UNDECIDED = Decision()


@dataclass(frozen=True)
class Decided:
    """A decision that holds, by whom, when and why."""

    decision: Decision
    reason: str
    at: datetime
    by: str


@act("billing.decide", permission="billing.issue")
def decide(ctx: Context, tx: Tx, worklog_uid: str, decision: Decision, reason: str) -> Decision:
    """Decides on a worklog; returns what held before, to be decided again if this is undone.

    Raises UserError if the reason is missing, there is no such article, or the work is billed already.
    """
    return _decide(ctx, tx, worklog_uid, decision, reason)


@act("billing.decide_all", permission="billing.issue")
def decide_all(ctx: Context, tx: Tx, decisions: Collection[tuple[str, Decision]], reason: str
               ) -> tuple[tuple[str, Decision], ...]:
    """Decides on several worklogs at once, for one reason; returns what held before of each."""
    return tuple((uid, _decide(ctx, tx, uid, decision, reason)) for uid, decision in decisions)


@act("billing.decide_charged", permission="billing.issue")
def decide_charged(ctx: Context, tx: Tx, worklog_uids: Collection[str], charged: bool, reason: str
                   ) -> tuple[tuple[str, Decision], ...]:
    """Charges worklogs or does not, whatever else was decided on them stays; returns what held before of each."""
    before = decided_on(tx.session, worklog_uids)
    made = []
    for uid in worklog_uids:
        held = before[uid].decision if uid in before else UNDECIDED
        plain = charged and held.charged is False and row_of(tx.session, WorklogRow, uid).billable
        made.append((uid, _decide(ctx, tx, uid, replace(held, charged=None if plain else charged), reason)))
    return tuple(made)


def _decide(ctx: Context, tx: Tx, worklog_uid: str, decision: Decision, reason: str) -> Decision:
    if not reason.strip():
        raise UserError("reason.missing")
    row = row_of(tx.session, WorklogRow, worklog_uid)
    claim = tx.session.get(BillingClaimRow, row.id)
    if claim is not None:
        raise UserError("worklog.billed", number=claim.document_number)
    article_id = None
    if decision.article is not None:
        article_id = tx.session.scalar(select(ArticleRow.id).where(ArticleRow.number == decision.article))
        if article_id is None:
            raise UserError("article.not_found", number=decision.article)
    before = decided_on(tx.session, [worklog_uid]).get(worklog_uid)
    text = decision.text.strip() if decision.text is not None else None
    tx.session.add(BillingDecisionRow(
        worklog_id=row.id, at=tx.now, by_id=ctx.user.id, charged=decision.charged, article_id=article_id,
        text=text or None, reason=reason.strip()))
    tx.changed("ticket", tx.session.get_one(TicketRow, row.ticket_id).uid)
    return before.decision if before else UNDECIDED


@reading("billing.read")
def decisions(ctx: Context, session: Session) -> dict[str, Decided]:
    """What was decided on work that is not billed yet, by uid of the worklog."""
    billed = select(BillingClaimRow.worklog_id)
    open_keys = select(BillingDecisionRow.worklog_id).where(BillingDecisionRow.worklog_id.not_in(billed))
    uids = session.scalars(select(WorklogRow.uid).where(WorklogRow.id.in_(open_keys))).all()
    return decided_on(session, uids)


def decided_on(session: Session, worklog_uids: Collection[str]) -> dict[str, Decided]:
    """A shared step: the decisions that hold, by uid of the worklog; none for what was left as it is again."""
    uids = list(worklog_uids)
    newest = select(func.max(BillingDecisionRow.id)).group_by(BillingDecisionRow.worklog_id)
    query = (select(WorklogRow.uid, BillingDecisionRow, ArticleRow.number, UserRow.name)
             .join(WorklogRow, WorklogRow.id == BillingDecisionRow.worklog_id)
             .outerjoin(ArticleRow, ArticleRow.id == BillingDecisionRow.article_id)
             .outerjoin(UserRow, UserRow.id == BillingDecisionRow.by_id))
    found: dict[str, Decided] = {}
    for start in range(0, len(uids), _PART):
        keys = select(WorklogRow.id).where(WorklogRow.uid.in_(uids[start:start + _PART]))
        only = newest.where(BillingDecisionRow.worklog_id.in_(keys))
        for uid, row, article, name in session.execute(query.where(BillingDecisionRow.id.in_(only))):
            decision = Decision(row.charged, article, row.text)
            if not decision.is_none:
                found[uid] = Decided(decision, row.reason, row.at, name or "")
    return found
