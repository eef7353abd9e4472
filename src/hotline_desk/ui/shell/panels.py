"""A panel that slides in at the bottom of a frame: closing, forwarding, resubmitting. Never modal."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hotline_desk.ui.shell.buttons import ButtonRow
from hotline_desk.ui.shell.frame import Frame

Some = TypeVar("Some", bound=QWidget)
_SLIDE_MS = 110
_TALL = 16_777_215


class Panel(QFrame):
    """Ctrl+Enter confirms, Esc backs out and keeps what was typed; the cursor goes back where it was.

    Put it last into the frame's layout, fill `body`, connect `confirmed`; after success call `leave()`.
    """

    confirmed = Signal()
    backed_out = Signal()

    def __init__(self, frame: Frame, title: str, confirm: str) -> None:
        super().__init__(frame)
        self._frame = frame
        self._before: QWidget | None = None
        self._covered: list[QWidget] = []
        self._grown = 0
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setObjectName("panel")
        texts, commands = frame.shell.texts, frame.shell.commands
        heading = QLabel()
        heading.setProperty("role", "heading")
        texts.bind(heading.setText, title)
        texts.bind(self.setAccessibleName, title)
        self.body = QVBoxLayout()
        self.confirm_button = self._button(confirm, "panel.confirm", primary=True)
        self.back_button = self._button(commands.catalogue["panel.back"].text, "panel.back")
        self.confirm_button.clicked.connect(self.confirm)
        self.back_button.clicked.connect(self.back_out)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.confirm_button)
        rows = QVBoxLayout(self)
        rows.addWidget(heading)
        rows.addLayout(self.body)
        rows.addLayout(foot)
        self._slide = QPropertyAnimation(self, b"maximumHeight", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.setDuration(_SLIDE_MS)
        self._slide.finished.connect(self._arrived)
        self.hide()

    def _button(self, text: str, id: str, primary: bool = False) -> QPushButton:
        button = QPushButton()
        button.setProperty("primary", primary)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAutoDefault(True)
        texts, commands = self._frame.shell.texts, self._frame.shell.commands
        texts.follow(button, lambda living: living.setText(f"{commands.key(id)}  {texts.tr(text)}"))
        return button

    @property
    def is_open(self) -> bool:
        """True while it is shown."""
        return not self.isHidden()

    def open(self, cursor: QWidget | None = None) -> None:
        """Slides in with the cursor in `cursor`; another open panel of the frame goes away, keeping its text."""
        other = self._frame.open_panel
        if other is not None and other is not self:
            other.leave(back=False)
        if not self.is_open:
            self._grown = self._missing_height()
            if self._grown:
                self._frame.room_wanted.emit(self._grown)
            focus = self._frame.window().focusWidget()
            self._before = focus if focus is not None and self._frame.isAncestorOf(focus) else None
        self._frame.open_panel = self
        self._frame.bind({"panel.confirm": self.confirm, "panel.back": self.back_out})
        self._frame.enable("panel.confirm", True)
        self._frame.enable("panel.back", True)
        self.set_busy(False)
        self.show()
        self._slide.stop()
        if self._frame.shell.theme.still:
            self._arrived()
        else:
            self._slide.setStartValue(0)
            self._slide.setEndValue(self.sizeHint().height())
            self._slide.start()
        if cursor is not None:
            cursor.setFocus()
        self._cover()

    def _cover(self) -> None:
        """What the frame offers as its main act steps back: the panel's own button is the one that counts now."""
        offered = [button for button in self._frame.findChildren(QPushButton)
                   if button.property("primary") and not self.isAncestorOf(button) and button.isVisibleTo(self._frame)]
        rows = [row if isinstance(row := button.parentWidget(), ButtonRow) else button for button in offered]
        self._covered += [row for row in rows if not _in_panel(row)]
        for row in self._covered:
            row.hide()

    def _uncover(self) -> None:
        for row in self._covered:
            row.show()
        self._covered.clear()

    def _arrived(self) -> None:
        self.setMaximumHeight(_TALL)
        if self.is_open:
            QTimer.singleShot(0, self, self._come_into_sight)  # once the frame has its new height

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A row that comes in while it is open pushes its foot down: that stays in sight.
        if event.size().height() > event.oldSize().height() > 0:
            QTimer.singleShot(0, self, self._come_into_sight)

    def _come_into_sight(self) -> None:
        if self.is_open:
            self._frame.sight_wanted.emit(self)

    def _missing_height(self) -> int:
        """Pixels the frame lacks to show the panel without squeezing its fields below what they need."""
        layout = self._frame.layout()
        needed = layout.minimumSize().height() if layout is not None else 0
        return max(0, needed + self.sizeHint().height() + 8 - self._frame.height())

    def confirm(self) -> None:
        """As Ctrl+Enter."""
        if self.confirm_button.isEnabled():
            self.confirmed.emit()

    def back_out(self) -> None:
        """As Esc."""
        self.leave()
        self.backed_out.emit()

    def leave(self, back: bool = True) -> None:
        """Goes away; the fields keep their text."""
        self._slide.stop()
        self.setMaximumHeight(_TALL)
        self._uncover()
        if back and self._before is not None and self._before.isVisible():
            # Before it hides: Qt would take the cursor to the next field and select all that is in it.
            self._before.setFocus()
        self.hide()
        if self._frame.open_panel is self:
            self._frame.open_panel = None
            self._frame.enable("panel.confirm", False)
            self._frame.enable("panel.back", False)
            if self._grown:
                self._frame.room_wanted.emit(-self._grown)
                self._grown = 0

    def set_busy(self, busy: bool) -> None:
        """While an act runs it cannot be confirmed a second time."""
        self.confirm_button.setEnabled(not busy)


def _in_panel(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, Panel):
        above = above.parentWidget()
    return above is not None


def at_foot(frame: Frame, panel: Some) -> Some:
    """Lays a panel at the foot of a frame and returns it."""
    layout = frame.layout()
    if layout is not None:
        layout.addWidget(panel)
    return panel
