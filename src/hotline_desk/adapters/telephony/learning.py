"""What a test call tells of an Asterisk: by which channel and into which context calls from outside come. No sockets.

    lines, _ = trace.since(number)
    lesson = learn(packets_of(each.text for each in lines if each.kind == IN), "0170 1234567")
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotline_desk.adapters.telephony.ami import UNKNOWN, Packet, PacketCutter
from hotline_desk.adapters.telephony.channels import endpoint_of, extension_of, is_local
from hotline_desk.core.text import N_, Translator

_SAME_DIGITS = 6
_NO_CALL = N_("No call was heard yet. Call one of your numbers from a mobile phone.")
_OTHERS = N_("Calls were heard, but none from {wanted}. Those that were heard: {heard}.")
_FROM_THE_HOUSE = N_("The call came from the telephone {caller} in the house. Call from a mobile phone.")
_BY_NUMBER = N_("The call from {caller} came in by {trunk}, into the context {context}.")
_NEWEST = N_("The last call, from {caller}, came in by {trunk}, into the context {context}.")
_WITHHELD = N_("a withheld number")


@dataclass(frozen=True)
class Lesson:
    """What to enter: `trunk` such as `PJSIP/trunk` and its `context`, "" if the call did not show them.

    `caller` and `called` as the exchange tells them, `extension` that answered, else that rang.
    """

    reason: str
    trunk: str = ""
    context: str = ""
    caller: str = ""
    called: str = ""
    extension: str = ""
    wanted: str = ""
    heard: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether there is something to enter."""
        return bool(self.trunk)

    def sentence(self, texts: Translator) -> str:
        """Why, in words."""
        return texts.tr(
            self.reason, trunk=self.trunk, context=self.context or "-", caller=self.caller or texts.tr(_WITHHELD),
            wanted=self.wanted, heard=", ".join(self.heard))


@dataclass
class _Root:
    """A channel that a call is named after, with what became known of it."""

    packet: Packet
    number: str

    @property
    def endpoint(self) -> str:
        """The channel without what differs from call to call: `DAHDI/i1` of `DAHDI/i1/0301234567-1a`."""
        return "/".join(endpoint_of(self.packet["Channel"]).split("/")[:2])


def packets_of(lines: Iterable[str]) -> list[Packet]:
    """The packets in lines as they came in; one that is cut at the beginning is left out if it names no event."""
    cutter = PacketCutter()
    found = [cutter.feed(line) for line in lines]
    return [packet for packet in found if packet is not None]


def learn(packets: Sequence[Packet], mobile: str = "") -> Lesson:
    """What a test call shows; of several the newest. With `mobile`, only a call from this number counts."""
    rung = [p for p in packets if p.get("Event") == "DialBegin" and not is_local(p.get("DestChannel", ""))]
    phones = {endpoint_of(p.get("DestChannel", "")) for p in rung}
    roots = [_Root(p, _number(p, packets)) for p in packets if _calls(p)]
    if not roots:
        return Lesson(_NO_CALL, wanted=mobile)
    meant = [root for root in roots if _same(root.number, mobile)] if mobile else roots
    if not meant:
        return Lesson(_OTHERS, wanted=mobile, heard=tuple(dict.fromkeys(root.number or "-" for root in roots)))
    outside = [root for root in meant if root.endpoint not in phones and not _is_short(root.number)]
    if not outside:
        return Lesson(_FROM_THE_HOUSE, caller=meant[-1].number, wanted=mobile)
    root = outside[-1]
    return Lesson(
        _BY_NUMBER if mobile else _NEWEST, root.endpoint, root.packet.get("Context", ""), root.number,
        root.packet.get("Exten", ""), _extension(root, packets), mobile)


def _calls(packet: Packet) -> bool:
    """Whether a channel came in by itself, as the first of a call."""
    return (packet.get("Event") == "Newchannel" and packet.get("ChannelStateDesc") == "Ring"
            and packet.get("Uniqueid") == packet.get("Linkedid") and "/" in packet.get("Channel", "")
            and not is_local(packet["Channel"]))


def _number(root: Packet, packets: Sequence[Packet]) -> str:
    """The caller's number; it may come after the channel."""
    told = [p.get("CallerIDNum", "") for p in packets if p.get("Uniqueid") == root.get("Uniqueid")]
    known = [number for number in told if number not in ("", UNKNOWN)]
    return known[0] if known and any(c.isdigit() for c in known[0]) else ""


def _extension(root: _Root, packets: Sequence[Packet]) -> str:
    """Who answered the call, else who rang first."""
    mine = [p for p in packets if p.get("Linkedid") == root.packet.get("Linkedid") and "DestChannel" in p
            and not is_local(p["DestChannel"])]
    answers = [p for p in mine if p.get("Event") == "DialEnd" and p.get("DialStatus") == "ANSWER"]
    rings = [p for p in mine if p.get("Event") == "DialBegin"]
    return next((extension_of(p["DestChannel"]) for p in (*answers, *rings)), "")


def _same(number: str, wanted: str) -> bool:
    """Whether two spellings end in the same digits: prefixes differ from exchange to exchange."""
    one, other = re.sub(r"\D", "", number), re.sub(r"\D", "", wanted)
    shorter = min(len(one), len(other), 8)
    return shorter >= _SAME_DIGITS and one[-shorter:] == other[-shorter:]


def _is_short(number: str) -> bool:
    """Extensions have few digits; a withheld number is none."""
    return 0 < len(re.sub(r"\D", "", number)) < _SAME_DIGITS
