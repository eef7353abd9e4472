"""The days of a calendar on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from hotline_desk.adapters.documents.calendar_page import PaperDay, PaperEntry, render_calendar
from hotline_desk.core.text import N_, Translator
from hotline_desk.services.context import Context
from hotline_desk.services.views.calendar import ABSENCE, CALLBACK, RESUBMISSION, CalendarEntry
from hotline_desk.services.views.calendar_file import KINDS

_DAY = timedelta(days=1)


def calendar_pdf(ctx: Context, first: date, days: int, entries: Sequence[CalendarEntry], about: str,
                 texts: Translator | None = None) -> bytes:
    """These days as PDF in the language of `texts` (default: the company's). `about` says whose they are.

    What lasts over several days stands on each of them. Of more than a week only the days with something on them.
    """
    texts = texts or ctx.texts
    found = [_day(first + timedelta(days=number), entries, texts) for number in range(days)]
    shown = [day for day in found if day.entries] or found[:1] if days > 7 else found
    return render_calendar(shown, about=about, texts=texts, printed_at=ctx.clock.now(), zone=ctx.zone,
                           company=ctx.settings["company.name"])


def _day(day: date, entries: Sequence[CalendarEntry], texts: Translator) -> PaperDay:
    begin = datetime.combine(day, time())
    return PaperDay(day, [_entry(entry, begin, texts) for entry in entries
                          if entry.begin < begin + _DAY and (entry.end > begin or entry.begin >= begin)])


def _entry(entry: CalendarEntry, day: datetime, texts: Translator) -> PaperEntry:
    away = entry.kind == ABSENCE
    title = " · ".join(part for part in (entry.who, entry.title) if part) if away else entry.title or entry.number
    about = (texts.tr(KINDS[entry.kind]), entry.number if entry.title else "", entry.customer, entry.place, entry.note)
    state = texts.tr(N_("done")) if entry.done else texts.tr(N_("late")) if entry.late else ""
    return PaperEntry(_when(entry, day, texts), title, " · ".join(part for part in about if part),
                      "" if away else entry.who, state, entry.done)


def _when(entry: CalendarEntry, day: datetime, texts: Translator) -> str:
    """The times of an entry on one of its days: "09:00–10:30", "from 22:00", "until 06:00" or all day."""
    starts, ends = entry.begin >= day, entry.end <= day + _DAY
    if entry.all_day or not (starts or ends):
        return texts.tr(N_("all day"))
    if not starts:
        return texts.tr(N_("until {time}"), time=f"{entry.end:%H:%M}")
    if not ends and entry.kind not in (RESUBMISSION, CALLBACK):
        return texts.tr(N_("from {time}"), time=f"{entry.begin:%H:%M}")
    moment = entry.end == entry.begin or entry.kind in (RESUBMISSION, CALLBACK)
    return f"{entry.begin:%H:%M}" if moment else f"{entry.begin:%H:%M}–{entry.end:%H:%M}"
