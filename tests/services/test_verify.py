"""verify finds what must not be, on both databases, and says nothing of what is right."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator
from hotline_desk.services.access import open_context
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.documents import LETTER, document_file
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.care import findings
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.endings import forward_ticket
from tests.builders import address, answered_call, article, hang_up, ring, solved, ticket, user, work
from tests.store.test_audit import forge
from tests.store_fixtures import NOW


@pytest.fixture
def busy(ctx, clock):
    """A company in which everything has happened once."""
    article(ctx)
    customer = address(ctx, "Müller & Öztürk GmbH", "030 1234567")
    answered_call(ctx)
    ring(ctx, "2")
    hang_up(ctx, "2")
    for _ in range(3):
        clock.advance(hours=1)
        solved(ctx, customer, 10, 20)
        issue_all(ctx, propose(ctx, BillingRequest(NOW.date().replace(day=1), NOW.date())))
    document_file(ctx, "RE-2026-00001", LETTER)
    cancel_document(ctx, "RE-2026-00002")
    work(ctx, ticket(ctx, customer, "Größe ändern"), 10)
    forward_ticket(ctx, ticket(ctx), "please", agent_uid=user(ctx, "bert"))
    return ctx


def found(ctx):
    return {(finding.check, finding.where) for finding in verify_store(ctx)}


def test_a_company_in_which_everything_happened_is_whole(busy):
    assert found(busy) == set()


@pytest.mark.parametrize(("forgery", "check", "where"), [
    ("UPDATE document SET content = replace(content, 'Müller', 'Meier') WHERE number = 'RE-2026-00001'",
     findings.CHAIN, "RE-2026-00001"),
    ("UPDATE document SET gross_cents = gross_cents + 1 WHERE number = 'RE-2026-00001'",
     findings.DOCUMENTS, "RE-2026-00001"),
    ("UPDATE document_line SET net_cents = 1 WHERE document_id = 1", findings.DOCUMENTS, "RE-2026-00001"),
    ("UPDATE document_line SET text = 'Beratung' WHERE document_id = 1", findings.DOCUMENTS, "RE-2026-00001"),
    ("UPDATE document_line SET unit = 'piece' WHERE document_id = 1", findings.DOCUMENTS, "RE-2026-00001"),
    ("UPDATE document SET due = '2099-12-31' WHERE number = 'RE-2026-00001'", findings.DOCUMENTS, "RE-2026-00001"),
    ("UPDATE document SET cancels_id = 3 WHERE cancels_id = 2", findings.DOCUMENTS, "ST-2026-00001"),
    ("DELETE FROM document_tax WHERE document_id = 1", findings.DOCUMENTS, "RE-2026-00001"),
    ("UPDATE document_file SET sha256 = 'x' WHERE document_id = 1", findings.DOCUMENTS, "RE-2026-00001 (letter)"),
    ("UPDATE number_series SET last = 5 WHERE series = 'RE'", findings.NUMBERS, "RE-2026: 4, 5"),
    ("UPDATE document SET sequence = 9 WHERE number = 'RE-2026-00003'", findings.NUMBERS, "RE-2026: 3, 4, 5, 6, 7 …"),
    ("DELETE FROM billing_claim WHERE worklog_id = (SELECT min(worklog_id) FROM billing_claim)",
     findings.CLAIMS, "RE-2026-00001"),
    ("UPDATE ticket SET number = NULL WHERE number = '2026-00001'", findings.TICKETS, None),
    ("UPDATE ticket SET outcome = NULL WHERE number = '2026-00002'", findings.TICKETS, "2026-00002"),
    ("UPDATE ticket SET state = 'resubmitted' WHERE number = '2026-00005'", findings.TICKETS, "2026-00005"),
    ("UPDATE worklog SET agent_id = NULL WHERE id = 2", findings.TICKETS, "2026-00002"),
    ("UPDATE worklog SET corrected_end = raw_start, corrected_start = raw_end WHERE id = 2",
     findings.TICKETS, "2026-00002"),
    ("UPDATE call SET unprocessed = 'ZeroDivisionError' WHERE id = 1", findings.CALLS, None),
    ("UPDATE search_text SET body = 'nothing' WHERE ticket_id = 1", findings.SEARCH, "2026-00001"),
    ("DELETE FROM search_text WHERE ticket_id = 1", findings.SEARCH, "2026-00001"),
    ("UPDATE act SET desk = 'elsewhere' WHERE id = 1", findings.AUDIT, "act 1 (company.found)"),
])
def test_what_somebody_changed_behind_the_program_is_found(busy, forgery, check, where):
    forge(busy.store, forgery)
    here = {place for kind, place in found(busy) if kind == check}
    assert here, "nothing found"
    assert where is None or where in here


def test_the_newest_document_is_missed_though_its_number_was_taken_back(busy):
    tables = ("billing_claim", "document_line", "document_tax", "document_file", "document_origin", "billing_release")
    forge(busy.store, *(f"DELETE FROM {table} WHERE document_id = 3" for table in tables),
          "DELETE FROM document WHERE id = 3",
          "UPDATE number_series SET last = 2 WHERE series = 'RE'")
    assert (findings.NUMBERS, "RE-2026-00003") in found(busy)


def test_work_claimed_by_a_cancelled_document_is_found(busy):
    forge(busy.store, "UPDATE billing_claim SET document_id = 2, document_number = 'RE-2026-00002', line_id = NULL"
                      " WHERE document_id = 3")
    assert (findings.CLAIMS, "RE-2026-00002 / ST-2026-00001") in found(busy)


def test_a_schema_that_somebody_changed_is_found(busy):
    with busy.store.engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_call_rang_at_id"))
    assert (findings.SCHEMA, "index ix_call_rang_at_id") in found(busy)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_finding_is_a_sentence(language):
    checks = [value for name, value in vars(findings).items() if name.isupper() and isinstance(value, str)]
    assert len(checks) == 20
    for check in checks:
        assert "RE-1" in findings.Finding(check, "RE-1").sentence(Translator(language))


def test_the_index_is_compared_with_the_texts(sqlite_store):
    from hotline_desk.store.search import index_trouble

    assert index_trouble(sqlite_store) == ""
    with sqlite_store.engine.begin() as connection:
        connection.execute(text("INSERT INTO search_fts(rowid, body) VALUES (7, 'words without a ticket')"))
    assert index_trouble(sqlite_store) != ""


def test_only_who_cares_for_the_data_may_verify(busy):
    bert = open_context(busy.store, None, "bert", clock=busy.clock)
    with pytest.raises(UserError) as refused:
        verify_store(bert)
    assert refused.value.id == "permission.denied"
