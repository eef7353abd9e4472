"""hotline-desk bill, killed in the middle and continued: nothing twice, nothing left out, little memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from random import Random

import pytest
from sqlalchemy import text

from hotline_desk.services.billing.runs import list_runs
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.context import Context
from tests.bench.seed import place_of, seeded
from tests.reliability.nursery import Nursery
from tests.reliability.test_four_bill import CUSTOMERS, month

__all__ = ["month"]


def killed_and_continued(nursery: Nursery, where: Sequence[str], period: Sequence[str], most: int) -> list[str]:
    """Numbers that were told until a run that is killed after up to so many documents comes to its end."""
    random, told = Random(3), []
    arguments = ["bill", *where, *period]
    while True:
        child = nursery.start("type_command", arguments=arguments)
        said = [line.strip() for line in islice(child.lines, random.randint(1, most))]
        before = len(told)
        told += [line for line in (*said, *child.kill()) if line.startswith("RE-")]
        child.wait()
        arguments = ["bill", *where, "--continue"]
        if len(told) == before:
            return told


def billed_once(ctx: Context, told: Sequence[str], documents: int | None = None) -> None:
    """One run came to its end with everything on exactly one document, and the store is whole."""
    run, = list_runs(ctx)
    assert (run.state, run.documents) == ("done", documents or run.documents)
    assert len(told) == len(set(told)) <= run.documents
    with ctx.store.read() as session:
        claims = Counter(session.scalars(text("SELECT worklog_id FROM billing_claim")))
        left = session.scalar(text(
            "SELECT count(*) FROM worklog w JOIN ticket t ON t.id = w.ticket_id WHERE t.state = 'closed'"
            " AND t.address_id IN (SELECT address_id FROM document)"
            " AND w.id NOT IN (SELECT worklog_id FROM billing_claim)"))
    assert (set(claims.values()), left) == ({1}, 0)
    assert verify_store(ctx) == []


def test_a_command_that_is_killed_again_and_again_bills_everything_once(nursery, month, any_url):
    where = ("--database", any_url.render_as_string(hide_password=False))
    billed_once(month, killed_and_continued(nursery, where, ("--from", "2026-10-01", "--to", "2026-10-31"), 6),
                CUSTOMERS)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_thousand_customers_with_a_hundred_thousand_measures_are_billed_by_a_run_that_is_killed(nursery, tmp_path):
    ctx = seeded(tmp_path, 100_000)
    where = ("--data", str(place_of(tmp_path, 100_000)))
    billed_once(ctx, killed_and_continued(nursery, where, ("--from", "2024-01-01", "--to", "2026-10-31"), 200))
    ctx.store.close()
