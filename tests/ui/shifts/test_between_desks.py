"""A shift goes from desk to desk: Anna's is a whole one, Ben works on the same store elsewhere."""

from __future__ import annotations

import pytest

from hotline_desk.domain.shifts import CONFIRMED
from hotline_desk.services.access import list_users, open_context
from hotline_desk.services.calls.shifts import confirm_shift, hand_over
from hotline_desk.services.views.shift import shift_page, shifts
from hotline_desk.store.engine import database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from hotline_desk.ui.shifts.notice import ShiftNotice
from tests.ui.whole_desk import open_desk, place

__all__ = ["open_desk", "place"]


@pytest.fixture
def ben(place, tmp_path):
    """Ben, with a store and a workplace of his own."""
    store, local = open_store(database_url(place.folder, None)), Local(tmp_path / "ben")
    yield open_context(store, local, "ben")
    store.close()
    local.close()


def uid_of(ctx, login):
    return next(user.uid for user in list_users(ctx) if user.login == login)


@pytest.fixture
def anna(open_desk, place):
    whole = open_desk(place, login="anna")
    whole.desktop.desk.shell.texts.use("en")
    whole.said = []
    whole.desktop.desk.shell.messages.said.connect(lambda notice: whole.said.append(notice))
    return whole


def cell(whole):
    return whole.desktop.desk.window.status.text("shift")


def test_a_shift_of_another_desk_is_told_read_and_confirmed(anna, ben):
    hand_over(ben, shift_page(ben), "Router beobachten", user_uid=uid_of(ben, "anna"))
    anna.until(lambda: cell(anna) == "1 shift to confirm")
    anna.until(lambda: any(notice.text == "Ben Kaya hands the shift over to you." for notice in anna.said))
    anna.desktop.desk.window.status.press("shift")
    anna.until(lambda: anna.active_kind() == "shift")
    frame = anna.desktop.desk.windows.active()
    anna.until(lambda: frame.note.text() == "Router beobachten" and frame.note.isVisible())
    anna.do("shift.confirm")
    anna.until(lambda: shifts(ben)[0].state == CONFIRMED)
    anna.until(lambda: not cell(anna))


def test_the_confirmation_of_another_desk_is_told(anna, ben):
    ctx = anna.ctx
    uid = hand_over(ctx, shift_page(ctx), "", user_uid=ben.user.uid)
    notice = anna.desktop.desk.windows.findChild(ShiftNotice)
    anna.until(lambda: uid in (notice._told or ()))
    confirm_shift(ben, uid)
    anna.until(lambda: any(notice.text == "Ben Kaya has taken over your shift." for notice in anna.said))


def test_a_shift_that_was_handed_over_while_the_desk_was_closed_waits_in_the_status_bar(open_desk, place, ben):
    hand_over(ben, shift_page(ben), "", user_uid=uid_of(ben, "anna"))
    whole = open_desk(place, login="anna")
    whole.until(lambda: cell(whole))
