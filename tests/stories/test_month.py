"""The month is billed: previewed, issued once, cancelled, shown call by call."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hotline_desk.core.errors import UserError
from hotline_desk.domain.addresses import Address
from hotline_desk.domain.articles import Article
from hotline_desk.domain.contracts import Contract, Terms
from hotline_desk.services.addresses import save_address
from hotline_desk.services.articles import save_article
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.decisions import decide_charged, decisions
from hotline_desk.services.billing.documents import document_file, get_document, list_documents
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose, statement_of
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls.handling import correct_end, move_call, take_call
from hotline_desk.services.calls.record import close_open_calls
from hotline_desk.services.contracts import list_terms, save_contract, save_terms
from hotline_desk.services.tickets.capture import create_ticket, make_address, reopen_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog, edit_worklog, remove_worklog
from hotline_desk.services.views.customer import customer
from hotline_desk.services.views.listings import ListFilter, entries
from hotline_desk.services.views.ticket import ticket_view
from tests.builders import about

OCTOBER = BillingRequest(date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = BillingRequest(date(2026, 11, 1), date(2026, 11, 30))
SOLVED = Closing("charge", "Neu gestartet")


def at(when: str) -> datetime:
    return datetime.fromisoformat(when).replace(tzinfo=UTC)


def half_an_hour(when: str, text: str = "Drucker eingerichtet") -> WorklogEntry:
    return WorklogEntry(text, at(when), at(when) + timedelta(minutes=30))


def worked(ctx, address: str, when: str, outcome: str = "charge") -> str:
    """A closed ticket with half an hour of work; its uid."""
    uid = create_ticket(ctx, {"subject": "Drucker", "address_uid": address}, created_at=at(when))
    add_worklog(ctx, uid, half_an_hour(when))
    close_ticket(ctx, uid, None, Closing(outcome, "Neu gestartet"))
    return uid


def bill(ctx, request: BillingRequest = OCTOBER) -> tuple[str, ...]:
    return issue_all(ctx, propose(ctx, request)).numbers


@pytest.fixture
def contract(ctx, muster, support) -> str:
    """Muster pays by started quarters of an hour."""
    save_terms(ctx, Terms("", "Standard", article_number=support, first=900, next=900))
    return save_contract(ctx, Contract("", muster, "Standard", date(2026, 1, 1)))


def test_from_the_call_to_the_invoice(ctx, erika, line, muster, contract):
    ctx.clock.instant = at("2026-10-05T09:00")
    call = line.ring().answer()
    uid = take_call(ctx, call.uid)
    ctx.clock.advance(minutes=16)
    call.hang_up()
    close_ticket(ctx, about(ctx, uid), None, SOLVED)
    ctx.clock.instant = at("2026-11-02T09:00")

    preview = propose(erika, OCTOBER)
    draft, = preview.drafts
    item, = draft.items
    assert (item.raw_seconds, item.billed_seconds, item.amount_cents) == (960, 1800, 47_50)
    assert (preview.refusals, preview.company_lacks) == ((), ())
    number, = issue_all(erika, preview).numbers
    invoice = get_document(erika, number)
    assert (number, invoice.net_cents, invoice.tax_cents, invoice.gross_cents, invoice.open_cents) == (
        "RE-2026-00001", 47_50, 9_03, 56_53, 56_53)
    assert (invoice.date, invoice.due, invoice.recipient.name) == (date(2026, 11, 2), date(2026, 11, 16), "Muster GmbH")
    assert invoice.lines == draft.lines
    assert invoice.items == draft.items
    assert ticket_view(ctx, uid).worklogs[0].document_number == number
    listed, = entries(ctx, "tickets", ListFilter())
    assert (listed.billing, listed.document_numbers) == ("billed", (number,))
    assert "document" in [entry.kind for entry in customer(ctx, muster).timeline]


def test_a_month_that_is_billed_twice_is_charged_once(ctx, muster, contract):
    worked(ctx, muster, "2026-10-05T09:00")
    preview = propose(ctx, OCTOBER)
    assert issue_all(ctx, preview).numbers == ("RE-2026-00001",)
    again = issue_all(ctx, preview)
    assert (again.numbers, again.skipped) == ((), ("Muster GmbH",))
    assert bill(ctx) == ()
    assert bill(ctx, NOVEMBER) == ()


def test_work_entered_late_appears_as_such_in_the_next_run(ctx, muster, contract):
    uid = worked(ctx, muster, "2026-10-05T09:00")
    bill(ctx)
    add_worklog(ctx, uid, half_an_hour("2026-10-20T09:00"))
    worked(ctx, muster, "2026-11-03T09:00")
    draft, = propose(ctx, NOVEMBER).drafts
    assert [(line.service_month, line.net_cents) for line in draft.lines] == [(date(2026, 10, 1), 47_50), (None, 47_50)]
    assert [item.late for item in draft.items] == [True, False]


def test_an_open_ticket_waits_unless_it_is_asked_for(ctx, muster, contract):
    uid = create_ticket(ctx, {"subject": "Läuft noch", "address_uid": muster})
    add_worklog(ctx, uid, half_an_hour("2026-10-05T09:00"))
    assert propose(ctx, OCTOBER).drafts == ()
    draft, = propose(ctx, BillingRequest(OCTOBER.first, OCTOBER.last, include_open=True)).drafts
    assert draft.net_cents == 47_50


def test_a_call_without_a_known_end_waits_until_it_is_corrected(ctx, line, muster, contract):
    ctx.clock.instant = at("2026-10-05T09:00")
    call = line.ring().answer()
    close_ticket(ctx, about(ctx, take_call(ctx, call.uid)), None, SOLVED)
    close_open_calls(ctx, "fritzbox://box")
    assert propose(ctx, OCTOBER).drafts == ()
    correct_end(ctx, call.uid, at("2026-10-05T09:20"))
    assert propose(ctx, OCTOBER).drafts[0].net_cents == 47_50
    bill(ctx)
    with pytest.raises(UserError, match="RE-2026-00001"):
        correct_end(ctx, call.uid, at("2026-10-05T10:20"))


def test_a_cancellation_releases_everything_and_it_can_be_billed_again(ctx, muster, contract):
    uid = worked(ctx, muster, "2026-10-05T09:00")
    first, = bill(ctx)
    worklog, = ticket_view(ctx, uid).worklogs
    with pytest.raises(UserError, match=first):
        edit_worklog(ctx, worklog.uid, None, half_an_hour("2026-10-05T10:00"), "vertippt")
    with pytest.raises(UserError, match=first):
        remove_worklog(ctx, worklog.uid, "doppelt")

    cancellation = get_document(ctx, cancel_document(ctx, first, "Falscher Monat"))
    assert (cancellation.number, cancellation.cancels, cancellation.gross_cents) == ("ST-2026-00001", first, -56_53)
    cancelled = get_document(ctx, first)
    assert (cancelled.state, cancelled.cancelled_by, cancelled.open_cents) == ("cancelled", cancellation.number, 0)
    with pytest.raises(UserError, match="cancelled already"):
        cancel_document(ctx, first)
    with pytest.raises(UserError, match="not an invoice"):
        cancel_document(ctx, cancellation.number)

    edit_worklog(ctx, worklog.uid, None, WorklogEntry("kürzer", worklog.start, worklog.start + timedelta(minutes=15)),
                 "vertippt")
    second, = bill(ctx)
    assert (second, get_document(ctx, second).net_cents) == ("RE-2026-00002", 23_75)
    assert sum(line.gross_cents for line in list_documents(ctx)) == get_document(ctx, second).gross_cents


def test_goodwill_is_listed_with_its_value_and_not_charged(ctx, muster, contract):
    worked(ctx, muster, "2026-10-05T09:00")
    given = worked(ctx, muster, "2026-10-06T09:00", "goodwill")
    worked(ctx, muster, "2026-10-07T09:00", "internal")
    draft, = propose(ctx, OCTOBER).drafts
    assert [(i.rule, i.amount_cents, i.value_cents, i.position) for i in draft.items] == [
        ("900/900", 47_50, 47_50, 1), ("goodwill", 0, 47_50, None)]
    bill(ctx)
    assert ticket_view(ctx, given).worklogs[0].document_number == "RE-2026-00001"


def test_a_customer_with_nothing_but_goodwill_gets_no_invoice(ctx, muster, contract):
    worked(ctx, muster, "2026-10-05T09:00", "goodwill")
    assert propose(ctx, OCTOBER).drafts == ()


def test_what_is_decided_at_billing_is_not_charged_and_its_reason_is_kept(ctx, erika, muster, contract):
    uid = worked(ctx, muster, "2026-10-05T09:00")
    worked(ctx, muster, "2026-10-06T09:00")
    preview = propose(erika, OCTOBER)
    worklog = ticket_view(ctx, uid).worklogs[0].uid
    decide_charged(erika, [worklog], False, "Unser Fehler")
    assert issue_all(erika, preview).skipped == ("Muster GmbH",)
    draft, = propose(erika, OCTOBER).drafts
    assert (draft.net_cents, len(draft.items)) == (47_50, 2)
    assert (decisions(erika)[worklog].reason, decisions(erika)[worklog].by) == ("Unser Fehler", erika.user.name)


def test_what_is_issued_is_what_was_shown_or_nothing(ctx, muster, support, contract):
    uid = worked(ctx, muster, "2026-10-05T09:00")
    preview = propose(ctx, OCTOBER)
    known, = list_terms(ctx)
    save_terms(ctx, Terms(known.uid, "Standard", article_number=support, first=60, next=60, prices={support: 1}))
    assert issue_all(ctx, preview).numbers == ()
    preview = propose(ctx, OCTOBER)
    add_worklog(ctx, uid, half_an_hour("2026-10-05T10:00"))
    assert issue_all(ctx, preview).numbers == ()
    assert list_documents(ctx) == []


def test_a_statement_of_any_customer_and_period_billed_or_not(ctx, line, muster, contract):
    worked(ctx, muster, "2026-10-05T09:00")
    worked(ctx, muster, "2026-09-05T09:00")
    quantity = create_ticket(ctx, {"subject": "Anfahrt", "address_uid": muster}, created_at=at("2026-10-07T09:00"))
    save_article(ctx, Article("", "KM", "Anfahrt", "kilometre", 6_000, 1900))
    add_worklog(ctx, quantity, WorklogEntry("Anfahrt", article_number="KM", quantity="37"))
    wanted = BillingRequest(OCTOBER.first, OCTOBER.last)
    before = statement_of(ctx, muster, wanted)
    assert [(item.text, item.amount_cents) for item in before.items] == [
        ("Drucker eingerichtet", 47_50), ("Anfahrt", 22_20)]
    bill(ctx)
    assert statement_of(ctx, muster, wanted).items == before.items
    assert before.number is None
    with pytest.raises(UserError, match="nothing to bill"):
        statement_of(ctx, muster, BillingRequest(date(2026, 8, 1), date(2026, 8, 31)))


def test_a_measure_corrected_into_another_month_stands_on_that_months_statement(ctx, muster, contract):
    uid = worked(ctx, muster, "2026-10-05T09:00")
    worklog, = ticket_view(ctx, uid).worklogs
    edit_worklog(ctx, worklog.uid, None, half_an_hour("2026-09-05T09:00"), "falscher Monat")
    september = statement_of(ctx, muster, BillingRequest(date(2026, 9, 1), date(2026, 9, 30)))
    assert len(september.items) == 1
    with pytest.raises(UserError, match="nothing to bill"):
        statement_of(ctx, muster, BillingRequest(OCTOBER.first, OCTOBER.last))


def test_work_belongs_to_the_day_of_the_companys_zone(ctx, muster, contract):
    worked(ctx, muster, "2026-10-31T22:50")  # ten to midnight in Berlin
    worked(ctx, muster, "2026-10-31T23:10")  # ten past
    assert [len(d.items) for d in propose(ctx, OCTOBER).drafts] == [1]


def test_only_the_customers_asked_for_are_billed(ctx, muster, support):
    other = save_address(ctx, Address("Andere AG", number="10002"))
    worked(ctx, muster, "2026-10-05T09:00")
    worked(ctx, other, "2026-10-05T10:00")
    only = BillingRequest(OCTOBER.first, OCTOBER.last, ("10002",))
    assert [d.address_name for d in propose(ctx, only).drafts] == ["Andere AG"]
    with pytest.raises(UserError, match="no address 4711"):
        propose(ctx, BillingRequest(OCTOBER.first, OCTOBER.last, ("4711",)))
    with pytest.raises(UserError, match="ends before"):
        propose(ctx, BillingRequest(OCTOBER.last, OCTOBER.first))


def test_a_paper_is_drawn_once_and_stays_the_same(ctx, muster, contract):
    worked(ctx, muster, "2026-10-05T09:00")
    number, = bill(ctx)
    letter = document_file(ctx, number, "letter")
    assert letter.startswith(b"%PDF")
    ctx.clock.advance(days=3)
    assert document_file(ctx, number, "letter") == letter


def test_final_documents_cannot_be_changed_behind_the_programs_back(ctx, muster, contract):
    worked(ctx, muster, "2026-10-05T09:00")
    number, = bill(ctx)
    document_file(ctx, number, "letter")
    for statement in (
        "UPDATE document SET net_cents = 1", "DELETE FROM document", "UPDATE document_line SET net_cents = 1",
        "DELETE FROM document_line", "UPDATE document_tax SET tax_cents = 1", "DELETE FROM document_tax",
        "UPDATE document_file SET sha256 = ''", "DELETE FROM document_file", "UPDATE document SET state = 'draft'",
    ):
        with ctx.store.engine.connect() as connection:
            connection.info["writing_audited"] = True
            with pytest.raises(DBAPIError, match=r"never changes|append-only"):
                connection.execute(text(statement))
            connection.info["writing_audited"] = False
    assert get_document(ctx, number).net_cents == 47_50


def test_a_billed_ticket_is_not_given_away_or_to_somebody_else_afterwards(ctx, muster, contract):
    uid = worked(ctx, muster, "2026-10-05T09:00")
    other = save_address(ctx, Address("Andere AG", number="10002"))
    elsewhere = create_ticket(ctx, {"subject": "Anderes", "address_uid": other})
    number, = bill(ctx)
    reopen_ticket(ctx, uid)
    for forbidden in (
        lambda: close_ticket(ctx, uid, None, Closing("goodwill", "Doch Kulanz")),
        lambda: save_ticket(ctx, uid, None, {"address_uid": other}),
        lambda: move_call(ctx, uid, elsewhere),
        lambda: make_address(ctx, uid, Address("Dritte KG")),
    ):
        with pytest.raises(UserError, match=number):
            forbidden()
    close_ticket(ctx, uid, None, SOLVED)
    cancel_document(ctx, number)
    reopen_ticket(ctx, uid)
    close_ticket(ctx, uid, None, Closing("goodwill", "Doch Kulanz"))
