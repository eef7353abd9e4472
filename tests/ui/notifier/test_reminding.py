"""What came due stands on a card until it is opened, done or put off: by the mouse and by keys."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hotline_desk.domain.callbacks import Callback
from hotline_desk.domain.notices import TICKET, Reminder
from hotline_desk.domain.projects import Appointment
from hotline_desk.services.calls.callbacks import finish_callback, save_callback
from hotline_desk.services.projects.appointments import save_appointment
from hotline_desk.services.reminders import due, next_due
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import resubmit_ticket
from hotline_desk.services.views.callbacks import CallbackFilter, callbacks
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.ui.notifier.reminding import Reminding
from hotline_desk.ui.notifier.wording import when
from hotline_desk.ui.shell.texts import Texts
from tests.ui.office import clock, ctx, office

__all__ = ["clock", "ctx", "office"]
NUMBER = "+498955501230"


class Reminded:
    """Anna's desk with the card on it."""

    def __init__(self, office):
        self.office, self.opened = office, []
        self.reminding = Reminding(office.shell, lambda: office.ctx, office.changes, office.desk.window,
                                   office.desk.window.palette_box.offer)
        self.reminding.open_wanted.connect(lambda *what: self.opened.append(what))

    @property
    def lines(self):
        return [line for line in self.reminding.card.lines if line.isVisible()]

    def fire(self):
        self.reminding.tell(due(self.office.ctx))

    def choose(self, text):
        """Takes an entry of the palette by its name."""
        box = self.office.desk.window.palette_box
        self.office.until(box.isVisible)
        texts = [box.list.item(n).text() for n in range(box.list.count())]
        box.list.setCurrentRow(next(n for n, each in enumerate(texts) if text in each))
        QTest.keyClick(box.field, Qt.Key.Key_Return)
        self.office.idle()


@pytest.fixture
def anna(office):
    made = Reminded(office)
    yield made
    made.reminding.end()


def in_berlin(hour, minute=0):
    return datetime.fromisoformat(f"2026-11-02T{hour:02}:{minute:02}")


@pytest.fixture
def resubmitted(ctx, clock, anna):
    """A ticket whose time has come: ten past ten in Berlin."""
    uid = create_ticket(ctx, {"subject": "Drucker prüfen"})
    resubmit_ticket(ctx, uid, in_berlin(10, 10), "Techniker war da")
    clock.advance(minutes=10)
    anna.fire()
    return uid


@pytest.fixture
def promised(ctx, clock, anna):
    uid = save_callback(ctx, Callback(NUMBER, in_berlin(10, 5), contact_name="Frau Öz", user_uid=ctx.user.uid))
    clock.advance(minutes=30)
    anna.fire()
    return uid


def test_a_resubmission_is_shown_with_reason_and_time_and_takes_no_focus(anna, resubmitted):
    (line,) = anna.lines
    assert line.title.text() == "Drucker prüfen"
    assert line.about.text().endswith("Techniker war da")
    assert line.when.text().startswith("due ") and "10:10" in line.when.text()
    card = anna.reminding.card
    assert card.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert card.screen().availableGeometry().contains(card.geometry())


def test_what_was_due_long_ago_is_told_as_late(anna, promised):
    (line,) = anna.lines
    assert line.title.text() == "Call +49 89 55501230 back"
    assert line.when.text().startswith("late") and anna.reminding.card.stripe == "danger"


def test_a_deputy_is_told_for_whom_it_is(anna, ctx, clock):
    anna.reminding.tell([Reminder(TICKET, "x", "VPN", "", clock.now(), False, "Ben Kaya")])
    assert anna.lines[0].when.text().endswith("for Ben Kaya")


def test_open_brings_the_ticket_and_takes_the_reminder_away(anna, resubmitted):
    anna.lines[0].open.click()
    assert anna.opened == [("ticket", resubmitted)]
    assert not anna.reminding.card.isVisible()


def test_a_ticket_is_taken_up(anna, resubmitted, ctx, office):
    anna.lines[0].done_button.click()
    office.until(lambda: open_tickets(ctx)[0].state == "open")
    office.until(lambda: office.said == ["Drucker prüfen is in progress."])
    assert not anna.reminding.waiting


def test_a_callback_is_done_and_comes_back_by_undo(anna, promised, ctx, office):
    anna.lines[0].done_button.click()
    office.until(lambda: not callbacks(ctx, CallbackFilter()))
    office.until(lambda: office.notices)
    office.undo()
    office.until(lambda: callbacks(ctx, CallbackFilter()))


@pytest.mark.parametrize(("code", "later"), [("5", timedelta(minutes=5)), ("15", timedelta(minutes=15)),
                                             ("60", timedelta(hours=1))])
def test_it_is_put_off_by_so_many_minutes_and_told_again(anna, resubmitted, ctx, clock, office, code, later):
    anna.lines[0].later[code].click()
    office.until(lambda: next_due(ctx) == clock.now() + later)
    assert not anna.reminding.card.isVisible() and not due(ctx)
    clock.advance(seconds=later.total_seconds())
    anna.fire()
    assert len(anna.lines) == 1


def test_tomorrow_is_at_nine_by_the_clock_of_the_company(anna, resubmitted, ctx, office):
    anna.lines[0].later["tomorrow"].click()
    office.until(lambda: next_due(ctx) == datetime.fromisoformat("2026-11-03T08:00+00:00"))


def test_by_keys_the_first_is_put_off(anna, resubmitted, promised, ctx, clock, office):
    anna.reminding.ask()
    anna.choose("In an hour")
    assert [told.uid for told in anna.reminding.waiting] == [promised]
    assert next_due(ctx) == clock.now() + timedelta(hours=1)


def test_by_keys_all_are_put_off_at_once(anna, resubmitted, promised, ctx, clock, office):
    anna.reminding.ask()
    anna.choose("All in 15 minutes")
    assert not anna.reminding.waiting and not due(ctx)
    clock.advance(minutes=15)
    assert len(due(ctx)) == 2


def test_by_keys_without_a_reminder_it_is_said(anna, office):
    anna.reminding.ask()
    assert office.said == ["No reminder waits."]


def test_what_is_done_elsewhere_goes_from_the_card(anna, promised, resubmitted, ctx, office):
    assert len(anna.lines) == 2
    finish_callback(ctx, promised)
    office.until(lambda: [told.uid for told in anna.reminding.waiting] == [resubmitted])


def test_what_is_moved_to_another_time_goes_from_the_card(anna, resubmitted, ctx, office):
    resubmit_ticket(ctx, resubmitted, in_berlin(16), "")
    office.until(lambda: not anna.reminding.card.isVisible())


def test_more_than_three_are_counted(anna, ctx, clock):
    for number in range(5):
        resubmit_ticket(ctx, create_ticket(ctx, {"subject": f"Fall {number}"}), in_berlin(10, 1), "")
    clock.advance(minutes=1)
    anna.fire()
    assert len(anna.lines) == 3 and anna.reminding.card.rest.text() == "and 2 more"
    anna.lines[0].open.click()
    assert anna.reminding.card.rest.text() == "and 1 more"


def test_large_letters_leave_a_good_part_of_the_screen_free(anna, ctx, clock, office):
    for number in range(3):
        resubmit_ticket(ctx, create_ticket(ctx, {"subject": f"Fall {number}"}), in_berlin(10, 1), "")
    clock.advance(minutes=1)
    anna.fire()
    card, screen = anna.reminding.card, anna.reminding.card.screen().availableGeometry()
    assert len(anna.lines) == 3
    office.shell.theme.use(font_percent=200)
    assert len(anna.lines) < 3 and not card.rest.isHidden()
    assert card.height() < screen.height() * 0.7 and screen.contains(card.geometry())
    office.shell.theme.use(font_percent=100)
    assert len(anna.lines) == 3


def test_an_appointment_is_told_before_it_begins(anna, ctx, clock):
    save_appointment(ctx, Appointment(title="Abnahme", begin=in_berlin(10, 30), end=in_berlin(11),
                                      user_uid=ctx.user.uid))
    clock.advance(minutes=20)
    anna.fire()
    assert anna.lines[0].when.text().startswith("begins ")


def test_what_lasts_all_day_is_told_by_its_day(anna, ctx, clock):
    save_appointment(ctx, Appointment(title="Fair", begin=in_berlin(0), all_day=True, user_uid=ctx.user.uid))
    anna.fire()
    assert anna.lines[0].when.text() == "today, all day" and not anna.lines[0].told.late


def test_a_line_that_needs_more_room_than_the_one_before_gets_it(anna, clock, office):
    def told(*notes):
        anna.reminding.tell([Reminder(TICKET, str(n), "Printer", "", clock.now(), False, note=note)
                             for n, note in enumerate(notes)])
        office.idle()

    told("", "", "")
    anna.reminding.put_away()
    told("on the phone", "at the customer", "by mail")
    assert len(anna.lines) > 1 and all(line.height() >= line.tall(line.width()) for line in anna.lines)


def test_the_cross_puts_all_away(anna, resubmitted):
    anna.reminding.card.cross.click()
    assert not anna.reminding.card.isVisible() and not anna.reminding.waiting


def test_where_the_notifier_is_off_a_banner_tells(anna, ctx, clock, office):
    anna.reminding.cards = False
    resubmit_ticket(ctx, create_ticket(ctx, {"subject": "Leise"}), in_berlin(10, 1), "")
    clock.advance(minutes=1)
    anna.fire()
    assert not anna.reminding.card.isVisible() and office.said[0].startswith("Leise")
    office.notices[-1].action()
    assert anna.opened[0][0] == "ticket"


def test_it_follows_the_language(anna, resubmitted, office):
    office.shell.texts.use("de")
    assert anna.lines[0].open.text() == Texts("de").tr("Open it")
    office.shell.texts.use("en")


def test_an_appointment_that_began_is_not_late(anna, ctx, clock, office):
    save_appointment(ctx, Appointment(title="Abnahme", begin=in_berlin(10, 30), end=in_berlin(14),
                                      user_uid=ctx.user.uid))
    clock.advance(minutes=20)
    anna.fire()
    clock.advance(minutes=100)
    told, = anna.reminding.waiting
    assert when(office.shell.texts, told, clock.now()).startswith("began ")
