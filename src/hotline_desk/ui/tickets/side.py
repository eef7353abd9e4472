"""What stands beside a ticket: other tickets of this customer and similar ones, reachable by Alt and a digit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import STATES
from hotline_desk.services.views.callbacks import CallbackLine
from hotline_desk.services.views.ticket import RelatedTicket, TicketView
from hotline_desk.ui.shell.moments import spoken
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.signs import STATE_ICONS, STATE_TOKENS

MOST = 9
_ROLE = Qt.ItemDataRole.UserRole
_CALLBACK = "callback "


class Side(QWidget):
    """`wanted(uid)` comes with Enter or a double click; `nth(n)` is what Alt+n stands for.

    Callbacks about this ticket stand above the tickets; `callback_wanted(uid)` comes for one of them.
    """

    wanted = Signal(str)
    callback_wanted = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._view: TicketView | None = None
        self._similar: list[RelatedTicket] = []
        self._numbered: list[RelatedTicket] = []
        self._moves = False
        self.list = _List(self)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.note = QLabel(self)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.note)
        shell.texts.bind(self.list.setAccessibleName, N_("Other tickets"))
        self.list.entered_uid.connect(self._enter)
        shell.theme.changed.connect(self._fill)

    def sizeHint(self) -> QSize:
        return QSize(round(self._shell.theme.line_height() * 14), 200)

    def show_view(self, view: TicketView, moves: bool) -> None:
        """Shows the customer's other tickets; `moves`: a digit moves the call there instead of opening."""
        self._view, self._moves = view, moves
        self._fill()

    def show_similar(self, found: list[RelatedTicket]) -> None:
        """Shows tickets with a similar subject below."""
        self._similar = found
        self._fill()

    def nth(self, number: int) -> str | None:
        """The uid of the ticket with this number, None if there is none."""
        return self._numbered[number - 1].uid if number <= len(self._numbered) else None

    def retranslate(self) -> None:
        """Shows all texts anew."""
        self._fill()

    def _fill(self) -> None:
        chosen = self.list.currentItem().data(_ROLE) if self.list.currentItem() else None
        self.list.clear()
        self._numbered = []
        tr = self._shell.texts.tr
        if self._view is not None:
            self._promise(self._view.callbacks)
            self._group(tr("Still open"), self._view.related_open)
            self._group(tr("Recent"), self._view.related_recent)
        self._group(tr("Similar"), self._similar)
        for row in range(self.list.count()):
            if chosen and self.list.item(row).data(_ROLE) == chosen:
                self.list.setCurrentRow(row)
        if not self._numbered:
            item = QListWidgetItem(tr("No other tickets"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
            self.note.setText("")
        else:
            self.note.setText(tr("Alt and digit: this call belongs there") if self._moves
                              else tr("Alt and digit: open"))
        self.note.setVisible(bool(self._numbered))

    def _enter(self, uid: str) -> None:
        callback = uid.removeprefix(_CALLBACK)
        (self.wanted if callback == uid else self.callback_wanted).emit(callback)

    def _promise(self, callbacks: tuple[CallbackLine, ...]) -> None:
        texts = self._shell.texts
        if callbacks:
            self._head(texts.tr("Callbacks"))
        for each in callbacks:
            item = QListWidgetItem(" · ".join(part for part in (
                spoken(texts, each.due_local), each.user or each.team, each.contact_name) if part))
            item.setIcon(self._shell.icons.icon("phone-forwarded", "danger" if each.overdue else "accent"))
            item.setData(_ROLE, _CALLBACK + each.uid)
            item.setToolTip(each.note)
            self.list.addItem(item)

    def _head(self, title: str) -> None:
        theme = self._shell.theme
        head = QListWidgetItem(title)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setFont(theme.font(bold=True))
        head.setForeground(QBrush(theme.color("muted")))
        self.list.addItem(head)

    def _group(self, title: str, tickets: tuple[RelatedTicket, ...] | list[RelatedTicket]) -> None:
        known = {t.uid for t in self._numbered}
        fresh = [t for t in tickets if t.uid not in known][: MOST - len(self._numbered)]
        if not fresh:
            return
        self._head(title)
        for ticket in fresh:
            self._numbered.append(ticket)
            self.list.addItem(self._item(len(self._numbered), ticket))

    def _item(self, number: int, ticket: RelatedTicket) -> QListWidgetItem:
        texts = self._shell.texts
        subject = ticket.subject or texts.tr("no subject")
        item = QListWidgetItem(f"{number}  {short_number(ticket.number)}  {subject}")
        item.setIcon(self._shell.icons.icon(STATE_ICONS[ticket.state], STATE_TOKENS[ticket.state]))
        item.setData(_ROLE, ticket.uid)
        item.setToolTip(" · ".join((ticket.number or "", subject, texts.tr(STATES[ticket.state]),
                                    texts.moment(ticket.created_at))))
        return item


def short_number(number: str | None) -> str:
    """A ticket's number without the year, for narrow places: its history is mostly of this year."""
    return (number or "").rpartition("-")[2].lstrip("0")


class _List(QListWidget):
    entered_uid = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.itemDoubleClicked.connect(lambda _item: self._enter())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 80)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._enter()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        item = self.currentItem()
        uid = item.data(_ROLE) if item is not None else None
        if uid:
            self.entered_uid.emit(uid)
