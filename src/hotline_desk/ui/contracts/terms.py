"""All terms with their versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.contracts import Terms, terms_for
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import list_contracts, list_terms
from hotline_desk.ui.contracts.sentences import increment_text, scope_text
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell

_PAUSE_MS = 150
_SAYS = {"current": N_("in force"), "later": N_("later"), "past": N_("replaced")}


@dataclass(frozen=True)
class TermsRow:
    """One version in the list. `state` is current, later or past; `contracts` those in force that use the terms."""

    terms: Terms
    state: str
    contracts: int

    @property
    def key(self) -> str:
        return f"{self.terms.uid}:{self.terms.valid_from or ''}"


def terms_rows(ctx: Context) -> list[TermsRow]:
    """Every version of all terms as it stands today."""
    today = local_day(ctx.clock.now(), ctx.zone)
    all_terms = list_terms(ctx)
    used: dict[str, int] = {}
    for contract in list_contracts(ctx):
        if contract.holds_on(today):
            used[contract.terms] = used.get(contract.terms, 0) + 1
    return [TermsRow(t, _state(t, today, all_terms), used.get(t.name, 0)) for t in all_terms]


def _state(terms: Terms, today: date, all_terms: list[Terms]) -> str:
    if terms.valid_from is not None and terms.valid_from > today:
        return "later"
    return "current" if terms_for(terms.name, today, all_terms) == terms else "past"


class TermsFrame(Frame):
    """Enter opens a version, Ctrl+Shift+N makes new terms. `name` selects terms."""

    icon_name = "scale"
    help_page = "terms"
    comfortable = QSize(940, 480)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 name: str = "") -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._name = name
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self.list = RowList(
            shell, "terms", self._columns(), key=lambda row: row.key, accessible=N_("Terms"),
            row_color=lambda row: "note_row" if row.state == "later" else "",
            empty=N_("There are no terms yet. Terms say how work is rounded and priced. “New entry” makes them."))
        foot = FlowRow()
        foot.turn()
        foot.addWidget(shell.commands.button("record.open"))
        foot.addWidget(shell.commands.button("record.new", primary=True))
        rows = QVBoxLayout(self)
        rows.addWidget(self.list, 1)
        rows.addLayout(foot)
        self.list.activated.connect(self._open)
        self.bind({"record.new": lambda: shell.windows.open("term"), "record.open": self._open_current,
                   "frame.find": self.list.focus_filter})
        self.enable("record.new", permitted(ctx().user.role, "master.edit"))
        changes.changed.connect(self._heard)

    def _columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("name", N_("Name"), lambda r: r.terms.name, width=16, bold=True,
                   sort=lambda r: (r.terms.name.casefold(), r.terms.valid_from or date.min)),
            Column("begins", N_("Valid from"),
                   lambda r: texts.day(r.terms.valid_from) if r.terms.valid_from else texts.tr("always"), width=12,
                   sort=lambda r: r.terms.valid_from or date.min),
            Column("state", N_("State"), lambda r: texts.tr(_SAYS[r.state]), width=12,
                   color=lambda r: "muted" if r.state == "past" else ""),
            Column("article", N_("Article"), lambda r: r.terms.article_number or "", width=10, rank=3),
            Column("rule", N_("Rule"), lambda r: f"{increment_text(texts, r.terms.first, r.terms.next)}; "
                                                 f"{scope_text(texts, r.terms.scope)}", width=34, stretch=True),
            Column("quota", N_("Quota"), lambda r: texts.tr("{n} min", n=r.terms.quota_minutes)
                   if r.terms.quota_minutes else "", width=10, align="right", rank=2,
                   sort=lambda r: r.terms.quota_minutes),
            Column("fee", N_("Monthly fee"), lambda r: texts.money(r.terms.monthly_fee_cents)
                   if r.terms.monthly_fee_cents else "", width=12, align="right", rank=1,
                   sort=lambda r: r.terms.monthly_fee_cents),
            Column("contracts", N_("Contracts"), lambda r: texts.number(r.contracts) if r.state == "current" else "",
                   width=10, align="right", sort=lambda r: r.contracts),
        )

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Terms"))

    def refresh(self) -> None:
        self._pause.stop()
        self.shell.background.read(self, terms_rows, self._ctx(), done=self._show, newest="terms")

    def first_field(self) -> QWidget:
        return self.list

    def reopen(self, name: str = "") -> None:  # type: ignore[override]  # the arguments of this frame
        self._name = name
        self.refresh()

    def closed(self) -> None:
        self._pause.stop()

    def _heard(self, kind: str, _uid: str) -> None:
        if kind in ("terms", "contract", "article"):
            self._pause.start()

    def _show(self, rows: list[TermsRow]) -> None:
        self.list.set_rows(rows)
        wanted = next((r.key for r in rows if r.terms.name == self._name and r.state == "current"), None)
        if wanted is not None:
            self.list.select(wanted)
            self._name = ""
        self.enable("record.open", self.list.current() is not None)

    def _open(self, row: TermsRow) -> None:
        begins = row.terms.valid_from.isoformat() if row.terms.valid_from else ""
        self.shell.windows.open("term", row.terms.uid, begins=begins)

    def _open_current(self) -> None:
        row = self.list.current()
        if row is not None:
            self._open(row)
