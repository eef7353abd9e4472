"""The archive: one search field, filters below it, results while typing, a preview at the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import Address
from hotline_desk.domain.tickets import CHANNELS, STATES
from hotline_desk.services.access import list_users
from hotline_desk.services.addresses import get_address, search_addresses
from hotline_desk.services.context import Context
from hotline_desk.services.views.archive import ArchiveFilter, ArchiveRow, archive_count, archive_ids, archive_rows
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.ui.shell.buttons import ButtonRow
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.columns import Column
from hotline_desk.ui.shell.forms import ChoiceBox, SearchField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.pages import PagedList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.chips import Chips
from hotline_desk.ui.tickets.following import Following
from hotline_desk.ui.tickets.inputs import Chooser
from hotline_desk.ui.tickets.merging import ListMerging
from hotline_desk.ui.tickets.preview import Preview
from hotline_desk.ui.tickets.signs import CHANNEL_ICONS, PRIORITY_ICONS, PRIORITY_TOKENS, STATE_ICONS, STATE_TOKENS

_PAUSE_MS = 0
_WIDE = 700
PERIODS = (("", N_("any time")), ("today", N_("today")), ("week", N_("last 7 days")), ("month", N_("this month")),
           ("last_month", N_("last month")), ("year", N_("this year")), ("last_year", N_("last year")))
_STATES = (("", N_("every state")), ("unsolved", N_("unsolved")), *STATES.items())


def period_days(code: str, today: date) -> tuple[date | None, date | None]:
    """First and last day of a period, both inclusive; None where it is open."""
    first = today.replace(day=1)
    if code == "today":
        return today, today
    if code == "week":
        return today - timedelta(days=6), today
    if code == "month":
        return first, today
    if code == "last_month":
        last = first - timedelta(days=1)
        return last.replace(day=1), last
    if code == "year":
        return today.replace(month=1, day=1), today
    if code == "last_year":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    return None, None


def columns(shell: Shell) -> list[Column]:
    """What a ticket in the archive shows; the newest stands on top."""
    texts = shell.texts
    return [
        Column("number", N_("Number"), lambda t: t.number or "–", width=11, bold=True, sortable=False),
        Column("state", N_("State"), lambda t: texts.tr(STATES[t.state]), width=14, rank=2, sortable=False,
               icon=lambda t: STATE_ICONS[t.state], color=lambda t: STATE_TOKENS[t.state]),
        Column("subject", N_("Subject"), lambda t: t.subject or texts.tr("no subject"), width=22, stretch=True,
               sortable=False, icon=lambda t: PRIORITY_ICONS[t.priority] if t.priority in ("high", "urgent") else "",
               color=lambda t: PRIORITY_TOKENS[t.priority] if t.priority in ("high", "urgent") else ""),
        Column("customer", N_("Customer"), lambda t: t.customer or t.contact, width=18, rank=1, sortable=False),
        Column("agent", N_("Agent"), lambda t: t.agent, width=12, rank=4, sortable=False),
        Column("channel", N_("Channel"), lambda t: texts.tr(CHANNELS[t.channel]), width=9, rank=5, sortable=False,
               icon=lambda t: CHANNEL_ICONS[t.channel]),
        Column("created", N_("Received"), lambda t: texts.moment(t.created_at), width=15, rank=3, sortable=False),
    ]


class ArchiveFrame(Frame):
    """Every ticket, found by anything."""

    icon_name = "search"
    help_page = "archive"
    comfortable = QSize(1040, 580)
    is_list = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = "",
                 words: str = "", address_uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self.ctx = ctx
        self.search = QLineEdit(words)
        self.search.setClearButtonEnabled(True)
        self.state = ChoiceBox(shell, _STATES)
        self.agent = Chooser(shell, N_("every agent"))
        self.period = ChoiceBox(shell, PERIODS)
        self.channel = ChoiceBox(shell, [("", N_("every channel")), *CHANNELS.items()])
        self.customer = SearchField(shell, self._customers)
        self.customer.setClearButtonEnabled(True)
        self.list = PagedList(shell, "archive", columns(shell), self._count, self._page, accessible=N_("Tickets"),
                              empty=N_("Nothing found. Fewer words or filters find more."))
        self.preview = Preview(shell)
        self.found = QLabel()
        self.found.setProperty("role", "muted")
        self._total: int | None = None
        self._previewed = ""
        self.pause = QTimer(self)
        self.pause.setSingleShot(True)
        self.pause.setInterval(_PAUSE_MS)
        self._lay_out()
        self._connect(changes)
        if address_uid:
            self._of_customer(address_uid)

    def _lay_out(self) -> None:
        texts = self.shell.texts
        texts.bind(self.search.setPlaceholderText, N_("Number, words of the text, customer, telephone number …"))
        texts.bind(self.search.setAccessibleName, N_("Search the archive"))
        texts.bind(self.customer.setPlaceholderText, N_("every customer"))
        rows = QVBoxLayout(self)
        rows.setSpacing(6)
        rows.addWidget(self.search)  # before the others: Tab goes as they come
        chips = Chips(self.shell, [
            (self.state, N_("State")), (self.period, N_("Period")), (self.agent, N_("Agent")),
            (self.channel, N_("Channel")), (self.customer, N_("Customer"))], self)
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
        rows.addWidget(chips)
        rows.addWidget(self.split, 1)
        rows.addWidget(self.found)
        rows.addWidget(ButtonRow(self.shell, (), (), primary="record.open"))

    def _connect(self, changes: Changes) -> None:
        self.pause.timeout.connect(self._ask)
        self.search.textChanged.connect(lambda _text: self.pause.start())
        self.search.installEventFilter(self)
        for choice in (self.state, self.period, self.channel):
            choice.code_changed.connect(lambda _code: self.pause.start())
        self.agent.currentIndexChanged.connect(lambda _n: self.pause.start())
        self.customer.chosen.connect(lambda _uid: self.pause.start())
        self.list.activated.connect(self._open)
        self.list.current_changed.connect(self._selected)
        self.list.current_changed.connect(self.pointed)
        self.list.model.counted.connect(self._counted)
        Following(self, changes, lambda kind, _uid: kind in ("ticket", "address", "store"), self.list.refresh, 400)
        Following(self, changes, lambda kind, _uid: kind == "user", self._read_people)
        self.merging = ListMerging(self, self.ctx, self.list)
        self.bind({"record.open": self._open_current, "frame.find": self._to_search,
                   "ticket.merge": self.merging.begin})
        self._read_people()

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
        if args.get("address_uid"):
            self._of_customer(args["address_uid"])
        self._to_search()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.preview.setVisible(self.width() >= _WIDE * self.shell.theme.font_percent // 100)

    def open_args(self) -> dict[str, Any] | None:
        return {"words": self.search.text()}

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    # --- searching ------------------------------------------------------------------------------------

    def wanted(self) -> ArchiveFilter:
        """What search field and filters say."""
        first, last = period_days(self.period.code(), local_day(self.ctx().clock.now(), self.ctx().zone))
        return ArchiveFilter(words=self.search.text(), state=self.state.code() or None, agent_uid=self.agent.uid(),
                             address_uid=self.customer.value(), channel=self.channel.code() or None, first=first,
                             last=last)

    def _ask(self) -> None:
        self.list.set_query(self.wanted())

    def _count(self, wanted: ArchiveFilter) -> int:
        return archive_count(self.ctx(), wanted)

    def _page(self, wanted: ArchiveFilter, _sort: str, _descending: bool, offset: int, limit: int) -> list[ArchiveRow]:
        ctx = self.ctx()
        return archive_rows(ctx, archive_ids(ctx, wanted, limit, offset))

    def _customers(self, text: str) -> list[tuple[str, Any]]:
        return [(" · ".join(part for part in (a.name, a.city, a.number) if part), a.uid)
                for a in search_addresses(self.ctx(), text, 12)]

    def _of_customer(self, uid: str) -> None:
        def show(address: Address) -> None:
            self.customer.set_value(" · ".join(p for p in (address.name, address.city, address.number) if p), uid)
            self.pause.start()

        self.shell.background.read(self, lambda: get_address(self.ctx(), uid), done=show, newest="customer")

    def _read_people(self) -> None:
        self.shell.background.read(self, lambda: list_users(self.ctx(), archived=True), newest="people",
                                   done=lambda users: self.agent.offer([(u.uid, u.name) for u in users]))

    # --- what was found -------------------------------------------------------------------------------

    def _counted(self, total: int) -> None:
        self._total = total
        self._tell_found()
        if not total:
            self._selected(None)

    def _tell_found(self) -> None:
        if self._total is not None:
            self.found.setText(self.shell.texts.trn("{n} ticket", "{n} tickets", self._total))

    def _selected(self, row: object) -> None:
        self.enable_all(dict.fromkeys(("record.open", "ticket.merge"), isinstance(row, ArchiveRow)))
        if not isinstance(row, ArchiveRow):
            self._previewed = ""
            self.preview.show_view(None)
            return
        self._previewed = row.uid
        uid = row.uid
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
        """From the search field: down goes into the list, Enter opens what is selected there."""
        if watched is not self.search or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.list.table.setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open_current()
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            return False
        return True
