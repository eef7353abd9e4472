"""What a line tells, made to fit the journal: one odd event must not keep those after it from being stored."""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields, replace
from typing import Any

from hotline_desk.domain.calls import IN, CallEvent
from hotline_desk.store.calls.journal import CallRow

_WIDTHS: dict[str, int] = {
    name: width for name, column in CallRow.__table__.columns.items()
    if (width := getattr(column.type, "length", None)) is not None}
_NUMBERS = ("caller_number", "called_number")
_DIGEST = 64


def fitting(event: CallEvent) -> CallEvent:
    """The event with texts that every database takes: cut to the width of their column, without what is no text.

    A name of a call that is too long is shortened so that it stays its own; a number that is none is left out.
    Of a number of ours that is told by its end alone, an extension or an MSN, the digits are kept.
    """
    if event.direction == IN and event.called_number is None:
        event = replace(event, called_number=re.sub(r"[^0-9]", "", event.called_raw) or None)
    texts = {f.name: getattr(event, f.name) for f in fields(event) if isinstance(getattr(event, f.name), str)}
    changed: dict[str, Any] = {name: fitted for name, text in texts.items() if (fitted := _fitted(name, text)) != text}
    return replace(event, **changed) if changed else event


def _fitted(name: str, text: str) -> str | None:
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    width = _WIDTHS.get(name)
    if width is None or len(text) <= width:
        return text
    if name in _NUMBERS:
        return None
    if name == "call_id":
        return text[:width - _DIGEST] + hashlib.sha256(text.encode()).hexdigest()
    return text[:width]
