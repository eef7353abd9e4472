"""What is filled in for a telephone line: its kind, where it is, and a test of the connection."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hotline_desk.adapters.secrets import secret_of
from hotline_desk.adapters.telephony.serial_line import serial_ports
from hotline_desk.adapters.telephony.urls import CONNECT, LISTEN, SERIAL, parse
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import N_
from hotline_desk.services.feeds import WAYS, WITH_SECRET, Draft, draft_of, new_draft
from hotline_desk.ui.setup.kinds import KINDS_OF_LINES, kind_of_line
from hotline_desk.ui.setup.push_address import PushAddress
from hotline_desk.ui.setup.trial import Trial
from hotline_desk.ui.setup.verdict import Verdict
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.telephones import WAITS, LineState

_WAYS = {CONNECT: N_("This computer connects to it"), LISTEN: N_("It connects to this computer"),
         SERIAL: N_("Serial port or USB")}
_BAUDS = ("1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200")
_PHONES = ("", "PJSIP/{extension}", "SIP/{extension}", "IAX2/{extension}", "SCCP/{extension}")
_TOKEN_BYTES, _WIDE = 18, 24


class TelephoneForm(QWidget):
    """`answered` comes with the URL when a test has reached the line; `kind_chosen` with the code of another kind.

    `plan` says how numbers are read; before there is a company nobody needs it.
    """

    answered = Signal(str)
    kind_chosen = Signal(str)

    def __init__(self, shell: Shell, plan: Callable[[], NumberPlan] = NumberPlan, *, choose_kind: bool = True) -> None:
        super().__init__()
        self._shell, self._plan = shell, plan
        self._trial: Trial | None = None
        self._tried = ""
        self._editing, self._further = "", ()  # type: tuple[str, tuple[tuple[str, str], ...]]
        self.kind = ChoiceBox(shell, [(kind.code, kind.name) for kind in KINDS_OF_LINES])
        self.way = ChoiceBox(shell, _WAYS.items())
        self.place, self.name, self.user, self.secret = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.device, self.baud, self.phone = QComboBox(), QComboBox(), QComboBox()
        self.encrypted, self.more = QCheckBox(), QCheckBox()
        self.ca, self.trunk, self.context, self.line = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.public, self.dial_context = QLineEdit(), QLineEdit()
        self.push = PushAddress(shell)
        self.form = Form(shell)
        self.hint, self.note, self.verdict = QLabel(), QLabel(), Verdict(shell)
        self.test = QPushButton()
        self._make_rows(choose_kind)
        self._arrange()
        self._connect()
        self.set_draft(new_draft(KINDS_OF_LINES[0].code))

    # --- what it holds --------------------------------------------------------------------------------

    def draft(self) -> Draft:
        """What is filled in."""
        return Draft(
            self.kind.code(), self.name.text(), self.way.code(), self.place.text(), _port_of(self.device),
            self.baud.currentText(), self.user.text(), self.encrypted.isChecked(), self.ca.text(), self.trunk.text(),
            self.context.text(), self.phone.currentText(), self.dial_context.text(), self.line.text(),
            self.public.text(), self._further)

    def set_draft(self, draft: Draft, editing: str = "") -> None:
        """Shows these answers; `editing` is the URL of the line that is changed."""
        self._editing, self._further = editing, draft.further
        self.kind.set_code(draft.kind)
        self._offer_ways(draft.kind)
        self.way.set_code(draft.way)
        fields = (self.name, self.place, self.user, self.ca, self.trunk, self.context, self.line,
                  self.public, self.dial_context)
        values = (draft.name, draft.place, draft.user, draft.ca, draft.trunk, draft.context, draft.line,
                  draft.public, draft.dial_context)
        for field, value in zip(fields, values, strict=True):
            field.setText(value)
        self.secret.clear()
        self.device.setEditText(draft.device)
        self.baud.setCurrentText(draft.baud)
        self.phone.setEditText(draft.phone)
        self.encrypted.setChecked(draft.encrypted)
        self.more.setChecked(any((draft.trunk, draft.context, draft.phone, draft.dial_context)))
        self.form.clear_errors()
        self._say_nothing()
        self._show_rows()
        if draft.kind == "push":
            self._show_token(editing)

    def url(self) -> str:
        """The line as filled in; "" if nothing is said of where it is. Raises UserError for nonsense."""
        draft = self.draft()
        empty = not draft.device.strip() if draft.way == SERIAL else not draft.place.strip()
        return "" if empty and draft.kind != "tapi" else draft.url()

    def typed_secret(self) -> str:
        """The secret as typed, "" for one that stays as it is."""
        return self.secret.text().strip() if self.kind.code() in WITH_SECRET else ""

    def clear(self) -> None:
        """Empty again, for the next line."""
        self.set_draft(new_draft(self.kind.code()))

    def choose(self, kind: str) -> None:
        """Begins anew with the usual answers of another kind."""
        self.set_draft(replace(new_draft(kind), name=self.name.text()))
        self.kind_chosen.emit(kind)

    def first_field(self) -> QWidget:
        """Where the cursor goes."""
        if self.kind.code() == "tapi":
            return self.line
        return self.device if self.way.code() == SERIAL else self.place

    def show_problem(self, problem: BaseException) -> bool:
        """Beside its field, or beside the address."""
        return self.form.show_problem(problem) or self.form.show_problem(problem, self._main_row())

    # --- the test -------------------------------------------------------------------------------------

    def check(self) -> None:
        """Connects in the background, and hangs up when it is known how that went."""
        self.form.clear_errors()
        try:
            url = self.draft().url()
        except UserError as problem:
            self.show_problem(problem)
            return
        address = parse(url)
        running = self._shell.telephones.state_of(address.name)
        if url == self._editing and running is not None and not self.typed_secret():
            self._say_state(url, running)  # a port and a device are there once only
            return
        self.stop()
        self.test.setEnabled(False)
        self.verdict.say("loader", "muted", self._shell.texts.tr("Looking for the telephone system …"))
        self._tried = url
        self._trial = Trial(address, self._plan(), self._shell.telephones, self.typed_secret())
        self._trial.state_changed.connect(self._heard)
        self._trial.start()

    def stop(self) -> None:
        """Ends a test that still runs."""
        trial, self._trial = self._trial, None
        if trial is not None:
            trial.end()
            trial.deleteLater()
        self.test.setEnabled(True)

    def _heard(self, state: LineState) -> None:
        if self._trial is not None and (state.connected or state.trouble):
            self.stop()
            self._say_state(self._tried, state)

    def _say_state(self, url: str, state: LineState) -> None:
        texts, place = self._shell.texts, parse(url).place
        if state.connected:
            self.verdict.say("circle-check", "success", texts.tr("{place} answers.", place=place))
        elif state.trouble == WAITS:
            self.verdict.say("clock", "accent", texts.tr(
                "Everything is ready at {place}. Now the telephone system must connect.", place=place))
        else:
            self.verdict.say("triangle-alert", "danger", state.sentence(texts.translator))
            return
        self.answered.emit(url)

    def _say_nothing(self) -> None:
        self.stop()
        self.verdict.say("", "", "")

    # --- inside ---------------------------------------------------------------------------------------

    def _make_rows(self, choose_kind: bool) -> None:
        form, bind = self.form, self._shell.texts.bind
        form.row("kind", N_("&Kind"), self.kind)
        form.row("way", N_("&Connection"), self.way)
        form.row("place", N_("Network &address"), self.place)
        form.row("device", N_("&Port"), self.device)
        form.row("baud", N_("&Speed (baud)"), self.baud)
        form.row("line", N_("L&ine (empty: all)"), self.line)
        form.row("user", N_("&User"), self.user)
        form.row("secret", N_("&Secret"), self.secret)
        form.row("encrypted", N_("Encryption"), self.encrypted)
        form.row("ca", N_("Certificate to trust"), self.ca)
        form.wide(self.more)
        form.row("trunk", N_("Trunks to the &outside"), self.trunk)
        form.row("context", N_("Conte&xts of calls from outside"), self.context)
        form.row("phone", N_("Own telephones (for &dialling)"), self.phone)
        form.row("dial_context", N_("Context for dialling"), self.dial_context)
        form.row("public", N_("Address from o&utside"), self.public)
        form.row("push", N_("URL to enter there"), self.push)
        form.row("name", N_("&Name"), self.name)
        form.show_row("kind", choose_kind)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.device.setEditable(True)
        self.phone.setEditable(True)
        self.baud.setEditable(True)
        self.phone.addItems(_PHONES)
        self.baud.addItems(_BAUDS)
        self.phone.setMinimumContentsLength(_WIDE)
        self.device.setMinimumContentsLength(_WIDE)
        bind(self.more.setText, N_("Show more f&ields"))
        bind(self.encrypted.setText, N_("TLS, the certificate is checked"))
        bind(self.name.setPlaceholderText, N_("if you like, for example Office"))
        bind(self.ca.setPlaceholderText, N_("file, only for a certificate of its own"))
        bind(self.trunk.setPlaceholderText, N_("for example PJSIP/trunk; the test call learns it"))
        bind(self.context.setPlaceholderText, N_("for example from-trunk; the test call learns it"))
        bind(self.public.setPlaceholderText, N_("for example https://calls.example.com; empty: in the house alone"))
        bind(self.dial_context.setPlaceholderText, N_("empty: from-internal"))
        phone = self.phone.lineEdit()
        if phone is not None:
            bind(phone.setPlaceholderText, N_("empty: PJSIP/{extension}"), extension="{extension}")
        bind(self.line.setPlaceholderText, N_("name as in Windows"))
        self._shell.texts.follow(self, lambda living: living._show_hints())

    def _arrange(self) -> None:
        for label in (self.hint, self.note):
            label.setWordWrap(True)
        self.note.setProperty("role", "muted")
        self._shell.icons.bind(self.test.setIcon, "cable")
        self._shell.texts.bind(self.test.setText, N_("&Verify the connection"))
        self.test.setAutoDefault(True)
        row = QHBoxLayout()
        row.addWidget(self.test)
        row.addWidget(self.verdict, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.hint)
        rows.addWidget(self.note)
        rows.addSpacing(4)
        rows.addWidget(self.form)
        rows.addLayout(row)

    def _connect(self) -> None:
        self.test.clicked.connect(self.check)
        self.kind.code_changed.connect(self.choose)
        self.way.code_changed.connect(self._choose_way)
        self.place.editingFinished.connect(self._take_whole_url)
        for box in (self.encrypted, self.more):
            box.toggled.connect(lambda _on: self._show_rows())
        self.push.renewed.connect(self._renew_token)
        for field in (self.place, self.secret, self.user, self.name):
            field.textEdited.connect(lambda _text: self._say_nothing())
        for field in (self.place, self.public):
            field.textChanged.connect(lambda _text: self._show_push())
        self._shell.theme.changed.connect(self._draw_kinds)
        self._draw_kinds()

    def _draw_kinds(self) -> None:
        for number, kind in enumerate(KINDS_OF_LINES):
            self.kind.setItemIcon(number, self._shell.icons.icon(kind.icon))

    def _offer_ways(self, kind: str) -> None:
        for number in range(self.way.count()):
            offered = self.way.itemData(number) in WAYS[kind]
            view = self.way.view()
            view.setRowHidden(number, not offered)  # type: ignore[attr-defined]

    def _choose_way(self, way: str) -> None:
        self.set_draft(replace(self._usual_place(way), name=self.name.text()), self._editing)

    def _usual_place(self, way: str) -> Draft:
        usual = new_draft(self.kind.code())
        return replace(usual, way=way, place=usual.place if way == usual.way else
                       f"0.0.0.0:{usual.place.rpartition(':')[2]}" if way == LISTEN and usual.place else "")

    def _take_whole_url(self) -> None:
        """Who pastes a whole address of a line finds its parts in their fields."""
        text = self.place.text().strip()
        if "://" in text:
            try:
                draft = draft_of(text)
            except UserError as problem:
                self.form.show_problem(problem, "place")
                return
            self.set_draft(replace(draft, name=draft.name or self.name.text()), self._editing)

    def _main_row(self) -> str:
        if self.kind.code() == "tapi":
            return "line"
        return "device" if self.way.code() == SERIAL else "place"

    def _show_rows(self) -> None:
        kind, way = self.kind.code(), self.way.code()
        asterisk, serial = kind == "asterisk", way == SERIAL
        further = asterisk and self.more.isChecked()
        self.more.setHidden(not asterisk)
        shown = {
            "way": len(WAYS[kind]) > 1, "place": kind != "tapi" and not serial, "device": serial, "baud": serial,
            "line": kind == "tapi", "user": asterisk, "encrypted": asterisk,
            "secret": asterisk or (kind == "smdr+panasonic" and way == CONNECT),
            "ca": asterisk and self.encrypted.isChecked(), "trunk": further, "context": further, "phone": further,
            "dial_context": further,
            "push": kind == "push", "public": kind == "push",
        }
        for name, on in shown.items():
            self.form.show_row(name, on)
        if serial and not self.device.count():
            self._shell.background.read(self, serial_ports, done=self._offer_ports, newest="ports")
        self._show_hints()

    def _show_hints(self) -> None:
        texts = self._shell.texts
        kind = kind_of_line(self.kind.code() or KINDS_OF_LINES[0].code)
        self.hint.setText("\n".join(texts.tr(text) for text in kind.steps))
        self.note.setText(texts.tr(kind.note) if kind.note else "")
        self.note.setHidden(not kind.note)
        self.place.setPlaceholderText(texts.tr(kind.example) if kind.example else "")
        self.secret.setPlaceholderText(texts.tr("as it is") if self._editing else "")

    def _offer_ports(self, ports: list[tuple[str, str]]) -> None:
        typed = self.device.currentText()
        self.device.clear()
        for device, text in ports:
            self.device.addItem(f"{device}  {text}".strip() if text and text != "n/a" else device, device)
        self.device.setCurrentIndex(0 if ports and not typed else -1)
        if typed:
            self.device.setEditText(typed)

    def _show_token(self, editing: str) -> None:
        if editing:
            self._shell.background.read(self, secret_of, parse(editing).name, done=self._take_token, newest="token")
        else:
            self._renew_token()

    def _take_token(self, token: str) -> None:
        if token:
            self.secret.setText(token)
            self._show_push()
        else:
            self._renew_token()

    def _renew_token(self) -> None:
        self.secret.setText(secrets.token_urlsafe(_TOKEN_BYTES))
        self._show_push()

    def _show_push(self) -> None:
        if self.kind.code() == "push":
            self.push.show_address(self.place.text(), self.secret.text(), self.public.text())


def _port_of(box: QComboBox) -> str:
    """The device chosen or typed, without its description."""
    number = box.findText(box.currentText())
    return str(box.itemData(number)) if number >= 0 and box.itemData(number) else box.currentText().strip()
