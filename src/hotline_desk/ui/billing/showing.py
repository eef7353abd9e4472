"""How quantities, prices and periods of billing stand on the screen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hotline_desk.core.money import plain
from hotline_desk.domain.articles import UNIT_SHORT
from hotline_desk.ui.shell.texts import Texts

_E4 = Decimal(10_000)


def decimal_text(texts: Texts, value_e4: int, least: int = 0) -> str:
    """1/10,000 with the decimals it needs, at least so many."""
    value = Decimal(value_e4) / _E4
    places = len(plain(value).partition(".")[2])
    return texts.number(value, max(least, places))


def quantity_text(texts: Texts, quantity_e4: int, unit: str, seconds: int = 0) -> str:
    """"0,25 Std."; "" for nothing. Hours of work that lasted so many seconds as on the letter: "0:26 Std."."""
    if unit == "hour" and seconds and seconds % 60 == 0:
        sign, minutes = "-" if seconds < 0 else "", abs(seconds) // 60
        return f"{sign}{minutes // 60}:{minutes % 60:02} {texts.tr(UNIT_SHORT[unit])}"
    return f"{decimal_text(texts, quantity_e4, 2)} {texts.tr(UNIT_SHORT[unit])}" if quantity_e4 else ""


def price_text(texts: Texts, price_e4: int) -> str:
    """A unit price as money, with more than two decimals where it has them."""
    if price_e4 % 100 == 0:
        return texts.money(price_e4 // 100)
    return texts.money(0).replace(texts.number(Decimal(0), 2), decimal_text(texts, price_e4, 2))


def short_day(texts: Texts, day: date) -> str:
    """A day without its year: "05.10." or "05/10"."""
    return texts.day(day).replace(str(day.year), "").rstrip("/")


def period_text(texts: Texts, first: date, last: date) -> str:
    """"Oktober 2026" for a whole month, "2026" for a whole year, one day alone, else both days."""
    if (first.month, first.day, last) == (1, 1, date(first.year, 12, 31)):
        return str(first.year)
    whole = first.day == 1 and first.month == last.month and first.year == last.year and _is_month_end(last)
    if whole or first == last:
        return texts.month(first) if whole else texts.day(first)
    return f"{texts.day(first)} – {texts.day(last)}"


def _is_month_end(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1
