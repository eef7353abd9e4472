"""Callers ring again and again about what is open: one key each, and no empty ticket is left behind."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from hotline_desk.demo.company import HOTLINE
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.services.views.ticket import ticket_view
from tests.acceptance.phoned import EXTENSION, rows

pytestmark = [pytest.mark.x11, pytest.mark.timeout(240)]


@pytest.mark.long
@pytest.mark.timeout(900)
def test_fifty_follow_up_calls_leave_no_empty_ticket(office, desk):
    follow_up(office, desk, 50)


def test_fifteen_follow_up_calls_leave_no_empty_ticket(office, desk):
    follow_up(office, desk, 15)


def follow_up(office, desk, count):
    ctx, pointer = office.ctx, desk.pointer()
    customer = next(row.address_uid for row in rows(ctx).values() if "23125000" in (row.number or ""))
    old = create_ticket(ctx, {"subject": "Standleitung", "address_uid": customer})
    before = set(rows(ctx))
    said = []
    for number in range(count):
        call = office.box.ring(office.numbers[0], HOTLINE)
        desk.until(lambda seen: seen["popups"])
        desk.keys("F2")
        desk.until(lambda seen: seen["front"]["kind"] == "ticket" and seen["front"]["uid"] not in ("", old)
                   and seen["focus"]["name"] == "Betreff"
                   and any("Standleitung" in row for box in seen["front"]["lists"] for row in box))
        call.answer(EXTENSION)
        if number % 5 == 0:
            said.append(f"Noch gestoert {number}")
            desk.type(said[-1])
        if number % 3 == 0:
            call.hang_up()
            desk.until(lambda seen: not seen["popups"])
        desk.keys("alt+1")
        desk.front("ticket", uid=old)
        call.hang_up()
        desk.keys("ctrl+w")
        desk.until(lambda seen: "ticket" not in seen["frames"] and not seen["popups"])
    calls = lambda: [row for uid, row in rows(ctx).items() if uid not in before]  # noqa: E731
    desk.stored(lambda: len(calls()) == count and all(row.state == "ended" for row in calls()))
    assert {row.ticket_uid for row in calls()} == {old}
    view = ticket_view(ctx, old)
    assert [w.raw_start for w in view.worklogs if w.kind == "call"] == sorted(row.answered_at for row in calls())
    noted = "\n".join(note.text for note in view.notes)
    assert [words for words in said if words not in noted] == []
    assert [row.uid for row in open_tickets(ctx) if not row.subject and row.uid != old] == []
    with ctx.store.read() as session:
        made = session.execute(text("SELECT state, count(*) FROM ticket WHERE subject = '' AND request = '' "
                                    "GROUP BY state")).all()
    assert [state for state, _count in made if state not in ("merged", "withdrawn")] == []
    assert desk.quiet() == ""
    assert desk.pointer() == pointer
