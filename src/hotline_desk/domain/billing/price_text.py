"""What a call costs, as the sentence an agent reads to a customer before the work begins."""

from __future__ import annotations

from decimal import Decimal

from hotline_desk.core.money import E4, to_int
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.rules_text import surcharge_sentence

_SECONDS = {"hour": 3600, "minute": 60}
_PER_UNIT = {"piece": N_("Chargeable, {price} net per piece"), "flat": N_("Chargeable, {price} net"),
             "kilometre": N_("Chargeable, {price} net per kilometre")}


def price_sentence(price_e4: int, unit: str, first: int, following: int, texts: Translator, segment: str = "",
                   surcharge_bp: int = 0) -> str:
    """"Chargeable, €1.89 net per started minute", with the first increment where it is longer than the others.

    The price is in 1/10,000 per unit and contains the surcharge that the segment of the service calendar asks for,
    the increments are in seconds.
    """
    sentence = _sentence(price_e4, unit, first, following, texts)
    return f"{sentence} ({surcharge_sentence(segment, surcharge_bp, texts)})" if surcharge_bp else sentence


def _sentence(price_e4: int, unit: str, first: int, following: int, texts: Translator) -> str:
    price = Decimal(price_e4) / E4 * 100
    if unit not in _SECONDS:
        return texts.tr(_PER_UNIT[unit], price=texts.money(to_int(price)))
    step = 60 if following <= 1 else following
    shown = texts.money(to_int(price * step / _SECONDS[unit]))
    if following <= 1:
        sentence = texts.tr("Chargeable, {price} net per minute, to the second", price=shown)
    elif step == 60:
        sentence = texts.tr("Chargeable, {price} net per started minute", price=shown)
    elif step % 60 == 0:
        sentence = texts.tr("Chargeable, {price} net per started {n} minutes", price=shown, n=step // 60)
    else:
        sentence = texts.tr("Chargeable, {price} net per started {n} seconds", price=shown, n=step)
    if first <= max(60, following):
        return sentence
    return texts.tr("{sentence}, at least {n} minutes", sentence=sentence, n=-(-first // 60))
