"""What a person does with a row of the preview: charge a measure or not, open what stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from hotline_desk.services.context import Context
from hotline_desk.services.tickets.worklogs import set_billable
from hotline_desk.services.views.ticket import ticket_by_number
from hotline_desk.ui.billing.check import CheckView
from hotline_desk.ui.billing.preview_rows import LATE, LINE, PreviewRow
from hotline_desk.ui.shell.shell import Shell


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
        ctx, reason = self._ctx(), self._check.reason.text()

        def change() -> None:
            for uid in uids:
                set_billable(ctx, uid, charged, reason)

        self._shell.background.write(self, change, done=lambda _none: self._charged(uids, charged, reason),
                                     failed=self._not_charged)

    def _charged(self, uids: Sequence[str], charged: bool, reason: str) -> None:
        texts = self._shell.texts
        said = texts.tr("Charged again.") if charged else texts.tr("Not charged: {reason}", reason=reason)
        self._shell.messages.say(said, "success", key="billing.decided", action_text=texts.tr("Undo"),
                                 action=lambda: self._charge(uids, not charged))
        self.changed.emit()

    def _not_charged(self, problem: BaseException) -> bool:
        if getattr(problem, "id", "") == "reason.missing":
            self._check.reason.setFocus()
        return False

    def open_row(self, row: PreviewRow) -> None:
        """Opens the ticket of a measure, the customer, the terms that cannot be calculated; unfolds a line."""
        windows = self._shell.windows
        if row.refusal is not None and row.refusal.error == "billing.no_article":
            self._open_ticket(dict(row.refusal.values)["number"])
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
