"""The panel that asks for the statement of any customer and period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import SETTINGS
from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import Address
from hotline_desk.services.addresses import get_address, search_addresses
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.periods import PeriodBar
from hotline_desk.ui.shell.forms import ChoiceBox, Form, SearchField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel

_HITS = 12


class StatementPanel(Panel):
    """`ask()` opens it; confirmed, it opens the frame with the statement."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context]) -> None:
        super().__init__(frame, N_("Statement of a customer"), N_("Show the statement"))
        self._ctx = ctx
        self.customer = SearchField(frame.shell, self._search)
        self.period = PeriodBar(frame.shell, self._today)
        self._form = Form(frame.shell)
        self._form.row("customer", N_("&Customer"), self.customer)
        self._form.row("period", N_("&Period"), self.period)
        setting = SETTINGS["billing.statement_sums"]
        self.sums = ChoiceBox(frame.shell, setting.choices)
        self.sums.set_code(str(ctx().settings[setting.key]))
        self._form.row("sums", N_("Subt&otals"), self.sums)
        self.body.addWidget(self._form)
        self.confirmed.connect(self._confirmed)

    def ask(self, address: str = "") -> None:
        """Opens, for this customer if a uid is given."""
        self._form.clear_errors()
        if address:
            self._frame.shell.background.read(self, get_address, self._ctx(), address, done=self._preset)
        self.open(self.customer)

    def _preset(self, address: Address) -> None:
        self.customer.set_value(f"{address.number}  {address.name}", address.uid)
        self.period.setFocus()

    def _today(self) -> date:
        ctx = self._ctx()
        return local_day(ctx.clock.now(), ctx.zone)

    def _search(self, text: str) -> list[tuple[str, Any]]:
        return [(f"{a.number}  {a.name}  {a.city}", a.uid) for a in search_addresses(self._ctx(), text, _HITS)]

    def _confirmed(self) -> None:
        period = self.period.period()
        if self.customer.value() is None:
            self._form.show_problem(UserError("value.missing", field=N_("Customer")), "customer")
        elif period is not None:
            uid, (first, last) = self.customer.value(), period
            self.leave(back=False)
            self._frame.shell.windows.open("document", f"statement:{uid}:{first}:{last}:{self.sums.code()}",
                                           address=uid,
                                           first=first.isoformat(), last=last.isoformat(),
                                           sums=self.sums.code())
