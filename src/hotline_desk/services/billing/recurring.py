"""Invoices that come again: kept, listed, and made when they are due."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.by_hand import HandMade, missing, months_on, read, service_months, written
from hotline_desk.domain.billing.values import INVOICE
from hotline_desk.services.act import act, long_act, reading
from hotline_desk.services.billing.hand_made import document_made, finished, keep_draft
from hotline_desk.services.context import Context
from hotline_desk.services.rows import put, row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.billing_runs import RecurringInvoiceRow
from hotline_desk.store.engine import Tx

_MOST_AT_ONCE = 24
"""An invoice is made at most so many times in one go: a wrong first day years ago must not fill the books."""


@dataclass(frozen=True)
class Recurring:
    """An invoice that comes every `months` months, next on `next_on`, until `last_on` (None: until further notice).

    With `issue` it is final when it is made, else a draft. It charges the months that begin (`ahead`) or those that
    ended. `net_cents` is what it comes to today.
    """

    uid: str
    made: HandMade
    name: str
    months: int
    next_on: date
    last_on: date | None = None
    issue: bool = False
    ahead: bool = True
    archived: bool = False
    version: int = 1
    address_number: str = ""
    address_name: str = ""
    net_cents: int = 0


@dataclass(frozen=True)
class Made:
    """What was made: numbers of final invoices, uids of drafts, and who could not be billed and why."""

    numbers: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    troubles: tuple[tuple[str, UserError], ...] = ()


@reading("billing.read")
def list_recurring(ctx: Context, session: Session, archived: bool = False) -> list[Recurring]:
    """Recurring invoices by the day they are due next; those put away too if asked."""
    rows = session.execute(select(RecurringInvoiceRow, AddressRow)
                           .join(AddressRow, AddressRow.id == RecurringInvoiceRow.address_id)
                           .order_by(RecurringInvoiceRow.next_on, RecurringInvoiceRow.id))
    return [_value(ctx, session, row, address) for row, address in rows if archived or row.archived_at is None]


def _value(ctx: Context, session: Session, row: RecurringInvoiceRow, address: AddressRow) -> Recurring:
    kept = json.loads(row.content)
    made = read(kept["made"])
    return Recurring(row.uid, made, row.name, row.months, row.next_on, row.last_on, kept["issue"], kept["ahead"],
                     row.archived_at is not None, row.version, address.number, address.name,
                     document_made(ctx, session, made, "").net_cents)


@act("recurring.save", permission="billing.issue")
def save_recurring(ctx: Context, tx: Tx, recurring: Recurring) -> str:
    """Makes a recurring invoice (empty uid) or changes one, and returns its uid. Raises UserError for what is wrong."""
    _check(ctx, recurring)
    address = row_of(tx.session, AddressRow, recurring.made.address_uid)
    made = replace(recurring.made, kind=INVOICE, offer_uid="", recurring_uid="", valid_until=None)
    content = json.dumps({"made": written(made), "issue": recurring.issue, "ahead": recurring.ahead,
                          "day": recurring.next_on.day}, sort_keys=True)
    values = {"address_id": address.id, "name": recurring.name.strip(), "content": content,
              "months": recurring.months, "next_on": recurring.next_on, "last_on": recurring.last_on,
              "archived_at": tx.now if recurring.archived else None}
    if recurring.uid:
        row = row_of(tx.session, RecurringInvoiceRow, recurring.uid)
        if recurring.next_on == row.next_on:  # not typed anew: it still means the day it began with
            values["content"] = json.dumps({**json.loads(content), "day": json.loads(row.content)["day"]},
                                           sort_keys=True)
        if recurring.archived and row.archived_at is not None:
            values["archived_at"] = row.archived_at
        put(tx.session, row, recurring.version, values)
    else:
        row = RecurringInvoiceRow(**values)
        tx.session.add(row)
    tx.session.flush()
    tx.changed("recurring", row.uid)
    return row.uid


def _check(ctx: Context, recurring: Recurring) -> None:
    if not recurring.made.address_uid:
        raise UserError("value.missing", field=N_("Customer"))
    if not recurring.name.strip():
        raise UserError("value.missing", field=N_("Name"))
    if not 1 <= recurring.months <= 120:
        raise UserError("value.invalid", field=N_("Every so many months"), value=str(recurring.months), hint="")
    if recurring.last_on is not None and recurring.last_on < recurring.next_on:
        raise UserError("time.order")
    lacks = missing(replace(recurring.made, kind=INVOICE, period_from=recurring.next_on))
    if lacks:
        raise UserError("document.incomplete", fields=", ".join(ctx.texts.tr(name) for name in lacks))


@long_act("recurring.make", permission="billing.issue")
def make_due(ctx: Context, day: date | None = None) -> Made:
    """Makes what is due by `day` (None: today), one transaction each; what cannot be made stays due and is told."""
    today = day or local_day(ctx.clock.now(), ctx.zone)
    with ctx.store.read() as session:
        due = list(session.scalars(_due(today)))
    numbers: list[str] = []
    drafts: list[str] = []
    troubles: list[tuple[str, UserError]] = []
    for done, uid in enumerate(due):
        ctx.step(done, len(due))
        try:
            _make_all(ctx, uid, today, numbers, drafts)
        except UserError as problem:
            troubles.append((uid, problem))
    return Made(tuple(numbers), tuple(drafts), tuple(troubles))


def _due(today: date) -> Select[str]:
    row = RecurringInvoiceRow
    return select(row.uid).where(row.archived_at.is_(None), row.next_on <= today,
                                 or_(row.last_on.is_(None), row.next_on <= row.last_on)).order_by(row.next_on, row.id)


def _make_all(ctx: Context, uid: str, today: date, numbers: list[str], drafts: list[str]) -> None:
    for _ in range(_MOST_AT_ONCE):
        made = make_next(ctx, uid, today)
        if made is None:
            return
        number, draft = made
        (numbers if number else drafts).append(number or draft)


@act("recurring.next", permission="billing.issue")
def make_next(ctx: Context, tx: Tx, uid: str, today: date) -> tuple[str, str] | None:
    """Makes the next invoice of one recurring invoice: its number ("" for a draft) and uid; None if none is due.

    The next day moves on in the same transaction, so no two desks make the same one.
    """
    row = tx.session.scalar(select(RecurringInvoiceRow).where(
        RecurringInvoiceRow.uid == uid).with_for_update().execution_options(populate_existing=True))
    if row is None or row.archived_at is not None or row.next_on > today or (row.last_on and row.next_on > row.last_on):
        return None
    kept = json.loads(row.content)
    first, last = service_months(row.next_on, row.months, kept["day"], kept["ahead"])
    made = replace(read(kept["made"]), period_from=first, period_to=last, recurring_uid=uid)
    row.next_on = months_on(row.next_on, row.months, kept["day"])
    draft = keep_draft(ctx, tx, made, trusted=True)
    document = draft.uid
    number = finished(ctx, tx, draft) if kept["issue"] else ""
    tx.changed("recurring", uid)
    return number, document


def due_count(rows: Sequence[Recurring], today: date) -> int:
    """How many of them are due by now."""
    return sum(not r.archived and r.next_on <= today and (r.last_on is None or r.next_on <= r.last_on) for r in rows)
