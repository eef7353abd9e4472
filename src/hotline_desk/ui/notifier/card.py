"""The card of what came due: at the lower right, above everything, never with the focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.text import N_
from hotline_desk.domain.notices import Reminder
from hotline_desk.domain.snoozing import SNOOZES, TOMORROW
from hotline_desk.ui.notifier.wording import ICONS, about, done_word, title, when
from hotline_desk.ui.shell.elided import Elided
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.ontop import BAR, OnTop
from hotline_desk.ui.shell.shell import Shell

MOST = 3
_WIDE_LINES, _EDGE = 30, 12
_SHORT = {"5": N_("5 min"), "15": N_("15 min"), "60": N_("1 hr"), TOMORROW: N_("Next day")}


class Line(QWidget):
    """One reminder with what can be done about it. The signals bring it; `snoozed` also a key of `SNOOZES`."""

    opened = Signal(object)
    done = Signal(object)
    snoozed = Signal(object, str)

    def __init__(self, shell: Shell, parent: QWidget, *, first: bool) -> None:
        super().__init__(parent)
        self._shell = shell
        self.told: Reminder | None = None
        self.symbol, self.title, self.about, self.when = QLabel(), Elided(), Elided(), Elided()
        self.title.setProperty("role", "strong")
        self.about.setProperty("role", "muted")
        self.open, self.done_button = self._button(primary=first), self._button()
        self.later = {code: self._button() for code in SNOOZES}
        self.open.clicked.connect(lambda: self.opened.emit(self.told))
        self.done_button.clicked.connect(lambda: self.done.emit(self.told))
        for code, button in self.later.items():
            button.clicked.connect(partial(self._snooze, code))
        buttons = FlowRow(spacing=4)
        for button in (self.open, self.done_button):
            buttons.addWidget(button)
        buttons.turn()
        for button in self.later.values():
            buttons.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(9)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.symbol, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        for row, label in enumerate((self.title, self.about, self.when)):
            grid.addWidget(label, row, 1)
        grid.addLayout(buttons, 3, 0, 1, 2)

    def _button(self, primary: bool = False) -> QPushButton:
        button = QPushButton()
        button.setProperty("primary", primary)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _snooze(self, code: str) -> None:
        self.snoozed.emit(self.told, code)

    def tall(self, wide: int) -> int:
        """The height it needs at this width, in pixels."""
        layout = self.layout()
        return layout.totalHeightForWidth(wide) if layout is not None else 0

    def show_told(self, told: Reminder, now: datetime) -> None:
        """Shows this reminder."""
        self.told = told
        texts, theme, icons = self._shell.texts, self._shell.theme, self._shell.icons
        self.title.setText(title(texts, told))
        self.about.setText(about(texts, told))
        self.about.setHidden(not self.about.text())
        self.when.setText(when(texts, told, now))
        self.when.setProperty("role", "danger" if told.late else "")
        self.symbol.setPixmap(icons.pixmap(ICONS[told.kind], "danger" if told.late else "accent",
                                           round(theme.line_height() * 1.2)))
        self.open.setText(texts.tr(N_("Open it")))
        self.done_button.setText(done_word(texts, told))
        for code, button in self.later.items():
            button.setText(texts.tr(_SHORT[code]))
            button.setToolTip(texts.tr(SNOOZES[code]))
            button.setAccessibleName(texts.tr(SNOOZES[code]))
        for each in (self.title, self.about, self.when, self.open, self.done_button, *self.later.values()):
            QApplication.sendEvent(each, QEvent(QEvent.Type.StyleChange))
            each.style().unpolish(each)
            each.style().polish(each)


class Card(OnTop):
    """`show_told` shows up to three reminders and how many more there are; with none it goes."""

    opened = Signal(object)
    done = Signal(object)
    snoozed = Signal(object, str)
    put_away = Signal()

    def __init__(self, shell: Shell, window: QWidget, now: Callable[[], datetime]) -> None:
        super().__init__(shell)
        self._window, self._now = window, now
        self._told: tuple[Reminder, ...] = ()
        self.heading, self.rest = QLabel(), QLabel()
        self.rest.setProperty("role", "muted")
        self.cross = QToolButton()
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shell.icons.bind(self.cross.setIcon, "x", "muted")
        shell.texts.bind(self.cross.setAccessibleName, N_("Put the reminders away"))
        shell.texts.bind(self.cross.setToolTip, N_("Put the reminders away"))
        self.cross.clicked.connect(self.put_away)
        self.lines = [Line(shell, self, first=number == 0) for number in range(MOST)]
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.cross)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12 + BAR, 8, 10, 10)
        rows.addLayout(head)
        for line in self.lines:
            rows.addWidget(line)
            line.opened.connect(self.opened)
            line.done.connect(self.done)
            line.snoozed.connect(self.snoozed)
        rows.addWidget(self.rest)
        shell.texts.changed.connect(self._say)
        shell.theme.changed.connect(self._say)
        shell.commands.keys_changed.connect(self._say)

    def show_told(self, told: Sequence[Reminder]) -> None:
        """Shows these, the first ones with a line each."""
        self._told = tuple(told)
        if not told:
            self.hide()
            return
        self._say()
        self.show()
        self.raise_()

    def _say(self) -> None:
        if not self._told:
            return
        texts, now = self.shell.texts, self._now()
        self.stripe = "danger" if any(each.late for each in self._told) else "accent"
        count = texts.trn("{n} reminder", "{n} reminders", len(self._told))
        later = texts.tr(N_("{key} later"), key=self.shell.commands.key("reminder.snooze"))
        self.heading.setText(f"{count} · {later}")
        self.heading.setFont(self.shell.theme.font(bold=True))
        self.setWindowTitle(count)
        self.setAccessibleName(count)
        for line, each in zip(self.lines, self._told, strict=False):
            line.show_told(each, now)
        most = self._most()
        for number, line in enumerate(self.lines):
            line.setHidden(number >= min(most, len(self._told)))
        more = len(self._told) - most
        self.rest.setText(texts.trn("and {n} more", "and {n} more", more) if more > 0 else "")
        self.rest.setFont(self.shell.theme.font())
        self.rest.setHidden(more <= 0)
        self._place()

    def _wide(self) -> int:
        room = self._window.screen().availableGeometry()
        return min(self.shell.theme.line_height() * _WIDE_LINES, room.width() - 2 * _EDGE)

    def _most(self) -> int:
        """So many that the card covers about half the height of the screen, three at the most."""
        half = self._window.screen().availableGeometry().height() // 2
        return max(1, min(MOST, half // max(1, self.lines[0].tall(self._wide() - 22 - BAR))))

    def _place(self) -> None:
        """As tall as it must be, at the lower right of the screen that shows the desk."""
        layout, wide = self.layout(), self._wide()
        if layout is None:
            return
        for inner in (*self.findChildren(QLayout), layout):  # each of them remembers the lines of before
            inner.invalidate()
        for line in self.lines:  # and so does the layout of the card of each line
            line.updateGeometry()
        self.setFixedSize(wide, layout.totalHeightForWidth(wide))
        room = self._window.screen().availableGeometry()
        self.move(room.right() - _EDGE - self.width(), room.bottom() - _EDGE - self.height())
