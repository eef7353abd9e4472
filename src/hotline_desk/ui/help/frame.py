"""Help: the pages at the left, the page at the right, a search through all of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.text import N_
from hotline_desk.ui.help.pages import INDEX, Manual, Page, read_manual, words
from hotline_desk.ui.help.reader import Reader
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell

_NAME = Qt.ItemDataRole.UserRole


class HelpFrame(Frame):
    """Shows the manual in the language of the desk, opened on the page of the frame that asked."""

    icon_name = "book-open"
    help_page = INDEX
    comfortable = QSize(900, 620)

    def __init__(self, shell: Shell, uid: str | None = None, page: str = INDEX) -> None:
        super().__init__(shell, uid)
        self._manual: Manual | None = None
        self._wanted = page
        self.search = QLineEdit()
        self.list = QListWidget()
        self.reader = Reader(shell.theme)
        self._arrange()
        self._connect()
        self._name_everything()
        self.bind({"frame.find": self._to_search})

    def retranslate(self) -> None:
        page = self._manual.page(self.reader.page()) if self._manual is not None else None
        help_ = self.shell.texts.tr("Help")
        self.set_title(f"{help_} · {page.title}" if page is not None and page.name != INDEX else help_)
        if self._manual is not None and self._manual.language != self.shell.texts.language:
            self.refresh()

    def refresh(self) -> None:
        self.shell.background.read(self, read_manual, self.shell.texts.language, done=self._take, newest="manual")

    def reopen(self, **args: Any) -> None:
        self._wanted = args.get("page", INDEX)
        if self._manual is not None:
            self.search.clear()
            self.reader.show_page(self._wanted)

    def first_field(self) -> QWidget | None:
        return self.reader

    def open_args(self) -> dict[str, Any] | None:
        return {"page": self.reader.page() or self._wanted}

    # --- building -------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.search.setClearButtonEnabled(True)
        self.back, self.forward = self._button("arrow-left"), self._button("arrow-right")
        above = QHBoxLayout()
        above.setSpacing(2)
        for widget in (self.back, self.forward, self.search):
            above.addWidget(widget)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(above)
        column.addWidget(self.list, 1)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.halves = QSplitter()
        self.halves.setChildrenCollapsible(False)
        self.halves.addWidget(left)
        self.halves.addWidget(self.reader)
        self.halves.setStretchFactor(1, 1)
        QVBoxLayout(self).addWidget(self.halves)

    def _button(self, icon: str) -> QToolButton:
        button = QToolButton()
        button.setEnabled(False)
        self.shell.icons.bind(button.setIcon, icon)
        return button

    def _connect(self) -> None:
        self.back.clicked.connect(self.reader.backward)
        self.forward.clicked.connect(self.reader.forward)
        self.reader.backwardAvailable.connect(self.back.setEnabled)
        self.reader.forwardAvailable.connect(self.forward.setEnabled)
        self.reader.turned.connect(self._turned)
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self.list.currentItemChanged.connect(self._chosen)

    def _name_everything(self) -> None:
        texts = self.shell.texts
        texts.bind(self.search.setPlaceholderText, N_("Search the manual"))
        texts.bind(self.search.setAccessibleName, N_("Search the manual"))
        texts.bind(self.list.setAccessibleName, N_("Pages of the manual"))
        texts.bind(self.reader.setAccessibleName, N_("Page of the manual"))
        for button, text in ((self.back, N_("Page before")), (self.forward, N_("Page after"))):
            texts.bind(button.setToolTip, text)
            texts.bind(button.setAccessibleName, text)

    # --- turning pages --------------------------------------------------------------------------------

    def _take(self, manual: Manual) -> None:
        self._manual = manual
        first = not self.reader.page()
        self.reader.use(manual)
        self._search(self.search.text())
        if first:
            self._share_out()
            self.reader.show_page(self._wanted)
        self.retranslate()

    def _share_out(self) -> None:
        """The list as wide as its longest title, the page has the rest."""
        wide = self.list.sizeHintForColumn(0) + 2 * self.shell.theme.line_height()
        self.halves.setSizes([min(wide, self.width() // 2), max(1, self.width() - wide)])

    def _turned(self, name: str) -> None:
        self._select(name)
        self.retranslate()

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_NAME) not in (None, self.reader.page()):
            self.reader.show_page(item.data(_NAME))

    # --- searching ------------------------------------------------------------------------------------

    def _search(self, text: str) -> None:
        if self._manual is None:
            return
        self._fill(self._manual.find(text) if text.strip() else self._manual.pages)
        self.reader.mark(words(text))

    def _fill(self, pages: list[Page] | tuple[Page, ...]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for page in pages:
            item = QListWidgetItem(page.title)
            item.setData(_NAME, page.name)
            self.list.addItem(item)
        if not pages:
            nothing = QListWidgetItem(self.shell.texts.tr("Nothing found."))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        self.list.blockSignals(False)
        self._select(self.reader.page())

    def _select(self, name: str) -> None:
        self.list.blockSignals(True)
        self.list.setCurrentRow(-1)
        for row in range(self.list.count()):
            if self.list.item(row).data(_NAME) == name:
                self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.search or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.list.count():
                self.list.setCurrentRow(max(0, self.list.currentRow()))
        elif event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
            self.list.setCurrentRow(max(0, self.list.currentRow()))
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            return False
        return True
