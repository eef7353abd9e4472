"""What panels that need a reason have in common: a sentence, the reason, and what went wrong with it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel


class ReasonPanel(Panel):
    """`hint` (a message id) stands in the empty field."""

    def __init__(self, frame: Frame, title: str, confirm: str, hint: str = "") -> None:
        super().__init__(frame, title, confirm)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.reason = QLineEdit()
        self.form = Form(frame.shell)
        self.form.row("reason", N_("&Reason"), self.reason)
        if hint:
            frame.shell.texts.bind(self.reason.setPlaceholderText, hint)
        self.body.addWidget(self.words)
        self.body.addWidget(self.form)

    def given(self) -> str:
        """The reason; "" with the field marked if none was written."""
        reason = self.reason.text().strip()
        if not reason:
            self.form.show_problem(UserError("reason.missing"), "reason")
        return reason

    def done(self) -> None:
        """It is done: the panel goes, and the next time begins with an empty field."""
        self.reason.clear()
        self.leave()

    def failed(self, problem: BaseException) -> bool:
        """It was not done: the panel stays and says why."""
        self.set_busy(False)
        return self.form.show_problem(problem, "reason")
