"""Follow the call: the ticket of the call that runs comes to the front by itself, never under anybody's fingers."""

from __future__ import annotations

import pytest

from tests.ui.calls.test_taking import type_into
from tests.ui.whole_desk import BOSS, KNOWN


@pytest.fixture
def follows(place, box, open_desk):
    """A desk that follows the call, and opens nothing else by itself, with the journal in front."""
    place.settings(**{"ui.follow_call": True, "ui.open_at_answer": False})
    whole = open_desk(place, box)
    whole.desktop.desk.windows.open("journal")
    whole.until(lambda: whole.active_kind() == "journal")
    return whole


def in_front(whole):
    frame = whole.desktop.desk.windows.active()
    return frame.uid if frame is not None and frame.kind == "ticket" else None


def ticket_of(whole, number):
    return next((row.ticket_uid for row in whole.journal() if row.number == number), None)


def test_the_ticket_comes_to_the_front_at_answer(follows, box):
    box.ring(KNOWN).answer(11)
    follows.until(lambda: in_front(follows) is not None)
    assert in_front(follows) == ticket_of(follows, KNOWN)


def test_the_next_call_takes_its_place_and_the_one_taken_up_again_too(follows, box):
    box.ring(KNOWN).answer(11)
    follows.until(lambda: in_front(follows) is not None)
    box.ring(BOSS).answer(11)
    follows.until(lambda: in_front(follows) == ticket_of(follows, BOSS))
    follows.desktop.desk.windows.bring(follows.desktop.desk.windows.find("journal"))
    follows.do("call.swap")
    follows.until(lambda: in_front(follows) == ticket_of(follows, KNOWN))


def test_it_waits_until_nobody_types(follows, box, monkeypatch):
    field = follows.desktop.desk.windows.active().words
    field.setFocus()
    follows.until(field.hasFocus)
    type_into(field, "abc")
    box.ring(KNOWN).answer(11)
    follows.until(lambda: follows.journal() and follows.journal()[0].state == "answered")
    follows.qtbot.wait(150)
    assert follows.active_kind() == "journal" and field.text() == "abc"
    monkeypatch.setattr("hotline_desk.ui.calls.opening.QUIET_SECONDS", 0.1)
    follows.until(lambda: in_front(follows) is not None)


def test_whoever_goes_elsewhere_is_left_there(follows, box):
    call = box.ring(KNOWN)
    call.answer(11)
    follows.until(lambda: in_front(follows) is not None)
    follows.do("start.open")
    follows.desktop.changes.changed.emit("call", follows.journal()[0].uid)
    follows.qtbot.wait(150)
    assert follows.active_kind() == "start"


def test_a_colleagues_call_is_not_followed(follows, box):
    box.ring(KNOWN).answer(12)
    follows.until(lambda: follows.journal() and follows.journal()[0].agent == "Ben Kaya")
    follows.qtbot.wait(150)
    assert follows.active_kind() == "journal"


def test_the_key_begins_and_ends_it_while_a_call_runs(place, box, open_desk):
    place.settings(**{"ui.open_at_answer": False})
    whole = open_desk(place, box)
    whole.desktop.desk.windows.open("journal")
    box.ring(KNOWN).answer(11)
    whole.until(lambda: whole.journal() and whole.journal()[0].state == "answered" and whole.popups)
    whole.until(lambda: whole.popups[0].view.state == "answered")
    assert whole.active_kind() == "journal"
    status = whole.desktop.desk.window.status
    whole.do("call.follow")
    whole.until(lambda: in_front(whole) is not None)
    assert status.text("follow")
    whole.do("call.follow")
    assert not status.text("follow")
