"""The program is killed at any moment: nothing that it acknowledged is lost."""

from __future__ import annotations

import signal
from itertools import islice
from random import Random

from sqlalchemy import text

from hotline_desk.core.clock import SystemClock
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.calls.record import close_open_calls
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.views.popup import running_popups
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from tests.reliability.jobs import FEED
from tests.store_fixtures import COMPANY

RANK = ("ringing", "answered", "ended")


def killed_at_random(nursery, random, url, folder, seed) -> list[str]:
    """What one process acknowledged before it was killed."""
    child = nursery.start("answer_calls", url=url, folder=str(folder), seed=seed)
    said = list(islice(child.lines, random.randint(1, 25)))
    said += child.kill()
    assert child.wait() == -signal.SIGKILL
    return [line.strip() for line in said]


def lost(store, said: list[str]) -> list[str]:
    """Acknowledged lines that the database does not bear out."""
    with store.read() as session:
        calls = dict(session.execute(text("SELECT uid, state FROM call")).all())
        tickets = {uid: (subject, state) for uid, subject, state in session.execute(
            text("SELECT uid, subject, state FROM ticket"))}
    wrong = []
    for line in said:
        what, _, rest = line.partition(" ")
        uid, _, value = rest.partition(" ")
        if ((what == "call" and RANK.index(calls.get(uid, "ringing")) < RANK.index(value))
                or (what == "call" and uid not in calls)
                or (what == "ticket" and tickets.get(uid, ("",))[0] != value)
                or (what == "closed" and tickets.get(uid, ("", ""))[1] != "closed")):
            wrong.append(line)
    return wrong


def rounds(nursery, url, folder, count: int) -> None:
    store = open_store(url)
    found_company(store, COMPANY, "anna", "Anna", SystemClock())
    store.close()
    random = Random(2026)
    said: list[str] = []
    for seed in range(count):
        said += killed_at_random(nursery, random, url.render_as_string(hide_password=False), folder, seed)
        store = open_store(url)
        ctx = open_context(store, None)
        assert verify_store(ctx) == []
        assert lost(store, said) == []
        store.close()
    store, local = open_store(url), Local(folder)
    ctx = open_context(store, local)
    close_open_calls(ctx, FEED)
    assert running_popups(ctx) == []
    assert verify_store(ctx) == []
    local.close()
    store.close()
    assert len(said) > 5 * count


def test_a_desk_killed_at_any_moment_loses_nothing_it_had_saved(nursery, sqlite_url, tmp_path):
    rounds(nursery, sqlite_url, tmp_path, 20)


def test_a_desk_killed_at_any_moment_leaves_the_server_whole(nursery, postgres_store_url, tmp_path):
    rounds(nursery, postgres_store_url, tmp_path, 5)
