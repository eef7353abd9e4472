"""What becomes of each line of the file: symbol, word and colour, whom it means and why, and what is added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.phone import display
from hotline_desk.core.text import N_
from hotline_desk.domain.takeover.matching import REASONS
from hotline_desk.services.importing.preview import (
    COMPLETED,
    DOUBLE,
    FATES,
    JOINED,
    LEFT_OUT,
    NEW,
    SAME,
    WRONG,
    PreviewRow,
    counts,
)
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell

LOOKS = {NEW: ("user-plus", "success"), COMPLETED: ("list-plus", "accent"), SAME: ("equal", "muted"),
         JOINED: ("link", "accent"), DOUBLE: ("copy", "muted"), LEFT_OUT: ("circle-slash", "muted"),
         WRONG: ("octagon-alert", "danger")}
_FILTERS = {"": frozenset(FATES), "new": frozenset({NEW}), "completed": frozenset({COMPLETED}),
            "double": frozenset({SAME, JOINED, DOUBLE}), "left_out": frozenset({LEFT_OUT})}
_CHOICES = (("", N_("All lines")), ("flawed", N_("With something to look at")), ("new", N_("New addresses")),
            ("completed", N_("Completed addresses")), ("double", N_("Doubles")), ("left_out", N_("Left out")))


class PreviewPage(QWidget):
    """`toggled` carries the row to leave out or take in; `row_changed` comes with the selection."""

    toggled = Signal(object)
    row_changed = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._rows: Sequence[PreviewRow] = ()
        self.filter = ChoiceBox(shell, _CHOICES)
        shell.texts.bind(self.filter.setAccessibleName, N_("Which lines"))
        self.summary, self.detail = QLabel(), QLabel()
        for label in (self.summary, self.detail):
            label.setWordWrap(True)
            label.setProperty("role", "muted")
        self.list = RowList(
            shell, "takeover", self._columns(), key=lambda row: (row.place, row.line), sort="line",
            empty=N_("No line of this kind."), accessible=N_("Lines of the file"))
        head = QHBoxLayout()
        head.addWidget(self.summary, 1)
        head.addWidget(self.filter)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.addLayout(head)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.detail)
        self._connect()

    def _connect(self) -> None:
        self.filter.code_changed.connect(lambda _code: self._show_filtered())
        self.list.activated.connect(self.toggled)
        self.list.current_changed.connect(self._current_changed)
        self.list.table.clicked.connect(self._clicked)
        self.list.table.installEventFilter(self)

    def _columns(self) -> tuple[Column, ...]:
        tr = self._shell.texts.tr
        return (
            Column("taken", N_("Included"), lambda r: "", width=5, align="center", icon=_tick, sort=_tick,
                   color=lambda r: "accent" if _tick(r) == "check" else "muted"),
            Column("line", N_("Line no."), lambda r: str(r.line), width=8, align="right", sort=lambda r: r.line,
                   rank=3),
            Column("name", N_("Name"), lambda r: name_of(r), width=18, bold=True, stretch=True),
            Column("fate", N_("What happens"), lambda r: tr(FATES[r.fate]), width=13,
                   icon=lambda r: LOOKS[r.fate][0], color=lambda r: LOOKS[r.fate][1]),
            Column("address", N_("Address"), self.address_of, width=24, rank=2),
            Column("more", N_("What is added, what is wrong"), self.more_of, width=30, rank=1,
                   icon=lambda r: "triangle-alert" if r.flaws else "", color=lambda r: "warning" if r.flaws else ""),
        )

    # --- words ----------------------------------------------------------------------------------------

    def address_of(self, row: PreviewRow) -> str:
        """Which address the line belongs to, where that is not a new one of its own."""
        if row.fate in (COMPLETED, SAME):
            return f"{row.address_number} {row.address_name}"
        if row.fate in (JOINED, DOUBLE):
            return self._shell.texts.tr("line {line}: {name}", line=row.with_line, name=row.address_name)
        return ""

    def more_of(self, row: PreviewRow) -> str:
        """Flaws first, then what the address gets."""
        texts = self._shell.texts
        words = [flaw.reason(texts.translator) for flaw in row.flaws]
        if row.returns:
            words.append(texts.tr("comes back, it was put away"))
        if row.fate == NEW and row.card is not None:
            card = row.card
            words += [card.number, f"{card.postcode} {card.city}".strip(), *(p.raw for p in card.phones), *card.emails]
        gains = row.gains
        words += [*gains.contacts, *gains.phones, *gains.emails]
        if gains.place:
            words.append(gains.place)
        return " · ".join(word for word in words if word)

    def why(self, row: PreviewRow) -> str:
        """One paragraph on the row in hand."""
        texts = self._shell.texts
        words = []
        if row.reason:
            value = display(row.value) if row.reason == "phone" else row.value
            words.append(texts.tr(REASONS[row.reason], value=value))
        words.append(self.more_of(row))
        told = " · ".join(word for word in (texts.tr(FATES[row.fate]), *words) if word)
        return texts.tr("Line {line}: {sentence}", line=row.line, sentence=told)

    # --- showing --------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[PreviewRow]) -> None:
        """Shows what becomes of the lines; selection and place stay."""
        self._rows = rows
        self.show_words()
        self._show_filtered()

    def show_words(self) -> None:
        """The same in the present language."""
        texts, found = self._shell.texts, counts(self._rows)
        told = [f"{found[fate]} {texts.tr(word)}" for fate, word in FATES.items() if found[fate]]
        if found["flawed"]:
            told.append(texts.trn("{n} to look at", "{n} to look at", found["flawed"]))
        self.summary.setText(" · ".join(told))
        self._show_detail()

    def rows(self) -> Sequence[PreviewRow]:
        """All of them, whatever the filter."""
        return self._rows

    def current(self) -> PreviewRow | None:
        """The row in hand."""
        row: PreviewRow | None = self.list.current()
        return row

    def _show_filtered(self) -> None:
        wanted = self.filter.code()
        self.list.set_rows([row for row in self._rows if (
            bool(row.flaws) if wanted == "flawed" else row.fate in _FILTERS.get(wanted, ()))])
        self._show_detail()
        self.row_changed.emit(self.current())

    def _current_changed(self, row: object) -> None:
        self._show_detail()
        self.row_changed.emit(row)

    def _show_detail(self) -> None:
        row = self.current()
        self.detail.setText(self.why(row) if row is not None else "")

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._toggle()

    def _toggle(self) -> None:
        row = self.current()
        if row is not None:
            self.toggled.emit(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space:
            self._toggle()
            return True
        return False


def name_of(row: PreviewRow) -> str:
    """Company and person of a line."""
    card: Any = row.card
    return " · ".join(part for part in (card.company, card.person) if part) if card is not None else ""


def _tick(row: PreviewRow) -> str:
    return "" if row.fate == WRONG else "square" if row.fate == LEFT_OUT else "check"
