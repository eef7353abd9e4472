"""Two processes hear the same calls on two lines at the same moment: each call is one, with one ticket."""

from __future__ import annotations

from sqlalchemy import func, select

from hotline_desk.core.clock import SetClock
from hotline_desk.services.access import open_context
from hotline_desk.services.care.verify import verify_store
from hotline_desk.store.calls.journal import CallRow, CallSightingRow
from hotline_desk.store.opening import open_store
from hotline_desk.store.tickets import TicketRow, WorklogRow
from tests.reliability.company import founded
from tests.store_fixtures import NOW

CALLS = 8
LINES = ("asterisk", "fritzbox", "tapi")


def test_processes_that_hear_the_same_calls_at_once_make_one_of_each(nursery, any_url, tmp_path):
    founded(any_url)
    children = []
    for source in LINES:
        (tmp_path / source).mkdir()
        children.append(nursery.start("hear_calls", url=any_url.render_as_string(hide_password=False),
                                      folder=str(tmp_path / source), source=source, calls=CALLS))
    for child in children:
        assert child.rest()[-1] == "done"
        assert child.wait() == 0
    store = open_store(any_url)
    with store.read() as session:
        rows = [session.scalar(select(func.count()).select_from(row)) for row in (CallRow, TicketRow)]
        counting = session.scalar(select(func.count()).select_from(WorklogRow).where(WorklogRow.removed_at.is_(None)))
        sightings = session.scalar(select(func.count()).select_from(CallSightingRow))
        assert {outcome for (outcome,) in session.execute(select(CallRow.outcome))} == {"answered"}
    assert [*rows, counting] == [CALLS, CALLS, CALLS]
    assert sightings == CALLS * len(LINES)
    assert verify_store(open_context(store, None, clock=SetClock(NOW))) == []
    store.close()
