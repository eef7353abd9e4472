"""A line between head and fields that says what happened to the ticket meanwhile, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import CLOSED, MERGED, WITHDRAWN
from hotline_desk.services.calls.merging import take_apart
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.services.views.ticket_changes import Since
from hotline_desk.store.local import Draft
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.inputs import LABELS
from hotline_desk.ui.tickets.record import TicketRecord

BOTH, DRAFT, STATE = "both", "draft", "state"


class Hint(QFrame):
    """One sentence at a time, told apart by `key`: both changed, a draft is back, a state nobody works in."""

    def __init__(self, shell: Shell, parent: QWidget, record: TicketRecord) -> None:
        super().__init__(parent)
        self._shell, self._record = shell, record
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setObjectName("hint")
        self.setAutoFillBackground(True)
        self.key = ""
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 4, 8, 4)
        self._row.addWidget(self.text, 1)
        self._buttons: list[QPushButton] = []
        record.both_changed.connect(self._both_changed)
        record.restored.connect(self._restored)
        record.edited.connect(self._edited)
        shell.theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def tell(self, key: str, text: str, *buttons: QPushButton) -> None:
        """Shows a translated sentence with these buttons instead of what was there."""
        self.clear()
        self.key = key
        self.text.setText(text)
        self.setAccessibleName(text)
        for button in buttons:
            self._row.addWidget(button)
        self._buttons = list(buttons)
        self.show()

    def clear(self, key: str = "") -> None:
        """Takes it away, or only if it is the one of this key."""
        if key and key != self.key:
            return
        self.key = ""
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        self.hide()

    def tell_state(self, view: TicketView) -> None:
        """What is special about a ticket that is not being worked on."""
        texts, main = self._shell.texts, view.merged_into
        if view.state == MERGED and main:
            buttons = [self._button(N_("Open that one"), lambda: self._shell.windows.open("ticket", main))]
            if view.notes and view.notes[-1].act == "merged":
                buttons.append(self._button(N_("Take apart"), self._take_apart))
            self.tell(STATE, texts.tr("This ticket has become part of another one."), *buttons)
        elif view.state in (CLOSED, WITHDRAWN) and self.key in ("", STATE):
            closed = texts.tr("Closed on {moment}.", moment=texts.moment(view.closed_at))
            self.tell(STATE, closed if view.closed_at else texts.tr("Nobody worked on this missed call."),
                      self._shell.commands.button("ticket.reopen", self))
        else:
            self.clear(STATE)

    def use_mine(self) -> None:
        """What was typed here goes over what others stored."""
        self._record.edits.use_mine()
        self._record.save()

    def _take_apart(self) -> None:
        uid, ctx = self._record.uid, self._record.ctx
        self._shell.background.write(self, lambda: take_apart(ctx(), uid))

    def _both_changed(self, since: Since) -> None:
        texts = self._shell.texts
        names = ", ".join(dict.fromkeys(texts.tr(LABELS[name]) for name in since.fields))
        self.tell(BOTH, texts.tr("{who} changed: {fields}. Your text is kept.", fields=names,
                                 who=since.who or texts.tr("Somebody")),
                  self._button(N_("Use mine"), self.use_mine),
                  self._button(N_("Take theirs"), self._record.use_theirs))

    def _restored(self, draft: Draft) -> None:
        texts = self._shell.texts
        self.tell(DRAFT, texts.tr("Your unsaved text of {moment} is back.", moment=texts.moment(draft.at)),
                  self._button(N_("Discard it"), self._record.discard))

    def _edited(self) -> None:
        if not self._record.edits.conflicts:
            self.clear(BOTH)
        if not self._record.edits.any:
            self.clear(DRAFT)

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(self)
        self._shell.texts.bind(button.setText, text)
        button.clicked.connect(lambda: act())
        return button

    def _dress(self) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), self._shell.theme.color("note_row"))
        self.setPalette(palette)
