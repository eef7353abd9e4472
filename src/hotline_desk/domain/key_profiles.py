"""A user's own keys as a file, to be taken to another user or company."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hotline_desk.core.text import N_

_PROGRAM, _KIND, _VERSION = "Hotline Desk", "keys", 1
MOST_BYTES = 1_000_000
_MOST_KEYS = 8


@dataclass(frozen=True)
class KeyProfile:
    """`keys`: action id -> key texts in their portable form, none for an action that shall have none."""

    name: str
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)


class NoProfile(ValueError):
    """A text that is no profile; its message is a message id."""


def profile_text(profile: KeyProfile) -> str:
    """The profile as JSON, one action a line, in an order of its own: equal profiles are equal files."""
    kept = {"program": _PROGRAM, "kind": _KIND, "version": _VERSION, "name": profile.name,
            "keys": {id: list(keys) for id, keys in sorted(profile.keys.items())}}
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def read_profile(text: str) -> KeyProfile:
    """Raises NoProfile for anything else."""
    try:
        kept = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise NoProfile(N_("it is no JSON")) from problem
    if not isinstance(kept, dict) or kept.get("program") != _PROGRAM or kept.get("kind") != _KIND:
        raise NoProfile(N_("it was not written by Hotline Desk"))
    if kept.get("version") != _VERSION:
        raise NoProfile(N_("it was written by a newer version"))
    keys = kept.get("keys")
    if not isinstance(keys, dict) or not all(_is_keys(each) for each in keys.values()):
        raise NoProfile(N_("its keys cannot be read"))
    return KeyProfile(str(kept.get("name", "")), {id: tuple(each) for id, each in keys.items()})


def _is_keys(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= _MOST_KEYS and all(
        isinstance(key, str) and 0 < len(key) <= 60 for key in value)
