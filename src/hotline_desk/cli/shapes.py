"""Lines for programs: one JSON object each, codes as they are, instants with the offset of the company's zone."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo


def shaped(value: Any, zone: ZoneInfo) -> Any:
    """What JSON knows, of values and the frozen classes that hold them; fields stay in their order."""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {f.metadata.get("name", f.name): shaped(getattr(value, f.name), zone) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [shaped(part, zone) for part in value]
    return value


def line(value: Any, zone: ZoneInfo, **before: Any) -> str:
    """One object on one line; `before` are keys that come first."""
    return json.dumps({**before, **shaped(value, zone)}, ensure_ascii=False)
