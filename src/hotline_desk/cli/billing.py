"""hotline-desk bill, cancel: runs that are proposed, issued, continued; documents that are cancelled."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from hotline_desk.cli.files import make_folder, write_whole
from hotline_desk.cli.shapes import line
from hotline_desk.cli.speaking import complain
from hotline_desk.cli.stopping import stop_by_signal
from hotline_desk.cli.tables import PROPOSED, rendered
from hotline_desk.cli.workplace import Misuse, Workplace
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.runs import PARTS
from hotline_desk.domain.billing.values import InvoiceDraft, Refusal
from hotline_desk.services.billing.addressed import lacking
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.documents import document_file
from hotline_desk.services.billing.handing_out import papers_of
from hotline_desk.services.billing.propose import stream
from hotline_desk.services.billing.recurring import make_due
from hotline_desk.services.billing.running import Outcome, continue_run
from hotline_desk.services.billing.running import bill as bill_period
from hotline_desk.services.billing.runs import run_numbers, unfinished_runs
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.context import Context
from hotline_desk.services.contracts.keeping import list_contracts
from hotline_desk.services.views.listings import document_of_number, proposed

_STOPPED = 130


def bill(work: Workplace) -> int:
    """Shows or issues the documents of a period, or continues the run that was not finished.

    1 if somebody cannot be billed (the others are), 130 if it was stopped between two documents.
    """
    args = work.args
    if not args.go_on and (args.first is None or args.last is None):
        raise Misuse(N_("Name the period with --from and --to, or continue a run with --continue."))
    ctx = work.open()
    if args.preview and not args.go_on:
        return _Preview(ctx, work).show(_request(ctx, work))
    if args.output is not None:
        make_folder(args.output)
    with stop_by_signal() as stopping:
        watched = ctx.watched(_Progress().show, stopping.is_set)
        outcome = _continued(watched, work) if args.go_on else _begun(watched, work)
    return _told(outcome, work)


def _request(ctx: Context, work: Workplace) -> BillingRequest:
    args = work.args
    contracts = tuple(_contract(ctx, number) for number in dict.fromkeys(args.contract)) or None
    return BillingRequest(
        args.first, args.last, tuple(dict.fromkeys(args.customer)) or None, args.include_open, contracts=contracts,
        parts=tuple(part for part in PARTS if part in args.only) or PARTS, early=args.early)


def _contract(ctx: Context, number: str) -> str:
    for contract in list_contracts(ctx):
        if contract.number == number:
            return contract.uid
    raise UserError("contract.not_found", number=number)


def _begun(ctx: Context, work: Workplace) -> Outcome:
    wanted = _request(ctx, work)
    tell = _giving_out(ctx, work)
    made = make_due(ctx) if wanted.customers is wanted.contracts is None else None
    for number in made.numbers if made else ():
        tell(number)
    for _uid, trouble in made.troubles if made else ():
        complain(trouble.sentence(work.texts))
    outcome = bill_period(ctx, wanted, tell)
    for field in lacking(ctx.settings) if outcome.issued else ():
        complain(UserError("billing.company", field=field).sentence(work.texts))
    if not (outcome.issued or outcome.refusals or outcome.skipped or outcome.left or (made and made.numbers)):
        waiting = [one.net_cents for one in stream(ctx, wanted) if isinstance(one, InvoiceDraft) and _waits(one)]
        if waiting:
            complain(_carried(waiting, work))
        else:
            _nothing(work)
    return outcome


def _waits(one: InvoiceDraft) -> bool:
    """Whether it costs something, but too little to be issued alone."""
    return one.carried and bool(one.lines)


def _carried(nets: Sequence[int], work: Workplace) -> str:
    return work.texts.trn("{n} customer with too little for an invoice waits for the next period, {amount} net",
                          "{n} customers with too little for an invoice wait for the next period, {amount} net",
                          len(nets), amount=work.texts.money(sum(nets)))


def _continued(ctx: Context, work: Workplace) -> Outcome:
    run = next(iter(unfinished_runs(ctx)), None)
    if run is None:
        raise UserError("run.none")
    tell = _giving_out(ctx, work)
    if work.args.output is not None:  # papers of what was issued just before it was killed
        for number in run_numbers(ctx, run.uid):
            _write_papers(ctx, number, work.args.output, missing=True)
    return continue_run(ctx, run.uid, tell)


def _told(outcome: Outcome, work: Workplace) -> int:
    for refusal in outcome.refusals:
        complain(_refusal(refusal, work))
    for name in outcome.skipped:
        complain(UserError("billing.changed", name=name).sentence(work.texts))
    if outcome.left:
        complain(work.texts.trn("Stopped; {n} customer is left. Go on with: hotline-desk bill --continue",
                                "Stopped; {n} customers are left. Go on with: hotline-desk bill --continue",
                                outcome.left))
        return _STOPPED
    return 1 if outcome.refusals or outcome.skipped else 0


def _refusal(refusal: Refusal, work: Workplace) -> str:
    return UserError(refusal.error, **dict(refusal.values)).sentence(work.texts)


def _nothing(work: Workplace) -> None:
    complain(UserError("billing.nothing", first=work.texts.day(work.args.first),
                       last=work.texts.day(work.args.last)).sentence(work.texts))


class _Progress:
    """How far a run is, on one line of a terminal; nothing where nobody looks."""

    def __init__(self) -> None:
        self._seen = sys.stderr.isatty()

    def show(self, done: int, total: int, text: str) -> None:
        if self._seen:
            sys.stderr.write(f"\r\x1b[K{done}/{total} {text}" if done < total - 1 else "\r\x1b[K")
            sys.stderr.flush()


class _Preview:
    """The drafts one by one, and what they come to."""

    def __init__(self, ctx: Context, work: Workplace) -> None:
        self._ctx, self._work = ctx, work
        self._refused = self._count = self._net = 0
        self._waiting: list[int] = []

    def show(self, wanted: BillingRequest) -> int:
        """Prints the proposal; 1 if somebody cannot be billed yet."""
        work, ctx = self._work, self._ctx
        if work.args.json:
            zone = ZoneInfo(ctx.zone)
            for one in self._drafts(wanted):
                print(line(proposed(ctx, one), zone))
        else:
            for text in rendered(self._drafts(wanted), PROPOSED, work.texts, ctx.zone):
                print(text)
            if self._count:
                print(work.texts.trn("{n} invoice, {amount} net", "{n} invoices, {amount} net", self._count,
                                     amount=work.texts.money(self._net)))
            if self._waiting:
                print(_carried(self._waiting, work))
            if not (self._count or self._waiting or self._refused):
                _nothing(work)
        for field in lacking(ctx.settings) if self._count else ():
            complain(UserError("billing.company", field=field).sentence(work.texts))
        return 1 if self._refused else 0

    def _drafts(self, wanted: BillingRequest) -> Iterator[InvoiceDraft]:
        for one in stream(self._ctx, wanted):
            if isinstance(one, Refusal):
                self._refused += 1
                complain(_refusal(one, self._work))
                continue
            if not one.carried:
                self._count += 1
                self._net += one.net_cents
            elif one.lines:
                self._waiting.append(one.net_cents)
            yield one


def cancel(work: Workplace) -> int:
    """Cancels an invoice with its corrections; prints the cancellation."""
    ctx, args = work.open(), work.args
    if args.output is not None:
        make_folder(args.output)
    _giving_out(ctx, work)(cancel_document(ctx, args.document))
    return 0


def _giving_out(ctx: Context, work: Workplace) -> Callable[[str], None]:
    """Prints a document and writes its papers into the folder, if one was given."""

    def tell(number: str) -> None:
        if work.args.json:
            print(line(document_of_number(ctx, number), ZoneInfo(ctx.zone)), flush=True)
        else:
            print(number, flush=True)
        if work.args.output is not None:
            _write_papers(ctx, number, work.args.output)

    return tell


def _write_papers(ctx: Context, number: str, folder: Path, missing: bool = False) -> None:
    for kind, name in papers_of(ctx, number):
        if not (missing and (folder / name).exists()):
            write_whole(folder / name, document_file(ctx, number, kind))
