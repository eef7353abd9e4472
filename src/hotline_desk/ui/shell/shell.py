"""What every frame is handed: the parts of the shell it may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from hotline_desk.ui.shell.background import Background
from hotline_desk.ui.shell.commands import Commands
from hotline_desk.ui.shell.icons import Icons
from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.shell.messages import Messages
from hotline_desk.ui.shell.telephones import Telephones
from hotline_desk.ui.shell.texts import Texts
from hotline_desk.ui.shell.theme import Theme


class Opener(Protocol):
    """What a frame may ask of the other frames' windows; `Windows` is the one there is."""

    def open(self, kind: str, uid: str | None = None, **args: Any) -> Any:
        """Shows the frame of this kind and uid in front, made now or there already; returns it."""
        ...

    def find(self, kind: str, uid: str | None = None) -> Any:
        """The open frame of this kind and uid, or None."""
        ...

    def active(self) -> Any:
        """The frame in front, or None."""
        ...

    def bring(self, frame: Any) -> None:
        """Brings an open frame to the front with the cursor where it was."""
        ...

    def close(self, frame: Any = None) -> bool:
        """Closes a frame, by default the one in front; False if it wants to stay."""
        ...

    def is_pinned(self, frame: Any) -> bool:
        """True if an open frame does not give way."""
        ...

    def cradle(self) -> QWidget | None:
        """Where the frame that is being made begins its life, None outside of a window."""
        ...

    def became(self, frame: Any, uid: str) -> None:
        """A frame of something new was saved and has its uid now."""
        ...


@dataclass(frozen=True)
class Shell:
    """Passed to the factories of frames by `app`; nobody fetches it from anywhere."""

    texts: Texts
    theme: Theme
    icons: Icons
    background: Background
    messages: Messages
    memory: Memory
    commands: Commands
    windows: Opener
    telephones: Telephones
