"""What a person does with a row of the preview: charge a measure or not, open what stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from hotline_desk.services.billing.decisions import Decision, decide_all, decide_charged
from hotline_desk.services.context import Context
from hotline_desk.services.views.ticket import ticket_by_number
from hotline_desk.ui.billing.check import CheckView
from hotline_desk.ui.billing.preview_rows import LATE, LINE, PreviewRow
from hotline_desk.ui.shell.shell import Shell

Before: TypeAlias = Sequence[tuple[str, Decision]]
"""What held before of measures, by their uid: decided again, it undoes a change."""


class Deciding(QObject):
    """`changed` comes when a decision was stored and the preview is no longer right."""

    changed = Signal()

    def __init__(self, shell: Shell, ctx: Callable[[], Context], check: CheckView) -> None:
        super().__init__(check)
        self._shell, self._ctx, self._check = shell, ctx, check

    def decide(self, row: PreviewRow) -> None:
        """A measure is charged or not; below a line or an older month none is."""
        if row.kind in (LATE, LINE):
            self._charge([r.item.worklog_uid for r in row.under() if r.item and r.can_be_decided], False)
        elif row.item is not None and row.can_be_decided:
            self._charge([row.item.worklog_uid], not row.charged)
        elif row.item is not None:
            sentence = self._shell.texts.tr("The ticket's outcome decides on this. Enter opens the ticket.")
            self._shell.messages.say(sentence, key="billing.decided")

    def _charge(self, uids: Sequence[str], charged: bool) -> None:
        reason = self._check.reason.text()
        self._shell.background.write(self, decide_charged, self._ctx(), uids, charged, reason,
                                     done=partial(self._charged, charged, reason), failed=self._not_charged)

    def _charged(self, charged: bool, reason: str, before: Before) -> None:
        texts = self._shell.texts
        self._say(texts.tr("Charged again.") if charged else texts.tr("Not charged: {reason}", reason=reason),
                  before, reason)

    def decided(self, uid: str, before: Decision, _now: Decision) -> None:
        """A measure was changed in the panel."""
        texts = self._shell.texts
        self._say(texts.tr("The measure is changed for the invoice."), ((uid, before),), texts.tr("Undone"))

    def _say(self, said: str, before: Before, reason: str) -> None:
        self._shell.messages.say(said, "success", key="billing.decided", action_text=self._shell.texts.tr("Undo"),
                                 action=lambda: self._undo(before, reason))
        self.changed.emit()

    def _undo(self, before: Before, reason: str) -> None:
        self._shell.background.write(self, decide_all, self._ctx(), before, reason,
                                     done=lambda _before: self.changed.emit())

    def _not_charged(self, problem: BaseException) -> bool:
        if getattr(problem, "id", "") == "reason.missing":
            self._check.reason.setFocus()
        return False

    def open_row(self, row: PreviewRow) -> None:
        """Opens the ticket of a measure, the customer, what lacks something or cannot be calculated; unfolds a line."""
        windows = self._shell.windows
        if row.refusal is not None and row.refusal.error == "billing.no_article":
            self._open_ticket(str(dict(row.refusal.values)["number"]))
        elif row.refusal is not None and row.refusal.error == "einvoice.company":
            windows.open("settings", search=self._shell.texts.tr("Company"))
        elif row.refusal is not None and row.refusal.error.startswith("einvoice."):
            windows.open("address", row.refusal.address_uid)
        elif row.refusal is not None:
            windows.open("terms", None, name=dict(row.refusal.values).get("terms", ""))
        elif row.item is not None:
            self._open_ticket(row.item.ticket_number)
        elif row.kind in (LATE, LINE):
            index = self._check.model.index_of(row)
            self._check.tree.setExpanded(index, not self._check.tree.isExpanded(index))
        else:
            windows.open("address", row.address_uid)

    def _open_ticket(self, number: str) -> None:
        self._shell.background.read(self, ticket_by_number, self._ctx(), number, done=self._ticket_found)

    def _ticket_found(self, uid: str | None) -> None:
        if uid:
            self._shell.windows.open("ticket", uid)
