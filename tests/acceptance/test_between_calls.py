"""What an agent does between calls, by keys: measures stamped, corrected and removed, and the clock."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from hotline_desk.services.views.ticket import ticket_view

pytestmark = [pytest.mark.x11]


@pytest.fixture(autouse=True)
def no_pointer(desk):
    before = desk.pointer()
    yield
    assert desk.pointer() == before


def view(office, uid: str):
    return ticket_view(office.ctx, uid)


def new_ticket(desk, subject: str) -> str:
    desk.keys("ctrl+n")
    desk.cursor("Betreff")
    desk.type(subject)
    seen = desk.until(lambda seen: seen["front"]["kind"] == "ticket" and seen["front"]["uid"])
    return seen["front"]["uid"]


def test_measures_are_stamped_added_edited_and_removed_with_a_trace(office, desk):
    ticket = new_ticket(desk, "Server umziehen")
    desk.keys("ctrl+l")
    desk.cursor("Text")
    desk.keys("ctrl+t", "ctrl+m")
    desk.type("Daten kopiert")
    desk.keys("ctrl+t", "Return")
    desk.stored(lambda: len(view(office, ticket).worklogs) == 1)
    first = view(office, ticket).worklogs[0]
    assert (first.text, first.agent_uid, first.start is not None, first.end is not None) == (
        "Daten kopiert", office.ctx.user.uid, True, True)
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
    desk.stored(lambda: view(office, ticket).worklogs[0].seconds == 90 * 60)
    assert view(office, ticket).worklogs[0].correction_reason == "nachgetragen"
    assert view(office, ticket).worklogs[0].raw_start == first.raw_start
    desk.panel("")
    desk.keys("ctrl+d")
    desk.cursor("Grund")
    desk.type("war ein anderer Kunde")
    desk.keys("Return")
    desk.stored(lambda: not view(office, ticket).worklogs)
    assert removed(office, ticket) == [("Daten kopiert", "war ein anderer Kunde")]
    assert steps(office, first.uid) == ["insert", "update", "update"]
    desk.panel("")
    desk.keys("ctrl+m", "ctrl+s")
    desk.stored(lambda: view(office, ticket).fields.agent_uid == office.ctx.user.uid)
    desk.keys("ctrl+w")


def test_f8_runs_a_clock_and_asks_what_was_done(office, desk):
    ticket = new_ticket(desk, "Ordner wiederherstellen")
    desk.keys("F8")
    desk.stored(lambda: [w.running for w in view(office, ticket).worklogs] == [True])
    desk.until(lambda seen: any("läuft" in "".join(row) for rows in seen["front"]["rows"] for row in rows))
    desk.keys("F8")
    desk.cursor("Text")
    desk.type("Sicherung gesucht")
    desk.keys("Return")
    desk.stored(lambda: [w.text for w in view(office, ticket).worklogs] == ["Sicherung gesucht"])
    assert not view(office, ticket).worklogs[0].running
    desk.keys("ctrl+w")


def test_the_desk_wrote_no_error(desk):
    assert desk.quiet() == ""


def steps(office, uid: str) -> list[str]:
    """What the trail of changes tells of one record."""
    with office.ctx.store.read() as session:
        return list(session.scalars(text("SELECT operation FROM change WHERE row_key = :uid ORDER BY id"),
                                    {"uid": uid}))


def removed(office, uid: str) -> list[tuple[str, str]]:
    with office.ctx.store.read() as session:
        return [tuple(row) for row in session.execute(text(
            "SELECT w.text, w.removal_reason FROM worklog w JOIN ticket t ON t.id = w.ticket_id "
            "WHERE t.uid = :uid AND w.removed_at IS NOT NULL"), {"uid": uid})]
