"""What came with the sample company, and what of it people worked on or need.

Any row counts as people's own unless the audit has it from the sample's desk, or a call of the sample's own
telephone system made it. What people's own rows name stays, by whichever foreign key, and what belongs to it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ForeignKey, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from hotline_desk.domain.billing.documents import from_canonical
from hotline_desk.domain.sample import BELONGS, DESK, LINE, USED, WORKED_ON
from hotline_desk.store.access import SettingRow, stored_setting
from hotline_desk.store.articles import ArticleRow
from hotline_desk.store.billing import DocumentRow
from hotline_desk.store.calls.journal import CallLegRow, CallRow, CallSightingRow
from hotline_desk.store.changes import ActRow, ChangeRow, audited_tables
from hotline_desk.store.schema import Table
from hotline_desk.store.tickets import TicketRow, WorklogRow

REMOVAL = "sample.remove"
_RECORDED = ("call.record", "call.record_many", "call.retry")
_NO_WORK = (*_RECORDED, REMOVAL, "call.give_up", "call.end", "call.correct_end", "call.take", "call.swap",
            "call.match_again", "call.purge", "worklog.end_after_call")
"""Acts that leave nothing of a person's own behind: what a telephone tells, and that somebody answered."""
_CALLS = frozenset({"call", "call_leg", "call_sighting"})
_PART = 500
_ACCESS = frozenset({"user_account", "team"})
_HOLDERS = frozenset({("ticket", "agent_id"), ("ticket", "team_id"), ("called_number", "team_id")})
"""By these a user or a team is needed; elsewhere a name only says who did it once."""
_WITH = (("contract", "address_id"), ("terms_version", "terms_id"), ("terms_price", "version_id"),
         ("price_list_entry", "list_id"),
         ("worklog", "ticket_id"), ("appointment", "ticket_id"), ("call", "ticket_id"))
"""What stays with what it belongs to."""

Entry = tuple[str, int]
"""Name of a table and key of a row."""


@dataclass(frozen=True)
class Reason:
    """Why an entry stays, and the entry that keeps it."""

    code: str
    by: Entry | None = None


@dataclass
class Found:
    """Keys of what came with the sample by table, and what of it stays."""

    born: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    stays: dict[Entry, Reason] = field(default_factory=dict)

    def going(self, table: str) -> list[int]:
        """Keys of what nothing keeps, in their order."""
        return sorted(key for key in self.born.get(table, ()) if (table, key) not in self.stays)

    def keep(self, entry: Entry, reason: Reason) -> bool:
        """Notes the first reason why an entry of the sample stays; False if it is none or has one."""
        if entry[1] not in self.born.get(entry[0], ()) or entry in self.stays:
            return False
        self.stays[entry] = reason
        return True


def find_sample(session: Session) -> Found:
    """A shared step: everything of the sample and what of it stays; nothing if no act of its desk is known."""
    found = Found()
    tables = {table.name: table for table in Table.metadata.sorted_tables if table.name in audited_tables()}
    for name, table in tables.items():
        if "id" in table.c:
            found.born[name] |= set(_made(session, table))
    if any(found.born.values()):
        _add_calls_of_the_line(session, found)
        _keep_worked_on(session, found, tables)
        _keep_used(session, found, tables)
        _keep_what_belongs(session, found, tables)
        _keep_settings(session, found)
    return found


def sample_invoices(session: Session) -> dict[int, str]:
    """Key -> number of every document that was issued with the sample, cancellations too."""
    rows = session.execute(select(DocumentRow.id, DocumentRow.number, DocumentRow.content))
    return {key: number or "" for key, number, content in rows if from_canonical(content.encode()).sample}


# --- what came with it

def _parts(keys: Iterable[int] | Iterable[str]) -> Iterator[list[int | str]]:
    ordered: list[int | str] = sorted(keys)
    for begin in range(0, len(ordered), _PART):
        yield ordered[begin:begin + _PART]


def _made(session: Session, table: SqlTable) -> Iterator[int]:
    """Keys of the rows that the sample's desk made and that are still there."""
    named = "uid" in table.c
    # The audit knows a new row without a uid by its content alone: it had no key yet.
    told = session.scalars(
        select(ChangeRow.row_key if named else ChangeRow.after).join(ActRow, ActRow.id == ChangeRow.act_id)
        .where(ActRow.desk == DESK, ChangeRow.table_name == table.name, ChangeRow.operation == "insert"))
    keys: list[Any] = list(told) if named else [json.loads(after or "{}").get("id", 0) for after in told]
    for part in _parts(keys):
        yield from session.scalars(select(table.c.id).where((table.c.uid if named else table.c.id).in_(part)))


def _add_calls_of_the_line(session: Session, found: Found) -> None:
    """The calls of the sample's telephone system, and their tickets as they came of themselves."""
    calls = dict(session.execute(select(CallRow.id, CallRow.ticket_id).where(CallRow.feed == LINE)).all())
    found.born["call"] |= set(calls)
    for part in _parts(calls):
        for row in (CallLegRow, CallSightingRow):
            found.born[row.__tablename__] |= set(session.scalars(select(row.id).where(row.call_id.in_(part))))
    tickets = {key for key in calls.values() if key is not None} - found.born["ticket"]
    for part in _parts(tickets):
        others = set(session.scalars(select(CallRow.ticket_id).where(CallRow.ticket_id.in_(part),
                                                                     CallRow.feed != LINE)))
        alone = [key for key in part if key not in others]
        for made, ticket in ((TicketRow, TicketRow.id), (WorklogRow, WorklogRow.ticket_id)):
            found.born[made.__tablename__] |= set(session.scalars(
                select(made.id).join(ChangeRow, ChangeRow.row_key == made.uid)
                .join(ActRow, ActRow.id == ChangeRow.act_id)
                .where(ticket.in_(alone), ChangeRow.table_name == made.__tablename__,
                       ChangeRow.operation == "insert", ActRow.name.in_(_NO_WORK))))


# --- what of it stays

def _keep_worked_on(session: Session, found: Found, tables: dict[str, SqlTable]) -> None:
    """What somebody changed since, and people of the sample who worked here."""
    for name in sorted(found.born.keys() - _CALLS):
        table = tables[name]
        key = table.c.uid if "uid" in table.c else table.c.id
        for part in _parts(found.born[name]):
            named = {str(text): id for id, text in session.execute(select(table.c.id, key).where(table.c.id.in_(part)))}
            for text in session.scalars(
                    select(ChangeRow.row_key).join(ActRow, ActRow.id == ChangeRow.act_id).distinct()
                    .where(ChangeRow.table_name == name, ChangeRow.row_key.in_(named), ActRow.desk != DESK,
                           ActRow.name.not_in(_NO_WORK))):
                found.keep((name, named[text]), Reason(WORKED_ON))
    for user in session.scalars(select(ActRow.user_id).where(ActRow.desk != DESK).distinct()):
        found.keep(("user_account", user or 0), Reason(WORKED_ON))


def _keep_used(session: Session, found: Found, tables: dict[str, SqlTable]) -> None:
    """What a row of people's own names; documents of the sample are none, because they are cancelled."""
    documents = sample_invoices(session)
    for table in tables.values():
        for column, parent in _links(table):
            if parent not in found.born:
                continue
            own = table.c.id if "id" in table.c else column
            of = table.c.document_id if "document_id" in table.c else own
            for key, wanted, document in session.execute(
                    select(own, column, of).where(column.is_not(None)).order_by(own)):
                if key in found.born.get(table.name, ()) or (table.name == "document" and key in documents) or (
                        of is not own and document in documents):
                    continue
                found.keep((parent, wanted), Reason(USED, (table.name, key)))


def _links(table: SqlTable) -> list[tuple[Column[int], str]]:
    """The columns of a table that name rows of others by their key, with the name of the other table."""
    keys: list[ForeignKey] = sorted(table.foreign_keys, key=lambda key: key.parent.name)
    return [(key.parent, key.column.table.name) for key in keys if key.column.name == "id"]


def _keep_what_belongs(session: Session, found: Found, tables: dict[str, SqlTable]) -> None:
    """From what stays on to what it names and what belongs to it, until nothing more is found."""
    new = set(found.stays)
    while new:
        reached: list[tuple[Entry, Entry]] = []
        for name in sorted({entry[0] for entry in new}):
            for part in _parts(key for table, key in new if table == name):
                reached += _reached(session, tables, name, part)
        new = {entry for entry, by in reached if found.keep(entry, Reason(BELONGS, by))}


def _reached(session: Session, tables: dict[str, SqlTable], name: str, keys: list[int | str]) -> list[
        tuple[Entry, Entry]]:
    found: list[tuple[Entry, Entry]] = []
    table = tables[name]
    for column, parent in _links(table):
        if name == "team_member" or (parent in _ACCESS and (name, column.name) not in _HOLDERS):
            continue
        rows = session.execute(select(table.c.id, column).where(table.c.id.in_(keys), column.is_not(None)))
        found += [((parent, wanted), (name, key)) for key, wanted in rows]
    for child, column_name in _WITH:
        column = tables[child].c[column_name]
        if next(iter(column.foreign_keys)).column.table.name == name:
            rows = session.execute(select(tables[child].c.id, column).where(column.in_(keys)))
            found += [((child, key), (name, owner)) for key, owner in rows]
    return found


def _keep_settings(session: Session, found: Found) -> None:
    """The article that calls are billed by is set as long as there is this article."""
    number = stored_setting(session, "", "billing.article", "")
    article = session.scalar(select(ArticleRow.id).where(ArticleRow.number == number))
    if article is not None and ("article", article) in found.stays:
        setting = session.scalar(
            select(SettingRow.id).where(SettingRow.owner == "", SettingRow.key == "billing.article"))
        found.keep(("setting", setting or 0), Reason(BELONGS, ("article", article)))
