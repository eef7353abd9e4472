"""Rows of a form: label with buddy, field, and beside it what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QFormLayout, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.ui.shell.shell import Shell

Value = TypeVar("Value")


@runtime_checkable
class HandsOn(Protocol):
    """A field of several parts that hands the cursor on to its `entry`.

    Not by a focus proxy where the order of Tab is set by hand: Tab would lead to the field first, wherever it is left
    in that order, and from there into its middle.
    """

    entry: QWidget


class Form(QWidget):
    """Labels left, fields in one column, errors below their field."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        shell.theme.changed.connect(self._level_labels)
        self._fields: dict[str, tuple[QWidget, QLabel, str]] = {}
        self._captions: dict[str, QLabel] = {}

    def let_rows_wrap(self) -> None:
        """A field goes below its label where there is no room for both beside each other."""
        self._layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)

    def row(self, name: str, label: str, field: QWidget) -> QWidget:
        """Adds a row; `label` is a message id ("&" marks the letter for Alt). Returns the field."""
        caption, cell = QLabel(self), QWidget(self)  # with its parent at once: a change of parent styles anew
        error = QLabel(cell)
        entry = field.entry if isinstance(field, HandsOn) else field.focusProxy() or field
        caption.setBuddy(entry)  # a label passes over what only hands the cursor on
        error.setProperty("role", "danger")
        error.setWordWrap(True)
        error.hide()
        rows = QVBoxLayout(cell)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(1)
        rows.addWidget(field)
        rows.addWidget(error)
        self._layout.addRow(caption, cell)
        texts = self._shell.texts
        texts.follow(caption, lambda living: living.setText(
            texts.tr(label) + (" *" if living.property("required") else "")))
        texts.follow(field, lambda living: living.setAccessibleName(texts.tr(label).replace("&", "")))
        self._fields[name] = (field, error, label)
        self._captions[name] = caption
        caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._level(caption, field)
        if isinstance(field, QLineEdit):
            field.textEdited.connect(lambda _text: self.error(name, ""))
        return field

    def _level(self, caption: QLabel, field: QWidget) -> None:
        """A label stands beside the first line of its field, however tall that is.

        By a margin: a label that may not grow keeps its whole row from growing.
        """
        line = self._shell.theme.line_height()
        height = max(round(line * 1.3), min(field.sizeHint().height(), round(line * 1.7)))
        caption.setMinimumHeight(height)
        caption.setContentsMargins(0, (height - line) // 2, 0, 0)

    def _level_labels(self) -> None:
        for name, caption in self._captions.items():
            self._level(caption, self._fields[name][0])

    def wide(self, widget: QWidget) -> QWidget:
        """Adds something over the whole width (a heading, a list)."""
        self._layout.addRow(widget)
        return widget

    def field(self, name: str) -> QWidget:
        """The field of a row."""
        return self._fields[name][0]

    def show_row(self, name: str, on: bool) -> None:
        """Shows or hides a whole row."""
        cell = self._fields[name][0].parentWidget()
        if cell is not None:
            self._layout.setRowVisible(cell, on)

    def require(self, name: str, on: bool) -> None:
        """Marks a row as one that must be filled, or not."""
        caption, field = self._captions[name], self._fields[name][0]
        if bool(caption.property("required")) == on:
            return
        caption.setProperty("required", on)
        caption.setText(self._shell.texts.tr(self._fields[name][2]) + (" *" if on else ""))
        caption.setToolTip(self._shell.texts.tr("must be filled in") if on else "")
        field.setWhatsThis(caption.toolTip())

    def error(self, name: str, text: str) -> None:
        """Shows a translated sentence below a field; "" takes it away."""
        field, label, _caption = self._fields[name]
        label.setText(text)
        label.setVisible(bool(text))
        field.setAccessibleDescription(text)

    def errors(self) -> dict[str, str]:
        """What is shown as wrong, by name of the row."""
        return {name: label.text() for name, (_f, label, _c) in self._fields.items() if label.text()}

    def clear_errors(self) -> None:
        """Takes all errors away."""
        for name in self._fields:
            self.error(name, "")

    def show_problem(self, problem: BaseException, name: str | None = None) -> bool:
        """Shows a UserError beside its field and puts the cursor there; False for anything else.

        The field is `name`, or the row whose label is the error's value `field`. Made to be used as `failed`.
        """
        if not isinstance(problem, UserError):
            return False
        wanted = str(problem.values.get("field", ""))
        for each, (field, _error, label) in self._fields.items():
            if each == name or (name is None and wanted and label.replace("&", "") == wanted.replace("&", "")):
                self.error(each, self._shell.messages.sentence(problem))
                field.setFocus()
                return True
        return False


class TypedField(QLineEdit, Generic[Value]):
    """A field for what people type freely (dates, durations, amounts, numbers) and a rule reads.

    `read(text)` returns the value or raises UserError; `show(value)` writes it back after leaving the field.
    Empty text is None.
    """

    value_changed = Signal(object)
    misread = Signal(object)

    def __init__(self, read: Callable[[str], Value], show: Callable[[Value], str],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read, self._show = read, show
        self._value: Value | None = None
        self.problem: UserError | None = None
        self.editingFinished.connect(self.take)

    def value(self) -> Value | None:
        """What was read last; None for an empty field."""
        return self._value

    def set_value(self, value: Value | None) -> None:
        """Shows a value without telling anybody."""
        self._value, self.problem = value, None
        self.setText("" if value is None else self._show(value))

    def take(self) -> bool:
        """Reads the text now; False if it is not understood (`problem` says why)."""
        text = self.text().strip()
        if self._value is not None and text == self._show(self._value):
            return True
        try:
            value = self._read(text) if text else None
        except UserError as problem:
            self.problem = problem
            self.misread.emit(problem)
            return False
        changed = value != self._value
        self.set_value(value)
        if changed:
            self.value_changed.emit(value)
        return True


class ChoiceBox(QComboBox):
    """A box of codes with their message ids, translated by itself."""

    code_changed = Signal(str)

    def __init__(self, shell: Shell, choices: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: list[str] = []
        for code, text in choices:
            self.addItem("", code)
            self._texts.append(text)
        shell.texts.follow(self, lambda box: box._translate(shell))
        self.currentIndexChanged.connect(lambda _n: self.code_changed.emit(self.code()))

    def _translate(self, shell: Shell) -> None:
        for number, text in enumerate(self._texts):
            self.setItemText(number, shell.texts.tr(text))

    def code(self) -> str:
        """The code chosen."""
        return str(self.currentData() or "")

    def set_code(self, code: str) -> None:
        """Chooses a code without telling anybody; an unknown one chooses nothing."""
        self.blockSignals(True)
        self.setCurrentIndex(self.findData(code))
        self.blockSignals(False)


class SearchField(QLineEdit):
    """Type-ahead over something large: `search(text)` runs in the background, the newest wins.

    It returns pairs (text, value). `chosen(value)` comes with the choice, `None` when the field is emptied.
    """

    chosen = Signal(object)

    def __init__(self, shell: Shell, search: Callable[[str], list[tuple[str, Any]]], *, least: int = 2,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._search, self._least = shell, search, least
        self._hits: list[tuple[str, Any]] = []
        self._value: Any = None
        self._shown = ""
        self._lines = QStringListModel(self)
        self._completer = QCompleter(self._lines, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(12)
        self._completer.setWidget(self)
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        self._completer.activated.connect(self._take)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(60)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._edited)

    def value(self) -> Any:
        """What was chosen last; None if the text was not chosen from the hits."""
        return self._value

    def set_value(self, text: str, value: Any) -> None:
        """Shows a choice without telling anybody."""
        self._value, self._shown = value, text
        self.setText(text)

    def _edited(self, text: str) -> None:
        if self._value is not None and text != self._shown:
            self._value = None
            self.chosen.emit(None)
        if len(text.strip()) >= self._least:
            self._pause.start()
        else:
            self._popup.hide()

    def _ask(self) -> None:
        self._shell.background.read(self, self._search, self.text().strip(), done=self._offer, newest="type-ahead",
                                    failed=lambda problem: isinstance(problem, EnvironmentTrouble))

    def _offer(self, hits: list[tuple[str, Any]]) -> None:
        self._hits = hits
        self._lines.setStringList([text for text, _value in hits])
        if hits and self.hasFocus():
            self._completer.complete()
            self._popup.setCurrentIndex(self._completer.completionModel().index(0, 0))
        else:
            self._popup.hide()

    def _take(self, choice: Any) -> None:
        text = str(choice)
        value = next((v for t, v in self._hits if t == text), None)
        if value is not None:
            self.set_value(text, value)
            self.chosen.emit(value)
