"""What the desk remembers of this user at this workplace: sizes, columns, filters. Small texts by key."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any


class Memory:
    """All values are held in memory, so that reading costs nothing; `write` keeps each change elsewhere.

    `write(key, text)` is called on the UI thread and must return at once (hand it to the background).
    """

    def __init__(self, values: Mapping[str, str] | None = None,
                 write: Callable[[str, str], None] | None = None) -> None:
        self._values = dict(values or {})
        self._write = write

    def use(self, values: Mapping[str, str], write: Callable[[str, str], None]) -> None:
        """What another user left here takes the place of what was held."""
        self._values, self._write = dict(values), write

    def get(self, key: str) -> str | None:
        """The text kept under `key`, None if there is none."""
        return self._values.get(key)

    def put(self, key: str, text: str) -> None:
        """Keeps `text` under `key`; an unchanged one is not written again."""
        if self._values.get(key) == text:
            return
        self._values[key] = text
        if self._write is not None:
            self._write(key, text)

    def get_json(self, key: str, default: Any = None) -> Any:
        """The value kept by `put_json`; `default` if there is none or it is unreadable."""
        text = self._values.get(key)
        if text is None:
            return default
        try:
            return json.loads(text)
        except ValueError:
            return default

    def put_json(self, key: str, value: Any) -> None:
        """Keeps what JSON can express."""
        self.put(key, json.dumps(value, ensure_ascii=False, separators=(",", ":")))
