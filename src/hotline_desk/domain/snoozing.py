"""For how long somebody wants to hear nothing of a reminder."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotline_desk.core.text import N_

TOMORROW = "tomorrow"
_MINUTES = {"5": 5, "15": 15, "60": 60}
SNOOZES = {"5": N_("In 5 minutes"), "15": N_("In 15 minutes"), "60": N_("In an hour"), TOMORROW: N_("Tomorrow at 9")}
_MORNING = time(9)


def snooze_until(code: str, now: datetime, zone: str) -> datetime:
    """The instant (UTC) that a key of `SNOOZES` means, seen from now; tomorrow is the company's."""
    if code != TOMORROW:
        return now + timedelta(minutes=_MINUTES[code])
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime.combine(day, _MORNING, ZoneInfo(zone)).astimezone(UTC)
