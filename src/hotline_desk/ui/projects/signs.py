"""How entries of the calendar are told apart: by symbol, by word and by colour."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from hotline_desk.services.views.calendar import ABSENCE, CALLBACK, RESUBMISSION, CalendarEntry
from hotline_desk.services.views.calendar_file import KINDS
from hotline_desk.ui.shell.texts import Texts

ICONS = {"appointment": "calendar", "action": "zap", RESUBMISSION: "calendar-clock", CALLBACK: "phone-forwarded",
         ABSENCE: "user-x"}
_GROUNDS = {"appointment": "note_row", "action": "success_row", RESUBMISSION: "warning_row", CALLBACK: "warning_row",
            ABSENCE: "hover"}
_EDGES = {"appointment": "accent", "action": "success", RESUBMISSION: "warning", CALLBACK: "warning",
          ABSENCE: "strong_border"}


def icon_of(entry: CalendarEntry) -> str:
    """A check for what is done, a warning for what is late, else what it is."""
    if entry.done:
        return "check"
    return "clock-alert" if entry.late else ICONS[entry.kind]


def ground_of(entry: CalendarEntry) -> str:
    """The token of its ground."""
    return "danger_row" if entry.late else _GROUNDS[entry.kind]


def edge_of(entry: CalendarEntry) -> str:
    """The token of its edge and its symbol."""
    if entry.late:
        return "danger"
    return "muted" if entry.done else _EDGES[entry.kind]


def times_of(entry: CalendarEntry, texts: Texts) -> str:
    """"09:00–10:30", or that it lasts all day."""
    if entry.all_day:
        return texts.tr("all day")
    end = f"{entry.end:%H:%M}" if entry.end.date() == entry.begin.date() else f"{texts.day(entry.end.date())} " \
        f"{entry.end:%H:%M}"
    moment = entry.end == entry.begin or entry.kind in (RESUBMISSION, CALLBACK)  # which only seem to last
    return f"{entry.begin:%H:%M}" if moment else f"{entry.begin:%H:%M}–{end}"


def title_of(entry: CalendarEntry) -> str:
    """What stands in its box."""
    if entry.kind == ABSENCE:
        return " · ".join(part for part in (entry.who, entry.title) if part)
    return " · ".join(part for part in (entry.title or entry.number, entry.customer) if part)


def spoken(entry: CalendarEntry, texts: Texts) -> str:
    """All of it as one sentence, for those who do not see the boxes, and as a tip."""
    state = texts.tr("done") if entry.done else texts.tr("late") if entry.late else ""
    parts = (texts.tr(KINDS[entry.kind]), times_of(entry, texts), title_of(entry), entry.place,
             "" if entry.kind == ABSENCE else entry.who, state)
    return ", ".join(part for part in parts if part)


def weekday(texts: Texts, number: int) -> str:
    """The short name of a day of the week, 1 for Monday."""
    return QLocale(texts.translator.locale).dayName(number, QLocale.FormatType.ShortFormat).rstrip(".")
