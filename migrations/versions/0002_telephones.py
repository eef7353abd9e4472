"""Every telephone: who talked in a call, further lines, parked time, called numbers, callbacks, calls to be made.

Revision ID: 0002
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Microseconds since 1970 in UTC where the database has no instants of its own.
INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def column(name: str, kind: Any, *, null: bool = False) -> sa.Column[Any]:
    """A column that must be filled unless said otherwise."""
    return sa.Column(name, kind, nullable=null)


def foreign(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    """A column that holds the id of another table's row."""
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}_{target}")


def business(table: str) -> list[Any]:
    """What every row that people make and change has."""
    return [column("id", KEY), column("uid", sa.String(36)), column("version", sa.Integer()),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"), sa.UniqueConstraint("uid", name=f"uq_{table}_uid")]


def upgrade() -> None:
    _calls()
    _called_numbers()
    _callbacks()
    _more_columns("call", ("queue", sa.String(80), ""), ("menu", sa.String(80), ""), ("ringing", sa.String(400), ""),
                  ("guessed", sa.Boolean(), False), ("source", sa.String(20), ""), ("rang", sa.String(400), ""))
    with op.batch_alter_table("call") as call:
        call.add_column(column("purged_at", INSTANT, null=True))
    _more_columns("ticket", ("category", sa.String(120), ""), ("product", sa.String(120), ""))
    with op.batch_alter_table("ticket") as ticket:
        ticket.add_column(column("client_id", KEY, null=True))
        ticket.create_foreign_key("fk_ticket_client_id_address", "address", ["client_id"], ["id"])
    op.create_index("ix_ticket_client_id", "ticket", ["client_id"])
    _more_columns("phone", ("shared", sa.Boolean(), False))


def _more_columns(table: str, *columns: tuple[str, Any, Any]) -> None:
    """Columns that must be filled, with what they hold in the rows that are there."""
    with op.batch_alter_table(table) as batch:
        for name, kind, _value in columns:
            batch.add_column(column(name, kind, null=True))
    filled = sa.table(table, *(sa.column(name) for name, _kind, _value in columns))
    op.execute(filled.update().values({name: value for name, _kind, value in columns}))
    with op.batch_alter_table(table) as batch:
        for name, kind, _value in columns:
            batch.alter_column(name, existing_type=kind, nullable=False)


def _calls() -> None:
    op.create_table(
        "call_leg", *business("call_leg"),
        column("call_id", KEY), column("extension", sa.String(40)), column("agent_id", KEY, null=True),
        column("answered_at", INSTANT), column("ended_at", INSTANT, null=True), column("worklog_id", KEY, null=True),
        column("gone", sa.Boolean()), column("desk", sa.String(36)), foreign("call_leg", "call_id", "call"),
        foreign("call_leg", "agent_id", "user_account"),
        foreign("call_leg", "worklog_id", "worklog"),
    )
    op.create_index("ix_call_leg_call_id", "call_leg", ["call_id"])
    op.create_index("ix_call_leg_extension_answered_at", "call_leg", ["extension", "answered_at"])
    op.create_index("ix_call_leg_worklog_id", "call_leg", ["worklog_id"])
    op.create_table(
        "call_sighting", column("id", KEY), column("call_id", KEY), column("feed", sa.String(120)),
        column("sighted_id", sa.String(200)), column("connection", sa.String(60)), column("kind", sa.String(20)),
        column("told", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_call_sighting"), foreign("call_sighting", "call_id", "call"),
        sa.UniqueConstraint("feed", "sighted_id", name="uq_call_sighting_feed_sighted_id"),
    )
    op.create_index("ix_call_sighting_call_id", "call_sighting", ["call_id"])
    op.create_index("ix_call_sighting_feed_connection", "call_sighting", ["feed", "connection"])
    op.create_table(
        "worklog_pause", *business("worklog_pause"),
        column("worklog_id", KEY), column("began_at", INSTANT), column("ended_at", INSTANT, null=True),
        foreign("worklog_pause", "worklog_id", "worklog"),
    )
    op.create_index("ix_worklog_pause_worklog_id", "worklog_pause", ["worklog_id"])


def _called_numbers() -> None:
    op.create_table(
        "called_number", *business("called_number"),
        column("kind", sa.String(20)), column("code", sa.String(80)), column("name", sa.String(120)),
        column("greeting", sa.Text()), column("category", sa.String(120)), column("product", sa.String(120)),
        column("client_id", KEY, null=True), column("team_id", KEY, null=True),
        column("archived_at", INSTANT, null=True),
        foreign("called_number", "client_id", "address"), foreign("called_number", "team_id", "team"),
        sa.CheckConstraint("kind IN ('number', 'queue', 'menu')", name=op.f("ck_called_number_kind")),
    )
    op.create_index("ix_called_number_kind_code", "called_number", ["kind", "code"])


def _callbacks() -> None:
    op.create_table(
        "callback", *business("callback"),
        column("number", sa.String(60)), column("contact_name", sa.String(200)), column("address_id", KEY, null=True),
        column("contact_id", KEY, null=True), column("ticket_id", KEY, null=True), column("call_id", KEY, null=True),
        column("due_local", sa.String(20)), column("due_zone", sa.String(60)), column("due_at", INSTANT),
        column("user_id", KEY, null=True), column("team_id", KEY, null=True), column("note", sa.Text()),
        column("made_at", INSTANT), column("made_by_id", KEY, null=True), column("done_at", INSTANT, null=True),
        column("done_by_id", KEY, null=True), column("done_call_id", KEY, null=True),
        column("removed_at", INSTANT, null=True),
        foreign("callback", "address_id", "address"), foreign("callback", "contact_id", "contact"),
        foreign("callback", "ticket_id", "ticket"), foreign("callback", "call_id", "call"),
        foreign("callback", "user_id", "user_account"), foreign("callback", "team_id", "team"),
        foreign("callback", "made_by_id", "user_account"), foreign("callback", "done_by_id", "user_account"),
        foreign("callback", "done_call_id", "call"),
    )
    open_ones = sa.text("done_at IS NULL AND removed_at IS NULL")
    op.create_index("ix_callback_open", "callback", ["due_at"], sqlite_where=open_ones, postgresql_where=open_ones)
    for name in ("address_id", "number", "ticket_id"):
        op.create_index(f"ix_callback_{name}", "callback", [name])
    op.create_table(
        "dial_order", *business("dial_order"),
        column("number", sa.String(60)), column("user_id", KEY), column("ticket_id", KEY, null=True),
        column("callback_id", KEY, null=True), column("ordered_at", INSTANT), column("call_id", KEY, null=True),
        column("desk", sa.String(36)),
        foreign("dial_order", "user_id", "user_account"), foreign("dial_order", "ticket_id", "ticket"),
        foreign("dial_order", "callback_id", "callback"), foreign("dial_order", "call_id", "call"),
    )
    op.create_index("ix_dial_order_ordered_at", "dial_order", ["ordered_at"])
