"""What a call costs, as the sentence an agent reads to a customer before the work begins."""

from __future__ import annotations

from decimal import Decimal

from hotline_desk.core.money import E4, to_int
from hotline_desk.core.text import N_, Translator

_SECONDS = {"hour": 3600, "minute": 60}
_PER_UNIT = {"piece": N_("chargeable, {price} net per piece"), "flat": N_("chargeable, {price} net"),
             "kilometre": N_("chargeable, {price} net per kilometre")}


def price_sentence(price_e4: int, unit: str, first: int, following: int, texts: Translator) -> str:
    """"chargeable, €1.89 net per started minute", with the first increment where it differs from the others.

    The price is in 1/10,000 per unit, the increments in seconds.
    """
    if unit not in _SECONDS:
        return texts.tr(_PER_UNIT[unit], price=texts.money(to_int(Decimal(price_e4) / E4 * 100)))
    following = max(1, following)
    step = 60 if following == 1 else following
    price = texts.money(to_int(Decimal(price_e4) / E4 * 100 * step / _SECONDS[unit]))
    if following == 1:
        sentence = texts.tr("chargeable, {price} net per minute, to the second", price=price)
    elif following == 60:
        sentence = texts.tr("chargeable, {price} net per started minute", price=price)
    elif following == 3600:
        sentence = texts.tr("chargeable, {price} net per started hour", price=price)
    else:
        sentence = texts.tr("chargeable, {price} net per started {time}", price=price, time=_time(following, texts))
    if first <= following:
        return sentence
    return texts.tr("{sentence}, at least {time}", sentence=sentence, time=_time(first, texts))


def _time(seconds: int, texts: Translator) -> str:
    if seconds % 60:
        return texts.tr("{n} seconds", n=seconds)
    return texts.tr("{n} minutes", n=seconds // 60)
