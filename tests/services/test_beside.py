"""What stands at the side of a ticket: similar tickets, and what is known of the caller."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import AGENT
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls.handling import move_call, take_call
from hotline_desk.services.contracts import list_contracts
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.beside import Beside, beside
from hotline_desk.services.views.similar import similar_tickets
from hotline_desk.services.views.ticket import ticket_view
from tests import builders
from tests.stories.conftest import hire

__all__ = ["hire"]

YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def subjects(ctx, subject, uid=""):
    return [found.subject for found in similar_tickets(ctx, uid, subject)]


def test_a_rare_word_says_more_than_a_common_one(ctx):
    for number in range(6):
        create_ticket(ctx, {"subject": f"Drucker {number}"})
    create_ticket(ctx, {"subject": "Papierstau im Kopierer"})
    for number in range(6):
        create_ticket(ctx, {"subject": f"Drucker im Büro {number}"})
    assert subjects(ctx, "Drucker meldet Papierstau")[0] == "Papierstau im Kopierer"


def test_the_ticket_with_most_of_the_words_comes_first(ctx):
    create_ticket(ctx, {"subject": "VPN bricht nach Passwortwechsel ab"})
    create_ticket(ctx, {"subject": "VPN langsam"})
    create_ticket(ctx, {"subject": "Passwortwechsel nötig"})
    assert subjects(ctx, "VPN-Zugang nach dem Passwortwechsel")[0] == "VPN bricht nach Passwortwechsel ab"


def test_a_short_name_like_vpn_is_enough(ctx):
    create_ticket(ctx, {"subject": "VPN gesperrt"})
    assert subjects(ctx, "VPN") == ["VPN gesperrt"]


def test_words_that_say_nothing_find_nothing(ctx):
    create_ticket(ctx, {"subject": "Das geht nicht mit der Maus"})
    assert subjects(ctx, "Es geht nicht") == []


def test_what_shares_one_common_word_of_many_is_not_similar(ctx):
    create_ticket(ctx, {"subject": "Rechnung doppelt"})
    create_ticket(ctx, {"subject": "Sammelrechnung Adresse ändern"})
    assert "Rechnung doppelt" not in subjects(ctx, "Sammelrechnung Adresse ändern Rechnung")


def test_the_solution_counts_and_half_a_word_does(ctx):
    uid = create_ticket(ctx, {"subject": "Kein Bild", "solution": "Grafiktreiber erneuert"})
    assert [found.uid for found in similar_tickets(ctx, "", "Grafiktr")] == [uid]


def test_neither_itself_nor_what_was_merged_is_similar(ctx):
    customer = builders.address(ctx, "Muster GmbH", builders.MUSTER)
    old = create_ticket(ctx, {"subject": "Scanner sendet nichts", "address_uid": customer})
    new = take_call(ctx, builders.ring(ctx).call_uid)
    builders.about(ctx, new, "Scanner sendet nichts")
    move_call(ctx, new, old)
    assert similar_tickets(ctx, old, "Scanner sendet nichts") == []


def test_contract_and_note_of_the_customer_are_told(ctx):
    customer = builders.address(ctx, note="Zahlt immer spät.")
    builders.contract(ctx, customer, YEAR, "Premium")
    seen = beside(ctx, builders.ticket(ctx, customer))
    assert (seen.contract_uid, seen.note) == (list_contracts(ctx)[0].uid, "Zahlt immer spät.")


def test_a_contract_that_begins_later_is_none(ctx):
    customer = builders.address(ctx)
    builders.contract(ctx, customer, YEAR.replace(year=2027))
    assert beside(ctx, builders.ticket(ctx, customer)).contract_uid == ""


@pytest.fixture
def invoiced(ctx):
    """A customer with one invoice of today."""
    builders.article(ctx)
    customer = builders.address(ctx)
    builders.contract(ctx, customer, YEAR, article_number="SUP")
    builders.solved(ctx, customer, 10)
    today = ctx.clock.now().date()
    issue_all(ctx, propose(ctx, BillingRequest(today, today)))
    return customer


def test_an_open_item_is_late_the_day_after_it_was_due(ctx, invoiced):
    ticket = builders.ticket(ctx, invoiced)
    item = beside(ctx, ticket).items[0]
    assert (item.overdue, item.gross_cents > 0, beside(ctx, ticket).items_overdue) == (False, True, 0)
    ctx.clock.advance(days=(item.due - ctx.clock.now().date()).days)
    assert not beside(ctx, ticket).items[0].overdue
    ctx.clock.advance(days=1)
    seen = beside(ctx, ticket)
    assert (seen.items[0].overdue, seen.items_open, seen.items_overdue) == (True, 1, 1)


def test_who_may_not_see_documents_learns_only_how_many_are_open(ctx, invoiced, hire):
    seen = beside(hire("bert", AGENT), builders.ticket(ctx, invoiced))
    assert (seen.items_open, seen.items) == (1, ())


def test_earlier_calls_of_the_customer_stand_newest_first_without_those_of_the_ticket(ctx):
    customer = builders.address(ctx, "Muster GmbH", builders.MUSTER)
    first = builders.answered_call(ctx, "1")
    ctx.clock.advance(minutes=5)
    second = builders.answered_call(ctx, "2")
    ctx.clock.advance(minutes=5)
    ticket = take_call(ctx, builders.ring(ctx, "3").call_uid)
    assert ticket_view(ctx, ticket).fields.address_uid == customer
    assert [call.uid for call in beside(ctx, ticket).calls] == [second, first]


def test_a_caller_without_an_address_is_known_by_his_number(ctx):
    first = builders.answered_call(ctx, "1", caller_number="+49891112233")
    builders.answered_call(ctx, "2", caller_number="+49899998877")
    ctx.clock.advance(minutes=5)
    ticket = take_call(ctx, builders.ring(ctx, "3", caller_number="+49891112233").call_uid)
    assert [call.uid for call in beside(ctx, ticket).calls] == [first]


def test_a_call_whose_ticket_was_merged_leads_to_the_main_ticket(ctx):
    customer = builders.address(ctx, "Muster GmbH", builders.MUSTER)
    main = builders.ticket(ctx, customer, "VPN")
    merged = take_call(ctx, builders.ring(ctx).call_uid)
    move_call(ctx, merged, main)
    seen = beside(ctx, builders.ticket(ctx, customer, "Neu"))
    assert (seen.calls[0].ticket_uid, seen.calls[0].subject) == (main, "VPN")


def test_a_ticket_of_nobody_has_nothing_beside_it(ctx):
    assert beside(ctx, builders.ticket(ctx)) == Beside()


def test_there_must_be_such_a_ticket(ctx):
    with pytest.raises(UserError):
        beside(ctx, "nowhere")
