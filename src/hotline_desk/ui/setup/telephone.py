"""Connecting the telephone: where the box is, what to dial at it once, and whether it answers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hotline_desk.adapters.telephony.urls import FeedAddress
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.feeds import check_feed, feed_url
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.shell import Shell

_KIND = "fritzbox"
HINT = N_("At a telephone of the FRITZ!Box dial #96*5* once. It then tells the programs in your network of calls.")


class TelephoneForm(QWidget):
    """Address and name of a box, with a test of the connection. `answered` comes when it has answered."""

    answered = Signal(str)

    def __init__(self, shell: Shell, place: str = "") -> None:
        super().__init__()
        self._shell = shell
        self.place, self.name = QLineEdit(place), QLineEdit()
        self.form = Form(shell)
        self.form.row("place", N_("Address of the &box"), self.place)
        self.form.row("name", N_("&Name"), self.name)
        shell.texts.bind(self.place.setPlaceholderText, N_("for example fritz.box or 192.168.178.1"))
        shell.texts.bind(self.name.setPlaceholderText, N_("if you like, for example Office"))
        hint = QLabel()
        hint.setWordWrap(True)
        hint.setProperty("role", "muted")
        shell.texts.bind(hint.setText, HINT)
        self.test = QPushButton()
        shell.icons.bind(self.test.setIcon, "cable")
        shell.texts.bind(self.test.setText, N_("T&est the connection"))
        self.test.clicked.connect(self.check)
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self._symbol = QLabel()
        row = QHBoxLayout()
        row.addWidget(self.test)
        row.addWidget(self._symbol)
        row.addWidget(self.verdict, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(hint)
        rows.addWidget(self.form)
        rows.addLayout(row)
        self.place.textEdited.connect(lambda _text: self._say("", ""))

    def url(self) -> str:
        """The line as typed; "" if the address is empty. Raises UserError for nonsense."""
        return feed_url(_KIND, self.place.text(), self.name.text()) if self.place.text().strip() else ""

    def check(self) -> None:
        """Connects once, in the background."""
        self.form.clear_errors()
        try:
            url = feed_url(_KIND, self.place.text(), self.name.text())
        except UserError as problem:
            self.form.show_problem(problem, "place")
            return
        self.test.setEnabled(False)
        self._say("loader", "muted", self._shell.texts.tr("Looking for the box …"))
        self._shell.background.read(self, check_feed, url, done=lambda address: self._is_there(url, address),
                                    failed=self._is_not_there, newest="check")

    def clear(self) -> None:
        """Empty again, for the next box."""
        for field in (self.place, self.name):
            field.clear()
        self._say("", "")

    def _is_there(self, url: str, address: FeedAddress) -> None:
        self.test.setEnabled(True)
        self._say("circle-check", "success", self._shell.texts.tr("{place} answers.", place=address.place))
        self.answered.emit(url)

    def _is_not_there(self, problem: BaseException) -> bool:
        self.test.setEnabled(True)
        self._say("triangle-alert", "danger", self._shell.messages.sentence(problem))
        return isinstance(problem, UserError)

    def _say(self, icon: str, token: str, text: str = "") -> None:
        self.verdict.setText(text)
        self.verdict.setAccessibleName(text)
        self._symbol.setVisible(bool(icon))
        if icon:
            self._symbol.setPixmap(self._shell.icons.pixmap(icon, token))
