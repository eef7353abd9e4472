"""Contact persons, telephone numbers and e-mails of an address as two tables that know each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hotline_desk.core.phone import NumberPlan, display
from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import PHONE_KINDS, Address, Contact, Phone
from hotline_desk.ui.shell.entry_table import Choice, EntryModel, EntryTable
from hotline_desk.ui.shell.shell import Shell

EMAIL = "email"
_KINDS = {**PHONE_KINDS, EMAIL: N_("E-mail")}
_SALUTATION, _FIRST, _LAST, _DEPARTMENT = range(4)
_WHOM, _KIND, _TEXT, _READ = range(4)
_ITSELF, _SWITCHBOARD = -1, -2


@dataclass(eq=False)
class Person:
    """A contact person while being typed."""

    uid: str = ""
    parts: list[str] = field(default_factory=lambda: ["", "", "", ""])

    @property
    def name(self) -> str:
        return " ".join(part for part in self.parts[:3] if part)


@dataclass(eq=False)
class Reach:
    """A number or an e-mail while being typed; `person` None is the address itself, `shared` its switchboard."""

    text: str = ""
    kind: str = "work"
    person: Person | None = None
    shared: bool = False


class PeopleModel(EntryModel):
    """`gone` comes with a person who was taken away."""

    titles = (N_("Salutation"), N_("First name"), N_("Last name"), N_("Department"))
    gone = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.people: list[Person] = []

    def count(self) -> int:
        return len(self.people)

    def text(self, row: int, column: int) -> str:
        return self.people[row].parts[column] if row < len(self.people) else ""

    def change(self, row: int, column: int, value: Any) -> None:
        if row == len(self.people):
            self.people.append(Person())
        self.people[row].parts[column] = str(value)

    def remove(self, row: int) -> None:
        self.gone.emit(self.people.pop(row))


class ReachModel(EntryModel):
    """Whom, which kind, the number, and what it is read as, while it is being typed."""

    titles = (N_("Whom"), N_("Kind"), N_("Number or e-mail"), N_("Is read as"))

    def __init__(self, shell: Shell, plan: Callable[[], NumberPlan], people: PeopleModel) -> None:
        super().__init__(shell)
        self.entries: list[Reach] = []
        self._plan, self._people = plan, people
        self._typing: tuple[int, str] | None = None

    def count(self) -> int:
        return len(self.entries)

    def locked(self, column: int) -> bool:
        return column == _READ

    def choices(self, row: int, column: int) -> Sequence[Choice]:
        texts = self.shell.texts
        if column == _KIND:
            return [(kind, texts.tr(text)) for kind, text in _KINDS.items()]
        if column == _WHOM:
            return [(_ITSELF, texts.tr("the address itself")), (_SWITCHBOARD, texts.tr("the switchboard")),
                    *((n, person.name) for n, person in enumerate(self._people.people))]
        return ()

    def text(self, row: int, column: int) -> str:
        texts = self.shell.texts
        if row >= len(self.entries):
            return self.sentence(row) if column == _READ and self._typing and self._typing[0] == row else ""
        entry = self.entries[row]
        if column == _WHOM:
            if entry.person:
                return entry.person.name
            return texts.tr("the switchboard") if entry.shared else texts.tr("the address itself")
        if column == _KIND:
            return texts.tr(_KINDS[entry.kind])
        return entry.text if column == _TEXT else self.sentence(row)

    def sentence(self, row: int) -> str:
        """What is understood of the number of a row, or that it is none."""
        text, kind = self._now(row)
        texts = self.shell.texts
        if not text:
            return ""
        if kind == EMAIL:
            return "" if "@" in text.strip("@") else texts.tr("no e-mail address")
        read = self._plan().read(text)
        if read.e164:
            return display(read.e164)
        return texts.tr("internal") if read.internal else texts.tr("no telephone number")

    def wrong(self, row: int) -> bool:
        """Whether a row cannot be saved."""
        text, kind = self._now(row)
        if not text:
            return False
        if kind == EMAIL:
            return "@" not in text.strip("@")
        read = self._plan().read(text)
        return read.e164 is None and not read.internal

    def _now(self, row: int) -> tuple[str, str]:
        entry = self.entries[row] if row < len(self.entries) else Reach()
        text = self._typing[1] if self._typing and self._typing[0] == row else entry.text
        return text.strip(), EMAIL if "@" in text else entry.kind

    def token(self, row: int, column: int) -> str:
        if column != _READ:
            return ""
        return "danger" if self.wrong(row) else "muted"

    def typed(self, row: int, column: int, text: str) -> None:
        if column == _TEXT:
            self._typing = (row, text)
            index = self.index(row, _READ)
            self.dataChanged.emit(index, index)

    def change(self, row: int, column: int, value: Any) -> None:
        self._typing = None
        if row == len(self.entries):
            self.entries.append(Reach())
        entry = self.entries[row]
        if column == _TEXT:
            entry.text = str(value)
            if "@" in entry.text:
                entry.kind = EMAIL
            elif entry.kind == EMAIL:
                entry.kind = "work"
        elif column == _KIND:
            entry.kind = str(value)
        elif column == _WHOM:
            entry.person = self._people.people[value] if value >= 0 else None
            entry.shared = value == _SWITCHBOARD

    def remove(self, row: int) -> None:
        self.entries.pop(row)

    def forget(self, person: Person) -> None:
        """Takes everything of a person away."""
        self.entries = [entry for entry in self.entries if entry.person is not person]
        self.show_again()


class PeopleView(QWidget):
    """Both tables. `edited` comes with each change."""

    edited = Signal()

    def __init__(self, shell: Shell, plan: Callable[[], NumberPlan]) -> None:
        super().__init__()
        self._shell = shell
        self.people = PeopleModel(shell)
        self.reach = ReachModel(shell, plan, self.people)
        for model in (self.people, self.reach):
            model.setParent(self)
        self.reach_table = EntryTable(shell, self.reach, (15, 10, 20, 17), _TEXT)
        self.people_table = EntryTable(shell, self.people, (10, 16, 18, 14), _LAST)
        self.error = QLabel()
        self.error.setProperty("role", "danger")
        self.error.setWordWrap(True)
        self.error.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 6, 0, 0)
        rows.addWidget(self._caption(N_("Telepho&ne and e-mail"), self.reach_table))
        rows.addWidget(self.reach_table, 3)
        rows.addWidget(self.error)
        rows.addWidget(self._caption(N_("&Contact persons"), self.people_table))
        rows.addWidget(self.people_table, 2)
        self.hint = QLabel()
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        shell.texts.bind(self.hint.setText, N_("The empty last line adds an entry, Del removes one."))
        rows.addWidget(self.hint)
        self.people.gone.connect(self.reach.forget)
        self.people.edited.connect(self.edited)
        self.reach.edited.connect(self._reach_edited)

    def _caption(self, text: str, table: EntryTable) -> QLabel:
        label = QLabel()
        label.setProperty("role", "strong")
        label.setBuddy(table)
        texts = self._shell.texts
        texts.bind(label.setText, text)
        texts.follow(table, lambda living: living.setAccessibleName(texts.tr(text).replace("&", "")))
        return label

    def _reach_edited(self) -> None:
        self.show_error("")
        self.edited.emit()

    def set_writable(self, writable: bool) -> None:
        """Whether something can be typed."""
        for model in (self.people, self.reach):
            model.writable = writable
            model.show_again()
        self.hint.setVisible(writable)

    def show_error(self, text: str) -> None:
        """Says below the numbers what is wrong with one of them."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        self.reach_table.setAccessibleDescription(text)

    def go_to_text(self, text: str) -> bool:
        """The cursor goes to the number or e-mail with this text; False if there is none."""
        for row, entry in enumerate(self.reach.entries):
            if entry.text == text:
                self.reach_table.edit_cell(row, _TEXT)
                return True
        return False

    def number_in_hand(self) -> str:
        """The number of the current line, else the first one; "" for none."""
        entries = [entry for entry in self.reach.entries if entry.kind != EMAIL and entry.text]
        row = self.reach_table.currentIndex().row()
        current = self.reach.entries[row] if 0 <= row < len(self.reach.entries) else None
        return current.text if current in entries and current is not None else entries[0].text if entries else ""

    def go_to_nameless(self) -> None:
        """The cursor goes to the first person without a last name."""
        for row, person in enumerate(self.people.people):
            if not person.parts[_LAST]:
                self.people_table.edit_cell(row, _LAST)
                return

    def show_address(self, address: Address) -> None:
        """Shows an address."""
        people = [Person(c.uid, [c.salutation, c.first_name, c.last_name, c.department]) for c in address.contacts]
        entries = [Reach(p.raw, p.kind, None, p.shared) for p in address.phones]
        entries += [Reach(e, EMAIL) for e in address.emails]
        for person, contact in zip(people, address.contacts, strict=True):
            entries += [Reach(p.raw, p.kind, person, p.shared) for p in contact.phones]
            entries += [Reach(e, EMAIL, person) for e in contact.emails]
        self.people.people, self.reach.entries = people, entries
        self.people.show_again()
        self.reach.show_again()
        self.show_error("")

    def add(self, text: str, kind: str) -> None:
        """Adds a number of the address itself."""
        self.reach.entries.append(Reach(text, kind))
        self.reach.show_again()

    def contacts(self) -> tuple[Contact, ...]:
        """The persons as typed, with their numbers."""
        return tuple(
            Contact(p.parts[_LAST], p.parts[_FIRST], p.parts[_SALUTATION], p.parts[_DEPARTMENT], self.phones(p),
                    self.emails(p), p.uid)
            for p in self.people.people if any(p.parts))

    def phones(self, person: Person | None = None) -> tuple[Phone, ...]:
        """Numbers of a person, or of the address itself."""
        return tuple(Phone(e.text, e.kind, shared=e.shared) for e in self.reach.entries
                     if e.person is person and e.kind != EMAIL and e.text)

    def emails(self, person: Person | None = None) -> tuple[str, ...]:
        """E-mails of a person, or of the address itself."""
        return tuple(e.text for e in self.reach.entries if e.person is person and e.kind == EMAIL and e.text)
