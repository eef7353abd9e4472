"""All channels of an Asterisk and the calls they are counted to. It never grows without bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from hotline_desk.adapters.telephony.ami import UNKNOWN, Packet
from hotline_desk.adapters.telephony.bridges import Bridges
from hotline_desk.adapters.telephony.channels import Channel, Trunks
from hotline_desk.adapters.telephony.talks import Talk

_REMEMBERED = 2048
_Thing = TypeVar("_Thing")


class Register:
    """Channels by their Uniqueid, calls by their Linkedid; two calls that were joined have one name from then on."""

    def __init__(self, trunks: Trunks) -> None:
        self.bridges = Bridges()
        self._trunks = trunks
        self._channels: OrderedDict[str, Channel] = OrderedDict()
        self._halves: dict[str, Channel] = {}
        self._talks: OrderedDict[str, Talk] = OrderedDict()
        self._merged: OrderedDict[str, str] = OrderedDict()
        self._gone: OrderedDict[str, None] = OrderedDict()

    def told(self, packet: Packet, prefix: str = "") -> tuple[Channel | None, str]:
        """The channel a packet tells of, known or new, and the call it is counted to now; None if of none."""
        uid, name = packet.get(f"{prefix}Uniqueid", ""), packet.get(f"{prefix}Channel", "")
        if not uid or uid == UNKNOWN or "/" not in name or uid in self._gone:
            return None, ""
        new = packet.get("Event") == "Newchannel"
        call_id = self.name_of(packet.get(f"{prefix}Linkedid") or uid)
        channel = self._channels.get(uid)
        if channel is None:
            trunk = self._trunks.has(name, packet.get(f"{prefix}Context", ""), new)
            channel = Channel(uid, name, call_id, trunk)
            self._drop_oldest(_remember(self._channels, uid, channel))
            self._keep_half(channel)
            self.talk(call_id).take(channel)
        channel.learn(packet, prefix)
        return channel, channel.call_id if new else call_id  # that it is new tells only of the beginning

    def channel(self, uid: str) -> Channel | None:
        """The channel of this Uniqueid."""
        return self._channels.get(uid)

    def talk(self, call_id: str) -> Talk:
        """The call of this name, a new one if there is none."""
        talk = self._talks.get(call_id)
        if talk is None:
            talk = Talk(call_id)
            _remember(self._talks, call_id, talk)
        return talk

    def found(self, call_id: str) -> Talk | None:
        """The call of this name, if there is one."""
        return self._talks.get(call_id)

    def talk_of(self, channel: Channel | None) -> Talk | None:
        """The call that a channel is counted to."""
        return self._talks.get(channel.call_id) if channel is not None else None

    def talks(self) -> Iterator[Talk]:
        """All calls."""
        return iter(self._talks.values())

    def talks_of(self, channels: Sequence[Channel]) -> list[Talk]:
        """The calls of these channels, each once."""
        ids = dict.fromkeys(channel.call_id for channel in channels)
        return [self._talks[call_id] for call_id in ids if call_id in self._talks]

    def listed(self) -> list[Channel]:
        """The channels that were there before the connection."""
        return [channel for channel in self._channels.values() if channel.listed]

    def name_of(self, linked_id: str) -> str:
        """The name of a call by now."""
        for _ in range(_REMEMBERED):
            if linked_id not in self._merged:
                break
            linked_id = self._merged[linked_id]
        return linked_id

    def connected(self, channel: Channel) -> list[Channel]:
        """Everybody who is heard on this channel, itself included."""
        return self.bridges.connected(channel, self._halves)

    def rename(self, uid: str, name: str) -> None:
        """The channel has another name from now on."""
        channel = self._channels.get(uid)
        if channel is not None:
            self._halves.pop(channel.name, None)
            channel.name = name
            self._keep_half(channel)

    def merge(self, other: Talk, talk: Talk) -> None:
        """All channels of the other call belong to this one."""
        self._talks.pop(other.id, None)
        if other.aside:
            talk.asked.update(other.asked_there())
        for channel in other.channels.values():
            channel.call_id = talk.id
            talk.take(channel)
        _remember(self._merged, other.id, talk.id)
        for waiting in self._talks.values():
            waiting.aside = talk.id if waiting.aside == other.id else waiting.aside

    def forget(self, channel: Channel) -> None:
        """The channel is hung up; packets that lag behind don't bring it back."""
        self._channels.pop(channel.uid, None)
        self._halves.pop(channel.name, None)
        self.bridges.leave(channel)
        _remember(self._gone, channel.uid, None)

    def end(self, talk: Talk) -> None:
        """The call is over."""
        self._talks.pop(talk.id, None)

    def _keep_half(self, channel: Channel) -> None:
        if channel.local:
            self._halves[channel.name] = channel

    def _drop_oldest(self, channel: Channel | None) -> None:
        """A source that never tells ends must not fill memory."""
        if channel is None:
            return
        self.bridges.leave(channel)
        self._halves.pop(channel.name, None)
        talk = self._talks.get(channel.call_id)
        if talk:
            talk.drop(channel.uid)
            if not talk.channels:
                del self._talks[talk.id]


def _remember(memory: OrderedDict[str, _Thing], key: str, value: _Thing) -> _Thing | None:
    """Keeps the value; returns the oldest one if there is no room for it any more."""
    memory[key] = value
    return memory.popitem(last=False)[1] if len(memory) > _REMEMBERED else None
