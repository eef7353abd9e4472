"""What stands beside a ticket: other tickets, reachable by Alt and a digit, and what is known of the caller."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import STATES
from hotline_desk.services.views.beside import Beside
from hotline_desk.services.views.callbacks import CallbackLine
from hotline_desk.services.views.ticket import RelatedTicket, TicketView
from hotline_desk.ui.shell.moments import spoken
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.side_rows import TITLES, Row, sections
from hotline_desk.ui.tickets.signs import STATE_ICONS, STATE_TOKENS

MOST = 9
_OWN = 6
"""So many digits are the customer's other tickets at most: while somebody types, no digit gets another meaning."""
_LONGEST = 400
"""So many characters of a note or a solution are shown below the list."""
_ROLE = Qt.ItemDataRole.UserRole


class Side(QWidget):
    """`wanted(kind, uid)` comes with Enter or a double click; `nth(n)` is the ticket that Alt+n stands for.

    Callbacks about this ticket stand above the tickets, below them the sections of the caller, each under an action
    of its own (`ways`, `go`). `filled` follows each change of what is there, `left` comes with Esc. What the cursor
    is on stands in full below, so that nobody needs a pointer to read it.
    """

    wanted = Signal(str, str)
    filled = Signal()
    left = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._view: TicketView | None = None
        self._similar: list[RelatedTicket] = []
        self._numbered: list[RelatedTicket] = []
        self._beside = Beside()
        self._ways: dict[str, list[int]] = {}
        self._back: QWidget | None = None
        self._moves = False
        self.list = _List(self)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.note = QLabel(self)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.note)
        shell.texts.bind(self.list.setAccessibleName, N_("At a glance"))
        self.list.opened.connect(self.wanted)
        self.list.left.connect(self.left)
        self.list.turned.connect(self._tell)
        self.list.currentItemChanged.connect(lambda _now, _before: self._tell())
        shell.theme.changed.connect(self._fill)

    def sizeHint(self) -> QSize:
        return QSize(round(self._shell.theme.line_height() * 14), 200)

    def show_view(self, view: TicketView, moves: bool) -> None:
        """Shows the customer's other tickets; `moves`: a digit moves the call there instead of opening."""
        before = self._view.fields.address_uid if self._view is not None else None
        if before != view.fields.address_uid:
            self._beside = Beside()
        self._view, self._moves = view, moves
        self._fill()

    def show_similar(self, found: list[RelatedTicket]) -> None:
        """Shows tickets with a similar subject below."""
        self._similar = found
        self._fill()

    def show_beside(self, known: Beside) -> None:
        """Shows what is known of the caller below all tickets."""
        if known != self._beside:
            self._beside = known
            self._fill()

    def nth(self, number: int) -> str | None:
        """The uid of the ticket with this number, None if there is none."""
        return self._numbered[number - 1].uid if number <= len(self._numbered) else None

    def ways(self) -> set[str]:
        """The actions whose section has something to go to."""
        return set(self._ways)

    def go_at_once(self, id: str) -> bool:
        """Opens the only thing of a section; False if there are several, or what is there is a text to be read."""
        rows = self._ways.get(id, [])
        if len(rows) != 1:
            return False
        self.list.setCurrentRow(rows[0])
        self.list.enter()
        return True

    def go(self, id: str) -> None:
        """The cursor goes to the first thing of a section; Esc brings it back."""
        if self._ways.get(id):
            if not self.list.hasFocus():
                self._back = self.window().focusWidget()
            first = self._ways[id][0]
            self.list.scrollToItem(self.list.item(self._ways[id][-1]))
            self.list.scrollToItem(self.list.item(first - 1))
            self.list.setCurrentRow(first)
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def back(self) -> None:
        """The cursor stands again where it was before `go`."""
        back, self._back = self._back, None
        if back is not None and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Shows all texts anew."""
        self._fill()

    def _fill(self) -> None:
        chosen = self.list.currentItem().data(_ROLE) if self.list.currentItem() else None
        top = self.list.verticalScrollBar().value()
        self.list.clear()
        self._numbered, self._ways = [], {}
        tr = self._shell.texts.tr
        if self._view is not None:
            self._promise(self._view.callbacks)
            self._group(tr("Still open"), self._view.related_open, _OWN)
            self._group(tr("Recent"), self._view.related_recent, _OWN)
        self._group(tr("Similar"), self._similar, MOST)
        if not self._numbered:
            self._add(Row(tr("No other tickets"), ""))
        if self._view is not None:
            for action, rows in sections(self._shell, self._view, self._beside):
                self._section(action, rows)
        for row in range(self.list.count()):
            if chosen and self.list.item(row).data(_ROLE) == chosen:
                self.list.setCurrentRow(row)
        self.list.verticalScrollBar().setValue(top)
        self._tell()
        self.filled.emit()

    def _tell(self) -> None:
        """What the cursor is on in full, else what the digits do."""
        tr, item = self._shell.texts.tr, self.list.currentItem()
        if self.list.hasFocus() and item is not None:
            told = item.toolTip()
            self.note.setText(told if len(told) <= _LONGEST else told[:_LONGEST].rstrip() + " …")
        else:
            self.note.setText(tr("Alt and digit: this call belongs there") if self._moves
                              else tr("Alt and digit: open"))
        self.note.setVisible(bool(self._numbered) or self.list.hasFocus())

    def _section(self, action: str, rows: list[Row]) -> None:
        self._head(self._shell.texts.tr(TITLES[action]), self._shell.commands.key(action))
        for row in rows:
            self._add(row)
            if row.kind:
                self._ways.setdefault(action, []).append(self.list.count() - 1)

    def _promise(self, callbacks: tuple[CallbackLine, ...]) -> None:
        texts = self._shell.texts
        if callbacks:
            self._head(texts.tr("Callbacks"))
        for each in callbacks:
            self._add(Row(" · ".join(part for part in (
                spoken(texts, each.due_local), each.user or each.team, each.contact_name) if part),
                "phone-forwarded", "danger" if each.overdue else "accent", "callback", each.uid, each.note))

    def _add(self, row: Row) -> None:
        item = QListWidgetItem(row.text)
        if row.icon:
            item.setIcon(self._shell.icons.icon(row.icon, row.token))
        if row.kind:
            item.setData(_ROLE, f"{row.kind} {row.uid}")
        else:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        if row.token in ("danger", "warning"):
            item.setForeground(QBrush(self._shell.theme.color(row.token)))
        item.setToolTip(row.tip or row.text)
        self.list.addItem(item)

    def _head(self, title: str, key: str = "") -> None:
        theme = self._shell.theme
        head = QListWidgetItem(f"{title}   {key}".rstrip())
        head.setToolTip(head.text())
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setFont(theme.font(bold=True))
        head.setForeground(QBrush(theme.color("muted")))
        self.list.addItem(head)

    def _group(self, title: str, tickets: tuple[RelatedTicket, ...] | list[RelatedTicket], most: int) -> None:
        known = {t.uid for t in self._numbered}
        fresh = [t for t in tickets if t.uid not in known][: most - len(self._numbered)]
        if not fresh:
            return
        self._head(title)
        for ticket in fresh:
            self._numbered.append(ticket)
            self._add(self._row(len(self._numbered), ticket))

    def _row(self, number: int, ticket: RelatedTicket) -> Row:
        texts = self._shell.texts
        subject = ticket.subject or texts.tr("no subject")
        tip = " · ".join((ticket.number or "", subject, texts.tr(STATES[ticket.state]),
                          texts.moment(ticket.created_at)))
        if ticket.solution:
            tip += "\n" + texts.tr("Solution") + ": " + ticket.solution
        return Row(f"{number}  {short_number(ticket.number)}  {subject}", STATE_ICONS[ticket.state],
                   STATE_TOKENS[ticket.state], "ticket", ticket.uid, tip)


def short_number(number: str | None) -> str:
    """A ticket's number without the year, for narrow places: its history is mostly of this year."""
    return (number or "").rpartition("-")[2].lstrip("0")


class _List(QListWidget):
    opened = Signal(str, str)
    left = Signal()
    turned = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.itemDoubleClicked.connect(lambda _item: self.enter())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 80)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.enter()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.turned.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.turned.emit()

    def enter(self) -> None:
        """As Enter."""
        item = self.currentItem()
        told = item.data(_ROLE) if item is not None else None
        if told:
            kind, _, uid = told.partition(" ")
            self.opened.emit(kind, uid)
