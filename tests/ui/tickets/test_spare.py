"""A ticket's frame is ready before it is wanted, and shows nothing but the ticket it is opened for."""

from __future__ import annotations

import pytest

from hotline_desk.domain.access import AGENT, User
from hotline_desk.services.access import save_user
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.archive import ArchiveFilter, archive_count
from hotline_desk.ui.tickets.spare import QUIET_LOOKS, Spare


def rest(spare):
    """A pause long enough for all steps."""
    while spare.pause.isActive():
        spare.look()


@pytest.fixture
def spare(place):
    made = place.windows.findChildren(Spare)
    for each in made:
        rest(each)
        assert each.ready
    return made[0]


def test_the_frame_made_before_shows_the_ticket_that_is_opened(place, spare, ticket):
    assert ticket.fields.subject.text() == "Drucker druckt nicht"
    assert not spare.ready


def test_a_new_ticket_has_its_number_and_fields_in_the_frame_made_before(place, spare):
    frame = place.open("ticket", "", subject="Fax")
    assert frame.fields.subject.text() == "Fax"
    assert place.view(frame.record.uid).number is not None


def test_what_changes_meanwhile_makes_no_ticket(place, spare, ctx):
    save_user(ctx, User("", "carl", "Carl Neu", AGENT))
    place.changes.changed.emit("store", "")
    place.until(lambda: place.desk.shell.background._pending == 0)
    assert archive_count(ctx, ArchiveFilter()) == 0


def test_the_frame_made_before_follows_the_language(place, spare):
    place.desk.shell.texts.use("de")
    frame = place.open("ticket", "")
    assert frame.fields.subject.accessibleName() == "Betreff"


def test_another_one_is_made_in_the_next_pause_without_keys(place, spare, ticket):
    rest(spare)
    assert spare.ready


def test_one_that_is_wanted_half_made_is_made_whole_at_once(place, spare, ticket):
    for _ in range(QUIET_LOOKS + 2):
        spare.look()
    assert not spare.ready
    assert place.open("ticket", "").fields.request.isVisible()


def test_the_open_list_is_ready_too_and_shows_the_tickets(place, spare):
    of_list = place.windows.findChildren(Spare)[1]
    uid = create_ticket(place.ctx, {"subject": "Fax"})
    frame = place.open("tasks")
    place.until(lambda: [task.uid for task in frame.tasks()] == [uid])
    assert not of_list.ready
    rest(of_list)
    assert not of_list.ready  # one is open, and how it will be left is not known yet


def test_the_next_open_list_is_as_the_last_was_left(place, spare):
    of_list = place.windows.findChildren(Spare)[1]
    frame = place.open("tasks")
    frame.whose.set_code("mine")
    frame._filtered()
    frame.list.table.sort_by("subject", True)
    place.windows.close(frame)
    rest(of_list)
    again = place.open("tasks")
    assert again.whose.code() == "mine"
    assert (again.list.table.sort_key, again.list.table.descending) == ("subject", True)


def test_none_is_made_while_somebody_types(place, spare, ticket):
    for _ in range(QUIET_LOOKS + 1):
        place.write("a")
        spare.look()
    assert not spare.ready


def test_one_that_is_half_made_bears_a_change_of_the_language(place, spare, ticket):
    for _ in range(QUIET_LOOKS + 1):
        spare.look()
    place.desk.shell.texts.use("de")
    assert place.open("ticket", "").fields.subject.accessibleName() == "Betreff"


def test_one_in_waiting_is_made_anew_when_rights_may_have_changed(place, spare):
    place.changes.changed.emit("user", "")
    assert not spare.ready
    rest(spare)
    assert spare.ready


def test_a_closed_list_waits_with_its_rows_and_without_its_filter(place, spare):
    uid = create_ticket(place.ctx, {"subject": "Fax"})
    frame = place.open("tasks")
    place.until(lambda: [task.uid for task in frame.tasks()] == [uid])
    frame.list.filter.setText("nothing of the kind")
    place.windows.close(frame)
    assert place.windows.find("tasks") is None and not frame.isVisible()
    again = place.open("tasks")
    assert again is frame and again.isVisible()
    assert [task.uid for task in again.tasks()] == [uid] and again.list.filter.text() == ""


def test_a_list_in_waiting_reads_again_what_changed(place, spare):
    frame = place.open("tasks")
    place.windows.close(frame)
    place.settle()
    frame.later.setInterval(0)
    uid = create_ticket(place.ctx, {"subject": "Fax"})
    place.changes.changed.emit("ticket", uid)
    place.until(lambda: [task.uid for task in frame.tasks()] == [uid])


def test_a_list_with_an_open_panel_does_not_wait(place, spare, ticket):
    frame = place.open("tasks")
    place.until(frame.tasks)
    frame.print_list()
    place.windows.close(frame)
    assert place.open("tasks") is not frame


def test_a_maximised_list_is_maximised_again(place, spare):
    frame = place.open("tasks")
    place.windows.window_of(frame).showMaximized()
    place.windows.close(frame)
    again = place.open("tasks")
    assert again is frame and place.windows.window_of(again).isMaximized()
