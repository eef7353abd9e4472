"""What a file may say of money beside articles and addresses: tax, price lists, calendars, contracts, billing."""

from __future__ import annotations

import re
from typing import Any

from hotline_desk.core.clock import is_zone
from hotline_desk.core.errors import ERRORS
from hotline_desk.core.regions import REGIONS
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.values import SCOPES
from hotline_desk.domain.contracts import (
    CONTRACT_SCOPES,
    CYCLES,
    INVOICE_FORMATS,
    OF_CUSTOMER,
    QUOTA_BASES,
    STATEMENT_NUMBERS,
    WEEK,
)
from hotline_desk.services.importing.schema import (
    Mistakes,
    Read,
    Wrong,
    choice,
    day,
    decimal,
    each,
    flag,
    keys,
    mapping,
    nullable,
    text,
    whole,
)

_SECONDS = 366 * 24 * 3600
_SPAN = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_DATE = re.compile(r"([0-9]{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_LEAP_YEAR = "2024-"


def tax_rate() -> Read:
    """A rate of a code from a day on."""
    return keys({"code": text(20), "from": day, "percent": rate}, needed=("code", "from", "percent"))


def rate(value: Any, place: str, mistakes: Mistakes) -> int:
    """A rate of tax in per cent, as basis points."""
    found: int = decimal(2)(value, place, mistakes)
    if found > 10_000:
        raise Wrong(N_("A rate from 0 to 100 is needed."))
    return found


def price_version() -> Read:
    """A price of an article from a day on."""
    return keys({"from": day, "price": decimal(4), "gross_price": flag}, needed=("from", "price"))


def price_list() -> Read:
    """A price list with its entries."""
    entry = keys({"article": text(40), "price": decimal(4), "from": nullable(day), "team": nullable(text(80))},
                 needed=("article", "price"))
    return keys({"name": text(80), "entries": each(entry)}, needed=("name",))


def calendar() -> Read:
    """A service calendar. Dates may stand among the days of a band or by themselves."""
    band = keys({"name": text(80), "days": each(_day_or_date), "dates": each(_date), "from": _matching(_CLOCK, "20:00"),
                 "to": _matching(_CLOCK, "06:00"), "percent": _percent}, needed=("name", "from", "to", "percent"))
    return keys({
        "name": text(80), "zone": _zone, "hours": mapping(choice(WEEK), each(_matching(_SPAN, "08:00-18:00"))),
        "holidays": nullable(_region), "surcharges": mapping(choice(("outside", "holiday")), _percent),
        "bands": each(_days_and_dates(band)), "closed": each(_closed)}, needed=("name",))


def _days_and_dates(read: Read) -> Read:
    """What `read` makes, with days of the week and dates apart."""

    def apart(value: Any, place: str, mistakes: Mistakes) -> dict[str, Any]:
        found: dict[str, Any] = read(value, place, mistakes)
        named = [*found.get("days", []), *found.get("dates", [])]
        if "days" in found or "dates" in found:
            found["days"] = [each for each in named if each in WEEK]
            found["dates"] = [each for each in named if each not in WEEK]
        if not named:
            mistakes.note(f"{place}.days", N_("This is missing."))
        if not found.get("dates"):
            found.pop("dates", None)
        return found

    return apart


def _day_or_date(value: Any, place: str, mistakes: Mistakes) -> str:
    return value if isinstance(value, str) and value in WEEK else _date(value, place, mistakes)


def _date(value: Any, place: str, mistakes: Mistakes) -> str:
    wrong = Wrong(N_("A day is needed: a day of the week (mon), of every year (12-24) or of one (2026-12-24)."))
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise wrong
    try:
        day(value if len(value) > len("12-24") else _LEAP_YEAR + value, place, mistakes)
    except Wrong:
        raise wrong from None
    return value


def _closed(value: Any, place: str, mistakes: Mistakes) -> dict[str, str]:
    if isinstance(value, dict):
        found = keys({"date": _date, "name": text(80, needed=False)}, needed=("date",))(value, place, mistakes)
        return {"date": found.get("date", ""), "name": found.get("name", "")}
    return {"date": _date(value, place, mistakes), "name": ""}


def _region(value: Any, place: str, mistakes: Mistakes) -> str:
    found = str(text(20, needed=False)(value, place, mistakes))
    if found and found != OF_CUSTOMER and found not in REGIONS:
        raise Wrong(ERRORS["service.region"], region=found)
    return found


def _percent(value: Any, place: str, mistakes: Mistakes) -> str:
    """A percentage stays the text it is; only its form is checked."""
    decimal(2)(value, place, mistakes)
    return str(value).strip()


def _matching(form: re.Pattern[str], example: str) -> Read:
    def read(value: Any, place: str, mistakes: Mistakes) -> str:
        if not isinstance(value, str) or not form.fullmatch(value):
            raise Wrong(N_("A time is needed, like {example}."), example=example)
        return value

    return read


def _zone(value: Any, place: str, mistakes: Mistakes) -> str:
    if not isinstance(value, str) or not is_zone(value):
        raise Wrong(N_("A time zone is needed, like Europe/Berlin."))
    return value


def terms() -> Read:
    """Terms, or a version of them from a day on."""
    seconds, article = whole(0, _SECONDS), nullable(text(40))
    return keys({
        "name": text(80), "from": nullable(day), "article": article, "first": whole(1, _SECONDS),
        "next": whole(1, _SECONDS), "minimum": seconds, "grace": seconds, "scope": choice(SCOPES),
        "calendar": nullable(text(80)), "quota_minutes": whole(0), "quota_basis": choice(QUOTA_BASES),
        "quota_factor_outside": decimal(4), "carry_over_months": whole(0, 1200), "monthly_fee": decimal(2),
        "fee_article": article, "callout_article": article, "callout_fee": decimal(2), "callout_minimum": seconds,
        "charge_after_call": flag, "per_agent": flag, "prices": mapping(text(40), decimal(4))}, needed=("name",))


def contract() -> Read:
    """A contract of an address with what falls under it."""
    written = {name: text(longest, needed=False) for name, longest in (
        ("number", 40), ("name", 120), ("order_reference", 100), ("cost_centre", 60), ("note", 10_000))}
    scope = keys({"kind": choice(CONTRACT_SCOPES), "value": text(120)}, needed=("kind", "value"))
    return keys({
        "terms": text(80), "from": day, "to": nullable(day), "price_list": nullable(text(80)), "cycle": choice(CYCLES),
        "notice_months": whole(0, 120), "renewal_months": whole(0, 120), "noticed_on": nullable(day),
        "scopes": each(scope), **written}, needed=("terms", "from"))


def billing(value: Any, place: str, mistakes: Mistakes) -> dict[str, Any]:
    """How an address is billed."""
    days = nullable(whole(0, 365))
    found: dict[str, Any] = keys({
        "recipient": nullable(text(20)), "price_list": nullable(text(80)), "region": nullable(_own_region),
        "invoice_format": choice(INVOICE_FORMATS), "buyer_reference": text(100, needed=False),
        "invoice_email": _email_or_none, "statement_numbers": choice(STATEMENT_NUMBERS), "cycle": choice(CYCLES),
        "days_to_pay": days, "skonto_days": days, "skonto": rate, "discount": rate, "reverse_charge": flag,
    })(value, place, mistakes)
    if found.get("skonto") and found.get("skonto_days") is None:
        mistakes.note(f"{place}.skonto_days", N_("This is missing."))
    return found


def email(value: Any, place: str, mistakes: Mistakes) -> str:
    """An e-mail address."""
    found: str = text(200)(value, place, mistakes)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", found):
        raise Wrong(N_("An e-mail address is needed, like name@company.de."))
    return found


def _email_or_none(value: Any, place: str, mistakes: Mistakes) -> str:
    return email(value, place, mistakes) if value else ""


def _own_region(value: Any, place: str, mistakes: Mistakes) -> str:
    if value == OF_CUSTOMER:
        raise Wrong(ERRORS["service.region"], region=OF_CUSTOMER)
    return _region(value, place, mistakes)
