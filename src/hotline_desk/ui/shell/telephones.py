"""How frames learn of the telephone lines and look on at them, whoever listens to the lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from hotline_desk.core.text import Translator
from hotline_desk.ui.shell.texts import Texts

_THE_SAME_DAY = timedelta(hours=16)
WAITS = "feed.waits"


class LineState(Protocol):
    """How a line is. `since` (UTC) is when it came or went."""

    @property
    def connected(self) -> bool:
        """Whether calls are heard of."""
        ...

    @property
    def since(self) -> datetime:
        """When it came or went."""
        ...

    @property
    def trouble(self) -> str:
        """A key of ERRORS, "" for none."""
        ...

    @property
    def last_event_at(self) -> datetime | None:
        """When a call was told of last."""
        ...

    @property
    def journal_only(self) -> bool:
        """Whether calls are told of when they are over: nothing pops up."""
        ...

    @property
    def lines(self) -> int:
        """Lines since the start."""
        ...

    @property
    def dropped(self) -> int:
        """Lines that made no sense."""
        ...

    def sentence(self, texts: Translator) -> str:
        """The trouble in words, "" for none."""
        ...


class LineTrace(Protocol):
    """What went over a line."""

    def since(self, number: int) -> tuple[Sequence[Any], int]:
        """Entries (number, kind, at, text) from this number on, and the number to ask from next time."""
        ...

    def text(self) -> str:
        """All of it."""
        ...


class Listening(Protocol):
    """Who listens to the lines of this workplace; everything goes by the names of the lines."""

    def names(self) -> list[str]:
        """The lines that are listened to."""
        ...

    def kind_of(self, name: str) -> str:
        """The code of a line's kind, "" for an unknown line."""
        ...

    def state_of(self, name: str) -> LineState | None:
        """How a line is; None if it is not listened to."""
        ...

    def trace_of(self, name: str) -> LineTrace | None:
        """What went over it; None if it is not listened to."""
        ...

    def overhear(self, name: str, heard: Callable[[Any], object]) -> Callable[[], None]:
        """Calls `heard` with each event of a line, in the line's thread, once it is stored; returns what ends that."""
        ...

    def begin_again(self, name: str) -> None:
        """Hangs up and connects anew, with the secret as it is now."""
        ...


def _nothing() -> None:
    """Ends what never began."""


class Telephones(QObject):
    """Passed to every frame; `changed` comes on the UI thread when a line comes, goes, or is told of otherwise.

    `ending` comes once, when the desk closes: whoever listens to something of his own hangs up.
    """

    changed = Signal()
    ending = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listening: Listening | None = None

    def follow(self, listening: Listening) -> None:
        """From now on this one is asked."""
        self._listening = listening
        self.changed.emit()

    def names(self) -> list[str]:
        """The lines that are listened to."""
        return self._listening.names() if self._listening else []

    def kind_of(self, name: str) -> str:
        """The code of a line's kind, "" for an unknown line."""
        return self._listening.kind_of(name) if self._listening else ""

    def state_of(self, name: str) -> LineState | None:
        """How a line is; None if it is not listened to."""
        return self._listening.state_of(name) if self._listening else None

    def trace_of(self, name: str) -> LineTrace | None:
        """What went over a line; None if it is not listened to."""
        return self._listening.trace_of(name) if self._listening else None

    def overhear(self, name: str, heard: Callable[[Any], object]) -> Callable[[], None]:
        """Calls `heard` with each stored event of a line, in the line's thread; returns what ends that."""
        return self._listening.overhear(name, heard) if self._listening else _nothing

    def begin_again(self, name: str) -> None:
        """Hangs up and connects anew, with the secret as it is now."""
        if self._listening is not None:
            self._listening.begin_again(name)


@dataclass(frozen=True)
class Standing:
    """How a line is, for people: translated words, a symbol, a colour token; the worst has the highest `rank`."""

    text: str
    icon: str
    token: str
    rank: int


def standing(texts: Texts, state: LineState | None, now: datetime) -> Standing:
    """How a line is, in words; `now` is UTC. One that is not listened to is off."""
    if state is None:
        return Standing(texts.tr("off"), "phone-off", "muted", 1)
    if state.trouble:
        icon = "triangle-alert" if state.connected else "clock" if state.trouble == WAITS else "unplug"
        return Standing(state.sentence(texts.translator), icon, "warning",
                        4 if not state.connected and state.trouble != WAITS else 3)
    if not state.connected:
        return Standing(texts.tr("being connected …"), "loader", "muted", 2)
    text = texts.tr("connected since {time}", time=moment(texts, state.since, now))
    if state.last_event_at is not None:
        text = texts.tr("{connected}, last event {time}", connected=text, time=moment(texts, state.last_event_at, now))
    if state.journal_only:
        text = texts.tr("{connected} (call journal only, no popup)", connected=text)
    return Standing(text, "phone", "success", 0)


def moment(texts: Texts, at: datetime, now: datetime) -> str:
    """The time of day; with the day if that was long ago."""
    return texts.clock(at) if now - at < _THE_SAME_DAY else texts.moment(at)
