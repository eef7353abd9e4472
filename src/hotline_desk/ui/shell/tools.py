"""Small buttons of actions for the second row of a frame: symbol and words, the key in the tip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from hotline_desk.core.text import N_
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


def more_button(shell: Shell, ids: Sequence[str], *, parent: QWidget | None = None) -> QToolButton:
    """A button whose menu holds the actions that have no room in the row; it opens with Space or Enter."""
    button = QToolButton(parent)
    menu = QMenu(button)
    for id in ids:
        menu.addAction(shell.commands.qaction(id))
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setProperty("more", True)
    shell.icons.bind(button.setIcon, "ellipsis")
    shell.texts.bind(button.setText, N_("More"))
    shell.texts.bind(button.setAccessibleName, N_("More actions"))
    return button
