"""Other orders of a recording that the same exchange could have told, and other names for all that is in it."""

from __future__ import annotations

import re
from random import Random

from tests.asterisk_stream import Packet, chunks, field, packets

Timed = tuple[float, Packet]
AT_ONCE_S = 0.15
_DIALS = frozenset({"DialBegin", "DialState", "DialEnd"})
_UID = re.compile(r"\b1795[0-9]{6}\.[0-9]+\b|\bhotline-9\b")
_NUMBER = re.compile(r"-([0-9a-f]{8})(?=[;\r\n ]|$)")


def packets_with_times(name: str) -> list[Timed]:
    """Each packet with the moment at which its last byte came."""
    found: list[Timed] = []
    rest = b""
    for chunk in chunks(name):
        *whole, rest = (rest + chunk.content).replace(b"\r\n", b"\n").split(b"\n\n")
        for part in whole:
            found.extend((chunk.offset, packet) for packet in packets(part))
    return found


def another_order(found: list[Timed], pick: Random) -> list[Timed]:
    """Lets packets that came at once and don't depend on each other change places."""
    found = list(found)
    for _ in range(4 * len(found)):
        at = pick.randrange(len(found) - 1)
        (early, one), (late, other) = found[at], found[at + 1]
        if late - early <= AT_ONCE_S and may_swap(one, other):
            found[at], found[at + 1] = (early, other), (late, one)
    return found


def may_swap(one: Packet, other: Packet) -> bool:
    """Whether two threads of the exchange told of them, neither of which waits for the other."""
    if whose(one) == whose(other) or {field(one, "Event"), field(other, "Event")} & {""}:
        return False
    events = {field(one, "Event"), field(other, "Event")}
    for new, later in ((one, other), (other, one)):
        if field(new, "Event") == "Newchannel" and whose(new) in named(later):
            return False
    if {"Hangup", "Rename"} & events or "transfer" in str(events).casefold():
        return not channels(one) & channels(other)
    if events & _DIALS and events & {"BridgeEnter", "BridgeLeave"}:
        return not channels(one) & channels(other)
    return not (events <= _DIALS and field(one, "DestUniqueid") == field(other, "DestUniqueid"))


def whose(packet: Packet) -> str:
    """The channel whose thread tells of it."""
    return field(packet, "Uniqueid") or field(packet, "DestUniqueid")


def channels(packet: Packet) -> set[str]:
    """All channels a packet tells of."""
    return {value for key, value in packet if key.endswith("Uniqueid") and not key.startswith("Bridge")}


def named(packet: Packet) -> set[str]:
    """All channels a packet tells of, and the one that its call is named after, which was there before it."""
    return {value for key, value in packet if key.endswith(("Uniqueid", "Linkedid")) and not key.startswith("Bridge")}


def other_names(found: list[Timed], pick: Random) -> list[Timed]:
    """The same with other Uniqueids and other numbers of channels, in no order at all."""
    uids: dict[str, str] = {}
    numbers: dict[str, str] = {}

    def uid(match: re.Match[str]) -> str:
        return uids.setdefault(match[0], f"pbx-{pick.randrange(10**10)}.{pick.randrange(10**6)}")

    def number(match: re.Match[str]) -> str:
        return "-" + numbers.setdefault(match[1], f"{pick.randrange(16**8):08x}")

    return [(offset, [(key, _NUMBER.sub(number, _UID.sub(uid, value))) for key, value in packet])
            for offset, packet in found]
