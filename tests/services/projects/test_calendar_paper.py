"""The calendar on paper: each day with what is agreed, in the language of the screen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hotline_desk.adapters.documents.pdf_pages import page_count, text_of
from hotline_desk.core.text import Translator
from hotline_desk.domain.projects import ACTION, Appointment
from hotline_desk.services.projects.appointments import save_appointment
from hotline_desk.services.views.calendar import Whose, calendar
from hotline_desk.services.views.calendar_paper import calendar_pdf
from tests.builders import address

MONDAY = date(2026, 11, 2)
TEN = datetime.fromisoformat("2026-11-03T10:00")


def printed(ctx, days=7, language="en", about="Week 45 · Anna Weber"):
    entries = calendar(ctx, MONDAY, MONDAY + timedelta(days=days - 1), Whose())
    return calendar_pdf(ctx, MONDAY, days, entries, about, Translator(language, "DE"))


def test_each_day_of_the_week_has_its_entries_below_it(ctx):
    of = address(ctx, "Muster GmbH")
    save_appointment(ctx, Appointment(title="Wartung", begin=TEN, address_uid=of, place="Halle 1"))
    save_appointment(ctx, Appointment(ACTION, "Zugang", TEN + timedelta(days=1), done=True))
    text = text_of(printed(ctx))
    assert "Week 45 · Anna Weber" in text
    days = ("Monday 02/11/2026", "Tuesday 03/11/2026", "Wednesday 04/11/2026", "Sunday 08/11/2026")
    assert sorted(days, key=text.index) == list(days)
    tuesday = text[text.index("Tuesday"):text.index("Wednesday")]
    assert "10:00–10:30" in tuesday and "Wartung" in tuesday and "Appointment · Muster GmbH · Halle 1" in tuesday
    assert "done" in text[text.index("Wednesday"):text.index("Thursday")]
    assert text.count("nothing agreed") == 5


def test_it_speaks_german(ctx):
    save_appointment(ctx, Appointment(title="Messe", begin=TEN, end=TEN + timedelta(days=1), all_day=True))
    text = text_of(printed(ctx, language="de"))
    assert "Dienstag 03.11.2026" in text and text.count("Messe") == 2


def test_over_midnight_it_stands_on_both_days(ctx):
    save_appointment(ctx, Appointment(title="Nachtdienst", begin=TEN.replace(hour=22), end=TEN.replace(hour=22)
                                      + timedelta(hours=8)))
    text = text_of(printed(ctx))
    assert "from 22:00" in text[text.index("Tuesday"):text.index("Wednesday")]
    assert "until 06:00" in text[text.index("Wednesday"):text.index("Thursday")]


def test_of_four_weeks_only_days_with_something_are_printed(ctx):
    save_appointment(ctx, Appointment(title="Wartung", begin=TEN))
    text = text_of(printed(ctx, days=28))
    assert "Tuesday" in text and "Monday" not in text


def test_a_full_day_goes_on_overleaf(ctx):
    for number in range(60):
        save_appointment(ctx, Appointment(title=f"Termin {number}", begin=TEN + timedelta(minutes=number)))
    paper = printed(ctx, days=1)
    assert page_count(paper) == 1
    paper = printed(ctx)
    assert page_count(paper) > 1 and "Page 2 of" in text_of(paper)
