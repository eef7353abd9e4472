"""The calendar as a file: what is in it, and what happens where it cannot be written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator
from hotline_desk.domain.projects import ACTION, Appointment
from hotline_desk.services.projects.appointments import get_appointment, save_appointment
from hotline_desk.services.tickets.endings import resubmit_ticket
from hotline_desk.services.views.calendar import Whose, calendar
from hotline_desk.services.views.calendar_file import calendar_ics, save_calendar
from tests.adapters.exchange.test_icalendar import read
from tests.builders import address, ticket

TEN = datetime.fromisoformat("2026-11-03T10:00")


def exported(ctx, language="de"):
    return read(calendar_ics(ctx, "Anna", calendar(ctx, date(2026, 11, 2), date(2026, 11, 8), Whose()),
                             Translator(language)))


def test_each_kind_says_what_it_is(ctx):
    of = address(ctx)
    save_appointment(ctx, Appointment(title="Wartung", begin=TEN, address_uid=of, place="Halle 1", note="Schlüssel"))
    save_appointment(ctx, Appointment(ACTION, "Zugang", TEN + timedelta(hours=1), done=True))
    resubmit_ticket(ctx, ticket(ctx, of, "Drucker"), TEN + timedelta(hours=2), "Ersatzteil da?")
    appointment, action, resubmission = exported(ctx, "en")
    assert (appointment["SUMMARY"], appointment["LOCATION"], appointment["DTSTART"]) == (
        "Wartung", "Halle 1", "20261103T090000Z")
    assert appointment["DESCRIPTION"] == "Muster GmbH\nSchlüssel"
    assert (action["SUMMARY"], action["TRANSP"]) == ("Customer action: Zugang", "TRANSPARENT")
    assert resubmission["SUMMARY"] == "Resubmission: Drucker"
    assert "Ersatzteil da?" in resubmission["DESCRIPTION"]
    assert "Ticket 2026-" in resubmission["DESCRIPTION"]


def test_the_same_entry_keeps_its_name_and_counts_its_changes(ctx):
    uid = save_appointment(ctx, Appointment(title="Wartung", begin=TEN))
    (before,) = exported(ctx)
    save_appointment(ctx, replace(get_appointment(ctx, uid), place="Halle 2"))
    (after,) = exported(ctx)
    assert before["UID"] == after["UID"]
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1


def test_whole_days_of_the_company_are_days(ctx):
    save_appointment(ctx, Appointment(title="Messe", begin=TEN, end=TEN + timedelta(days=1), all_day=True))
    (found,) = exported(ctx)
    assert (found["DTSTART;VALUE=DATE"], found["DTEND;VALUE=DATE"]) == ("20261103", "20261105")


def test_a_file_without_an_extension_gets_one(ctx, tmp_path):
    assert save_calendar(b"", tmp_path / "woche") == tmp_path / "woche.ics"


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(UserError) as refused:
        save_calendar(b"", tmp_path / "nowhere" / "woche.ics")
    assert refused.value.id == "file.unwritable"
