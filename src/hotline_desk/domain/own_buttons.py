"""Buttons that users make for themselves: what is written into a ticket again and again, at one press."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import OUTCOMES, PRIORITIES

OWN_BUTTONS = "ui.buttons"
"""The setting that keeps them."""
MOST_BUTTONS = 8
INTO = {"solution": N_("Solution"), "request": N_("Request")}


@dataclass(frozen=True)
class OwnButton:
    """Any combination of a text block (by its uid), a category, an outcome and a priority; "" leaves one alone."""

    name: str
    block_uid: str = ""
    into: str = "solution"
    category: str = ""
    outcome: str = ""
    priority: str = ""
    uid: str = ""
    archived: bool = False

    @property
    def does_something(self) -> bool:
        """Whether it has anything to write."""
        return bool(self.block_uid or self.category or self.outcome or self.priority)


_NAMES = {field.name for field in fields(OwnButton)}


def read_buttons(stored: Iterable[dict[str, Any]]) -> list[OwnButton]:
    """The buttons as they were kept; what no longer exists is left alone."""
    made = [OwnButton(**{name: value for name, value in each.items() if name in _NAMES}) for each in stored]
    return [button for button in made if button.into in INTO and (not button.outcome or button.outcome in OUTCOMES)
            and (not button.priority or button.priority in PRIORITIES)]


def shown_buttons(stored: Iterable[dict[str, Any]]) -> list[OwnButton]:
    """Those in the ticket, in their order: the first has the first key."""
    return [button for button in read_buttons(stored) if not button.archived][:MOST_BUTTONS]


def stored_buttons(buttons: Sequence[OwnButton]) -> list[dict[str, Any]]:
    """As the setting keeps them."""
    return [asdict(button) for button in buttons]
