"""Takes the sample company away again: what came with it and nobody needs. What people made stays whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.domain.calls import ENDED
from hotline_desk.domain.sample import KINDS, ONE, Fate, SampleReport, Staying
from hotline_desk.domain.tickets import MERGED, WITHDRAWN
from hotline_desk.services.act import long_act, reading
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.care.sample_found import REMOVAL, Entry, Found, find_sample, sample_invoices
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.steps import move_to, saved
from hotline_desk.store.access import SettingRow, TeamRow, UserRow, stored_setting
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.articles import ArticleRow, PriceListRow
from hotline_desk.store.billing import DocumentRow, cancellation_of
from hotline_desk.store.calls.called_numbers import CalledNumberRow
from hotline_desk.store.calls.journal import CallLegRow, CallRow, CallSightingRow
from hotline_desk.store.contracts import ContractRow, TermsRow
from hotline_desk.store.engine import Tx
from hotline_desk.store.projects import AppointmentRow
from hotline_desk.store.schema import Business, Table
from hotline_desk.store.tickets import TicketRow, WorklogRow, live_worklogs

_SWITCH = "company.sample"
_ROWS: dict[str, type[Business]] = {row.__tablename__: row for row in (
    AddressRow, ContractRow, TermsRow, PriceListRow, ArticleRow, AppointmentRow, CalledNumberRow, UserRow, TeamRow)}
"""What is put away by a mark of the time."""
_NAMES: dict[str, tuple[type[Business], Callable[[Any], str]]] = {
    "address": (AddressRow, lambda row: row.name), "ticket": (TicketRow, lambda row: row.number or row.subject),
    "article": (ArticleRow, lambda row: row.number), "terms": (TermsRow, lambda row: row.name),
    "price_list": (PriceListRow, lambda row: row.name),
    "user_account": (UserRow, lambda row: row.name), "team": (TeamRow, lambda row: row.name),
    "called_number": (CalledNumberRow, lambda row: row.name), "document": (DocumentRow, lambda row: row.number or ""),
}
_LISTED = tuple(_NAMES)[:-1]
_OWNERS = {
    "contract": ("address", "address_id"), "contact": ("address", "address_id"), "phone": ("address", "address_id"),
    "email": ("address", "address_id"), "terms_version": ("terms", "terms_id"),
    "terms_price": ("terms_version", "version_id"),
    "price_list_entry": ("price_list", "list_id"), "worklog": ("ticket", "ticket_id"),
    "appointment": ("ticket", "ticket_id"), "attachment": ("ticket", "ticket_id"), "call": ("ticket", "ticket_id"),
    "ticket_note": ("ticket", "ticket_id"), "document_line": ("document", "document_id"),
}
"""What has no name of its own is told by what it belongs to."""
_PART = 100


@reading("store.care")
def sample_report(ctx: Context, session: Session) -> SampleReport:
    """What would go and what would stay, and why. Raises UserError if there is no sample company."""
    _require(session)
    found = find_sample(session)
    going = {kind: len(_alive(session, kind, found.going(kind))) for kind in KINDS}
    return _report(session, found, going, _invoices(session))


@long_act(REMOVAL, permission="store.care")
def remove_sample(ctx: Context) -> SampleReport:
    """Cancels the sample's invoices and puts away what came with it; returns what went and what stayed.

    May be stopped in between and begun again; not before all is gone is the company no sample any more.
    Raises UserError if there is no sample company.
    """
    with ctx.store.read() as session:
        _require(session)
        invoices = _invoices(session)
    for done, number in enumerate(invoices):
        ctx.step(done, len(invoices))
        cancel_document(ctx, number, ctx.texts.tr("The sample data were removed."))
    with ctx.store.read() as session:
        found = find_sample(session)
        tickets = [(row.id, row.version) for row in _alive(session, "ticket", found.going("ticket"))]
        calls = [row.id for row in _alive(session, "call", found.going("call"))]
    gone: Counter[str] = Counter()
    total = len(tickets) + len(calls)
    for begin in range(0, len(tickets), _PART):
        ctx.step(begin, total)
        with ctx.store.write(ctx.stamp(REMOVAL)) as tx:
            _withdraw(ctx, tx, dict(tickets[begin:begin + _PART]), gone)
    with ctx.store.write(ctx.stamp(REMOVAL)) as tx:
        _put_away(ctx, tx, find_sample(tx.session), gone)
    # The calls last: by them it is known whose tickets those of the sample's telephone are.
    for begin in range(0, len(calls), _PART):
        ctx.step(len(tickets) + begin, total)
        with ctx.store.write(ctx.stamp(REMOVAL)) as tx:
            _forget(tx, calls[begin:begin + _PART], gone)
    with ctx.store.write(ctx.stamp(REMOVAL)) as tx:
        _switch_off(tx)
    with ctx.store.read() as session:
        return _report(session, find_sample(session), gone, invoices)


def _require(session: Session) -> None:
    if not stored_setting(session, "", _SWITCH, False):
        raise UserError("sample.none")


def _invoices(session: Session) -> tuple[str, ...]:
    """Numbers of the sample's invoices that are not cancelled, in their order."""
    rows = [session.get_one(DocumentRow, key) for key in sorted(sample_invoices(session))]
    return tuple(row.number or "" for row in rows
                 if row.kind == "invoice" and row.state == "final" and cancellation_of(session, row.id) is None)


# --- taking away

def _withdraw(ctx: Context, tx: Tx, versions: dict[int, int], gone: Counter[str]) -> None:
    """The tickets with their measures; one that somebody changed a moment ago is left."""
    for ticket in tx.session.scalars(select(TicketRow).where(TicketRow.id.in_(versions)).order_by(TicketRow.id)):
        if ticket.version != versions[ticket.id]:
            continue
        for worklog in live_worklogs(tx.session, ticket.id):
            worklog.removed_at, worklog.removed_by_id = tx.now, ctx.user.id
            worklog.removal_reason = ctx.texts.tr("Sample data")
            gone["worklog"] += 1
        move_to(ctx, ticket, WITHDRAWN)
        ticket.closed_at, ticket.closed_by_id, ticket.outcome = None, None, None
        ticket.resubmit_at, ticket.resubmit_local, ticket.resubmit_zone = None, None, None
        saved(tx, ticket)
        gone["ticket"] += 1


def _forget(tx: Tx, keys: Sequence[int], gone: Counter[str]) -> None:
    """Calls that never rang leave the journal; the audit keeps that they stood there."""
    for row in (CallLegRow, CallSightingRow):
        for part in tx.session.scalars(select(row).where(row.call_id.in_(keys))):
            tx.session.delete(part)
    tx.session.flush()
    for call in tx.session.scalars(select(CallRow).where(CallRow.id.in_(keys))):
        tx.session.delete(call)
        tx.changed("call", call.uid)
        gone["call"] += 1


def _put_away(ctx: Context, tx: Tx, found: Found, gone: Counter[str]) -> None:
    for kind in _ROWS:
        for row in _alive(tx.session, kind, found.going(kind)):
            setattr(row, "archived_at" if hasattr(row, "archived_at") else "removed_at", tx.now)
            if kind in ("terms", "team"):  # the name is free for terms and teams of one's own
                row.name = f"{row.name[:50]} ({ctx.texts.tr('Sample data')} {row.id})"
            tx.changed("user" if kind == "user_account" else kind, row.uid)
            gone[kind] += 1
    for setting in _alive(tx.session, "setting", found.going("setting")):
        tx.session.delete(setting)
        tx.changed("settings", setting.key)
        gone["setting"] += 1


def _switch_off(tx: Tx) -> None:
    switch = tx.session.scalar(select(SettingRow).where(SettingRow.owner == "", SettingRow.key == _SWITCH))
    if switch is not None:
        tx.session.delete(switch)
        tx.changed("settings", _SWITCH)


# --- what is told

def _alive(session: Session, kind: str, keys: Sequence[int]) -> list[Any]:
    """The rows of these keys that nobody has put away yet."""
    query: Select[Any]
    key: Any
    if kind == "ticket":
        query = select(TicketRow).where(TicketRow.state.not_in((WITHDRAWN, MERGED)))
        key = TicketRow.id
    elif kind == "call":
        query, key = select(CallRow).where(CallRow.state == ENDED), CallRow.id
    elif kind == "worklog":
        query, key = select(WorklogRow).where(WorklogRow.removed_at.is_(None)), WorklogRow.id
    elif kind == "setting":
        query, key = select(SettingRow).where(SettingRow.key != _SWITCH), SettingRow.id
    else:
        row: Any = _ROWS[kind]
        mark = row.archived_at if hasattr(row, "archived_at") else row.removed_at
        query, key = select(row).where(mark.is_(None)), row.id
    found: list[Any] = []
    for begin in range(0, len(keys), _PART):
        found += session.scalars(query.where(key.in_(keys[begin:begin + _PART])).order_by(key))
    return found


def _report(session: Session, found: Found, going: dict[str, int], invoices: tuple[str, ...]) -> SampleReport:
    staying = {kind: _alive(session, kind, [key for table, key in found.stays if table == kind]) for kind in KINDS}
    return SampleReport(
        tuple(Fate(kind, going.get(kind, 0), len(staying[kind])) for kind in KINDS
              if going.get(kind) or staying[kind]),
        tuple(_staying(session, found, kind, row) for kind in _LISTED for row in staying[kind]), invoices)


def _staying(session: Session, found: Found, kind: str, row: Any) -> Staying:
    reason = found.stays[kind, row.id]
    by = _owner(session, reason.by) if reason.by is not None else None
    return Staying(kind, row.uid, _NAMES[kind][1](row), reason.code,
                   "" if by is None else by[0] if by[0] in ONE else "other", _name(session, by) if by else "")


def _owner(session: Session, entry: Entry) -> Entry:
    """What an entry belongs to, up to one that has a name; itself if that is nothing."""
    if entry[0] not in _OWNERS:
        return entry
    owner, column = _OWNERS[entry[0]]
    table = Table.metadata.tables[entry[0]]
    key = session.scalar(select(table.c[column]).where(table.c.id == entry[1]))
    return entry if key is None else _owner(session, (owner, key))


def _name(session: Session, entry: Entry) -> str:
    if entry[0] not in _NAMES:
        return ""
    kind, name = _NAMES[entry[0]]
    row = session.get(kind, entry[1])
    return name(row) if row is not None else ""
