"""What must never change does not, not even behind the program's back."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import select, text

from hotline_desk.domain.billing.corrections import credited
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.corrections import correct_lines
from hotline_desk.services.billing.decisions import Decision, decide
from hotline_desk.services.billing.documents import LETTER, document_file
from hotline_desk.services.billing.holds import hold_document
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.tickets.endings import forward_ticket
from hotline_desk.store.engine import Stamp
from hotline_desk.store.tickets import WorklogRow
from tests.builders import address, article, contract, solved, ticket, user
from tests.store_fixtures import NOW


def execute(store, statement):
    """As any other program would that has the file or the password: without our guard and settings."""
    url = store.engine.url
    if store.dialect == "sqlite":
        connection = sqlite3.connect(url.database, isolation_level=None)
    else:
        connection = psycopg.connect(url.set(drivername="postgresql").render_as_string(False), autocommit=True)
    try:
        connection.execute(statement)
    finally:
        connection.close()


@pytest.fixture
def billed(ctx):
    """An issued and a cancelled invoice with papers, claims, releases, notes, and an audit of it all.

    Work was decided on, quota drawn, a line corrected, dunning held.
    """
    article(ctx)
    customer = address(ctx)
    contract(ctx, customer, datetime(2026, 1, 1, tzinfo=UTC), quota_minutes=5)
    request = BillingRequest(NOW.date().replace(day=1), NOW.date())
    for _ in range(2):
        solved(ctx, customer, 10, 20)
        proposal = propose(ctx, request)
        decide(ctx, proposal.drafts[0].items[1].worklog_uid, Decision(text="anders"), "so")
        number, = issue_all(ctx, propose(ctx, request)).numbers
        document_file(ctx, number, LETTER)
        if number.endswith("1"):
            cancel_document(ctx, number)
    correct_lines(ctx, number, [credited(1)], "so")
    hold_document(ctx, number, NOW.date(), "prüft")
    forward_ticket(ctx, ticket(ctx), "please", agent_uid=user(ctx, "bert"))
    return ctx


TABLES = {
    "document": "gross_cents = 1", "document_line": "net_cents = 1", "document_tax": "tax_cents = 1",
    "document_file": "sha256 = 'x'", "billing_release": "line_id = NULL", "ticket_note": "text = 'x'",
    "document_origin": "run_id = NULL", "quota_use": "seconds = 0", "billing_decision": "charged = NULL",
    "document_hold": "until = NULL",
    "act": "name = 'x'", "change": "after = 'x'", "worklog": "raw_start = NULL",
}


@pytest.mark.parametrize("table", TABLES)
def test_frozen_rows_cannot_be_changed(billed, table):
    with billed.store.read() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}")) > 0
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match=r"never|append-only"):
        execute(billed.store, f"UPDATE {table} SET {TABLES[table]}")


@pytest.mark.parametrize("table", TABLES)
def test_frozen_rows_cannot_be_deleted(billed, table):
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match=r"never|append-only|mark"):
        execute(billed.store, f"DELETE FROM {table}")


def test_raw_times_are_set_once_and_then_stay(ctx):
    uid = solved(ctx, address(ctx), 10)
    assert uid
    with ctx.store.read() as session:
        row = session.scalars(select(WorklogRow)).one()
        begun = row.raw_start
    with pytest.raises(Exception, match="never change"), ctx.store.write(Stamp("test", None, "d", NOW)) as tx:
        tx.session.get_one(WorklogRow, row.id).raw_start = begun + timedelta(minutes=1)
    with ctx.store.write(Stamp("test", None, "d", NOW)) as tx:
        tx.session.get_one(WorklogRow, row.id).corrected_start = begun + timedelta(minutes=1)
    with ctx.store.read() as session:
        assert session.get_one(WorklogRow, row.id).start == begun + timedelta(minutes=1)


def test_the_billing_of_the_same_work_twice_is_refused_by_the_database(billed):
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)):
        execute(billed.store, "INSERT INTO billing_claim (worklog_id, document_id, document_number, line_id)"
                              " SELECT worklog_id, document_id, document_number, line_id FROM billing_claim")


def test_a_document_is_cancelled_once(billed):
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)):
        execute(billed.store, """
            INSERT INTO document (uid, version, number, series, year, sequence, kind, state, address_id, date,
                period_from, period_to, net_cents, tax_cents, gross_cents, cancels_id, content, previous_hash, hash)
            SELECT 'another', 1, 'ST-9', 'ST', 2026, 9, kind, state, address_id, date, period_from, period_to,
                net_cents, tax_cents, gross_cents, cancels_id, content, previous_hash, hash
            FROM document WHERE cancels_id IS NOT NULL""")
