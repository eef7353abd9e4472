"""Buttons of a page in short words; their keys are told by the mouse and the menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.shell import Shell


def button_flow(shell: Shell, parent: QWidget, buttons: Sequence[tuple[str, str]]) -> FlowRow:
    """A row of actions, each with a message id of its own, that breaks where the room is narrow."""
    row = FlowRow()
    for id, text in buttons:
        row.addWidget(shell.commands.button(id, parent, text=text))
    return row
