"""All contracts: who has which terms from when to when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.contracts import Contract
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import archive_contract, list_contracts
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button

_PAUSE_MS = 150
_EVERYBODY = 100_000
CURRENT, LATER, ENDED, ALL = "current", "later", "ended", "all"
_STATES = {CURRENT: N_("running"), LATER: N_("begins later"), ENDED: N_("ended")}


@dataclass(frozen=True)
class ContractRow:
    """A contract in the list, as it stands today."""

    contract: Contract
    number: str
    name: str
    state: str

    @property
    def uid(self) -> str:
        return self.contract.uid


def state_of(contract: Contract, today: date) -> str:
    """current, later or ended."""
    if contract.holds_on(today):
        return CURRENT
    return LATER if contract.valid_from > today else ENDED


def contract_rows(ctx: Context) -> list[ContractRow]:
    """All contracts with the names of their addresses."""
    today = local_day(ctx.clock.now(), ctx.zone)
    known = {a.uid: a for a in search_addresses(ctx, "", _EVERYBODY, archived=True)}
    return [ContractRow(c, known[c.address_uid].number, known[c.address_uid].name, state_of(c, today))
            for c in list_contracts(ctx) if c.address_uid in known]


class ContractsFrame(Frame):
    """Enter opens a contract, Ctrl+Shift+N makes one."""

    icon_name = "handshake"
    help_page = "terms"
    comfortable = QSize(840, 500)
    is_list = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._rows: list[ContractRow] = []
        self._writable = permitted(ctx().user.role, "master.edit")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        changes.changed.connect(self._heard)

    def _build(self) -> None:
        shell = self.shell
        self.which = ChoiceBox(shell, ((CURRENT, N_("Running contracts")), (LATER, N_("Beginning later")),
                                       (ENDED, N_("Ended contracts")), (ALL, N_("All contracts"))))
        shell.texts.bind(self.which.setAccessibleName, N_("Which contracts"))
        self.list = RowList(
            shell, "contracts", self._columns(), sort="customer", accessible=N_("Contracts"),
            empty=N_("No such contracts. A contract binds a customer to terms; without one the company's "
                     "standard conditions hold."))
        head = QHBoxLayout()
        head.addWidget(self.which)
        head.addStretch(1)
        foot = FlowRow()
        foot.addWidget(tool_button(shell, "ticket.customer"))
        foot.addWidget(tool_button(shell, "record.archive"))
        foot.turn()
        foot.addWidget(shell.commands.button("record.open"))
        foot.addWidget(shell.commands.button("record.new", primary=True))
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self.list, 1)
        rows.addLayout(foot)
        self.which.code_changed.connect(lambda _code: self._show_rows())
        self.list.activated.connect(self._open)
        self.list.current_changed.connect(lambda _row: self._enable())
        self.list.current_changed.connect(self.pointed)
        self.bind({
            "record.new": lambda: shell.windows.open("contract"), "record.open": lambda: self._with(self._open),
            "record.archive": lambda: self._with(self._archive), "frame.find": self.list.focus_filter,
            "ticket.customer": lambda: self._with(lambda r: shell.windows.open("address", r.contract.address_uid))})
        self._enable()

    def _columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("number", N_("Number"), lambda r: r.number, width=9, rank=2),
            Column("customer", N_("Customer"), lambda r: r.name, width=24, bold=True, stretch=True),
            Column("terms", N_("Terms"), lambda r: r.contract.terms, width=18),
            Column("from", N_("From"), lambda r: texts.day(r.contract.valid_from), width=12,
                   sort=lambda r: r.contract.valid_from),
            Column("to", N_("To"), lambda r: texts.day(r.contract.valid_to) or texts.tr("until further notice"),
                   width=18, sort=lambda r: r.contract.valid_to or date.max),
            Column("state", N_("State"), lambda r: texts.tr(_STATES[r.state]), width=14, rank=1,
                   color=lambda r: "muted" if r.state != CURRENT else ""),
        )

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Contracts"))

    def refresh(self) -> None:
        self._pause.stop()
        self.shell.background.read(self, contract_rows, self._ctx(), done=self._show, newest="contracts")

    def first_field(self) -> QWidget:
        return self.list

    def points_at(self) -> tuple[str, str] | None:
        row: ContractRow | None = self.list.current()
        return ("contract", row.uid) if row is not None else None

    def closed(self) -> None:
        self._pause.stop()

    def _heard(self, kind: str, _uid: str) -> None:
        if kind in ("contract", "terms", "address"):
            self._pause.start()

    def _show(self, rows: list[ContractRow]) -> None:
        self._rows = rows
        self._show_rows()

    def _show_rows(self) -> None:
        code = self.which.code()
        self.list.set_rows([r for r in self._rows if code in (ALL, r.state)])
        self._enable()

    def _enable(self) -> None:
        there = self.list.current() is not None
        self.enable("record.new", self._writable)
        self.enable("record.archive", self._writable and there)
        self.enable("record.open", there)
        self.enable("ticket.customer", there)

    def _with(self, act: Callable[[ContractRow], object]) -> None:
        row = self.list.current()
        if row is not None:
            act(row)

    def _open(self, row: ContractRow) -> None:
        self.shell.windows.open("contract", row.uid)

    def _archive(self, row: ContractRow) -> None:
        self._put(row, True)

    def _put(self, row: ContractRow, archived: bool) -> None:
        self.shell.background.write(self, archive_contract, self._ctx(), row.uid, archived,
                                    done=lambda _none: self._was_put(row, archived))

    def _was_put(self, row: ContractRow, archived: bool) -> None:
        texts = self.shell.texts
        said = texts.tr("{name} was put away.", name=f"{row.name}, {row.contract.terms}") if archived else \
            texts.tr("{name} is back.", name=f"{row.name}, {row.contract.terms}")
        self.shell.messages.say(said, "success", key="records.put", action_text=texts.tr("Undo"),
                                action=lambda: self._put(row, not archived))
        self.refresh()
