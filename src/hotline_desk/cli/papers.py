"""hotline-desk bill, cancel, open-list: proposals, documents and papers."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from hotline_desk.cli.shapes import line
from hotline_desk.cli.speaking import complain
from hotline_desk.cli.tables import OPEN_TASKS, PROPOSED, rendered
from hotline_desk.cli.workplace import Workplace
from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.values import Refusal
from hotline_desk.domain.openlist import FORM, LIST
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.documents import document_file
from hotline_desk.services.billing.handing_out import papers_of
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import Proposal, propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.context import Context
from hotline_desk.services.views.listings import document_of_number, proposed
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.services.views.open_list_paper import open_list_pdf

_ROUNDS = 10


def bill(work: Workplace) -> int:
    """Shows or issues the documents of a period. 1 if a customer cannot be billed; then nothing is issued."""
    ctx, args = work.open(), work.args
    request = BillingRequest(args.first, args.last, tuple(dict.fromkeys(args.customer)) or None, args.include_open)
    if not args.preview and args.output is not None:
        _make_folder(args.output)
    proposal = propose(ctx, request)
    for refusal in proposal.refusals:
        complain(_refusal(refusal, work))
    for field in proposal.company_lacks if proposal.drafts else ():
        complain(UserError("billing.company", field=field).sentence(work.texts))
    if args.preview:
        _show_proposal(ctx, work, proposal)
        return 1 if proposal.refusals else 0
    if proposal.refusals:
        return 1
    return _issue(ctx, work, proposal)


def _refusal(refusal: Refusal, work: Workplace) -> str:
    return UserError(refusal.error, **dict(refusal.values)).sentence(work.texts)


def _show_proposal(ctx: Context, work: Workplace, proposal: Proposal) -> None:
    if work.args.json:
        for one in proposal.drafts:
            print(line(proposed(ctx, one), ZoneInfo(ctx.zone)))
        return
    for text in rendered(proposal.drafts, PROPOSED, work.texts, ctx.zone):
        print(text)
    if proposal.drafts:
        print(work.texts.trn("{n} invoice, {amount} net", "{n} invoices, {amount} net", len(proposal.drafts),
                             amount=work.texts.money(proposal.net_cents)))
    elif not proposal.refusals:
        _nothing(work)


def _nothing(work: Workplace) -> None:
    complain(UserError("billing.nothing", first=work.texts.day(work.args.first),
                       last=work.texts.day(work.args.last)).sentence(work.texts))


def _issue(ctx: Context, work: Workplace, proposal: Proposal) -> int:
    """Issues the drafts. What somebody else billed or changed in the same moment is proposed and issued anew."""
    if not proposal.drafts:
        _nothing(work)
    skipped: tuple[str, ...] = ()
    for _ in range(_ROUNDS):
        issued = issue_all(ctx, proposal)
        _give_out(ctx, work, issued.numbers)
        skipped = issued.skipped
        if not skipped:
            return 0
        proposal = propose(ctx, proposal.request)
    for name in skipped:
        complain(UserError("billing.changed", name=name).sentence(work.texts))
    return 1


def cancel(work: Workplace) -> int:
    """Cancels an invoice; prints the cancellation."""
    ctx, args = work.open(), work.args
    if args.output is not None:
        _make_folder(args.output)
    _give_out(ctx, work, [cancel_document(ctx, args.document)])
    return 0


def _give_out(ctx: Context, work: Workplace, numbers: Iterable[str]) -> None:
    """Prints the documents and writes their papers into the folder, if one was given."""
    for number in numbers:
        if work.args.json:
            print(line(document_of_number(ctx, number), ZoneInfo(ctx.zone)), flush=True)
        else:
            print(number, flush=True)
        if work.args.output is not None:
            for kind, name in papers_of(ctx, number):
                _write(work.args.output / name, document_file(ctx, number, kind))


def open_list(work: Workplace) -> int:
    """Shows the open tasks, or writes them as a PDF."""
    ctx, args = work.open(), work.args
    if args.pdf is not None:
        _write(args.pdf, open_list_pdf(ctx, grouping=args.group, form=FORM if args.form else LIST))
        return 0
    tickets = open_tickets(ctx)
    if args.json:
        for ticket in tickets:
            print(line(ticket, ZoneInfo(ctx.zone)))
        return 0
    for text in rendered(tickets, OPEN_TASKS, work.texts, ctx.zone):
        print(text)
    if not tickets:
        print(work.texts.tr("There are no open tickets."))
    return 0


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise UserError("file.unwritable", place=str(folder), reason=trouble.strerror or str(trouble)) from trouble


def _write(path: Path, content: bytes) -> None:
    """A whole file or none: what stood there before is replaced only by all of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as trouble:
        part.unlink(missing_ok=True)
        raise UserError("file.unwritable", place=str(path), reason=trouble.strerror or str(trouble)) from trouble
