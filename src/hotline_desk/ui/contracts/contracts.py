"""All contracts: who has which terms from when to when, what ends soon, and who owes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.contracts import (
    ARREARS,
    ENDED,
    EXPIRING,
    LATER,
    NOTICE,
    NOTICED,
    RUNNING,
    Contract,
)
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import archive_contract
from hotline_desk.services.views.contract_list import ContractLine, contract_lines
from hotline_desk.ui.contracts.acts import ContractActs
from hotline_desk.ui.contracts.contract_columns import contract_columns
from hotline_desk.ui.contracts.paper import ListPaper
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import more_button, tool_button

_PAUSE_MS = 150
ALL = "all"
WHICH = ((RUNNING, N_("Running contracts")), (EXPIRING, N_("Ending within 90 days")),
         (NOTICE, N_("Last day of notice within 60 days")), (NOTICED, N_("Under notice")),
         (LATER, N_("Beginning later")), (ENDED, N_("Ended contracts")),
         (ARREARS, N_("Customers in arrears")), (ALL, N_("All contracts")))


class ContractsFrame(Frame):
    """Enter opens a contract, Ctrl+Shift+N makes one. `which` is a code of `WHICH`."""

    icon_name = "handshake"
    help_page = "contracts"
    comfortable = QSize(980, 520)
    is_list = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 which: str = RUNNING) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._rows: list[ContractLine] = []
        self._writable = permitted(ctx().user.role, "master.edit")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        self.which.set_code(which)
        changes.changed.connect(self._heard)

    def _build(self) -> None:
        shell = self.shell
        self.which = ChoiceBox(shell, WHICH)
        shell.texts.bind(self.which.setAccessibleName, N_("Which contracts"))
        self.counted = QLabel()
        self.counted.setProperty("role", "muted")
        self.list = RowList(
            shell, "contracts.all", contract_columns(shell.texts), sort="customer", accessible=N_("Contracts"),
            row_color=lambda line: "warning_row" if NOTICE in line.states else "",
            empty=N_("No such contracts. A contract binds a customer to terms; without one the company's "
                     "standard conditions hold."))
        self.list.table.select_many()
        head = QHBoxLayout()
        head.addWidget(self.which)
        head.addWidget(self.counted)
        head.addStretch(1)
        foot = FlowRow()
        for id in ("ticket.customer", "contract.renew", "contract.notice"):
            foot.addWidget(tool_button(shell, id))
        foot.addWidget(more_button(shell, ("list.export", "frame.print", "frame.pdf", "record.archive")))
        foot.turn()
        foot.addWidget(shell.commands.button("record.open"))
        foot.addWidget(shell.commands.button("record.new", primary=True))
        self.acts = ContractActs(self, self._ctx, self._called)
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self.list, 1)
        rows.addLayout(foot)
        rows.addWidget(self.acts.renewal)
        rows.addWidget(self.acts.notice)
        self.paper = ListPaper(self, self._ctx, self.list, contract_columns, self._about)
        self.which.code_changed.connect(lambda _code: self._show_rows())
        self.list.activated.connect(self._open)
        self.list.current_changed.connect(lambda _row: self._enable())
        self.list.table.selectionModel().selectionChanged.connect(lambda *_what: self._enable())
        self.list.current_changed.connect(self.pointed)
        self.bind({
            "record.new": lambda: shell.windows.open("contract"), "record.open": lambda: self._with(self._open),
            "record.archive": lambda: self._with(self._archive), "frame.find": self.list.focus_filter,
            "ticket.customer": lambda: self._with(lambda r: shell.windows.open("address", r.contract.address_uid)),
            "contract.renew": lambda: self.acts.begin_renewal([line.contract for line in self._chosen()]),
            "contract.notice": lambda: self.acts.begin_notice([line.contract for line in self._chosen()])})
        self._enable()

    def _called(self, contract: Contract) -> str:
        line = next((each for each in self._rows if each.uid == contract.uid), None)
        about = contract.name or contract.number or contract.terms
        return f"{line.name}, {about}" if line else about

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Contracts"))
        self._count()

    def refresh(self) -> None:
        self._pause.stop()
        self.shell.background.read(self, contract_lines, self._ctx(), done=self._show, newest="contracts")

    def first_field(self) -> QWidget:
        return self.list

    def points_at(self) -> tuple[str, str] | None:
        row: ContractLine | None = self.list.current()
        return ("contract", row.uid) if row is not None else None

    def reopen(self, which: str = RUNNING) -> None:  # type: ignore[override]  # the arguments of this frame
        self.which.set_code(which)
        self._show_rows()

    def open_args(self) -> dict[str, Any] | None:
        return {"which": self.which.code()}

    def closed(self) -> None:
        self._pause.stop()

    def _heard(self, kind: str, _uid: str) -> None:
        if kind in ("contract", "terms", "address", "document"):
            self._pause.start()

    # --- showing --------------------------------------------------------------------------------------

    def _show(self, rows: list[ContractLine]) -> None:
        self._rows = rows
        self._show_rows()

    def _show_rows(self) -> None:
        code = self.which.code()
        self.list.set_rows([r for r in self._rows if code == ALL or code in r.states])
        self._count()
        self._enable()

    def _count(self) -> None:
        texts = self.shell.texts
        near = sum(NOTICE in line.states for line in self._rows)
        parts = [texts.trn("{n} contract", "{n} contracts", len(self.list.rows()))]
        if near and self.which.code() != NOTICE:
            parts.append(texts.trn("{n} with a last day of notice soon", "{n} with a last day of notice soon", near))
        self.counted.setText(" · ".join(parts))

    def _about(self) -> str:
        return f"{self.which.currentText()} · {self.counted.text()}"

    def _chosen(self) -> list[ContractLine]:
        return list(self.list.selected()) or [row for row in (self.list.current(),) if row is not None]

    def _enable(self) -> None:
        there = self.list.current() is not None
        self.enable("record.new", self._writable)
        self.enable("record.open", there)
        self.enable("record.archive", self._writable and there)
        self.enable("ticket.customer", there)
        self.enable("contract.renew", self._writable and there)
        self.enable("contract.notice", self._writable and there and len(self._chosen()) == 1)
        for id in ("list.export", "frame.print", "frame.pdf"):
            self.enable(id, bool(self.list.rows()))

    # --- acting ---------------------------------------------------------------------------------------

    def _with(self, act: Callable[[ContractLine], object]) -> None:
        row = self.list.current()
        if row is not None:
            act(row)

    def _open(self, row: ContractLine) -> None:
        self.shell.windows.open("contract", row.uid)

    def _archive(self, row: ContractLine) -> None:
        self._put(row, True)

    def _put(self, row: ContractLine, archived: bool) -> None:
        self.shell.background.write(self, archive_contract, self._ctx(), row.uid, archived,
                                    done=lambda _none: self._was_put(row, archived))

    def _was_put(self, row: ContractLine, archived: bool) -> None:
        texts = self.shell.texts
        said = texts.tr("{name} was put away.", name=f"{row.name}, {row.contract.terms}") if archived else \
            texts.tr("{name} is back.", name=f"{row.name}, {row.contract.terms}")
        self.shell.messages.say(said, "success", key="records.put", action_text=texts.tr("Undo"),
                                action=lambda: self._put(row, not archived))
        self.refresh()
