"""A frame: one piece of work in the window, with its title, its actions and what it keeps unsaved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from hotline_desk.ui.shell.shell import Shell


@dataclass(frozen=True)
class Dialled:
    """Whom a call is for: a number as it is written, else the one of a call in the journal; and what for, by uids."""

    number: str = ""
    ticket_uid: str | None = None
    callback_uid: str | None = None
    call_uid: str | None = None


class SlidIn(Protocol):
    """A panel that lies open in a frame."""

    def leave(self, back: bool = True) -> None:
        """Goes away; the fields keep their text."""
        ...


class Frame(QWidget):
    """Subclasses build their widgets in `__init__`, set their texts in `retranslate`, read in `refresh`.

    `kind` is the name it is opened by, `icon_name` an icon, `help_page` the page of the manual F1 opens,
    `comfortable` the size of a new window at 100 % text; one that `fills` takes all of the desk at first.
    A frame that `is_list` stands at the left of a split desk, and what it points at stands beside it.
    One that `reads_ahead` begins to read before it is shown: its `refresh` only asks for what it shows.
    """

    kind = ""
    icon_name = "ticket"
    help_page = "index"
    comfortable = QSize(880, 560)
    fills = False
    is_list = False
    reads_ahead = False

    title_changed = Signal()
    actions_changed = Signal()
    dirty_changed = Signal(bool)
    close_wanted = Signal()
    room_wanted = Signal(int)
    sight_wanted = Signal(QWidget)
    pointed = Signal()

    def __init__(self, shell: Shell, uid: str | None = None) -> None:
        super().__init__(shell.windows.cradle())
        self.shell = shell
        self.uid = uid
        self._title = ""
        self._dirty = False
        self._handlers: dict[str, Callable[[], object]] = {}
        self._off: set[str] = set()
        self._untold: bool | None = None
        self.open_panel: SlidIn | None = None
        shell.texts.changed.connect(self.retranslate)

    # --- for subclasses -------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Shows all texts in the present language, the title too; called after building and at each change."""

    def refresh(self) -> None:
        """Reads again what is shown; called after opening, by F5 and in the user's interval."""

    def reopen(self, **args: Any) -> None:
        """The frame was opened once more while it was there already (arguments as given to `open`)."""

    def can_close(self) -> bool:
        """False keeps the frame open; it may say why, and emit `close_wanted` later. Never asks modally."""
        return True

    def stays(self) -> bool:
        """Whether it may wait out of sight when it is closed; it must then be as good as a new one."""
        return False

    def first_field(self) -> QWidget | None:
        """Where the cursor stands after opening; None for the first field in tab order."""
        return None

    def closed(self) -> None:
        """The frame is going; stop timers, drop subscriptions."""

    def to_dial(self) -> Dialled | None:
        """Whom a call from this frame is for; None if no number is in front of the user."""
        return None

    def points_at(self) -> tuple[str, str] | None:
        """Kind and uid of the record that is selected in a list; `pointed` tells when it is another one."""
        return None

    def open_args(self) -> dict[str, Any] | None:
        """Arguments (JSON) that open this frame again at the next start; None if it shall not come back."""
        return {}

    # --- what a frame does ----------------------------------------------------------------------------

    def bind(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Says which actions this frame can do. An id that is not in the catalogue raises KeyError."""
        unknown = [id for id in handlers if id not in self.shell.commands.catalogue]
        if unknown:
            raise KeyError(f"not in the catalogue of actions: {', '.join(unknown)}")
        self._handlers.update(handlers)
        self.actions_changed.emit()

    def enable(self, id: str, on: bool) -> None:
        """Switches one bound action off and on again (say, nothing is selected)."""
        if on == (id not in self._off):
            return
        (self._off.discard if on else self._off.add)(id)
        self._tell_actions()

    def enable_all(self, states: Mapping[str, bool]) -> None:
        """The same for several actions, told once."""
        off = {id for id in self._off if states.get(id) is not True} | {id for id, on in states.items() if not on}
        if off != self._off:
            self._off = off
            self._tell_actions()

    @contextmanager
    def told_once(self) -> Iterator[None]:
        """What is switched on and off meanwhile is told once, at the end."""
        if self._untold is not None:
            yield
            return
        self._untold = False
        try:
            yield
        finally:
            untold, self._untold = self._untold, None
            if untold:
                self.actions_changed.emit()

    def _tell_actions(self) -> None:
        if self._untold is None:
            self.actions_changed.emit()
        else:
            self._untold = True

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What is bound."""
        return self._handlers

    def switched_off(self) -> set[str]:
        """Bound actions that cannot be done right now."""
        return self._off

    def title(self) -> str:
        """The title as it was set."""
        return self._title

    def set_title(self, text: str) -> None:
        """Sets the translated title."""
        if text != self._title:
            self._title = text
            self.title_changed.emit()

    @property
    def dirty(self) -> bool:
        """True while something is not saved by the user (drafts save themselves)."""
        return self._dirty

    def set_dirty(self, dirty: bool) -> None:
        """Shows or takes away the draft dot in the title."""
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)
            self.title_changed.emit()
