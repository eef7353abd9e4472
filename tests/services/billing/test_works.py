"""How unbilled work is found."""

from __future__ import annotations

from sqlalchemy import select

from hotline_desk.services.billing.works import paid_by
from hotline_desk.store.tickets import TicketRow, WorklogRow

_A_LONG_ARCHIVE = (
    ("ticket", "ix_ticket_client_id", "100000 100000"), ("ticket", "ix_ticket_address_id_created_at", "100000 100 1"),
    ("worklog", "ix_worklog_ticket_id", "100000 1"))
"""What the database knows of one, as it keeps it."""


def test_work_of_a_payer_is_found_by_indices_however_long_the_archive_is(sqlite_store):
    query = (select(WorklogRow.id).join(TicketRow, TicketRow.id == WorklogRow.ticket_id)
             .where(paid_by([7])).order_by(WorklogRow.id))
    with sqlite_store.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", list(_A_LONG_ARCHIVE))
        connection.commit()
    sqlite_store.engine.dispose()
    with sqlite_store.read() as session:
        asked = query.compile(session.connection(), compile_kwargs={"literal_binds": True})
        plan = [line[3] for line in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}")]
    assert any("ix_worklog_ticket_id" in line for line in plan), plan
    assert not any(line.startswith("SCAN") for line in plan), plan
