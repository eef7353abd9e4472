"""The panel in which a message to a colleague or a team is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import Team, User
from hotline_desk.services.access import list_teams, list_users
from hotline_desk.services.context import Context
from hotline_desk.services.notices.absences import StandIn, stand_ins
from hotline_desk.services.notices.messages import Message, send_message
from hotline_desk.ui.shell.elided import Elided
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.targets import TEAM, USER, TargetField

_LINES = 3
_FIELD_OF = {"message.empty": "text", "message.target_missing": "target", "message.nobody": "target"}


@dataclass(frozen=True)
class Receivers:
    """Who can be written to; `away` are those who are away today, by their uids."""

    users: tuple[User, ...]
    teams: tuple[Team, ...]
    away: dict[str, StandIn]


@dataclass(frozen=True)
class About:
    """The ticket a message is on; an empty uid for none."""

    uid: str = ""
    name: str = ""


class WritingPanel(Panel):
    """`sent(name)` says to whom it went."""

    sent = Signal(str)

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Write a message"), N_("Send"))
        self._frame_of, self._shell, self._ctx = frame, frame.shell, ctx
        self.about = About()
        self.target, self.hint, self.on, self.text = TargetField(frame.shell), Elided(), Elided(), QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        theme = self._shell.theme
        theme.follow(self.text, lambda text: text.setFixedHeight(theme.line_height() * _LINES + 12))
        self.form = Form(self._shell)
        self.form.row("target", N_("Send t&o"), self.target)
        self.form.row("hint", N_("Away"), self.hint)
        self.form.row("on", N_("On the ticket"), self.on)
        self.form.row("text", N_("Messa&ge"), self.text)
        self.body.addWidget(self.form)
        self.target.textChanged.connect(self._say_who_is_away)
        self.target.picked.connect(self.text.setFocus)
        self.text.textChanged.connect(lambda: self.form.error("text", ""))
        self.confirmed.connect(self._send)
        self._say_who_is_away()

    def load(self) -> None:
        """Reads again who there is."""
        self._shell.background.read(self._frame_of, self._read, done=self._take, newest="receivers")

    def _read(self) -> Receivers:
        ctx = self._ctx()
        others = tuple(user for user in list_users(ctx) if user.uid != ctx.user.uid)
        return Receivers(others, tuple(list_teams(ctx)), stand_ins(ctx))

    def _take(self, people: Receivers) -> None:
        self.target.offer_all(people.teams, people.users, people.away, people_first=True)
        self._say_who_is_away()

    def begin(self, name: str = "", about: About | None = None) -> None:
        """Opens, to somebody or to be chosen; on a ticket or alone. A message that was begun stays."""
        self.form.clear_errors()
        self.about = about or About()
        self.on.setText(self.about.name)
        self.form.show_row("on", bool(self.about.uid))
        if name:
            self.target.setText(name)
        self.load()
        self.open(self.text if name else self.target)

    def _say_who_is_away(self) -> None:
        found = self.target.stand_in()
        self.form.show_row("hint", found is not None)
        if found is not None:
            texts, day = self._shell.texts, self._shell.texts.day(found.last)
            self.hint.setText(texts.tr("until {day}; {deputy} stands in", day=day, deputy=found.name) if found.uid
                              else texts.tr("until {day}", day=day))

    def _send(self) -> None:
        name = self.target.name()
        message = Message(self.text.toPlainText(), self.target.uid_of(USER), self.target.uid_of(TEAM),
                          self.about.uid or None)
        self.set_busy(True)
        self._shell.background.write(self._frame_of, lambda: send_message(self._ctx(), message),
                                     done=lambda _uid: self._was_sent(name), failed=self._failed)

    def _was_sent(self, name: str) -> None:
        self.text.clear()
        self.target.clear()
        self.leave()
        self.sent.emit(name)

    def _failed(self, problem: BaseException) -> bool:
        self.set_busy(False)
        if isinstance(problem, UserError) and problem.id in _FIELD_OF:
            return self.form.show_problem(problem, _FIELD_OF[problem.id])
        return False
