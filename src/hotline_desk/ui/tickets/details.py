"""What a ticket may have besides what was talked about: product, maintenance, tags, a reference, its project."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from hotline_desk.core.folding import fold
from hotline_desk.core.text import N_
from hotline_desk.domain.projects import Project
from hotline_desk.domain.tickets import MAINTENANCE, MOST_TAGS, tag_words
from hotline_desk.services.views.ticket_words import TicketWords
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.suggestions import Offer, SuggestLine
from hotline_desk.ui.tickets.inputs import LABELS, Chooser, may_shrink

_OPEN = "ticket.details"


class DetailsButton(QToolButton):
    """Opens and closes the rows below it; how it was left is kept."""

    opened = Signal(bool)

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setChecked(bool(shell.memory.get_json(_OPEN)))
        shell.texts.bind(self.setText, N_("Details"))
        shell.theme.follow(self, lambda button: button.show_arrow())
        self.clicked.connect(lambda on: shell.memory.put_json(_OPEN, on))
        self.toggled.connect(self._toggled)

    def show_arrow(self) -> None:
        """The arrow points down while the rows are open."""
        self.setIcon(self._shell.icons.icon("chevron-down" if self.isChecked() else "chevron-right", "text"))

    def _toggled(self, on: bool) -> None:
        self.show_arrow()
        self.opened.emit(on)


class Details:
    """The fields; `lay_out` puts them into the form below their button."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._words = shell, TicketWords()
        self._maintained = True
        self.product = SuggestLine(shell, self._products)
        self.product.setMaxLength(120)
        self.maintenance = ChoiceBox(shell, [("", N_("none")), *MAINTENANCE.items()])
        may_shrink(self.maintenance)
        self.tags = SuggestLine(shell, self._tags)
        self.tags.setMaxLength(MOST_TAGS)
        self.reference = QLineEdit()
        self.reference.setMaxLength(80)
        self.project = Chooser(shell, N_("no project"))
        shell.texts.bind(self.tags.setPlaceholderText, N_("words with blanks between"))
        shell.texts.bind(self.reference.setPlaceholderText, N_("what others call this case"))

    @property
    def stops(self) -> list[QWidget]:
        """What Tab stops at."""
        return [self.button, self.product, self.maintenance, self.tags, self.reference, self.project]

    def lay_out(self, form: Form) -> None:
        """Adds the button and the rows."""
        self._form = form
        self.button = DetailsButton(self._shell, form)
        form.wide(self.button)
        self._caption = _together(self._shell, form, "product", self.product, "maintenance", self.maintenance)
        _together(self._shell, form, "tags", self.tags, "reference", self.reference)
        form.row("project_uid", LABELS["project_uid"], self.project)
        self.button.opened.connect(self._open)
        self._open(self.button.isChecked())

    def _open(self, on: bool) -> None:
        for name in ("product", "tags", "project_uid"):
            self._form.show_row(name, on)

    def show_filled(self) -> None:
        """What is filled in is in sight."""
        if any((self.product.text(), self.maintenance.code(), self.tags.text(), self.reference.text(),
                self.project.uid())):
            self.button.setChecked(True)

    def show_maintenance(self, on: bool) -> None:
        """Whether the kind of the ticket asks for maintenance; one that was chosen stays in sight."""
        wanted = on or bool(self.maintenance.code())
        if wanted != self._maintained:
            self._maintained = wanted
            self._caption.setVisible(wanted)
            self.maintenance.setVisible(wanted)

    def use_words(self, words: TicketWords) -> None:
        """What is offered while somebody types."""
        self._words = words

    def offer_projects(self, projects: Sequence[Project]) -> None:
        """What the ticket may belong to."""
        self.project.offer([(project.uid, f"{project.number} {project.name}") for project in projects])

    def _products(self, text: str) -> list[Offer]:
        begin = fold(text.strip())
        return [(word, word) for word in self._words.products if begin in fold(word)]

    def _tags(self, text: str) -> list[Offer]:
        """Tags that begin with the word being typed and are not there yet."""
        before, _blank, word = text.rpartition(" ")
        if text and not word:
            return []
        there = {tag.casefold() for tag in tag_words(before)}
        head = before + " " if before else ""
        return [(tag, f"{head}{tag} ") for tag in self._words.tags
                if fold(tag).startswith(fold(word.strip("#"))) and tag.casefold() not in there]


def _together(shell: Shell, form: Form, name: str, field: QWidget, other_name: str, other: QWidget) -> QLabel:
    """Two short fields beside each other; returns the label of the second."""
    line = QWidget(form)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    label = QLabel(line)
    label.setBuddy(other)
    shell.texts.bind(label.setText, LABELS[other_name])
    shell.texts.bind(field.setAccessibleName, LABELS[name])
    shell.texts.bind(other.setAccessibleName, LABELS[other_name])
    row.addWidget(field, 1)
    row.addWidget(label)
    row.addWidget(other, 1)
    line.setFocusProxy(field)
    form.row(name, LABELS[name], line)
    return label
