"""The program is killed while it takes addresses over: each is whole, and the next run goes on."""

from __future__ import annotations

import signal
from itertools import islice

import pytest

from hotline_desk.adapters.exchange.reading import read_sheet
from hotline_desk.services.access import open_context
from hotline_desk.services.addresses import get_address, search_addresses
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.importing.preview import propose
from hotline_desk.services.importing.taking_over import take_over
from hotline_desk.store.opening import open_store
from tests.reliability.company import founded

ROWS = 400
CONTENT = "Firma;Nachname;Telefon;E-Mail;Ort\n" + "".join(
    f"Firma Nr {n};Weber{n};030 55{n:05};w{n}@x.example;Berlin\n" for n in range(ROWS))


@pytest.mark.parametrize("parts", [1, 4, 9])
def test_a_kill_in_the_middle_leaves_whole_addresses_and_a_second_run_finds_them(nursery, sqlite_url, parts):
    founded(sqlite_url)
    child = nursery.start("take_addresses_over", url=sqlite_url.render_as_string(), content=CONTENT)
    said = list(islice(child.lines, parts))
    said += child.kill()
    assert child.wait() == -signal.SIGKILL
    acknowledged = int(said[-1].split()[1])
    store = open_store(sqlite_url)
    ctx = open_context(store, None)
    stored = [get_address(ctx, line.uid) for line in search_addresses(ctx, limit=ROWS + 1)]
    assert acknowledged <= len(stored) < ROWS
    assert all(len(a.contacts) == 1 and len(a.contacts[0].phones) == len(a.contacts[0].emails) == 1 for a in stored)
    sheet = read_sheet(CONTENT.encode(), ctx.plan)
    fates = [row.fate for row in propose(ctx, sheet)]
    assert (fates.count("same"), fates.count("new")) == (len(stored), ROWS - len(stored))
    again = take_over(ctx, sheet)
    assert (len(again.made), again.same) == (ROWS - len(stored), len(stored))
    assert verify_store(ctx) == []
    store.close()
