"""Channels of an Asterisk, as the manager interface tells them piece by piece, and which of them lead outside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_desk.adapters.telephony.ami import UNKNOWN, Packet

USUAL_CONTEXTS = ("from-trunk", "from-pstn", "from-did-direct")
"""Contexts that outside calls enter by in common set-ups; taken when a line names neither trunk nor context."""

_WITHOUT_PEOPLE = ("Local/", "AsyncGoto/", "Surrogate/", "Announcer/", "Recorder/", "Snoop/", "CBAnn/", "CBRec/")
"""What an exchange calls the channels that it makes for itself."""
DOWN_STATE, RINGING_STATE, UP_STATE = "0", "5", "6"
_SUFFIX = re.compile(r"-[0-9a-f]+(?:;[12])?$", re.IGNORECASE)
_NUMBER = re.compile(r"[+*#]?[0-9*#]{2,}")


def endpoint_of(channel: str) -> str:
    """`PJSIP/101` of `PJSIP/101-00000001`."""
    return _SUFFIX.sub("", channel)


def extension_of(channel: str) -> str:
    """`101` of `PJSIP/101-00000001`; of `IAX2/anna-2` it is `anna`."""
    return endpoint_of(channel).partition("/")[2].partition("@")[0]


def dialled(dial_string: str) -> str:
    """The number in `4917012@trunk`, `PJSIP/4917012@trunk,30`, `trunk/sip:0170@host` or `g1/0170`; "" if none."""
    first = re.split(r"[,&]", dial_string, maxsplit=1)[0]
    for part in reversed(first.split("/")):
        candidate = part.partition("@")[0].rpartition(":")[2]
        if _NUMBER.fullmatch(candidate):
            return candidate
    return ""


class Trunks:
    """Which channels lead outside. Kept over reconnects: an endpoint once seen coming in by a context stays known."""

    def __init__(self, prefixes: Sequence[str] = (), contexts: Sequence[str] = ()) -> None:
        self._prefixes = [prefix.casefold() for prefix in prefixes if prefix.strip("*")]
        self._contexts = {context.casefold() for context in contexts}
        if not self._prefixes and not self._contexts:
            self._contexts = set(USUAL_CONTEXTS)
        self._learned: set[str] = set()

    def has(self, channel: str, context: str, new: bool = False) -> bool:
        """Whether a channel first seen in this context is a trunk. Only `new` ones stand where they belong."""
        if is_local(channel):
            return False
        endpoint = endpoint_of(channel).casefold()
        if endpoint in self._learned or any(_begins(endpoint, prefix) for prefix in self._prefixes):
            return True
        if context.casefold() not in self._contexts:
            return False
        if new and len(self._learned) < 1000:
            self._learned.add(endpoint)
        return True


def _begins(endpoint: str, prefix: str) -> bool:
    """Whole words only: `PJSIP/1` is not meant by `PJSIP/101`. A prefix may leave out the technology."""
    if "/" not in prefix:
        endpoint = endpoint.partition("/")[2]
    if prefix.endswith("*"):
        return endpoint.startswith(prefix.rstrip("*"))
    rest = endpoint.removeprefix(prefix)
    return endpoint.startswith(prefix) and (not rest or not rest[0].isalnum() or not prefix[-1].isalnum())


def is_local(channel: str) -> bool:
    """Local channels and the like lead from one part of the dial plan to another: nobody sits at them."""
    return channel.startswith(_WITHOUT_PEOPLE)


def other_half(channel: str) -> str:
    """The name of the channel a Local one leads to, "" if it leads to none."""
    if not channel.startswith("Local/") or channel[-2:] not in (";1", ";2"):
        return ""
    return channel[:-1] + ("2" if channel.endswith("1") else "1")


@dataclass
class Channel:
    """One leg. `context` and `exten` are the first that were told: transfers change them later."""

    uid: str
    name: str
    call_id: str
    trunk: bool
    context: str = ""
    exten: str = ""
    state: str = ""
    number: str = UNKNOWN
    caller_name: str = ""
    application: str = ""
    application_dials: str = ""
    bridge: str = ""
    listed: bool = False
    lasts: str = ""

    @property
    def local(self) -> bool:
        return is_local(self.name)

    @property
    def phone(self) -> bool:
        """Whether somebody in the house can sit at it."""
        return not self.trunk and not self.local

    @property
    def extension(self) -> str:
        return extension_of(self.name) if self.phone else ""

    def learn(self, told: Packet, prefix: str = "") -> None:
        """Takes over what a packet tells; what is unknown in it does not undo what is known."""
        number = told.get(f"{prefix}CallerIDNum", "")
        name = told.get(f"{prefix}CallerIDName", "")
        exten = told.get(f"{prefix}Exten", "")
        self.state = told.get(f"{prefix}ChannelState") or self.state
        self.context = self.context or told.get(f"{prefix}Context", "")
        self.number = self.number if number in ("", UNKNOWN) else number
        self.caller_name = self.caller_name if name in ("", UNKNOWN) else name
        self.exten = self.exten or ("" if exten in ("s", UNKNOWN) else exten)
