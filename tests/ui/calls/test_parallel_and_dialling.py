"""Two calls at once, calls made from the desk, calls whose telephone cannot tell that they are over."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from hotline_desk.domain.calls import IN, RINGING, CallEvent
from hotline_desk.services.views.popup import running_popups
from tests.ui.whole_desk import BOSS, KNOWN, STRANGER


class TelProgram(QObject):
    """What opens tel: links on this computer; it notes them."""

    def __init__(self):
        super().__init__()
        self.called: list[str] = []

    @Slot(QUrl)
    def take(self, url):
        self.called.append(url.toString())


@pytest.fixture
def program(qapp):
    made = TelProgram()
    QDesktopServices.setUrlHandler("tel", made, "take")
    yield made
    QDesktopServices.unsetUrlHandler("tel")


def parked(whole):
    return [view.number for view in running_popups(whole.ctx) if view.parked_at is not None]


def test_a_second_call_parks_the_first_and_f12_swaps(whole, box):
    box.ring(KNOWN).answer(11)
    whole.until(lambda: whole.active_kind() == "ticket")
    box.ring(BOSS).answer(11)
    whole.until(lambda: parked(whole) == [KNOWN])
    whole.until(lambda: any("Parked, still on the line" in text for text in whole.texts))
    whole.do("call.swap")
    whole.until(lambda: parked(whole) == [BOSS])
    first = next(row for row in whole.journal() if row.number == KNOWN)
    whole.until(lambda: whole.desktop.desk.windows.active().uid == first.ticket_uid)


def test_without_a_parked_call_f12_says_so(whole, box):
    box.ring(KNOWN).answer(11)
    whole.until(lambda: whole.journal() and whole.journal()[0].state == "answered")
    whole.do("call.swap")
    whole.until(lambda: whole.desktop.desk.window.strip.banners)


def test_the_ticket_of_a_parked_call_says_how_long_it_waits(whole, box):
    box.ring(KNOWN).answer(11)
    whole.until(lambda: whole.active_kind() == "ticket")
    ticket = whole.desktop.desk.windows.active()
    box.ring(STRANGER).answer(11)
    whole.until(lambda: ticket.header.parked.word.text().startswith("Parked"))


def test_the_number_of_the_ticket_in_front_is_called(whole, box, program):
    call = box.ring(KNOWN)
    call.answer(11)
    whole.until(lambda: whole.active_kind() == "ticket")
    call.hang_up()
    whole.until(lambda: whole.journal()[0].state == "ended")
    whole.until(lambda: whole.desktop.desk.windows.active().to_dial())
    whole.do("call.dial")
    whole.until(lambda: program.called == [f"tel:{KNOWN}"])
    ticket = whole.desktop.desk.windows.active().uid
    box.dial(KNOWN, extension=11).answer(11)
    whole.until(lambda: [row.ticket_uid for row in whole.journal() if row.direction == "out"] == [ticket])


def test_a_missed_call_is_called_back_from_the_journal(whole, box, program):
    call = box.ring(STRANGER)
    whole.until(lambda: whole.journal())
    call.hang_up()
    frame = whole.desktop.desk.windows.open("journal")
    whole.until(lambda: [row for row in frame.list.rows() if row.needs_callback])
    frame.list.select(frame.list.rows()[0].uid)
    whole.do("call.dial")
    whole.until(lambda: program.called == [f"tel:{STRANGER}"])


def test_a_typed_number_is_called_from_the_palette(whole, program):
    dialler = whole.desktop.calls.dialler
    (hit,) = dialler.hits("030 1234567")
    assert hit.text == "Call +49 30 1234567"
    hit.run()
    whole.until(lambda: program.called == ["tel:+49301234567"])
    assert dialler.hits("VPN 2026") == dialler.hits("2026-00010") == []


def test_where_no_number_is_the_desk_says_so(whole):
    whole.desktop.desk.windows.open("journal")
    whole.do("call.dial")
    whole.until(lambda: [b for b in whole.desktop.desk.window.strip.banners if b.notice.key == "call.dial"])


def test_a_call_at_a_modem_is_taken_by_f2_and_ended_by_key(whole):
    intake, clock = whole.desktop.calls.intake, whole.ctx.clock
    intake.take(CallEvent("modem", "m1", RINGING, clock.now(), direction=IN, caller_number=KNOWN, number_state="known",
                          source="modem"))
    whole.until(lambda: whole.popups)
    whole.do("call.take")
    whole.until(lambda: whole.journal()[0].state == "answered")
    whole.until(lambda: any(view.ends_by_hand for view in running_popups(whole.ctx)))
    whole.until(lambda: whole.do("call.end") or whole.journal()[0].state == "ended")
    assert whole.journal()[0].outcome == "answered"
