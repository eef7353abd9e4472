"""What the services refuse, leave out or bring about, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import AGENT, User
from hotline_desk.services.access import list_users, open_context, save_user
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls import record as recording
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.capture import save_ticket
from hotline_desk.services.tickets.worklogs import start_worklog
from hotline_desk.services.views.customer import customer
from hotline_desk.services.views.popup import running_popups
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.changes import ActRow, bulk
from hotline_desk.store.engine import Stamp
from hotline_desk.store.tickets import TicketRow
from tests.builders import address, answer, article, ring, solved, ticket, user
from tests.store_fixtures import NOW


def test_a_closed_ticket_keeps_its_solution(ctx):
    uid = solved(ctx, address(ctx), 10)
    with pytest.raises(UserError) as refused:
        save_ticket(ctx, uid, None, {"solution": " "})
    assert refused.value.id == "ticket.solution_missing"
    save_ticket(ctx, uid, None, {"solution": "Solved otherwise."})


def test_verify_finds_a_closed_ticket_without_solution(ctx):
    uid = solved(ctx, address(ctx), 10)
    assert verify_store(ctx) == []
    with (ctx.store.write(Stamp("test", None, "desk", NOW)) as tx,
          bulk(tx.session, "ticket", "update", {}) as connection):
        connection.execute(TicketRow.__table__.update().where(TicketRow.uid == uid).values(solution=""))
    assert "tickets" in [finding.check for finding in verify_store(ctx)]


def test_taking_a_running_call_ends_the_after_call_time(ctx, clock):
    uid = ticket(ctx)
    start_worklog(ctx, uid, after_call=True)
    user(ctx, "berta", extension="12")
    user(ctx, "carla", extension="13")
    clock.advance(minutes=2)
    ring(ctx)
    call = answer(ctx).call_uid
    assert ticket_view(ctx, uid).worklogs[0].running
    clock.advance(minutes=1)
    take_call(ctx, call)
    (after_call,) = ticket_view(ctx, uid).worklogs
    assert after_call.seconds == 120


@pytest.mark.logs("a rule failed at call")
def test_a_rule_that_goes_on_failing_is_no_news(ctx, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(recording, "apply_rules", fail)
    ring(ctx)

    def acts():
        with ctx.store.read() as session:
            return session.scalar(select(func.count(ActRow.id)))

    before = acts()
    assert recording.retry_unprocessed(ctx) == 0
    assert acts() == before
    monkeypatch.undo()
    assert recording.retry_unprocessed(ctx) == 1
    assert acts() == before + 1


def test_the_login_of_somebody_who_left_stays_his(ctx):
    user(ctx, "berta")
    berta = next(u for u in list_users(ctx) if u.login == "berta")
    save_user(ctx, replace(berta, archived=True))
    with pytest.raises(UserError) as refused:
        save_user(ctx, User("", "Berta", "Another Berta", AGENT))
    assert refused.value.id == "value.taken"


def test_who_may_not_see_documents_does_not_see_them_at_the_customer(ctx):
    article(ctx)
    uid = address(ctx)
    solved(ctx, uid, 30)
    issue_all(ctx, propose(ctx, BillingRequest(NOW.date(), NOW.date())))
    user(ctx, "berta")
    agent = open_context(ctx.store, None, "berta", clock=ctx.clock)
    assert {entry.kind for entry in customer(ctx, uid).timeline} == {"ticket", "document"}
    assert {entry.kind for entry in customer(agent, uid).timeline} == {"ticket"}


def test_a_call_of_yesterday_that_never_ended_does_not_ring_today(ctx, clock):
    ring(ctx)
    assert len(running_popups(ctx)) == 1
    clock.advance(hours=25)
    assert running_popups(ctx) == []
