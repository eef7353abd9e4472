"""The audit: everything that people change is in it, nothing passes by, and tampering shows."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert, select, text, update

from hotline_desk.store.access import SettingRow, TeamRow
from hotline_desk.store.changes import ActRow, ChangeRow, audited_tables, bulk, insert_all, verify_chain
from hotline_desk.store.engine import Stamp
from hotline_desk.store.opening import SUBJECTS
from hotline_desk.store.schema import APPEND_ONLY, FULL, Table
from hotline_desk.store.tickets import TicketRow
from tests.builders import address, answered_call, solved, ticket, user, work
from tests.store_fixtures import NOW


def chain(ctx):
    with ctx.store.read() as session:
        return verify_chain(session)


def test_every_table_says_what_the_audit_keeps_of_it():
    assert SUBJECTS
    for mapper in Table.registry.mappers:
        row = mapper.class_
        assert row.audit in (FULL, APPEND_ONLY) or (row.audit is None and row.audit_reason), row.__name__


def test_every_table_of_the_schema_is_mapped():
    mapped = {mapper.local_table.name for mapper in Table.registry.mappers}
    assert mapped == set(Table.metadata.tables)


def test_a_change_is_kept_with_who_when_where_before_and_after(ctx, clock):
    uid = ticket(ctx, subject="Printer")
    clock.advance(minutes=5)
    from hotline_desk.services.tickets.capture import save_ticket

    save_ticket(ctx, uid, None, {"subject": "Scanner"})
    with ctx.store.read() as session:
        change, act = session.execute(
            select(ChangeRow, ActRow).join(ActRow, ActRow.id == ChangeRow.act_id)
            .where(ChangeRow.row_key == uid, ChangeRow.operation == "update").order_by(ChangeRow.id.desc()).limit(1)
        ).one()
    assert (act.name, act.user_id, act.desk, act.at) == ("ticket.save", ctx.user.id, ctx.desk, clock.now())
    assert json.loads(change.before)["subject"] == "Printer"
    assert json.loads(change.after)["subject"] == "Scanner"


def test_rows_that_are_inserted_at_once_are_in_the_audit_as_objects_are(any_store):
    names = ("one", "two", "three\x00")
    with any_store.write(Stamp("test.objects", None, "desk", NOW)) as tx:
        tx.session.add_all([SettingRow(owner="o", key=name, value="1") for name in names])
    with any_store.write(Stamp("test.at_once", None, "desk", NOW)) as tx:
        made = insert_all(tx.session, SettingRow, [{"owner": "a", "key": name, "value": "1"} for name in names])
    with any_store.read() as session:
        changes = session.scalars(
            select(ChangeRow).where(ChangeRow.table_name == "setting").order_by(ChangeRow.id)).all()
        stored = {row.id: row.key for row in session.scalars(select(SettingRow).where(SettingRow.owner == "a"))}
        assert verify_chain(session) == []
    objects, at_once = changes[:3], changes[3:]
    assert stored == {row["id"]: row["key"] for row in made} == {
        int(change.row_key): json.loads(change.after)["key"] for change in at_once}
    assert sorted(stored.values()) == ["one", "three", "two"]
    assert [(c.operation, c.before, json.loads(c.after).keys()) for c in at_once] == [
        (c.operation, c.before, json.loads(c.after).keys()) for c in objects]


def test_an_act_that_fails_leaves_no_trace(any_store):
    with pytest.raises(ZeroDivisionError), any_store.write(Stamp("test", None, "desk", NOW)) as tx:
        tx.session.add(TeamRow(name="Second level"))
        tx.session.flush()
        raise ZeroDivisionError
    with any_store.read() as session:
        assert session.scalars(select(TeamRow)).all() == []
        assert session.scalars(select(ActRow)).all() == []


def test_a_read_alone_writes_no_act(ctx):
    from hotline_desk.services.access import list_users

    with ctx.store.read() as session:
        before = session.scalars(select(ActRow.id)).all()
    list_users(ctx)
    with ctx.store.read() as session:
        assert session.scalars(select(ActRow.id)).all() == before


@pytest.mark.parametrize("sneak", [
    lambda session: session.execute(insert(SettingRow).values(owner="", key="x", value="1")),
    lambda session: session.execute(update(TicketRow).values(subject="gone")),
    lambda session: session.execute(text("DELETE FROM setting")),
    lambda session: session.execute(text("  update worklog set text = 'x'")),
    lambda session: session.execute(text("REPLACE INTO setting (owner, key, value) VALUES ('', 'x', '1')")),
    lambda session: session.execute(text("UPDATE OR IGNORE setting SET value = '1'")),
    lambda session: session.execute(text("TRUNCATE setting")),
    lambda session: session.execute(text("INSERT INTO setting (owner, key, value) VALUES ('', 'x', '1')")),
])
def test_sql_that_passes_by_the_audit_is_refused(any_store, sneak):
    with (pytest.raises(RuntimeError, match="passes by the audit"),
          any_store.write(Stamp("test", None, "desk", NOW)) as tx):
        sneak(tx.session)


def test_set_wise_sql_is_allowed_when_it_says_what_it_does(any_store):
    with any_store.write(Stamp("test", None, "desk", NOW)) as tx:
        tx.session.add(TeamRow(name="Second level"))
        with bulk(tx.session, "team", "update", {"name": "Third level"}) as connection:
            connection.execute(text("UPDATE team SET name = 'Third level'"))
    with any_store.read() as session:
        noted = session.scalars(select(ChangeRow).where(ChangeRow.row_key == "*")).one()
        assert json.loads(noted.after) == {"name": "Third level"}
        assert verify_chain(session) == []


def test_the_chain_of_a_days_work_is_whole(ctx):
    customer = address(ctx, "Muster GmbH", "030 1234567")
    user(ctx, "bert")
    answered_call(ctx)
    work(ctx, solved(ctx, customer, 10, 20), 5)
    assert chain(ctx) == []


def test_every_audited_row_is_in_the_audit(ctx):
    solved(ctx, address(ctx), 10)
    answered_call(ctx)
    with ctx.store.read() as session:
        noted = {(table, int(json.loads(after)["id"])) for table, after in session.execute(
            select(ChangeRow.table_name, ChangeRow.after).where(ChangeRow.operation == "insert"))
            if "id" in json.loads(after)}
        for table in audited_tables():
            if "id" not in Table.metadata.tables[table].columns:
                continue
            present = {(table, key) for (key,) in session.execute(text(f'SELECT id FROM "{table}"'))}
            assert present <= noted, table


@pytest.mark.parametrize("forgery", [
    "UPDATE act SET name = 'innocent' WHERE id = {act}", "UPDATE act SET user_id = 99 WHERE id = {act}",
    "UPDATE change SET after = '{{}}' WHERE act_id = {act}", "UPDATE change SET row_key = 'x' WHERE act_id = {act}",
    "DELETE FROM change WHERE act_id = {act}",
])
def test_tampering_breaks_the_chain(ctx, forgery):
    ticket(ctx)
    ticket(ctx)
    with ctx.store.read() as session:
        act = session.scalar(select(ActRow.id).where(ActRow.name == "ticket.create").order_by(ActRow.id).limit(1))
    forge(ctx.store, forgery.format(act=act))
    assert any(line.startswith(f"act {act} ") for line in chain(ctx))


def test_an_act_taken_out_of_the_chain_is_missed(ctx):
    for _ in range(3):
        ticket(ctx)
    with ctx.store.read() as session:
        act = session.scalars(select(ActRow.id).where(ActRow.name == "ticket.create").order_by(ActRow.id)).all()[1]
    forge(ctx.store, f"DELETE FROM change WHERE act_id = {act}", f"DELETE FROM act WHERE id = {act}")
    assert chain(ctx) != []


def forge(store, *statements):
    """What somebody could do who owns the database: triggers off, rows changed, triggers on."""
    with store.engine.begin() as connection:
        connection.info["writing_audited"] = True
        if store.dialect == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            named = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.execute(named).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement.replace(":", r"\:")))
        if store.dialect == "postgresql":
            connection.execute(text("SET session_replication_role = origin"))
        connection.info["writing_audited"] = False
