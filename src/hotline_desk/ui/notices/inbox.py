"""The inbox: what colleagues wrote, and what one wrote oneself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.services.context import Context
from hotline_desk.services.notices.messages import (
    PUT_AWAY,
    RECEIVED,
    SENT,
    MessageLine,
    mark_read,
    messages,
    put_away,
    take_back,
)
from hotline_desk.ui.notices.writing import About, WritingPanel
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.following import Following
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button

_SEEN_MS = 700
"""A message that was in front for so long counts as read."""
_LINES = 4
_KINDS = frozenset({"message", "user", "team", "ticket"})


class InboxFrame(Frame):
    """The list of messages and the text of the one selected; the panel to write slides in below."""

    icon_name = "inbox"
    help_page = "inbox"
    comfortable = QSize(940, 560)
    is_list = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 message_uid: str = "", write: bool = False, ticket_uid: str = "", ticket_name: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._wanted, self._unsettled, self._back_to = message_uid, True, ""
        self.which = ChoiceBox(shell, ((RECEIVED, N_("Received")), (SENT, N_("Sent")), (PUT_AWAY, N_("Put away"))))
        shell.texts.bind(self.which.setAccessibleName, N_("Which messages"))
        self.list = RowList(shell, "inbox", self._columns(), accessible=N_("Messages"), sort="when", descending=True,
                            empty=N_("No messages here. “New message” writes to a colleague or a team."))
        self.text, self.head = QPlainTextEdit(), QLabel()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        shell.theme.follow(self.text, lambda text: text.setFixedHeight(shell.theme.line_height() * _LINES + 12))
        shell.texts.bind(self.text.setAccessibleName, N_("Text of the message"))
        self.head.setProperty("role", "muted")
        self.head.setWordWrap(True)
        self.foot = self._buttons()
        self.panel = WritingPanel(self, ctx)
        self._seen = QTimer(self)
        self._seen.setSingleShot(True)
        self._seen.setInterval(_SEEN_MS)
        self._lay_out()
        self._connect(changes)
        self.reopen(message_uid, write, ticket_uid, ticket_name)

    def _buttons(self) -> QWidget:
        foot = QWidget(self)
        row = FlowRow(foot)
        self.unread, self.away, self.taking_back = (
            tool_button(self.shell, "message.unread"), QToolButton(), tool_button(self.shell, "message.take_back"))
        self.away.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.away.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.away.clicked.connect(self.put_away)
        for button in (self.unread, tool_button(self.shell, "message.ticket"), self.away, self.taking_back):
            row.addWidget(button)
        row.turn()
        row.addWidget(self.shell.commands.button("message.reply"))
        row.addWidget(self.shell.commands.button("message.new", primary=True))
        return foot

    def _lay_out(self) -> None:
        bar = FlowRow()
        bar.addWidget(self.which)
        rows = QVBoxLayout(self)
        rows.addLayout(bar)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.head)
        rows.addWidget(self.text)
        rows.addWidget(self.foot)
        rows.addWidget(self.panel)

    def _connect(self, changes: Changes) -> None:
        self.list.current_changed.connect(lambda _row: self._show_text())
        self.list.current_changed.connect(self.pointed)
        self.list.activated.connect(lambda _row: self.reply())
        self.which.code_changed.connect(lambda _code: self.refresh())
        self.shell.commands.keys_changed.connect(self._name_buttons)
        self.shell.theme.follow(self, InboxFrame._name_buttons)
        self.panel.installEventFilter(self)
        self.panel.sent.connect(self._was_sent)
        self.panel.backed_out.connect(self._go_back)
        self._seen.timeout.connect(self._have_read)
        Following(self, changes, lambda kind, _uid: kind in _KINDS, self.refresh)
        self.bind({"message.new": self.write, "message.reply": self.reply, "message.unread": self.make_new,
                   "message.ticket": self.open_ticket, "message.take_back": self.take_back,
                   "record.archive": self.put_away, "frame.find": self.list.focus_filter})
        self._enable()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.panel and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self.foot.setVisible(event.type() == QEvent.Type.Hide)
        return super().eventFilter(watched, event)

    def _columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts

        def new(row: MessageLine) -> bool:
            return not row.read and self.which.code() == RECEIVED

        def who(row: MessageLine) -> str:
            if self.which.code() == SENT:
                return row.receiver
            return (texts.tr("{author} to {receiver}", author=row.author, receiver=row.receiver) if row.to_team
                    else row.author)

        return (
            Column("when", N_("When"), lambda r: texts.moment(r.sent_at), width=17, sort=lambda r: r.sent_at,
                   icon=lambda r: "circle-dot" if new(r) else "circle",
                   color=lambda r: "accent" if new(r) else "muted"),
            Column("who", N_("Who"), who, width=20, bold=True),
            Column("text", N_("Message"), lambda r: " ".join(r.text.split()), width=30, stretch=True,
                   color=lambda r: "" if new(r) or self.which.code() == SENT else "muted"),
            Column("ticket", N_("Ticket"), lambda r: r.ticket_number, width=12, rank=2),
            Column("state", N_("State"), self._state, width=14, rank=1),
        )

    def _state(self, row: MessageLine) -> str:
        texts = self.shell.texts
        if self.which.code() != SENT:
            return "" if row.read else texts.tr("new message")
        if not row.readers:
            return texts.tr("not read yet")
        return texts.tr("read") if not row.to_team else texts.trn("read by {n}", "read by {n}", len(row.readers))

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Inbox"))
        self._show_text()
        self._name_buttons()

    def _name_buttons(self) -> None:
        """Each list has its own: what was put away is brought back, what was sent is taken back."""
        which, texts = self.which.code(), self.shell.texts
        back = which == PUT_AWAY
        words = texts.tr(N_("Bring the message back") if back else N_("Put the message away"))
        self.away.setText(f" {words}")
        self.away.setAccessibleName(words)
        self.away.setToolTip(f"{words} ({self.shell.commands.key('record.archive')})")
        self.away.setIcon(self.shell.icons.icon("archive-restore" if back else "archive"))
        self.unread.setVisible(which == RECEIVED)
        self.away.setVisible(which != SENT)
        self.taking_back.setVisible(which == SENT)

    def refresh(self) -> None:
        self.shell.background.read(self, messages, self._ctx(), self.which.code(), done=self._show, newest="messages")

    def reopen(self, message_uid: str = "", write: bool = False, ticket_uid: str = "", ticket_name: str = "",
               **_more: Any) -> None:
        """Shows a message, or begins one (on a ticket, if one is named)."""
        if message_uid:
            self._wanted, self._unsettled = message_uid, True
            self.which.set_code(RECEIVED)
            self.refresh()
        if write:
            self._back_to = ticket_uid
            # Once the frame is in front: the panel takes the cursor.
            QTimer.singleShot(0, self, lambda: self.panel.begin(about=About(ticket_uid, ticket_name)))

    def first_field(self) -> QWidget:
        return self.list

    def points_at(self) -> tuple[str, str] | None:
        row: MessageLine | None = self.list.current()
        return ("ticket", row.ticket_uid) if row is not None and row.ticket_uid else None

    def open_args(self) -> dict[str, Any]:
        return {}

    def closed(self) -> None:
        self._seen.stop()

    # --- the list -------------------------------------------------------------------------------------

    def _show(self, rows: Sequence[MessageLine]) -> None:
        self._name_buttons()
        self.list.set_rows(rows)
        if self._wanted:
            self.list.select(self._wanted)
            self._wanted = ""
        elif self._unsettled and rows and self.which.code() == RECEIVED:
            newest = next((row for row in rows if not row.read), rows[0])
            self.list.select(newest.uid)
        self._unsettled = False
        self._show_text()

    def _show_text(self) -> None:
        row: MessageLine | None = self.list.current()
        texts = self.shell.texts
        self.text.setPlainText(row.text if row else "")
        parts = []
        if row is not None:
            parts.append(texts.tr("{author} to {receiver}", author=row.author, receiver=row.receiver))
            parts.append(texts.moment(row.sent_at))
            if row.ticket_uid:
                parts.append(" ".join(part for part in (row.ticket_number, row.ticket_subject) if part))
            if row.readers and self.which.code() == SENT:
                parts.append(texts.tr("read by {names}", names=", ".join(row.readers)))
        self.head.setText(" · ".join(parts))
        self._seen.stop()
        if row is not None and not row.read and self.which.code() == RECEIVED and self.isVisible():
            self._seen.start()
        self._enable()

    def _enable(self) -> None:
        row: MessageLine | None = self.list.current()
        received, sent = self.which.code() == RECEIVED, self.which.code() == SENT
        self.away.setEnabled(row is not None and not sent)
        self.enable_all({
            "message.reply": row is not None, "message.unread": row is not None and received and row.read,
            "message.ticket": row is not None and row.ticket_uid is not None,
            "message.take_back": row is not None and sent, "record.archive": row is not None and not sent})

    def _have_read(self) -> None:
        row: MessageLine | None = self.list.current()
        if row is None or row.read or self.which.code() != RECEIVED:
            return
        if self.shell.windows.active() is self and self.window().isActiveWindow():
            self.shell.background.write(self, mark_read, self._ctx(), (row.uid,))
        else:
            self._seen.start()

    # --- acting ---------------------------------------------------------------------------------------

    def write(self) -> None:
        """A new message, to be addressed."""
        self.panel.begin()

    def reply(self) -> None:
        """To whoever wrote the selected message (or got it from this user), on the same ticket."""
        row: MessageLine | None = self.list.current()
        if row is None:
            return
        about = About(row.ticket_uid or "", " ".join(part for part in (row.ticket_number, row.ticket_subject) if part))
        name = row.receiver if self.which.code() == SENT else row.author
        self.panel.begin(name, about)

    def make_new(self) -> None:
        """The selected message counts as new again; going on to another one keeps it so."""
        row: MessageLine | None = self.list.current()
        if row is not None:
            self.list.table.clearSelection()
            self.shell.background.write(self, mark_read, self._ctx(), (row.uid,), False)

    def open_ticket(self) -> None:
        """The ticket the message is on."""
        row: MessageLine | None = self.list.current()
        if row is not None and row.ticket_uid:
            self.shell.windows.open("ticket", row.ticket_uid)

    def put_away(self) -> None:
        """Out of the way, or back among those received; with Undo."""
        row: MessageLine | None = self.list.current()
        if row is None or self.which.code() == SENT:
            return
        background, ctx, uid, tr = self.shell.background, self._ctx, row.uid, self.shell.texts.tr
        away = self.which.code() == RECEIVED
        told = tr("The message is put away.") if away else tr("The message is among those received again.")
        background.write(self, put_away, ctx(), uid, away, done=lambda _none: self.shell.messages.say(
            told, "success", key="message.away", action_text=tr("Undo"),
            action=lambda: background.write(None, put_away, ctx(), uid, not away)))

    def take_back(self) -> None:
        """Takes back what this user wrote; with Undo."""
        row: MessageLine | None = self.list.current()
        if row is None or self.which.code() != SENT:
            return
        background, ctx, uid, tr = self.shell.background, self._ctx, row.uid, self.shell.texts.tr
        background.write(self, take_back, ctx(), uid, done=lambda _none: self.shell.messages.say(
            tr("The message was taken back."), "success", key="message.back", action_text=tr("Undo"),
            action=lambda: background.write(None, take_back, ctx(), uid, False)))

    def _was_sent(self, name: str) -> None:
        self.shell.messages.say(self.shell.texts.tr("The message went to {name}.", name=name), "success",
                                key="message.sent")
        self._go_back()

    def _go_back(self) -> None:
        """To the ticket from which the message was begun."""
        ticket = self.shell.windows.find("ticket", self._back_to) if self._back_to else None
        self._back_to = ""
        if ticket is not None:
            self.shell.windows.bring(ticket)
