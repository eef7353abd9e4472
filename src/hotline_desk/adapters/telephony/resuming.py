"""Calls that began before the connection: what the list of running channels still tells of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hotline_desk.adapters.telephony.ami import Packet
from hotline_desk.adapters.telephony.channels import RINGING_STATE, UP_STATE, Channel, dialled
from hotline_desk.adapters.telephony.talks import Asked, Talk
from hotline_desk.adapters.telephony.teller import Teller
from hotline_desk.domain import calls

_DIALLED = ("AppDial", "AppDial2", "AppQueue", "")
_WAITS = ("Park", "ParkedCall", "Parked Call")


def listed(channel: Channel, packet: Packet) -> str:
    """Takes over what the list tells of a channel; returns the bridge in which it meets others, "" for none."""
    channel.listed = True
    channel.application = packet.get("Application", "")
    channel.application_dials = dialled(packet.get("ApplicationData", "")) if channel.application == "Dial" else ""
    channel.lasts = packet.get("Duration", "")
    return "" if channel.application in _WAITS else packet.get("BridgeId", "")


def resume(talk: Talk, teller: Teller, connected: Callable[[Channel], Sequence[Channel]]) -> None:
    """Tells who rings and who talks in a call of which nothing was told yet, if that can be known."""
    root = talk.root or next((c for c in talk.channels.values() if _runs_the_plan(c)), None)
    if root is None:
        return
    others = [c for c in talk.channels.values() if c.phone and c is not root]
    rings = [c for c in others if c.state == RINGING_STATE]
    talks = [c for c in others if c.state == UP_STATE and c.bridge]
    outside = next((c for c in talk.channels.values() if c.trunk and c is not root), None)
    if root.trunk and (rings or talks or _runs_the_plan(root)):
        talk.direction, talk.called = calls.IN, root.exten
    elif outside is not None and root.phone:
        _resume_outgoing(talk, root, outside, teller)
        return
    elif rings or talks:
        talk.direction, talk.called = calls.INTERNAL, root.exten
    talk.root = root
    near = [c for c in talks if c in connected(root)]
    # While somebody asks for advice, nobody is connected with the caller: he who was there longest comes back.
    for phone in near or sorted(talks, key=lambda c: c.lasts, reverse=True)[:1]:
        teller.answer(talk, phone.uid, phone.extension)
    for phone in talks:
        if phone.uid not in talk.talking:
            talk.asked[phone.uid] = Asked(phone.extension, answered=True)
    for phone in rings:
        teller.ring(talk, phone.uid, phone.extension)


def _resume_outgoing(talk: Talk, root: Channel, outside: Channel, teller: Teller) -> None:
    talk.direction, talk.own, talk.root = calls.OUT, root.extension, root
    talk.called = root.application_dials or root.exten or outside.exten
    teller.tell(talk, calls.RINGING, talk.own)
    if outside.state == UP_STATE and outside.bridge:
        teller.answer(talk, root.uid, talk.own)


def _runs_the_plan(channel: Channel) -> bool:
    """Whether a channel came in by itself; those that were dialled show another application."""
    return not channel.local and channel.application not in _DIALLED
