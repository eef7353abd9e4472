"""What a ringing call does at the desk, as each user wishes: a popup, the ticket behind, in front, or nothing."""

from __future__ import annotations

import pytest

from hotline_desk.services.tickets.capture import save_ticket
from tests.ui.calls.test_taking import type_into
from tests.ui.whole_desk import KNOWN


@pytest.fixture
def pops(place, box, open_desk):
    """A desk that opens tickets at the ring as the mode says, with the journal in front."""
    def with_mode(mode):
        place.settings(**{"ui.popup": mode})
        whole = open_desk(place, box)
        whole.desktop.desk.windows.open("journal")
        whole.until(lambda: whole.active_kind() == "journal")
        return whole
    return with_mode


def tickets(whole):
    return [frame for frame in whole.desktop.desk.windows.frames() if frame.kind == "ticket"]


def test_the_ticket_opens_in_front_when_nobody_types(pops, box):
    whole = pops("front")
    box.ring(KNOWN)
    whole.until(lambda: whole.active_kind() == "ticket")
    assert whole.popups
    assert whole.journal()[0].ticket_state == "new"


def test_the_ticket_opens_behind_the_frame_in_front(pops, box):
    whole = pops("back")
    box.ring(KNOWN)
    whole.until(lambda: tickets(whole))
    assert whole.active_kind() == "journal"


def test_nothing_opens_in_front_of_who_types(pops, box):
    whole = pops("front")
    field = whole.desktop.desk.windows.active().words
    field.setFocus()
    whole.until(field.hasFocus)
    type_into(field, "abc")
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    whole.qtbot.wait(200)
    assert not tickets(whole)
    assert field.text() == "abc"


def test_a_ticket_that_opened_by_itself_goes_when_a_colleague_answers(pops, box):
    whole = pops("back")
    call = box.ring(KNOWN)
    whole.until(lambda: tickets(whole))
    call.answer(12)
    whole.until(lambda: not tickets(whole))


def test_a_ticket_that_opened_by_itself_goes_when_the_caller_gives_up(pops, box):
    whole = pops("front")
    call = box.ring(KNOWN)
    whole.until(lambda: tickets(whole))
    call.hang_up()
    whole.until(lambda: not tickets(whole))


def test_a_ticket_that_somebody_wrote_in_stays_when_the_caller_gives_up(pops, box):
    whole = pops("front")
    call = box.ring(KNOWN)
    whole.until(lambda: tickets(whole))
    uid = tickets(whole)[0].uid
    save_ticket(whole.ctx, uid, None, {"subject": "VPN"})
    call.hang_up()
    whole.until(lambda: whole.journal()[0].state == "ended")
    whole.until(lambda: not whole.popups)
    assert [frame.uid for frame in tickets(whole)] == [uid]


def test_do_not_disturb_silences_the_desk_and_one_key_lifts_it(whole, box):
    whole.do("call.quiet")
    whole.until(lambda: whole.desktop.desk.window.status.text("quiet") == "Do not disturb")
    box.ring(KNOWN)
    whole.until(lambda: whole.journal())
    whole.qtbot.wait(200)
    assert not whole.popups
    whole.do("call.quiet")
    whole.until(lambda: whole.popups)
    assert whole.desktop.desk.window.status.text("quiet") == ""
