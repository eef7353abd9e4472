"""The form of an on-call job: who, from when to when, what, and saved by one key."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hotline_desk.services.views.ticket import ticket_by_number, ticket_view
from hotline_desk.ui.tickets.oncall import OnCallFrame
from tests import builders
from tests.ui.office import clock, ctx, office

__all__ = ["clock", "ctx", "office"]


@pytest.fixture
def form(office, ctx, clock):
    """The form for a customer, the morning after."""
    clock.instant = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    office.windows.register("oncall", lambda uid, **args: OnCallFrame(
        office.shell, lambda: office.ctx, office.changes, uid, **args))
    frame = office.open("oncall", customer=builders.address(ctx, "Müller & Söhne"))
    office.until(lambda: frame.customer.value() is not None)
    return frame


def typed(form, **texts):
    """Types into fields; what is typed counts when the field is left."""
    for name, text in texts.items():
        line = getattr(form, name)
        line.setText(text)
        line.setModified(True)
        line.textEdited.emit(text)
        line.editingFinished.emit()


def test_a_late_hour_is_of_last_night_and_a_length_makes_the_end(form):
    typed(form, begin="23:10", end="1h")
    assert form.begin.value() == datetime(2026, 11, 2, 22, 10, tzinfo=UTC)
    assert form.end.value() == datetime(2026, 11, 2, 23, 10, tzinfo=UTC)


def test_an_end_after_midnight_is_of_the_next_day(form):
    typed(form, begin="23:10", end="00:20")
    assert form.end.value() == datetime(2026, 11, 2, 23, 20, tzinfo=UTC)


def test_saving_makes_a_closed_ticket_and_says_its_number(office, ctx, form):
    typed(form, begin="23:10", end="45m", subject="Server steht")
    form.solution.setPlainText("Neu gestartet")
    office.do("frame.save")
    office.until(lambda: not office.windows.frames())
    said = next(text for text in office.said if "on-call job" in text)
    view = ticket_view(ctx, ticket_by_number(ctx, said.split()[-1].rstrip(".")))
    assert (view.state, view.fields.subject, view.work_seconds) == ("closed", "Server steht", 2700)


def test_what_is_missing_is_said_at_its_field(office, form):
    typed(form, begin="23:10", end="45m", subject="Server steht")
    office.do("frame.save")
    office.until(lambda: bool(form.form.errors().get("solution")))


def test_without_times_nothing_is_saved(office, form):
    office.do("frame.save")
    assert form.form.errors().get("begin")
