"""The sample company: how what came with it is told from what people made, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from hotline_desk.core.text import N_

DESK = "sample"
"""The desk that stands in the audit of everything that was made with the sample company."""
LINE = "sample-box"
"""The line of the sample's own telephone system: who calls there does not exist."""

WORKED_ON, USED, BELONGS = "worked_on", "used", "belongs"
REASONS = {
    WORKED_ON: N_("Somebody has worked on it"),
    USED: N_("Your own entry needs it: {what}"),
    BELONGS: N_("It belongs to: {what}"),
}
KINDS = {
    "address": N_("Addresses"), "contract": N_("Contracts"), "terms": N_("Terms"), "price_list": N_("Price lists"),
    "article": N_("Articles"),
    "ticket": N_("Tickets"), "worklog": N_("Measures"), "call": N_("Calls"), "appointment": N_("Actions"),
    "called_number": N_("Called numbers"), "user_account": N_("Users"), "team": N_("Teams"),
    "setting": N_("Settings of the company"),
}
"""What is counted, in the order in which it is shown."""
ONE = {
    "address": N_("Address"), "contract": N_("Contract"), "terms": N_("Terms"), "price_list": N_("Price list"),
    "article": N_("Article"),
    "ticket": N_("Ticket"), "worklog": N_("Measure"), "call": N_("Call"), "appointment": N_("Action"),
    "called_number": N_("Called number"), "user_account": N_("User"), "team": N_("Team"), "setting": N_("Setting"),
    "document": N_("Document"), "message": N_("Message"), "callback": N_("Callback"), "contact": N_("Contact"),
    "project": N_("Project"), "other": N_("Something of your own"),
}
"""The same as one entry, with what else may keep a sample entry."""


_MOST_NUMBERS = 6
"""So many numbers are told one by one."""


@dataclass(frozen=True)
class Fate:
    """How many of a kind go and how many stay."""

    kind: str
    go: int
    stay: int


@dataclass(frozen=True)
class Staying:
    """One that stays: `reason` is a key of REASONS; `by` (a key of ONE) and `what` name what keeps it."""

    kind: str
    uid: str
    name: str
    reason: str
    by: str = ""
    what: str = ""


@dataclass(frozen=True)
class SampleReport:
    """What would go and stay, or went and stayed. `cancelled` are the numbers of invoices that are cancelled."""

    fates: tuple[Fate, ...] = ()
    staying: tuple[Staying, ...] = ()
    cancelled: tuple[str, ...] = ()

    @property
    def numbers(self) -> str:
        """The numbers of the invoices; of many the first and the last, and how many there are."""
        if len(self.cancelled) <= _MOST_NUMBERS:
            return ", ".join(self.cancelled)
        return f"{self.cancelled[0]} … {self.cancelled[-1]} ({len(self.cancelled)})"

    @property
    def going(self) -> int:
        """How many go in all."""
        return sum(fate.go for fate in self.fates)
