"""Holidays of every German and Austrian state and every Swiss canton."""

from __future__ import annotations

from datetime import date

import pytest

from hotline_desk.core.regions import REGIONS
from hotline_desk.domain.public_holidays import holiday_name, holidays_of, is_holiday


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_keeps_the_holidays_of_its_country(region: str) -> None:
    found = holidays_of(region, 2026)
    assert set(holidays_of(region[:2], 2026)) <= set(found)
    assert date(2026, 12, 25) in found


def test_all_states_and_cantons_are_there() -> None:
    count = {country: sum(region.startswith(f"{country}-") for region in REGIONS) for country in ("DE", "AT", "CH")}
    assert count == {"DE": 16 + 2, "AT": 9, "CH": 26}


@pytest.mark.parametrize(("region", "day", "off"), [
    ("DE-BY", date(2025, 8, 15), True), ("DE-BY-P", date(2025, 8, 15), False), ("DE-SL", date(2025, 8, 15), True),
    ("DE-BE", date(2025, 8, 15), False), ("DE-BY-A", date(2025, 8, 8), True), ("DE-BY", date(2025, 8, 8), False),
    ("DE-BE", date(2026, 3, 8), True), ("DE-BB", date(2026, 4, 5), True), ("DE-BY", date(2026, 1, 6), True),
    ("DE-BE", date(2026, 1, 6), False), ("AT-9", date(2026, 12, 8), True), ("CH-BE", date(2026, 1, 2), True),
    ("CH", date(2026, 8, 1), True), ("CH-TI", date(2026, 3, 19), True), ("DE-BE", date(2026, 12, 24), False)])
def test_what_only_some_keep_is_known(region: str, day: date, off: bool) -> None:
    assert is_holiday(day, region) is off


def test_holidays_have_names_in_both_languages() -> None:
    assert holiday_name(date(2026, 1, 6), "DE-BY", "de") == "Heilige Drei Könige"
    assert holiday_name(date(2026, 1, 6), "DE-BY") == "Epiphany"
    assert holiday_name(date(2026, 1, 7), "DE-BY") is None


def test_an_unknown_region_has_no_holidays() -> None:
    assert not holidays_of("XX-1", 2026) and not holidays_of("", 2026)
