"""The middle of a ticket: fields and what stands behind them on pages, other tickets at the side."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.side import Side

WIDE = 900
_RIGHT = Qt.Orientation.Horizontal


class Scrolled(QScrollArea):
    """Fields that may be taller than the room; they scroll up and down only, and follow the cursor."""

    def __init__(self, shell: Shell, inside: QWidget) -> None:
        super().__init__()
        self._shell = shell
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setWidget(inside)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, self._shell.theme.line_height() * 8)


class Body(QWidget):
    """Pages with a bar of tabs below; the side is beside them where there is room, else a page of its own."""

    page_shown = Signal(int)

    def __init__(self, shell: Shell, pages: list[tuple[str, QWidget]], side: Side) -> None:
        super().__init__()
        self._shell, self.side = shell, side
        self._titles = [title for title, _page in pages]
        self._counts = [0] * (len(pages) + 1)
        self.stack = QStackedWidget()
        for _title, page in pages:
            self.stack.addWidget(page)
        self._beside_page = QWidget()
        inside = QVBoxLayout(self._beside_page)
        inside.setContentsMargins(0, 0, 0, 0)
        self.stack.addWidget(self._beside_page)
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(True)
        for _title in self._titles:
            self.bar.addTab("")
        self.bar.currentChanged.connect(self._show_page)
        main = QWidget()
        rows = QVBoxLayout(main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addWidget(self.stack, 1)
        rows.addWidget(self.bar)
        self.split = QSplitter(_RIGHT)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(9)
        self.split.addWidget(main)
        self._place_side(beside=True)
        kept = shell.memory.get_json("ticket.split")
        if kept:
            self.split.setSizes(kept)
        self.split.splitterMoved.connect(lambda *_: shell.memory.put_json("ticket.split", self.split.sizes()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.split)
        shell.texts.bind(self.bar.setAccessibleName, N_("Pages of the ticket"))
        shell.texts.follow(self, lambda body: body.name_tabs())

    @property
    def beside(self) -> bool:
        """True while the side is beside the fields."""
        return self.side.parentWidget() is self.split

    def count(self, page: int, number: int) -> None:
        """Shows behind the title of a page how many there are."""
        if self._counts[page] != number:
            self._counts[page] = number
            self.name_tabs()

    def name_tabs(self) -> None:
        """Titles in the present language."""
        titles = [*self._titles, N_("Other tickets")]
        for number in range(self.bar.count()):
            count = f" ({self._counts[number]})" if self._counts[number] else ""
            self.bar.setTabText(number, self._shell.texts.tr(titles[number]) + count)

    def show_fields(self) -> None:
        """The page with the fields."""
        self.bar.setCurrentIndex(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE * self._shell.theme.font_percent // 100
        if wide != self.beside:
            self._place_side(wide)

    def _place_side(self, beside: bool) -> None:
        last = len(self._titles)
        if beside:
            if self.bar.count() > last:
                self.bar.removeTab(last)
            self.split.addWidget(self.side)
            self.split.setStretchFactor(0, 1)
            self.split.setStretchFactor(1, 0)
        else:
            layout = self._beside_page.layout()
            if layout is not None:
                layout.addWidget(self.side)
            self.bar.addTab("")
            self.name_tabs()
        self.side.show()

    def _show_page(self, number: int) -> None:
        if 0 <= number < self.stack.count():
            self.stack.setCurrentIndex(number)
            self.page_shown.emit(number)
