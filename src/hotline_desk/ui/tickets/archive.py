"""The archive: one search field, filters below it, results while typing, a preview at the right."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from threading import Lock
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.services.context import Context
from hotline_desk.services.exporting import MOST_ON_PAPER, table_pdf
from hotline_desk.services.papers import print_paper, printers_here, save_paper
from hotline_desk.services.views.archive import (
    ArchiveFilter,
    ArchiveRow,
    Order,
    Places,
    archive_ids,
    archive_places,
    archive_rows,
)
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.ui.shell.buttons import ButtonRow
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.pages import PagedList
from hotline_desk.ui.shell.panels import at_foot
from hotline_desk.ui.shell.paper_panels import PrintPanel, SavePanel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button
from hotline_desk.ui.tickets.archive_columns import archive_columns
from hotline_desk.ui.tickets.archive_filters import ArchiveFilters
from hotline_desk.ui.tickets.bulk import ListBulk
from hotline_desk.ui.tickets.following import Following
from hotline_desk.ui.tickets.listing import Listing, Rows
from hotline_desk.ui.tickets.merging import ListMerging
from hotline_desk.ui.tickets.preview import Preview
from hotline_desk.ui.tickets.searches import Searches
from hotline_desk.ui.tickets.signs import Elided

_PAUSE_MS = 0
_CALM_MS = 150
"""So long nobody has typed another letter before the ticket found is read for the preview."""
_WIDE = 700
_AT_ONCE = 500


class _Keys:
    """Finds the keys of a page anywhere: where they stand is found out once, with the number of tickets.

    What no index holds in its order is sorted once for all its further pages.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._of: tuple[ArchiveFilter, Order] | None = None
        self._keys = array("q")
        self._counted: tuple[ArchiveFilter, Places] | None = None

    def count(self, ctx: Context, wanted: ArchiveFilter) -> int:
        """How many match."""
        places = archive_places(ctx, wanted)
        with self._lock:
            self._counted = (wanted, places)
        return places.total

    def page(self, ctx: Context, wanted: ArchiveFilter, order: Order, offset: int, limit: int) -> list[int]:
        """A page of keys; the first one is always read anew."""
        if offset == 0:
            with self._lock:
                self._of = None
            return archive_ids(ctx, wanted, limit, 0, order)
        with self._lock:
            places = self._counted[1] if self._counted is not None and self._counted[0] == wanted else None
        if order.key in ("", "number", "changed"):
            return archive_ids(ctx, wanted, limit, offset, order, places)
        with self._lock:
            if self._of != (wanted, order):
                self._keys = array("q", archive_ids(ctx, wanted, order=order))
                self._of = (wanted, order)
            return self._keys[offset:offset + limit].tolist()


class ArchiveFrame(Frame):
    """Every ticket, found by anything."""

    icon_name = "search"
    help_page = "archive"
    comfortable = QSize(1040, 600)
    is_list = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = "",
                 words: str = "", address_uid: str | None = None, filters: dict[str, Any] | None = None) -> None:
        super().__init__(shell, uid)
        self.ctx = ctx
        self.search = QLineEdit(words, self)  # before the others: Tab goes as they come
        self.search.setClearButtonEnabled(True)
        self.tools = (tool_button(shell, "search.choose", parent=self),
                      tool_button(shell, "search.save", words=False, parent=self))
        self.filters = ArchiveFilters(shell, ctx, self)
        self._keys = _Keys()
        self.list = PagedList(shell, "archive", archive_columns(shell.texts), self._count, self._page,
                              accessible=N_("Tickets"), sort="number", descending=True,
                              empty=N_("Nothing found. Fewer words or filters find more."))
        self.list.table.select_many()
        self.preview = Preview(shell)
        self.found = Elided()
        self.found.setProperty("role", "muted")
        self._total: int | None = None
        self._previewed = ""
        self.pause = QTimer(self)
        self.pause.setSingleShot(True)
        self.pause.setInterval(_PAUSE_MS)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.timeout.connect(self._read_preview)
        self._lay_out()
        self._connect(changes)
        self.filters.put(filters or {})
        if address_uid:
            self.filters.of_customer(address_uid)

    def _lay_out(self) -> None:
        texts = self.shell.texts
        texts.bind(self.search.setPlaceholderText, N_("Number, words of the text, customer, telephone number …"))
        texts.bind(self.search.setAccessibleName, N_("Search the archive"))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(9)
        self.split.addWidget(self.list)
        self.split.addWidget(self.preview)
        self.split.setStretchFactor(0, 5)
        self.split.setStretchFactor(1, 3)
        memory = self.shell.memory
        self.split.setSizes(memory.get_json("archive.split") or [620, 380])
        self.split.splitterMoved.connect(lambda *_: memory.put_json("archive.split", self.split.sizes()))
        rows = QVBoxLayout(self)
        rows.setSpacing(6)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        for button in self.tools:
            top.addWidget(button)
        rows.addLayout(top)
        rows.addWidget(self.filters)
        rows.addWidget(self.split, 1)
        rows.addWidget(self.found)
        rows.addWidget(ButtonRow(self.shell, ("list.export", "ticket.bulk"), (), primary="record.open"))

    def _connect(self, changes: Changes) -> None:
        self.pause.timeout.connect(self._ask)
        self.search.textChanged.connect(lambda _text: self.pause.start())
        self.search.installEventFilter(self)
        self.filters.changed.connect(self.pause.start)
        self.list.activated.connect(self._open)
        self.list.current_changed.connect(self._selected)
        self.list.current_changed.connect(self.pointed)
        self.list.selection_changed.connect(self._tell_found)
        self.list.model.shown.connect(self._first_shown)
        self.list.model.counted.connect(self._counted)
        Following(self, changes, lambda kind, _uid: kind in ("ticket", "address", "store"), self.list.refresh, 400)
        Following(self, changes, lambda kind, _uid: kind in ("user", "team"), self.filters.read_people)
        Following(self, changes, lambda kind, _uid: kind == "category", self.filters.read_categories)
        self.merging = ListMerging(self, self.ctx, self.list)
        self.bulk = ListBulk(self, self.ctx, self.list)
        self.listing = Listing(self, self.ctx, self.list.table, archive_columns, self._everything)
        self.searches = Searches(self, self.ctx, "archive", self._taken, self._put)
        Following(self, changes, lambda kind, _uid: kind == "saved_search", self.searches.heard)
        self.bind({"record.open": self._open_current, "frame.find": self._to_search, "ticket.merge": self.merging.begin,
                   "ticket.bulk": self.bulk.begin, "frame.print": self.print_list, "frame.pdf": self.save_list})
        self._selected(None)
        self.filters.read_people()
        self.filters.read_categories()

    # --- the frame ------------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.search

    def points_at(self) -> tuple[str, str] | None:
        row = self.list.current()
        return ("ticket", row.uid) if isinstance(row, ArchiveRow) else None

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Archive"))
        self._tell_found()

    def refresh(self) -> None:
        self._ask()

    def reopen(self, **args: Any) -> None:
        if "words" in args:
            self.search.setText(args["words"])
        if "filters" in args:
            self.filters.put(args["filters"] or {})
        if args.get("address_uid"):
            self.filters.of_customer(args["address_uid"])
        self._to_search()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.preview.setVisible(self.width() >= _WIDE * self.shell.theme.font_percent // 100)

    def open_args(self) -> dict[str, Any] | None:
        return {"words": self.search.text(), "filters": self.filters.taken()}

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    # --- searching ------------------------------------------------------------------------------------

    def wanted(self) -> ArchiveFilter:
        """What search field and filters say."""
        return self.filters.wanted(self.search.text())

    def _taken(self) -> dict[str, Any]:
        table = self.list.table
        return {**self.filters.taken(), "words": self.search.text().strip(), "sort": table.sort_key,
                "descending": table.descending}

    def _put(self, values: Mapping[str, Any]) -> None:
        """Shows a saved search; an empty one is everything."""
        self.search.setText(str(values.get("words", "")))
        self.list.table.sort_by(str(values.get("sort", "number")), bool(values.get("descending", True)))
        self.filters.put(values)
        self.list.table.setFocus()

    def _ask(self) -> None:
        self.list.set_query(self.wanted())

    def _count(self, wanted: ArchiveFilter) -> int:
        return self._keys.count(self.ctx(), wanted)

    def _page(self, wanted: ArchiveFilter, sort: str, descending: bool, offset: int, limit: int) -> list[ArchiveRow]:
        ctx = self.ctx()
        order = Order(sort, descending) if sort else Order()
        return archive_rows(ctx, self._keys.page(ctx, wanted, order, offset, limit))

    def _everything(self) -> Rows:
        """All that was found, in the order of the list."""
        wanted, (sort, descending) = self.wanted(), self.list.model.order
        order = Order(sort, descending) if sort else Order()

        def rows(ctx: Context) -> tuple[int, Iterable[ArchiveRow]]:
            keys = archive_ids(ctx, wanted, order=order)
            return len(keys), _in_pages(ctx, keys)

        return rows

    # --- what was found -------------------------------------------------------------------------------

    def _first_shown(self) -> None:
        """The first page of another search is there; how many more there are is being counted."""
        if not self.list.model.whole:
            self._counted(self.list.model.rowCount())

    def _counted(self, total: int) -> None:
        self._total = total
        self._tell_found()
        self.enable_all({**dict.fromkeys(self.switched_off(), False),
                         **dict.fromkeys(("list.export", "frame.print", "frame.pdf"), total > 0)})
        if not total:
            self._selected(None)

    def _tell_found(self) -> None:
        if self._total is None:
            return
        texts, selected = self.shell.texts, self.list.table.selected_count()
        many = (texts.trn("{n} ticket", "{n} tickets", self._total) if self.list.model.whole
                else texts.tr("at least {n} tickets", n=self._total))
        parts = [many,
                 texts.tr("{n} selected", n=selected) if selected > 1 else "", self._narrowed()]
        self.found.setText(" · ".join(part for part in parts if part))

    def _narrowed(self) -> str:
        names = ", ".join(self.shell.texts.tr(name) for name in self.filters.told())
        return self.shell.texts.tr("narrowed down by {filters}", filters=names) if names else ""

    def _selected(self, row: object) -> None:
        self.enable_all(dict.fromkeys(("record.open", "ticket.merge", "ticket.bulk"), isinstance(row, ArchiveRow)))
        if not isinstance(row, ArchiveRow):
            self._previewed = ""
            self._calm.stop()
            self.preview.show_view(None)
            return
        self._previewed = row.uid
        # Reading a ticket costs several searches: while somebody types, the rows of the next letter go before it.
        self._calm.start(0 if self.list.table.hasFocus() else _CALM_MS)

    def _read_preview(self) -> None:
        uid = self._previewed
        self.shell.background.read(self, lambda: ticket_view(self.ctx(), uid), done=self._show_preview,
                                   newest="preview")

    def _show_preview(self, view: Any) -> None:
        if view.uid == self._previewed:
            self.preview.show_view(view)

    def _open_current(self) -> None:
        self._open(self.list.current())

    def _open(self, row: object) -> None:
        if isinstance(row, ArchiveRow):
            self.shell.windows.open("ticket", row.uid)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search field: down goes into the list, Enter opens what is selected there, Esc takes all away."""
        if watched is not self.search or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.list.table.setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open_current()
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif event.key() == Qt.Key.Key_Escape and self.filters.told():
            self.filters.put({})
        else:
            return False
        return True

    # --- paper ----------------------------------------------------------------------------------------

    @cached_property
    def printing(self) -> PrintPanel:
        """Made when it is needed first."""
        return at_foot(self, PrintPanel(self, printers_here, str(self.ctx().settings["workplace.printer"])))

    @cached_property
    def saving(self) -> SavePanel:
        """Made when it is needed first."""
        return at_foot(self, SavePanel(self))

    def _paper(self) -> Callable[[], bytes]:
        """Draws what was found, in the columns and the language of the screen."""
        held, find, columns = self.shell.texts.held(), self._everything(), self.listing.paper_columns()
        title, about = self.title(), self.found.text()
        keys = self.listing.keys()

        def draw() -> bytes:
            ctx = self.ctx()
            shows = {column.key: column.show for column in archive_columns(held)}
            total, rows = find(ctx)
            if total > MOST_ON_PAPER:
                rows = ()
            cells = [[shows[key](row) for key in keys] for row in rows]
            return table_pdf(ctx, title, about, columns, cells, held.translator, total)

        return draw

    def print_list(self) -> None:
        """As Ctrl+P."""
        paper, title = self._paper(), self.title()
        self.printing.ask(lambda printer, copies, pages: print_paper(paper(), printer or None, title, copies, pages))

    def save_list(self) -> None:
        """As Ctrl+Shift+P."""
        paper = self._paper()
        day = self.ctx().clock.now().date().isoformat()
        self.saving.ask(f"{self.title()} {day}.pdf", lambda place: save_paper(paper(), place, replace=True))


def _in_pages(ctx: Context, keys: list[int]) -> Iterator[ArchiveRow]:
    for first in range(0, len(keys), _AT_ONCE):
        yield from archive_rows(ctx, keys[first:first + _AT_ONCE])
