"""What is seen of a remote session: a bar in its ticket, and a small window above all others.

While somebody works on the caller's computer the function keys belong to that computer; the window has them as
buttons.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hotline_desk.core.text import N_, duration
from hotline_desk.domain.remote import RemoteSession
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.signs import Elided

_STRIPE = 4
_WIDE_LINES = 22
_FLAGS = (Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
          | Qt.WindowType.WindowDoesNotAcceptFocus)
_PLACE = "remote.place"
TAKE, END, CLOSE = "call.take", "worklog.toggle", "ticket.close"
_WORDS = {TAKE: N_("Take"), END: N_("End it"), CLOSE: N_("Close")}
_NAMES = {END: N_("End the session")}


def session_name(session: RemoteSession) -> str:
    """Tool and id, the digits of a number in threes as programs show them."""
    wanted = session.session_id
    if wanted.isdigit() and len(wanted) % 3 == 0:
        wanted = " ".join(wanted[n:n + 3] for n in range(0, len(wanted), 3))
    return f"{session.tool} {wanted}".strip()


class SessionBar(QFrame):
    """The bar in the ticket: tool, id, clock, and the button that ends it."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setObjectName("panel")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.symbol, self.name, self.time = QLabel(self), Elided(self), QLabel(self)
        self.time.setProperty("role", "strong")
        self.end = shell.commands.button("remote.start", self, text=N_("End the session"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.addWidget(self.symbol)
        row.addWidget(self.name, 1)
        row.addWidget(self.time)
        row.addWidget(self.end)
        shell.theme.follow(self.symbol, lambda symbol: symbol.setPixmap(shell.icons.pixmap("monitor", "accent")))

    def show_session(self, session: RemoteSession, seconds: int) -> None:
        """Called every second while it runs."""
        self.name.setText(self._shell.texts.tr("Remote session with {name}", name=session_name(session)))
        self.time.setText(duration(seconds))


class SessionWindow(QWidget):
    """Above all other programs, never with the focus; dragged by the mouse, it stays where it was put.

    `wanted(action, ticket_uid)` comes with a press on one of its buttons.
    """

    wanted = Signal(str, str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(None, _FLAGS)
        self._shell = shell
        self._session: RemoteSession | None = None
        self._held: QPoint | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.symbol, self.title, self.time, self.name = QLabel(), Elided(self), QLabel(), Elided(self)
        self.title.setProperty("role", "strong")
        self.time.setProperty("role", "strong")
        self.name.setProperty("role", "muted")
        self.buttons = {id: self._button(id) for id in (TAKE, END, CLOSE)}
        self._lay_out()
        shell.theme.follow(self, SessionWindow.dress)

    def _button(self, id: str) -> QPushButton:
        button, commands, texts = QPushButton(), self._shell.commands, self._shell.texts
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setProperty("primary", id == END)
        self._shell.icons.bind(button.setIcon, commands.catalogue[id].icon, "accent_text" if id == END else "text")
        texts.follow(button, lambda living: _name(living, f"{commands.key(id)}  {texts.tr(_WORDS[id])}",
                                                  texts.tr(_NAMES.get(id, commands.catalogue[id].text))))
        button.clicked.connect(lambda: self._press(id))
        return button

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.symbol)
        head.addWidget(self.title, 1)
        head.addWidget(self.time)
        for button in self.buttons.values():
            foot.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_STRIPE + 8, 6, 8, 8)
        rows.setSpacing(4)
        rows.addLayout(head)
        rows.addWidget(self.name)
        rows.addLayout(foot)

    def dress(self) -> None:
        """The size of the text: it does not reach a window by itself that was never shown."""
        theme = self._shell.theme
        self.symbol.setPixmap(self._shell.icons.pixmap("monitor", "accent"))
        for each in (self.name, *self.buttons.values()):
            each.setFont(theme.font())
        for each in (self.title, self.time):
            each.setFont(theme.font(bold=True))
        self.setFixedWidth(theme.line_height() * _WIDE_LINES)

    def show_session(self, session: RemoteSession, seconds: int) -> None:
        """Called every second while it runs; comes up with the first."""
        self._session = session
        parts = (session.number, session.customer or session.subject)
        self.title.setText(" · ".join(part for part in parts if part))
        self.name.setText(session_name(session))
        self.time.setText(duration(seconds))
        self.setWindowTitle(self._shell.texts.tr("Remote session with {name}", name=session_name(session)))
        if not self.isVisible():
            self.adjustSize()
            self.move(self._place())
            self.show()

    def _place(self) -> QPoint:
        """Where it was put last, if that is still on a screen; else the upper edge of the first one."""
        kept = self._shell.memory.get_json(_PLACE)
        if kept is not None and QGuiApplication.screenAt(QPoint(*kept) + self.rect().center()) is not None:
            return QPoint(*kept)
        room = QGuiApplication.primaryScreen().availableGeometry()
        return QPoint(room.center().x() - self.width() // 2, room.top() + 8)

    def _press(self, id: str) -> None:
        if self._session is not None:
            self.wanted.emit(id, self._session.ticket_uid)

    # --- dragging -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self.move(event.globalPosition().toPoint() - self._held)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._held is not None:
            self._held = None
            self._shell.memory.put_json(_PLACE, [self.x(), self.y()])

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._shell.theme
        painter.fillRect(self.rect(), theme.color("field"))
        painter.fillRect(0, 0, _STRIPE, self.height(), theme.color("accent"))
        painter.setPen(QPen(theme.color("strong_border")))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def _name(button: QPushButton, text: str, accessible: str) -> None:
    button.setText(text)
    button.setAccessibleName(accessible)
