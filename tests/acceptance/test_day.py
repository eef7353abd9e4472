"""A day by keys: every call taken, solved, handed on, listed and found again without touching the mouse."""

from __future__ import annotations

import os
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from hotline_desk.demo.company import HOTLINE
from hotline_desk.services.addresses import get_address
from hotline_desk.services.views.journal import JournalFilter, JournalRow, journal
from hotline_desk.services.views.ticket import TicketView, ticket_view
from tests.acceptance.driven import Driven, company

pytestmark = [
    pytest.mark.x11, pytest.mark.xdist_group("test_day"),
    pytest.mark.skipif("HOTLINE_DESK_ACCEPTANCE" not in os.environ, reason="set HOTLINE_DESK_ACCEPTANCE=1"),
]

EXTENSION = 11


class Line:
    """One call at the office, and what the store knows of it."""

    def __init__(self, office, desk: Driven, caller: str) -> None:
        self._folder, self._desk = office.folder, desk
        before = {row.uid for row in self._rows()}
        self.call = office.box.ring(caller, HOTLINE)
        desk.stored(lambda: any(r.uid not in before and r.ticket_uid for r in self._rows()))
        self.uid = next(r.uid for r in self._rows() if r.uid not in before)
        desk.until(lambda seen: seen["popups"])

    def _rows(self) -> list[JournalRow]:
        with company(self._folder) as ctx:
            return journal(ctx, JournalFilter(), 50)

    @property
    def row(self) -> JournalRow:
        return next(row for row in self._rows() if row.uid == self.uid)

    @property
    def ticket(self) -> TicketView:
        with company(self._folder) as ctx:
            return ticket_view(ctx, self.row.ticket_uid)

    def take(self) -> None:
        """F2, and the receiver is lifted."""
        self._desk.keys("F2")
        self._desk.front("ticket", uid=self.row.ticket_uid)
        self.call.answer(EXTENSION)
        self._desk.stored(lambda: self.row.state == "answered")
        self._desk.cursor("Betreff")

    def hang_up(self) -> None:
        self.call.hang_up()
        self._desk.stored(lambda: self.row.state == "ended")

    def close(self, solution: str, *keys: str) -> None:
        """F9, the solution, the digit, Ctrl+Enter."""
        self._desk.keys("F9")
        self._desk.cursor("Lösung")
        self._desk.type(solution)
        self._desk.keys(*keys, "ctrl+Return")
        self._desk.stored(lambda: self.ticket.state == "closed")


@pytest.fixture(autouse=True)
def no_pointer(desk):
    before = desk.pointer()
    yield
    assert desk.pointer() == before


@pytest.fixture
def ring(office, desk):
    lines = []

    def one(caller: str) -> Line:
        lines.append(Line(office, desk, caller))
        return lines[-1]

    yield one
    for line in lines:
        line.call.hang_up()
    desk.until(lambda seen: not seen["popups"])


def made_address(office, line: Line) -> tuple[str, str, tuple[str, ...]]:
    view = line.ticket
    with company(office.folder) as ctx:
        address = get_address(ctx, view.fields.address_uid)
    return address.name, view.contact, tuple(phone.raw for phone in address.phones)


def test_a_known_caller_takes_three_keys_and_the_frame_before_is_back(office, desk, ring):
    desk.keys("F3")
    desk.front("archive")
    desk.type("drucker etage")
    desk.keys("Left", "Left", "Left")
    before = desk.until(lambda seen: seen["focus"]["text"] == "drucker etage" and seen["focus"]["cursor"] == 10)
    line = ring(office.numbers[0])
    line.take()
    desk.type("Kein Netz im Lager")
    desk.keys("Tab")
    desk.type("Seit heute frueh.")
    line.hang_up()
    desk.keys("F9")
    desk.cursor("Lösung")
    desk.type("Switch neu gestartet.")
    desk.keys("Tab", "4", "ctrl+Return")
    after = desk.front("archive")
    assert after["focus"] == before["focus"]
    view = line.ticket
    assert (view.state, view.outcome, view.fields.subject, view.fields.request, view.fields.solution) == (
        "closed", "goodwill", "Kein Netz im Lager", "Seit heute frueh.", "Switch neu gestartet.")
    call = view.worklogs[0]
    assert (call.kind, call.raw_start, call.raw_end) == ("call", line.row.answered_at, line.row.ended_at)


def test_an_address_is_made_of_an_unknown_caller_in_the_ticket_itself(office, desk, ring):
    line = ring("+4915551234567")
    line.take()
    desk.type("Neuer Kunde")
    desk.keys("ctrl+g")
    desk.cursor("Firma oder Name")
    desk.type("Blumen Weber")
    desk.keys("Tab", "Tab")
    desk.type("Weber")
    desk.keys("Return")
    desk.stored(lambda: line.ticket.fields.address_uid is not None)
    desk.cursor("Ansprechpartner")
    line.hang_up()
    line.close("Angebot folgt.", "Tab", "1")
    assert made_address(office, line) == ("Blumen Weber", "Weber", ("+4915551234567",))
    assert ring("+4915551234567").row.company == "Blumen Weber"


def test_an_address_is_made_of_a_withheld_caller(office, desk, ring):
    line = ring("")
    line.take()
    desk.type("Rueckfrage zur Rechnung")
    desk.keys("ctrl+g")
    desk.cursor("Firma oder Name")
    desk.type("Praxis Geheim")
    desk.keys("Return")
    desk.stored(lambda: line.ticket.fields.address_uid is not None)
    line.hang_up()
    line.close("Geklaert.", "alt+4")
    assert made_address(office, line) == ("Praxis Geheim", "", ())
    assert (line.ticket.outcome, line.row.number_state) == ("goodwill", "withheld")


def test_f7_forwards_to_a_person_by_three_letters(office, desk, ring):
    line = ring(office.numbers[2])
    line.take()
    desk.type("Wartung planen")
    line.hang_up()
    desk.keys("F7")
    desk.cursor("An")
    desk.type("ben")
    desk.keys("Return")
    desk.cursor("Notiz")
    desk.type("Bitte vor Ort")
    desk.keys("Return")
    desk.stored(lambda: line.ticket.agent_name.startswith("Ben"))
    assert line.ticket.notes[-1].text == "Bitte vor Ort"
    assert line.ticket.fields.subject == "Wartung planen"


def test_f6_resubmits_tomorrow_at_nine(office, desk, ring):
    line = ring(office.numbers[4])
    line.take()
    desk.type("Rueckruf wegen Toner")
    line.hang_up()
    desk.keys("F6")
    desk.cursor("Wann")
    desk.type("morgen 9")
    desk.keys("Return")
    desk.cursor("Grund")
    desk.type("Lieferung")
    desk.keys("Return")
    desk.stored(lambda: line.ticket.state == "resubmitted")
    with company(office.folder) as ctx:
        tomorrow = ctx.clock.now().astimezone(ZoneInfo(ctx.zone)).date() + timedelta(days=1)
    assert (line.ticket.resubmit_local, line.ticket.resubmit_reason) == (f"{tomorrow}T09:00", "Lieferung")


def test_measures_are_stamped_added_edited_and_removed_with_a_trace(office, desk):
    desk.keys("ctrl+n")
    desk.cursor("Betreff")
    desk.type("Server umziehen")
    ticket = desk.until(lambda seen: (seen.get("front") or {}).get("uid"))["front"]["uid"]
    view = lambda: _view(office, ticket)  # noqa: E731
    desk.keys("ctrl+l")
    desk.cursor("Text")
    desk.keys("ctrl+t", "ctrl+m")
    desk.type("Daten kopiert")
    desk.keys("ctrl+t", "Return")
    desk.stored(lambda: len(view().worklogs) == 1)
    first = view().worklogs[0]
    assert (first.text, first.agent_uid, first.start is not None, first.end is not None) == (
        "Daten kopiert", _me(office), True, True)
    desk.until(lambda seen: any("Daten kopiert" in "".join(row) for rows in seen["front"]["rows"] for row in rows))
    desk.keys("ctrl+e")
    desk.cursor("Beginn")
    desk.type("0815")
    desk.keys("Tab")
    desk.type("0945")
    desk.keys("Return")
    desk.cursor("Text")
    desk.keys("Return")
    desk.cursor("Grund der Korrektur")
    desk.type("nachgetragen")
    desk.keys("Return")
    desk.stored(lambda: view().worklogs[0].seconds == 90 * 60)
    assert view().worklogs[0].correction_reason == "nachgetragen"
    assert view().worklogs[0].raw_start == first.raw_start
    desk.panel("")
    desk.keys("ctrl+d")
    desk.cursor("Grund")
    desk.type("war ein anderer Kunde")
    desk.keys("Return")
    desk.stored(lambda: not view().worklogs)
    assert _removed(office, ticket) == [("Daten kopiert", "war ein anderer Kunde")]
    assert _steps(office, first.uid) == ["insert", "update", "update"]
    desk.panel("")
    desk.keys("ctrl+m", "ctrl+s")
    desk.stored(lambda: view().fields.agent_uid == _me(office))
    desk.keys("ctrl+w")


def test_f8_runs_a_clock_and_asks_what_was_done(office, desk):
    desk.keys("ctrl+n")
    desk.cursor("Betreff")
    desk.type("Ordner wiederherstellen")
    ticket = desk.until(lambda seen: (seen.get("front") or {}).get("uid"))["front"]["uid"]
    desk.keys("F8")
    desk.stored(lambda: [w.running for w in _view(office, ticket).worklogs] == [True])
    desk.until(lambda seen: any("läuft" in "".join(row) for rows in seen["front"]["rows"] for row in rows))
    desk.keys("F8")
    desk.cursor("Text")
    desk.type("Sicherung gesucht")
    desk.keys("Return")
    desk.stored(lambda: [w.text for w in _view(office, ticket).worklogs] == ["Sicherung gesucht"])
    assert not _view(office, ticket).worklogs[0].running
    desk.keys("ctrl+w")


def test_the_archive_finds_and_opens_what_was_closed(desk):
    desk.keys("F3")
    desk.front("archive")
    desk.keys("ctrl+f", "ctrl+a")
    desk.type("switch neu")
    desk.until(lambda seen: [r[0] for r in _front_rows(seen, "archive")] and any(
        "Kein Netz im Lager" in "".join(r) for r in _front_rows(seen, "archive")))
    desk.keys("Return")
    desk.front("ticket", title="Kein Netz im Lager")
    desk.keys("ctrl+w")
    desk.front("archive")


def test_the_desk_wrote_no_error(desk):
    assert desk.quiet() == ""


def _view(office, uid: str) -> TicketView:
    with company(office.folder) as ctx:
        return ticket_view(ctx, uid)


def _me(office) -> str:
    with company(office.folder) as ctx:
        return ctx.user.uid


def _steps(office, uid: str) -> list[str]:
    """What the trail of changes tells of one record."""
    with company(office.folder) as ctx, ctx.store.read() as session:
        return list(session.scalars(text("SELECT operation FROM change WHERE row_key = :uid ORDER BY id"),
                                    {"uid": uid}))


def _removed(office, uid: str) -> list[tuple[str, str]]:
    with company(office.folder) as ctx, ctx.store.read() as session:
        return [tuple(row) for row in session.execute(text(
            "SELECT w.text, w.removal_reason FROM worklog w JOIN ticket t ON t.id = w.ticket_id "
            "WHERE t.uid = :uid AND w.removed_at IS NOT NULL"), {"uid": uid})]


def _front_rows(seen, kind: str) -> list[list[str]]:
    front = seen.get("front")
    return front["rows"][0] if front and front["kind"] == kind and front["rows"] else []
