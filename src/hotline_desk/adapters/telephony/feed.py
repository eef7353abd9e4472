"""What every feed has: a translator of its lines, a pace, a state; and which translator a kind of feed needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol, runtime_checkable

from hotline_desk.adapters.secrets import secret_of
from hotline_desk.adapters.telephony.channels import Trunks
from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.fritzbox import FritzBoxTranslator
from hotline_desk.adapters.telephony.hipath import HipathTranslator
from hotline_desk.adapters.telephony.modem import ModemSession
from hotline_desk.adapters.telephony.session import AsteriskSession
from hotline_desk.adapters.telephony.smdr_avaya import AvayaTranslator, UnfinishedCalls
from hotline_desk.adapters.telephony.smdr_login import PanasonicSession
from hotline_desk.adapters.telephony.smdr_panasonic import PanasonicTranslator
from hotline_desk.adapters.telephony.urls import CONNECT, FeedAddress
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import Translator as Texts
from hotline_desk.domain.calls import CallEvent

JOURNAL_ONLY = frozenset({"smdr+avaya", "smdr+panasonic"})
"""Kinds that tell of a call when it is over: its line is in the journal, but nothing pops up."""


class Translator(Protocol):
    """Makes events of the lines of one connection; a new one is made for each connection."""

    @property
    def dropped(self) -> int:
        """Lines that made no sense."""
        ...

    def read(self, line: str, at: datetime) -> CallEvent | None:
        """The event of a line received `at` (UTC), None for a line without news. Never raises."""
        ...


@runtime_checkable
class Dialogue(Protocol):
    """A translator for a source that wants to be talked to; a new one is made for each connection.

    `ready` once the source tells of calls. `trouble` is a key of ERRORS that ends the connection, "" for none.
    """

    ready: bool
    trouble: str

    @property
    def dropped(self) -> int:
        """Lines that made no sense."""
        ...

    @property
    def secret(self) -> str:
        """What must not be shown of the dialogue, "" for nothing."""
        ...

    def decode(self, line: bytes) -> str:
        """The text of a line."""
        ...

    def hear(self, line: str, at: datetime) -> Sequence[CallEvent]:
        """The events that a line received `at` (UTC) completes. Never raises."""
        ...

    def say(self, now: float) -> bytes:
        """What is to be sent at this moment of the monotonic clock; asked after each chunk and now and then."""
        ...


@runtime_checkable
class Prompted(Protocol):
    """What a dialogue has besides whose source asks without ending its line, and is silent while nobody calls."""

    def asked(self, unfinished: str) -> bool:
        """Whether the text of a line that has no end yet asks for something; then the line counts as read."""
        ...


@runtime_checkable
class Timed(Dialogue, Protocol):
    """A dialogue that tells of calls when some time has passed, and whose source may have a right to be silent."""

    @property
    def answers(self) -> bool:
        """Whether the source has answered a question, so that its silence means that it is gone."""
        ...

    @property
    def next_due(self) -> float | None:
        """The moment of the monotonic clock at which it is to be asked again at the latest, None for no wish."""
        ...

    def due(self, now: float, at: datetime) -> Sequence[CallEvent]:
        """The events whose time has come; asked when nothing more lies waiting on the line. Never raises."""
        ...


@runtime_checkable
class Dialling(Dialogue, Protocol):
    """A dialogue by which calls can be made. `order` may be called from any thread."""

    def order(self, order: DialOrder) -> None:
        """Asks for a call with the next `say`. Raises UserError if it cannot be asked for."""
        ...

    def refused(self) -> Sequence[UserError]:
        """What came of orders that failed since this was asked before, for who ordered."""
        ...


@dataclass(frozen=True)
class Pace:
    """Seconds: how long to wait for an answer, between attempts, and in silence before the line is renewed.

    Of a dialogue: how often it is asked for what it has to say, and how long its source may be mute, unless it is
    one that only speaks of calls.
    """

    connect: float = 5.0
    first: float = 0.5
    longest: float = 20.0
    quiet: float = 1800.0
    turn: float = 5.0
    mute: float = 45.0


@dataclass(frozen=True)
class FeedState:
    """How a feed is. `since` (UTC) is when it came or went; `trouble` is a key of ERRORS or "".

    `lines` and `dropped` (not understood, too long) count from the start of the reader. `journal_only`: it tells
    of calls when they are over.
    """

    name: str
    connected: bool
    since: datetime
    trouble: str = ""
    values: tuple[tuple[str, str], ...] = ()
    last_event_at: datetime | None = None
    lines: int = 0
    dropped: int = 0
    journal_only: bool = False

    def sentence(self, texts: Texts) -> str:
        """The trouble in words, "" if there is none."""
        return UserError(self.trouble, **dict(self.values)).sentence(texts) if self.trouble else ""


def translators(
    address: FeedAddress, plan: NumberPlan, secret: Callable[[str], str] = secret_of
) -> Callable[[], Translator | Dialogue]:
    """What makes a translator for each connection to this feed. `secret` gives the secret of a line by its name."""
    if address.kind == "asterisk":
        trunks = Trunks(address.chosen("trunk"), address.chosen("context"))
        return partial(AsteriskSession, address, plan, trunks, secret(address.name))
    if address.kind == "modem":
        return partial(ModemSession, address, plan)
    if address.kind == "hipath":
        return partial(HipathTranslator, address.name, plan)
    if address.kind == "smdr+avaya":
        return partial(AvayaTranslator, address.name, plan, UnfinishedCalls())
    if address.kind == "smdr+panasonic":
        if address.role == CONNECT:
            return partial(PanasonicSession, address.name, plan, secret(address.name))
        return partial(PanasonicTranslator, address.name, plan)
    return partial(FritzBoxTranslator, address.name, plan)
