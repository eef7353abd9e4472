"""The file of a company: its conditions, addresses and tickets with their measures."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import LANGUAGES, N_
from hotline_desk.domain.addresses import ROLES
from hotline_desk.domain.billing.values import UNITS
from hotline_desk.domain.tickets import CHANNELS, CLOSED, KINDS, NEW, OPEN, OUTCOMES, PRIORITIES, WORKLOG_KINDS
from hotline_desk.services.importing.conditions import (
    billing,
    calendar,
    contract,
    email,
    price_list,
    price_version,
    rate,
    tax_rate,
    terms,
)
from hotline_desk.services.importing.schema import (
    Mistakes,
    Read,
    Wrong,
    choice,
    decimal,
    each,
    flag,
    instant,
    keys,
    nullable,
    phone,
    text,
)

STATES = (NEW, OPEN, CLOSED)
_NAMES = {"tax_rates": ("code", "from"), "articles": ("number",), "price_lists": ("name",), "calendars": ("name",),
          "terms": ("name", "from"), "addresses": ("number",), "tickets": ("ref",)}


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
    for section, names in _NAMES.items():
        _refuse_twins(found.get(section, []), names, mistakes)
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _refuse_twins(entries: list[dict[str, Any]], names: Sequence[str], mistakes: Mistakes) -> None:
    seen: set[tuple[Any, ...]] = set()
    for entry in entries:
        known = tuple(entry.get(name) for name in names)
        if known[0] is not None and known in seen:
            mistakes.note(f"{entry['@']}.{names[0]}", N_("“{value}” stands in the file twice."), value=known[0])
        seen.add(known)


def _company(plan: NumberPlan) -> Read:
    return keys({"tax_rates": each(tax_rate()), "articles": each(_article()),
                 "price_lists": each(price_list()), "calendars": each(calendar()),
                 "terms": each(terms()), "addresses": each(_address(plan)),
                 "tickets": each(_ticket(plan))})


def _article() -> Read:
    return keys({"number": text(40), "name": text(200), "unit": choice(UNITS), "price": decimal(4),
                 "tax_rate": rate, "tax_code": text(20, needed=False), "gross_price": flag,
                 "prices": each(price_version())}, needed=("number", "name", "unit", "price"))


def _address(plan: NumberPlan) -> Read:
    written = {name: text(longest, needed=False) for name, longest in (
        ("street", 200), ("postcode", 20), ("city", 100), ("order_reference", 100), ("cost_centre", 60),
        ("note", 10_000), ("warning", 10_000))}
    return keys({
        "number": text(20), "name": text(200), "roles": each(choice(tuple(ROLES))), "business": flag, "person": flag,
        "country": _country, "language": choice(LANGUAGES), "vat_id": nullable(text(30)), **written,
        "phones": each(phone(plan)), "emails": each(email),
        "contracts": each(_ordered(contract(), "from", "to")), "billing": billing},
        needed=("number", "name"))


def _country(value: Any, place: str, mistakes: Mistakes) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Za-z]{2}", value):
        raise Wrong(N_("A country of two letters is needed, like DE."))
    return value.upper()


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
        "product": text(120, needed=False), "category": text(120, needed=False), "client": nullable(text(20)),
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
