"""What was typed into a ticket and is not stored yet, beside what is stored: a pure account, no widget, no thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Edits:
    """`base` is the stored state of `version`, `mine` what was typed since; `started` the version it started from.

    `panels` are texts of panels that are no fields of the ticket, `saving` values that are being stored just now.
    """

    base: dict[str, Any] = field(default_factory=dict)
    version: int = 0
    mine: dict[str, Any] = field(default_factory=dict)
    started: int = 0
    panels: dict[str, str] = field(default_factory=dict)
    conflicts: set[str] = field(default_factory=set)
    saving: dict[str, Any] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """True while something typed is not stored."""
        return bool(self.mine or self.panels)

    def current(self) -> dict[str, Any]:
        """The values as the user sees them."""
        return {**self.base, **self.mine}

    def type(self, name: str, value: Any) -> None:
        """The user changed a field; a value that is stored already is no change."""
        if name in self.base and self.base[name] == value and self.saving.get(name, value) == value:
            self.mine.pop(name, None)
            self.conflicts.discard(name)
        else:
            self.mine[name] = value
        self._settle()

    def write_panel(self, name: str, text: str) -> None:
        """Text of a panel; "" is none."""
        if text:
            self.panels[name] = text
        else:
            self.panels.pop(name, None)

    def read(self, base: Mapping[str, Any], version: int) -> tuple[dict[str, Any], set[str]]:
        """The stored state was read again: returns the values to show anew and the fields both sides changed."""
        before, self.base, self.version = self.base, dict(base), version
        self.mine = {name: value for name, value in self.mine.items()
                     if self.base.get(name) != value or self.saving.get(name, value) != value}
        self.conflicts &= set(self.mine)
        both = {name for name in self.mine if name in before and before[name] != self.base.get(name)}
        new = both - self.conflicts
        self.conflicts |= both
        self._settle()
        shown = {name: value for name, value in self.base.items()
                 if name not in self.mine and (name not in before or before[name] != value)}
        return shown, new

    def saved(self, values: Mapping[str, Any]) -> None:
        """These values are not being stored any more, well or not."""
        self.saving = {name: value for name, value in self.saving.items() if name not in values}

    def stored(self, values: Mapping[str, Any], version: int) -> None:
        """These values were saved; what was typed meanwhile stays typed."""
        self.base.update(values)
        self.saved(values)
        self.version = max(self.version, version)
        self.mine = {name: value for name, value in self.mine.items() if self.base.get(name) != value}
        self.conflicts &= set(self.mine)
        self._settle()

    def use_mine(self) -> None:
        """What the user typed shall go over what others stored."""
        self.conflicts.clear()
        self._settle()

    def use_theirs(self) -> dict[str, Any]:
        """Gives up the fields both sides changed; returns their stored values to show."""
        given_up = {name: self.base.get(name) for name in self.conflicts}
        self.mine = {name: value for name, value in self.mine.items() if name not in self.conflicts}
        self.conflicts.clear()
        self._settle()
        return given_up

    def discard(self) -> dict[str, Any]:
        """Gives up everything typed; returns the stored values to show."""
        given_up = {name: self.base.get(name) for name in self.mine}
        self.mine.clear()
        self.panels.clear()
        self.conflicts.clear()
        self._settle()
        return given_up

    def _settle(self) -> None:
        """Without a conflict the next save starts from what was read last."""
        if not self.conflicts:
            self.started = self.version

    # --- as kept at the workplace ---------------------------------------------------------------------

    def body(self) -> dict[str, Any]:
        """As JSON, with the stored values it started from."""
        return {"version": self.started, "fields": self.mine, "panels": self.panels,
                "base": {name: self.base.get(name) for name in self.mine}}

    def restore(self, body: Mapping[str, Any]) -> tuple[dict[str, Any], set[str]]:
        """Lays a kept draft over the stored state: values to show, and fields others changed since it was typed."""
        fields, base = body.get("fields", {}), body.get("base", {})
        kept = {name: value for name, value in fields.items() if name not in self.mine}
        self.mine.update({name: value for name, value in kept.items() if self.base.get(name) != value})
        self.panels = {**body.get("panels", {}), **self.panels}
        changed = {name for name in kept if name in self.mine and name in base and base[name] != self.base.get(name)}
        self.conflicts |= changed
        if changed:
            self.started = min(self.started, int(body.get("version", self.started)))
        return {name: self.mine[name] for name in kept if name in self.mine}, changed
