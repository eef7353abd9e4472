"""The binding to tapi32.dll and to the event objects of Windows. It is loaded on Windows only, when it is needed.

Every method is one call of the interface, or the same call again with more room for the answer. What the
interface refuses is raised as TapiError under the name of the function and of the error.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import byref, c_int32, c_size_t, c_uint32, c_void_p, c_wchar_p
from typing import Any

from hotline_desk.adapters.telephony.tapi import constants as tapi
from hotline_desk.adapters.telephony.tapi.constants import error_name
from hotline_desk.adapters.telephony.tapi.structures import (
    Device,
    ExtensionId,
    InitializeParams,
    KnownCall,
    Message,
    read_address,
    read_call_info,
    read_call_list,
    read_call_status,
    read_device,
    read_dialable,
)

_FIRST_ROOM, _MOST_ROOM, _TRIES = 2048, 1 << 20, 5
_WAIT_FAILED = 0xFFFFFFFF
_FRIENDLY_NAME = "Hotline Desk"
_WORD, _POINTER = c_uint32, c_void_p
_FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "lineInitializeExW": (_POINTER, _POINTER, _POINTER, c_wchar_p, _POINTER, _POINTER, _POINTER),
    "lineNegotiateAPIVersion": (_WORD, _WORD, _WORD, _WORD, _POINTER, _POINTER),
    "lineGetDevCapsW": (_WORD, _WORD, _WORD, _WORD, _POINTER),
    "lineGetAddressCapsW": (_WORD, _WORD, _WORD, _WORD, _WORD, _POINTER),
    "lineOpenW": (_WORD, _WORD, _POINTER, _WORD, _WORD, c_size_t, _WORD, _WORD, _POINTER),
    "lineGetMessage": (_WORD, _POINTER, _WORD),
    "lineGetNewCalls": (_WORD, _WORD, _WORD, _POINTER),
    "lineGetCallInfoW": (_WORD, _POINTER),
    "lineGetCallStatus": (_WORD, _POINTER),
    "lineTranslateAddressW": (_WORD, _WORD, _WORD, c_wchar_p, _WORD, _WORD, _POINTER),
    "lineMakeCallW": (_WORD, _POINTER, c_wchar_p, _WORD, _POINTER),
    "lineDrop": (_WORD, _POINTER, _WORD),
    "lineDeallocateCall": (_WORD,),
    "lineClose": (_WORD,),
    "lineShutdown": (_WORD,),
}


class TapiError(Exception):
    """The interface refused a call; `code` is its number, unsigned."""

    def __init__(self, function: str, code: int) -> None:
        self.code = code & 0xFFFFFFFF
        super().__init__(f"{function}: {error_name(code)}")


class NoTapi(Exception):
    """There is no such interface on this system."""


class Tapi:
    """tapi32.dll. Raises NoTapi where there is none."""

    def __init__(self) -> None:
        library = _load("tapi32")
        self._functions = {name: _function(library, name, kinds) for name, kinds in _FUNCTIONS.items()
                           if hasattr(library, name)}

    def initialize(self) -> tuple[int, int, int]:
        """Begins: the handle of this use, the number of lines, and the event that says when messages wait."""
        app, count, version = c_uint32(0), c_uint32(0), c_uint32(tapi.NEWEST_VERSION)
        params = InitializeParams(dwTotalSize=ctypes.sizeof(InitializeParams), dwOptions=tapi.USE_EVENT)
        self._call("lineInitializeExW", byref(app), None, None, _FRIENDLY_NAME, byref(count), byref(version),
                   byref(params))
        if not params.hEvent:  # stand-ins say yes to everything and do nothing
            raise TapiError("lineInitializeExW", tapi.ERR_NODRIVER)
        return app.value, count.value, int(params.hEvent)

    def negotiate(self, app: int, device: int) -> int:
        """The version in which this device wants to be talked to."""
        version = c_uint32(0)
        self._call("lineNegotiateAPIVersion", app, device, tapi.OLDEST_VERSION, tapi.NEWEST_VERSION, byref(version),
                   byref(ExtensionId()))
        return version.value

    def device(self, app: int, device: int, version: int) -> Device:
        """Names and abilities of a device."""
        return read_device(self._read("lineGetDevCapsW", app, device, version, 0))

    def address(self, app: int, device: int, version: int) -> str:
        """The own number of a device, "" where it is not told."""
        return read_address(self._read("lineGetAddressCapsW", app, device, 0, version, 0))

    def open(self, app: int, device: int, version: int) -> int:
        """Opens a device for looking on, which lets one make calls too; the handle of the line."""
        line = c_uint32(0)
        self._call("lineOpenW", app, device, byref(line), version, 0, 0, tapi.MONITOR, tapi.MEDIA_VOICE, None)
        return line.value

    def message(self, app: int) -> Message | None:
        """The next message that waits; None if there is none."""
        message = Message()
        try:
            self._call("lineGetMessage", app, byref(message), 0)
        except TapiError as trouble:
            if trouble.code == tapi.ERR_OPERATIONFAILED:
                return None
            raise
        return message

    def running_calls(self, line: int) -> list[int]:
        """Handles of the calls on a line that have none yet."""
        return read_call_list(self._read("lineGetNewCalls", line, 0, tapi.SELECT_LINE))

    def call_info(self, call: int) -> KnownCall:
        """What is known of a call."""
        return read_call_info(self._read("lineGetCallInfoW", call))

    def call_status(self, call: int) -> tuple[int, int]:
        """State and mode of a call."""
        return read_call_status(self._read("lineGetCallStatus", call))

    def dialable(self, app: int, device: int, version: int, address: str) -> str:
        """What the dialling rules of this computer make of a canonical address."""
        return read_dialable(self._read("lineTranslateAddressW", app, device, version, address, 0, 0))

    def make_call(self, line: int, number: str) -> tuple[int, c_uint32]:
        """Asks for a call: the number of the request, and where its handle will be when the request is answered."""
        handle = c_uint32(0)
        return self._call("lineMakeCallW", line, byref(handle), number, 0, None), handle

    def drop(self, call: int) -> None:
        """Lets go of a call of one's own that the other side has ended."""
        self._call("lineDrop", call, None, 0)

    def deallocate(self, call: int) -> None:
        """Gives a call's handle back."""
        self._call("lineDeallocateCall", call)

    def close(self, line: int) -> None:
        """Closes a line."""
        self._call("lineClose", line)

    def shut_down(self, app: int) -> None:
        """Ends."""
        self._call("lineShutdown", app)

    def _call(self, name: str, *arguments: Any) -> int:
        if name not in self._functions:
            raise TapiError(name, tapi.ERR_OPERATIONUNAVAIL)
        result = int(self._functions[name](*arguments))
        if result < 0:
            raise TapiError(name, result)
        return result

    def _read(self, name: str, *arguments: Any) -> bytes:
        """What a function writes into memory that is given last, enlarged until it has enough."""
        room = _FIRST_ROOM
        for _ in range(_TRIES):
            memory = ctypes.create_string_buffer(room)
            sizes = (c_uint32 * 2).from_buffer(memory)
            sizes[0] = room
            try:
                self._call(name, *arguments, memory)
                small = False
            except TapiError as trouble:
                if trouble.code != tapi.ERR_STRUCTURETOOSMALL:
                    raise
                small = True
            needed = min(max(sizes[1], room * 2 if small else 0), _MOST_ROOM)
            if needed <= room:
                return memory.raw
            room = needed
        raise TapiError(name, tapi.ERR_STRUCTURETOOSMALL)


class WakeEvent:
    """An event object of Windows, set from another thread; and waiting for it beside an event of others."""

    def __init__(self) -> None:
        library = _load("kernel32")
        self._set = _function(library, "SetEvent", (_POINTER,))
        self._wait = _function(library, "WaitForMultipleObjects", (_WORD, _POINTER, c_int32, _WORD), c_uint32)
        self._close = _function(library, "CloseHandle", (_POINTER,))
        create = _function(library, "CreateEventW", (_POINTER, c_int32, c_int32, _POINTER), c_void_p)
        self._handle = create(None, 1, 0, None)
        if not self._handle:
            raise NoTapi("no event object")

    def set(self) -> None:
        """Ends the present wait and all later ones."""
        self._set(self._handle)

    def wait(self, other: int, seconds: float) -> None:
        """Waits until set, or until the other event is, or so long. Raises TapiError if the other one is gone."""
        handles = (c_void_p * 2)(self._handle, other)
        if self._wait(2, handles, 0, int(seconds * 1000)) == _WAIT_FAILED:
            raise TapiError("WaitForMultipleObjects", _WAIT_FAILED)

    def close(self) -> None:
        """Gives the object back."""
        self._close(self._handle)


def _load(name: str) -> Any:
    if sys.platform == "win32":
        try:
            return ctypes.WinDLL(name)
        except OSError as trouble:
            raise NoTapi(str(trouble)) from trouble
    raise NoTapi(sys.platform)


def _function(library: Any, name: str, kinds: tuple[Any, ...], result: Any = c_int32) -> Any:
    found = getattr(library, name)
    found.argtypes, found.restype = kinds, result
    return found
