"""The row of buttons at the foot of a frame: one highlighted, and short texts where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from hotline_desk.ui.shell.shell import Shell


class ButtonRow(QWidget):
    """Buttons of actions by id: some at the left, some at the right, the last of those highlighted.

    Where the row is too narrow, all but the highlighted one show symbol and key alone; their text stays in the
    tool tip and the accessible name.
    """

    def __init__(self, shell: Shell, left: Sequence[str] = (), right: Sequence[str] = (), *,
                 primary: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._short = False
        self.buttons: dict[str, QPushButton] = {}
        self._primary = primary
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for id in left:
            row.addWidget(self._add(id))
        row.addStretch(1)
        for id in (*right, *((primary,) if primary else ())):
            row.addWidget(self._add(id))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        shell.texts.changed.connect(self._fit)
        shell.theme.changed.connect(self._fit)
        shell.commands.keys_changed.connect(self._fit)

    def _add(self, id: str) -> QPushButton:
        button = self._shell.commands.button(id, self, primary=id == self._primary)
        self.buttons[id] = button
        return button

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(short=True), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self._width(short=False), super().sizeHint().height())

    def _width(self, short: bool) -> int:
        """Pixels the row needs."""
        metrics, padding = self.fontMetrics(), self._shell.theme.icon_size() + 40
        shown = [id for id, button in self.buttons.items() if not button.isHidden()]
        wide = 1.12  # the highlighted one is bold
        texts = sum(metrics.horizontalAdvance(self._text(id, short)) * (wide if id == self._primary else 1)
                    for id in shown)
        return round(texts) + len(shown) * padding

    def _text(self, id: str, short: bool) -> str:
        key, text = self._shell.commands.key(id), self._shell.commands.text(id)
        if short and key and id != self._primary:
            return key
        return f"{key}  {text}" if key else text

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._short = self.width() < self._width(short=False)
        for id, button in self.buttons.items():
            button.setProperty("short", self._short and id != self._primary)
            button.setText(self._text(id, self._short))
        self.updateGeometry()
