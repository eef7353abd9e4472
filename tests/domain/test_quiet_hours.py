"""Quiet hours run over midnight, keep to the wall clock, and end with the span."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import SETTINGS, Settings
from hotline_desk.domain.quiet_hours import is_quiet

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    """An instant by Berlin's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


def evening(**more: object) -> Settings:
    return Settings({"notices.quiet_from": "18:00", "notices.quiet_until": "7:30", **more})


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert not any(is_quiet(Settings(), at(f"2026-11-02T{hour:02}:00"), BERLIN) for hour in range(24))


@pytest.mark.parametrize(("time", "quiet"), [
    ("17:59", False), ("18:00", True), ("23:59", True), ("00:00", True), ("07:29", True), ("07:30", False)])
def test_quiet_hours_run_over_midnight(time: str, quiet: bool) -> None:
    assert is_quiet(evening(), at(f"2026-11-02T{time}"), BERLIN) is quiet


@pytest.mark.parametrize(("time", "quiet"), [("11:59", False), ("12:00", True), ("12:59", True), ("13:00", False)])
def test_quiet_hours_within_a_day(time: str, quiet: bool) -> None:
    lunch = Settings({"notices.quiet_from": "12:00", "notices.quiet_until": "13:00"})
    assert is_quiet(lunch, at(f"2026-11-02T{time}"), BERLIN) is quiet


def test_a_clock_change_does_not_move_them() -> None:
    assert is_quiet(evening(), at("2026-10-25T07:29"), BERLIN)
    assert not is_quiet(evening(), at("2026-10-25T07:30"), BERLIN)
    assert is_quiet(evening(), at("2026-10-24T18:00"), BERLIN)


def test_the_weekend_may_be_quiet() -> None:
    free = Settings({"notices.quiet_weekend": True})
    assert is_quiet(free, at("2026-11-07T10:00"), BERLIN) and is_quiet(free, at("2026-11-08T23:59"), BERLIN)
    assert not is_quiet(free, at("2026-11-09T00:00"), BERLIN)


def test_who_is_not_to_be_disturbed_is_not_reminded() -> None:
    assert is_quiet(Settings({"ui.do_not_disturb": True}), at("2026-11-02T10:00"), BERLIN)


@pytest.mark.parametrize("text", ["25:00", "18", "18:60", "abends"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        SETTINGS["notices.quiet_from"].check(text)
