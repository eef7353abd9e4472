"""The columns of the list of contracts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hotline_desk.core.text import N_
from hotline_desk.domain.contracts import ENDED, EXPIRING, LATER, NOTICE, NOTICED
from hotline_desk.services.views.contract_list import ContractLine
from hotline_desk.ui.shell.columns import Column
from hotline_desk.ui.shell.texts import HeldTexts, Texts

_STATES = ((ENDED, N_("ended"), "muted", ""), (LATER, N_("begins later"), "muted", ""),
           (NOTICED, N_("under notice"), "warning", "calendar-x"),
           (NOTICE, N_("notice soon"), "warning", "clock-alert"), (EXPIRING, N_("ends soon"), "warning", "clock"))
_RUNNING = (N_("running"), "", "")


def contract_columns(texts: Texts | HeldTexts) -> Sequence[Column]:
    """Customer, terms, times, how it stands, and what is owed."""
    def until(line: ContractLine) -> str:
        return texts.day(line.contract.valid_to) or texts.tr("until further notice")

    def notice(line: ContractLine) -> str:
        return texts.day(line.contract.notice_by) if line.contract.notice_months else ""

    def owed(line: ContractLine) -> str:
        return texts.money(line.owed_cents) if line.overdue else ""

    return (
        Column("number", N_("Number"), lambda r: r.number, width=9, rank=5),
        Column("customer", N_("Customer"), lambda r: r.name, width=28, bold=True, stretch=True),
        Column("contract", N_("Contract"), lambda r: " ".join(
            part for part in (r.contract.number, r.contract.name) if part), width=16, rank=3),
        Column("terms", N_("Terms"), lambda r: r.contract.terms, width=14),
        Column("from", N_("From"), lambda r: texts.day(r.contract.valid_from), width=11, rank=4,
               sort=lambda r: r.contract.valid_from, value=lambda r: r.contract.valid_from),
        Column("to", N_("To"), until, width=16, sort=lambda r: r.contract.valid_to or date.max,
               value=lambda r: r.contract.valid_to),
        Column("notice", N_("Notice until"), notice, width=12, rank=1,
               sort=lambda r: r.contract.notice_by if r.contract.notice_months and r.contract.notice_by else date.max,
               value=lambda r: r.contract.notice_by if r.contract.notice_months else None),
        Column("renewal", N_("Renewed by months"), lambda r: str(r.contract.renewal_months or ""), width=10,
               align="right", sort=lambda r: r.contract.renewal_months, value=lambda r: r.contract.renewal_months,
               off=True),
        Column("state", N_("State"), lambda r: texts.tr(_told(r)[0]), width=13, icon=lambda r: _told(r)[2],
               color=lambda r: _told(r)[1]),
        Column("owed", N_("In arrears"), owed, width=11, align="right", sort=lambda r: r.owed_cents, rank=2,
               color=lambda r: "danger" if r.overdue else ""),
        Column("price_list", N_("Price list"), lambda r: r.contract.price_list or "", width=12, off=True),
        Column("cost_centre", N_("Cost centre"), lambda r: r.contract.cost_centre, width=12, off=True),
        Column("order", N_("Their order number"), lambda r: r.contract.order_reference, width=14, off=True),
    )


def _told(line: ContractLine) -> tuple[str, str, str]:
    """Word, colour and icon of what matters most."""
    return next(((word, color, icon) for state, word, color, icon in _STATES if state in line.states), _RUNNING)
