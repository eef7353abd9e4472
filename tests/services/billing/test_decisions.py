"""Decisions before the invoice, the check list, and what is left uncharged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from hotline_desk.adapters.documents.pdf_pages import PdfPages
from hotline_desk.core.errors import UserError
from hotline_desk.services.billing.checklist import checklist_pdf
from hotline_desk.services.billing.decisions import UNDECIDED, Decision, decide, decide_charged, decisions
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.leftovers import note_uncharged
from hotline_desk.store.projects import AppointmentRow
from tests.services.billing.office import Did, only


@pytest.fixture
def ticket(office):
    return office.ticket(office.customer(), Did(20), Did(40), outcome=None)


@pytest.fixture
def work(office, ticket):
    """The uid of the second measure; its ticket is taken in while it is open."""
    return proposed(office).items[1].worklog_uid


def proposed(office):
    draft, = office.drafts(replace(only("10001"), include_open=True))
    return draft


def test_work_that_shall_not_be_charged_stands_on_the_draft_without_an_amount(office, work):
    assert decide(office.ctx, work, Decision(charged=False), "Kulanz") == UNDECIDED
    draft = proposed(office)
    assert (draft.net_cents, draft.items[1].rule, draft.items[1].position) == (3167, "unbillable", None)
    decided = decisions(office.ctx)[work]
    assert (decided.reason, decided.by, decided.decision.charged) == ("Kulanz", "Anna", False)


def test_a_decision_is_undone_by_what_held_before(office, work):
    before = decide(office.ctx, work, Decision(charged=False), "Kulanz")
    decide(office.ctx, work, before, "doch nicht")
    assert proposed(office).net_cents == 3167 + 6333
    assert decisions(office.ctx) == {}


def test_another_article_and_another_text_are_taken(office, work):
    decide(office.ctx, work, Decision(article="H120", text="Beratung zum Umzug"), "vereinbart")
    draft = proposed(office)
    assert (draft.lines[1].article, draft.lines[1].net_cents, draft.items[1].text) == (
        "H120", 8000, "Beratung zum Umzug")


def test_charging_again_leaves_what_else_was_decided(office, work):
    decide(office.ctx, work, Decision(article="H120"), "vereinbart")
    decide_charged(office.ctx, [work], False, "Kulanz")
    (uid, before), = decide_charged(office.ctx, [work], True, "doch")
    assert (uid, before) == (work, Decision(charged=False, article="H120"))
    assert decisions(office.ctx)[work].decision == Decision(article="H120")


def test_a_decision_needs_a_reason_a_known_article_and_work_that_is_not_billed(office, work):
    for decision, reason, problem in ((Decision(False), " ", "reason.missing"),
                                      (Decision(article="X"), "x", "article.not_found")):
        with pytest.raises(UserError) as caught:
            decide(office.ctx, work, decision, reason)
        assert caught.value.id == problem
    issue_all(office.ctx, office.propose(replace(only("10001"), include_open=True)))
    with pytest.raises(UserError) as caught:
        decide(office.ctx, work, Decision(False), "x")
    assert caught.value.id == "worklog.billed"


def test_the_check_list_shows_each_customer_and_the_total_of_what_is_issued(office):
    for number, minutes in (("10001", 20), ("10002", 40)):
        office.ticket(office.customer(number, f"Kunde {number}"), Did(minutes))
    proposal = office.propose()
    left_out = {proposal.drafts[1].address_uid}
    words = " ".join(box.text for box in PdfPages(checklist_pdf(office.ctx, proposal, left_out)).text_boxes(0))
    for part in ("Kunde 10001", "31,67", "Kunde 10002", "63,33"):
        assert part in words
    assert "95,00" not in words


def test_what_a_decision_left_uncharged_becomes_an_action_on_the_address(office, work):
    decide(office.ctx, work, Decision(charged=False), "Kulanz")
    numbers = issue_all(office.ctx, office.propose(replace(only("10001"), include_open=True))).numbers
    assert note_uncharged(office.ctx, numbers) == 1
    with office.ctx.store.read() as session:
        action, = session.scalars(select(AppointmentRow))
        assert (action.kind, action.note.splitlines()) == ("action", [f"Nicht berechnet auf {numbers[0]}", "Arbeit"])
