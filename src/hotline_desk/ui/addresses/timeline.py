"""Everything that ever happened with a customer, newest first."""

from __future__ import annotations

from collections.abc import Callable

from hotline_desk.core.phone import display
from hotline_desk.core.text import N_
from hotline_desk.domain.projects import APPOINTMENT_KINDS
from hotline_desk.domain.tickets import STATES
from hotline_desk.services.views.customer import TimelineEntry
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell

_CALLS = {"answered": N_("answered"), "missed": N_("missed"), "busy": N_("busy"), "unknown_end": N_("end unknown"),
          "ringing": N_("rings"), "ended": N_("answered")}
_DOCUMENTS = {"invoice": N_("Invoice"), "cancellation": N_("Cancellation invoice"),
              "correction": N_("Invoice correction"), "offer": N_("Offer")}
_ICONS = {"ticket": "ticket", "document": "receipt-text", "appointment": "calendar", "action": "zap"}
_AGREED = {"done": N_("done"), "late": N_("late"), "over": N_("is over"), "open": N_("agreed")}


class Timeline(RowList):
    """Enter opens the ticket, the document, the appointment, the action or the journal."""

    def __init__(self, shell: Shell) -> None:
        texts = shell.texts
        super().__init__(
            shell, "address.timeline", (
                Column("at", N_("When"), lambda e: texts.moment(e.at), width=15, sort=lambda e: e.at,
                       icon=_icon, color=_token),
                Column("what", N_("What"), lambda e: _what(shell, e), width=20, stretch=True),
                Column("state", N_("State"), lambda e: _state(shell, e), width=14, rank=1,
                       color=lambda e: _token(e) or "muted"),
            ), key=lambda e: (e.kind, e.uid), sort="at", descending=True, accessible=N_("Time line"),
            empty=N_("Nothing has happened yet. Calls, tickets and documents of this customer appear here."))
        self._shell = shell
        self.activated.connect(self._open)

    def _open(self, entry: TimelineEntry) -> None:
        if entry.kind == "call":
            self._shell.commands.trigger("journal.open")
        else:
            self._shell.windows.open("appointment" if entry.kind in APPOINTMENT_KINDS else entry.kind, entry.uid)


def _icon(entry: TimelineEntry) -> str:
    if entry.kind != "call":
        return _ICONS[entry.kind]
    if entry.state == "missed":
        return "phone-missed"
    return "phone-outgoing" if entry.detail == "out" else "phone-incoming"


def _token(entry: TimelineEntry) -> str:
    if entry.kind == "call":
        return "danger" if entry.state == "missed" else ""
    if entry.kind in APPOINTMENT_KINDS:
        return {"late": "danger", "open": "accent"}.get(entry.state, "")
    return "accent" if entry.kind == "ticket" and entry.state in ("new", "open", "resubmitted") else ""


def _what(shell: Shell, entry: TimelineEntry) -> str:
    if entry.kind == "call":
        return display(entry.title) or shell.texts.tr("Call")
    if entry.kind == "document":
        return f"{shell.texts.tr(_DOCUMENTS[entry.state])} {entry.title}"
    if entry.kind in APPOINTMENT_KINDS:
        kind = shell.texts.tr(APPOINTMENT_KINDS[entry.kind])
        return " · ".join(part for part in (f"{kind}: {entry.title}", entry.detail) if part)
    return entry.title or shell.texts.tr("Ticket")


def _state(shell: Shell, entry: TimelineEntry) -> str:
    texts: dict[str, Callable[[], str]] = {
        "call": lambda: shell.texts.tr(_CALLS.get(entry.state, entry.state)),
        "ticket": lambda: shell.texts.tr(STATES[entry.state]),
        "document": lambda: shell.texts.money(int(entry.detail or 0)),
        **dict.fromkeys(APPOINTMENT_KINDS, lambda: shell.texts.tr(_AGREED[entry.state]))}
    return texts[entry.kind]()
