"""The wall view: a frame, and by its key once more the whole of the screen that hangs on the wall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.access import Team
from hotline_desk.services.access import list_teams
from hotline_desk.services.context import Context
from hotline_desk.services.views.wall import WallView, wall_view
from hotline_desk.ui.shell.buttons import ButtonRow
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.following import Following
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.wall.board import Board

_TEAM = "wall.team"
_KINDS = ("ticket", "call", "callback", "absence", "user", "team", "store")
_GATHER_MS, _TICK_MS = 250, 1000


class WallFrame(Frame):
    """`team` is a uid, "" for everybody; `full` takes the whole screen at once."""

    icon_name = "monitor"
    help_page = "wall"
    comfortable = QSize(1000, 640)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 team: str | None = None, full: bool = False) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._wanted = shell.memory.get(_TEAM) or "" if team is None else team
        self._view: WallView | None = None
        self.team = QComboBox()
        self.team.addItem("", "")
        self.board = Board(shell)
        self.screen_window: WallScreen | None = None
        self._arrange()
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._clock.start(_TICK_MS)
        self._interval = QTimer(self)
        self._interval.timeout.connect(self.refresh)
        self._set_interval()
        self.team.currentIndexChanged.connect(lambda _n: self._chosen())
        Following(self, changes, lambda kind, _uid: kind in _KINDS, self.refresh, _GATHER_MS)
        Following(self, changes, lambda kind, _uid: kind == "team", self._read_teams)
        Following(self, changes, lambda kind, _uid: kind in ("settings", "context"), self._set_interval)
        self.bind({"wall.open": self.toggle_full, "wall.full": self.toggle_full})
        self._read_teams()
        if full:
            QTimer.singleShot(0, self, self.toggle_full)

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Wall view"))
        self.team.setItemText(0, self.shell.texts.tr("The whole house"))

    def refresh(self) -> None:
        team = self._wanted
        self.shell.background.read(self, lambda: wall_view(self._ctx(), team), done=self._show, newest="wall",
                                   calm=True, failed=self._gone)

    def first_field(self) -> QWidget:
        return self.team

    def closed(self) -> None:
        self._clock.stop()
        self._interval.stop()
        self._leave_full()

    def reopen(self, **args: Any) -> None:
        if args.get("team") is not None:
            self.choose(args["team"])

    def open_args(self) -> dict[str, Any]:
        return {"team": self._wanted, "full": self.screen_window is not None}

    def choose(self, team_uid: str) -> None:
        """Shows this team; "" is everybody."""
        self._wanted = team_uid
        self.team.setCurrentIndex(max(0, self.team.findData(team_uid)))
        self.refresh()

    # --- the whole screen -----------------------------------------------------------------------------

    def toggle_full(self) -> None:
        """Takes the whole of a screen, the other one if there are two, or gives it back."""
        if self.screen_window is not None:
            self._leave_full()
            return
        here = self.window().screen()
        others = [screen for screen in QGuiApplication.screens() if screen is not here]
        self.screen_window = WallScreen(self, self.shell)
        self.screen_window.left.connect(self._leave_full)
        self.screen_window.setGeometry((others[0] if others else here).geometry())
        self.screen_window.showFullScreen()
        self._show_on(self.screen_window.board)

    def _leave_full(self) -> None:
        window, self.screen_window = self.screen_window, None
        if window is not None:
            window.hide()
            window.deleteLater()

    # --- inside ---------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        head = QHBoxLayout()
        label = QLabel()
        label.setBuddy(self.team)
        self.shell.texts.bind(label.setText, N_("Te&am"))
        self.shell.texts.bind(self.team.setAccessibleName, N_("Team"))
        head.addWidget(label)
        head.addWidget(self.team)
        head.addStretch(1)
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self.board, 1)
        rows.addWidget(ButtonRow(self.shell, (), ("wall.full",)))

    def _set_interval(self) -> None:
        self._interval.start(1000 * int(self._ctx().settings["ui.refresh_seconds"]))

    def _read_teams(self) -> None:
        self.shell.background.read(self, lambda: list_teams(self._ctx()), done=self._offer, newest="teams", calm=True)

    def _offer(self, teams: list[Team]) -> None:
        self.team.blockSignals(True)
        while self.team.count() > 1:
            self.team.removeItem(1)
        for each in teams:
            self.team.addItem(each.name, each.uid)
        self.team.setCurrentIndex(max(0, self.team.findData(self._wanted)))
        self.team.blockSignals(False)

    def _chosen(self) -> None:
        self._wanted = str(self.team.currentData() or "")
        self.shell.memory.put(_TEAM, self._wanted)
        self.refresh()

    def _gone(self, _problem: BaseException) -> bool:
        """A team that was kept here is there no more: everybody's numbers are better than none."""
        if not self._wanted:
            return False
        self._wanted = ""
        self.refresh()
        return True

    def _show(self, view: WallView) -> None:
        self._view = view
        for board in self._boards():
            self._show_on(board)

    def _show_on(self, board: Board) -> None:
        if self._view is not None:
            ctx = self._ctx()
            board.show_view(self._view, str(ctx.settings["company.name"]), ctx.clock.now())

    def _boards(self) -> list[Board]:
        return [self.board] + ([self.screen_window.board] if self.screen_window is not None else [])

    def _tick(self) -> None:
        now = self._ctx().clock.now()
        for board in self._boards():
            if board.isVisible():
                board.tick(now)


class WallScreen(QWidget):
    """The board alone on a whole screen; Esc, or the key that brought it, gives it back."""

    left = Signal()

    def __init__(self, frame: WallFrame, shell: Shell) -> None:
        super().__init__(frame, Qt.WindowType.Window)
        self._shell = shell
        shell.texts.bind(self.setWindowTitle, N_("Wall view"))
        self.setAutoFillBackground(True)
        self.board = Board(shell)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 14, 24, 18)
        rows.addWidget(self.board)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.NativeText)
        keys = [self._shell.commands.key(id) for id in ("wall.open", "wall.full")]
        if event.key() == Qt.Key.Key_Escape or pressed in keys:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.left.emit()
