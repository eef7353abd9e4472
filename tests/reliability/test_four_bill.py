"""Four processes bill one month at once and one of them is killed: all is charged once, no number is missing."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from hotline_desk.core.clock import SetClock
from hotline_desk.domain.articles import Article
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.articles import save_article
from hotline_desk.services.billing.documents import get_document, list_documents
from hotline_desk.services.billing.runs import list_runs, run_numbers
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import make_ticket
from hotline_desk.services.tickets.steps import saved
from hotline_desk.services.tickets.worklogs import WorklogEntry, make_worklog
from hotline_desk.store.opening import open_store
from tests import builders
from tests.reliability.nursery import Nursery
from tests.store_fixtures import COMPANY, NOW

CUSTOMERS = 16
ROUNDS = [pytest.param(3, id="three"),
          pytest.param(50, marks=[pytest.mark.long, pytest.mark.timeout(1800)], id="fifty")]
BEGIN = datetime(2026, 10, 5, 8, tzinfo=UTC)


@pytest.fixture
def month(any_url: URL):
    """Customers with two measures of 20 minutes each, of which ten are at the same time as the next customer's."""
    store = open_store(any_url)
    found_company(store, COMPANY, "anna", "Anna", SetClock(NOW))
    ctx = open_context(store, None, clock=SetClock(NOW))
    save_article(ctx, Article("", "MIN", "Hotline", "minute", 10_000, 1900))
    addresses = [builders.address(ctx, f"Kunde {n}", number=str(20_000 + n)) for n in range(CUSTOMERS)]
    with ctx.store.write(ctx.stamp("test.month")) as tx:
        for n, address in enumerate(addresses):
            ticket = make_ticket(ctx, tx, {"subject": "Vorgang", "address_uid": address}, BEGIN)
            for start in (BEGIN + timedelta(minutes=30 * n), BEGIN + timedelta(minutes=30 * n + 20)):
                make_worklog(ctx, tx, ticket, WorklogEntry("Arbeit", start, start + timedelta(minutes=20)))
            ticket.state, ticket.outcome, ticket.closed_at = "closed", "charge", tx.now
            ticket.solution = "Geht wieder"
            saved(tx, ticket)
    yield ctx
    store.close()


def billed_by_four(nursery: Nursery, random: Random, url: URL) -> list[str]:
    """What four processes say they issued; one is killed in the middle, the others finish the month."""
    children = [nursery.start("bill_october", url=url.render_as_string(hide_password=False)) for _ in range(4)]
    victim, *others = children
    said = [*islice(victim.lines, random.randint(2, 10)), *victim.kill()]
    victim.wait()
    for child in others:
        said += child.rest()
        assert child.wait() == 0
    return [line.strip() for line in said if line.startswith("RE-")]


def claims(ctx: Context) -> Counter[int]:
    with ctx.store.read() as session:
        return Counter(session.scalars(text("SELECT worklog_id FROM billing_claim")))


@pytest.mark.parametrize("rounds", ROUNDS)
def test_four_processes_bill_a_month_once_while_one_of_them_is_killed(nursery, month, any_url, rounds):
    random = Random(7)
    before = 0
    for _ in range(rounds):
        said = billed_by_four(nursery, random, any_url)
        documents = [line for line in list_documents(month) if line.state == "final" and line.kind == "invoice"]
        assert sorted(line.number for line in documents) == [
            f"RE-2026-{n:05}" for n in range(before + 1, before + CUSTOMERS + 1)]
        assert set(said) <= {line.number for line in documents}
        assert len(set(said)) == len(said)
        assert len({line.address_number for line in documents}) == CUSTOMERS
        assert set(claims(month).values()) == {1}
        assert len(claims(month)) == 2 * CUSTOMERS
        assert sum(line.net_cents for line in documents) == (30 * CUSTOMERS + 10) * 100
        assert verify_store(month) == []
        before += CUSTOMERS
        taken_back_by_two(nursery, random, any_url)
        assert claims(month) == Counter()
    assert sum(line.gross_cents for line in list_documents(month)) == 0
    assert get_document(month, "ST-2026-00001").cancels in {f"RE-2026-{n:05}" for n in range(1, CUSTOMERS + 1)}


def taken_back_by_two(nursery: Nursery, random: Random, url: URL) -> None:
    """Two processes take all runs back; one is killed in the middle, the other finishes."""
    place = url.render_as_string(hide_password=False)
    victim, other = (nursery.start("take_runs_back", url=place) for _ in range(2))
    list(islice(victim.lines, random.randint(1, 8)))
    victim.kill()
    victim.wait()
    other.rest()
    assert other.wait() == 0
    last = nursery.start("take_runs_back", url=place)
    last.rest()
    assert last.wait() == 0


def test_a_run_that_is_killed_again_and_again_is_continued_to_its_end(nursery, month, any_url):
    place, random = any_url.render_as_string(hide_password=False), Random(11)
    child = nursery.start("bill_october", url=place)
    said: list[str] = []
    while True:
        said += [line.strip() for line in islice(child.lines, random.randint(2, 4)) if line.startswith("RE-")]
        said += [line for line in child.kill() if line.startswith("RE-")]
        child.wait()
        run, = list_runs(month)
        assert (run.state, run.documents >= len(said)) == ("running", True)
        if run.documents > CUSTOMERS // 2:
            break
        child = nursery.start("continue_october", url=place)
    last = nursery.start("continue_october", url=place)
    last.rest()
    assert last.wait() == 0
    run, = list_runs(month)
    assert (run.state, run.documents) == ("done", CUSTOMERS)
    assert run_numbers(month, run.uid) == tuple(f"RE-2026-{n:05}" for n in range(1, CUSTOMERS + 1))
    assert set(claims(month).values()) == {1}
    assert verify_store(month) == []
