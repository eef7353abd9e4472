"""What is said of a call, in the words of the popup and the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hotline_desk.core.phone import WITHHELD, display
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.price_text import price_sentence
from hotline_desk.domain.calls import ANSWERED, BUSY, INTERNAL, MISSED, OUT, RINGING, UNKNOWN_END
from hotline_desk.services.views.conditions import Conditions
from hotline_desk.services.views.popup import PopupView
from hotline_desk.ui.shell.texts import Texts

_MINUTE = 60


class Party(Protocol):
    """What is known of the one outside."""

    @property
    def number(self) -> str | None: ...
    @property
    def number_raw(self) -> str: ...
    @property
    def number_state(self) -> str: ...
    @property
    def caller_name(self) -> str: ...
    @property
    def company(self) -> str: ...
    @property
    def contact(self) -> str: ...


def who(texts: Texts, party: Party) -> str:
    """"Frau Öztürk · Stadtwerke Süd"; without an address what the telephone tells, or that it tells nothing."""
    known = [name for name in (party.contact, party.company) if name]
    if known:
        return " · ".join(known)
    if party.caller_name:
        return party.caller_name
    if party.number_state == WITHHELD:
        return texts.tr(N_("Number withheld"))
    return texts.tr(N_("Unknown"))


def number_of(texts: Texts, party: Party) -> str:
    """The number for people; "" if there is none."""
    return display(party.number) or (party.number_raw if party.number_state != WITHHELD else "")


class Guessed(Party, Protocol):
    """A party of whom one may be not sure."""

    @property
    def guessed(self) -> bool: ...


def caller(texts: Texts, party: Guessed) -> str:
    """Who it is; “probably” before it where it was only guessed."""
    name = who(texts, party)
    return texts.tr(N_("probably {name}"), name=name) if party.guessed else name


def way(texts: Texts, view: PopupView) -> str:
    """"+49 711 5550123 → Hotline VPN for Stadtwerke Süd"; of a withheld number "to +49 40 669690"."""
    called = view.line_name or display(view.called_number)
    if view.client:
        called = texts.tr(N_("{line} for {client}"), line=called, client=view.client)
    number = number_of(texts, view)
    if called and not number:
        return texts.tr(N_("to {line}"), line=called)
    return f"{number} → {called}" if called else number


def standing(texts: Texts, view: PopupView) -> str:
    """Contract, what is left of it, and what is open: "Premium · 48 min left · 1 open ticket"."""
    parts = []
    held = view.conditions
    if held.terms:
        parts.append(held.terms)
        if held.quota_left is not None:
            parts.append(texts.tr(N_("{n} min left"), n=held.quota_left // _MINUTE) if held.quota_left
                         else texts.tr(N_("quota used up")))
            if held.quota_used() == 80:
                parts.append(texts.tr(N_("80 % used")))
    elif view.company:
        parts.append(texts.tr(N_("no contract")))
    if view.open_tickets:
        parts.append(texts.trn("{n} open ticket", "{n} open tickets", view.open_tickets))
    return " · ".join(parts)


def cost(texts: Texts, held: Conditions) -> str:
    """The sentence to read to a caller who must pay; "" for one who need not be told."""
    if not held.charged or held.price_e4 is None:
        return ""
    return price_sentence(held.price_e4, held.unit, held.first, held.next, texts.translator, held.segment,
                          held.surcharge_bp)


@dataclass(frozen=True)
class Sign:
    """Symbol, word (a message id) and colour (a token of the theme) of how a call went."""

    icon: str
    word: str
    token: str


_ENDED = {
    ANSWERED: Sign("phone", N_("answered"), "text"),
    MISSED: Sign("phone-missed", N_("missed"), "danger"),
    BUSY: Sign("phone-off", N_("busy"), "warning"),
    UNKNOWN_END: Sign("circle-help", N_("end unknown"), "warning"),
}
_RUNNING = {RINGING: Sign("phone-incoming", N_("rings"), "accent"),
            ANSWERED: Sign("phone-call", N_("talks"), "success")}
_OUT = Sign("phone-outgoing", N_("called"), "text")
_NO_REPLY = Sign("phone-outgoing", N_("no answer"), "muted")
_INTERNAL = Sign("phone", N_("internal"), "muted")


def sign(direction: str, state: str, outcome: str | None) -> Sign:
    """How a call went, or how it is now."""
    if direction == INTERNAL:
        return _INTERNAL
    if direction == OUT:
        return _NO_REPLY if outcome in (MISSED, BUSY) else _ENDED[UNKNOWN_END] if outcome == UNKNOWN_END else _OUT
    return _RUNNING.get(state) or _ENDED[outcome or UNKNOWN_END]
