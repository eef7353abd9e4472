"""The form of an appointment or an action, from wherever it is opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hotline_desk.domain.projects import ACTION, Appointment, Project
from hotline_desk.services.access import read_settings, write_setting
from hotline_desk.services.projects.appointments import get_appointment, save_appointment
from hotline_desk.services.projects.projects import save_project
from hotline_desk.services.views.customer import customer
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.projects import AppointmentRow
from tests import builders
from tests.ui.office import clock, ctx, office

__all__ = ["clock", "ctx", "office"]

at = datetime.fromisoformat
TEN = at("2026-11-03T10:00")


def typed(form, **texts):
    """Types into fields; what is typed counts when the field is left."""
    for name, text in texts.items():
        line = getattr(form, name)
        line.setText(text)
        line.setModified(True)
        line.textEdited.emit(text)
        line.editingFinished.emit()


def only(ctx):
    """The uid of the one appointment there is."""
    with ctx.store.read() as session:
        return session.scalars(select(AppointmentRow.uid)).one()


def test_an_appointment_is_made_with_times_as_people_say_them(office, ctx):
    form = office.open("appointment")
    typed(form, subject="Wartung", begin="morgen 9", end="1,5h", place="Serverraum")
    assert "09:00 – 10:30 (1:30 h)" in form.meant.text()
    office.do("frame.save")
    kept = get_appointment(ctx, only(ctx))
    assert (kept.title, kept.begin, kept.end, kept.place, kept.user_uid) == (
        "Wartung", at("2026-11-03T09:00"), at("2026-11-03T10:30"), "Serverraum", ctx.user.uid)
    assert office.windows.find("appointment", kept.uid) is None


def test_the_length_stays_when_the_begin_moves(office, ctx):
    form = office.open("appointment", save_appointment(ctx, Appointment(
        title="Wartung", begin=TEN, end=TEN + timedelta(hours=2))))
    typed(form, begin="fr 14:30")
    assert form.end.value() == at("2026-11-06T16:30")


def test_all_day_lasts_to_the_end_of_its_last_day(office, ctx):
    form = office.open("appointment")
    typed(form, subject="Messe", begin="3.11.2026", end="5.11.2026")
    form.all_day.click()
    office.do("frame.save")
    kept = get_appointment(ctx, only(ctx))
    assert (kept.begin, kept.end) == (at("2026-11-03"), at("2026-11-06"))
    again = office.open("appointment", kept.uid)
    assert again.end.value() == at("2026-11-05")
    office.do("frame.save")
    assert get_appointment(ctx, kept.uid).end == at("2026-11-06")


@pytest.mark.parametrize(("texts", "row"), [
    ({"subject": ""}, "title"), ({"begin": "irgendwann"}, "begin"), ({"end": "irgendwann"}, "end"),
    ({"begin": "3.11.2026 10:00", "end": "2.11.2026 9:00"}, "end"), ({"begin": ""}, "begin")])
def test_what_is_missing_or_not_understood_is_said_below_its_field(office, ctx, texts, row):
    form = office.open("appointment")
    typed(form, **{"subject": "Wartung", **texts})
    office.do("frame.save")
    assert list(form.form.errors()) == [row]


def test_an_action_at_a_customer_is_done_just_now(office, ctx, clock):
    of = builders.address(ctx)
    clock.advance(minutes=20)
    office.open("address", of)
    office.do("action.new")
    form = office.windows.active()
    typed(form, subject="Zugang freigeschaltet")
    office.do("frame.save")
    (entry,) = customer(ctx, of).timeline
    assert (entry.kind, entry.title, entry.state) == ("action", "Zugang freigeschaltet", "done")
    frame = office.windows.find("address", of)
    office.until(lambda: [e.kind for e in frame.timeline.rows()] == ["action"])
    frame.timeline.activated.emit(entry)
    assert (office.windows.active().kind, office.windows.active().uid) == ("appointment", entry.uid)


def test_one_on_a_ticket_brings_its_customer_and_project(office, ctx):
    project = save_project(ctx, Project(name="Umzug"))
    on = builders.ticket(ctx, builders.address(ctx), "Leitungen", project_uid=project)
    form = office.open("appointment", None, ticket=on)
    assert (form.subject.text(), form.project.currentText(), form.customer.text().split()[1]) == (
        "Leitungen", "P0001 Umzug", "Muster")
    assert "Leitungen" in form.ticket.text()
    office.shell.commands.trigger("frame.save")
    office.idle()
    assert [a.title for a in ticket_view(ctx, on).appointments] == ["Leitungen"]


def test_what_a_colleague_changes_is_shown_unless_something_is_typed(office, ctx):
    uid = save_appointment(ctx, Appointment(title="Wartung", begin=TEN))
    form = office.open("appointment", uid)
    kept = get_appointment(ctx, uid)
    save_appointment(ctx, Appointment(**{**vars(kept), "place": "Halle 1"}))
    office.until(lambda: form.place.text() == "Halle 1")
    typed(form, place="Halle 2")
    save_appointment(ctx, Appointment(**{**vars(get_appointment(ctx, uid)), "place": "Halle 3"}))
    office.idle()
    assert form.place.text() == "Halle 2"


def test_it_is_taken_away_and_comes_back(office, ctx):
    uid = save_appointment(ctx, Appointment(title="Wartung", begin=TEN))
    office.open("appointment", uid)
    office.do("record.archive")
    assert office.windows.find("appointment", uid) is None
    office.undo()
    assert get_appointment(ctx, uid).title == "Wartung"


def test_a_single_one_is_saved_for_other_programs(office, ctx, tmp_path):
    uid = save_appointment(ctx, Appointment(ACTION, "Messen", TEN))
    form = office.open("appointment", uid)
    office.do("calendar.export")
    form.save_panel.place.line.setText(str(tmp_path / "eins.ics"))
    office.do("panel.confirm")
    assert "Messen" in (tmp_path / "eins.ics").read_text("utf-8")


def test_a_customer_who_is_half_typed_is_not_lost_unseen(office, ctx):
    uid = save_appointment(ctx, Appointment(title="Wartung", begin=TEN, address_uid=builders.address(ctx)))
    form = office.open("appointment", uid)
    form.customer.set_value("Must", None)
    office.do("frame.save")
    assert list(form.form.errors()) == ["customer"]
    form.customer.set_value("", None)
    office.do("frame.save")
    assert get_appointment(ctx, uid).address_uid is None


def test_a_further_appointment_waits_for_the_one_that_is_typed(office, ctx):
    form = office.open("appointment")
    typed(form, subject="Wartung")
    office.open("appointment", None, ticket=builders.ticket(ctx, subject="Leitungen"))
    assert form.subject.text() == "Wartung"
    assert office.said[-1] == "Save this appointment first, or close it."


def test_days_follow_the_calendar_of_the_company(office, ctx):
    for key, value in (("company.morning", "7:30"), ("company.days_off", "3.11.")):
        write_setting(ctx, key, value)
    office.ctx = replace(ctx, settings=read_settings(ctx))
    form = office.open("appointment")
    typed(form, subject="Wartung", begin="werktag")
    assert form.begin.value() == at("2026-11-04T07:30")
    typed(form, begin="fr")
    assert form.begin.value() == at("2026-11-06T07:30")
