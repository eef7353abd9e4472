"""A ticket's frame is ready before it is wanted, and shows nothing but the ticket it is opened for."""

from __future__ import annotations

import pytest

from hotline_desk.domain.access import AGENT, User
from hotline_desk.services.access import save_user
from hotline_desk.services.views.archive import ArchiveFilter, archive_count
from hotline_desk.ui.tickets.spare import QUIET_LOOKS, Spare


def rest(spare):
    """A pause long enough for both steps."""
    for _ in range(QUIET_LOOKS + 1):
        spare.look()


@pytest.fixture
def spare(place):
    made = place.windows.findChild(Spare)
    rest(made)
    assert not made.pause.isActive()
    return made


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


def test_none_is_made_while_somebody_types(place, spare, ticket):
    for _ in range(QUIET_LOOKS + 1):
        place.write("a")
        spare.look()
    assert not spare.ready
