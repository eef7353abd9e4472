"""The panel that sends documents by mail: to whom and with which words, what went out before, what waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.billing.sending import (
    DOUBTFUL,
    Kept,
    Mail,
    Outcome,
    forget_mail,
    keep_mail_secret,
    kept_mails,
    mail_of,
    needs_secret,
    send_documents,
)
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.mail_words import say_outcome
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel

_TEXT_LINES = 7
_NAMES_SHOWN = 6


@dataclass(frozen=True)
class Prepared:
    """What the panel shows: the mails, what of them is kept at this workplace, whether a password is needed, and
    why nothing can be sent at all."""

    mails: tuple[Mail, ...]
    kept: tuple[Kept, ...] = ()
    secret: bool = False
    problem: UserError | None = None


class SendPanel(Panel):
    """`ask(numbers)` opens it for these documents; confirmed, they are sent in the background."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Send by mail"), N_("Send"))
        self._ctx = ctx
        self._prepared = Prepared(())
        shell = frame.shell
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.warning = QLabel()
        self.warning.setProperty("role", "danger")
        self.warning.setWordWrap(True)
        self.settings = QPushButton()
        shell.texts.bind(self.settings.setText, N_("Open the settings of mail"))
        self.settings.clicked.connect(lambda _on: shell.windows.open(
            "settings", search=shell.texts.tr("Mail server for sending")))
        self.forget = QPushButton()
        shell.texts.bind(self.forget.setText, N_("Do not try any more"))
        self.forget.clicked.connect(lambda _on: self._forget())
        self.to, self.subject, self.secret = QLineEdit(), QLineEdit(), QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _TEXT_LINES + 12)
        self._form = Form(shell)
        self._form.row("to", N_("Reci&pient"), self.to)
        self._form.row("subject", N_("Sub&ject of the mail"), self.subject)
        self._form.row("text", N_("Te&xt of the mail"), self.text)
        self._form.row("secret", N_("Passw&ord of the mail account"), self.secret)
        self.again = QCheckBox()
        shell.texts.bind(self.again.setText, N_("Send a&gain what went out before"))
        for widget in (self.words, self.warning, self.settings, self.forget, self._form, self.again):
            beside = Qt.AlignmentFlag.AlignLeft if isinstance(widget, QPushButton) else Qt.AlignmentFlag(0)
            self.body.addWidget(widget, 0, beside)
        self.confirmed.connect(self._confirmed)

    # --- opening --------------------------------------------------------------------------------------

    def ask(self, numbers: Sequence[str]) -> None:
        """Reads the mails of these documents and shows them."""
        if not numbers:
            return
        self._form.clear_errors()
        self._prepared = Prepared(())
        self.words.setText(self._frame.shell.texts.tr("The mail is being made ready …"))
        for widget in (self.warning, self.settings, self.forget, self.again, self._form):
            widget.hide()
        self.open()
        self.set_busy(True)
        self._frame.shell.background.read(self, partial(self._read, tuple(numbers)), done=self._show,
                                          failed=self._not_ready, newest="mails")

    def _read(self, numbers: tuple[str, ...]) -> Prepared:
        ctx = self._ctx()
        mails = tuple(mail_of(ctx, number) for number in numbers)
        kept = tuple(one for one in kept_mails(ctx) if one.number in numbers)
        try:
            return Prepared(mails, kept, needs_secret(ctx))
        except UserError as problem:
            return Prepared(mails, kept, problem=problem)

    def _not_ready(self, problem: BaseException) -> bool:
        self.leave()
        return False

    def _show(self, prepared: Prepared) -> None:
        if not self.is_open:
            return
        self._prepared = prepared
        self._show_words()
        problem, single = prepared.problem, len(prepared.mails) == 1
        self._form.setHidden(problem is not None)
        self.settings.setHidden(problem is None)
        for name in ("to", "subject", "text"):
            self._form.show_row(name, single)
        self._form.show_row("secret", prepared.secret)
        if single:
            mail = prepared.mails[0]
            self.to.setText(mail.to)
            self.subject.setText(mail.subject)
            self.text.setPlainText(mail.text)
        before = [mail for mail in prepared.mails if mail.sent]
        self.again.setHidden(problem is not None or not before)
        self.again.setChecked(False)
        self.forget.setHidden(not prepared.kept)
        self.set_busy(False)
        self.confirm_button.setEnabled(problem is None)
        if problem is not None:
            self.settings.setFocus()
        elif prepared.secret:
            self.secret.setFocus()
        else:
            (self.to if single else self.confirm_button).setFocus()

    def _show_words(self) -> None:
        texts, prepared = self._frame.shell.texts, self._prepared
        if len(prepared.mails) == 1:
            mail = prepared.mails[0]
            self.words.setText(texts.tr("{number} for {name} with {files}", number=mail.number, name=mail.name,
                                        files=", ".join(name for _kind, name in mail.files)))
        else:
            numbers = [mail.number for mail in prepared.mails]
            self.words.setText(texts.trn("{n} document, each with all its papers: {numbers}",
                                         "{n} documents, each with all its papers: {numbers}", len(numbers),
                                         numbers=_listed(numbers)))
        warnings = [*self._sent_before(), *self._waiting()]
        if prepared.problem is not None:
            warnings = [self._frame.shell.messages.sentence(prepared.problem)]
        self.warning.setText("\n".join(warnings))
        self.warning.setHidden(not warnings)

    def _sent_before(self) -> list[str]:
        texts, mails = self._frame.shell.texts, self._prepared.mails
        before = [mail for mail in mails if mail.sent]
        if len(mails) == 1 and before:
            last = before[0].sent[-1]
            return [texts.tr("Sent already: {moment} to {to} by {name}.", moment=texts.moment(last.at), to=last.to,
                             name=last.by)]
        nobody = [mail.number for mail in mails if not mail.to and len(mails) > 1]
        found = [texts.tr("Sent already: {numbers}.", numbers=_listed([m.number for m in before]))] if before else []
        if nobody:
            found.append(texts.tr("No mail address is known for {numbers}.", numbers=_listed(nobody)))
        return found

    def _waiting(self) -> list[str]:
        texts = self._frame.shell.texts
        return [texts.tr("It is not known whether the mail with {number} went out. Ask {to} before it is sent again.",
                         number=one.number, to=one.to) if one.state == DOUBTFUL else
                texts.tr("{number} waits since {moment} for the mail server: {reason}", number=one.number,
                         moment=texts.moment(one.since), reason=one.reason) for one in self._prepared.kept]

    # --- sending --------------------------------------------------------------------------------------

    def _forget(self) -> None:
        ctx = self._ctx()
        for one in self._prepared.kept:
            self._frame.shell.background.write(self, forget_mail, ctx, one.number)
        self._prepared = replace(self._prepared, kept=())
        self.forget.hide()
        self._show_words()
        self.to.setFocus()

    def _confirmed(self) -> None:
        prepared, again = self._prepared, self.again.isChecked()
        if not prepared.mails or prepared.problem is not None:
            return
        mails = prepared.mails
        if len(mails) == 1:
            if not self.to.text().strip():
                self._form.show_problem(UserError("value.missing", field=N_("Recipient")), "to")
                return
            mails = (replace(mails[0], to=self.to.text().strip(), subject=self.subject.text().strip(),
                             text=self.text.toPlainText()),)
        if prepared.secret and not self.secret.text():
            self._form.show_problem(UserError("value.missing", field=N_("Password")), "secret")
            return
        if all(mail.sent for mail in mails) and not again:
            self.again.setFocus()
            return
        self._start(mails, self.secret.text() if prepared.secret else "", again)

    def _start(self, mails: tuple[Mail, ...], secret: str, again: bool) -> None:
        ctx, shell = self._ctx(), self._frame.shell
        self.secret.clear()
        self.leave()

        def send(progress: Callable[..., None], cancelled: Callable[[], bool]) -> Outcome:
            if secret:
                keep_mail_secret(ctx, secret)
            return send_documents(ctx.watched(progress, cancelled), mails, again)

        shell.background.run_long(self._frame, send, title=shell.texts.tr("Sending mails"),
                                  done=partial(say_outcome, shell))


def _listed(numbers: Sequence[str]) -> str:
    shown = ", ".join(numbers[:_NAMES_SHOWN])
    return shown if len(numbers) <= _NAMES_SHOWN else f"{shown} …"
