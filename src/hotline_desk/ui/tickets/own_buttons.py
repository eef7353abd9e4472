"""Buttons of one's own: text, category, priority and outcome at one press or key, told and taken back by Undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.knowledge import fill_in
from hotline_desk.domain.own_buttons import MOST_BUTTONS, OWN_BUTTONS, OwnButton, shown_buttons
from hotline_desk.domain.tickets import OUTCOMES
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.inputs import LABELS
from hotline_desk.ui.tickets.panels import Holder
from hotline_desk.ui.tickets.quick_texts import Shelf


class OwnButtons(QWidget):
    """A row that is there only if there are any.

    `wish(code)` opens the closing panel with an outcome, if this customer can have it; `withdraw()` closes it.
    """

    def __init__(self, shell: Shell, frame: Holder, shelf: Callable[[], Shelf],
                 wish: Callable[[str], bool], withdraw: Callable[[], object]) -> None:
        super().__init__(frame)
        self._shell, self._frame, self._shelf = shell, frame, shelf
        self._wish, self._withdraw = wish, withdraw
        self._shown: list[OwnButton] = []
        self.buttons = [self._make(number) for number in range(1, MOST_BUTTONS + 1)]
        label = QLabel(self)
        label.setProperty("role", "muted")
        shell.texts.bind(label.setText, N_("Own buttons"))
        shell.texts.bind(self.setAccessibleName, N_("Own buttons"))
        row = FlowRow(self)
        row.addWidget(label)
        for button in self.buttons:
            row.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for each in (shell.texts.changed, shell.commands.keys_changed):
            each.connect(self._name)
        self.load()

    def _make(self, number: int) -> QPushButton:
        button = QPushButton(self)
        button.setAutoDefault(True)
        button.clicked.connect(lambda: self._shell.commands.trigger(f"own.{number}"))
        return button

    def load(self) -> None:
        """Shows the buttons as the user has them now."""
        self._shown = shown_buttons(self._frame.ctx().settings[OWN_BUTTONS])
        for place, button in enumerate(self.buttons):
            button.setHidden(place >= len(self._shown))
        self._name()
        self.setHidden(not self._shown)

    def count(self) -> int:
        """How many there are."""
        return len(self._shown)

    def allow(self, on: bool) -> None:
        """Whether the ticket can be written into."""
        self.setEnabled(on)

    def _name(self) -> None:
        for place, own in enumerate(self._shown):
            key = self._shell.commands.key(f"own.{place + 1}")
            self.buttons[place].setText(f"{key}  {own.name}".strip().replace("&", "&&"))
            self.buttons[place].setAccessibleName(own.name)
            self.buttons[place].setToolTip(self._told(own, own.outcome))

    def _told(self, own: OwnButton, outcome: str) -> str:
        """What a button writes, in words."""
        tr = self._shell.texts.tr
        parts = [tr(LABELS[name]) for name in self._changes(own)]
        if outcome:
            parts.append(tr("Outcome {outcome}", outcome=tr(OUTCOMES[outcome].text)))
        return ", ".join(parts)

    # --- pressing -------------------------------------------------------------------------------------

    def press(self, number: int) -> None:
        """Writes what the button of this number writes; the outcome waits in the closing panel."""
        if number > len(self._shown) or self._frame.record.view is None:
            return
        own = self._shown[number - 1]
        before = self._frame.record.edits.current()
        changes = {name: value for name, value in self._changes(own).items() if value != before.get(name)}
        self._write(changes)
        told = self._told(own, own.outcome if own.outcome and self._wish(own.outcome) else "")
        texts = self._shell.texts
        self._shell.messages.say(
            texts.tr("{button}: {changes}", button=own.name, changes=told or "–"), "success",
            key="own", action_text=texts.tr("Undo"),
            action=lambda: self._undo(changes, {name: before.get(name) or "" for name in changes}, own))

    def _changes(self, own: OwnButton) -> dict[str, Any]:
        """The fields it writes with their new values; a text comes after what stands there."""
        current, shelf = self._frame.record.edits.current(), self._shelf()
        changes: dict[str, Any] = {name: value for name, value in (
            ("category", own.category), ("priority", own.priority)) if value}
        block = next((block for block in shelf.blocks if block.uid == own.block_uid), None)
        if block is not None:
            text, there = fill_in(block.text, shelf.values), (current.get(own.into) or "").rstrip()
            changes[own.into] = there if there.endswith(text) else f"{there}\n{text}" if there else text
        return changes

    def _write(self, values: dict[str, Any]) -> None:
        record = self._frame.record
        for name, value in values.items():
            record.type(name, value)
        if record.view is not None:
            self._frame.fields.show_values(values, record.view)
            record.edited.emit()

    def _undo(self, written: dict[str, Any], before: dict[str, Any], own: OwnButton) -> None:
        """Takes back what still stands there as the button left it; what was typed since stays."""
        if self._frame.going:
            return
        current = self._frame.record.edits.current()
        self._write({name: value for name, value in before.items() if current.get(name) == written[name]})
        if own.outcome:
            self._withdraw()
