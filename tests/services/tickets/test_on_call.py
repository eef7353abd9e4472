"""A job done on call is written down afterwards in one go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline_desk.core.errors import UserError
from hotline_desk.services.tickets.on_call import OnCallJob, record_job
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.billing_runs import OnCallJobRow
from tests import builders


@pytest.fixture
def job(ctx):
    """An hour of last night."""
    begin = ctx.clock.now() - timedelta(hours=10)
    return OnCallJob(builders.address(ctx), begin, begin + timedelta(hours=1), "Server down", "Restarted.",
                     alarmed_at=begin - timedelta(minutes=5))


def refused(ctx, job):
    with pytest.raises(UserError) as problem:
        record_job(ctx, job)
    return problem.value.id


def test_the_job_is_a_closed_ticket_with_its_time(ctx, job):
    view = ticket_view(ctx, record_job(ctx, job))
    only, = view.worklogs
    assert (view.state, view.outcome, view.fields.subject, only.start, only.end) == (
        "closed", "charge", "Server down", job.begin, job.end)


def test_its_measure_is_marked_as_done_on_call(ctx, job):
    record_job(ctx, job)
    with ctx.store.read() as session:
        assert session.scalars(select(OnCallJobRow)).one().alarmed_at == job.alarmed_at


def test_without_an_outcome_the_ticket_stays_open(ctx, job):
    assert ticket_view(ctx, record_job(ctx, replace(job, outcome=None))).state == "open"


@pytest.mark.parametrize(("change", "error"), [
    ({"subject": " "}, "value.missing"), ({"solution": ""}, "ticket.solution_missing"),
])
def test_what_is_missing_is_named(ctx, job, change, error):
    assert refused(ctx, replace(job, **change)) == error


def test_a_job_ends_after_it_begins(ctx, job):
    assert refused(ctx, replace(job, end=job.begin)) == "time.order"


def test_a_job_that_is_not_over_is_refused(ctx, job):
    assert refused(ctx, replace(job, end=ctx.clock.now() + timedelta(minutes=1))) == "on_call.ahead"


def test_nothing_is_stored_of_a_job_that_is_refused(ctx, job):
    refused(ctx, replace(job, solution=""))
    with ctx.store.read() as session:
        assert session.scalars(select(OnCallJobRow)).all() == []
