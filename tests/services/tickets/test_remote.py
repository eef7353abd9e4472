"""Remote sessions start a program and are measures of their ticket."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.addresses import Address, Contact
from hotline_desk.services.addresses import get_address, save_address
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.remote import begin_session, last_session, running_sessions
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog, start_worklog, stop_worklog
from hotline_desk.services.views.ticket import ticket_view


def with_settings(ctx, **values):
    return replace(ctx, settings=ctx.settings.with_values({f"remote.{key}": value for key, value in values.items()}))


@pytest.fixture
def desk(ctx, tmp_path):
    """A desk whose own command writes down with whom it was started."""
    script = tmp_path / "tool.py"
    script.write_text("import sys, pathlib\npathlib.Path(sys.argv[1]).write_text(sys.argv[2])\n")
    return with_settings(ctx, command=f'"{sys.executable}" "{script}" "{tmp_path / "told"}" {{id}}', tool="own")


@pytest.fixture
def ticket(ctx):
    return create_ticket(ctx, {"subject": "Druckt nicht"})


def worklogs(ctx, ticket):
    return ticket_view(ctx, ticket).worklogs


def test_a_session_starts_the_program_and_the_clock(desk, ticket, tmp_path, clock):
    uid, started = begin_session(desk, ticket, "own", "123 456 789")
    assert started.wait(20)
    assert (tmp_path / "told").read_text() == "123456789"
    log = worklogs(desk, ticket)[0]
    assert (log.uid, log.running, log.start) == (uid, True, clock.now())
    assert log.text.endswith(" 123456789")
    session = running_sessions(desk)[0]
    assert (session.uid, session.ticket_uid, session.session_id) == (uid, ticket, "123456789")


def test_its_end_is_recorded(desk, ticket, clock):
    uid, started = begin_session(desk, ticket, "own", "1")
    started.wait(20)
    clock.advance(minutes=12)
    stop_worklog(desk, uid)
    assert worklogs(desk, ticket)[0].seconds == 720
    assert not running_sessions(desk)


def test_no_second_counts_twice_when_the_clock_ran_already(desk, ticket, clock):
    start_worklog(desk, ticket)
    clock.advance(minutes=5)
    _uid, started = begin_session(desk, ticket, "own", "1")
    started.wait(20)
    first, second = worklogs(desk, ticket)
    assert (first.raw_end, second.raw_start) == (clock.now(), clock.now())


@pytest.mark.parametrize(("settings", "wanted", "problem"), [
    ({}, "--version", "remote.id"), ({}, "", "remote.id"), ({"command": ""}, "1", "remote.command"),
    ({"command": "no-such-tool {id}"}, "1", "remote.missing")])
def test_no_time_runs_if_the_program_cannot_be_started(desk, ticket, settings, wanted, problem):
    with pytest.raises(UserError) as raised:
        begin_session(with_settings(desk, **settings), ticket, "own", wanted)
    assert raised.value.id == problem
    assert worklogs(desk, ticket) == ()


def test_the_place_of_this_workplace_goes_before_the_path(desk, ticket):
    here = with_settings(desk, tool="rustdesk", program=sys.executable)
    _uid, started = begin_session(here, ticket, "rustdesk", "1")
    assert started.wait(20)
    assert worklogs(here, ticket)[0].text.endswith("RustDesk 1")


def test_the_id_of_the_caller_is_known_the_next_time(desk, ctx):
    uid = save_address(ctx, Address("Muster GmbH", contacts=(Contact("Öztürk"), Contact("Boss"))))
    elif_, boss = (contact.uid for contact in get_address(ctx, uid).contacts)
    first, again, other = (
        create_ticket(ctx, {"address_uid": uid, "contact_uid": contact}) for contact in (elif_, elif_, boss))
    begin_session(desk, first, "own", "77")[1].wait(20)
    assert last_session(ctx, again)[1] == "77"
    assert last_session(ctx, other) is None


def test_a_measure_in_own_words_is_no_session(ctx, ticket):
    add_worklog(ctx, ticket, WorklogEntry("Remote session: driver of the printer replaced"))
    assert last_session(ctx, ticket) is None


def test_nobody_elses_sessions_are_mine(desk, ctx, ticket, tmp_path):
    begin_session(desk, ticket, "own", "1")[1].wait(20)
    assert not running_sessions(replace(ctx, user=replace(ctx.user, id=ctx.user.id + 1)))
