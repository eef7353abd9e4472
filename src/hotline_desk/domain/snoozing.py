"""For how long somebody wants to hear nothing of a reminder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hotline_desk.core.text import N_
from hotline_desk.domain.workdays import USUAL_WEEK, WorkCalendar

TOMORROW = "tomorrow"
_MINUTES = {"5": 5, "15": 15, "60": 60}
SNOOZES = {"5": N_("In 5 minutes"), "15": N_("In 15 minutes"), "60": N_("In an hour"),
           TOMORROW: N_("On the morning of the next working day")}


def snooze_until(code: str, now: datetime, zone: str, days: WorkCalendar = USUAL_WEEK) -> datetime:
    """The instant (UTC) that a key of `SNOOZES` means, seen from now; the next morning is one on which one works."""
    if code != TOMORROW:
        return now + timedelta(minutes=_MINUTES[code])
    morning = days.morning_after(now.astimezone(ZoneInfo(zone)).date())
    return morning.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
