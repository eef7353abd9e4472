"""One call on the screen: above everything, never with the focus."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.clock import seconds_between
from hotline_desk.core.text import N_
from hotline_desk.domain.calls import ANSWERED, RINGING
from hotline_desk.services.views.popup import PopupView
from hotline_desk.ui.calls.choosing import is_open
from hotline_desk.ui.calls.wording import caller, cost, standing, way, who
from hotline_desk.ui.shell.ontop import BAR, OnTop
from hotline_desk.ui.shell.shell import Shell

_WIDE_LINES = 26


class CallWindow(OnTop):
    """As wide as a popup, at the present size of the text."""

    def wide(self) -> int:
        """Its width in pixels."""
        return self.shell.theme.line_height() * _WIDE_LINES


class Elided(QLabel):
    """A label that ends in … where the room is too narrow; the whole text is its tool tip."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        if role:
            self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Shows the text, or hides the label if there is none."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setVisible(bool(text))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


class Popup(CallWindow):
    """Shows one call. The signals bring its uid."""

    take_wanted = Signal(str)
    customer_wanted = Signal(str)
    hide_wanted = Signal(str)
    caller_wanted = Signal(str)
    swap_wanted = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.view: PopupView | None = None
        self._note = ""
        self.symbol, self.clock = QLabel(), QLabel()
        self.title = Elided("strong")
        self.way, self.standing = Elided("muted"), Elided()
        self.cost, self.warning, self.several, self.note, self.greeting = (self._wrapped() for _ in range(5))
        self.greeting.setProperty("role", "muted")
        self.warning_symbol = QLabel()
        self.take = self._button("call.take", primary=True)
        self.customer = self._button("ticket.customer")
        self.choose = self._button("call.caller")
        self.cross = QToolButton()
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shell.icons.bind(self.cross.setIcon, "x", "muted")
        shell.texts.bind(self.cross.setAccessibleName, N_("Hide the popup"))
        shell.texts.follow(self.cross, lambda cross: cross.setToolTip(
            f"{shell.texts.tr('Hide the popup')} ({shell.commands.key('call.hide')})"))
        self._arrange()
        self.take.clicked.connect(self._take)
        self.customer.clicked.connect(lambda: self._tell(self.customer_wanted))
        self.cross.clicked.connect(lambda: self._tell(self.hide_wanted))
        self.choose.clicked.connect(lambda: self._tell(self.caller_wanted))
        shell.theme.changed.connect(self._dress)
        shell.texts.changed.connect(self._fill)
        shell.commands.keys_changed.connect(self._fill)

    def show_call(self, view: PopupView, now: datetime, note: str = "") -> None:
        """Shows this call as it is now. `note` is a translated line of its own ("Anna is speaking")."""
        self.view, self._note = view, note
        self._fill()
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Moves the clock: how long it rings, or how long they talk."""
        if self.view is not None:
            since = self.view.parked_at or self.view.answered_at or self.view.rang_at
            self.clock.setText(self.shell.texts.duration(seconds_between(since, now)))
            self._name_customer()

    def _wrapped(self) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.hide()
        return label

    def _button(self, id: str, primary: bool = False) -> QPushButton:
        button = QPushButton()
        button.setProperty("primary", primary)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.shell.icons.bind(button.setIcon, self.shell.commands.catalogue[id].icon,
                              "accent_text" if primary else "text")
        return button

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.clock)
        head.addWidget(self.cross)
        warned = QHBoxLayout()
        warned.addWidget(self.warning_symbol, 0, Qt.AlignmentFlag.AlignTop)
        warned.addWidget(self.warning, 1)
        lines = QVBoxLayout()
        lines.setSpacing(3)
        lines.addLayout(head)
        for label in (self.way, self.standing, self.greeting, self.cost, self.several):
            lines.addWidget(label)
        lines.addLayout(warned)
        lines.addWidget(self.note)
        foot = QHBoxLayout()
        foot.addWidget(self.take)
        foot.addWidget(self.customer)
        foot.addWidget(self.choose)
        foot.addStretch(1)
        lines.addSpacing(4)
        lines.addLayout(foot)
        grid = QGridLayout(self)
        grid.setContentsMargins(12 + BAR, 9, 9, 11)
        grid.setHorizontalSpacing(11)
        grid.addWidget(self.symbol, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(lines, 0, 1)
        self._dress()

    def _dress(self) -> None:
        theme, icons = self.shell.theme, self.shell.icons
        self.symbol.setPixmap(icons.pixmap(self._icon(), self.stripe, round(theme.line_height() * 1.4)))
        self.warning_symbol.setPixmap(icons.pixmap("triangle-alert", "warning"))
        self.title.setFont(theme.font(bold=True, scale=1.1))
        self.clock.setFont(theme.font(scale=1.1))
        # They keep their size while they are not to be seen.
        for each in (self.take, self.customer, self.choose, self.cross):
            QApplication.sendEvent(each, QEvent(QEvent.Type.StyleChange))
        self._fit()

    def _fit(self) -> None:
        """As tall as its lines need at this width."""
        layout = self.layout()
        if layout is not None:
            for each in self.findChildren(QWidget):
                each.ensurePolished()
            for inner in self.findChildren(QLayout):  # each of them remembers the lines of the call before
                inner.invalidate()
            layout.invalidate()
            wide = self.wide()
            wraps = layout.hasHeightForWidth()
            self.setFixedSize(wide, layout.totalHeightForWidth(wide) if wraps else layout.totalSizeHint().height())

    def _icon(self) -> str:
        if self.view is not None and self.view.parked_at is not None:
            return "pause"
        return "phone-call" if self.view is not None and self.view.state == ANSWERED else "phone-incoming"

    def _fill(self) -> None:
        view, texts = self.view, self.shell.texts
        if view is None:
            return
        parked = view.parked_at is not None
        self.stripe = "warning" if parked else "success" if view.state == ANSWERED else "accent"
        self.setWindowTitle(who(texts, view))
        self.setAccessibleName(f"{who(texts, view)} {way(texts, view)}")
        self.title.say(caller(texts, view))
        self.way.say("" if parked else way(texts, view))
        self.standing.say("" if parked else standing(texts, view))
        to_pay = not parked and (view.state == RINGING or view.conditions.charged)
        self._say(self.cost, cost(texts, view.conditions) if to_pay else "")
        self._say(self.warning, "" if parked else view.warning)
        self.warning_symbol.setVisible(bool(view.warning) and not parked)
        self._say(self.greeting, view.greeting if view.state == RINGING else "")
        self._say(self.several, texts.tr(N_("Perhaps {names}"), names=_some(view.several_names))
                  if view.several_names and not view.address_uid else "")
        self._say(self.note, texts.tr(N_("Parked, still on the line")) if parked else self._note)
        known = bool(view.address_uid)
        self.choose.setText(self._keyed("call.caller", N_("Who?")))
        self.choose.setVisible(is_open(view))
        if parked:
            self.take.setText(self._keyed("call.swap", N_("Swap")))
        else:
            self.take.setText(self._keyed("call.take", N_("Take") if view.state == RINGING else N_("Ticket")))
        self._name_customer()
        self.customer.setVisible(known and not parked)
        self._dress()

    def _name_customer(self) -> None:
        """With its key only while that does not mean the customer of the frame in front."""
        frame = self.shell.windows.active()
        taken = frame is not None and "ticket.customer" in frame.handlers() and (
            "ticket.customer" not in frame.switched_off())
        text = N_("Customer")
        self.customer.setText(self.shell.texts.tr(text) if taken else self._keyed("ticket.customer", text))

    def _keyed(self, id: str, text: str) -> str:
        return f"{self.shell.commands.key(id)}  {self.shell.texts.tr(text)}"

    def _say(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _take(self) -> None:
        waits = self.view is not None and self.view.parked_at is not None
        self._tell(self.swap_wanted if waits else self.take_wanted)

    def _tell(self, signal: object) -> None:
        if self.view is not None:
            signal.emit(self.view.call_uid)  # type: ignore[attr-defined]


class Rest(CallWindow):
    """The line for calls that have no popup of their own: "and 9 more, longest 2:10"."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.label = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(12 + BAR, 6, 9, 7)
        row.addWidget(self.label)
        self._said = (0, 0)
        shell.texts.follow(self, lambda living: living.say(*living._said))
        shell.theme.follow(self, lambda living: living.setFixedWidth(living.wide()))
        self.setFixedWidth(self.wide())

    def say(self, count: int, longest: int) -> None:
        """So many more calls, the longest waits so many seconds."""
        texts = self.shell.texts
        self._said = (count, longest)
        text = texts.trn("and {n} more, longest {time}", "and {n} more, longest {time}", count,
                         time=texts.duration(longest))
        if text != self.label.text():
            self.label.setText(text)
            self.setAccessibleName(text)
            self.adjustSize()


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
