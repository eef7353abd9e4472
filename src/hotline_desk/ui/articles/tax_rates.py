"""Rates of tax, from which day of service on each holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.articles import TaxRate
from hotline_desk.services.articles import list_tax_rates, save_tax_rates
from hotline_desk.services.context import Context
from hotline_desk.ui.articles.tables import RatesModel
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.entry_table import EntryTable
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.unsaved import may_close


class TaxRatesFrame(Frame):
    """One table for all; the last line adds, Del takes one out, Ctrl+S keeps them."""

    icon_name = "percent"
    help_page = "articles"
    comfortable = QSize(640, 420)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self.writable = permitted(ctx().user.role, "master.edit")
        self.rates = RatesModel(shell, ctx)
        self.rates.setParent(self)
        self.rates.writable = self.writable
        self.table = EntryTable(shell, self.rates, (14, 20, 20, 12), stretch=1)
        shell.texts.bind(self.table.setAccessibleName, N_("Tax rates"))
        about = QLabel()
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        shell.texts.bind(about.setText, N_("An article with a tax code has the rate of the day of service. A new rate "
                                           "is a further line with its first day; the older one stays."))
        foot = FlowRow()
        foot.turn()
        foot.addWidget(shell.commands.button("frame.save", primary=True))
        rows = QVBoxLayout(self)
        rows.addWidget(about)
        rows.addWidget(self.table, 1)
        rows.addLayout(foot)
        self.rates.edited.connect(lambda: self.set_dirty(True))
        self.rates.misread.connect(shell.messages.trouble)
        self.bind({"frame.save": self.save})
        self.enable("frame.save", self.writable)
        changes.changed.connect(self._heard)

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Tax rates"))

    def refresh(self) -> None:
        if not self.dirty:
            self.shell.background.read(self, list_tax_rates, self._ctx(), done=self._show, newest="tax")

    def first_field(self) -> QWidget:
        return self.table

    def can_close(self) -> bool:
        return may_close(self)

    def open_args(self) -> dict[str, Any] | None:
        return {}

    def _heard(self, kind: str, uid: str) -> None:
        if kind == "article" and not uid:
            self.refresh()

    def _show(self, rates: tuple[TaxRate, ...]) -> None:
        if not self.dirty:
            self.rates.show(rates)

    def save(self) -> None:
        """Keeps all rates as they stand here."""
        self.setFocus()  # a cell that is being typed into is taken
        self.enable("frame.save", False)
        self.shell.background.write(self, save_tax_rates, self._ctx(), list(self.rates.rates), done=self._saved,
                                    failed=self._wrong)

    def _saved(self, _none: object) -> None:
        self.enable("frame.save", True)
        self.set_dirty(False)
        self.shell.messages.say(self.shell.texts.tr("Saved."), "success", key="saved", seconds=3)
        self.refresh()

    def _wrong(self, _problem: BaseException) -> bool:
        self.enable("frame.save", True)
        return False
