"""Takes addresses of a file over, as a long act of many short transactions, and takes it back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Column, Table, exists, select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import ERRORS, EnvironmentTrouble, UserError
from hotline_desk.domain.addresses import Address, Contact
from hotline_desk.domain.takeover.matching import Match
from hotline_desk.domain.takeover.values import Flaw, Sheet
from hotline_desk.services.act import long_act
from hotline_desk.services.addresses import add_addresses, address_values, keep_address
from hotline_desk.services.context import Context
from hotline_desk.services.importing.preview import new_address, number_flaw, wanted_matches, with_card
from hotline_desk.store.addresses import AddressRow, ContactRow
from hotline_desk.store.engine import Tx

_PART = 25
_OF_ONE = frozenset({"value.missing", "value.invalid", "value.long", "value.taken", "number.invalid", "record.changed"})
"""Errors that concern one address alone."""
_OWN = frozenset({"address_role", "contact", "phone", "email", "call"})
"""Parts of an address, and calls, which are matched by themselves: nobody uses an address by these."""


@dataclass(frozen=True)
class Made:
    """An address that was made, and the state it was left in."""

    uid: str
    state: str


@dataclass(frozen=True)
class Added:
    """What an address has got: persons, numbers and e-mails (uid of the person or "", text), fields (before, after)."""

    uid: str
    contacts: tuple[Contact, ...]
    phones: tuple[tuple[str, str], ...]
    emails: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str | None, str | None], ...]
    returned: bool


@dataclass(frozen=True)
class TakenOver:
    """What was done. `same` counts addresses that were there as they should; `trouble` is what ended it early."""

    made: tuple[Made, ...] = ()
    added: tuple[Added, ...] = ()
    same: int = 0
    flaws: tuple[Flaw, ...] = ()
    stopped: bool = False
    trouble: UserError | EnvironmentTrouble | None = None


@dataclass(frozen=True)
class Undone:
    """How many addresses were put away, given back as they were, and left because somebody changed or uses them."""

    put_away: int = 0
    given_back: int = 0
    left: int = 0


@dataclass
class _Tally:
    made: list[Made] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    same: int = 0

    def join(self, other: _Tally) -> None:
        self.made += other.made
        self.added += other.added
        self.same += other.same


@long_act("address.takeover", permission="address.edit")
def take_over(ctx: Context, sheet: Sheet, *, left_out: Collection[int] = (),
              apart: Collection[int] = ()) -> TakenOver:
    """Makes and completes addresses as `propose` shows it, some at a time, so that calls come in between.

    Every address is stored whole or not at all. Stopped, it returns what was done until then; taking the same
    file over again goes on.
    """
    with ctx.store.read() as session:
        matches = wanted_matches(ctx, session, sheet, left_out, apart)
    groups = list(_groups(matches.values()))
    tally, flaws = _Tally(), [flaw for match in matches.values() for flaw in (*match.card.flaws, *number_flaw(match))]
    flaws += sheet.flaws
    trouble: UserError | EnvironmentTrouble | None = None
    done = 0
    try:
        while done < len(groups) and not ctx.cancelled():
            ctx.progress(done, len(groups), "")
            tally.join(_store_each(ctx, groups[done:done + _PART], flaws))
            done += _PART
    except (UserError, EnvironmentTrouble) as problem:
        trouble = problem
    return TakenOver(tuple(tally.made), tuple(tally.added), tally.same, tuple(sorted(flaws, key=lambda f: f.line)),
                     done < len(groups), trouble)


def _groups(matches: Collection[Match]) -> Iterator[list[Match]]:
    """The entries of each address, in the order in which addresses begin."""
    found: dict[int, list[Match]] = {}
    for match in matches:
        found.setdefault(id(match.owner), []).append(match)
    yield from found.values()


def _store_each(ctx: Context, groups: Sequence[list[Match]], flaws: list[Flaw]) -> _Tally:
    """All in one transaction; if one address cannot be stored, each in its own."""
    try:
        with ctx.store.write(ctx.stamp("address.takeover")) as tx:
            return _store(ctx, tx, groups)
    except UserError as problem:
        if problem.id not in _OF_ONE:
            raise
        if len(groups) == 1:
            flaws.append(Flaw(groups[0][0].card.line, ERRORS[problem.id], tuple(problem.values.items()), lost=True))
            return _Tally()
    tally = _Tally()
    for group in groups:
        tally.join(_store_each(ctx, [group], flaws))
    return tally


def _store(ctx: Context, tx: Tx, groups: Sequence[list[Match]]) -> _Tally:
    uids = [group[0].owner.uid for group in groups if group[0].owner.uid]
    present = _rows(tx.session, uids)
    before = dict(zip(present, address_values(tx.session, list(present.values())), strict=True))
    tally = _Tally()
    taken = _taken_numbers(tx.session, groups)
    made = add_addresses(ctx, tx, [_new(ctx, group, taken) for group in groups if not group[0].owner.uid])
    completed = []
    for group in groups:
        uid = group[0].owner.uid
        if not uid:
            continue
        after = before[uid]
        for match in group:
            after = with_card(ctx, after, match.card, new=False)
        if after == before[uid] and not after.archived:
            tally.same += 1
            continue
        keep_address(ctx, tx, after)
        present[uid].archived_at = None
        completed.append(uid)
    tx.session.flush()
    tally.made += [Made(value.uid, _state(value)) for value in address_values(tx.session, made)]
    values = address_values(tx.session, [present[uid] for uid in completed])
    tally.added += [_difference(before[value.uid], value) for value in values]
    return tally


def _taken_numbers(session: Session, groups: Sequence[list[Match]]) -> set[str]:
    """Numbers of the file that the counter gave a moment ago to an address without one."""
    wanted = [group[0].owner.number for group in groups if not group[0].owner.uid and group[0].owner.number]
    return set(session.scalars(select(AddressRow.number).where(AddressRow.number.in_(wanted))))


def _new(ctx: Context, group: Sequence[Match], taken: Collection[str]) -> Address:
    address = new_address(ctx, group[0])
    for match in group[1:]:
        address = with_card(ctx, address, match.card, new=True)
    return replace(address, number="") if address.number in taken else address


def _rows(session: Session, uids: Sequence[str]) -> dict[str, AddressRow]:
    return {row.uid: row for row in session.scalars(select(AddressRow).where(AddressRow.uid.in_(uids)))}


def _state(address: Address) -> str:
    """Changes with everything that belongs to the address."""
    return hashlib.sha256(repr(address).encode()).hexdigest()[:24]


def _difference(before: Address, after: Address) -> Added:
    known = {c.uid for c in before.contacts}
    phones, emails = set(_phones(before)), set(_emails(before))
    return Added(
        after.uid, tuple(c for c in after.contacts if c.uid not in known),
        tuple(p for p in _phones(after) if p not in phones and p[0] in known | {""}),
        tuple(e for e in _emails(after) if e not in emails and e[0] in known | {""}),
        tuple((name, getattr(before, name), getattr(after, name))
              for name in ("street", "postcode", "city", "vat_id") if getattr(before, name) != getattr(after, name)),
        before.archived)


def _phones(address: Address) -> list[tuple[str, str]]:
    return [("", p.raw) for p in address.phones] + [(c.uid, p.raw) for c in address.contacts for p in c.phones]


def _emails(address: Address) -> list[tuple[str, str]]:
    return [("", e) for e in address.emails] + [(c.uid, e) for c in address.contacts for e in c.emails]


# --- back again

@long_act("address.takeover.undo", permission="address.edit")
def undo(ctx: Context, taken: TakenOver) -> Undone:
    """Puts away what was made and takes away what was added.

    What somebody changed since, or uses in a ticket, a contract or for a called number, stays.
    """
    total = len(taken.made) + len(taken.added)
    undone = Undone()
    for begin in range(0, len(taken.made), _PART):
        ctx.step(begin, total)
        part = taken.made[begin:begin + _PART]
        with ctx.store.write(ctx.stamp("address.takeover.undo")) as tx:
            gone = _put_away(tx, part)
        undone = replace(undone, put_away=undone.put_away + gone, left=undone.left + len(part) - gone)
    for begin in range(0, len(taken.added), _PART):
        ctx.step(len(taken.made) + begin, total)
        part_added = taken.added[begin:begin + _PART]
        with ctx.store.write(ctx.stamp("address.takeover.undo")) as tx:
            whole = sum(_give_back(ctx, tx, added) for added in part_added)
        undone = replace(undone, given_back=undone.given_back + whole, left=undone.left + len(part_added) - whole)
    return undone


def _put_away(tx: Tx, part: Sequence[Made]) -> int:
    rows = _rows(tx.session, [made.uid for made in part])
    now = dict(zip(rows, address_values(tx.session, list(rows.values())), strict=True))
    gone = 0
    for made in part:
        row = rows.get(made.uid)
        if row is not None and _state(now[made.uid]) == made.state and not _in_use(tx.session, AddressRow, row.id):
            row.archived_at = tx.now
            tx.changed("address", made.uid)
            gone += 1
    return gone


def _in_use(session: Session, of: type[AddressRow] | type[ContactRow], key: int) -> bool:
    return any(session.scalar(select(exists().where(column == key))) for column in _links(of))


def _links(of: type[AddressRow] | type[ContactRow]) -> list[Column[Any]]:
    """The columns by which other subjects name an address or a person, whichever there are."""
    tables: list[Table] = of.metadata.sorted_tables
    return [key.parent for table in tables if table.name not in _OWN for key in table.foreign_keys
            if key.column.table.name == of.__tablename__]


def _give_back(ctx: Context, tx: Tx, added: Added) -> bool:
    """Takes away what is still as it was added; True if that was all of it."""
    row = _rows(tx.session, [added.uid])[added.uid]
    now = address_values(tx.session, [row])[0]
    after = _without(tx.session, now, added)
    whole = _difference(after, now) == replace(added, returned=False)
    if after != now:
        keep_address(ctx, tx, after)
    if added.returned and whole and not _in_use(tx.session, AddressRow, row.id):
        row.archived_at = tx.now
    return whole


def _without(session: Session, now: Address, added: Added) -> Address:
    rows = session.scalars(select(ContactRow).where(ContactRow.uid.in_([c.uid for c in added.contacts])))
    named = {row.uid for row in rows if _in_use(session, ContactRow, row.id)}
    phones, emails = set(added.phones), set(added.emails)
    contacts = [
        replace(c, phones=tuple(p for p in c.phones if (c.uid, p.raw) not in phones),
                emails=tuple(e for e in c.emails if (c.uid, e) not in emails))
        for c in now.contacts if c not in added.contacts or c.uid in named]
    fields: dict[str, Any] = {name: before for name, before, after in added.fields if getattr(now, name) == after}
    return replace(now, contacts=tuple(contacts), phones=tuple(p for p in now.phones if ("", p.raw) not in phones),
                   emails=tuple(e for e in now.emails if ("", e) not in emails), **fields)
