"""Public holidays of Germany, Austria and Switzerland, of a state or canton where one is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from hotline_desk.core.regions import REGIONS

_PLACES = {"DE-BY": ("DE", "BY", "catholic"), "DE-BY-P": ("DE", "BY", ""), "DE-BY-A": ("DE", "Augsburg", "catholic")}
"""Assumption Day is kept where more Catholics live: in five of six Bavarian communities, and so in "DE-BY"."""


@lru_cache(maxsize=512)
def holidays_of(region: str, year: int, language: str = "en") -> Mapping[date, str]:
    """The holidays of a year by their days, named in the language; none for "" and for regions that are not known."""
    if region not in REGIONS:
        return MappingProxyType({})
    from holidays import country_holidays  # 60 ms, which the start of the desk does not need

    country, state, more = _PLACES.get(region) or (*region.partition("-")[::2], "")
    found = country_holidays(country, subdiv=state or None, years=year, expand=False,
                             language="de" if language == "de" else "en_US",
                             categories=("public", more) if more else ("public",))
    return MappingProxyType(dict(sorted(found.items())))


def holiday_name(day: date, region: str, language: str = "en") -> str | None:
    """What the holiday of a day is called; None on other days."""
    return holidays_of(region, day.year, language).get(day)


def is_holiday(day: date, region: str) -> bool:
    """Whether a day is a public holiday: in "DE" in all states, in "DE-BY" in Bavaria, in "AT" in Austria."""
    return day in holidays_of(region, day.year)
