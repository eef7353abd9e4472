"""What the mapped tables cannot say: full text and the triggers that keep frozen rows frozen.

The migrations hold the same statements in their own words; a test compares both ways to a schema.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

FROZEN = ("document_line", "document_tax", "document_file", "billing_release", "ticket_note", "act", "change",
          "document_origin", "quota_use", "billing_decision", "call_decision", "price_told", "document_hold",
          "offer_answer", "document_sent")
"""Tables whose rows are only ever inserted."""

_SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(body, content='search_text', content_rowid='ticket_id',"
    " tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4')",
    "CREATE TRIGGER search_text_ai AFTER INSERT ON search_text BEGIN"
    " INSERT INTO search_fts(rowid, body) VALUES (new.ticket_id, new.body); END",
    "CREATE TRIGGER search_text_ad AFTER DELETE ON search_text BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, body) VALUES ('delete', old.ticket_id, old.body); END",
    "CREATE TRIGGER search_text_au AFTER UPDATE ON search_text BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, body) VALUES ('delete', old.ticket_id, old.body);"
    " INSERT INTO search_fts(rowid, body) VALUES (new.ticket_id, new.body); END",
    "CREATE VIRTUAL TABLE address_fts USING fts5(folded, content='address', content_rowid='id', tokenize='trigram',"
    " detail='none')",
    "CREATE TRIGGER address_fts_ai AFTER INSERT ON address BEGIN"
    " INSERT INTO address_fts(rowid, folded) VALUES (new.id, new.folded); END",
    "CREATE TRIGGER address_fts_ad AFTER DELETE ON address BEGIN"
    " INSERT INTO address_fts(address_fts, rowid, folded) VALUES ('delete', old.id, old.folded); END",
    "CREATE TRIGGER address_fts_au AFTER UPDATE OF folded ON address BEGIN"
    " INSERT INTO address_fts(address_fts, rowid, folded) VALUES ('delete', old.id, old.folded);"
    " INSERT INTO address_fts(rowid, folded) VALUES (new.id, new.folded); END",
)
_POSTGRES_SEARCH = (
    "CREATE INDEX ix_search_text_words ON search_text USING gin (to_tsvector('simple', body))",
)


def statements(dialect: str) -> list[str]:
    """The statements for "sqlite" or "postgresql", to be run after the tables were made."""
    return _postgres() if dialect == "postgresql" else _sqlite()


def _sqlite() -> list[str]:
    made = list(_SQLITE_SEARCH)
    for table in FROZEN:
        for operation in ("UPDATE", "DELETE"):
            made.append(
                f"CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON {table} BEGIN"
                f" SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    made.append("CREATE TRIGGER document_final_update BEFORE UPDATE ON document WHEN old.state = 'final' BEGIN"
                " SELECT RAISE(ABORT, 'a final document never changes'); END")
    made.append("CREATE TRIGGER document_final_delete BEFORE DELETE ON document WHEN old.state = 'final' BEGIN"
                " SELECT RAISE(ABORT, 'a final document never changes'); END")
    made.append("CREATE TRIGGER worklog_raw BEFORE UPDATE ON worklog"
                " WHEN (old.raw_start IS NOT NULL AND new.raw_start IS NOT old.raw_start)"
                " OR (old.raw_end IS NOT NULL AND new.raw_end IS NOT old.raw_end) BEGIN"
                " SELECT RAISE(ABORT, 'raw times never change'); END")
    made.append("CREATE TRIGGER worklog_no_delete BEFORE DELETE ON worklog BEGIN"
                " SELECT RAISE(ABORT, 'worklogs are removed by a mark'); END")
    return made


def _postgres() -> list[str]:
    made = list(_POSTGRES_SEARCH)
    made.append("CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
                " $$BEGIN RAISE EXCEPTION '% never changes', TG_TABLE_NAME; END$$")
    for table in (*FROZEN, "worklog"):
        operations = "DELETE" if table == "worklog" else "UPDATE OR DELETE"
        made.append(f'CREATE TRIGGER {table}_frozen BEFORE {operations} ON "{table}"'
                    " FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    made.append("CREATE TRIGGER document_final BEFORE UPDATE OR DELETE ON document FOR EACH ROW"
                " WHEN (old.state = 'final') EXECUTE FUNCTION refuse_change()")
    made.append("CREATE TRIGGER worklog_raw BEFORE UPDATE ON worklog FOR EACH ROW"
                " WHEN ((old.raw_start IS NOT NULL AND new.raw_start IS DISTINCT FROM old.raw_start)"
                " OR (old.raw_end IS NOT NULL AND new.raw_end IS DISTINCT FROM old.raw_end))"
                " EXECUTE FUNCTION refuse_change()")
    return made


def make(connection: Connection) -> None:
    """Runs the statements for the connection's database."""
    for statement in statements(connection.dialect.name):
        connection.execute(text(statement.replace(":", r"\:")))
