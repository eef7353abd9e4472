"""The company's calendar: on which days it works, when its morning begins, which days are holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hotline_desk.core.settings import Settings, days_in
from hotline_desk.domain.public_holidays import is_holiday

_LONGEST_BREAK = 60
"""So many days in a row without work are looked through for the next working day."""


@dataclass(frozen=True)
class WorkCalendar:
    """`week` is how many days from Monday on are worked; `off` are days without work as (day, month, year or None).

    Days that only some communities keep and that the region does not know can be entered as days off.
    """

    week: int = 5
    morning: time = time(9)
    region: str = ""
    off: frozenset[tuple[int, int, int | None]] = frozenset()

    def works(self, day: date) -> bool:
        """Whether the company works on this day."""
        own = {(day.day, day.month, None), (day.day, day.month, day.year)}
        return day.weekday() < self.week and not own & self.off and not is_holiday(day, self.region)

    def next_morning(self, now: datetime) -> datetime:
        """The next morning of a working day after a naive local moment."""
        moment = datetime.combine(now.date(), self.morning)
        return moment if moment > now and self.works(moment.date()) else self.morning_after(now.date())

    def morning_after(self, day: date) -> datetime:
        """The morning of the first working day after this one."""
        following = (day + timedelta(days=n) for n in range(1, _LONGEST_BREAK))
        found = next((each for each in following if self.works(each)), day + timedelta(days=1))
        return datetime.combine(found, self.morning)


USUAL_WEEK = WorkCalendar()
"""Monday to Friday from nine o'clock, without holidays."""


def work_calendar(settings: Settings) -> WorkCalendar:
    """The calendar that the company has set."""
    return WorkCalendar(int(settings["company.work_days"]), time.fromisoformat(settings["company.morning"].zfill(5)),
                        settings["company.holidays"], frozenset(days_in(settings["company.days_off"])))
