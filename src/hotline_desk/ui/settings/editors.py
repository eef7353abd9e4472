"""One editor for each kind of setting. All speak the same way: `value`, `set_value`, `changed`."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QSpinBox, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.money import amount, cents
from hotline_desk.core.settings import Setting
from hotline_desk.ui.shell.forms import ChoiceBox, TypedField
from hotline_desk.ui.shell.shell import Shell

_PAUSE_MS = 600
_LARGEST = 2_000_000_000


class Editor(QWidget):
    """`changed` comes when a value was finished: at leaving a field, at once for boxes."""

    changed = Signal(object)
    misread = Signal(object)

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self.field = field
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(field)
        self.setFocusProxy(field)

    @property
    def busy(self) -> bool:
        """True while somebody types into it: it must not be overwritten then."""
        return False

    def value(self) -> Any:
        """The value as the catalogue stores it."""
        raise AttributeError("value")

    def set_value(self, value: Any) -> None:
        """Shows a value without telling anybody."""
        raise AttributeError("set_value")


class TextEditor(Editor):
    """One line."""

    def __init__(self) -> None:
        self._line = QLineEdit()
        super().__init__(self._line)
        self._line.editingFinished.connect(self._finish)

    def _finish(self) -> None:
        self._line.setModified(False)
        self.changed.emit(self.value())

    @property
    def busy(self) -> bool:
        return self._line.hasFocus() and self._line.isModified()

    def value(self) -> str:
        return self._line.text().strip()

    def set_value(self, value: Any) -> None:
        self._line.setText(str(value))


class LinesEditor(Editor):
    """Several lines: a text, or a list with one word a line."""

    def __init__(self, words: bool) -> None:
        self._text = QPlainTextEdit()
        self._words = words
        super().__init__(self._text)
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(self._text.fontMetrics().height() * 4 + 12)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._finish)
        self._text.textChanged.connect(self._pause.start)
        self._text.installEventFilter(self)

    @property
    def busy(self) -> bool:
        return self._pause.isActive()

    def value(self) -> Any:
        text = self._text.toPlainText()
        return [line.strip() for line in text.splitlines() if line.strip()] if self._words else text

    def set_value(self, value: Any) -> None:
        self._text.blockSignals(True)
        self._text.setPlainText("\n".join(value) if self._words else str(value))
        self._text.blockSignals(False)

    def _finish(self) -> None:
        self._pause.stop()
        self.changed.emit(self.value())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self._pause.isActive():
            self._finish()
        return False


class BoolEditor(Editor):
    """A box to tick."""

    def __init__(self) -> None:
        self._box = QCheckBox()
        super().__init__(self._box)
        self._box.toggled.connect(lambda on: self.changed.emit(on))

    def value(self) -> bool:
        return self._box.isChecked()

    def set_value(self, value: Any) -> None:
        self._box.blockSignals(True)
        self._box.setChecked(bool(value))
        self._box.blockSignals(False)


class NumberEditor(Editor):
    """A whole number between the setting's bounds."""

    def __init__(self, setting: Setting) -> None:
        self._box = QSpinBox()
        super().__init__(self._box)
        self._box.setRange(0 if setting.least is None else setting.least,
                           _LARGEST if setting.most is None else setting.most)
        self._box.setMaximumWidth(140)
        self._box.setKeyboardTracking(False)
        self._box.valueChanged.connect(lambda number: self.changed.emit(number))

    def value(self) -> int:
        return self._box.value()

    def set_value(self, value: Any) -> None:
        self._box.blockSignals(True)
        self._box.setValue(int(value))
        self._box.blockSignals(False)


class ChoiceEditor(Editor):
    """One of few."""

    def __init__(self, shell: Shell, setting: Setting) -> None:
        self._box = ChoiceBox(shell, setting.choices)
        super().__init__(_at_left(self._box))
        self.setFocusProxy(self._box)
        self.field = self._box
        self._box.code_changed.connect(lambda code: self.changed.emit(code))

    def value(self) -> str:
        return self._box.code()

    def set_value(self, value: Any) -> None:
        self._box.set_code(str(value))


class CentsEditor(Editor):
    """An amount of money."""

    def __init__(self, shell: Shell, setting: Setting) -> None:
        self._line: TypedField[int] = TypedField(lambda text: _cents(text, setting),
                                                 lambda value: shell.texts.number(amount(value), 2))
        super().__init__(self._line)
        self._line.set_value(int(setting.default))
        self._line.setMaximumWidth(140)
        self._line.value_changed.connect(lambda _value: self.changed.emit(self.value()))
        self._line.misread.connect(self.misread)

    def value(self) -> int:
        return self._line.value() or 0

    def set_value(self, value: Any) -> None:
        self._line.set_value(int(value))


def _cents(text: str, setting: Setting) -> int:
    plain = text.replace("€", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        return cents(Decimal(plain))
    except InvalidOperation as problem:
        raise UserError("value.invalid", field=setting.text, value=text, hint="") from problem


def _at_left(widget: QWidget) -> QWidget:
    cell = QWidget()
    row = QHBoxLayout(cell)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return cell


def make_editor(shell: Shell, setting: Setting) -> Editor | None:
    """The editor of a setting; None for kinds that have a frame of their own (keys, feeds)."""
    if setting.kind == "text":
        return TextEditor()
    if setting.kind in ("lines", "words"):
        return LinesEditor(setting.kind == "words")
    if setting.kind == "bool":
        return BoolEditor()
    if setting.kind == "int":
        return NumberEditor(setting)
    if setting.kind == "choice":
        return ChoiceEditor(shell, setting)
    return CentsEditor(shell, setting) if setting.kind == "cents" else None
