"""How the selected rows of a list look: strong while the cursor is in the list, pale while it is elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hotline_desk.ui.shell.shell import Shell

_SELECTED = QStyle.StateFlag.State_Selected


class Marked(QStyledItemDelegate):
    """Of several lists side by side one is worked in: the others keep their selection without shouting."""

    def __init__(self, shell: Shell, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._shell, self._view = shell, view

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if option.state & _SELECTED and not self._view.hasFocus():
            option.state &= ~_SELECTED
            option.backgroundBrush = QBrush(self._shell.theme.color("marked_row"))
