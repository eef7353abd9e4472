"""hotline-desk send: documents by mail, and what waits for the mail server."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hotline_desk.cli.shapes import line
from hotline_desk.cli.speaking import complain
from hotline_desk.cli.workplace import Workplace
from hotline_desk.services.billing.sending import Outcome, mail_of, send_documents, send_waiting


def send(work: Workplace) -> int:
    """Sends documents, or without any what waits; prints the numbers that went out. 1 if one did not go out."""
    ctx, args = work.open(), work.args
    if args.documents:
        mails = [mail_of(ctx, number) for number in dict.fromkeys(args.documents)]
        outcome = send_documents(ctx, mails, again=args.again)
    else:
        outcome = send_waiting(ctx)
    for number, state, why in _told(outcome, work):
        if args.json:
            print(line({"number": number, "state": state, "reason": why}, ZoneInfo(ctx.zone)), flush=True)
        elif state == "sent":
            print(number, flush=True)
        else:
            complain(why)
    return 1 if outcome.waiting or outcome.doubtful or outcome.refused else 0


def _told(outcome: Outcome, work: Workplace) -> list[tuple[str, str, str]]:
    """Number, state and the sentence that tells what is to be done, for each document."""
    tr = work.texts.tr
    return [
        *((number, "sent", "") for number in outcome.sent),
        *((number, "already", tr("{number} was sent before. With --again it is sent once more.", number=number))
          for number in outcome.already),
        *((number, "waiting", tr("{number} waits for the mail server ({reason}). Later: hotline-desk send",
                                 number=number, reason=outcome.reason)) for number in outcome.waiting),
        *((number, "doubtful", tr("The line broke while the mail server took {number}. It is not known whether it "
                                  "went out; it is not sent again by itself.", number=number))
          for number in outcome.doubtful),
        *((number, "refused", f"{number}: {problem.sentence(work.texts)}") for number, problem in outcome.refused),
    ]
