"""What a telephone exchange sends about the caller between two rings, as modems hand it on in hexadecimal digits.

SDMF  04 <length> MMDDHHMM<number> <checksum>
MDMF  80 <length> (<tag> <length> <value>)... <checksum>      tags: 01 date, 02 number, 03 called, 07 name
DTMF  the keys A or D, the number, C, as characters
The checksum makes the sum of all bytes 0 modulo 256.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WITHHELD, UNAVAILABLE = "P", "O"
_SDMF, _MDMF = 0x04, 0x80
_DATE, _NUMBER, _CALLED, _NO_NUMBER, _NAME = 0x01, 0x02, 0x03, 0x04, 0x07
_HEX = re.compile(r"[0-9A-Fa-f]{4,600}")
_PLAIN = re.compile(r"[0-9*#+]{1,40}|[OP]?")
_KEYS = re.compile(r"[ABD]([0-9*#]{0,32}?)[C#]?")
_STAMP_SIGNS = 8
_REASONS = {"00": UNAVAILABLE, "10": WITHHELD}
_SHORTEST_NUMBER = 2


@dataclass(frozen=True)
class CallerId:
    """What is told of a caller. `number` is `WITHHELD` or `UNAVAILABLE` if it is told that there is none.

    `stamp` is month, day, hour and minute of the exchange. `sound` is whether the checksum is right.
    """

    number: str = ""
    name: str = ""
    called: str = ""
    stamp: str = ""
    sound: bool = True


def caller_id(text: str) -> CallerId | None:
    """The message in these hexadecimal digits, None if it is none. A truncated one is read as far as it goes."""
    digits = re.sub(r"\s", "", text)
    if not _HEX.fullmatch(digits):
        return None
    message = bytes.fromhex(digits[:len(digits) // 2 * 2])
    if message[0] in (_SDMF, _MDMF):
        length = message[1]
        body = message[2:2 + length]
        whole = len(body) == length and len(message) >= length + 3
        sound = whole and sum(message[:length + 3]) % 256 == 0
        return _single(body, sound) if message[0] == _SDMF else _multiple(body, sound)
    return keys(_text(message)) if all(32 < each < 127 for each in message) else None


def keys(text: str) -> CallerId | None:
    """The message in these dialled keys, such as D053946280C; None if it is none."""
    found = _KEYS.fullmatch(text)
    if found is None:
        return None
    if text[0] == "B":
        return CallerId(_REASONS.get(found[1], UNAVAILABLE))
    return CallerId(found[1] if len(found[1]) >= _SHORTEST_NUMBER else UNAVAILABLE)


def _single(body: bytes, sound: bool) -> CallerId | None:
    number = _text(body[_STAMP_SIGNS:])
    if len(body) < _STAMP_SIGNS or not _PLAIN.fullmatch(number):
        return None
    return CallerId(number or UNAVAILABLE, stamp=_text(body[:_STAMP_SIGNS]), sound=sound)


def _multiple(body: bytes, sound: bool) -> CallerId | None:
    told: dict[int, str] = {}
    while len(body) >= 2:
        told.setdefault(body[0], _text(body[2:2 + body[1]]))
        body = body[2 + body[1]:]
    if not told:
        return None
    number = told.get(_NUMBER) or told.get(_NO_NUMBER, "")
    return CallerId(number, told.get(_NAME, ""), told.get(_CALLED, ""), told.get(_DATE, ""), sound)


def _text(value: bytes) -> str:
    return "".join(sign for sign in value.decode("latin-1") if sign.isprintable()).strip()
