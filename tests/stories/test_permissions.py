"""Who may do what: an agent does not bill, a bookkeeper does not work on tickets."""

from __future__ import annotations

from datetime import date

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import User
from hotline_desk.domain.articles import Article
from hotline_desk.services.access import list_users, save_user, write_setting
from hotline_desk.services.articles import save_article
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.decisions import decide_charged
from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.services.views.ticket import ticket_view

OCTOBER = BillingRequest(date(2026, 10, 1), date(2026, 10, 31))
DENIED = "role does not allow"


def test_an_agent_works_on_tickets_but_neither_bills_nor_cancels_nor_changes_articles(ctx, bert, muster, support):
    uid = create_ticket(bert, {"subject": "Drucker", "address_uid": muster})
    close_ticket(bert, uid, None, Closing("charge", "Erledigt"))
    proposal = propose(ctx, OCTOBER)
    for forbidden in (
        lambda: propose(bert, OCTOBER), lambda: issue_all(bert, proposal), lambda: list_documents(bert),
        lambda: cancel_document(bert, "RE-2026-00001"), lambda: decide_charged(bert, [uid], False, "so"),
        lambda: save_article(bert, Article("", "X", "X", "hour", 1, 0)),
        lambda: save_user(bert, User("", "x", "X", "administrator")),
        lambda: write_setting(bert, "company.name", "Bert GmbH"),
    ):
        with pytest.raises(UserError, match=DENIED):
            forbidden()


def test_a_bookkeeper_bills_and_reads_tickets_but_does_not_edit_them(ctx, erika, muster, support):
    uid = create_ticket(ctx, {"subject": "Drucker", "address_uid": muster})
    assert [row.subject for row in open_tickets(erika)] == ["Drucker"]
    assert propose(erika, OCTOBER).drafts == ()
    for forbidden in (
        lambda: create_ticket(erika, {}), lambda: save_ticket(erika, uid, None, {"subject": "x"}),
        lambda: close_ticket(erika, uid, None, Closing("internal")),
        lambda: add_worklog(erika, uid, WorklogEntry("x")),
    ):
        with pytest.raises(UserError, match=DENIED):
            forbidden()
    assert ticket_view(erika, uid).fields.subject == "Drucker"


def test_everyone_may_change_what_is_his_own(bert):
    write_setting(bert, "ui.theme", "dark")


def test_the_last_administrator_stays_one(ctx):
    anna, = list_users(ctx)
    with pytest.raises(UserError, match="last administrator"):
        save_user(ctx, User(anna.uid, "anna", "Anna", "agent", version=anna.version))
