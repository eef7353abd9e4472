"""The company's calendar: on which days it works, when its morning begins, which days are holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hotline_desk.core.settings import Settings, days_in

_LONGEST_BREAK = 60
"""So many days in a row without work are looked through for the next working day."""
# Days from Easter Sunday.
_GOOD_FRIDAY, _EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY, _CORPUS_CHRISTI = -2, 1, 39, 50, 60
_GERMANY = ((1, 1), (1, 5), (3, 10), (25, 12), (26, 12))
_AUSTRIA = ((1, 1), (6, 1), (1, 5), (15, 8), (26, 10), (1, 11), (8, 12), (25, 12), (26, 12))
_OF_STATES: dict[tuple[int, int], str] = {
    (6, 1): "BW BY ST", (8, 3): "BE MV", (15, 8): "SL", (20, 9): "TH", (31, 10): "BB HB HH MV NI SH SN ST TH",
    (1, 11): "BW BY NW RP SL",
}
_CORPUS_CHRISTI_IN = "BW BY HE NW RP SL"


@dataclass(frozen=True)
class WorkCalendar:
    """`week` is how many days from Monday on are worked; `off` are days without work as (day, month, year or None).

    Holidays that only some communities of a state keep are none here; they can be entered as days off.
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


def easter(year: int) -> date:
    """Easter Sunday of the western churches."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day: date, region: str) -> bool:
    """Whether a day is a public holiday: in "DE" in all states, in "DE-BY" in Bavaria, in "AT" in Austria."""
    country, _, state = region.partition("-")
    if not country:
        return False
    fixed, moved = (day.day, day.month), (day - easter(day.year)).days
    if country == "AT":
        return fixed in _AUSTRIA or moved in (_EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY, _CORPUS_CHRISTI)
    if fixed in _GERMANY or moved in (_GOOD_FRIDAY, _EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY):
        return True
    if not state:
        return False
    repentance = state == "SN" and day.month == 11 and 16 <= day.day <= 22 and day.weekday() == 2
    return (state in _OF_STATES.get(fixed, "").split() or repentance
            or (moved == _CORPUS_CHRISTI and state in _CORPUS_CHRISTI_IN.split()))
