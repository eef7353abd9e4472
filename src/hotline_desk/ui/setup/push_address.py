"""The URL that is entered at a provider or in a telephone, ready to be copied."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.services.feeds import sending_url
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.shell import Shell

_PLAIN = "{base}"
TEMPLATES = {
    "snom": "{base}?event={event}&call=$call-id&remote=$remote&local=$local&phone=$mac",
    "yealink": "{base}?event={event}&call=$call_id&remote=$remote&local=$local&phone=$mac",
    "grandstream": "{base}?event={event}&remote=$remote&local=$active_user&name=$display_remote&phone=$mac",
}
DIALECTS = (
    ("generic", N_("any provider (newCall, answer, hangup)")), ("sipgate", N_("sipgate")),
    ("placetel", N_("Placetel")), ("snom", N_("snom telephone (action URL)")),
    ("yealink", N_("Yealink telephone (action URL)")), ("grandstream", N_("Grandstream telephone (action URL)")),
)
EVENTS = (
    ("ringing", N_("at ringing")), ("outgoing", N_("at an outgoing call")), ("answered", N_("at answer")),
    ("ended", N_("at hang-up")), ("missed", N_("at a missed call")),
)


class PushAddress(QWidget):
    """`renewed` comes when another token is wanted."""

    renewed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._base = ""
        self.dialect, self.moment = ChoiceBox(shell, DIALECTS), ChoiceBox(shell, EVENTS)
        self.url = QLineEdit()
        self.url.setReadOnly(True)
        self.copy_button, self.renew = QPushButton(), QPushButton()
        self._name_everything()
        choices, buttons = QHBoxLayout(), QHBoxLayout()
        choices.addWidget(self.dialect, 1)
        choices.addWidget(self.moment)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.renew)
        buttons.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(choices)
        rows.addWidget(self.url)
        rows.addLayout(buttons)
        self.setFocusProxy(self.url)
        self.dialect.code_changed.connect(lambda _code: self._show())
        self.moment.code_changed.connect(lambda _code: self._show())
        self.copy_button.clicked.connect(self.copy)
        self.renew.clicked.connect(self.renewed)
        self._show()

    def show_address(self, place: str, token: str, public: str = "") -> None:
        """Shows the URL of a line at this place with this token; `public` is where it is reached from outside."""
        self._base = sending_url(place, token, public)
        self._show()

    def copy(self) -> None:
        """Into the clipboard."""
        QGuiApplication.clipboard().setText(self.url.text())
        self._shell.messages.say(self._shell.texts.tr("The URL is in the clipboard."), "success", key="copied")

    def _name_everything(self) -> None:
        texts, icons = self._shell.texts, self._shell.icons
        texts.bind(self.dialect.setAccessibleName, N_("Provider or telephone"))
        texts.bind(self.moment.setAccessibleName, N_("Event"))
        texts.bind(self.url.setAccessibleName, N_("URL to enter there"))
        texts.bind(self.copy_button.setText, N_("Copy the URL"))
        texts.bind(self.renew.setText, N_("New token"))
        icons.bind(self.copy_button.setIcon, "copy")
        icons.bind(self.renew.setIcon, "refresh-cw")
        for button in (self.copy_button, self.renew):
            button.setAutoDefault(True)

    def _show(self) -> None:
        dialect = self.dialect.code()
        self.moment.setHidden(dialect not in TEMPLATES)
        template = TEMPLATES.get(dialect, _PLAIN)
        self.url.setText(template.format(base=self._base, event=self.moment.code()))
        self.url.setCursorPosition(0)
