"""The ticket: everything an agent needs while somebody is on the line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.domain.own_buttons import MOST_BUTTONS
from hotline_desk.domain.tickets import ACTION, CLOSED, NEW, OPEN, RESUBMITTED, WITHDRAWN, WORK, Worklog
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import reopen_ticket, take_ticket
from hotline_desk.services.tickets.handing_out import PrivateCopies
from hotline_desk.services.tickets.worklogs import start_worklog, stop_worklog
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.buttons import ButtonRow
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.frame import Dialled
from hotline_desk.ui.shell.layouting import laid_out_once
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.belongings import Belongings
from hotline_desk.ui.tickets.body import Body
from hotline_desk.ui.tickets.caller import Caller
from hotline_desk.ui.tickets.clocks import IdleWatch, Running, Ticker, own_running
from hotline_desk.ui.tickets.fields import TicketFields
from hotline_desk.ui.tickets.following import Following
from hotline_desk.ui.tickets.header import Header, cost_text
from hotline_desk.ui.tickets.hint import Hint
from hotline_desk.ui.tickets.moving import follow
from hotline_desk.ui.tickets.nearby import Nearby
from hotline_desk.ui.tickets.own_buttons import OwnButtons
from hotline_desk.ui.tickets.panels import Holder, Panels
from hotline_desk.ui.tickets.quick_texts import Shelf, offer_texts
from hotline_desk.ui.tickets.record import TicketRecord
from hotline_desk.ui.tickets.side import MOST
from hotline_desk.ui.tickets.stamps import stamp_text
from hotline_desk.ui.tickets.tabs import Calls, History
from hotline_desk.ui.tickets.ways import Ways
from hotline_desk.ui.tickets.worklogs import Worklogs

_OFFERS = frozenset({"user", "team", "absence", "category", "text_block", "project"})


class TicketFrame(Holder):
    """One ticket: the one `begin` names, or a new one, which has its number before anything is typed."""

    icon_name = "ticket"
    help_page = "ticket"
    comfortable = QSize(1040, 660)
    reads_ahead = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, watch: IdleWatch,
                 copies: PrivateCopies, *, at_once: bool = True) -> None:
        super().__init__(shell, "")
        self.ctx, self._ahead, self._whole = ctx, "", False
        self._steps = self._grow(changes, watch, copies)
        while at_once and self.grow():
            pass

    def grow(self) -> bool:
        return next(self._steps, self) is not self

    def _grow(self, changes: Changes, watch: IdleWatch, copies: PrivateCopies) -> Iterator[None]:
        shell = self.shell
        self.record = TicketRecord(self, shell, self.ctx)
        self.ticker = Ticker(self, shell, self.ctx, watch)
        self.header, self.hint = Header(shell, self, self._now), Hint(shell, self, self.record)
        yield
        self.belongings, self.ways = Belongings(self, changes, copies), Ways(self)
        self.body = Body(shell, self, N_("Ticket"), [
            (N_("History"), "history", partial(History, shell), lambda view: len(view.notes)),
            (N_("Calls"), "phone", partial(Calls, shell), lambda view: len(view.calls)),
            *self.belongings.tabs(), (N_("Billing"), "receipt-text", self.ways.billing, lambda _view: 0)])
        self.side = self.body.side
        yield
        self.fields = TicketFields(shell, self.ctx, self.body.first.viewport())  # it is not styled anew there
        yield
        self.body.first.setWidget(self.fields)
        yield
        self.worklogs = Worklogs(shell, self._now, self.fields)
        self.caller = Caller(shell, self.record, self.ctx, self.fields)
        yield
        yield from self.fields.lay_out(self.caller, self.worklogs)
        yield
        self.foot = ButtonRow(shell, ("ticket.resubmit", "ticket.forward"), ("frame.save",), primary="ticket.close",
                              parent=self)
        self.feet = QWidget(self)
        self.panels = Panels(self, self.feet)
        self.own = OwnButtons(shell, self, self.shelf, self.panels.close_with, self.panels.leave_closing)
        yield
        offer_texts(shell, (self.fields.request, self.fields.solution), self.shelf)
        self.belongings.settle(self.body, self.panels)
        self.nearby = Nearby(self, self.body, changes)
        self._order_tabs(True)  # who presses Tab before the ticket has been read gets to the request too
        self._lay_out()
        yield
        self._connect(changes)
        self.bind(self._actions())
        self._allow(None)
        self._whole = True

    def _order_tabs(self, known: bool) -> None:
        self.fields.order_tabs(known, self.caller.make, self.worklogs.stops(), [
            self.body.bar, self.side.list, *self.own.buttons, *self.foot.buttons.values()])

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setSpacing(6)
        rows.addWidget(self.header)
        rows.addWidget(self.hint)
        rows.addWidget(self.body, 1)
        rows.addWidget(self.feet)
        feet = QVBoxLayout(self.feet)
        feet.setContentsMargins(0, 0, 0, 0)
        feet.setSpacing(6)
        feet.addWidget(self.own)
        feet.addWidget(self.foot)

    def _connect(self, changes: Changes) -> None:
        record, fields = self.record, self.fields
        record.people_came.connect(fields.show_people)
        record.shown.connect(self._show_values)
        record.came.connect(self._came)
        record.edited.connect(self._edited)
        record.made.connect(lambda uid: self.shell.windows.became(self, uid))
        record.made.connect(lambda _uid: self._allow(self.record.view))
        fields.typed.connect(record.type)
        fields.typed.connect(self._field_typed)
        fields.customer_chosen.connect(lambda uid: record.save_now({"address_uid": uid, "contact_uid": None}))
        self.caller.done.connect(self.fields.contact.setFocus)
        self.ticker.ticked.connect(self._tick)
        self.worklogs.wanted.connect(self.panels.edit)
        self.worklogs.selected.connect(lambda _worklog: self._allow(self.record.view))
        Following(self, changes, self._concerns, record.load)
        Following(self, changes, lambda kind, _uid: kind in _OFFERS, record.load_people)
        Following(self, changes, lambda kind, _uid: kind == "context", self._load_buttons)
        self.shell.theme.changed.connect(self.retranslate)

    def _actions(self) -> dict[str, Callable[[], object]]:
        panels = self.panels
        return {
            "frame.save": self.save,
            **{id: partial(self._once_read, id, act) for id, act in (
                ("ticket.close", panels.close_ticket), ("ticket.forward", panels.forward),
                ("ticket.resubmit", panels.resubmit), ("worklog.add", panels.add),
                ("worklog.toggle", self.toggle_clock))},
            "ticket.reopen": self.reopen_ticket,
            **self.ways.actions(),
            "address.from_caller": self._make_address, "address.keep_number": self.caller.keep_number,
            "worklog.edit": panels.edit_current,
            "worklog.remove": panels.remove_current, "edit.stamp": self.stamp, "edit.me": self.me,
            "ticket.to_action": self.to_action,
            **{f"own.{n}": partial(self.own.press, n) for n in range(1, MOST_BUTTONS + 1)},
            **self.belongings.actions(), **self.nearby.actions(),
            **{f"related.{n}": partial(self._digit, n) for n in range(1, MOST + 1)},
        }

    # --- the frame ------------------------------------------------------------------------------------

    def prepare(self) -> None:
        self.record.prepare()
        self.header.expect()
        self.fields.expect()

    def begin(self, uid: str, fields: Mapping[str, Any]) -> None:
        """From now on this frame is about this ticket; with uid "" about a new one with these fields."""
        self.uid = uid
        self.record.begin(uid, fields)

    def refresh(self) -> None:
        self.record.load()

    def first_field(self) -> QWidget:
        return self.fields.subject

    def to_dial(self) -> Dialled | None:
        view = self.record.view
        if view is None:
            return None
        contact = next((c for c in view.contacts if c.uid == view.fields.contact_uid), None)
        theirs = contact.phones[0].raw if contact is not None and contact.phones else ""
        number = view.fields.caller_number or theirs
        return Dialled(number, self.record.uid) if number else None

    def can_close(self) -> bool:
        if not self.going:
            self.going = True
            self.record.save_and_leave()
        return True

    def closed(self) -> None:
        self.ticker.stop()
        self.nearby.stop()
        self.belongings.receiving.leave()

    def open_args(self) -> dict[str, Any] | None:
        return {} if self.record.uid else None

    def retranslate(self) -> None:
        if not self._whole:
            return
        view = self.record.view
        self._name()
        self.side.retranslate()
        if view is not None:
            self._show_view(view)
            self.hint.tell_state(view)
            self.ticker.tick()

    def _now(self) -> datetime:
        return self.ctx().clock.now()

    def _name(self) -> None:
        view = self.record.view
        number = view.number if view and view.number else self.shell.texts.tr("New ticket")
        subject = self.record.edits.current().get("subject") or ""
        self.set_title(" · ".join(part for part in (number, subject) if part))

    # --- showing --------------------------------------------------------------------------------------

    def _concerns(self, kind: str, uid: str) -> bool:
        view = self.record.view
        if kind == "ticket":
            known = () if view is None else [t.uid for t in (*view.related_open, *view.related_recent)]
            return uid == self.record.uid or uid in known
        if kind == "address":
            return view is not None and uid == view.fields.address_uid
        return kind in ("contract", "terms", "store") or (kind == "settings" and view is not None)

    def _show_values(self, values: dict[str, Any]) -> None:
        view = self.record.view
        if view is not None:
            with laid_out_once(self, self.fields):
                self.fields.show_values(values, view)
                self._show_contact(view)

    def _show_contact(self, view: TicketView) -> None:
        current = self.record.edits.current()
        names = {c.uid: c.full_name for c in view.contacts}
        self.fields.show_contact(view, names.get(current.get("contact_uid") or "", current.get("contact_name") or ""))

    def _came(self, view: TicketView, before: TicketView | None) -> None:
        with self.told_once(), laid_out_once(self, self.header, self.fields):
            self._show_view(view)
            self.ticker.saw(view, before)
            self.hint.tell_state(view)
        self.panels.view_came(view)
        self.nearby.came(view, before)
        ahead, self._ahead = self._ahead, ""
        if ahead and ahead not in self.switched_off():
            self.handlers()[ahead]()

    def _show_view(self, view: TicketView) -> None:
        self.header.show_view(view, self.record.edits.current()["priority"])
        self.fields.show_customer(view)
        self._show_contact(view)
        self.caller.show_view(view)
        self._order_tabs(view.fields.address_uid is not None)
        self.worklogs.show_view(view)
        self.fields.show_kind(view)
        self.nearby.show_view(view)
        self.body.show_view(view)
        self._name()
        self._allow(view)

    def _allow(self, view: TicketView | None) -> None:
        """What can be done in this state, by this user."""
        may = self.shell.commands.allowed("ticket.close")
        state = view.state if view is not None else ""
        unsolved = state in (NEW, OPEN, RESUBMITTED)
        worklog = self.worklogs.current()
        free = worklog is not None and worklog.document_number is None
        known = view is not None and view.fields.address_uid is not None
        endable, stored = unsolved or view is None, view is not None or bool(self.record.uid)
        edits = {"ticket.close": endable, "ticket.forward": endable, "ticket.resubmit": endable,
                 "ticket.reopen": state in (CLOSED, WITHDRAWN, RESUBMITTED),
                 "address.from_caller": view is not None and not known,
                 "address.keep_number": self.record.new_number is not None or (view is not None and bool(view.guess)),
                 "callback.new": view is not None, "worklog.edit": free,
                 "worklog.remove": free, "worklog.add": stored, "worklog.toggle": stored,
                 "frame.save": bool(self.record.edits.mine),
                 "price.told": view is not None and unsolved and bool(cost_text(view.conditions, self.shell)),
                 "ticket.to_action": unsolved and self.record.edits.current().get("kind", ACTION) != ACTION,
                 **{f"own.{n}": unsolved and n <= self.own.count() for n in range(1, MOST_BUTTONS + 1)}}
        self.enable_all({**{id: on and may for id, on in edits.items()}, "ticket.customer": known})
        self.belongings.allow(view)
        self.nearby.allow()
        self.fields.set_read_only(not may)
        self.own.allow(unsolved and may)

    def _tick(self, running: Running) -> None:
        self.running = running
        self.header.show_clocks(running)
        self.panels.tick(running)

    def _edited(self) -> None:
        self.set_dirty(self.record.edits.any)
        self.enable("frame.save", bool(self.record.edits.mine))

    def _field_typed(self, name: str, value: object) -> None:
        view = self.record.view
        if name == "subject":
            self._name()
            self.nearby.subject_typed()
        elif name == "priority" and view is not None:
            self.header.show_view(view, str(value))
        elif name == "kind" and view is not None:
            self.fields.show_kind(view)
            self._allow(view)

    # --- acts -----------------------------------------------------------------------------------------

    def _once_read(self, id: str, act: Callable[[], object]) -> None:
        """Does it now; if the key was faster than the reading of the ticket, right after that."""
        if self.record.view is None:
            self._ahead = id
        else:
            act()

    def save(self) -> None:
        """As Ctrl+S."""
        if not self.record.edits.conflicts:
            self.record.save()

    def reopen_ticket(self) -> None:
        """As Shift+F9."""
        uid, withdrawn = self.record.uid, self.record.view is not None and self.record.view.state == WITHDRAWN
        self.shell.background.write(self, lambda: (take_ticket if withdrawn else reopen_ticket)(self.ctx(), uid))

    def toggle_clock(self) -> None:
        """As F8: starts this user's clock, or stops it and asks what was done."""
        view, uid = self.record.view, self.record.uid
        running = own_running(view, self.ctx().user.uid, WORK) if view is not None else None
        if running is None:
            self.shell.background.write(self, lambda: start_worklog(self.ctx(), uid))
        else:
            stopped: Worklog = running
            self.panels.write_about(stopped.uid)
            self.shell.background.write(self, lambda: stop_worklog(self.ctx(), stopped.uid))

    def stamp(self) -> None:
        """As Ctrl+T."""
        if not self.panels.stamp():
            field = self.window().focusWidget()
            if not stamp_text(self, self.shell.texts, self._now()) and field is not None and (
                    self.worklogs.isAncestorOf(field)):
                self.toggle_clock()

    def me(self) -> None:
        """As Ctrl+M."""
        if not self.panels.me():
            user = self.ctx().user
            self.fields.agent.set_uid(user.uid, user.name)
            self.record.type("agent_uid", user.uid)

    def to_action(self) -> None:
        """As Ctrl+F8: an information that was asked for becomes something to be done."""
        if (view := self.record.view) is not None:
            self.record.type("kind", ACTION)
            self.fields.show_values({"kind": ACTION}, view)
            self._allow(view)

    def shelf(self) -> Shelf:
        """The text blocks for this ticket, and what its placeholders stand for."""
        view, current, ctx = self.record.view, self.record.edits.current(), self.ctx()
        values = {"date": self.shell.texts.day(local_day(ctx.clock.now(), ctx.zone)), "agent": ctx.user.name}
        if view is not None:
            values |= {"customer": view.address_name, "number": view.number or "",
                       "contact": self.fields.contact.currentText().strip() or view.contact}
        return Shelf(self.record.people.blocks, str(current.get("category") or ""), values)

    def watch_texts(self, line: QWidget) -> None:
        offer_texts(self.shell, (line,), self.shelf)

    def show_page_of_fields(self) -> None:
        self.body.show_fields()

    def _load_buttons(self) -> None:
        self.own.load()
        self._allow(self.record.view)

    def _make_address(self) -> None:
        view = self.record.view
        if view is not None:
            self.body.show_fields()
            box = self.caller.begin(self.fields.customer.text() or view.contact)
            QTimer.singleShot(0, box, lambda: self.body.look_at(box.save, box.name))

    def _digit(self, number: int) -> None:
        """Alt and a digit: an outcome while the closing panel is open, else a ticket of the side."""
        uid = self.side.nth(number)
        if not self.panels.digit(number) and uid is not None:
            follow(self, uid)
