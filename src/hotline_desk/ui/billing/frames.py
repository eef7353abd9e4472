"""The frames of billing by their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication

from hotline_desk.adapters.desktop.copies import PrivateCopies
from hotline_desk.domain.billing.values import INVOICE, OFFER
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.assistant import AssistantFrame
from hotline_desk.ui.billing.daily import DayStart
from hotline_desk.ui.billing.document_frame import DocumentFrame
from hotline_desk.ui.billing.documents import DocumentsFrame
from hotline_desk.ui.billing.draft_frame import DraftFrame
from hotline_desk.ui.billing.indication import IndicationFrame
from hotline_desk.ui.billing.letter_template import LetterTemplateFrame
from hotline_desk.ui.billing.lines import LinesFrame
from hotline_desk.ui.billing.mail_retry import MailRetry
from hotline_desk.ui.billing.radar import RadarFrame
from hotline_desk.ui.billing.recurring import RecurringFrame
from hotline_desk.ui.billing.runs import RunsFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the frames of this package known."""
    windows.register("billing", partial(AssistantFrame, shell, ctx, changes))
    windows.register("documents", partial(DocumentsFrame, shell, ctx, changes))
    copies = PrivateCopies()
    app = QCoreApplication.instance()
    if app is not None:
        app.aboutToQuit.connect(copies.clear)
    windows.register("document", partial(DocumentFrame, shell, ctx, changes, copies=copies))
    windows.register("document_lines", partial(LinesFrame, shell, ctx, changes))
    windows.register("draft", partial(DraftFrame, shell, ctx, changes))
    windows.register("recurring", partial(RecurringFrame, shell, ctx, changes))
    windows.register("indication", partial(IndicationFrame, shell, ctx, changes))
    windows.register("letter_template", partial(LetterTemplateFrame, shell, ctx, changes))
    windows.bind_global({
        "offer.new": lambda: windows.open("draft", "", what=OFFER),
        "invoice.new": lambda: windows.open("draft", "", what=INVOICE),
        "recurring.open": lambda: windows.open("recurring"), "letter.open": lambda: windows.open("letter_template"),
        "indication.open": lambda: windows.open("indication"),
    })
    DayStart(shell, ctx, windows)
    MailRetry(shell, ctx, windows)
    windows.register("billing_runs", partial(RunsFrame, shell, ctx, changes))
    windows.register("radar", partial(RadarFrame, shell, ctx, changes))
