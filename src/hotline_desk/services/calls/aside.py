"""Events of telephone lines that could not be stored at this workplace: told, tried again, dropped and kept again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline_desk.services.calls.privacy import shown, visible
from hotline_desk.services.calls.record import events_aside, retry_aside
from hotline_desk.services.context import Context
from hotline_desk.store.local import Aside


@dataclass(frozen=True)
class AsideEvent:
    """An event as a person may see it: `at` is when the line told it, if that can be read, `kind` a code of calls."""

    id: int
    at: datetime | None
    feed: str
    kind: str
    number: str
    reason: str
    since: datetime


def list_aside(ctx: Context) -> list[AsideEvent]:
    """What could not be stored here, oldest first; numbers as far as this user may see them."""
    ctx.require("call.read")
    how = visible(ctx)
    return [_value(how, event) for event in events_aside(ctx)]


def _value(how: str, event: Aside) -> AsideEvent:
    told = event.body
    number, raw = shown(how, _text(told.get("caller_number")) or None, _text(told.get("caller_raw")))
    try:
        at = datetime.fromisoformat(_text(told.get("at")))
    except ValueError:
        at = None
    return AsideEvent(event.id, at if at is not None and at.tzinfo else None, _text(told.get("feed")),
                      _text(told.get("kind")), number or raw, event.reason, event.at)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def try_aside_again(ctx: Context) -> int:
    """Stores what can be stored by now; returns how many events still cannot."""
    ctx.require("call.record")
    retry_aside(ctx)
    return len(events_aside(ctx))


def forget_aside(ctx: Context, key: int) -> Aside | None:
    """Drops one event; returns it, so that it can be kept again. None if it is gone already."""
    ctx.require("call.record")
    found = next((event for event in events_aside(ctx) if event.id == key), None)
    if found is not None and ctx.local is not None:
        ctx.local.drop_aside(key)
    return found


def keep_aside(ctx: Context, event: Aside) -> None:
    """Takes back that an event was dropped."""
    ctx.require("call.record")
    if ctx.local is not None:
        ctx.local.keep_aside(event)
