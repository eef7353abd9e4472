"""Which columns a list shows, and in which order: a panel that works by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.table import Table

_KEY = Qt.ItemDataRole.UserRole
_LINES = 9


class ColumnsPanel(Panel):
    """A space shows or hides a column, Alt+Up and Alt+Down move it; everything is seen at once and remembered."""

    def __init__(self, frame: Frame, table: Table) -> None:
        super().__init__(frame, N_("Columns of the list"), N_("Done"))
        self._table = table
        self._filling = False
        self.list = QListWidget()
        self.list.installEventFilter(self)
        self.up, self.down, self.usual = QPushButton(), QPushButton(), QPushButton()
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "muted")
        texts = frame.shell.texts
        texts.bind(self.list.setAccessibleName, N_("Columns of the list"))
        texts.follow(self.up, lambda button: button.setText(f"Alt+↑  {texts.tr('Further left')}"))
        texts.follow(self.down, lambda button: button.setText(f"Alt+↓  {texts.tr('Further right')}"))
        texts.bind(self.usual.setText, N_("As at the beginning"))
        texts.bind(self.hint.setText, N_("A space shows or hides a column. What has no room is marked; it appears in a "
                                         "wider frame."))
        self._lay_out()
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.usual.clicked.connect(self._reset)
        self.list.itemChanged.connect(self._ticked)
        self.confirmed.connect(self.leave)
        texts.changed.connect(self._fill)

    def _lay_out(self) -> None:
        self.list.setFixedHeight(self._frame.shell.theme.row_height() * _LINES)
        buttons = QVBoxLayout()
        for button in (self.up, self.down, self.usual):
            button.setAutoDefault(True)
            buttons.addWidget(button)
        buttons.addWidget(self.hint)
        buttons.addStretch(1)
        rows = QHBoxLayout()
        rows.addWidget(self.list, 3)
        rows.addLayout(buttons, 2)
        self.body.addLayout(rows)

    def begin(self) -> None:
        """Opens with the cursor on the first column."""
        self._fill()
        self.open(self.list)

    def _fill(self, current: str = "") -> None:
        keep = current or (self.list.currentItem().data(_KEY) if self.list.currentItem() else "")
        self._filling = True
        self.list.clear()
        for column, shown in self._table.columns_in_order():
            item = QListWidgetItem(self._frame.shell.texts.tr(column.title))
            item.setData(_KEY, column.key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
            if column.key == keep or self.list.currentItem() is None:
                self.list.setCurrentItem(item)
        self._filling = False
        self._mark()

    def _mark(self) -> None:
        """Says which of the columns that are wanted have no room just now."""
        texts, crowded = self._frame.shell.texts, self._table.crowded
        titles = {column.key: texts.tr(column.title) for column, _shown in self._table.columns_in_order()}
        self._filling = True
        for number in range(self.list.count()):
            item = self.list.item(number)
            key = item.data(_KEY)
            item.setText(texts.tr("{column} (no room)", column=titles[key]) if key in crowded else titles[key])
        self._filling = False

    def _ticked(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        on = item.checkState() == Qt.CheckState.Checked
        self._table.show_column(item.data(_KEY), on)
        if dict((c.key, shown) for c, shown in self._table.columns_in_order())[item.data(_KEY)] != on:
            self._fill()  # the last one stays
        self._mark()

    def _move(self, step: int) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._table.move_column(item.data(_KEY), self.list.row(item) + step)
            self._fill(item.data(_KEY))
            self.list.setFocus()

    def _reset(self) -> None:
        self._table.usual_columns()
        self._fill()
        self.list.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) \
                and event.modifiers() & Qt.KeyboardModifier.AltModifier \
                and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
            return True
        return super().eventFilter(watched, event)
