"""The caller nobody knows: an address made of him without leaving the ticket."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hotline_desk.core import phone
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import Address, Contact
from hotline_desk.services.addresses import get_address, keep_number
from hotline_desk.services.calls.matching import confirm_caller
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import make_address, save_ticket
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.record import TicketRecord


class Caller(QWidget):
    """A line that says he is unknown with the button to make an address, and the few fields for it."""

    done = Signal()

    def __init__(self, shell: Shell, record: TicketRecord, ctx: Callable[[], Context], parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._record, self._ctx = shell, record, ctx
        self.unknown = QLabel(self)
        self.unknown.setProperty("role", "muted")
        self.make = shell.commands.button("address.from_caller", self)
        self.keep = shell.commands.button("address.keep_number", self)
        self.box: NewAddress | None = None
        line = QHBoxLayout()
        line.addWidget(self.unknown, 1)
        line.addWidget(self.make)
        line.addWidget(self.keep)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addLayout(line)
        self.hide()

    def show_view(self, view: TicketView) -> None:
        """There while the ticket has no customer, or one who does not have this number yet."""
        known, tr = view.fields.address_uid is not None, self._shell.texts.tr
        number = phone.display(self._record.new_number or view.fields.caller_number)
        if known:
            name = view.contact or view.address_name
            self.unknown.setText(tr("{number} is new at {name}.", number=number, name=name))
        elif view.guess is not None:
            who = " · ".join(part for part in (view.guess.contact, view.guess.company) if part)
            self.unknown.setText(tr("Probably {name}.", name=who))
        else:
            self.unknown.setText(tr("{number} belongs to no address yet.", number=number) if number
                                 else tr("No customer yet."))
        self.setVisible(not known or self._record.new_number is not None)
        guessed = view.guess is not None
        self.make.setVisible(not known and not guessed and (self.box is None or self.box.isHidden()))
        self.keep.setVisible(known or guessed)
        if known and self.box is not None:
            self.box.hide()

    def begin(self, guess: str) -> NewAddress:
        """Shows the fields, with the caller's name as far as the telephone told it."""
        if self.box is None:
            self.box = NewAddress(self._shell, self._record, self._ctx, self)
            self.box.left.connect(self._shut)
            self._rows.addWidget(self.box)
        self.show()
        self.make.hide()
        self.box.begin(guess)
        return self.box

    def keep_number(self) -> None:
        """Stores the caller's number at the contact of the ticket, else at the customer; one who was only guessed
        becomes the customer."""
        number, view, ctx = self._record.new_number, self._record.view, self._ctx
        if view is not None and view.guess is not None:
            call = view.guess.call_uid
            self._shell.background.write(self, lambda: confirm_caller(ctx(), call),
                                         done=lambda _uid: self._record.load())
            return
        if number is None or view is None or view.fields.address_uid is None:
            return
        address, contact = view.fields.address_uid, view.fields.contact_uid
        kind = "mobile" if phone.is_mobile(number) else "work"
        self._shell.background.write(self, lambda: keep_number(ctx(), address, number, kind, contact),
                                     done=lambda _none: self._record.load())

    def _shut(self) -> None:
        self.make.show()
        self.done.emit()


class NewAddress(QFrame):
    """The few fields of a new address. `left` comes when it was made or put off."""

    left = Signal()

    def __init__(self, shell: Shell, record: TicketRecord, ctx: Callable[[], Context], parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._record, self._ctx = shell, record, ctx
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.form = Form(shell, self)
        self.name, self.first_name, self.last_name = QLineEdit(), QLineEdit(), QLineEdit()
        self.street, self.postcode, self.city = QLineEdit(), QLineEdit(), QLineEdit()
        self.save, self.back = QPushButton(self), QPushButton(self)
        self._lay_out()
        self.save.clicked.connect(self._make)
        self.back.clicked.connect(self.shut)
        for name, field in self._fields().items():
            field.textEdited.connect(lambda text, name=name: record.write_panel(f"caller.{name}", text))
            field.returnPressed.connect(self._make)

    def _fields(self) -> dict[str, QLineEdit]:
        return {"name": self.name, "first_name": self.first_name, "last_name": self.last_name, "street": self.street,
                "postcode": self.postcode, "city": self.city}

    def _lay_out(self) -> None:
        texts = self._shell.texts
        self.form.row("name", N_("Company or name"), self.name)
        self.form.row("person", N_("Contact"), self._beside(
            (N_("First name"), self.first_name, 2), (N_("Last name"), self.last_name, 3)))
        self.form.row("street", N_("Street"), self.street)
        self.form.row("place", N_("Place"), self._beside(
            (N_("Postcode"), self.postcode, 1), (N_("City"), self.city, 3)))
        texts.bind(self.save.setText, N_("Make this address"))
        texts.bind(self.back.setText, N_("Not now"))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.save)
        inside = QVBoxLayout(self)
        inside.addWidget(self.form)
        inside.addLayout(foot)

    def _beside(self, *parts: tuple[str, QLineEdit, int]) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        for label, field, stretch in parts:
            self._shell.texts.bind(field.setPlaceholderText, label)
            self._shell.texts.bind(field.setAccessibleName, label)
            row.addWidget(field, stretch)
        line.setFocusProxy(parts[0][1])
        return line

    def begin(self, guess: str) -> None:
        """Opens with what was typed before, else with this name."""
        kept = self._record.edits.panels
        for name, field in self._fields().items():
            if not field.text():
                field.setText(kept.get(f"caller.{name}", ""))
        if not self.name.text() and not self.last_name.text():
            self.name.setText(guess)
        self.show()
        self.name.setFocus()
        self.name.selectAll()

    def shut(self) -> None:
        """Hides the fields; what was typed stays."""
        self.hide()
        self.left.emit()

    def _make(self) -> None:
        contact = Contact(self.last_name.text().strip(), self.first_name.text().strip())
        name = self.name.text().strip() or contact.full_name
        if not name:
            self.form.show_problem(UserError("value.missing", field=N_("Name")), "name")
            return
        address = Address(
            name=name, person=not self.name.text().strip(), street=self.street.text().strip(),
            postcode=self.postcode.text().strip(), city=self.city.text().strip(),
            country=self._ctx().settings["company.country"], contacts=(contact,) if contact.last_name else ())
        uid = self._record.uid

        def work() -> None:
            ctx = self._ctx()
            contacts = get_address(ctx, make_address(ctx, uid, address)).contacts
            if contacts:
                save_ticket(ctx, uid, None, {"contact_uid": contacts[0].uid, "contact_name": contacts[0].full_name})

        self.save.setEnabled(False)
        self._shell.background.write(self, work, done=lambda _none: self._made(), failed=self._failed)

    def _made(self) -> None:
        self.save.setEnabled(True)
        for name, field in self._fields().items():
            field.clear()
            self._record.write_panel(f"caller.{name}", "")
        self.shut()

    def _failed(self, problem: BaseException) -> bool:
        self.save.setEnabled(True)
        return self.form.show_problem(problem, "name") if isinstance(problem, UserError) else False
