"""What Windows' telephony interface writes into memory, byte for byte, and the values that are read from it.

The interface's own header packs everything without gaps; handles of lines and calls are 32 bits wide everywhere.
Whatever a driver writes is read with suspicion: a size or offset that points outside means that nothing is there.
"""

from __future__ import annotations

import ctypes
from ctypes import c_size_t, c_uint32, c_void_p
from dataclasses import dataclass
from typing import TypeVar

_Head = TypeVar("_Head", bound=ctypes.Structure)
_PARTIES = ("Caller", "Called", "Connected", "Redirection", "Redirecting")
_LONGEST_TEXT = 256


def _words(*names: str) -> list[tuple[str, type[c_uint32]]]:
    return [(name, c_uint32) for name in names]


def _places(*names: str) -> list[tuple[str, type[c_uint32]]]:
    return _words(*(f"dw{name}{part}" for name in names for part in ("Size", "Offset")))


_SIZES = _words("dwTotalSize", "dwNeededSize", "dwUsedSize")
_DIALLING = _words("dwDialPause", "dwDialSpeed", "dwDigitDuration", "dwWaitForDialtone")


class InitializeParams(ctypes.Structure):
    """LINEINITIALIZEEXPARAMS with the four bytes that compilers of other headers append."""

    _pack_ = 1
    _fields_ = [*_SIZES, ("dwOptions", c_uint32), ("hEvent", c_void_p), ("dwCompletionKey", c_uint32),
                ("padding", c_uint32)]


class Message(ctypes.Structure):
    """LINEMESSAGE."""

    _pack_ = 1
    _fields_ = [("hDevice", c_uint32), ("dwMessageID", c_uint32), ("dwCallbackInstance", c_size_t),
                ("dwParam1", c_size_t), ("dwParam2", c_size_t), ("dwParam3", c_size_t)]


class ExtensionId(ctypes.Structure):
    """LINEEXTENSIONID."""

    _pack_ = 1
    _fields_ = _words("dwExtensionID0", "dwExtensionID1", "dwExtensionID2", "dwExtensionID3")


class CallInfoHead(ctypes.Structure):
    """LINECALLINFO, the part of fixed size."""

    _pack_ = 1
    _fields_ = [
        *_SIZES,
        *_words("hLine", "dwLineDeviceID", "dwAddressID", "dwBearerMode", "dwRate", "dwMediaMode", "dwAppSpecific",
                "dwCallID", "dwRelatedCallID", "dwCallParamFlags", "dwCallStates", "dwMonitorDigitModes",
                "dwMonitorMediaModes"),
        *_DIALLING,
        *_words("dwOrigin", "dwReason", "dwCompletionID", "dwNumOwners", "dwNumMonitors", "dwCountryCode", "dwTrunk"),
        *(field for party in _PARTIES
          for field in (*_words(f"dw{party}IDFlags"), *_places(f"{party}ID", f"{party}IDName"))),
        *_places("AppName", "DisplayableAddress", "CalledParty", "Comment", "Display", "UserUserInfo",
                 "HighLevelComp", "LowLevelComp", "ChargingInfo", "TerminalModes", "DevSpecific"),
        *_words("dwCallTreatment"), *_places("CallData", "SendingFlowspec", "ReceivingFlowspec"),
        *_words(*(f"dw{party}IDAddressType" for party in _PARTIES)),
    ]


class DeviceHead(ctypes.Structure):
    """LINEDEVCAPS, as much of it as is read."""

    _pack_ = 1
    _fields_ = [
        *_SIZES, *_places("ProviderInfo", "SwitchInfo"), *_words("dwPermanentLineID"), *_places("LineName"),
        *_words("dwStringFormat", "dwAddressModes", "dwNumAddresses", "dwBearerModes", "dwMaxRate", "dwMediaModes"),
    ]


class AddressHead(ctypes.Structure):
    """LINEADDRESSCAPS, as much of it as is read."""

    _pack_ = 1
    _fields_ = [*_SIZES, *_words("dwLineDeviceID"), *_places("Address")]


class CallStatusHead(ctypes.Structure):
    """LINECALLSTATUS, as much of it as is read."""

    _pack_ = 1
    _fields_ = [*_SIZES, *_words("dwCallState", "dwCallStateMode", "dwCallPrivilege")]


class CallListHead(ctypes.Structure):
    """LINECALLLIST; handles of calls follow."""

    _pack_ = 1
    _fields_ = [*_SIZES, *_words("dwCallsNumEntries", "dwCallsSize", "dwCallsOffset")]


class TranslateHead(ctypes.Structure):
    """LINETRANSLATEOUTPUT."""

    _pack_ = 1
    _fields_ = [*_SIZES, *_places("DialableString", "DisplayableString"),
                *_words("dwCurrentCountry", "dwDestCountry", "dwTranslateResults")]


@dataclass(frozen=True)
class KnownCall:
    """What the system knows of a call. `call_id` is 0 where the driver gives none; flags are bits of `ID_...`."""

    line: int = 0
    call_id: int = 0
    origin: int = 0
    caller_flags: int = 0
    caller: str = ""
    caller_name: str = ""
    called_flags: int = 0
    called: str = ""


@dataclass(frozen=True)
class Device:
    """What the system knows of a line: its names, the kinds of calls it can carry."""

    name: str = ""
    provider: str = ""
    media: int = 0


def read_call_info(memory: bytes) -> KnownCall:
    """The call that LINECALLINFO tells of. Never raises."""
    head = _head(CallInfoHead, memory)
    return KnownCall(
        line=head.dwLineDeviceID, call_id=head.dwCallID, origin=head.dwOrigin,
        caller_flags=head.dwCallerIDFlags, caller=_text(memory, head, "CallerID"),
        caller_name=_text(memory, head, "CallerIDName"),
        called_flags=head.dwCalledIDFlags, called=_text(memory, head, "CalledID"),
    )


def read_device(memory: bytes) -> Device:
    """The line that LINEDEVCAPS tells of. Never raises."""
    head = _head(DeviceHead, memory)
    return Device(_text(memory, head, "LineName"), _text(memory, head, "ProviderInfo"), head.dwMediaModes)


def read_address(memory: bytes) -> str:
    """The number of a line by LINEADDRESSCAPS, "" if the driver does not tell it. Never raises."""
    return _text(memory, _head(AddressHead, memory), "Address")


def read_call_status(memory: bytes) -> tuple[int, int]:
    """State and mode of a call by LINECALLSTATUS. Never raises."""
    head = _head(CallStatusHead, memory)
    return head.dwCallState, head.dwCallStateMode


def read_call_list(memory: bytes) -> list[int]:
    """The handles in LINECALLLIST. Never raises."""
    head = _head(CallListHead, memory)
    size = min(head.dwCallsSize, head.dwCallsNumEntries * 4) // 4 * 4
    place = memory[head.dwCallsOffset:head.dwCallsOffset + size]
    return [int.from_bytes(place[at:at + 4], "little") for at in range(0, len(place) // 4 * 4, 4)]


def read_dialable(memory: bytes) -> str:
    """What is to be dialled by LINETRANSLATEOUTPUT, "" if it does not say. Never raises."""
    return _text(memory, _head(TranslateHead, memory), "DialableString")


def _head(kind: type[_Head], memory: bytes) -> _Head:
    return kind.from_buffer_copy(memory[:ctypes.sizeof(kind)].ljust(ctypes.sizeof(kind), b"\0"))


def _text(memory: bytes, head: ctypes.Structure, name: str) -> str:
    """The text at the place that the head names; what cannot be shown is left out."""
    size, offset = getattr(head, f"dw{name}Size"), getattr(head, f"dw{name}Offset")
    if not size or offset < ctypes.sizeof(AddressHead) or offset + size > len(memory):
        return ""
    text = memory[offset:offset + size].decode("utf-16-le", "replace").split("\0", 1)[0]
    return "".join(sign for sign in text[:_LONGEST_TEXT] if sign.isprintable()).strip()
