"""The middle of a ticket: fields and what stands behind them on pages, other tickets at the side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QResizeEvent, QShowEvent
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
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.side import Side

WIDE = 900


class Page(Protocol):
    """What stands behind a tab."""

    def show_view(self, view: TicketView) -> None:
        """Shows this ticket."""
        ...


MakePage = Callable[[QWidget], Page]
Count = Callable[[TicketView], int]
Tab = tuple[str, str, MakePage, Count]
"""Its title, its icon, what makes its page, and how many things are on it."""


class Scrolled(QScrollArea):
    """Fields that may be taller than the room; they scroll up and down only, and follow the cursor."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, self._shell.theme.line_height() * 8)


class Body(QWidget):
    """Pages with a bar of tabs below; the side is beside them where there is room, else a page of its own.

    The first page is there at once as `first`, the others are made when they are shown first.
    """

    def __init__(self, shell: Shell, parent: QWidget, title: str, others: list[Tab]) -> None:
        super().__init__(parent)
        self._shell, self._others = shell, others
        self._titles = [title, *(name for name, _icon, _make, _count in others)]
        self._icons = ["ticket", *(icon for _name, icon, _make, _count in others), "list"]
        self._short = False
        self._counts = [0] * (len(self._titles) + 1)
        self._view: TicketView | None = None
        self._made: dict[int, Page] = {}
        self._was_shown = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fit_side)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(9)
        main = QWidget(self.split)
        self.stack = QStackedWidget(main)
        self.first = Scrolled(shell, self.stack)
        self.bar = QTabBar(main)
        self.side = Side(shell, self.split)
        self._lay_out(main)
        shell.texts.bind(self.bar.setAccessibleName, N_("Pages of the ticket"))
        shell.texts.follow(self, lambda body: body.name_tabs())

    def _lay_out(self, main: QWidget) -> None:
        self.stack.addWidget(self.first)
        self._rooms = [QWidget(self.stack) for _title in self._titles]
        for room in self._rooms:
            rows = QVBoxLayout(room)
            rows.setContentsMargins(0, 0, 0, 0)
            self.stack.addWidget(room)
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(True)
        for _title in self._titles:
            self.bar.addTab("")
        self.bar.currentChanged.connect(self._show_page)
        rows = QVBoxLayout(main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addWidget(self.stack, 1)
        rows.addWidget(self.bar)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        memory = self._shell.memory
        kept = memory.get_json("ticket.split")
        if kept:
            self.split.setSizes(kept)
        self.split.splitterMoved.connect(self._keep_sizes)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.split)

    def _keep_sizes(self) -> None:
        self._shell.memory.put_json("ticket.split", self.split.sizes())

    @property
    def beside(self) -> bool:
        """True while the side is beside the fields."""
        return self.side.parentWidget() is self.split

    def page(self, number: int) -> Page:
        """A page after the first (1, 2, ...), made now if it was never shown."""
        if number not in self._made:
            room = self._rooms[number - 1]
            made = self._others[number - 1][2](room)
            layout = room.layout()
            if layout is not None and isinstance(made, QWidget):
                layout.addWidget(made)
            self._made[number] = made
            if self._view is not None:
                made.show_view(self._view)
        return self._made[number]

    def show_view(self, view: TicketView) -> None:
        """Shows the ticket on every page that was made."""
        self._view = view
        for page in self._made.values():
            page.show_view(view)
        for number, (_name, _icon, _make, count) in enumerate(self._others, start=1):
            self._counts[number] = count(view)
        self.name_tabs()

    def name_tabs(self) -> None:
        """Titles in the present language, with how many there are; symbols where there is no room for words."""
        self._write_tabs(short=False)
        self._short = self.bar.sizeHint().width() > self.width()
        if self._short:
            self._write_tabs(short=True)

    def _write_tabs(self, short: bool) -> None:
        tr = self._shell.texts.tr
        titles = [*self._titles, N_("At a glance")]
        for number in range(self.bar.count()):
            count = f" ({self._counts[number]})" if self._counts[number] else ""
            whole, symbol = tr(titles[number]) + count, short and number != self.bar.currentIndex()
            text = count.strip() if symbol else whole
            if self.bar.tabText(number) != text or symbol == self.bar.tabIcon(number).isNull():
                self.bar.setTabIcon(number, self._shell.icons.icon(self._icons[number]) if symbol else QIcon())
                self.bar.setTabText(number, text)
            self.bar.setTabToolTip(number, whole if symbol else "")
            self.bar.setAccessibleTabName(number, whole)

    def in_front(self) -> Page | None:
        """The page that is seen; None for the fields and the side."""
        return self._made.get(self.stack.currentIndex())

    def show_page(self, title: str) -> None:
        """Brings the page of this title (a message id) to the front."""
        self.bar.setCurrentIndex(self._titles.index(title))

    def show_fields(self) -> None:
        """The page with the fields."""
        self.bar.setCurrentIndex(0)

    def look_at(self, last: QWidget, first: QWidget) -> None:
        """As many of the fields from the first to the last as there is room for, from the first one on."""
        self.first.ensureWidgetVisible(last)
        self.first.ensureWidgetVisible(first)

    def show_side(self) -> None:
        """The side, which is in sight anyway where it is beside the fields."""
        if not self.beside:
            self.bar.setCurrentIndex(len(self._titles))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._was_shown:
            # While Qt styles all widgets anew none may go, and a splitter drops its handle with what it parts.
            self._soon.start()
        else:
            self._fit_side()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._was_shown = True

    def _fit_side(self) -> None:
        wide = self.width() >= WIDE * self._shell.theme.font_percent // 100
        if wide != self.beside:
            self._place_side(wide)
        else:
            self.name_tabs()

    def _place_side(self, beside: bool) -> None:
        last = len(self._titles)
        if beside:
            if self.bar.count() > last:
                self.bar.removeTab(last)
            self.split.addWidget(self.side)
            self.split.setStretchFactor(0, 1)
            self.split.setStretchFactor(1, 0)
        else:
            layout = self._rooms[-1].layout()
            if layout is not None:
                layout.addWidget(self.side)
            self.bar.addTab("")
        self.name_tabs()
        self.side.show()

    def _show_page(self, number: int) -> None:
        if 0 < number < len(self._titles):
            self.page(number)
        if 0 <= number < self.stack.count():
            self.stack.setCurrentIndex(number)
        if self._short:
            self.name_tabs()
