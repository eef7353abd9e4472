"""The durable run: customer by customer, one transaction each; stopped, killed, continued, taken back whole."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.runs import TAKEN_BACK
from hotline_desk.domain.billing.values import INVOICE, Refusal
from hotline_desk.services.act import act, long_act
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.issue import issue_next
from hotline_desk.services.billing.propose import Survey, survey
from hotline_desk.services.billing.runs import begin_run, end_run, locked_run, resume_run
from hotline_desk.services.billing.unchanged import Run
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.context import Context
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.billing_runs import DocumentOriginRow
from hotline_desk.store.engine import Tx

_SHOWN = 5
_ROUNDS = 10


@dataclass(frozen=True)
class Outcome:
    """What came of a run: documents that it issued now, who cannot be billed, whose work changed all the time.

    `left` customers were not reached because somebody stopped it; it can be continued by its uid.
    """

    uid: str | None
    issued: int
    refusals: tuple[Refusal, ...]
    skipped: tuple[str, ...]
    left: int = 0


@long_act("billing.bill", permission="billing.issue")
def bill(ctx: Context, wanted: BillingRequest, told: Callable[[str], object]) -> Outcome:
    """Bills a period as one run; `told` gets every number once its document is stored.

    Only one customer is in memory at a time. May be stopped between two documents, and continued after it was killed.
    Raises UserError for a period that ends before it begins or an unknown customer.
    """
    known = _survey(ctx, wanted)
    if not known.addresses:
        return Outcome(None, 0, (), ())
    uid, key = begin_run(ctx, wanted)
    return _go_on(ctx, uid, key, known, None, told)


@long_act("billing.go_on", permission="billing.issue")
def continue_run(ctx: Context, uid: str, told: Callable[[str], object]) -> Outcome:
    """Continues a run that was stopped or killed with what is still unbilled of what was asked for.

    Raises UserError if the run is done or was taken back.
    """
    key, wanted, only = resume_run(ctx, uid)
    return _go_on(ctx, uid, key, _survey(ctx, wanted), only, told)


def _survey(ctx: Context, wanted: BillingRequest) -> Survey:
    with ctx.store.read() as session:
        return survey(ctx, session, wanted)


def _go_on(ctx: Context, uid: str, key: int, known: Survey, only: Collection[str] | None,
           told: Callable[[str], object]) -> Outcome:
    addresses = [address for address in known.addresses if only is None or address in only]
    run, issued = Run(known, key), 0
    refusals: list[Refusal] = []
    skipped: list[str] = []
    for done, address in enumerate(addresses):
        if ctx.cancelled():
            end_run(ctx, uid, stopped=True)
            return Outcome(uid, issued, tuple(refusals), tuple(skipped), len(addresses) - done)
        ctx.progress(done, len(addresses), known.names[address])
        made = _next(ctx, run, address)
        if isinstance(made, Refusal):
            refusals.append(made)
        elif isinstance(made, UserError):
            skipped.append(known.names[address])
        elif made is not None:
            issued += 1
            told(made)
    end_run(ctx, uid, stopped=False)
    return Outcome(uid, issued, tuple(refusals), tuple(skipped))


def _next(ctx: Context, run: Run, address: str) -> str | Refusal | UserError | None:
    """The number of the customer's document; the trouble if others changed the work in the same moment every time."""
    for _ in range(_ROUNDS):
        try:
            return issue_next(ctx, run, address)
        except UserError as problem:
            if problem.id != "billing.changed":
                raise
            trouble = problem
    return trouble


@long_act("billing.take_back", permission="billing.issue")
def take_back(ctx: Context, uid: str, reason: str) -> int:
    """Cancels every document of a run, newest first, one transaction each; returns how many.

    The run counts as taken back from its begin, so that nobody continues it; if this is stopped or killed it is called
    again. Raises UserError if something was paid or the reason is missing.
    """
    numbers = _begin_to_take_back(ctx, uid, reason)
    for done, number in enumerate(numbers):
        ctx.step(done, len(numbers), number)
        try:
            cancel_document(ctx, number, reason)
        except UserError as problem:
            if problem.id != "document.cancelled":  # somebody else was faster
                raise
    return len(numbers)


@act("billing.take_back.begin", permission="billing.issue")
def _begin_to_take_back(ctx: Context, tx: Tx, uid: str, reason: str) -> list[str]:
    if not reason.strip():
        raise UserError("reason.missing")
    run = locked_run(tx, uid)
    by = aliased(DocumentRow)
    standing = tx.session.execute(
        select(DocumentRow.id, DocumentRow.number)
        .join(DocumentOriginRow, DocumentOriginRow.document_id == DocumentRow.id)
        .outerjoin(by, by.cancels_id == DocumentRow.id)
        .where(DocumentOriginRow.run_id == run.id, DocumentRow.kind == INVOICE, by.id.is_(None))
        .order_by(DocumentRow.id.desc())).all()
    received = money_received(tx.session, [key for key, _ in standing])
    paid = [number or "" for key, number in standing if received.get(key)]
    if paid:
        raise UserError("run.paid", numbers=", ".join(paid[:_SHOWN]) + (" …" if len(paid) > _SHOWN else ""))
    if run.state != TAKEN_BACK:
        run.state, run.ended_at, run.reason = TAKEN_BACK, run.ended_at or tx.now, reason.strip()
        tx.changed("run", uid)
    return [number or "" for _, number in standing]


def money_received(session: Session, keys: Collection[int]) -> dict[int, int]:
    """A shared step: cents that were allocated to documents, by key. No payments are kept so far, so there are none."""
    return {}
