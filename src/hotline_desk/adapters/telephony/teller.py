"""Makes call events of what happens to a call at an Asterisk: it rings, somebody answers, leaves, all is over."""

from __future__ import annotations

from datetime import UTC, datetime

from hotline_desk.adapters.telephony.ami import UNKNOWN
from hotline_desk.adapters.telephony.talks import Talk
from hotline_desk.core.phone import KNOWN, WITHHELD, NumberPlan, PhoneNumber
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent

_MOST_WITHHELD = 100
_NO_NAMES = frozenset({"anonymous", "anonym", "unknown", "unavailable", "restricted", "private", "withheld"})


class Teller:
    """Gathers the events of one packet after the other; `events` are those since `begin`."""

    def __init__(self, feed: str, plan: NumberPlan) -> None:
        self._feed = feed
        self._plan = plan
        self.events: list[CallEvent] = []
        self.at = datetime.min.replace(tzinfo=UTC)
        self._source_time = ""

    def begin(self, at: datetime, source_time: str = "") -> None:
        """From here on all is told as received `at` (UTC)."""
        self.events, self.at, self._source_time = [], at, source_time

    def ring(self, talk: Talk, uid: str, extension: str) -> None:
        """A telephone rings; two of one extension ring once."""
        if uid in talk.ringing or uid in talk.talking:
            return
        first = extension not in talk.ringing.values()
        talk.ringing[uid] = extension
        if first:
            self.say_who_left(talk)
            self.tell(talk, calls.RINGING, extension)

    def stop_ringing(self, talk: Talk, uid: str, reason: str) -> None:
        """A telephone rings no more; told when the last one of its extension is silent."""
        extension = talk.ringing.pop(uid, None)
        if extension is not None and extension not in talk.ringing.values():
            self.tell(talk, calls.RING_STOPPED, extension, reason)

    def answer(self, talk: Talk, uid: str, extension: str) -> None:
        """Somebody talks from now on; a second line of one who talks already is no news."""
        if uid in talk.talking:
            return
        talk.ringing.pop(uid, None)
        known = extension in talk.talking.values()
        talk.talking[uid] = extension
        talk.was_answered = True
        if not known:
            self.say_who_left(talk)
            self.tell(talk, calls.ANSWERED, extension)

    def say_who_left(self, talk: Talk) -> None:
        """Tells who has left, now that it is clear that the call goes on."""
        for leaving in talk.left:
            self.tell(talk, calls.UPDATED, leaving.extension, calls.LEFT, leaving.at)
        talk.left.clear()

    def end(self, talk: Talk) -> None:
        """The call is over; who has left a moment before is told by that."""
        talk.left.clear()
        self.tell(talk, calls.ENDED, reason=_reason(talk))
        self.release(talk)

    def release(self, talk: Talk) -> None:
        """Tells what was withheld of a call that turned out to be one of its own."""
        talk.aside = ""
        self.events.extend(talk.withheld)
        talk.withheld.clear()

    def caller_news(self, talk: Talk) -> None:
        """Completes what was told of the caller, if there is something to complete."""
        number, name = self._caller(talk)
        if talk.caller_told != (number.raw, name) and (number.state == KNOWN or name):
            self.tell(talk, calls.UPDATED)

    def _caller(self, talk: Talk) -> tuple[PhoneNumber, str]:
        """Who calls: the one outside, or the extension in the house that dialled."""
        root = talk.root or next((c for c in talk.channels.values() if c.trunk), None)
        raw, name = (root.number, root.caller_name) if root else (UNKNOWN, "")
        if talk.direction != calls.IN:
            own = talk.own or (root.extension if root else "")
            # A click to dial may name the target as caller; then the extension is the better answer.
            raw = own if raw == UNKNOWN or raw in (talk.called, root.exten if root else "") else raw
            raw = raw or UNKNOWN
        number = self._plan.read(raw)
        hidden = talk.direction == calls.OUT or number.state == WITHHELD or name.casefold() in _NO_NAMES
        return number, "" if hidden else name  # of a call that goes out, our own name is no news

    def tell(
        self, talk: Talk, kind: str, extension: str = "", reason: str = "", at: datetime | None = None
    ) -> None:
        """Adds an event of this call, or keeps it back while the call stands aside; nothing when it is over."""
        if talk.over:
            return
        caller, name = self._caller(talk)
        called = self._plan.read(talk.called or UNKNOWN)
        talk.told = True
        talk.caller_told = (caller.raw, name)
        if len(talk.withheld) >= _MOST_WITHHELD:
            self.release(talk)
        (talk.withheld if talk.aside else self.events).append(CallEvent(
            feed=self._feed, call_id=talk.id, kind=kind, at=at or self.at, direction=talk.direction or calls.UNKNOWN,
            caller_number=caller.e164, caller_raw=_raw(caller), number_state=caller.state, caller_name=name,
            called_number=called.e164, called_raw=_raw(called), extension=extension, queue=talk.queue,
            menu=talk.menu, reason=reason, source_time=self._source_time,
        ))


def _raw(number: PhoneNumber) -> str:
    return "" if number.raw == UNKNOWN else number.raw


def _reason(talk: Talk) -> str:
    """Busy only if everybody was, and not for one who waited in a queue; else the last thing a dial came to."""
    if talk.was_answered or not talk.results:
        return ""
    others = [result for result in talk.results if result != calls.BUSY]
    return others[-1] if others else "" if talk.queue else calls.BUSY
