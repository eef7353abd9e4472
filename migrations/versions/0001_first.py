"""The first schema: people, addresses, contracts, tickets, calls, documents, and the audit of all.

Revision ID: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHOLE = sa.BigInteger()
# Microseconds since 1970 in UTC where the database has no instants of its own.
INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")

FROZEN = ("document_line", "document_tax", "document_file", "billing_release", "ticket_note", "act", "change")
SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(body, content='search_text', content_rowid='ticket_id',"
    " tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4')",
    "CREATE TRIGGER search_text_ai AFTER INSERT ON search_text BEGIN"
    " INSERT INTO search_fts(rowid, body) VALUES (new.ticket_id, new.body); END",
    "CREATE TRIGGER search_text_ad AFTER DELETE ON search_text BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, body) VALUES ('delete', old.ticket_id, old.body); END",
    "CREATE TRIGGER search_text_au AFTER UPDATE ON search_text BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, body) VALUES ('delete', old.ticket_id, old.body);"
    " INSERT INTO search_fts(rowid, body) VALUES (new.ticket_id, new.body); END",
    *(f"CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON {table} BEGIN"
      f" SELECT RAISE(ABORT, '{table} is append-only'); END" for table in FROZEN for operation in ("UPDATE", "DELETE")),
    "CREATE TRIGGER document_final_update BEFORE UPDATE ON document WHEN old.state = 'final' BEGIN"
    " SELECT RAISE(ABORT, 'a final document never changes'); END",
    "CREATE TRIGGER document_final_delete BEFORE DELETE ON document WHEN old.state = 'final' BEGIN"
    " SELECT RAISE(ABORT, 'a final document never changes'); END",
    "CREATE TRIGGER worklog_raw BEFORE UPDATE ON worklog"
    " WHEN (old.raw_start IS NOT NULL AND new.raw_start IS NOT old.raw_start)"
    " OR (old.raw_end IS NOT NULL AND new.raw_end IS NOT old.raw_end) BEGIN"
    " SELECT RAISE(ABORT, 'raw times never change'); END",
    "CREATE TRIGGER worklog_no_delete BEFORE DELETE ON worklog BEGIN"
    " SELECT RAISE(ABORT, 'worklogs are removed by a mark'); END",
)
POSTGRESQL = (
    "CREATE INDEX ix_search_text_words ON search_text USING gin (to_tsvector('simple', body))",
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$BEGIN RAISE EXCEPTION '% never changes', TG_TABLE_NAME; END$$",
    *(f'CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON "{table}"'
      " FOR EACH ROW EXECUTE FUNCTION refuse_change()" for table in FROZEN),
    'CREATE TRIGGER worklog_frozen BEFORE DELETE ON "worklog" FOR EACH ROW EXECUTE FUNCTION refuse_change()',
    "CREATE TRIGGER document_final BEFORE UPDATE OR DELETE ON document FOR EACH ROW"
    " WHEN (old.state = 'final') EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER worklog_raw BEFORE UPDATE ON worklog FOR EACH ROW"
    " WHEN ((old.raw_start IS NOT NULL AND new.raw_start IS DISTINCT FROM old.raw_start)"
    " OR (old.raw_end IS NOT NULL AND new.raw_end IS DISTINCT FROM old.raw_end))"
    " EXECUTE FUNCTION refuse_change()",
)


def column(name: str, kind: Any, *, null: bool = False, **more: Any) -> sa.Column[Any]:
    """A column that must be filled unless said otherwise."""
    return sa.Column(name, kind, nullable=null, **more)


def foreign(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    """A column that holds the id of another table's row."""
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}_{target}")


def unique(table: str, *names: str) -> sa.UniqueConstraint:
    """Columns that no two rows share."""
    return sa.UniqueConstraint(*names, name=f"uq_{table}_{'_'.join(names)}")


def codes(table: str, name: str, allowed: str) -> sa.CheckConstraint:
    """A column that holds one of the codes given with blanks between."""
    listed = ", ".join(f"'{code}'" for code in allowed.split())
    return sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}"))


def partial_index(name: str, table: str, *names: str, where: str) -> None:
    """An index of the rows that meet a condition."""
    condition = sa.text(where)
    op.create_index(name, table, list(names), sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    _tables_1()
    _tables_2()
    _tables_3()
    _tables_4()
    _tables_5()
    _tables_6()
    _indexes()
    statements = POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE
    for statement in statements:
        op.execute(sa.text(statement.replace(":", r"\:")))


def _tables_1() -> None:
    op.create_table(
        "act",
        column("name", sa.String(60)), column("at", INSTANT), column("user_id", KEY, null=True),
        column("desk", sa.String(36)), column("origin", sa.String(36)), column("changed", sa.Text()),
        column("previous_hash", sa.String(64)), column("hash", sa.String(64)), column("id", KEY),
        sa.PrimaryKeyConstraint("id", name="pk_act"),
    )
    op.create_table(
        "address",
        column("number", sa.String(20)), column("name", sa.String(200)), column("folded", sa.String(300)),
        column("person", sa.Boolean()), column("business", sa.Boolean()), column("street", sa.String(200)),
        column("postcode", sa.String(20)), column("city", sa.String(100)), column("country", sa.String(2)),
        column("language", sa.String(2)), column("vat_id", sa.String(30), null=True),
        column("order_reference", sa.String(100)), column("cost_centre", sa.String(60)), column("note", sa.Text()),
        column("warning", sa.Text()), column("archived_at", INSTANT, null=True), column("uid", sa.String(36)),
        column("version", sa.Integer()), column("id", KEY),
        sa.PrimaryKeyConstraint("id", name="pk_address"), unique("address", "number"), unique("address", "uid"),
    )
    op.create_table(
        "article",
        column("number", sa.String(40)), column("name", sa.String(200)), column("unit", sa.String(20)),
        column("price_e4", WHOLE), column("tax_rate_bp", WHOLE), column("gross_price", sa.Boolean()),
        column("archived_at", INSTANT, null=True), column("uid", sa.String(36)), column("version", sa.Integer()),
        column("id", KEY),
        codes("article", "unit", "hour minute piece flat kilometre"),
        sa.PrimaryKeyConstraint("id", name="pk_article"), unique("article", "number"), unique("article", "uid"),
    )
    op.create_table(
        "calendar",
        column("name", sa.String(80)), column("zone", sa.String(60)), column("hours", sa.Text()),
        column("holidays", sa.String(20)), column("surcharges", sa.Text()), column("bands", sa.Text()),
        column("uid", sa.String(36)), column("version", sa.Integer()), column("id", KEY),
        sa.PrimaryKeyConstraint("id", name="pk_calendar"), unique("calendar", "name"), unique("calendar", "uid"),
    )
    op.create_table(
        "number_series",
        column("series", sa.String(20)), column("year", KEY, autoincrement=False), column("last", WHOLE),
        sa.PrimaryKeyConstraint("series", "year", name="pk_number_series"),
    )
    op.create_table(
        "setting",
        column("owner", sa.String(36)), column("key", sa.String(60)), column("value", sa.Text()), column("id", KEY),
        sa.PrimaryKeyConstraint("id", name="pk_setting"), unique("setting", "owner", "key"),
    )
    op.create_table(
        "team",
        column("name", sa.String(80)), column("archived_at", INSTANT, null=True), column("uid", sa.String(36)),
        column("version", sa.Integer()), column("id", KEY),
        sa.PrimaryKeyConstraint("id", name="pk_team"), unique("team", "name"), unique("team", "uid"),
    )


def _tables_2() -> None:
    op.create_table(
        "terms",
        column("name", sa.String(80)), column("archived_at", INSTANT, null=True), column("uid", sa.String(36)),
        column("version", sa.Integer()), column("id", KEY),
        sa.PrimaryKeyConstraint("id", name="pk_terms"), unique("terms", "name"), unique("terms", "uid"),
    )
    op.create_table(
        "user_account",
        column("login", sa.String(60)), column("name", sa.String(120)), column("role", sa.String(20)),
        column("extension", sa.String(20)), column("email", sa.String(200)),
        column("archived_at", INSTANT, null=True), column("uid", sa.String(36)), column("version", sa.Integer()),
        column("id", KEY),
        codes("user_account", "role", "administrator lead agent bookkeeper"),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"), unique("user_account", "login"),
        unique("user_account", "uid"),
    )
    op.create_table(
        "address_role",
        column("address_id", KEY), column("role", sa.String(20)), column("id", KEY),
        codes("address_role", "role", "customer prospect supplier other"),
        foreign("address_role", "address_id", "address"), sa.PrimaryKeyConstraint("id", name="pk_address_role"),
        unique("address_role", "address_id", "role"),
    )
    op.create_table(
        "change",
        column("act_id", KEY), column("table_name", sa.String(40)), column("row_key", sa.String(80)),
        column("operation", sa.String(8)), column("before", sa.Text(), null=True),
        column("after", sa.Text(), null=True), column("id", KEY),
        foreign("change", "act_id", "act"), sa.PrimaryKeyConstraint("id", name="pk_change"),
    )
    op.create_table(
        "contact",
        column("address_id", KEY), column("salutation", sa.String(20)), column("first_name", sa.String(80)),
        column("last_name", sa.String(120)), column("department", sa.String(120)),
        column("archived_at", INSTANT, null=True), column("uid", sa.String(36)), column("version", sa.Integer()),
        column("id", KEY),
        foreign("contact", "address_id", "address"), sa.PrimaryKeyConstraint("id", name="pk_contact"),
        unique("contact", "uid"),
    )
    op.create_table(
        "contract",
        column("address_id", KEY), column("terms_id", KEY), column("valid_from", sa.Date()),
        column("valid_to", sa.Date(), null=True), column("archived_at", INSTANT, null=True),
        column("uid", sa.String(36)), column("version", sa.Integer()), column("id", KEY),
        foreign("contract", "address_id", "address"), foreign("contract", "terms_id", "terms"),
        sa.PrimaryKeyConstraint("id", name="pk_contract"), unique("contract", "uid"),
    )


def _tables_3() -> None:
    op.create_table(
        "document",
        column("number", sa.String(40), null=True), column("series", sa.String(20)), column("year", WHOLE),
        column("sequence", WHOLE, null=True), column("kind", sa.String(20)), column("state", sa.String(10)),
        column("address_id", KEY), column("date", sa.Date()), column("due", sa.Date(), null=True),
        column("period_from", sa.Date()), column("period_to", sa.Date()), column("net_cents", WHOLE),
        column("tax_cents", WHOLE), column("gross_cents", WHOLE), column("cancels_id", KEY, null=True),
        column("issued_at", INSTANT, null=True), column("issued_by_id", KEY, null=True),
        column("content", sa.Text()), column("previous_hash", sa.String(64)), column("hash", sa.String(64)),
        column("uid", sa.String(36)), column("version", sa.Integer()), column("id", KEY),
        codes("document", "kind", "invoice cancellation correction offer"),
        codes("document", "state", "draft final"), foreign("document", "address_id", "address"),
        foreign("document", "cancels_id", "document"), foreign("document", "issued_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_document"), unique("document", "cancels_id"),
        unique("document", "number"), unique("document", "series", "year", "sequence"), unique("document", "uid"),
    )
    op.create_table(
        "team_member",
        column("team_id", KEY), column("user_id", KEY), column("id", KEY),
        foreign("team_member", "team_id", "team"), foreign("team_member", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_team_member"), unique("team_member", "team_id", "user_id"),
    )
    op.create_table(
        "terms_version",
        column("terms_id", KEY), column("valid_from", sa.Date()), column("article_id", KEY, null=True),
        column("first", WHOLE), column("next", WHOLE), column("minimum", WHOLE), column("grace", WHOLE),
        column("scope", sa.String(20)), column("calendar_id", KEY, null=True), column("quota_minutes", WHOLE),
        column("quota_basis", sa.String(10)), column("quota_factor_outside_e4", WHOLE),
        column("carry_over_months", WHOLE), column("monthly_fee_cents", WHOLE),
        column("charge_after_call", sa.Boolean()), column("per_agent", sa.Boolean()), column("id", KEY),
        codes("terms_version", "quota_basis", "billed raw"),
        codes("terms_version", "scope", "worklog ticket period"), foreign("terms_version", "article_id", "article"),
        foreign("terms_version", "calendar_id", "calendar"), foreign("terms_version", "terms_id", "terms"),
        sa.PrimaryKeyConstraint("id", name="pk_terms_version"), unique("terms_version", "terms_id", "valid_from"),
    )
    op.create_table(
        "document_file",
        column("document_id", KEY), column("kind", sa.String(20)), column("made_at", INSTANT),
        column("content", sa.LargeBinary()), column("sha256", sa.String(64)), column("id", KEY),
        codes("document_file", "kind", "letter statement"), foreign("document_file", "document_id", "document"),
        sa.PrimaryKeyConstraint("id", name="pk_document_file"), unique("document_file", "document_id", "kind"),
    )
    op.create_table(
        "document_line",
        column("document_id", KEY), column("position", WHOLE), column("article", sa.String(40)),
        column("text", sa.Text()), column("unit", sa.String(20)), column("quantity_e4", WHOLE),
        column("price_e4", WHOLE), column("net_cents", WHOLE), column("tax_rate_bp", WHOLE),
        column("raw_seconds", WHOLE), column("billed_seconds", WHOLE), column("id", KEY),
        codes("document_line", "unit", "hour minute piece flat kilometre"),
        foreign("document_line", "document_id", "document"), sa.PrimaryKeyConstraint("id", name="pk_document_line"),
        unique("document_line", "document_id", "position"),
    )


def _tables_4() -> None:
    op.create_table(
        "document_tax",
        column("document_id", KEY), column("rate_bp", WHOLE), column("net_cents", WHOLE), column("tax_cents", WHOLE),
        column("id", KEY),
        foreign("document_tax", "document_id", "document"), sa.PrimaryKeyConstraint("id", name="pk_document_tax"),
        unique("document_tax", "document_id", "rate_bp"),
    )
    op.create_table(
        "email",
        column("address_id", KEY), column("contact_id", KEY, null=True), column("email", sa.String(200)),
        column("removed_at", INSTANT, null=True), column("id", KEY),
        foreign("email", "address_id", "address"), foreign("email", "contact_id", "contact"),
        sa.PrimaryKeyConstraint("id", name="pk_email"),
    )
    op.create_table(
        "phone",
        column("address_id", KEY), column("contact_id", KEY, null=True), column("kind", sa.String(20)),
        column("raw", sa.String(60)), column("e164", sa.String(20), null=True), column("reversed", sa.String(20)),
        column("removed_at", INSTANT, null=True), column("id", KEY),
        codes("phone", "kind", "work mobile private fax switchboard"), foreign("phone", "address_id", "address"),
        foreign("phone", "contact_id", "contact"), sa.PrimaryKeyConstraint("id", name="pk_phone"),
    )
    op.create_table(
        "terms_price",
        column("version_id", KEY), column("article_id", KEY), column("price_e4", WHOLE), column("id", KEY),
        foreign("terms_price", "article_id", "article"), foreign("terms_price", "version_id", "terms_version"),
        sa.PrimaryKeyConstraint("id", name="pk_terms_price"), unique("terms_price", "version_id", "article_id"),
    )
    op.create_table(
        "ticket",
        column("number", sa.String(20), null=True), column("kind", sa.String(20)), column("channel", sa.String(20)),
        column("state", sa.String(20)), column("priority", sa.String(20)), column("subject", sa.String(300)),
        column("request", sa.Text()), column("solution", sa.Text()), column("outcome", sa.String(20), null=True),
        column("address_id", KEY, null=True), column("contact_id", KEY, null=True),
        column("contact_name", sa.String(200)), column("caller_number", sa.String(20), null=True),
        column("agent_id", KEY, null=True), column("team_id", KEY, null=True), column("created_at", INSTANT),
        column("changed_at", INSTANT), column("touched_at", INSTANT, null=True),
        column("resubmit_local", sa.String(20), null=True), column("resubmit_zone", sa.String(60), null=True),
        column("resubmit_at", INSTANT, null=True), column("resubmit_reason", sa.Text()),
        column("closed_at", INSTANT, null=True), column("closed_by_id", KEY, null=True),
        column("merged_into_id", KEY, null=True), column("ref", sa.String(80), null=True),
        column("uid", sa.String(36)), column("version", sa.Integer()), column("id", KEY),
        codes("ticket", "channel", "phone email fax web visit other"),
        codes("ticket", "kind", "information action remark"),
        codes("ticket", "outcome", "charge quota flat goodwill warranty internal wrong_number advertising test"),
        codes("ticket", "priority", "low normal high urgent"),
        codes("ticket", "state", "new open resubmitted closed merged withdrawn"),
        foreign("ticket", "address_id", "address"), foreign("ticket", "agent_id", "user_account"),
        foreign("ticket", "closed_by_id", "user_account"), foreign("ticket", "contact_id", "contact"),
        foreign("ticket", "merged_into_id", "ticket"), foreign("ticket", "team_id", "team"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"), unique("ticket", "number"), unique("ticket", "ref"),
        unique("ticket", "uid"),
    )


def _tables_5() -> None:
    op.create_table(
        "search_text",
        column("ticket_id", KEY, autoincrement=False), column("body", sa.Text()),
        foreign("search_text", "ticket_id", "ticket"), sa.PrimaryKeyConstraint("ticket_id", name="pk_search_text"),
    )
    op.create_table(
        "ticket_note",
        column("ticket_id", KEY), column("author_id", KEY, null=True), column("at", INSTANT),
        column("act", sa.String(20)), column("text", sa.Text()), column("uid", sa.String(36)),
        column("version", sa.Integer()), column("id", KEY),
        foreign("ticket_note", "author_id", "user_account"), foreign("ticket_note", "ticket_id", "ticket"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_note"), unique("ticket_note", "uid"),
    )
    op.create_table(
        "worklog",
        column("ticket_id", KEY), column("kind", sa.String(20)), column("agent_id", KEY, null=True),
        column("raw_start", INSTANT, null=True), column("raw_end", INSTANT, null=True),
        column("corrected_start", INSTANT, null=True), column("corrected_end", INSTANT, null=True),
        column("correction_reason", sa.Text()), column("corrected_by_id", KEY, null=True),
        column("article_id", KEY, null=True), column("quantity_e4", WHOLE, null=True), column("text", sa.Text()),
        column("billable", sa.Boolean()), column("removed_at", INSTANT, null=True),
        column("removed_by_id", KEY, null=True), column("removal_reason", sa.Text()), column("uid", sa.String(36)),
        column("version", sa.Integer()), column("id", KEY),
        codes("worklog", "kind", "call after_call work"), foreign("worklog", "agent_id", "user_account"),
        foreign("worklog", "article_id", "article"), foreign("worklog", "corrected_by_id", "user_account"),
        foreign("worklog", "removed_by_id", "user_account"), foreign("worklog", "ticket_id", "ticket"),
        sa.PrimaryKeyConstraint("id", name="pk_worklog"), unique("worklog", "uid"),
    )
    op.create_table(
        "billing_claim",
        column("worklog_id", KEY, autoincrement=False), column("document_id", KEY),
        column("document_number", sa.String(40)), column("line_id", KEY, null=True),
        column("counted", sa.Text(), null=True),
        foreign("billing_claim", "document_id", "document"), foreign("billing_claim", "line_id", "document_line"),
        foreign("billing_claim", "worklog_id", "worklog"),
        sa.PrimaryKeyConstraint("worklog_id", name="pk_billing_claim"),
    )
    op.create_table(
        "billing_release",
        column("worklog_id", KEY), column("document_id", KEY), column("line_id", KEY, null=True),
        column("cancellation_id", KEY), column("id", KEY),
        foreign("billing_release", "cancellation_id", "document"),
        foreign("billing_release", "document_id", "document"),
        foreign("billing_release", "line_id", "document_line"), foreign("billing_release", "worklog_id", "worklog"),
        sa.PrimaryKeyConstraint("id", name="pk_billing_release"),
    )


def _tables_6() -> None:
    op.create_table(
        "call",
        column("feed", sa.String(120)), column("call_id", sa.String(200)), column("connection", sa.String(60)),
        column("direction", sa.String(10)), column("state", sa.String(10)),
        column("outcome", sa.String(20), null=True), column("caller_number", sa.String(20), null=True),
        column("caller_raw", sa.String(80)), column("number_state", sa.String(20)),
        column("caller_name", sa.String(200)), column("called_number", sa.String(20), null=True),
        column("extension", sa.String(40)), column("rang_at", INSTANT), column("answered_at", INSTANT, null=True),
        column("ended_at", INSTANT, null=True), column("duration_seconds", WHOLE),
        column("source_time", sa.String(40)), column("by_machine", sa.Boolean()), column("desk", sa.String(36)),
        column("address_id", KEY, null=True), column("contact_id", KEY, null=True),
        column("ticket_id", KEY, null=True), column("worklog_id", KEY, null=True),
        column("agent_id", KEY, null=True), column("hidden_at", INSTANT, null=True),
        column("unprocessed", sa.Text()), column("uid", sa.String(36)), column("version", sa.Integer()),
        column("id", KEY),
        codes("call", "direction", "in out internal unknown"),
        codes("call", "outcome", "answered missed busy unknown_end"),
        codes("call", "state", "ringing answered ended"), foreign("call", "address_id", "address"),
        foreign("call", "agent_id", "user_account"), foreign("call", "contact_id", "contact"),
        foreign("call", "ticket_id", "ticket"), foreign("call", "worklog_id", "worklog"),
        sa.PrimaryKeyConstraint("id", name="pk_call"), unique("call", "feed", "call_id"), unique("call", "uid"),
    )


def _indexes() -> None:
    op.create_index("ix_address_folded", "address", ["folded"])
    op.create_index("ix_change_act_id", "change", ["act_id"])
    op.create_index("ix_change_table_name_row_key", "change", ["table_name", "row_key"])
    op.create_index("ix_contact_address_id", "contact", ["address_id"])
    op.create_index("ix_contract_address_id", "contract", ["address_id"])
    op.create_index("ix_document_address_id", "document", ["address_id"])
    op.create_index("ix_team_member_user_id", "team_member", ["user_id"])
    op.create_index("ix_email_address_id", "email", ["address_id"])
    op.create_index("ix_email_contact_id", "email", ["contact_id"])
    op.create_index("ix_email_email", "email", ["email"])
    op.create_index("ix_phone_address_id", "phone", ["address_id"])
    op.create_index("ix_phone_contact_id", "phone", ["contact_id"])
    op.create_index("ix_phone_e164", "phone", ["e164"])
    op.create_index("ix_phone_reversed", "phone", ["reversed"])
    op.create_index("ix_ticket_address_id_created_at", "ticket", ["address_id", "created_at"])
    op.create_index("ix_ticket_agent_id", "ticket", ["agent_id"])
    op.create_index("ix_ticket_caller_number", "ticket", ["caller_number"])
    op.create_index("ix_ticket_changed_at_id", "ticket", ["changed_at", "id"])
    op.create_index("ix_ticket_resubmit_at", "ticket", ["resubmit_at"])
    op.create_index("ix_ticket_state_created_at", "ticket", ["state", "created_at"])
    op.create_index("ix_ticket_team_id", "ticket", ["team_id"])
    partial_index("ix_ticket_unsolved", "ticket", "address_id",
                  where="state IN ('new', 'open', 'resubmitted')")
    op.create_index("ix_ticket_note_ticket_id", "ticket_note", ["ticket_id"])
    op.create_index("ix_worklog_agent_id_raw_start", "worklog", ["agent_id", "raw_start"])
    partial_index("ix_worklog_running", "worklog", "agent_id",
                  where="raw_end IS NULL")
    op.create_index("ix_worklog_ticket_id", "worklog", ["ticket_id"])
    op.create_index("ix_billing_claim_document_id", "billing_claim", ["document_id"])
    op.create_index("ix_billing_release_worklog_id", "billing_release", ["worklog_id"])
    op.create_index("ix_call_address_id", "call", ["address_id"])
    op.create_index("ix_call_called_number_rang_at", "call", ["called_number", "rang_at"])
    op.create_index("ix_call_caller_number_rang_at", "call", ["caller_number", "rang_at"])
    op.create_index("ix_call_feed_connection", "call", ["feed", "connection"])
    partial_index("ix_call_missed", "call", "rang_at",
                  where="direction = 'in' AND outcome IN ('missed', 'busy') AND hidden_at IS NULL")
    op.create_index("ix_call_rang_at_id", "call", ["rang_at", "id"])
    partial_index("ix_call_running", "call", "rang_at",
                  where="state != 'ended'")
    op.create_index("ix_call_ticket_id", "call", ["ticket_id"])
    op.create_index("ix_call_worklog_id", "call", ["worklog_id"])
