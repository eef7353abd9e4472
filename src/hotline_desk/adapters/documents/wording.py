"""How amounts, quantities, times, numbers and titles are written on paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel import Locale, numbers

from hotline_desk.core import phone
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.values import (
    CANCELLATION,
    CORRECTION,
    INVOICE,
    OFFER,
    TIME_UNITS,
    Document,
    Item,
    Line,
    QuotaAccount,
)
from hotline_desk.domain.calls import IN, INTERNAL, OUT
from hotline_desk.domain.tickets import AFTER_CALL, CALL

TITLES = {
    INVOICE: N_("Invoice"), CANCELLATION: N_("Cancellation invoice"), CORRECTION: N_("Invoice correction"),
    OFFER: N_("Offer"),
}
UNIT_SIGNS = {
    "hour": N_("hrs"), "minute": N_("min"), "piece": N_("pieces"), "flat": N_("flat rate"), "kilometre": N_("km"),
}
CALLS_TITLE, WORK_TITLE = N_("Call-by-call statement"), N_("Statement of work with calls")
_CUT_DIGITS = 3
_MASK = "x"


def price(price_e4: int, texts: Translator) -> str:
    """A unit price with two to four places and the currency."""
    if price_e4 % 100 == 0:
        return texts.money(price_e4 // 100)
    return numbers.format_currency(
        Decimal(price_e4) / 10_000, "EUR", locale=texts.locale, decimal_quantization=False)


def hours(seconds: int, exact: bool = True) -> str:
    """Seconds as "1:30", with seconds if there are any: "1:30:05"; negative ones with a minus.

    With `exact` False always h:mm:ss, so that a column lines up.
    """
    minutes, secs = divmod(abs(seconds), 60)
    sign = "-" if seconds < 0 else ""
    text = f"{sign}{minutes // 60}:{minutes % 60:02}"
    return text if exact and not secs else f"{text}:{secs:02}"


def whole_minutes(accounts: Iterable[QuotaAccount]) -> bool:
    """Whether these quotas were given and used in whole minutes."""
    return not any(seconds % 60 for account in accounts
                   for seconds in (account.carried, account.granted, account.used, account.expired, account.left))


def quantity(unit: str, quantity_e4: int, seconds: int, texts: Translator) -> tuple[str, str]:
    """A quantity and its unit. Time is written as people read it and as it is multiplied: "1:30", "hrs (1.50)"."""
    sign = texts.tr(UNIT_SIGNS[unit])
    value = Decimal(quantity_e4) / 10_000
    if unit not in TIME_UNITS or not seconds:
        return _plain(value, texts), sign
    if unit == "minute" and seconds % 60 == 0:
        return _plain(Decimal(seconds) / 60, texts), sign
    in_units = texts.number((Decimal(seconds) / TIME_UNITS[unit]).quantize(Decimal("0.01")), 2)
    return hours(seconds), f"{texts.tr(UNIT_SIGNS['hour'])} ({in_units})" if unit == "hour" else f"{sign} ({in_units})"


def _plain(value: Decimal, texts: Translator) -> str:
    """With as many places as it has."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return texts.number(value, places)


def line_quantity(line: Line, texts: Translator) -> tuple[str, str]:
    """Quantity and unit of a line; those of a cancellation are negative."""
    return quantity(line.unit, line.quantity_e4, line.billed_seconds, texts)


def amount_of_time(seconds: int, texts: Translator) -> str:
    """"1:30 hrs (1.50)"."""
    return "{} {}".format(*quantity("hour", 0, seconds, texts)) if seconds else f"0:00 {texts.tr(UNIT_SIGNS['hour'])}"


def title(document: Document, texts: Translator) -> str:
    """"Invoice RE-2026-00123"; without a number the kind and "draft"."""
    kind = texts.tr(TITLES[document.kind])
    return f"{kind} {document.number}" if document.number else f"{kind} ({texts.tr('draft')})"


def heading(document: Document, texts: Translator) -> str:
    """The title with what it is about: the invoice that is corrected, or the subject that was typed."""
    plain = title(document, texts)
    if document.corrects:
        return texts.tr("{title} of invoice {number}", title=plain, number=document.corrects)
    return f"{plain}: {document.title}" if document.title else plain


def statement_title(document: Document, texts: Translator) -> str:
    """The title that was chosen, else by the content: calls alone, or other work as well."""
    only_calls = all(item.kind in (CALL, AFTER_CALL) for item in document.items)
    calls = document.statement_title == "calls" or (document.statement_title != "work" and only_calls)
    return texts.tr(CALLS_TITLE if calls else WORK_TITLE)


def days(first: date, last: date, texts: Translator) -> str:
    """"01.10.2026–31.10.2026", or the one day."""
    return texts.day(first) if first == last else f"{texts.day(first)}–{texts.day(last)}"


def ranges(positions: Iterable[int]) -> str:
    """"1–3, 7, 9–12"."""
    runs: list[list[int]] = []
    for position in sorted(set(positions)):
        if runs and position == runs[-1][-1] + 1:
            runs[-1][1:] = [position]
        else:
            runs.append([position])
    return ", ".join("–".join(map(str, run)) for run in runs)


_CALLS = {IN: N_("Incoming call"), OUT: N_("Outgoing call"), INTERNAL: N_("Internal call")}
_OTHERS = {CALL: N_("Call"), AFTER_CALL: N_("After-call work")}


def item_kind(item: Item, texts: Translator) -> str:
    """"Incoming call", "After-call work", "Service"."""
    text = _CALLS.get(item.direction) if item.kind == CALL else None
    return texts.tr(text or _OTHERS.get(item.kind, N_("Service")))


def other_side(item: Item) -> str | None:
    """The number that was called, or that called."""
    return (item.called_number or item.caller_number) if item.direction == OUT else item.caller_number


def shown_number(number: str | None, how: str) -> str:
    """A number in full, without its last three digits, or "" (`how`: full, cut, none)."""
    text = phone.display(number) if how != "none" else ""
    return text if how == "full" else _cut(text)


def _cut(text: str) -> str:
    """The last three digits of a number replaced."""
    left = _CUT_DIGITS
    kept = []
    for char in reversed(text):
        hide = left > 0 and char.isalnum()
        left -= hide
        kept.append(_MASK if hide else char)
    return "".join(reversed(kept))


def foreign_country(country: str, home: str, texts: Translator) -> str:
    """The name in capitals for the last line of an address; "" within the own country or without one."""
    code = country.strip()
    if not code or code.casefold() == (home.strip() or "DE").casefold():
        return ""
    known = Locale.parse(texts.locale).territories
    return str(known.get(code.upper(), code)).upper()
