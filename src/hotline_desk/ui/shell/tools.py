"""Small buttons of actions for the second row of a frame: symbol and words, the key in the tip."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from hotline_desk.ui.shell.shell import Shell


def tool_button(shell: Shell, id: str, *, words: bool = True, parent: QWidget | None = None) -> QToolButton:
    """A button that follows its action: enabled, hidden, translated; without `words` the symbol alone."""
    button = QToolButton(parent)
    button.setDefaultAction(shell.commands.qaction(id))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon if words
                              else Qt.ToolButtonStyle.ToolButtonIconOnly)
    shell.texts.follow(button, lambda living: living.setAccessibleName(shell.commands.text(id)))
    return button
