"""Notice and renewal of contracts: a panel with what will happen, then the act, and Undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QLabel

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.contracts import WHY_NOT, Contract, months_later, why_not_renewed
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import Renewed, give_notice, renew_contracts, take_renewals_back
from hotline_desk.ui.contracts.days import DayField
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel

_MOST_TOLD = 12


class ContractActs:
    """The panels `notice` and `renewal` of a frame, which lays them out; `called` names a contract for a person."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context],
                 called: Callable[[Contract], str] | None = None) -> None:
        self._frame, self._ctx = frame, ctx
        self._called = called or _named
        self._contracts: list[Contract] = []
        shell = frame.shell
        self.renewal = Panel(frame, N_("Renew contracts"), N_("Renew"))
        self.preview = QLabel()
        self.preview.setWordWrap(True)
        self.renewal.body.addWidget(self.preview)
        self.renewal.confirmed.connect(self._renew)
        self.notice = Panel(frame, N_("Notice"), N_("Note the notice"))
        self.form = Form(shell)
        self.given, self.ends = DayField(shell, ctx), DayField(shell, ctx)
        self.form.row("given", N_("Notice was given on"), self.given)
        self.form.row("ends", N_("Last day of the contract"), self.ends)
        self.notice.body.addWidget(self.form)
        for name, field in (("given", self.given), ("ends", self.ends)):
            field.misread.connect(lambda problem, name=name: self.form.show_problem(problem, name))
        self.notice.confirmed.connect(self._note)

    # --- renewal --------------------------------------------------------------------------------------

    def begin_renewal(self, contracts: Sequence[Contract]) -> None:
        """Shows what a renewal would do with each."""
        if not contracts:
            return
        self._contracts = list(contracts)
        texts = self._frame.shell.texts
        lines = []
        for contract in contracts[:_MOST_TOLD]:
            why, after = why_not_renewed(contract), contract.renewed_to
            name = self._called(contract)
            lines.append(texts.tr("{name}: stays as it is, {why}", name=name, why=texts.tr(WHY_NOT[why])) if why
                         else texts.tr("{name}: {before} becomes {after}", name=name,
                                       before=texts.day(contract.valid_to), after=texts.day(after)))
        if len(contracts) > _MOST_TOLD:
            lines.append(texts.trn("and {n} more", "and {n} more", len(contracts) - _MOST_TOLD))
        self.preview.setText("\n".join(lines))
        self.renewal.open()
        self.renewal.set_busy(all(why_not_renewed(c) for c in contracts))

    def _renew(self) -> None:
        self.renewal.set_busy(True)
        self._frame.shell.background.write(self._frame, renew_contracts, self._ctx(), [c.uid for c in self._contracts],
                                           done=self._renewed, failed=self._not_renewed)

    def _not_renewed(self, _problem: BaseException) -> bool:
        self.renewal.set_busy(False)
        return False

    def _renewed(self, done: tuple[Renewed, ...]) -> None:
        shell = self._frame.shell
        self.renewal.leave()
        shell.messages.say(
            shell.texts.trn("{n} contract renewed.", "{n} contracts renewed.", len(done)), "success", key="contracts",
            action_text=shell.texts.tr("Undo"),
            action=lambda: shell.background.write(None, take_renewals_back, self._ctx(), done))

    # --- notice ---------------------------------------------------------------------------------------

    def begin_notice(self, contracts: Sequence[Contract]) -> None:
        """Asks for the day of the notice and the last day of the contract."""
        if not contracts:
            return
        ctx, contract = self._ctx(), contracts[0]
        self._contracts = [contract]
        today = local_day(ctx.clock.now(), ctx.zone)
        self.form.clear_errors()
        self.given.set_value(contract.noticed_on or today)
        ends = contract.valid_to
        if ends is None and contract.notice_months:
            ends = months_later(today, contract.notice_months)
        self.ends.set_value(ends)
        self.notice.open(self.ends)

    def _note(self) -> None:
        if not (self.given.take() and self.ends.take()):
            return
        self.form.clear_errors()
        self.notice.set_busy(True)
        self._frame.shell.background.write(
            self._frame, give_notice, self._ctx(), self._contracts[0].uid, self.given.value(), self.ends.value(),
            done=lambda _none: self._noted(self._contracts[0]), failed=self._wrong)

    def _wrong(self, problem: BaseException) -> bool:
        self.notice.set_busy(False)
        return isinstance(problem, UserError) and self.form.show_problem(problem, "ends")

    def _noted(self, before: Contract) -> None:
        shell = self._frame.shell
        self.notice.leave()
        back = partial(give_notice, uid=before.uid, noticed_on=before.noticed_on, ends=before.valid_to)
        shell.messages.say(
            shell.texts.tr("Notice noted.") if self.given.value() else shell.texts.tr("There is no notice any more."),
            "success", key="contracts", action_text=shell.texts.tr("Undo"),
            action=lambda: shell.background.write(None, back, self._ctx()))


def _named(contract: Contract) -> str:
    return contract.name or contract.number or contract.terms
