"""The file of a company: articles, calendars, terms, addresses and tickets with their measures."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from hotline_desk.core.clock import is_zone
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import LANGUAGES, N_
from hotline_desk.domain.addresses import ROLES
from hotline_desk.domain.billing.values import SCOPES, UNITS
from hotline_desk.domain.contracts import QUOTA_BASES
from hotline_desk.domain.tickets import CHANNELS, CLOSED, KINDS, NEW, OPEN, OUTCOMES, PRIORITIES, WORKLOG_KINDS
from hotline_desk.services.importing.schema import (
    Mistakes,
    Read,
    Wrong,
    choice,
    day,
    decimal,
    each,
    flag,
    instant,
    keys,
    mapping,
    nullable,
    phone,
    text,
    whole,
)

STATES = (NEW, OPEN, CLOSED)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SECONDS = 366 * 24 * 3600
_SPAN = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_NAMES = {"articles": "number", "calendars": "name", "terms": "name", "addresses": "number", "tickets": "ref"}


def read_company(content: bytes, plan: NumberPlan, mistakes: Mistakes) -> dict[str, list[dict[str, Any]]]:
    """The sections of the file, each entry with its given keys. Mistakes are noted, not raised."""
    try:
        raw = json.loads(content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse)
    except RecursionError:
        mistakes.note("-", N_("This is not JSON: {reason}"), reason="nesting")
        return {}
    except ValueError as problem:
        mistakes.note("-", N_("This is not JSON: {reason}"), reason=str(problem))
        return {}
    try:
        found: dict[str, list[dict[str, Any]]] = _company(plan)(raw, "", mistakes)
    except Wrong as wrong:
        mistakes.note("-", wrong.sentence, **wrong.values)
        return {}
    found.pop("@", None)
    for section, name in _NAMES.items():
        _refuse_twins(found.get(section, []), name, mistakes)
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _refuse_twins(entries: list[dict[str, Any]], name: str, mistakes: Mistakes) -> None:
    seen: set[str] = set()
    for entry in entries:
        if name in entry and entry[name] in seen:
            mistakes.note(f"{entry['@']}.{name}", N_("“{value}” stands in the file twice."), value=entry[name])
        seen.add(entry.get(name, ""))


def _company(plan: NumberPlan) -> Read:
    return keys({"articles": each(_article()), "calendars": each(_calendar()), "terms": each(_terms()),
                 "addresses": each(_address(plan)), "tickets": each(_ticket(plan))})


def _article() -> Read:
    return keys({"number": text(40), "name": text(200), "unit": choice(UNITS), "price": decimal(4),
                 "tax_rate": _tax_rate, "gross_price": flag}, needed=("number", "name", "unit", "price"))


def _tax_rate(value: Any, place: str, mistakes: Mistakes) -> int:
    found: int = decimal(2)(value, place, mistakes)
    if found > 10_000:
        raise Wrong(N_("A rate from 0 to 100 is needed."))
    return found


def _calendar() -> Read:
    band = keys({"name": text(80), "days": each(choice(_DAYS)), "from": _matching(_CLOCK, "20:00"),
                 "to": _matching(_CLOCK, "06:00"), "percent": _percent},
                needed=("name", "days", "from", "to", "percent"))
    return keys({
        "name": text(80), "zone": _zone, "hours": mapping(choice(_DAYS), each(_matching(_SPAN, "08:00-18:00"))),
        "holidays": nullable(text(20)), "surcharges": mapping(choice(("outside", "holiday")), _percent),
        "bands": each(band)}, needed=("name",))


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


def _terms() -> Read:
    seconds = whole(0, _SECONDS)
    return keys({
        "name": text(80), "article": nullable(text(40)), "first": whole(1, _SECONDS), "next": whole(1, _SECONDS),
        "minimum": seconds, "grace": seconds, "scope": choice(SCOPES), "calendar": nullable(text(80)),
        "quota_minutes": whole(0), "quota_basis": choice(QUOTA_BASES), "quota_factor_outside": decimal(4),
        "carry_over_months": whole(0, 1200), "monthly_fee": decimal(2), "charge_after_call": flag, "per_agent": flag,
        "prices": mapping(text(40), decimal(4))}, needed=("name",))


def _address(plan: NumberPlan) -> Read:
    contract = keys({"terms": text(80), "from": day, "to": nullable(day)}, needed=("terms", "from"))
    written = {name: text(longest, needed=False) for name, longest in (
        ("street", 200), ("postcode", 20), ("city", 100), ("order_reference", 100), ("cost_centre", 60),
        ("note", 10_000), ("warning", 10_000))}
    return keys({
        "number": text(20), "name": text(200), "roles": each(choice(tuple(ROLES))), "business": flag, "person": flag,
        "country": _country, "language": choice(LANGUAGES), "vat_id": nullable(text(30)), **written,
        "phones": each(phone(plan)), "emails": each(_email), "contracts": each(_ordered(contract, "from", "to"))},
        needed=("number", "name"))


def _country(value: Any, place: str, mistakes: Mistakes) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Za-z]{2}", value):
        raise Wrong(N_("A country of two letters is needed, like DE."))
    return value.upper()


def _email(value: Any, place: str, mistakes: Mistakes) -> str:
    found: str = text(200)(value, place, mistakes)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", found):
        raise Wrong(N_("An e-mail address is needed, like name@company.de."))
    return found


def _ordered(read: Read, first: str, last: str) -> Read:
    """What `read` makes, with the last not before the first."""

    def checked(value: Any, place: str, mistakes: Mistakes) -> dict[str, Any]:
        found: dict[str, Any] = read(value, place, mistakes)
        begun, ended = found.get(first), found.get(last)
        if begun is not None and ended is not None and ended < begun:
            mistakes.note(f"{place}.{last}", N_("The end lies before the begin."))
        return found

    return checked


def _ticket(plan: NumberPlan) -> Read:
    return keys({
        "ref": text(80), "address": nullable(text(20)), "kind": choice(tuple(KINDS)),
        "channel": choice(tuple(CHANNELS)), "priority": choice(tuple(PRIORITIES)),
        "subject": text(300, needed=False), "request": text(100_000, needed=False),
        "solution": text(100_000, needed=False), "contact": text(200, needed=False),
        "caller": nullable(phone(plan)), "state": choice(STATES), "outcome": nullable(choice(tuple(OUTCOMES))),
        "agent": nullable(text(60)), "worklogs": each(_worklog)}, needed=("ref",))


def _worklog(value: Any, place: str, mistakes: Mistakes) -> dict[str, Any]:
    found: dict[str, Any] = _ordered(_WORKLOG, "start", "end")(value, place, mistakes)
    if found.get("start") is None and found.get("quantity") is None and "start" not in _wrong_below(place, mistakes):
        mistakes.note(f"{place}.start", N_("A begin or a quantity is needed."))
    return found


def _wrong_below(place: str, mistakes: Mistakes) -> set[str]:
    """Keys of the newest mistakes at this place, which need no second one."""
    return {m.place.removeprefix(f"{place}.") for m in mistakes.found[-20:] if m.place.startswith(f"{place}.")}


_WORKLOG = keys({
    "kind": choice(tuple(WORKLOG_KINDS)), "start": nullable(instant), "end": nullable(instant),
    "article": nullable(text(40)), "quantity": nullable(decimal(4)), "text": text(100_000, needed=False),
    "billable": flag, "agent": nullable(text(60))}, needed=("kind",))
