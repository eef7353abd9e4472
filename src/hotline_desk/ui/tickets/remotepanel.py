"""The panel that begins a remote session: by which program, and the id the caller reads out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import SETTINGS
from hotline_desk.core.text import N_
from hotline_desk.domain.remote import OWN, TOOLS
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.remote import Started, begin_session, last_session
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.tickets.panels import Holder

_FIELD_OF = {"remote.id": "id", "remote.command": "tool", "remote.missing": "tool", "remote.failed": "tool"}


class RemotePanel(Panel):
    """`begun(uid, program)` comes when the program is started and the clock runs."""

    begun = Signal(str, object)

    def __init__(self, frame: Holder, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Remote session"), N_("Begin the session"))
        self._holder, self._ctx = frame, ctx
        self.tool, self.id = ChoiceBox(frame.shell, SETTINGS["remote.tool"].choices), QLineEdit()
        frame.shell.texts.bind(self.id.setPlaceholderText, N_("The caller reads it from the screen"))
        self.form = Form(frame.shell)
        self.form.row("tool", N_("Program"), self.tool)
        self.form.row("id", N_("Session id of the caller"), self.id)
        self.body.addWidget(self.form)
        self.id.returnPressed.connect(self.confirm)
        self.confirmed.connect(self._begin)

    def begin(self) -> None:
        """Opens with the company's program and what is known of this caller."""
        self.form.clear_errors()
        if not self.is_open:
            self.tool.set_code(str(self._ctx().settings["remote.tool"]))
            self.id.clear()
        self.open(self.id)
        uid = self._holder.record.uid
        self._holder.shell.background.read(self, lambda: last_session(self._ctx(), uid), done=self._known,
                                           newest="remote")

    def _known(self, last: tuple[str, str] | None) -> None:
        """What was used with him before stands there, chosen, so that typing replaces it."""
        if last is None or self.id.text():
            return
        code = next((code for code, tool in TOOLS.items() if tool.name == last[0]), OWN)
        self.tool.set_code(code)
        self.id.setText(last[1])
        self.id.selectAll()

    def _begin(self) -> None:
        code, wanted, uid = self.tool.code(), self.id.text(), self._holder.record.uid
        self.set_busy(True)
        self._holder.shell.background.write(self, lambda: begin_session(self._ctx(), uid, code, wanted),
                                            done=self._begun, failed=self._wrong)

    def _begun(self, made: tuple[str, Started]) -> None:
        self.leave()
        self.begun.emit(*made)

    def _wrong(self, problem: BaseException) -> bool:
        self.set_busy(False)
        return isinstance(problem, UserError) and self.form.show_problem(problem, _FIELD_OF.get(problem.id))
