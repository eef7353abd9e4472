"""What a request of a hosted telephone system or a desk phone says, in its own words. No state, no sockets.

generic    {"event": "newCall|answer|hangup", "from": "493023125741", "to": ..., "direction": "in|out",
           "callId": ..., "user": "..." or [..], "queue": ..., "answeringNumber": ..., "cause": ...}
sipgate    the same words as a form, with user[], userId[] and origCallId
placetel   event=IncomingCall|OutgoingCall|CallAccepted|HungUp, from, to, call_id, peer, type, duration
phone      GET with event, call, local and remote (or from and to), ext, phone: what the template of the phone says
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from hotline_desk.core.phone import KNOWN, UNAVAILABLE, NumberPlan, PhoneNumber
from hotline_desk.domain import calls

GENERIC, SIPGATE, PLACETEL, PHONE = "generic", "sipgate", "placetel", "phone"
DIALECTS = (GENERIC, SIPGATE, PLACETEL, PHONE)
BEGUN, ANSWERED, ENDED = "begun", "answered", "ended"
Fields = Mapping[str, list[str]]

_KINDS = {
    "newcall": BEGUN, "ringing": BEGUN, "ring": BEGUN, "incoming": BEGUN, "incomingcall": BEGUN, "outgoing": BEGUN,
    "outgoingcall": BEGUN, "dialing": BEGUN, "dialling": BEGUN,
    "answer": ANSWERED, "answered": ANSWERED, "connected": ANSWERED, "established": ANSWERED,
    "callestablished": ANSWERED, "callaccepted": ANSWERED,
    "hangup": ENDED, "hungup": ENDED, "disconnected": ENDED, "terminated": ENDED, "callterminated": ENDED,
    "ended": ENDED, "missed": ENDED, "missedcall": ENDED, "rejected": ENDED, "onhook": ENDED,
}
_DIRECTIONS = {
    "in": calls.IN, "incoming": calls.IN, "inbound": calls.IN, "out": calls.OUT, "outgoing": calls.OUT,
    "outbound": calls.OUT, "internal": calls.INTERNAL,
}
_OUTGOING = frozenset({"outgoing", "outgoingcall", "dialing", "dialling"})
_VOICEMAIL = "voicemail"
_ADDRESS = re.compile(r"<([^<>]*)>")
_WIDEST = 40


@dataclass(frozen=True)
class Told:
    """What one request says of a call. `people` are extensions or names; numbers are None where it gives none.

    `device` is the telephone whose ids these are; "" where an id is good everywhere. `origin` is the call that
    this one was made of by a transfer. `finished` tells of an end that it follows a talk.
    """

    kind: str
    call: str
    device: str = ""
    origin: str = ""
    direction: str = calls.UNKNOWN
    caller: PhoneNumber | None = None
    called: PhoneNumber | None = None
    name: str = ""
    people: tuple[str, ...] = ()
    queue: str = ""
    menu: str = ""
    reason: str = ""
    duration_s: int | None = None
    by_machine: bool = False
    finished: bool = False
    forwarded: bool = False


def dialect_of(method: str, headers: Mapping[str, str], fields: Fields) -> str:
    """Which dialect a request speaks, as its words show. Names of headers are lower case."""
    event = _word(one(fields, "event"))
    if "x-placetel-signature" in headers or event in ("incomingcall", "callaccepted", "hungup"):
        return PLACETEL
    if event == "outgoingcall" and "call_id" in fields:
        return PLACETEL
    if "x-sipgate-signature" in headers or any(
        key.endswith("[]") or key in ("xcid", "origCallId", "originalCallId", "fullUserId") for key in fields
    ):
        return SIPGATE
    return GENERIC if "callId" in fields or method != "GET" else PHONE


def told(dialect: str, fields: Fields, plan: NumberPlan, peer: str = "") -> Told | None:
    """What the fields say in this dialect; None for a request that tells of no call. Never raises.

    `peer` is where it came from; the calls of a telephone that does not name itself are told apart by it.
    """
    kind = _KINDS.get(_word(one(fields, "event")))
    if kind is None:
        return None
    if dialect == PHONE:
        return _of_phone(kind, fields, plan, peer)
    if dialect == PLACETEL:
        return _of_placetel(kind, fields, plan)
    return _of_exchange(kind, fields, plan.read_full if dialect == GENERIC else _whole(plan))


def one(fields: Fields, *names: str) -> str:
    """The first of these fields that says something, "" if none does. A variable left unfilled says nothing."""
    for name in names:
        for value in fields.get(name, ()):
            text = value.strip()
            if text and not text.startswith("$"):
                return value
    return ""


def _of_exchange(kind: str, fields: Fields, read: Callable[[str], PhoneNumber]) -> Told | None:
    call = one(fields, "callId", "call_id", "callid", "call")
    if not call:
        return None
    people = _people(fields, "user", "user[]") or _people(fields, "userId", "userId[]")
    machine = kind == ANSWERED and [person.casefold() for person in people] == [_VOICEMAIL]
    cause = _word(one(fields, "cause"))
    return Told(
        kind, call, origin=one(fields, "origCallId", "originalCallId"), direction=_direction(fields),
        caller=_number(fields, read, "from"), called=_number(fields, read, "to"),
        name=_name(one(fields, "fromName", "callerName", "name")),
        people=_answering(fields, read, people) if kind == ANSWERED and not machine else people,
        queue=one(fields, "queue").strip(), menu=one(fields, "menu", "ivr").strip(),
        reason=calls.BUSY if cause == "busy" else "", duration_s=_seconds(fields), by_machine=machine,
        finished=cause == "normalclearing", forwarded=cause == "forwarded",
    )


def _people(fields: Fields, *names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (_person(value) for name in names for value in fields.get(name, ())))))


def _answering(fields: Fields, read: Callable[[str], PhoneNumber], people: tuple[str, ...]) -> tuple[str, ...]:
    """Who answered: an extension before a name, and a number of the public network never."""
    answering = _person(_user_of(one(fields, "answeringNumber")))
    number = read(answering)
    if not answering or (people and not number.internal) or number.e164:
        return people
    return (answering,)


def _of_placetel(kind: str, fields: Fields, plan: NumberPlan) -> Told | None:
    call = one(fields, "call_id")
    if not call:
        return None
    how, event = _word(one(fields, "type")), _word(one(fields, "event"))
    direction = calls.OUT if event == "outgoingcall" else calls.IN if event != "hungup" else _direction(fields)
    peer = _person(_user_of(one(fields, "peer")))
    return Told(
        kind, call, direction=direction, caller=_number(fields, plan.read, "from"),
        called=_number(fields, plan.read, "to"), people=(peer,) if peer else (),
        reason=calls.BUSY if how == "busy" else "", duration_s=_seconds(fields), by_machine=how == _VOICEMAIL,
        finished=how == "accepted",
    )


def _of_phone(kind: str, fields: Fields, plan: NumberPlan, peer: str) -> Told | None:
    direction = _direction(fields)
    if kind == BEGUN and direction == calls.UNKNOWN:
        direction = calls.OUT if _word(one(fields, "event")) in _OUTGOING else calls.IN
    mine, theirs = _number(fields, plan.read_full, "local"), _number(fields, plan.read_full, "remote")
    caller, called = (mine, theirs) if direction == calls.OUT else (theirs, mine)
    if "from" in fields or "to" in fields:
        caller, called = _number(fields, plan.read_full, "from"), _number(fields, plan.read_full, "to")
        mine = caller if direction == calls.OUT else called
    extension = _person(_user_of(one(fields, "ext", "extension", "active_user"))) or _person(mine.raw if mine else "")
    device = one(fields, "phone", "mac", "ip").strip() or extension or peer
    return Told(
        kind, one(fields, "call", "callId", "call_id", "call-id").strip(), device=device, direction=direction,
        caller=caller, called=called, name=_name(one(fields, "name") or _display(fields)),
        people=(extension,) if extension else (), reason=calls.BUSY if _word(one(fields, "cause")) == "busy" else "",
    )


def _number(fields: Fields, read: Callable[[str], PhoneNumber], name: str) -> PhoneNumber | None:
    """The number in this field; None without the field. An empty one says that there is no number."""
    if name not in fields:
        return None
    value = one(fields, name)
    if not value.strip():
        return PhoneNumber("", UNAVAILABLE)
    if value.startswith(" ") and value.strip().isdigit():
        value = "+" + value.strip()  # a plus that nobody escaped is a space in a form
    user = _user_of(value)
    number = read(user)
    if number.state == KNOWN and number.e164 is None and re.search(r"[^\W\d_]", user):
        return PhoneNumber(user, KNOWN, internal=True)  # a name of the exchange's own: alice, 7777abcdef
    return number


def _whole(plan: NumberPlan) -> Callable[[str], PhoneNumber]:
    """Reads numbers of a source that always gives the country code and never a plus."""
    def read(raw: str) -> PhoneNumber:
        text = raw.strip()
        number = plan.read_full(text)
        if number.internal or not text.isascii() or not text.isdigit() or text.startswith("0"):
            return number
        whole = plan.read("+" + text)
        return PhoneNumber(text, KNOWN, whole.e164) if whole.e164 else number
    return read


def _user_of(value: str) -> str:
    """The user part of a SIP address in any form; the text itself if it is none."""
    found = _ADDRESS.search(value)
    text = (found[1] if found else value).strip()
    scheme, colon, rest = text.partition(":")
    sip = bool(colon) and scheme.casefold() in ("sip", "sips", "tel")
    text = rest if sip else text
    user, at, _host = text.partition("@")
    if sip and not at and scheme.casefold() != "tel":
        return ""  # sip:192.168.1.2 names a host and nobody there
    return unquote(user.partition(";")[0].partition(":")[0] if sip or at else user).strip()


def _display(fields: Fields) -> str:
    """The name that stands before an address: "Anna Berg" <sip:...>."""
    value = one(fields, "remote", "from")
    return value.partition("<")[0] if _ADDRESS.search(value) else ""


def _name(value: str) -> str:
    text = value.strip().strip('"').strip()
    return "" if not re.search(r"[^\W\d_]", text) else text


def _person(value: str) -> str:
    """An extension or a name as the journal keeps it: short, and without the comma that stands between several."""
    return " ".join(value.replace(",", " ").split())[:_WIDEST]


def _direction(fields: Fields) -> str:
    return _DIRECTIONS.get(_word(one(fields, "direction")), calls.UNKNOWN)


def _seconds(fields: Fields) -> int | None:
    text = one(fields, "duration").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def _word(value: str) -> str:
    return re.sub(r"[^a-z]", "", value.casefold())
