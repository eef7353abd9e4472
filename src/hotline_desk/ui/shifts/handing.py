"""The panel that hands a shift over: to whom, what is to be said, and what goes along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import Team, User
from hotline_desk.domain.shifts import ShiftPage
from hotline_desk.services.access import list_teams, list_users
from hotline_desk.services.calls.shifts import hand_over
from hotline_desk.services.context import Context
from hotline_desk.services.notices.absences import StandIn, stand_ins
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.targets import TEAM, USER, TargetField

_FIELD_OF = {"shift.target_missing": "target", "shift.self": "target", "shift.nobody": "target"}
_KEPT = "shift.hand"
_NOTE_LINES = 4
People = tuple[list[User], list[Team], dict[str, StandIn]]


def read_people(ctx: Context) -> People:
    """Whom a shift can be handed to."""
    return list_users(ctx), list_teams(ctx), stand_ins(ctx)


class HandPanel(Panel):
    """`handed(uid, name)` comes when it is done; the page is the one that was seen as the panel opened."""

    handed = Signal(str, str)

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Hand over the shift"), N_("Hand over"))
        self._shell, self._ctx = frame.shell, ctx
        self._page: ShiftPage | None = None
        self.target, self.deputy, self.note = TargetField(frame.shell), QLabel(), QPlainTextEdit()
        self.deputy.setWordWrap(True)
        self.stop, self.along = QCheckBox(), QCheckBox()
        kept = frame.shell.memory.get_json(_KEPT, {})
        self.stop.setChecked(kept.get("stop", True))
        self.along.setChecked(kept.get("along", False))
        self.note.setTabChangesFocus(True)
        self._build(frame)
        self.target.picked.connect(self.note.setFocus)
        self.target.textChanged.connect(self._say_who_gets_it)
        self.confirmed.connect(self._hand)

    def _build(self, frame: Frame) -> None:
        texts = frame.shell.texts
        texts.bind(self.note.setPlaceholderText, N_("What the next shift has to know"))
        texts.bind(self.stop.setText, N_("End my r&unning clocks"))
        texts.bind(self.along.setText, N_("My tickets and callbacks go along to whoever &confirms"))
        self.form = Form(frame.shell)
        self.form.row("target", N_("Hand over t&o"), self.target)
        self.form.row("deputy", N_("Goes to"), self.deputy)
        self.form.row("note", N_("&Note"), self.note)
        self.form.show_row("deputy", False)
        self.body.addWidget(self.form)
        self.body.addWidget(self.stop)
        self.body.addWidget(self.along)
        frame.shell.theme.follow(self.note, lambda note: note.setFixedHeight(
            frame.shell.theme.line_height() * _NOTE_LINES + 12))

    def begin(self, page: ShiftPage) -> None:
        """Opens for this page."""
        self._page = page
        self.form.clear_errors()
        self.open(self.target)
        self._shell.background.read(self, lambda: read_people(self._ctx()), done=self._offer, newest="people")

    def _offer(self, people: People) -> None:
        """Teams first, then people; not oneself."""
        users, teams, away = people
        self.target.offer_all(teams, [user for user in users if user.uid != self._ctx().user.uid], away)
        self._say_who_gets_it()

    def _say_who_gets_it(self) -> None:
        warning = self.target.warning()
        self.form.show_row("deputy", bool(warning))
        self.deputy.setText(warning)

    def _hand(self) -> None:
        if self._page is None:
            return
        name, team, user = self.target.told(), self.target.uid_of(TEAM), self.target.uid_of(USER)
        if self.target.value() is None:
            self._wrong(UserError("shift.target_missing"))
            return
        stop, along, note = self.stop.isChecked(), self.along.isChecked(), self.note.toPlainText()
        self._shell.memory.put_json(_KEPT, {"stop": stop, "along": along})
        page, ctx = replace(self._page, along=along), self._ctx()
        self.set_busy(True)
        self._shell.background.write(self, lambda: hand_over(ctx, page, note, team_uid=team, user_uid=user,
                                                             stop_clocks=stop),
                                     done=lambda made: self._handed(made, name), failed=self._wrong)

    def _handed(self, uid: str, name: str) -> None:
        self.target.clear()
        self.note.clear()
        self.leave()
        self.handed.emit(uid, name)

    def _wrong(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return isinstance(problem, UserError) and self.form.show_problem(problem, _FIELD_OF.get(problem.id))
