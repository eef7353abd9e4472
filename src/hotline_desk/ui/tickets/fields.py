"""The fields of a ticket in the order of a conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import ACTION, CHANNELS, KIND_RULES, KINDS, PRIORITIES
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.context import Context
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.forms import ChoiceBox, Form, SearchField
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.category import CategoryField
from hotline_desk.ui.tickets.details import Details
from hotline_desk.ui.tickets.inputs import LABELS, Chooser, TextArea, may_shrink, set_text
from hotline_desk.ui.tickets.record import People


class TicketFields(Form):
    """`typed(name, value)` comes with every change by the user, `customer_chosen(uid)` with a customer."""

    typed = Signal(str, object)
    customer_chosen = Signal(object)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.shell, self._ctx = shell, ctx
        self._quiet = False
        self._known: bool | None = None
        self._stored_customer = ("", "")
        self._contacts: dict[str, str] = {}
        self.subject = QLineEdit()
        self.subject.setMaxLength(300)
        self.customer = SearchField(shell, self._search)
        self.contact = QComboBox()
        self.contact.setEditable(True)
        self.contact.setMinimumWidth(64)
        self.contact.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.contact.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.kind = ChoiceBox(shell, list(KINDS.items()))
        self.priority = ChoiceBox(shell, list(PRIORITIES.items()))
        self.channel = ChoiceBox(shell, list(CHANNELS.items()))
        self.agent, self.team = Chooser(shell), Chooser(shell, N_("no team"))
        self.of_category = CategoryField(shell, self)
        self.category = self.of_category.line
        self.details = Details(shell)
        self.request = TextArea(shell, lines=4, least=3)
        self.solution = TextArea(shell, lines=3, least=2)
        self._connect()

    def lay_out(self, below_customer: QWidget, worklogs: QWidget) -> Iterator[None]:
        """Puts the fields in their order, with these two where they belong; a part at each step."""
        for box in (self.kind, self.priority, self.channel):
            may_shrink(box)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.row("subject", LABELS["subject"], self.subject)
        self.row("customer", LABELS["address_uid"], self.customer)
        self.wide(below_customer)
        below_customer.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.row("contact", LABELS["contact_name"], self.contact)
        self.row("category", LABELS["category"], self.of_category)
        self.shell.texts.bind(self.category.setAccessibleName, LABELS["category"])
        yield
        self._together("kind", [("kind", self.kind), ("priority", self.priority), ("channel", self.channel)])
        self._together("agent_uid", [("agent_uid", self.agent), ("team_uid", self.team)])
        yield
        self.row("request", LABELS["request"], self.request)
        self.row("worklogs", N_("Measures"), worklogs)
        self.row("solution", LABELS["solution"], self.solution)
        yield
        self.details.lay_out(self)
        for area in (self.request, worklogs, self.solution):
            self._give_room(area)

    def _give_room(self, area: QWidget) -> None:
        """What height is to spare goes to the rows of texts and measures alone."""
        cell = area.parentWidget()
        if cell is not None:
            policy = cell.sizePolicy()
            policy.setVerticalStretch(1)
            cell.setSizePolicy(policy)

    def _together(self, name: str, parts: list[tuple[str, QWidget]]) -> None:
        """Short fields beside each other, each with its own label."""
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for place, (field, widget) in enumerate(parts):
            if place:
                label = QLabel(line)
                label.setBuddy(widget)
                self.shell.texts.bind(label.setText, LABELS[field])
                row.addWidget(label)
            self.shell.texts.bind(widget.setAccessibleName, LABELS[field])
            row.addWidget(widget, 1)
        line.setFocusProxy(parts[0][1])
        self.row(name, LABELS[parts[0][0]], line)

    def order_tabs(self, known: bool, unknown: QWidget, measures: list[QWidget], then: list[QWidget]) -> None:
        """Where Tab leads: from the subject to the request, by way of the customer only while nobody knows him.

        `then` is what comes after all fields.
        """
        if known == self._known:
            return
        self._known = known
        who: list[QWidget] = [self.customer, self.contact] if known else [self.customer, unknown, self.contact]
        what: list[QWidget] = [self.request, *measures, self.solution]
        rest: list[QWidget] = [self.category, self.kind, self.priority, self.channel, self.agent, self.team,
                               *self.details.stops, *then]
        for one, next_one in pairwise([self.subject, *(what + who if known else who + what), *rest]):
            QWidget.setTabOrder(one, next_one)

    def _connect(self) -> None:
        self.subject.textEdited.connect(lambda text: self._type("subject", text))
        self.category.settled.connect(lambda path: self._settled("category", path))
        self.category.misread.connect(lambda problem: self.show_problem(problem, "category"))
        self.details.product.settled.connect(lambda text: self._type("product", text))
        self.details.tags.settled.connect(lambda text: self._type("tags", text))
        self.details.reference.textEdited.connect(lambda text: self._type("reference", text))
        self.details.maintenance.code_changed.connect(lambda code: self._type("maintenance", code))
        self.details.project.currentIndexChanged.connect(
            lambda _n: self._type("project_uid", self.details.project.uid()))
        for name, area in (("request", self.request), ("solution", self.solution)):
            area.textChanged.connect(partial(self._written, name, area))
        self.kind.code_changed.connect(lambda code: self._type("kind", code))
        self.priority.code_changed.connect(lambda code: self._type("priority", code))
        self.channel.code_changed.connect(lambda code: self._type("channel", code))
        self.agent.currentIndexChanged.connect(lambda _n: self._type("agent_uid", self.agent.uid()))
        self.team.currentIndexChanged.connect(lambda _n: self._type("team_uid", self.team.uid()))
        self.contact.currentTextChanged.connect(self._contact_typed)
        self.customer.chosen.connect(self._customer)
        self.customer.editingFinished.connect(self._customer_left)
        for box in (self.contact, self.kind, self.priority, self.channel, self.agent, self.team,
                    self.details.maintenance, self.details.project):
            box.installEventFilter(self)
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls the form, it never changes a choice by the way."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        return False

    def _type(self, name: str, value: Any) -> None:
        if not self._quiet:
            self.typed.emit(name, value)

    def _settled(self, name: str, text: str) -> None:
        self.error(name, "")
        self._type(name, text)

    def _written(self, name: str, area: TextArea) -> None:
        self.error(name, "")
        self._type(name, area.toPlainText())

    def _contact_typed(self, text: str) -> None:
        uid = next((uid for uid, name in self._contacts.items() if name == text.strip()), None)
        self._type("contact_uid", uid)
        self._type("contact_name", text.strip())

    def _search(self, text: str) -> list[tuple[str, Any]]:
        return [(" · ".join(part for part in (a.name, a.city, a.number) if part), a.uid)
                for a in search_addresses(self._ctx(), text, 12)]

    def _customer(self, uid: str | None) -> None:
        if uid is not None:
            self.customer_chosen.emit(uid)

    def _customer_left(self) -> None:
        """Emptied, the field means that there is no customer; half typed over, the stored one comes back."""
        text, uid = self._stored_customer
        if not uid or self.customer.value() is not None:
            return
        if self.customer.text().strip():
            self.customer.set_value(text, uid)
        else:
            self.customer_chosen.emit(None)

    # --- showing --------------------------------------------------------------------------------------

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """What is shown meanwhile was not typed."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def show_people(self, people: People) -> None:
        """Offers these users and teams."""
        with self.quietly():
            self.agent.offer([(u.uid, u.name) for u in people.users])
            self.team.offer([(t.uid, t.name) for t in people.teams])
            self.details.offer_projects(people.projects)
        self.of_category.use_words(people.words)
        self.details.use_words(people.words)

    def show_values(self, values: dict[str, Any], view: TicketView) -> None:
        """Shows these fields anew; the others are left alone, with cursor and selection."""
        with self.quietly():
            lines: dict[str, QLineEdit | TextArea] = {
                "subject": self.subject, "request": self.request, "solution": self.solution,
                "reference": self.details.reference}
            boxes = {"kind": self.kind, "priority": self.priority, "channel": self.channel,
                     "maintenance": self.details.maintenance}
            for name, line in lines.items():
                if name in values:
                    set_text(line, values[name] or "")
            for name, box in boxes.items():
                if name in values:
                    box.set_code(values[name])
            if "category" in values:
                self.of_category.show_value(values["category"])
            for name, suggests in (("product", self.details.product), ("tags", self.details.tags)):
                if name in values and suggests.value() != values[name]:
                    suggests.set_value(values[name])
            if "project_uid" in values:
                self.details.project.set_uid(values["project_uid"], view.project_name)
            self.details.show_filled()
            self.show_kind(view)
            if "agent_uid" in values:
                self.agent.set_uid(values["agent_uid"], view.agent_name)
            if "team_uid" in values:
                self.team.set_uid(values["team_uid"], view.team_name)

    def expect(self) -> None:
        """Has the rows of an ordinary ticket in sight."""
        with self.quietly():
            self.kind.set_code(ACTION)
        self._show_rows(measured=False)

    def show_kind(self, view: TicketView) -> None:
        """Shows the sections this kind of ticket asks for, and others as long as there is something in them."""
        self._show_rows(measured=bool(view.worklogs))

    def _show_rows(self, *, measured: bool) -> None:
        rule = KIND_RULES[self.kind.code()]
        self.show_row("worklogs", measured or "worklogs" in rule.shown)
        self.show_row("solution", "solution" in rule.shown or bool(self.solution.toPlainText()))
        self.details.show_maintenance("maintenance" in rule.shown)
        for name in ("subject", "request", "solution"):
            self.require(name, name in rule.closing)

    def show_lacking(self, names: Sequence[str]) -> None:
        """Says below each of these fields that it must be filled, with the cursor in the first."""
        for name in names:
            self.show_row(name, True)
            self.error(name, self.shell.texts.tr("To be filled in."))
        if names:
            self.field(names[0]).setFocus()

    def show_customer(self, view: TicketView) -> None:
        """Shows the stored customer, unless one is being looked for."""
        text = " · ".join(part for part in (view.address_name, view.address_city, view.address_number) if part)
        uid = view.fields.address_uid
        self._stored_customer = (text, uid or "")
        searching = self.customer.hasFocus() and self.customer.isModified()
        if not searching or self.customer.value() == uid:
            self.customer.set_value(text, uid)
            self.customer.setCursorPosition(0)

    def show_contact(self, view: TicketView, name: str) -> None:
        """Offers the customer's contacts, and shows this one."""
        contacts = {c.uid: c.full_name for c in view.contacts}
        with self.quietly():
            if contacts != self._contacts or self.contact.count() != len(contacts):
                self._contacts = contacts
                text, edit = self.contact.currentText(), self.contact.lineEdit()
                place = edit.cursorPosition() if edit is not None else 0
                self.contact.clear()
                self.contact.addItems(list(contacts.values()))
                self.contact.setEditText(text)
                if edit is not None:
                    edit.setCursorPosition(place)
            if self.contact.currentText() != name and not self.contact.hasFocus():
                self.contact.setEditText(name)

    def set_read_only(self, on: bool) -> None:
        """For those who may look only."""
        for edit in (self.subject, self.customer, self.category, self.details.product, self.details.tags,
                     self.details.reference):
            edit.setReadOnly(on)
        for area in (self.request, self.solution):
            area.setReadOnly(on)
        for box in (self.contact, self.kind, self.priority, self.channel, self.agent, self.team,
                    self.details.maintenance, self.details.project):
            box.setEnabled(not on)
