"""Files from outside for a ticket: read in pieces, kept here as long as the database is away."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.domain.attachments import safe_name
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.attachments import MEGABYTE, add_attachment, most_bytes, refuse_unfit
from hotline_desk.store.schema import new_uid

_PIECE = MEGABYTE
_WAITING = "attachment:"


@dataclass(frozen=True)
class Added:
    """A file that was handed to a ticket: `uid` of the attachment; `waits` while the database is away."""

    uid: str
    name: str
    waits: bool = False


@dataclass(frozen=True)
class Waiting:
    """A file that waits at this workplace until the database is back."""

    uid: str
    ticket_uid: str
    name: str
    size: int
    since: datetime


def hand_in(ctx: Context, ticket_uid: str, name: str, body: bytes) -> Added:
    """Keeps a file at a ticket; while the database is away it waits at this workplace.

    Raises UserError for an empty or too large file, EnvironmentTrouble if it cannot wait here either.
    """
    ctx.require("ticket.edit")
    refuse_unfit(ctx, name, body)
    uid = new_uid()
    try:
        return Added(add_attachment(ctx, ticket_uid, name, body, uid), safe_name(name))
    except EnvironmentTrouble:
        if ctx.local is None:
            raise
        ctx.local.keep_draft(_WAITING + uid, {
            "ticket": ticket_uid, "name": safe_name(name), "size": len(body),
            "body": base64.b64encode(body).decode("ascii")}, ctx.clock.now())
        return Added(uid, safe_name(name), waits=True)


def hand_in_file(ctx: Context, ticket_uid: str, place: Path) -> Added:
    """The same with a file of this computer, read in pieces; `ctx` tells how far it is and may stop it."""
    return hand_in(ctx, ticket_uid, place.name, file_bytes(ctx, place))


def file_bytes(ctx: Context, place: Path) -> bytes:
    """What is in a file of this computer. Raises UserError if it cannot be read or is too large."""
    most, pieces, done = most_bytes(ctx), [], 0
    try:
        if place.is_dir():
            raise UserError("attachment.folder", name=place.name)
        with place.open("rb") as file:
            total = place.stat().st_size
            while piece := file.read(_PIECE):
                pieces.append(piece)
                done += len(piece)
                if max(done, total) > most:
                    raise UserError("attachment.large", name=place.name, most=most // MEGABYTE)
                ctx.step(done, total, place.name)
    except OSError as trouble:
        raise UserError("file.unreadable", place=str(place), reason=trouble.strerror or str(trouble)) from trouble
    return b"".join(pieces)


def waiting_files(ctx: Context) -> list[Waiting]:
    """Files that wait at this workplace for the database, oldest first."""
    if ctx.local is None:
        return []
    return [Waiting(draft.key.removeprefix(_WAITING), draft.body["ticket"], draft.body["name"], draft.body["size"],
                    draft.at) for draft in ctx.local.drafts(_WAITING)]


def hand_in_waiting(ctx: Context) -> list[Added]:
    """Keeps what waited at its tickets; what still cannot be kept goes on waiting."""
    added = []
    for file in waiting_files(ctx):
        draft = ctx.local.draft(_WAITING + file.uid) if ctx.local is not None else None
        if draft is None or ctx.local is None:
            continue
        try:
            body = base64.b64decode(draft.body["body"])
            added.append(Added(add_attachment(ctx, file.ticket_uid, file.name, body, file.uid), file.name))
        except EnvironmentTrouble:
            break
        ctx.local.drop_draft(draft.key)
    return added


def forget_waiting(ctx: Context, uid: str) -> None:
    """Gives up a file that waits."""
    if ctx.local is not None:
        ctx.local.drop_draft(_WAITING + uid)
