"""What is being typed, kept at this workplace until it is saved. A draft never alters the record by itself."""

from __future__ import annotations

from typing import Any

from hotline_desk.services.context import Context
from hotline_desk.store.local import Draft


def keep_draft(ctx: Context, key: str, body: dict[str, Any]) -> None:
    """Keeps the text under this key ("ticket:<uid>"); it survives the end of the program."""
    if ctx.local is not None:
        ctx.local.keep_draft(key, body, ctx.clock.now())


def draft_of(ctx: Context, key: str) -> Draft | None:
    """What was kept under this key and never saved."""
    return ctx.local.draft(key) if ctx.local is not None else None


def all_drafts(ctx: Context) -> list[Draft]:
    """Everything that was typed here and never saved, oldest first."""
    return ctx.local.drafts() if ctx.local is not None else []


def drop_draft(ctx: Context, key: str) -> None:
    """Forgets a draft: it was saved, or thrown away on purpose."""
    if ctx.local is not None:
        ctx.local.drop_draft(key)
