"""Says at the other desk that a shift waits to be confirmed, and at the first that it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from hotline_desk.core.text import N_
from hotline_desk.domain.shifts import CONFIRMED, WAITING, Shift
from hotline_desk.services.context import Context
from hotline_desk.services.views.shift import shifts
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.following import Following
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.status import Status

_CELL = "shift"
_SEEN_SECONDS = 30
"""After that the status bar alone says it."""
_KINDS = frozenset({"shift", "team", "store", "context"})


class ShiftNotice(QObject):
    """A cell of the status bar and banners; both lead to the page."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, status: Status,
                 parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._ctx, self._status = shell, ctx, status
        self._told: dict[str, str] | None = None
        self._waiting: Sequence[Shift] = ()
        status.pressed.connect(self._pressed)
        shell.texts.changed.connect(self._show_cell)
        Following(self, changes, lambda kind, _uid: kind in _KINDS, self.look, 60)

    def look(self) -> None:
        """Reads what waits; whoever may not see tickets hears nothing."""
        if self._shell.commands.allowed("shift.open"):
            self._shell.background.read(self, lambda: shifts(self._ctx()), done=self._came, newest="shifts")

    def _came(self, found: Sequence[Shift]) -> None:
        told, self._told = self._told, {each.uid: each.state for each in found}
        self._waiting = [each for each in found if each.to_me]
        for each in self._waiting:
            if told is None or each.uid not in told:
                self._tell(each)
        for each in found:
            if told is not None and told.get(each.uid) == WAITING and each.state != WAITING:
                self._settled(each)
        self._show_cell()

    def _tell(self, shift: Shift) -> None:
        texts = self._shell.texts
        self._shell.messages.say(
            texts.tr("{giver} hands the shift over to you.", giver=shift.giver), "warning", key=_key(shift),
            seconds=_SEEN_SECONDS, action_text=texts.tr("Show"), action=partial(self._open, shift.uid))

    def _settled(self, shift: Shift) -> None:
        self._shell.messages.withdraw(_key(shift))
        if shift.mine and shift.state == CONFIRMED:
            texts = self._shell.texts
            self._shell.messages.say(
                texts.tr("{name} has taken over your shift.", name=shift.confirmed_by), "success", key=_key(shift),
                action_text=texts.tr("Show"), action=partial(self._open, shift.uid))

    def _show_cell(self) -> None:
        texts, count = self._shell.texts, len(self._waiting)
        text = texts.trn("{n} shift to confirm", "{n} shifts to confirm", count) if count else ""
        tip = "\n".join(texts.tr(N_("{giver}, {moment}"), giver=each.giver, moment=texts.moment(each.handed_at))
                        for each in self._waiting)
        self._status.show_cell(_CELL, text, "clipboard-list", "warning", tip)

    def _pressed(self, cell: str) -> None:
        if cell == _CELL and self._waiting:
            self._open(self._waiting[0].uid)

    def _open(self, uid: str) -> None:
        self._shell.windows.open("shift", shift_uid=uid)


def _key(shift: Shift) -> str:
    return f"shift-{shift.uid}"
