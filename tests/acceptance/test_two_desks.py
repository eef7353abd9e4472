"""Two desks in one company: each sees within two seconds what the other does."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import timedelta

import pytest

from hotline_desk.core.clock import SystemClock
from hotline_desk.demo.company import HOTLINE, LOGIN
from hotline_desk.domain.access import AGENT, User
from hotline_desk.domain.calls import IN, RINGING, CallEvent
from hotline_desk.services.access import found_company, list_users, open_context, save_user
from hotline_desk.services.calls.record import record_event
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from hotline_desk.store.watch import Watcher
from tests.acceptance.driven import company
from tests.store_fixtures import COMPANY

WITHIN = 2.0


@pytest.fixture(scope="module")
def colleague(office, desk, begin):
    """A second desk at the same file, of somebody else, that listens to the same telephone system."""
    with company(office.folder) as ctx:
        login = next(user.login for user in list_users(ctx) if user.login != LOGIN and user.extension)
    other = begin(office.folder, "--user", login)
    assert office.box.wait_for_listener(30, many=2)
    other.front("start")
    return other


@pytest.mark.x11
def test_a_popup_at_one_desk_vanishes_when_the_other_answers(office, desk, colleague):
    with company(office.folder) as ctx:
        extension = int(next(u.extension for u in list_users(ctx) if u.login == LOGIN))
    call = office.box.ring(office.numbers[0], HOTLINE)
    began = time.monotonic()
    for each in (desk, colleague):
        each.until(lambda seen: seen["popups"])
    assert time.monotonic() - began < WITHIN
    call.answer(extension)
    colleague.until(lambda seen: any("Anna" in popup for popup in seen["popups"]) or not seen["popups"])
    colleague.until(lambda seen: not seen["popups"])
    call.hang_up()
    with company(office.folder) as ctx:
        newest = journal(ctx, JournalFilter(), 2)
    assert (newest[0].number, newest[0].agent) == ("+493023125000", "Anna Weber")
    assert newest[0].rang_at - newest[1].rang_at > timedelta(minutes=1)  # both desks heard it, it is one call


@pytest.mark.x11
def test_a_ticket_made_at_one_desk_is_counted_at_the_other(office, desk, colleague):
    before = colleague.look()["status"]["open"]
    desk.screen.keys("ctrl+n")
    began = time.monotonic()
    colleague.until(lambda seen: seen["status"]["open"] != before)
    assert time.monotonic() - began < WITHIN
    for each in (colleague, desk):
        each.process.terminate()
        assert each.over() == 0
        assert each.quiet() == ""


@pytest.mark.postgres
def test_on_a_server_a_call_of_one_desk_appears_at_the_other(postgres_store_url, tmp_path):
    with closing(open_store(postgres_store_url)) as one, closing(open_store(postgres_store_url)) as two, \
            closing(Local(tmp_path / "one")) as here:
        found_company(one, COMPANY, "anna", "Anna", SystemClock())
        ctx = open_context(one, here, "anna")
        save_user(ctx, User("", "ben", "Ben", AGENT, extension="12"))
        heard: list[float] = []
        leave = two.bus.listen(lambda changes: heard.extend(time.monotonic() for c in changes if c.kind == "call"))
        watcher = Watcher(two)
        watcher.start()
        try:
            _wait(lambda: watcher.reachable)
            stored = record_event(ctx, CallEvent(
                "box", "1", RINGING, ctx.clock.now(), IN, "+49301234567", "030 1234567", "known"))
            told = time.monotonic()
            _wait(lambda: heard)
            assert heard[0] - told < WITHIN
            assert stored.call_uid in {row.uid for row in journal(open_context(two, None, "ben"), JournalFilter())}
        finally:
            watcher.stop()
            watcher.join()
            leave()


def _wait(true) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
