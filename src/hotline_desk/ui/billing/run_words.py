"""Runs of billing in words."""

from __future__ import annotations

from hotline_desk.core.text import N_
from hotline_desk.domain.billing.runs import DONE, RUNNING, STOPPED, TAKEN_BACK
from hotline_desk.services.billing.runs import RunLine
from hotline_desk.ui.shell.texts import Texts

STATES = {RUNNING: N_("begun, not ended"), DONE: N_("done"), STOPPED: N_("stopped"), TAKEN_BACK: N_("taken back")}


def run_state(texts: Texts, run: RunLine) -> str:
    """"abgeschlossen", "angehalten", "zurückgenommen, noch 3 Belege gültig", ..."""
    if run.half_taken_back:
        return texts.trn("taken back but for {n} document", "taken back but for {n} documents", run.standing)
    return texts.tr(STATES[run.state])


def whom(texts: Texts, run: RunLine) -> str:
    """Which customers were asked for."""
    customers = run.request.customers
    if run.only is not None:
        return texts.trn("{n} customer", "{n} customers", len(run.only))
    if customers is None:
        return texts.tr("all customers")
    return ", ".join(customers) if len(customers) <= 3 else texts.trn("{n} customer", "{n} customers", len(customers))
