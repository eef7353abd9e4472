"""What became of mails, said as banners."""

from __future__ import annotations

from hotline_desk.services.billing.sending import Outcome
from hotline_desk.ui.shell.shell import Shell


def say_outcome(shell: Shell, outcome: Outcome) -> None:
    """One banner for each thing that happened; what went wrong stays until somebody has seen it."""
    texts, say = shell.texts, shell.messages.say
    if outcome.sent:
        say(texts.trn("{n} document was sent by mail.", "{n} documents were sent by mail.", len(outcome.sent)),
            "success", key="mail.sent")
    if outcome.already:
        say(texts.tr("Not sent again: {numbers}", numbers=", ".join(outcome.already)), key="mail.already")
    if outcome.left:
        say(texts.trn("Stopped: {n} document was not sent.", "Stopped: {n} documents were not sent.",
                      len(outcome.left)), "warning", key="mail.left")
    for number, problem in outcome.refused:
        sentence = shell.messages.sentence(problem)
        say(sentence if number in sentence else f"{number}: {sentence}", "danger", key=f"mail.refused.{number}")
    for number in outcome.doubtful:
        say(texts.tr("The line broke while the mail server took {number}. It is not known whether it went out; "
                     "it is not sent again by itself.", number=number), "danger", key=f"mail.doubtful.{number}")
    if outcome.waiting:
        say(texts.trn("{n} document waits for the mail server ({reason}). It is tried again by itself.",
                      "{n} documents wait for the mail server ({reason}). They are tried again by themselves.",
                      len(outcome.waiting), reason=outcome.reason), "warning", key="mail.waiting")
    elif outcome.sent:
        shell.messages.withdraw("mail.waiting")
