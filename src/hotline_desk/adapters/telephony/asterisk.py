"""Asterisk's manager interface (TCP 5038, TLS 5039): packets in, call events out. No sockets here.

One call is one Linkedid: transfers, forwarding and pickup stay with it. Nothing is read out of the order of
events or the names of channels beyond what Asterisk promises: a packet tells of one or two channels, and those
are known by their Uniqueid.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from hotline_desk.adapters.telephony.ami import UNKNOWN, Packet
from hotline_desk.adapters.telephony.channels import (
    DOWN_STATE,
    RINGING_STATE,
    UP_STATE,
    Channel,
    Talk,
    Trunks,
    dialled,
)
from hotline_desk.core.phone import KNOWN, WITHHELD, NumberPlan, PhoneNumber
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent

_REMEMBERED = 2048
_RESULTS = 100
_NO_NAMES = frozenset({"anonymous", "anonym", "unknown", "unavailable", "restricted", "private", "withheld"})
_Thing = TypeVar("_Thing")


class AsteriskTranslator:
    """Translates the packets of one connection. Never raises for anything a packet may hold."""

    def __init__(self, feed: str, plan: NumberPlan, trunks: Trunks) -> None:
        self._feed = feed
        self._plan = plan
        self._trunks = trunks
        self._channels: OrderedDict[str, Channel] = OrderedDict()
        self._talks: OrderedDict[str, Talk] = OrderedDict()
        self._merged: OrderedDict[str, str] = OrderedDict()
        self._gone: OrderedDict[str, None] = OrderedDict()
        self._events: list[CallEvent] = []
        self._at = datetime.min.replace(tzinfo=UTC)
        self._source_time = ""
        self._rules: dict[str, Callable[[Packet], None]] = {
            "Newchannel": self._plain, "Newstate": self._plain, "NewCallerid": self._caller_id, "Rename": self._rename,
            "NewConnectedLine": self._plain, "NewExten": self._plain, "BridgeEnter": self._plain,
            "DialBegin": self._dial_begin, "DialState": self._plain, "DialEnd": self._dial_end,
            "Hangup": self._hangup, "QueueCallerJoin": self._queue, "QueueCallerAbandon": self._queue,
            "CoreShowChannel": self._listed, "CoreShowChannelsComplete": self._all_listed,
        }

    def take(self, packet: Packet, at: datetime) -> Sequence[CallEvent]:
        """The events of a packet received `at` (UTC), in their order."""
        rule = self._rules.get(packet.get("Event", ""))
        if rule is None:
            return ()
        self._events, self._at, self._source_time = [], at, packet.get("Timestamp", "")
        rule(packet)
        return self._events

    def _plain(self, packet: Packet) -> None:
        self._channel(packet)
        self._channel(packet, "Dest")

    def _channel(self, packet: Packet, prefix: str = "") -> Channel | None:
        """The channel a packet tells of, known or new, and in the call it belongs to now."""
        uid, name = packet.get(f"{prefix}Uniqueid", ""), packet.get(f"{prefix}Channel", "")
        if not uid or uid == UNKNOWN or "/" not in name or uid in self._gone:
            return None
        call_id = self._canonical(packet.get(f"{prefix}Linkedid") or uid)
        channel = self._channels.get(uid)
        if channel is None:
            new = packet.get("Event") == "Newchannel"
            trunk = self._trunks.has(name, packet.get(f"{prefix}Context", ""), new)
            channel = Channel(uid, name, call_id, trunk)
            self._forget(_remember(self._channels, uid, channel))
            self._talk(call_id).take(channel)
        channel.learn(packet, prefix)
        if channel.call_id != call_id:
            self._move(channel, call_id)
        return channel

    def _forget(self, channel: Channel | None) -> None:
        """Lets the oldest channel go when there are too many: a source that never tells ends must not fill memory."""
        talk = self._talks.get(channel.call_id) if channel else None
        if channel and talk:
            talk.drop(channel.uid)
            if not talk.channels:
                del self._talks[talk.id]

    def _talk(self, call_id: str) -> Talk:
        talk = self._talks.get(call_id)
        if talk is None:
            talk = Talk(call_id)
            _remember(self._talks, call_id, talk)
        return talk

    def _canonical(self, call_id: str) -> str:
        for _ in range(_REMEMBERED):
            if call_id not in self._merged:
                break
            call_id = self._merged[call_id]
        return call_id

    def _move(self, channel: Channel, call_id: str) -> None:
        """A bridge has joined two calls: the channel goes over, and whoever talks on it takes part there."""
        left, joined = self._talk(channel.call_id), self._talk(call_id)
        took_part = channel.uid in left.answered or channel is left.root
        self._leave(left, channel)
        channel.call_id = call_id
        joined.take(channel)
        if not channel.phone or channel.state != UP_STATE or channel.uid in joined.answered or not joined.told:
            return
        if took_part and channel.extension not in {joined.own, *self._talking(joined, channel)}:
            self._answer(joined, channel.uid, channel.extension)

    def _talking(self, talk: Talk, apart: Channel) -> set[str]:
        """Extensions that take part in a call on another channel than this one."""
        return {c.extension for c in talk.channels.values() if c.phone and c is not apart and c.uid in talk.answered}

    def _caller_id(self, packet: Packet) -> None:
        """A number that came late completes what was told of the caller."""
        channel = self._channel(packet)
        talk = self._talks.get(channel.call_id) if channel else None
        if talk is None or channel is not talk.root or not talk.told or talk.direction != calls.IN:
            return
        number, name = self._caller(talk)
        if talk.caller_told != (number.raw, name) and (number.state == KNOWN or name):
            self._tell(talk, calls.UPDATED)

    def _rename(self, packet: Packet) -> None:
        channel = self._channels.get(packet.get("Uniqueid", ""))
        name = packet.get("Newname", "")
        if channel and "/" in name and "<" not in name:
            channel.name = name

    def _queue(self, packet: Packet) -> None:
        channel = self._channel(packet)
        if channel:
            self._talk(channel.call_id).queue = packet.get("Queue", "")

    def _dial_begin(self, packet: Packet) -> None:
        caller, phone = self._channel(packet), self._channel(packet, "Dest")
        if phone is None or phone.local:
            if caller is None and phone is not None:
                self._talk(phone.call_id).originated = True
            return
        talk = self._talk(caller.call_id if caller else phone.call_id)
        number = dialled(packet.get("DialString", "")) or phone.exten
        if phone.trunk:
            self._dial_outside(talk, caller, phone, number)
            return
        talk.originated = talk.originated or caller is None
        if talk.originated and not talk.own and not talk.direction:
            talk.own_phones.add(phone.uid)
            return
        self._decide(talk, caller, number)
        self._ring(talk, phone)

    def _decide(self, talk: Talk, caller: Channel | None, number: str) -> None:
        """Which way a call goes whose first phone rings: by the channel it is named after, else by who dials."""
        if talk.direction:
            return
        first = talk.root or caller
        talk.direction = calls.IN if first is not None and first.trunk else calls.INTERNAL
        talk.called = first.exten if first else ""
        if talk.direction == calls.INTERNAL:
            talk.called = talk.called or number

    def _dial_outside(self, talk: Talk, caller: Channel | None, trunk: Channel, number: str) -> None:
        """A call that goes out; one that came in or is internal is forwarded to somewhere outside."""
        root = talk.root or caller
        if not talk.direction and caller is not None and root is not None and root.trunk:
            talk.direction, talk.called = calls.IN, root.exten
        if talk.direction:
            talk.outside[trunk.uid] = "" if talk.direction == calls.OUT else number
            return
        talk.direction = calls.OUT
        talk.called = number
        talk.own = talk.own or next((c.extension for c in (caller, talk.root) if c and c.phone), "")
        self._tell(talk, calls.RINGING, talk.own)

    def _ring(self, talk: Talk, phone: Channel) -> None:
        if phone.uid in talk.ringing or phone.uid in talk.answered:
            return
        first = phone.extension not in talk.ringing.values()
        talk.ringing[phone.uid] = phone.extension
        if first:
            self._tell(talk, calls.RINGING, phone.extension)

    def _dial_end(self, packet: Packet) -> None:
        caller, phone = self._channel(packet), self._channel(packet, "Dest")
        if phone is None or phone.local:
            return
        talk = self._talk(caller.call_id if caller else phone.call_id)
        status = packet.get("DialStatus", "").upper()
        if status != "ANSWER":
            if status and phone.uid not in talk.own_phones:
                talk.results = [*talk.results, status.casefold()][-_RESULTS:]
            self._stop_ringing(talk, phone.uid, status.casefold())
        elif phone.uid in talk.own_phones:
            talk.own = talk.own or phone.extension
        else:
            if phone.call_id != talk.id:  # somebody picked the call up from a phone that did not ring
                self._merge(phone.call_id, talk)
            self._answered(talk, caller, phone)

    def _answered(self, talk: Talk, caller: Channel | None, phone: Channel) -> None:
        if phone.uid in talk.answered:
            return
        self._decide(talk, caller, phone.exten)
        if phone.trunk and talk.direction == calls.OUT and not talk.own:
            return  # the customer was called first; the talk begins when our own phone answers
        extension = phone.extension
        if phone.trunk:
            extension = talk.outside.get(phone.uid) or talk.own
        if talk.direction == calls.OUT and phone.phone:
            talk.own = talk.own or extension
        self._answer(talk, phone.uid, extension)

    def _answer(self, talk: Talk, uid: str, extension: str) -> None:
        talk.ringing.pop(uid, None)
        talk.answered.add(uid)
        talk.was_answered = True
        self._tell(talk, calls.ANSWERED, extension)

    def _merge(self, other_id: str, talk: Talk) -> None:
        other = self._talks.pop(other_id, None)
        if other is None:
            return
        for channel in other.channels.values():
            channel.call_id = talk.id
            talk.take(channel)
        _remember(self._merged, other_id, talk.id)
        if other.told:
            self._tell(other, calls.ENDED)

    def _stop_ringing(self, talk: Talk, uid: str, reason: str) -> None:
        extension = talk.ringing.pop(uid, None)
        if extension is not None and extension not in talk.ringing.values():
            self._tell(talk, calls.RING_STOPPED, extension, reason)

    def _hangup(self, packet: Packet) -> None:
        known = packet.get("Uniqueid", "") in self._channels
        channel = self._channel(packet)
        if channel is None:
            return
        talk = self._talk(channel.call_id)
        if packet.get("Cause") == "17" and (channel is talk.root or channel.uid in talk.ringing):
            talk.results = [*talk.results, calls.BUSY][-_RESULTS:]
        del self._channels[channel.uid]
        _remember(self._gone, channel.uid, None)  # packets that lag behind must not bring it back
        self._leave(talk, channel, seen=known)

    def _leave(self, talk: Talk, channel: Channel, seen: bool = True) -> None:
        """Takes a channel out of its call; with the last one the call has ended."""
        self._stop_ringing(talk, channel.uid, talk.results[-1] if talk.results else "")
        talk.drop(channel.uid)
        if talk.channels:
            return
        self._talks.pop(talk.id, None)
        root = talk.root
        if seen and not talk.direction and not talk.originated and root and root.trunk and root.state != DOWN_STATE:
            talk.direction, talk.called = calls.IN, root.exten  # no phone rang, and yet somebody called
        if talk.told or talk.direction == calls.IN:
            self._tell(talk, calls.ENDED, reason=self._reason(talk))

    def _reason(self, talk: Talk) -> str:
        """Busy only if everybody was; else the last thing a dial came to."""
        if talk.was_answered or not talk.results:
            return ""
        others = [result for result in talk.results if result != calls.BUSY]
        return others[-1] if others else calls.BUSY

    def _listed(self, packet: Packet) -> None:
        """A channel that was there before this connection."""
        channel = self._channel(packet)
        if channel is None:
            return
        channel.listed = True
        channel.application = packet.get("Application", "")
        channel.application_dials = dialled(packet.get("ApplicationData", "")) if channel.application == "Dial" else ""
        channel.bridged = bool(packet.get("BridgeId"))

    def _all_listed(self, packet: Packet) -> None:
        """Tells of the calls among them what can still be known: who rings, who talks."""
        listed = {c.call_id for c in self._channels.values() if c.listed}
        for talk in [self._talks[call_id] for call_id in listed if call_id in self._talks]:
            if not talk.told:
                self._resume(talk)

    def _resume(self, talk: Talk) -> None:
        root = talk.root or next((c for c in talk.channels.values() if _runs_the_plan(c)), None)
        outside = next((c for c in talk.channels.values() if c.trunk and c is not root), None)
        others = [c for c in talk.phones() if c is not root]
        rings = [c for c in others if c.state == RINGING_STATE]
        talks = [c for c in others if c.state == UP_STATE and c.bridged]
        if root is None or not (rings or talks or (outside and root.phone)):
            return
        if root.trunk:
            talk.direction, talk.called = calls.IN, root.exten
        elif outside is not None:
            self._resume_outgoing(talk, root, outside)
            return
        else:
            talk.direction, talk.called = calls.INTERNAL, root.exten
        talk.root = root
        for phone in rings:
            self._ring(talk, phone)
        for phone in talks:
            self._answer(talk, phone.uid, phone.extension)

    def _resume_outgoing(self, talk: Talk, root: Channel, outside: Channel) -> None:
        talk.direction, talk.own = calls.OUT, root.extension
        talk.called = root.application_dials or root.exten or outside.exten
        self._tell(talk, calls.RINGING, talk.own)
        if outside.state == UP_STATE and outside.bridged:
            self._answer(talk, outside.uid, talk.own)

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

    def _tell(self, talk: Talk, kind: str, extension: str = "", reason: str = "") -> None:
        caller, name = self._caller(talk)
        called = self._plan.read(talk.called or UNKNOWN)
        talk.told = True
        talk.caller_told = (caller.raw, name)
        self._events.append(CallEvent(
            feed=self._feed, call_id=talk.id, kind=kind, at=self._at, direction=talk.direction or calls.UNKNOWN,
            caller_number=caller.e164, caller_raw=_raw(caller), number_state=caller.state, caller_name=name,
            called_number=called.e164, called_raw=_raw(called), extension=extension, queue=talk.queue, reason=reason,
            source_time=self._source_time,
        ))


def _raw(number: PhoneNumber) -> str:
    return "" if number.raw == UNKNOWN else number.raw


def _runs_the_plan(channel: Channel) -> bool:
    """Whether a channel came in by itself; those that were dialled show another application."""
    return not channel.local and channel.application not in ("AppDial", "AppDial2", "AppQueue", "")


def _remember(memory: OrderedDict[str, _Thing], key: str, value: _Thing) -> _Thing | None:
    """Keeps the value; returns the oldest one if there is no room for it any more."""
    memory[key] = value
    return memory.popitem(last=False)[1] if len(memory) > _REMEMBERED else None
