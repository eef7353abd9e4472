"""Service calendars: made, changed, looked at."""

from __future__ import annotations

from datetime import date

import pytest

from hotline_desk.services.contracts import Calendar, all_calendars, save_calendar
from hotline_desk.ui.contracts.week_picture import week_of
from tests.ui.office import Office

MONDAY = date(2026, 11, 2)


def put(model, row, *texts):
    """Types into the cells of a row, one after the other."""
    for column, text in enumerate(texts):
        if text is not None:
            model.setData(model.index(row, column), text, 2)


@pytest.fixture
def office_hours(ctx) -> str:
    """The uid of a calendar."""
    return save_calendar(ctx, Calendar("Office", "Europe/Berlin", {"mon": ["08:00-18:00"]}, "DE-BY", {"outside": "50"}))


def test_a_calendar_is_made_with_hours_as_people_write_them(office: Office, ctx):
    frame = office.open("service_calendar")
    frame.name.setText("Office")
    frame.hours["mon"].setText("8-12, 13-17.30")
    frame.same.click()
    frame.region.set_code("AT-9")
    put(frame.bands, 0, "Night", "Mon-Fri, 24.12.", "20", "6", "75")
    put(frame.closed_days, 0, "27.12.", "Bridge")
    office.do("frame.save")
    [made] = all_calendars(ctx)
    assert made.hours["mon"] == made.hours["fri"] == ["08:00-12:00", "13:00-17:30"] and "sat" not in made.hours
    assert (made.name, made.holidays, made.surcharges) == ("Office", "AT-9", {"outside": "50", "holiday": "100"})
    assert made.bands == ({"name": "Night", "days": ["mon", "tue", "wed", "thu", "fri"], "dates": ["12-24"],
                           "from": "20:00", "to": "06:00", "percent": "75"},)
    assert made.closed == ({"date": "12-27", "name": "Bridge"},)


def test_hours_that_cannot_be_are_said_below_their_day(office: Office, ctx, office_hours):
    frame = office.open("service_calendar", office_hours)
    frame.hours["tue"].setText("18-8")
    office.do("frame.save")
    assert "is no time of service" in frame.form.errors()["tue"]


def test_days_that_cannot_be_are_said_and_stay_as_they_were(office: Office, ctx, office_hours):
    frame = office.open("service_calendar", office_hours)
    put(frame.bands, 0, "Night", "Mon-Fri")
    told = []
    frame.bands.misread.connect(told.append)
    put(frame.bands, 0, None, "someday")
    assert [problem.id for problem in told] == ["service.day"]
    assert frame.bands.text(0, 1) == "Mon-Fri"


def test_the_holidays_of_the_year_are_named_in_the_language_of_the_desk(office: Office, ctx, office_hours):
    frame = office.open("service_calendar", office_hours)
    assert (date(2026, 1, 6), "Epiphany") in [(h.day, h.name) for h in frame.holidays.rows()]
    office.shell.texts.use("de")
    assert "Heilige Drei Könige" in [h.name for h in frame.holidays.rows()]
    office.shell.texts.use("en")


def test_the_picture_shows_service_holidays_and_bands():
    content = {"zone": "Europe/Berlin", "hours": {"mon": ["08:00-18:00"]}, "holidays": "DE-BY",
               "surcharges": {"outside": "50", "holiday": "100"},
               "bands": [{"name": "Night", "days": ["tue"], "from": "20:00", "to": "06:00", "percent": "75"}]}
    days = week_of(content, MONDAY, "")
    assert [(p.begin, p.end, p.segment.name) for p in days[0]] == [(0, 8, "outside"), (8, 18, ""), (18, 24, "outside")]
    assert [(p.begin, p.end, p.segment.name) for p in days[1]] == [(0, 20, "outside"), (20, 24, "Night")]
    assert next(p.segment.name for p in days[2]) == "Night"
    assert next(p.segment.name for p in week_of(content, date(2026, 1, 5), "")[1]) == "holiday"


def test_the_list_says_the_hours_in_short(office: Office, ctx):
    days = {day: ["08:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    save_calendar(ctx, Calendar("Office", "Europe/Berlin", {**days, "sat": ["09:00-12:00"]}))
    save_calendar(ctx, Calendar("Always", "Europe/Berlin"))
    frame = office.open("service_calendars")
    shown = {row.name: frame._hours(row) for row in frame.list.rows()}
    assert shown == {"Office": "Mon-Fri 08:00-18:00; Sat 09:00-12:00", "Always": "round the clock"}
    office.do("record.open")
    assert office.windows.active().kind == "service_calendar"
