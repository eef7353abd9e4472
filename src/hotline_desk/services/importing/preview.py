"""What would become of each entry of a file of addresses. Nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.orm import Session

from hotline_desk.adapters.exchange.reading import read_sheet
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import Address
from hotline_desk.domain.takeover.matching import Match, match_all
from hotline_desk.domain.takeover.merging import Gains, completed, gained, made_of, with_note
from hotline_desk.domain.takeover.values import Card, Flaw, Sheet, Wish
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.services.importing.standings import addresses_of, standings

NEW, COMPLETED, SAME, JOINED, DOUBLE, LEFT_OUT, WRONG = (
    "new", "completed", "same", "joined", "double", "left_out", "wrong")
FATES = {
    NEW: N_("new"), COMPLETED: N_("completed"), SAME: N_("known"), JOINED: N_("joined"), DOUBLE: N_("double"),
    LEFT_OUT: N_("left out"), WRONG: N_("unusable"),
}
_LARGEST_MB = 64


@dataclass(frozen=True)
class PreviewRow:
    """One entry and what becomes of it.

    `place` is where it stands among the cards (-1 for a line that is none), `reason` a key of REASONS with its
    `value`; `address_*` name the address it belongs to, whose uid is "" while it is new; `with_line` is the line
    that began it. `returns` says that the address was put away and comes back.
    """

    place: int
    line: int
    fate: str
    card: Card | None = None
    reason: str = ""
    value: str = ""
    address_uid: str = ""
    address_number: str = ""
    address_name: str = ""
    with_line: int = 0
    returns: bool = False
    gains: Gains = field(default_factory=Gains)
    flaws: tuple[Flaw, ...] = ()


def read_file(ctx: Context, file: Path, wish: Wish | None = None) -> Sheet:
    """What a file says, see `read_sheet`. Raises UserError too if it cannot be read or is far too large."""
    try:
        if file.stat().st_size > _LARGEST_MB * 2**20:
            raise UserError("import.large", place=str(file), most=_LARGEST_MB)
        content = file.read_bytes()
    except OSError as trouble:
        raise UserError("file.unreadable", place=str(file), reason=trouble.strerror or str(trouble)) from trouble
    return read_sheet(content, ctx.plan, wish)


@reading("address.edit")
def propose(ctx: Context, session: Session, sheet: Sheet, *, left_out: Collection[int] = (),
            apart: Collection[int] = ()) -> list[PreviewRow]:
    """What becomes of each entry, in the order of the file.

    The entries at the places `left_out` are passed over; those `apart` become addresses of their own.
    """
    matches = wanted_matches(ctx, session, sheet, left_out, apart)
    stored = addresses_of(session, list({m.owner.uid for m in matches.values() if m.owner.uid}))
    growing: dict[int, Address] = {}
    rows = []
    for place, card in enumerate(sheet.cards):
        match = matches.get(place)
        rows.append(PreviewRow(place, card.line, LEFT_OUT, card, flaws=card.flaws) if match is None
                    else _row(ctx, place, match, stored, growing))
    rows += [PreviewRow(-1, flaw.line, WRONG, flaws=(flaw,)) for flaw in sheet.flaws]
    return sorted(rows, key=lambda row: row.line)


def wanted_matches(ctx: Context, session: Session, sheet: Sheet, left_out: Collection[int],
                   apart: Collection[int]) -> dict[int, Match]:
    """A shared step: the entries that are wanted, by their places, with their addresses."""
    places = [place for place in range(len(sheet.cards)) if place not in left_out]
    alone = {n for n, place in enumerate(places) if place in apart}
    found = match_all((sheet.cards[place] for place in places), standings(session), ctx.plan, alone)
    return dict(zip(places, found, strict=True))


def _row(ctx: Context, place: int, match: Match, stored: dict[str, Address],
         growing: dict[int, Address]) -> PreviewRow:
    card, owner = match.card, match.owner
    begins = id(owner) not in growing
    if begins and not owner.uid:
        after = new_address(ctx, match)
        gains, fate = Gains(), NEW
    else:
        before = growing.get(id(owner)) or stored[owner.uid]
        after = with_card(ctx, before, card, new=not owner.uid)
        gains = gained(before, after)
        fate = (JOINED if gains else DOUBLE) if not owner.uid else COMPLETED if gains or owner.archived else SAME
    growing[id(owner)] = after
    return PreviewRow(
        place, card.line, fate, card, match.reason, match.value, owner.uid, owner.number, owner.name,
        owner.cards[0].line, owner.archived and begins, gains, (*card.flaws, *number_flaw(match)))


def new_address(ctx: Context, match: Match) -> Address:
    """A shared step: the address that an entry begins. A number that somebody else has is not taken."""
    card = replace(match.card, number=match.owner.number)
    return made_of(card, ctx.plan, ctx.settings["company.country"], ctx.settings["company.language"])


def with_card(ctx: Context, address: Address, card: Card, *, new: bool) -> Address:
    """A shared step: the address with an entry added. Notes are written to new ones alone."""
    after = completed(address, card, ctx.plan)
    return with_note(after, card.note) if new else after


def number_flaw(match: Match) -> tuple[Flaw, ...]:
    """A shared step: what is said where a customer number belongs to somebody else."""
    if not match.number_of:
        return ()
    return (Flaw(match.card.line, N_("Number {number} is that of {name}; another one is taken."),
                 (("number", match.card.number), ("name", match.number_of))),)


def counts(rows: Collection[PreviewRow]) -> Counter[str]:
    """How many rows there are of each fate, and as "flawed" of those with something to look at."""
    found = Counter(row.fate for row in rows)
    found["flawed"] = sum(bool(row.flaws) for row in rows)
    return found
