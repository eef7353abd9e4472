"""The page with what belongs to a ticket: other tickets, appointments and actions; and the panel that links another."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.projects import ACTION, APPOINTMENT, APPOINTMENT_KINDS
from hotline_desk.domain.tickets import LINKS, PART_OF, RELATED, STATES
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.links import HAS_DUPLICATE, HAS_PART, Linked, link_tickets, remove_link
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.moments import spoken
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.tickets.buttonflow import button_flow
from hotline_desk.ui.tickets.finding import TicketField
from hotline_desk.ui.tickets.panels import Holder
from hotline_desk.ui.tickets.signs import STATE_ICONS, STATE_TOKENS

KINDS = {**LINKS, HAS_PART: N_("Has the part"), HAS_DUPLICATE: N_("Has the duplicate")}
_AGREED_ICONS = {APPOINTMENT: "calendar", ACTION: "zap"}
_OFFERED = [(kind, KINDS[kind]) for kind in (RELATED, PART_OF, HAS_PART, "duplicate", HAS_DUPLICATE)]

_BUTTONS = (("ticket.link", N_("Link …")), ("ticket.merge", N_("Merge …")), ("belonging.remove", N_("Take away")))


class Links(QWidget):
    """`selected` comes when another link is the current one."""

    selected = Signal()

    def __init__(self, frame: Holder, parent: QWidget) -> None:
        super().__init__(parent)
        self._frame, self._shell = frame, frame.shell
        texts = frame.shell.texts
        self.list = RowList(frame.shell, "ticket.links", [
            Column("kind", N_("Kind"), lambda k: texts.tr(KINDS[k.kind]), width=13),
            Column("number", N_("Number"), lambda k: k.number or "", width=11, bold=True),
            Column("subject", N_("Subject"), lambda k: k.subject or texts.tr("no subject"), width=22, stretch=True),
            Column("state", N_("State"), lambda k: texts.tr(STATES[k.state]), width=14,
                   icon=lambda k: STATE_ICONS[k.state], color=lambda k: STATE_TOKENS[k.state]),
        ], filterable=False, accessible=N_("Linked tickets"),
            empty=N_("This ticket is linked with no other."), parent=self)
        self.agreed = RowList(frame.shell, "ticket.appointments", [
            Column("when", N_("When"), lambda a: spoken(texts, a.begin), width=20, sort=lambda a: a.begin,
                   icon=lambda a: "check" if a.done else "clock-alert" if a.late else _AGREED_ICONS[a.kind],
                   color=lambda a: "danger" if a.late else "muted" if a.done else "accent"),
            Column("kind", N_("Kind"), lambda a: texts.tr(APPOINTMENT_KINDS[a.kind]), width=12),
            Column("title", N_("Subject"), lambda a: a.title, width=22, bold=True, stretch=True),
            Column("who", N_("Who"), lambda a: a.user or a.team, width=14, rank=1),
        ], filterable=False, sort="when", accessible=N_("Appointments and actions"),
            empty=N_("Nothing was agreed yet. “New appointment” writes something in."), parent=self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.agreed, 1)
        self.agreed.hide()
        rows.addLayout(button_flow(frame.shell, self, _BUTTONS))
        self.list.activated.connect(lambda _link: self.open())
        self.agreed.activated.connect(lambda line: self._shell.windows.open("appointment", line.uid))
        self.list.current_changed.connect(lambda _link: self.selected.emit())
        self.setFocusProxy(self.list)

    def show_view(self, view: TicketView) -> None:
        """Shows the ticket's links."""
        self.list.set_rows(view.links)
        self.agreed.set_rows(view.appointments)
        self.agreed.setVisible(bool(view.appointments))
        self.selected.emit()

    def current(self) -> Linked | None:
        """The selected link."""
        link: Linked | None = self.list.current()
        return link

    def open(self) -> None:
        """As Enter: the other ticket."""
        link = self.current()
        if link is not None:
            self._shell.windows.open("ticket", link.ticket_uid)

    def remove(self) -> None:
        """Takes the selected link away; it can be brought back."""
        link, ctx, shell = self.current(), self._frame.ctx, self._shell
        if link is None:
            return
        uid = link.uid

        def undo() -> None:
            shell.background.write(None, lambda: remove_link(ctx(), uid, removed=False))

        shell.background.write(self, lambda: remove_link(ctx(), uid), done=lambda _n: shell.messages.say(
            shell.texts.tr("The link with {number} was taken away.", number=link.number or link.subject), "success",
            key="link.removed", action_text=shell.texts.tr("Undo"), action=undo))


class LinkPanel(Panel):
    """How, and with which ticket."""

    def __init__(self, frame: Holder) -> None:
        super().__init__(frame, N_("Link with another ticket"), N_("Link"))
        self._holder = frame
        self.kind = ChoiceBox(frame.shell, _OFFERED)
        self.ticket = TicketField(frame.shell, frame.ctx)
        self.form = Form(frame.shell)
        self.form.row("kind", N_("This ticket"), self.kind)
        self.form.row("ticket", N_("Other ticket"), self.ticket)
        self.body.addWidget(self.form)
        self.ticket.chosen.connect(lambda _uid: self.form.clear_errors())
        self.confirmed.connect(self._link)

    def begin(self) -> None:
        """Opens with the cursor in the ticket."""
        self.form.clear_errors()
        self.ticket.leave_out((self._holder.record.uid,))
        self.ticket.set_value("", None)
        self.open(self.ticket)

    def _link(self) -> None:
        other, own, kind, ctx = self.ticket.value(), self._holder.record.uid, self.kind.code(), self._holder.ctx
        if other is None:
            self.form.show_problem(UserError("value.missing", field=N_("Other ticket")), "ticket")
            return
        self.set_busy(True)
        self._holder.shell.background.write(self, lambda: _link(ctx, own, other, kind),
                                            done=lambda _uid: self.leave(), failed=self._failed)

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return self.form.show_problem(problem, "ticket")


def _link(ctx: Callable[[], Context], own: str, other: str, kind: str) -> str:
    turned = {HAS_PART: PART_OF, HAS_DUPLICATE: "duplicate"}.get(kind)
    return link_tickets(ctx(), other, own, turned) if turned else link_tickets(ctx(), own, other, kind)
