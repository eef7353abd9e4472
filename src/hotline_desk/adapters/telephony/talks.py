"""Calls as people mean them: all channels that an Asterisk counts to one call, who rings, who talks, who has left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from hotline_desk.adapters.telephony.channels import Channel
from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent


@dataclass(frozen=True)
class Leaving:
    """Somebody who talked and is gone since then (UTC)."""

    extension: str
    at: datetime


@dataclass
class Asked:
    """Somebody whom a talking person asks for advice: none of the caller's business until he is put through."""

    extension: str
    answered: bool = False


@dataclass
class Talk:
    """All channels of one Linkedid.

    `ringing` holds the phones that were told to ring, `own_phones` those that ring for somebody who dials by a
    click, `talking` those who were told to have answered, `asked` those who are asked for advice. `passed_on` is who
    was called in the house and then put through: from then on he is the one who calls. `reached` are the channels
    outside that stand for somebody of ours, with the number: calls are forwarded there. `own` is the extension that
    dialled out. `told` is whether an event of the call was handed on. A talk that is `aside` is advice asked on a
    second line: its events wait in `withheld` until it is clear whether it becomes part of the call it is about.
    """

    id: str
    direction: str = ""
    root: Channel | None = None
    channels: dict[str, Channel] = field(default_factory=dict)
    ringing: dict[str, str] = field(default_factory=dict)
    own_phones: set[str] = field(default_factory=set)
    talking: dict[str, str] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    reached: dict[str, str] = field(default_factory=dict)
    picked_up: set[str] = field(default_factory=set)
    transferred: set[str] = field(default_factory=set)
    left: list[Leaving] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    withheld: list[CallEvent] = field(default_factory=list)
    aside: str = ""
    passed_on: str = ""
    originated: bool = False
    own: str = ""
    called: str = ""
    queue: str = ""
    menu: str = ""
    told: bool = False
    over: bool = False
    was_answered: bool = False
    caller_told: tuple[str, str] = ("", "")

    def take(self, channel: Channel) -> None:
        """Adds a channel; the one the call is named after is its root, also when it has left."""
        self.channels[channel.uid] = channel
        if channel.uid == self.id:
            self.root = channel

    def drop(self, uid: str) -> None:
        """Takes a channel out, with all that is known of it."""
        self.channels.pop(uid, None)
        for kept in (self.ringing, self.reached, self.talking, self.asked):
            kept.pop(uid, None)
        for marked in (self.own_phones, self.picked_up, self.transferred):
            marked.discard(uid)

    def phones(self) -> Iterator[Channel]:
        """The phones in it that are not the one that called, in the order in which they came."""
        return (c for c in self.channels.values() if c.phone and c is not self.root)

    def asked_there(self) -> dict[str, Asked]:
        """Who was asked in a call that was made for advice."""
        rings = {uid: Asked(extension) for uid, extension in self.ringing.items()}
        return rings | {uid: Asked(extension, answered=True) for uid, extension in self.talking.items()}

    def is_other_side(self, channel: Channel) -> bool:
        """Whether this is whom the people of ours talk with: the one outside, or who calls in the house."""
        if self.direction == calls.INTERNAL:
            return channel.uid == self.passed_on if self.passed_on else channel is self.root
        return channel.trunk and channel.uid not in self.reached

    @property
    def other_side_is_there(self) -> bool:
        """Whether the one outside, or who calls in the house, has not gone yet."""
        return any(self.is_other_side(channel) for channel in self.channels.values())

    def talks_besides(self, uid: str) -> bool:
        """Whether somebody talks on another channel than this one."""
        return any(talking != uid for talking in self.talking)

    def own_phone(self) -> Channel | None:
        """The phone from which a call goes out."""
        return next((c for c in self.channels.values() if c.phone and c.extension == self.own), None)
