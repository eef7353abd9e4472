"""Colleagues and plans: absences, messages, reminders, projects, appointments, shifts, saved searches.

Revision ID: 0004
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHOLE = sa.BigInteger()
# Microseconds since 1970 in UTC where the database has no instants of its own.
INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def column(name: str, kind: Any, *, null: bool = False) -> sa.Column[Any]:
    """A column that must be filled unless said otherwise."""
    return sa.Column(name, kind, nullable=null)


def business(table: str, *parts: Any) -> None:
    """Makes a table of rows that people make and change. `("name", "other table")` is a reference, `!` needs one."""
    columns: list[Any] = [
        column("id", KEY), column("uid", sa.String(36)), column("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"), sa.UniqueConstraint("uid", name=f"uq_{table}_uid")]
    for part in parts:
        if isinstance(part, tuple):
            name, target = part[0], part[1].lstrip("!")
            columns += [column(name, KEY, null=not part[1].startswith("!")),
                        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}_{target}")]
        else:
            columns.append(part)
    op.create_table(table, *columns)


def index(table: str, *names: str) -> None:
    """An index of these columns."""
    op.create_index(f"ix_{table}_{'_'.join(names)}", table, list(names))


def codes(table: str, name: str, allowed: str) -> sa.CheckConstraint:
    """A column that holds one of the codes given with blanks between."""
    listed = ", ".join(f"'{code}'" for code in allowed.split())
    return sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    _colleagues()
    _projects()
    _tickets()


def _colleagues() -> None:
    business("absence", ("user_id", "!user_account"), column("first", sa.String(10)), column("last", sa.String(10)),
             ("deputy_id", "user_account"), column("note", sa.String(200)), column("removed_at", INSTANT, null=True))
    index("absence", "user_id", "last")
    business("message", ("from_id", "!user_account"), ("to_user_id", "user_account"), ("to_team_id", "team"),
             ("ticket_id", "ticket"), column("text", sa.Text()), column("sent_at", INSTANT),
             column("removed_at", INSTANT, null=True))
    for names in (("from_id",), ("ticket_id",), ("to_user_id", "sent_at"), ("to_team_id", "sent_at")):
        index("message", *names)
    op.create_table(
        "message_read", column("id", KEY), column("message_id", KEY), column("user_id", KEY),
        column("read_at", INSTANT), sa.PrimaryKeyConstraint("id", name="pk_message_read"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_message_read_message_id_message"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_message_read_user_id_user_account"),
        sa.UniqueConstraint("message_id", "user_id", name="uq_message_read_message_id_user_id"),
    )
    index("message_read", "user_id")
    op.create_table(
        "reminder", column("id", KEY), column("kind", sa.String(20)), column("subject_uid", sa.String(36)),
        column("user_id", KEY), column("due_at", INSTANT), column("fired_at", INSTANT), column("desk", sa.String(80)),
        column("again_at", INSTANT, null=True), sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        codes("reminder", "kind", "ticket appointment callback"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_reminder_user_id_user_account"),
        sa.UniqueConstraint("kind", "subject_uid", "user_id", "due_at",
                            name="uq_reminder_kind_subject_uid_user_id_due_at"),
    )
    index("reminder", "user_id", "again_at")


def _projects() -> None:
    business("project", column("number", sa.String(20)), column("name", sa.String(200)), ("address_id", "address"),
             ("manager_id", "user_account"), column("budget_seconds", WHOLE, null=True), column("first", sa.String(10)),
             column("last", sa.String(10)), column("note", sa.Text()), column("archived_at", INSTANT, null=True),
             sa.UniqueConstraint("number", name="uq_project_number"))
    index("project", "address_id")
    business("appointment", column("kind", sa.String(20)), column("title", sa.String(300)),
             column("begin_local", sa.String(20)), column("end_local", sa.String(20)), column("zone", sa.String(60)),
             column("begin_at", INSTANT), column("end_at", INSTANT), column("all_day", sa.Boolean()),
             column("place", sa.String(200)), column("note", sa.Text()), ("user_id", "user_account"),
             ("team_id", "team"), ("address_id", "address"), ("project_id", "project"), ("ticket_id", "ticket"),
             ("made_by_id", "user_account"), column("done_at", INSTANT, null=True),
             column("removed_at", INSTANT, null=True), codes("appointment", "kind", "appointment action"))
    for name in ("begin_at", "user_id", "address_id", "project_id", "ticket_id"):
        index("appointment", name)


def _tickets() -> None:
    business("shift", ("from_id", "!user_account"), ("to_user_id", "user_account"), ("to_team_id", "team"),
             column("handed_at", INSTANT), column("note", sa.Text()), column("content", sa.Text()),
             column("confirmed_at", INSTANT, null=True), ("confirmed_by_id", "user_account"))
    index("shift", "to_user_id")
    index("shift", "to_team_id")
    business("saved_search", ("owner_id", "!user_account"), column("shared", sa.Boolean()),
             column("frame", sa.String(40)), column("name", sa.String(120)), column("filter", sa.Text()),
             column("archived_at", INSTANT, null=True))
    index("saved_search", "owner_id")
    with op.batch_alter_table("ticket") as ticket:
        ticket.add_column(column("project_id", KEY, null=True))
        ticket.create_foreign_key("fk_ticket_project_id_project", "project", ["project_id"], ["id"])
    index("ticket", "project_id")
