"""The ticket desk: absences, messages, categories, text blocks, projects, appointments, attachments, links, searches.

Revision ID: 0003
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
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
    _knowledge()
    _projects()
    _tickets()
    _more_of_tickets()


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


def _knowledge() -> None:
    business("category", ("parent_id", "category"), column("name", sa.String(120)), column("position", WHOLE),
             column("hint", sa.Text()), column("archived_at", INSTANT, null=True))
    index("category", "parent_id")
    business("text_block", ("owner_id", "user_account"), column("abbreviation", sa.String(40)),
             column("title", sa.String(120)), column("text", sa.Text()), column("category", sa.String(120)),
             column("archived_at", INSTANT, null=True))
    index("text_block", "abbreviation")


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
    business("ticket_link", ("from_id", "!ticket"), ("to_id", "!ticket"), column("kind", sa.String(20)),
             column("made_at", INSTANT), ("made_by_id", "user_account"), column("removed_at", INSTANT, null=True),
             codes("ticket_link", "kind", "parent duplicate related"))
    index("ticket_link", "from_id")
    index("ticket_link", "to_id")
    op.create_table("content", column("hash", sa.String(64)), column("size", WHOLE), column("body", sa.LargeBinary()),
                    sa.PrimaryKeyConstraint("hash", name="pk_content"))
    business("attachment", ("ticket_id", "!ticket"), column("hash", sa.String(64)), column("name", sa.String(255)),
             column("media_type", sa.String(120)), column("size", WHOLE), column("added_at", INSTANT),
             ("added_by_id", "user_account"), column("removed_at", INSTANT, null=True),
             ("removed_by_id", "user_account"),
             sa.ForeignKeyConstraint(["hash"], ["content.hash"], name="fk_attachment_hash_content"))
    index("attachment", "ticket_id")
    index("attachment", "hash")
    business("shift", ("from_id", "!user_account"), ("to_user_id", "user_account"), ("to_team_id", "team"),
             column("handed_at", INSTANT), column("note", sa.Text()), column("content", sa.Text()),
             column("confirmed_at", INSTANT, null=True), ("confirmed_by_id", "user_account"))
    index("shift", "to_user_id")
    index("shift", "to_team_id")
    business("saved_search", ("owner_id", "!user_account"), column("shared", sa.Boolean()),
             column("frame", sa.String(40)), column("name", sa.String(120)), column("filter", sa.Text()),
             column("archived_at", INSTANT, null=True))
    index("saved_search", "owner_id")


def _more_of_tickets() -> None:
    added = {"maintenance": 20, "reference": 80, "tags": 300}
    with op.batch_alter_table("ticket") as ticket:
        for name, width in added.items():
            ticket.add_column(column(name, sa.String(width), null=True))
        ticket.add_column(column("project_id", KEY, null=True))
        ticket.create_foreign_key("fk_ticket_project_id_project", "project", ["project_id"], ["id"])
    op.execute(sa.table("ticket", *(sa.column(name) for name in added)).update().values(dict.fromkeys(added, "")))
    with op.batch_alter_table("ticket") as ticket:
        for name, width in added.items():
            ticket.alter_column(name, existing_type=sa.String(width), nullable=False)
    index("ticket", "project_id")
