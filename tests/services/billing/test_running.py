"""Runs of billing: durable, stopped, continued, taken back whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.corrections import credited
from hotline_desk.services.billing import running
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.corrections import correct_lines
from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.running import bill, continue_run, take_back
from hotline_desk.services.billing.runs import (
    get_run,
    list_runs,
    read_request,
    run_numbers,
    unfinished_runs,
    write_request,
)
from hotline_desk.services.care.verify import verify_store
from tests.services.billing.office import OCTOBER, Did, only

NUMBERS = [f"RE-2026-{n:05}" for n in range(1, 5)]


@pytest.fixture
def four(office):
    """Four customers with 20 minutes each."""
    for number in range(10001, 10005):
        office.ticket(office.customer(str(number), f"Kunde {number}"), Did(20))
    return office


class Killed(BaseException):
    """What ends a process in the middle of a run."""


def stop_after(count: int):
    """A place to tell numbers to, and whether so many were told."""
    said: list[str] = []
    return said, lambda: len(said) >= count


def test_a_run_issues_customer_by_customer_and_is_done(four):
    said: list[str] = []
    outcome = bill(four.ctx, OCTOBER, said.append)
    run, = list_runs(four.ctx)
    assert said == NUMBERS
    assert (outcome.issued, outcome.left, outcome.uid) == (4, 0, run.uid)
    assert (run.state, run.documents, run.standing, run.net_cents) == ("done", 4, 4, 4 * 3167)
    assert (run.begun_by, run.request, run_numbers(four.ctx, run.uid)) == ("Anna", OCTOBER, tuple(NUMBERS))
    assert verify_store(four.ctx) == []


def test_a_stopped_run_is_continued_with_what_is_left(four):
    said, enough = stop_after(2)
    outcome = bill(four.ctx.watched(four.ctx.progress, enough), OCTOBER, said.append)
    assert (outcome.issued, outcome.left) == (2, 2)
    run, = unfinished_runs(four.ctx)
    assert run.state == "stopped"
    assert continue_run(four.ctx, run.uid, said.append).issued == 2
    assert said == NUMBERS
    run, = list_runs(four.ctx)
    assert (run.state, run.documents) == ("done", 4)


def test_a_killed_run_stands_as_begun_and_is_continued(four):
    def die(number: str) -> None:
        raise Killed(number)

    with pytest.raises(Killed):
        bill(four.ctx, OCTOBER, die)
    run, = unfinished_runs(four.ctx)
    assert (run.state, run.documents) == ("running", 1)
    continue_run(four.ctx, run.uid, str)
    assert get_run(four.ctx, run.uid).documents == 4
    assert verify_store(four.ctx) == []


def test_a_run_that_is_done_is_not_continued(four):
    uid = bill(four.ctx, OCTOBER, str).uid
    with pytest.raises(UserError, match="done or was taken back"):
        continue_run(four.ctx, uid, str)


def test_where_nothing_is_left_no_run_is_begun(four):
    bill(four.ctx, OCTOBER, str)
    assert bill(four.ctx, OCTOBER, str).uid is None
    assert len(list_runs(four.ctx)) == 1


def test_a_run_is_taken_back_whole_and_its_work_can_be_billed_again(four):
    uid = bill(four.ctx, OCTOBER, str).uid
    correct_lines(four.ctx, NUMBERS[0], [credited(1)], "Absprache")
    cancel_document(four.ctx, NUMBERS[3])
    assert take_back(four.ctx, uid, "Falscher Preis") == 3
    run = get_run(four.ctx, uid)
    assert (run.state, run.standing, run.reason, run.half_taken_back) == ("taken_back", 0, "Falscher Preis", False)
    assert sum(d.gross_cents for d in list_documents(four.ctx)) == 0
    assert len(four.drafts()) == 4
    assert verify_store(four.ctx) == []


def test_taking_back_that_was_stopped_is_taken_up_again(four):
    uid = bill(four.ctx, OCTOBER, str).uid
    steps: list[int] = []
    halfway = four.ctx.watched(lambda done, total, text: steps.append(done), lambda: len(steps) == 2)
    with pytest.raises(Exception, match="RE-"):
        take_back(halfway, uid, "Falscher Preis")
    run = get_run(four.ctx, uid)
    assert (run.state, run.standing, run.half_taken_back, run.unfinished) == ("taken_back", 2, True, False)
    assert take_back(four.ctx, uid, "Falscher Preis") == 2


def test_a_run_with_money_received_is_not_taken_back(four, monkeypatch):
    uid = bill(four.ctx, OCTOBER, str).uid
    monkeypatch.setattr(running, "money_received", lambda session, keys: {min(keys): 100})
    with pytest.raises(UserError, match=NUMBERS[0]):
        take_back(four.ctx, uid, "Falscher Preis")
    assert get_run(four.ctx, uid).state == "done"


def test_taking_back_needs_a_reason(four):
    uid = bill(four.ctx, OCTOBER, str).uid
    with pytest.raises(UserError, match="reason"):
        take_back(four.ctx, uid, " ")


def test_what_was_previewed_and_issued_is_a_run_of_just_these_customers(four):
    proposal = four.propose()
    issue_all(four.ctx, replace(proposal, drafts=proposal.drafts[:2]))
    run, = list_runs(four.ctx)
    assert (run.state, run.documents, run.request) == ("done", 2, OCTOBER)
    assert run.only == tuple(draft.address_uid for draft in proposal.drafts[:2])


def test_who_was_left_out_after_the_preview_stays_out_when_the_run_is_continued(four):
    proposal, counted = four.propose(), []
    halfway = four.ctx.watched(lambda done, total, text: counted.append(done), lambda: len(counted) == 1)
    issued = issue_all(halfway, replace(proposal, drafts=proposal.drafts[:3]))
    assert (len(issued.numbers), issued.left) == (1, 2)
    continue_run(four.ctx, issued.run, str)
    assert get_run(four.ctx, issued.run).documents == 3


def test_a_customer_who_cannot_be_billed_does_not_keep_the_others(four):
    four.set("billing.article", "")
    four.ticket(four.customer("10000", "Ohne Artikel"), Did(5, article=None))
    four.do(four.ticket(four.customer("10009", "Mit Artikel"), outcome=None), Did(5, article="SUP"))
    outcome = bill(four.ctx, replace(OCTOBER, include_open=True), str)
    assert outcome.issued == 1
    assert len(outcome.refusals) == 5


def test_what_was_asked_for_is_kept_as_it_was():
    wanted = replace(only("10001"), last=OCTOBER.last + timedelta(days=1), include_open=True)
    assert read_request(write_request(wanted, ["a"])) == (wanted, ("a",))
