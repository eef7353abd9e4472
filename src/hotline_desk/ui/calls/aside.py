"""The panel with the events that could not be stored: looked at, tried again, dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from hotline_desk.core import phone
from hotline_desk.core.text import N_
from hotline_desk.domain.calls import ANSWERED, ENDED, RING_STOPPED, RINGING, UPDATED
from hotline_desk.services.calls.aside import AsideEvent, forget_aside, keep_aside, list_aside, try_aside_again
from hotline_desk.services.context import Context
from hotline_desk.store.local import Aside
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.panels import Panel

_WHAT = {RINGING: N_("rings"), RING_STOPPED: N_("rings no more"), ANSWERED: N_("answered"),
         UPDATED: N_("more is known"), ENDED: N_("ended")}


class AsidePanel(Panel):
    """Ctrl+Enter tries all of them again, Ctrl+Shift+Del drops one; `counted` tells how many there are."""

    counted = Signal(int)

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Events that could not be stored"), N_("Try again"))
        self._ctx = ctx
        told = QLabel()
        told.setWordWrap(True)
        told.setProperty("role", "muted")
        frame.shell.texts.bind(told.setText, N_(
            "A telephone line told something that this version cannot put together. It is kept at this workplace and "
            "tried again once a day."))
        self.list = RowList(frame.shell, "journal.aside", self._columns(), key=lambda event: event.id,
                            filterable=False, empty=N_("All events are stored."),
                            accessible=N_("Events that could not be stored"))
        frame.shell.theme.follow(self.list, lambda rows: rows.setMinimumHeight(6 * frame.shell.theme.line_height()))
        self.forget_button = frame.shell.commands.button("record.archive", frame, text=N_("Drop this event"))
        foot = FlowRow()
        foot.addWidget(self.forget_button)
        self.body.addWidget(told)
        self.body.addWidget(self.list)
        self.body.addLayout(foot)
        self.confirmed.connect(self._try_again)

    def _columns(self) -> Sequence[Column]:
        texts = self._frame.shell.texts
        return (
            Column("at", N_("Time"), lambda e: texts.moment(e.at or e.since), width=15, sort=lambda e: e.at or e.since),
            Column("feed", N_("Line"), lambda e: e.feed, width=12),
            Column("kind", N_("What"), lambda e: texts.tr(_WHAT[e.kind]) if e.kind in _WHAT else e.kind, width=12),
            Column("number", N_("Number"), lambda e: phone.display(e.number), width=17),
            Column("reason", N_("Why"), lambda e: e.reason, width=26, stretch=True),
        )

    def ask(self) -> None:
        """Opens with what there is now."""
        self.open(self.list)
        self.look()

    def look(self) -> None:
        """Reads again how many there are."""
        self._frame.shell.background.read(self, list_aside, self._ctx(), done=self._show, newest="aside")

    def _show(self, events: list[AsideEvent]) -> None:
        self.list.set_rows(events)
        self.confirm_button.setEnabled(bool(events))
        self._frame.enable("record.archive", self.is_open and bool(events))
        self.counted.emit(len(events))

    def _try_again(self) -> None:
        self.set_busy(True)
        self._frame.shell.background.write(self, try_aside_again, self._ctx(), done=self._tried, failed=self._failed)

    def _tried(self, left: int) -> None:
        self.set_busy(False)
        texts, say = self._frame.shell.texts, self._frame.shell.messages.say
        if left:
            say(texts.trn("{n} event still cannot be stored.", "{n} events still cannot be stored.", left), "warning",
                key="calls.aside")
        else:
            say(texts.tr("All events are stored."), "success", key="calls.aside")
            self.leave()
        self.look()

    def _failed(self, _problem: BaseException) -> bool:
        self.set_busy(False)
        return False

    def forget(self) -> None:
        """Drops the selected event; with Undo."""
        event: AsideEvent | None = self.list.current()
        if event is not None and self.is_open:
            self._frame.shell.background.write(self, forget_aside, self._ctx(), event.id, done=self._forgotten)

    def _forgotten(self, event: Aside | None) -> None:
        self.look()
        if event is None:
            return
        texts, background = self._frame.shell.texts, self._frame.shell.background

        def undo() -> None:
            background.write(self, keep_aside, self._ctx(), event, done=lambda _nothing: self.look())

        self._frame.shell.messages.say(texts.tr("The event is dropped."), key="calls.aside",
                                       action_text=texts.tr("Undo"), action=undo)
