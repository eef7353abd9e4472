"""The assistant for a company that exists: its first facts, its telephone, a test call, and its addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.access import write_setting
from hotline_desk.services.context import Context
from hotline_desk.services.feeds import feeds_of
from hotline_desk.ui.setup.company import CompanyForm
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell


class SetupFrame(Frame):
    """Ctrl+S saves everything on it."""

    icon_name = "wand-sparkles"
    help_page = "setup"
    comfortable = QSize(640, 600)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self.company = CompanyForm(shell, with_person=False)
        self.company.show_values({key: ctx().settings[key] for key in (
            "company.name", "company.area_code", "company.language", "company.country", "company.zone")})
        self.lines = QLabel()
        self.lines.setWordWrap(True)
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(14, 12, 14, 12)
        rows.setSpacing(8)
        rows.addWidget(self._heading(1, N_("Your company")))
        rows.addWidget(self.company)
        rows.addSpacing(10)
        rows.addWidget(self._heading(2, N_("Your telephone")))
        rows.addLayout(self._telephone_row())
        rows.addSpacing(10)
        rows.addWidget(self._heading(3, N_("A first call")))
        rows.addLayout(self._told_row("call.test", N_(
            "A test call rings for 20 seconds: first a known caller, then an unknown one, then one without number.")))
        rows.addSpacing(10)
        rows.addWidget(self._heading(4, N_("Your addresses")))
        rows.addLayout(self._told_row("addresses.takeover", N_(
            "Customers come from Outlook, a FRITZ! phone book, DATEV, vCards or any CSV. You see first what becomes of "
            "each line, and can take it back.")))
        if ctx().settings["company.sample"]:
            rows.addSpacing(10)
            rows.addWidget(self._heading(5, N_("The sample data")))
            rows.addLayout(self._told_row("sample.open", N_(
                "When you have tried enough, what came with the sample company is taken away. You see first what goes "
                "and what stays; everything of your own stays.")))
        rows.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 4, 14, 10)
        foot.addWidget(shell.commands.button("feeds.open", self))
        foot.addStretch(1)
        foot.addWidget(shell.commands.button("frame.save", self, primary=True))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area, 1)
        outer.addLayout(foot)
        self._changes = changes
        changes.changed.connect(self._on_change)
        self.bind({"frame.save": self.save})

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Set-up assistant"))
        self.refresh()

    def refresh(self) -> None:
        texts, names = self.shell.texts, [feed.address.name for feed in feeds_of(self._ctx().settings)]
        self.lines.setText(texts.tr("Connected: {names}", names=", ".join(names)) if names else texts.tr(
            "The assistant says what to dial or set, waits for a call of yours, and shows what came."))

    def closed(self) -> None:
        self._changes.changed.disconnect(self._on_change)

    def first_field(self) -> QWidget:
        return self.company.company

    def save(self) -> None:
        """Keeps the company's facts."""
        self.company.clear_errors()
        try:
            founding = self.company.founding()
            values = type(founding)(**{**founding.__dict__, "person": self._ctx().user.name}).settings()
        except UserError as problem:
            self.company.show_problem(problem)
            return
        self.shell.background.write(self, _keep, self._ctx(), values, done=lambda _nothing: self._kept())

    def _on_change(self, kind: str, _uid: str) -> None:
        if kind == "context":
            self.refresh()

    def _kept(self) -> None:
        self.shell.messages.say(self.shell.texts.tr("Saved."), "success", key="setup")

    def _heading(self, number: int, title: str) -> QLabel:
        label = QLabel()
        label.setProperty("role", "heading")
        texts = self.shell.texts
        texts.follow(label, lambda living: living.setText(f"{number}  {texts.tr(title)}"))
        return label

    def _telephone_row(self) -> QHBoxLayout:
        self.lines.setProperty("role", "muted")
        row = QHBoxLayout()
        row.addWidget(self.lines, 1)
        row.addWidget(self.shell.commands.button("telephone.connect", self))
        return row

    def _told_row(self, action: str, text: str) -> QHBoxLayout:
        told = QLabel()
        told.setWordWrap(True)
        told.setProperty("role", "muted")
        self.shell.texts.bind(told.setText, text)
        row = QHBoxLayout()
        row.addWidget(told, 1)
        row.addWidget(self.shell.commands.button(action, self))
        return row


def _keep(ctx: Context, values: dict[str, Any]) -> None:
    for key, value in values.items():
        if ctx.settings[key] != value:
            write_setting(ctx, key, value)
