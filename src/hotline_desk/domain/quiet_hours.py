"""Hours in which a person is not to be reminded. Wall clock of the company's zone, so a clock change moves nothing."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from hotline_desk.core.settings import Settings

_SATURDAY = 5


def is_quiet(settings: Settings, now: datetime, zone: str) -> bool:
    """Whether this user wants no reminders at this instant: his quiet hours, his weekend, or "do not disturb".

    What falls due meanwhile is told when it is over.
    """
    local = now.astimezone(ZoneInfo(zone))
    if settings["ui.do_not_disturb"]:
        return True
    if settings["notices.quiet_weekend"] and local.weekday() >= _SATURDAY:
        return True
    return _within(settings["notices.quiet_from"], settings["notices.quiet_until"], local.time())


def _within(first: str, last: str, at: time) -> bool:
    """Whether `at` lies in a span that may run over midnight; without a begin or an end there is none."""
    if not first or not last or first == last:
        return False
    begin, end = time.fromisoformat(first.zfill(5)), time.fromisoformat(last.zfill(5))
    return begin <= at < end if begin < end else at >= begin or at < end
