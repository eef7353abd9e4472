"""The desk changed by a key: light or dark, German or English, larger or smaller text, quiet or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hotline_desk.core.settings import Settings

SIZES = (80, 90, 100, 110, 125, 150, 175, 200)


class Looks:
    """`settings()` are those in use; `put(key, value)` uses a value at once and keeps it."""

    def __init__(self, settings: Callable[[], Settings], put: Callable[[str, Any], None]) -> None:
        self._settings, self._put = settings, put

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the look do."""
        return {
            "desk.theme": lambda: self._toggle("ui.theme", "light", "dark"),
            "desk.language": lambda: self._toggle("ui.language", "de", "en"),
            "font.larger": lambda: self._resize(+1), "font.smaller": lambda: self._resize(-1),
            "font.normal": lambda: self._put("ui.font_percent", 100),
            "call.quiet": lambda: self._put("ui.do_not_disturb", not self._settings()["ui.do_not_disturb"]),
            "call.follow": lambda: self._put("ui.follow_call", not self._settings()["ui.follow_call"]),
        }

    def _toggle(self, key: str, one: str, other: str) -> None:
        self._put(key, other if self._settings()[key] == one else one)

    def _resize(self, step: int) -> None:
        now = self._settings()["ui.font_percent"]
        nearest = min(range(len(SIZES)), key=lambda n: abs(SIZES[n] - now))
        self._put("ui.font_percent", SIZES[max(0, min(len(SIZES) - 1, nearest + step))])
