"""Billing: price lists, rates of tax, how addresses are billed, runs, periods, quotas, fees, offers, holds.

Revision ID: 0005
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHOLE = sa.BigInteger()
# Microseconds since 1970 in UTC where the database has no instants of its own.
INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
FROZEN = ("document_origin", "quota_use", "billing_decision", "call_decision", "price_told", "document_hold",
          "offer_answer", "document_sent")


def column(name: str, kind: Any, *, null: bool = False) -> sa.Column[Any]:
    """A column that must be filled unless said otherwise."""
    return sa.Column(name, kind, nullable=null)


def columns_of(table: str, *parts: Any) -> list[Any]:
    """The parts of a table. `("name", "other table")` is a reference, `!` needs one."""
    made: list[Any] = []
    for part in parts:
        if isinstance(part, tuple):
            name, target = part[0], part[1].lstrip("!")
            made += [column(name, KEY, null=not part[1].startswith("!")),
                     sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}_{target}")]
        else:
            made.append(part)
    return made


def rows(table: str, *parts: Any) -> None:
    """Makes a table with the usual key."""
    op.create_table(table, column("id", KEY), sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
                    *columns_of(table, *parts))


def business(table: str, *parts: Any) -> None:
    """Makes a table of rows that people make and change."""
    rows(table, column("uid", sa.String(36)), column("version", sa.Integer()), unique(table, "uid"), *parts)


def keyed(table: str, key: tuple[str, ...], *parts: Any) -> None:
    """Makes a table whose key are these columns."""
    op.create_table(table, sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"), *columns_of(table, *parts))


def unique(table: str, *names: str) -> sa.UniqueConstraint:
    """These columns together are there once."""
    return sa.UniqueConstraint(*names, name=f"uq_{table}_{'_'.join(names)}")


def index(table: str, *names: str) -> None:
    """An index for each of these columns."""
    for name in names:
        op.create_index(f"ix_{table}_{name}", table, [name])


def codes(table: str, name: str, allowed: tuple[str, ...]) -> sa.CheckConstraint:
    """A column that holds one of the codes."""
    listed = ", ".join(f"'{code}'" for code in allowed)
    return sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}"))


def more_columns(table: str, *columns: tuple[str, Any, Any]) -> None:
    """Columns that must be filled, with what they hold in the rows that are there."""
    with op.batch_alter_table(table) as batch:
        for name, kind, _value in columns:
            batch.add_column(column(name, kind, null=True))
    filled = sa.table(table, *(sa.column(name) for name, _kind, _value in columns))
    op.execute(filled.update().values({name: value for name, _kind, value in columns}))
    with op.batch_alter_table(table) as batch:
        for name, kind, _value in columns:
            batch.alter_column(name, existing_type=kind, nullable=False)


def upgrade() -> None:
    _articles()
    _contracts()
    _runs()
    _decisions()
    _around_documents()
    _files()
    with op.batch_alter_table("message_read") as read:
        read.add_column(column("put_away_at", INSTANT, null=True))
    _freeze(FROZEN)
    _parts_of_names()


def _articles() -> None:
    more_columns("article", ("tax_code", sa.String(20), ""))
    rows("article_price", ("article_id", "!article"), column("valid_from", sa.Date()), column("price_e4", WHOLE),
         column("gross_price", sa.Boolean()), unique("article_price", "article_id", "valid_from"))
    rows("tax_rate", column("code", sa.String(20)), column("valid_from", sa.Date()), column("rate_bp", WHOLE),
         unique("tax_rate", "code", "valid_from"))
    business("price_list", column("name", sa.String(80)), column("archived_at", INSTANT, null=True),
             unique("price_list", "name"))
    rows("price_list_entry", ("list_id", "!price_list"), ("article_id", "!article"), ("team_id", "team"),
         column("valid_from", sa.Date()), column("price_e4", WHOLE),
         unique("price_list_entry", "list_id", "article_id", "team_id", "valid_from"))


def _contracts() -> None:
    more_columns("calendar", ("closed", sa.Text(), "[]"))
    more_columns("terms_version", ("callout_cents", WHOLE, 0), ("callout_minimum", WHOLE, 0))
    with op.batch_alter_table("terms_version") as version:
        for name in ("fee_article_id", "callout_article_id"):
            version.add_column(column(name, KEY, null=True))
            version.create_foreign_key(f"fk_terms_version_{name}_article", "article", [name], ["id"])
    more_columns("contract", ("number", sa.String(40), ""), ("name", sa.String(120), ""),
                 ("order_reference", sa.String(100), ""), ("cost_centre", sa.String(60), ""),
                 ("cycle", sa.String(10), ""), ("notice_months", WHOLE, 0), ("renewal_months", WHOLE, 0),
                 ("note", sa.Text(), ""))
    with op.batch_alter_table("contract") as contract:
        contract.add_column(column("noticed_on", sa.Date(), null=True))
        contract.add_column(column("price_list_id", KEY, null=True))
        contract.create_foreign_key("fk_contract_price_list_id_price_list", "price_list", ["price_list_id"], ["id"])
    rows("contract_scope", ("contract_id", "!contract"), column("kind", sa.String(20)), column("value", sa.String(120)),
         unique("contract_scope", "contract_id", "kind", "value"),
         codes("contract_scope", "kind", ("called_number", "product", "category", "contact")))
    business("billing_profile", ("address_id", "!address"), ("recipient_id", "address"),
             ("price_list_id", "price_list"), column("region", sa.String(20)), column("invoice_format", sa.String(20)),
             column("buyer_reference", sa.String(100)), column("invoice_email", sa.String(200)),
             column("statement_numbers", sa.String(10)), column("cycle", sa.String(10)),
             column("days_to_pay", WHOLE, null=True), column("skonto_days", WHOLE, null=True),
             column("skonto_bp", WHOLE), column("discount_bp", WHOLE), column("reverse_charge", sa.Boolean()),
             unique("billing_profile", "address_id"),
             codes("billing_profile", "invoice_format", ("", "pdf", "zugferd", "xrechnung")),
             codes("billing_profile", "cycle", ("", "monthly", "quarterly")))
    index("billing_profile", "recipient_id")


def _runs() -> None:
    business("billing_run", column("state", sa.String(20)), column("begun_at", INSTANT),
             ("begun_by_id", "user_account"), column("ended_at", INSTANT, null=True), column("first", sa.Date()),
             column("last", sa.Date()), column("request", sa.Text()), column("reason", sa.Text()),
             codes("billing_run", "state", ("running", "done", "stopped", "taken_back")))
    business("billing_period", column("first", sa.Date()), column("last", sa.Date()), column("closed_at", INSTANT),
             ("closed_by_id", "user_account"), column("left_open", sa.Text()), column("reason", sa.Text()),
             column("reopened_at", INSTANT, null=True), ("reopened_by_id", "user_account"))
    business("recurring_invoice", ("address_id", "!address"), column("name", sa.String(120)),
             column("content", sa.Text()), column("months", WHOLE), column("next_on", sa.Date()),
             column("last_on", sa.Date(), null=True), column("archived_at", INSTANT, null=True))
    index("recurring_invoice", "address_id")
    keyed("document_origin", ("document_id",), ("document_id", "!document"), ("run_id", "billing_run"),
          ("corrects_id", "document"), ("offer_id", "document"), ("recurring_id", "recurring_invoice"))
    index("document_origin", "run_id", "corrects_id", "offer_id", "recurring_id")
    keyed("fee_claim", ("contract_id", "month"), ("contract_id", "!contract"), column("month", sa.Date()),
          ("document_id", "!document"))
    index("fee_claim", "document_id")
    rows("quota_use", ("document_id", "!document"), ("contract_id", "!contract"), column("month", sa.Date()),
         ("worklog_id", "worklog"), column("seconds", WHOLE))
    index("quota_use", "document_id", "contract_id", "worklog_id")


def _decisions() -> None:
    rows("billing_decision", ("worklog_id", "!worklog"), column("at", INSTANT), ("by_id", "user_account"),
         column("charged", sa.Boolean(), null=True), ("article_id", "article"), column("text", sa.Text(), null=True),
         column("reason", sa.Text()))
    index("billing_decision", "worklog_id")
    rows("call_decision", ("call_id", "!call"), column("at", INSTANT), ("by_id", "user_account"),
         column("reason", sa.Text()))
    index("call_decision", "call_id")
    keyed("on_call_job", ("worklog_id",), ("worklog_id", "!worklog"), column("alarmed_at", INSTANT, null=True))
    rows("price_told", ("ticket_id", "!ticket"), column("at", INSTANT), ("by_id", "user_account"),
         column("text", sa.Text()))
    index("price_told", "ticket_id")


def _around_documents() -> None:
    rows("document_hold", ("document_id", "!document"), column("at", INSTANT), ("by_id", "user_account"),
         column("until", sa.Date(), null=True), column("reason", sa.Text()))
    rows("offer_answer", ("document_id", "!document"), column("at", INSTANT), ("by_id", "user_account"),
         column("answer", sa.String(20)), column("note", sa.Text()),
         codes("offer_answer", "answer", ("accepted", "declined")))
    rows("document_sent", ("document_id", "!document"), column("at", INSTANT), ("by_id", "user_account"),
         column("way", sa.String(20)), column("recipient", sa.String(200)), column("message_id", sa.String(200)),
         codes("document_sent", "way", ("mail", "file", "print")))
    for table in ("document_hold", "offer_answer", "document_sent"):
        index(table, "document_id")


def _files() -> None:
    """Papers get a place in a chain of their own, and e-invoices one among them."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute("ALTER TABLE document_file DISABLE TRIGGER document_file_frozen")
    else:
        for operation in ("update", "delete"):
            op.execute(f"DROP TRIGGER document_file_no_{operation}")
    more_columns("document_file", ("previous_hash", sa.String(64), ""), ("hash", sa.String(64), ""))
    with op.batch_alter_table("document_file") as file:
        file.drop_constraint(op.f("ck_document_file_kind"), type_="check")
        file.create_check_constraint(op.f("ck_document_file_kind"), "kind IN ('letter', 'statement', 'xrechnung')")
    if not sqlite:
        op.execute("ALTER TABLE document_file ENABLE TRIGGER document_file_frozen")
    else:
        _freeze(("document_file",))


def _parts_of_names() -> None:
    """Any three letters of an address find it; PostgreSQL has no such index without an extension."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("CREATE VIRTUAL TABLE address_fts USING fts5(folded, content='address', content_rowid='id',"
               " tokenize='trigram', detail='none')")
    gone = "INSERT INTO address_fts(address_fts, rowid, folded) VALUES ('delete', old.id, old.folded);"
    come = "INSERT INTO address_fts(rowid, folded) VALUES (new.id, new.folded);"
    op.execute(f"CREATE TRIGGER address_fts_ai AFTER INSERT ON address BEGIN {come} END")
    op.execute(f"CREATE TRIGGER address_fts_ad AFTER DELETE ON address BEGIN {gone} END")
    op.execute(f"CREATE TRIGGER address_fts_au AFTER UPDATE OF folded ON address BEGIN {gone} {come} END")
    op.execute("INSERT INTO address_fts(address_fts) VALUES ('rebuild')")


def _freeze(tables: tuple[str, ...]) -> None:
    """Rows of these tables are only ever inserted."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in tables:
        if not sqlite:
            op.execute(f'CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON "{table}"'
                       " FOR EACH ROW EXECUTE FUNCTION refuse_change()")
            continue
        for operation in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON {table} BEGIN"
                       f" SELECT RAISE(ABORT, '{table} is append-only'); END")
