"""One address: head data left, everything that ever happened right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSplitter, QTabWidget, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.addresses import Address
from hotline_desk.domain.billing.price_text import price_sentence
from hotline_desk.domain.contracts import BillingProfile, Contract
from hotline_desk.services.addresses import archive_address, get_address, save_address
from hotline_desk.services.articles import list_price_lists
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import billing_profile, list_contracts, save_billing_profile
from hotline_desk.services.views.conditions import Conditions
from hotline_desk.services.views.customer import CustomerView, customer
from hotline_desk.ui.addresses.billing import Billing, BillingPage, price_list_names
from hotline_desk.ui.addresses.general import GeneralPage
from hotline_desk.ui.addresses.people import PeopleView
from hotline_desk.ui.addresses.terms_of import ContractsOf
from hotline_desk.ui.addresses.timeline import Timeline
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.elided import Elided
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Dialled, Frame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.texts import Texts
from hotline_desk.ui.shell.tools import tool_button
from hotline_desk.ui.shell.unsaved import may_close

_NARROW = 900
_PAUSE_MS = 250
_CONCERNS = frozenset({"address", "ticket", "call", "document", "contract", "terms", "appointment"})


@dataclass(frozen=True)
class _Shown:
    """What the frame shows of a stored address."""

    view: CustomerView
    contracts: tuple[Contract, ...]
    today: date
    billing: Billing


def conditions_text(texts: Texts, held: Conditions) -> str:
    """"Premium · noch 48 von 60 Min." or the price without a contract."""
    if held.terms is None:
        price = "" if held.price_e4 is None else price_sentence(held.price_e4, held.unit, held.first, held.next,
                                                                texts.translator, held.segment, held.surcharge_bp)
        return " · ".join(part for part in (texts.tr("no contract"), price) if part)
    if held.quota_left is None or held.quota_total is None:
        return held.terms
    return f"{held.terms} · " + texts.tr("{n} of {all} min left", n=held.quota_left // 60,
                                         all=held.quota_total // 60)


class AddressFrame(Frame):
    """`uid` names the address; without it a new one, with `name` and `phone` if given."""

    icon_name = "contact"
    help_page = "addresses"
    comfortable = QSize(1080, 620)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 name: str = "", phone: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._address = Address(name=name, country=str(ctx().settings["company.country"]),
                                language=str(ctx().settings["company.language"]))
        self._shown: _Shown | None = None
        self._halved = False
        self.writable = permitted(ctx().user.role, "address.edit")
        self._was_shown = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        self._connect()
        changes.changed.connect(self._heard)
        if not uid:
            self._fill(self._address)
            if phone:
                self.people.add(phone, "work")
            self.set_dirty(bool(name or phone))

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.heading, self.conditions, self.warning = Elided(), Elided(), QLabel()
        self.heading.setProperty("role", "heading")
        self.conditions.setProperty("role", "muted")
        self.warning.setProperty("role", "danger")
        self.warning.setWordWrap(True)
        self.warning.hide()
        self.general = GeneralPage(shell)
        self.people = PeopleView(shell, lambda: self._ctx().plan)
        self.billing = BillingPage(shell, self._ctx)
        self.contracts = ContractsOf(shell)
        self.timeline = Timeline(shell)
        for form in (self.general.form, self.billing.form):
            form.setEnabled(self.writable)
        self.people.set_writable(self.writable)
        self.may_bill = permitted(self._ctx().user.role, "master.edit")
        self.billing.set_profile_writable(self.writable and self.may_bill)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page in (self.general, self.people, self.billing, self.contracts):
            self.tabs.addTab(page, "")
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.addWidget(self.tabs)
        self.halves.addWidget(self.timeline)
        self.halves.setStretchFactor(0, 3)
        self.halves.setStretchFactor(1, 2)
        self.halves.setChildrenCollapsible(False)
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addSpacing(12)
        head.addWidget(self.conditions, 1)
        self.heading.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self.warning)
        rows.addWidget(self.halves, 1)
        rows.addLayout(self._buttons())

    def _buttons(self) -> FlowRow:
        row = FlowRow()
        for id in ("document.statement", "action.new", "record.archive"):
            row.addWidget(tool_button(self.shell, id))
        row.turn()
        row.addWidget(self.shell.commands.button("ticket.new"))
        row.addWidget(self.shell.commands.button("frame.save", primary=True))
        return row

    def _connect(self) -> None:
        for part in (self.general, self.people, self.billing):
            part.edited.connect(lambda: self.set_dirty(True))
        self.bind({
            "frame.save": self.save, "ticket.new": self._new_ticket, "record.archive": self._archive,
            "contract.add": lambda: self.shell.windows.open("contract", None, address=self.uid),
            "document.statement": lambda: self.shell.windows.open("documents", None, address=self.uid),
            "appointment.new": lambda: self._agree("appointment"), "action.new": lambda: self._agree("action"),
            "frame.find": self.timeline.focus_filter,
        })
        self._enable()

    def _enable(self) -> None:
        stored = bool(self.uid)
        self.enable("frame.save", self.writable)
        self.enable("record.archive", self.writable and stored)
        for id in ("ticket.new", "contract.add", "document.statement", "appointment.new", "action.new"):
            self.enable(id, stored)

    # --- what the shell asks --------------------------------------------------------------------------

    def to_dial(self) -> Dialled | None:
        number = self.people.number_in_hand()
        return Dialled(number) if number else None

    def retranslate(self) -> None:
        texts = self.shell.texts
        for number, text in enumerate((N_("&Address"), N_("&Persons and numbers"), N_("Billing &data"),
                                       N_("Contracts"))):
            self.tabs.setTabText(number, texts.tr(text))
        if self._timeline_page() >= 0:
            self.tabs.setTabText(self._timeline_page(), texts.tr("T&ime line"))
        self._show_head()

    def refresh(self) -> None:
        self._pause.stop()
        if self.uid:
            self.shell.background.read(self, self._read, done=self._show, newest="address")

    def first_field(self) -> QWidget:
        return self.general.lines["name"]

    def can_close(self) -> bool:
        return may_close(self)

    def closed(self) -> None:
        self._pause.stop()

    def open_args(self) -> dict[str, Any] | None:
        return {} if self.uid else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._was_shown:
            # While Qt styles all widgets anew none may go, and a splitter drops its handle with what it parts.
            QTimer.singleShot(0, self, self._fit_timeline)
        else:
            self._fit_timeline()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._was_shown = True

    def _fit_timeline(self) -> None:
        self._place_timeline(self.width() >= _NARROW * self.shell.theme.font_percent / 100)

    def _timeline_page(self) -> int:
        return self.tabs.indexOf(self.timeline)

    def _place_timeline(self, beside: bool) -> None:
        """At the side where there is room, else on a page of its own."""
        if beside and self._timeline_page() >= 0:
            self.tabs.removeTab(self._timeline_page())
            self.halves.addWidget(self.timeline)
            self.timeline.show()
        elif not beside and self._timeline_page() < 0:
            self._halved = False
            self.tabs.addTab(self.timeline, self.shell.texts.tr("T&ime line"))
        if beside and not self._halved:
            self._halved = True
            self.halves.setSizes([self.width() * 56 // 100, self.width() * 44 // 100])

    def _heard(self, kind: str, uid: str) -> None:
        if kind in _CONCERNS and (kind != "address" or uid == self.uid):
            self._pause.start()

    # --- showing --------------------------------------------------------------------------------------

    def _read(self) -> _Shown:
        ctx, uid = self._ctx(), str(self.uid)
        contracts = tuple(list_contracts(ctx, uid)) if permitted(ctx.user.role, "master.read") else ()
        profile = billing_profile(ctx, uid)
        recipient = get_address(ctx, profile.recipient_uid) if profile.recipient_uid else None
        lists = [each.name for each in list_price_lists(ctx)] if permitted(ctx.user.role, "master.read") else []
        billing = Billing(profile, f"{recipient.number}  {recipient.name}" if recipient else "",
                          price_list_names(lists, profile.price_list))
        return _Shown(customer(ctx, uid), contracts, local_day(ctx.clock.now(), ctx.zone), billing)

    def _show(self, shown: _Shown) -> None:
        """New happenings always, head data only where nothing is being typed."""
        self._shown = shown
        if not self.dirty:
            self._address = shown.view.address
            self._fill(self._address)
            self.billing.show_billing(shown.billing)
        self.timeline.set_rows(shown.view.timeline)
        self.contracts.show_contracts(shown.contracts, shown.today)
        self._enable()
        self._show_head()

    def _fill(self, address: Address) -> None:
        for part in (self.general, self.people, self.billing):
            part.show_address(address)
        self.set_dirty(False)

    def _show_head(self) -> None:
        texts, shown = self.shell.texts, self._shown
        if shown is None:
            self.heading.setText(texts.tr("New address"))
            self.conditions.clear()
            self.set_title(texts.tr("New address"))
            return
        address = shown.view.address
        self.set_title(f"{address.name} · {address.number}")
        self.heading.setText(address.name)
        parts = [address.number, conditions_text(texts, shown.view.conditions)]
        if shown.view.open_tickets:
            parts.append(texts.trn("{n} open ticket", "{n} open tickets", shown.view.open_tickets))
        if address.archived:
            parts.append(texts.tr("put away"))
        self.conditions.setText(" · ".join(parts))
        self.warning.setText(address.warning)
        self.warning.setVisible(bool(address.warning))

    # --- acting ---------------------------------------------------------------------------------------

    def taken(self) -> Address:
        """The address as typed."""
        address = self.billing.taken(self.general.taken(self._address))
        return replace(address, phones=self.people.phones(), emails=self.people.emails(),
                       contacts=self.people.contacts())

    def save(self) -> None:
        """Stores everything; what is wrong stands beside its field."""
        focus = self.focusWidget()
        if focus is not None and self.people.isAncestorOf(focus):
            self.people.setFocus()  # a cell that is being typed into is taken
        self.general.form.clear_errors()
        self.people.show_error("")
        profile = self.billing.taken_billing() if self.may_bill else None
        if self.may_bill and profile is None:
            self.tabs.setCurrentWidget(self.billing)
            return
        self.enable("frame.save", False)
        self.shell.background.write(self, _store, self._ctx(), self.taken(), profile, done=self._saved,
                                    failed=self._wrong)

    def _saved(self, uid: str) -> None:
        self.set_dirty(False)
        if not self.uid:
            self.shell.windows.became(self, uid)
        self.shell.messages.say(self.shell.texts.tr("Saved."), "success", key="saved", seconds=3)
        self.refresh()
        self._enable()

    def _wrong(self, problem: BaseException) -> bool:
        self._enable()
        if not isinstance(problem, UserError):
            return False
        sentence, value = self.shell.messages.sentence(problem), str(problem.values.get("value", ""))
        field = str(problem.values.get("field", ""))
        if problem.id == "number.invalid" or field == "E-mail":
            self.tabs.setCurrentWidget(self.people)
            self.people.show_error(sentence)
            return self.people.go_to_text(value) or True
        if field == "Last name":
            self.tabs.setCurrentWidget(self.people)
            self.people.show_error(sentence)
            self.people.go_to_nameless()
            return True
        if self.billing.show_problem(problem):
            self.tabs.setCurrentWidget(self.billing)
            return True
        self.tabs.setCurrentIndex(0)
        return self.general.form.show_problem(problem)

    def _new_ticket(self) -> None:
        self.shell.windows.open("ticket", "", address_uid=self.uid)

    def _agree(self, what: str) -> None:
        self.shell.windows.open("appointment", None, what=what, address=str(self.uid))

    def _archive(self) -> None:
        if self._shown is not None:
            self._put(not self._shown.view.address.archived)

    def _put(self, archived: bool) -> None:
        self.shell.background.write(self, archive_address, self._ctx(), self.uid, archived,
                                    done=lambda _none: self._was_put(archived))

    def _was_put(self, archived: bool) -> None:
        texts, name = self.shell.texts, self._shown.view.address.name if self._shown else ""
        said = texts.tr("{name} was put away.", name=name) if archived else texts.tr("{name} is back.", name=name)
        self.shell.messages.say(said, "success", key="records.put", action_text=texts.tr("Undo"),
                                action=lambda: self._put(not archived))
        self.refresh()


def _store(ctx: Context, address: Address, profile: BillingProfile | None) -> str:
    """Both in the background; for those who may not bill the address alone."""
    uid = save_address(ctx, address)
    if profile is not None:
        save_billing_profile(ctx, replace(profile, address_uid=uid))
    return uid
