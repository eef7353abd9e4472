"""The ticket desk: categories, text blocks, attachments, links, and more fields of a ticket.

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
    _knowledge()
    _tickets()
    _more_of_tickets()


def _knowledge() -> None:
    business("category", ("parent_id", "category"), column("name", sa.String(120)), column("position", WHOLE),
             column("hint", sa.Text()), column("archived_at", INSTANT, null=True))
    index("category", "parent_id")
    business("text_block", ("owner_id", "user_account"), column("abbreviation", sa.String(40)),
             column("title", sa.String(120)), column("text", sa.Text()), column("category", sa.String(120)),
             column("archived_at", INSTANT, null=True))
    index("text_block", "abbreviation")


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


def _more_of_tickets() -> None:
    added = {"maintenance": 20, "reference": 80, "tags": 300}
    with op.batch_alter_table("ticket") as ticket:
        for name, width in added.items():
            ticket.add_column(column(name, sa.String(width), null=True))
    op.execute(sa.table("ticket", *(sa.column(name) for name in added)).update().values(dict.fromkeys(added, "")))
    with op.batch_alter_table("ticket") as ticket:
        for name, width in added.items():
            ticket.alter_column(name, existing_type=sa.String(width), nullable=False)
