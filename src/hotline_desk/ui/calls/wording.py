"""What is said of a call, in the words of the popup and the journal."""

from __future__ import annotations

from typing import Protocol

from hotline_desk.core.phone import WITHHELD, display
from hotline_desk.core.text import N_
from hotline_desk.services.views.customer import Conditions
from hotline_desk.services.views.popup import PopupView
from hotline_desk.ui.shell.texts import Texts

_SECONDS = {"hour": 3600, "minute": 60}
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


def way(texts: Texts, view: PopupView) -> str:
    """"+49 711 5550123 → +49 40 669690"."""
    return " → ".join(part for part in (number_of(texts, view), display(view.called_number)) if part)


def standing(texts: Texts, view: PopupView) -> str:
    """Contract, what is left of it, and what is open: "Premium · 48 min left · 1 open ticket"."""
    parts = []
    held = view.conditions
    if held.terms:
        parts.append(held.terms)
        if held.quota_left is not None:
            parts.append(texts.tr(N_("{n} min left"), n=held.quota_left // _MINUTE))
    elif view.company:
        parts.append(texts.tr(N_("no contract")))
    if view.open_tickets:
        parts.append(texts.trn("{n} open ticket", "{n} open tickets", view.open_tickets))
    return " · ".join(parts)


def cost(texts: Texts, held: Conditions) -> str:
    """The sentence to read to a caller who must pay; "" for one who need not be told."""
    if not held.charged or held.price_e4 is None:
        return ""
    unit = _SECONDS.get(held.unit)
    if unit is None:
        return texts.tr(N_("Chargeable, {price} net"), price=texts.money(_cents(held.price_e4)))
    step = _MINUTE if held.next == 1 else held.next
    price = texts.money(_cents(held.price_e4 * step / unit))
    if held.next == 1:
        return texts.tr(N_("Chargeable, {price} net per minute, to the second"), price=price)
    if step == _MINUTE:
        return texts.tr(N_("Chargeable, {price} net per started minute"), price=price)
    if step % _MINUTE == 0:
        return texts.tr(N_("Chargeable, {price} net per started {n} minutes"), price=price, n=step // _MINUTE)
    return texts.tr(N_("Chargeable, {price} net per started {n} seconds"), price=price, n=step)


def _cents(price_e4: float) -> int:
    return round(price_e4 / 100)
