"""What an action of the desk is. The catalogue itself is `ui/actions.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """One thing that can be done by key, menu, toolbar, palette or button.

    `text` is a message id without "&". `keys` are portable key texts, the first is shown. `where` are the
    kinds of frames it applies to; empty means everywhere. `permission` and `module` hide it when missing
    (empty: always there). `menu` and `section` place it; `fixed` keys belong to the MDI and cannot be changed.
    `number` fills {n} in the text.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    icon: str = ""
    permission: str = ""
    module: str = ""
    where: tuple[str, ...] = ()
    menu: str = ""
    section: int = 0
    toolbar: bool = False
    checkable: bool = False
    fixed: bool = False
    number: int = 0

    def meets(self, other: Action) -> bool:
        """True if both can be active at the same time, so that they must not share a key."""
        return not self.where or not other.where or bool(set(self.where) & set(other.where))
