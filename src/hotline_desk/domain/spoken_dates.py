"""Days and times as they are said, brought into the short forms that `dates` reads; German and English alike."""

from __future__ import annotations

import calendar
import re
from datetime import date, time, timedelta
from decimal import Decimal

from hotline_desk.domain.workdays import WorkCalendar

_ONE_TO_TWELVE = (
    ("ein", "eine", "einer", "einem", "einen", "eins", "a", "an", "one"), ("zwei", "two"), ("drei", "three"),
    ("vier", "four"), ("fünf", "fuenf", "five"), ("sechs", "six"), ("sieben", "seven"), ("acht", "eight"),
    ("neun", "nine"), ("zehn", "ten"), ("elf", "eleven"), ("zwölf", "zwoelf", "twelve"))
_NUMBERS = {word: number for number, words in enumerate(_ONE_TO_TWELVE, 1) for word in words}
_MONTHS = {name: number for number, names in enumerate((
    ("januar", "jänner", "january", "jan"), ("februar", "february", "feb"),
    ("märz", "maerz", "march", "mär", "mrz", "mar"), ("april", "apr"), ("mai", "may"), ("juni", "june", "jun"),
    ("juli", "july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("oktober", "october", "okt", "oct"),
    ("november", "nov"), ("dezember", "december", "dez", "dec")), 1) for name in names}
_MONTH = "|".join(_MONTHS)
_NUMBER = rf"\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_NEXT = r"(?:nächste[rnsm]?|naechste[rnsm]?|kommende[rnsm]?|next|coming)"

_PLAIN = (
    (re.compile(r"\bday after tomorrow\b"), "übermorgen"),
    (re.compile(r"\btonight\b"), "heute abend"),
    (re.compile(r"^in (?:(?:einer|1|a|one) )?(?:halben stunde|half an hour|half hour)$"), "+30 min"),
    (re.compile(r"^in (?:einer |1 )?dreiviertelstunde$"), "+45 min"),
    (re.compile(r"^in (?:einer viertelstunde|a quarter of an hour)$"), "+15 min"),
    (re.compile(rf"^{_NEXT} (?:monat|month)\b"), "+1m"),
    # "next Monday" is the next one to come; which that is can be read beside the field.
    (re.compile(rf"^(?:{_NEXT}|diese[rnsm]?|this) (?!woche|week|werktag|arbeitstag|work)"), ""),
)
_IN = re.compile(r"^in (?:(\d{1,2})[.,](5)|(\d{1,3})|([a-zäöüß]+)) ?([a-z]+)\b(.*)")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:\.|st|nd|rd|th)? ?(?:of )?({_MONTH})\b\.?,?(?: ((?:19|20|21)\d\d)\b)?")
_MONTH_DAY = re.compile(rf"\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b,?(?: ((?:19|20|21)\d\d)\b)?")
_HALF = re.compile(rf"\b(halb|half past|viertel nach|quarter past|viertel vor|quarter to) ({_NUMBER})\b")
_PARTS = re.compile(r"\b(früh|frueh|morgens|vormittags?|morning|mittags?|noon|midday|nachmittags?|afternoon|abends?|"
                    r"evening)\b(?: (\d{1,2})(?:[:.](\d{2}))?(?= |$))?")
_NEXT_WEEK = re.compile(rf"^{_NEXT} (?:woche|week)\b,?")
_END = re.compile(r"^(?:(?:zum |am )?ende der woche|(?:at the )?end of (?:the )?week|wochenende)\b")
_MONTH_END = re.compile(
    r"^(?:(?:zum |am )?(?:ende des monats|monatsende)|(?:at the )?end of (?:the )?month)\b")
_FORENOON, _NOON, _AFTERNOON, _EVENING = time(10), time(12), time(14), time(18)
_HALF_DAY, _HOURS = 12, 24


def in_short(words: str, today: date, days: WorkCalendar) -> str:
    """What was said (in small letters, single blanks) in short forms; what has none stays as it is.

    Raises ValueError for times that no clock shows.
    """
    for said, short in _PLAIN:
        words = said.sub(short, words)
    words = _IN.sub(_in, words)
    words = _DAY_MONTH.sub(lambda m: _day(m[1], m[2], m[3]), words)
    words = _MONTH_DAY.sub(lambda m: _day(m[2], m[1], m[3]), words)
    words = _HALF.sub(_half, words)
    words = _PARTS.sub(lambda m: _part(m, days), words)
    return _ends(words, today, days).strip()


def _in(match: re.Match[str]) -> str:
    """"in zwei Std." is "+2 std"; halves are minutes."""
    whole, half, count, word, unit, rest = match.groups()
    if half:
        return f"+{int(Decimal(f'{whole}.5') * 60)} min{rest}" if unit[:1] in ("s", "h") else match[0]
    number = int(count) if count else _NUMBERS.get(word or "")
    return match[0] if number is None else f"+{number} {unit}{rest}"


def _day(day: str, month: str, year: str | None) -> str:
    return f"{int(day)}.{_MONTHS[month]}.{year or ''}"


def _half(match: re.Match[str]) -> str:
    """"halb zehn" is half past nine."""
    how, said = match.groups()
    hour = int(said) if said.isdigit() else _NUMBERS[said]
    if hour > _HOURS:
        raise ValueError(said)
    before = {"halb": 30, "viertel vor": 45, "quarter to": 45}
    if how in before:
        return f"{(hour - 1) % 24}:{before[how]}"
    return f"{hour}:{15 if 'viertel' in how or 'quarter' in how else 30}"


def _part(match: re.Match[str], days: WorkCalendar) -> str:
    """A part of the day is its usual hour; with an hour behind it tells which half of the day is meant."""
    part, hour, minute = match.groups()
    late = part.startswith(("nachmittag", "afternoon", "abend", "evening"))
    if hour:
        value = int(hour) + (_HALF_DAY if late and int(hour) < _HALF_DAY else 0)
        return f"{value}:{minute or '00'}"
    if late:
        usual = _AFTERNOON if part.startswith(("nach", "after")) else _EVENING
    elif part.startswith(("mittag", "noon", "midday")):
        usual = _NOON
    else:
        usual = _FORENOON if part.startswith("vormittag") else days.morning
    return f"{usual:%H:%M}"


def _ends(words: str, today: date, days: WorkCalendar) -> str:
    """Next week (its first working day, or a day of it), the end of this week, the end of this month."""
    monday = today - timedelta(days=today.weekday())
    if match := _NEXT_WEEK.match(words):
        rest = words[match.end():].strip()
        week = (monday + timedelta(days=7)).isocalendar()
        if rest[:1].isalpha():
            return f"kw {week.week}/{week.year} {rest}"
        return f"{days.morning_after(monday + timedelta(days=6)).date()} {rest}"
    if match := _END.match(words):
        friday = monday + timedelta(days=4)
        return f"{friday if friday >= today else friday + timedelta(days=7)}{words[match.end():]}"
    if match := _MONTH_END.match(words):
        last = today.replace(day=calendar.monthrange(today.year, today.month)[1])
        return f"{last}{words[match.end():]}"
    return words
