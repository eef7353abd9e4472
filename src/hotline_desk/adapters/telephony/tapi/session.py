"""One use of Windows' telephony interface, from its beginning until it has to be begun anew."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from ctypes import c_uint32
from dataclasses import dataclass, replace
from datetime import datetime

from hotline_desk.adapters.telephony import trace as traced
from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.tapi import constants as tapi
from hotline_desk.adapters.telephony.tapi.canonical import canonical
from hotline_desk.adapters.telephony.tapi.dll import Tapi, TapiError
from hotline_desk.adapters.telephony.tapi.structures import KnownCall, Message
from hotline_desk.adapters.telephony.tapi.translator import Line, TapiTranslator
from hotline_desk.core.log import mask
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)
_VOICE = tapi.MEDIA_VOICE | tapi.MEDIA_AUTOMATED_VOICE | tapi.MEDIA_UNKNOWN
_MOST_DEVICES = 4096


class Interrupted(Exception):
    """The interface, or a line of it, is gone and has to be begun anew; the argument says why."""


class NoLine(Exception):
    """Nothing can be listened to; the arguments are a key of ERRORS and what belongs into its sentence."""

    def __init__(self, id: str, **values: str) -> None:
        self.id = id
        self.values = values
        super().__init__(id)


@dataclass(frozen=True)
class _Open:
    """A line that is open, or can be opened."""

    line: Line
    device: int
    version: int
    handle: int = 0


@dataclass(frozen=True)
class _Ordered:
    """A call that was asked for and not answered yet; `handle` is filled by the interface."""

    order: DialOrder
    on: _Open
    handle: c_uint32


class TapiSession:
    """Lines are opened by `open`; then `running` and `hear` give events, until `close`.

    `wanted` names the lines, one or several with commas between them; all that can carry voice if it is empty.
    `note` takes what goes over the interface.
    The caller sees to it that no two threads are inside at once.
    """

    def __init__(
        self, interface: Tapi, translator: TapiTranslator, wanted: Sequence[str], note: Callable[[str, str], object]
    ) -> None:
        self._tapi = interface
        self._translator = translator
        self._said = ", ".join(wanted)
        self._wanted = {name.strip().casefold() for said in wanted for name in (said, *said.split(",")) if name.strip()}
        self._note = note
        self._app = self.event = 0
        self._lines: dict[int, _Open] = {}  # by handle
        self._requests: dict[int, _Ordered] = {}
        self._own: set[int] = set()
        self.messages = self.dropped = 0

    def open(self) -> None:
        """Opens the lines. Raises NoLine if there is none, TapiError if the interface does not answer."""
        self._app, count, self.event = self._tapi.initialize()
        heard: list[str] = []
        trouble = ""
        for device in range(min(count, _MOST_DEVICES)):
            found = self._look_at(device)
            if found is None or not self._is_wanted(found.line):
                heard += [found.line.name] if found else []
                continue
            heard.append(found.line.name)
            try:
                handle = self._tapi.open(self._app, device, found.version)
            except TapiError as refused:  # a driver that does not work must not keep the others from working
                trouble = str(refused)
                self._note(traced.STATE, f"line {device}: {refused}")
                LOGGER.info("line %d: %s", device, refused)
                continue
            self._note(traced.STATE, f"line {device} is open: {found.line.name} {found.line.address}")
            self._lines[handle] = replace(found, handle=handle)
        if self._lines:
            return
        if trouble:
            raise NoLine("feed.tapi", reason=trouble)
        if self._wanted and heard:
            raise NoLine("feed.tapi_line", name=self._said, known=", ".join(heard))
        raise NoLine("feed.tapi_none")

    def _look_at(self, device: int) -> _Open | None:
        """The line of a device, not open yet; None for one that is of no use, like Windows' own lines for data."""
        try:
            version = self._tapi.negotiate(self._app, device)
            known = self._tapi.device(self._app, device, version)
        except TapiError as refused:
            self._note(traced.STATE, f"line {device}: {refused}")
            LOGGER.info("line %d: %s", device, refused)
            return None
        try:
            address = self._tapi.address(self._app, device, version)
        except TapiError as refused:
            LOGGER.info("line %d: %s", device, refused)
            address = ""
        line = Line(known.name or f"{known.provider} {device}".strip(), address)
        carries_voice = not known.media or bool(known.media & _VOICE)
        return _Open(line, device, version) if carries_voice or (self._wanted and self._is_wanted(line)) else None

    def _is_wanted(self, line: Line) -> bool:
        return not self._wanted or bool(self._wanted & {line.name.casefold(), line.address.casefold()})

    def running(self, at: datetime) -> Sequence[CallEvent]:
        """What is known of the calls that were there before."""
        events: list[CallEvent] = []
        for opened in self._lines.values():
            try:
                handles = self._tapi.running_calls(opened.handle)
            except TapiError as refused:
                LOGGER.info("%s: %s", opened.line.name, refused)
                continue
            for handle in handles:
                events += self._meet(handle, opened.line, at)
        self._translator.settle()
        return events

    def _meet(self, handle: int, line: Line, at: datetime) -> Sequence[CallEvent]:
        info = self._info(handle)
        if info is None:
            return ()
        events = [*self._translator.introduce(handle, line, info, at)]
        try:
            state, mode = self._tapi.call_status(handle)
        except TapiError as refused:
            LOGGER.info("%s: %s", line.name, refused)
            return events
        return [*events, *self._state(handle, state, mode, at)]

    def hear(self, at: datetime) -> Sequence[CallEvent] | None:
        """The events of the next message that waits, None if none does. Raises Interrupted, TapiError."""
        message = self._tapi.message(self._app)
        if message is None:
            return None
        self.messages += 1
        name = tapi.MESSAGES.get(message.dwMessageID, str(message.dwMessageID))
        device, first, second = message.hDevice, message.dwParam1, message.dwParam2
        if message.dwMessageID not in (tapi.MSG_CALLSTATE, tapi.MSG_CALLINFO):
            self._note(traced.IN, f"{name} {device:#x} {first:#x} {second:#x}")
        if message.dwMessageID == tapi.MSG_CALLSTATE:
            return self._state(device, first & 0xFFFFFFFF, second & 0xFFFFFFFF, at)
        if message.dwMessageID == tapi.MSG_CALLINFO:
            return self._changed(device, at)
        if message.dwMessageID == tapi.MSG_APPNEWCALL:
            return self._appear(device, second & 0xFFFFFFFF, at)
        if message.dwMessageID == tapi.MSG_REPLY:
            return self._reply(first & 0xFFFFFFFF, second & 0xFFFFFFFF, at)
        self._survive(message, name)
        return ()

    def _survive(self, message: Message, name: str) -> None:
        reinit = message.dwMessageID == tapi.MSG_LINEDEVSTATE and message.dwParam1 & tapi.DEVSTATE_REINIT
        mine = message.hDevice in self._lines
        if reinit or (message.dwMessageID == tapi.MSG_CLOSE and mine):
            raise Interrupted("REINIT" if reinit else f"{name} {self._lines[message.hDevice].line.name}")
        if message.dwMessageID in (tapi.MSG_CREATE, tapi.MSG_REMOVE):
            raise Interrupted(name)  # another device: the lines are to be opened anew

    def _appear(self, line: int, handle: int, at: datetime) -> Sequence[CallEvent]:
        opened = self._lines.get(line)
        info = self._info(handle)
        if opened is None or info is None:
            self.dropped += 1
        elif not self._adopt(handle, info):
            self._own.discard(handle)
            return self._translator.introduce(handle, opened.line, info, at)
        return ()

    def _state(self, handle: int, state: int, mode: int, at: datetime) -> Sequence[CallEvent]:
        info = None
        if state != tapi.IDLE or not self._translator.knows(handle):
            info = self._info(handle)
        self._note(traced.IN, f"CALLSTATE {handle:#x} {tapi.STATES.get(state, hex(state))} {mode:#x} {_shown(info)}")
        if info is not None and not self._translator.knows(handle):
            self._introduce(handle, info, at)
        if not self._translator.knows(handle):
            self.dropped += 1
        events = self._translator.state(handle, state, mode, info, at)
        if state == tapi.DISCONNECTED and handle in self._own:
            self._quietly(self._tapi.drop, handle)
        if state == tapi.IDLE:
            self._own.discard(handle)
            self._quietly(self._tapi.deallocate, handle)
        return events

    def _introduce(self, handle: int, info: KnownCall, at: datetime) -> None:
        """A call of which nobody has told that it is new."""
        opened = next((each for each in self._lines.values() if each.device == info.line), None)
        if not self._adopt(handle, info) and opened is not None:
            self._translator.introduce(handle, opened.line, info, at)

    def _changed(self, handle: int, at: datetime) -> Sequence[CallEvent]:
        info = self._info(handle)
        self._note(traced.IN, f"CALLINFO {handle:#x} {_shown(info)}")
        return () if info is None else self._translator.changed(handle, info, at)

    def _info(self, handle: int) -> KnownCall | None:
        try:
            return self._tapi.call_info(handle)
        except TapiError as refused:
            LOGGER.info("call %#x: %s", handle, refused)
            return None

    # --- calls of our own

    def dial(self, order: DialOrder) -> None:
        """Asks for a call. Raises NoLine dial.impossible without a line for it, TapiError if it is refused."""
        opened = self._line_for(order.extension)
        number = self._dialable(opened, order.number)
        self._note(traced.OUT, f"MAKECALL {opened.line.name} {number}")
        request, handle = self._tapi.make_call(opened.handle, number)
        self._requests[request] = _Ordered(order, opened, handle)

    def _line_for(self, extension: str) -> _Open:
        lines = list(self._lines.values())
        named = [each for each in lines if extension and extension in (each.line.address, each.line.name)]
        if named or len(lines) == 1:
            return (named or lines)[0]
        raise NoLine("dial.line", extension=extension, known=", ".join(each.line.extension for each in lines))

    def _dialable(self, opened: _Open, number: str) -> str:
        """The number as the dialling rules of this computer want it; as it is where there are none."""
        if not number.startswith("+"):
            return number
        try:
            return self._tapi.dialable(self._app, opened.device, opened.version, canonical(number)) or number
        except TapiError as refused:
            LOGGER.info("%s: %s", opened.line.name, refused)
            return number

    def _adopt(self, handle: int, info: KnownCall) -> bool:
        """Whether it is a call of our own, whose handle may be seen before the request is answered."""
        for request, ordered in self._requests.items():
            if ordered.handle.value == handle:
                del self._requests[request]
                self._take(handle, ordered, info)
                return True
        return False

    def _take(self, handle: int, ordered: _Ordered, info: KnownCall) -> None:
        self._own.add(handle)
        self._translator.introduce_own(handle, ordered.on.line, info, ordered.order.ref, ordered.order.number)

    def _reply(self, request: int, result: int, at: datetime) -> Sequence[CallEvent]:
        ordered = self._requests.pop(request, None)
        if ordered is None:
            return ()
        info = KnownCall(line=ordered.on.device, origin=tapi.ORIGIN_OUTBOUND)
        if result:
            reason = tapi.error_name(result)
            LOGGER.warning("%s: %s was refused: %s", ordered.on.line.name, mask(ordered.order.number), reason)
            return self._translator.refused(ordered.on.line, info, ordered.order.ref, ordered.order.number, reason, at)
        handle = ordered.handle.value
        self._take(handle, ordered, self._info(handle) or info)
        return ()

    # --- the end

    def close(self) -> None:
        """Closes everything, however much of it is still there."""
        self._translator.interrupt()
        for handle in self._lines:
            self._quietly(self._tapi.close, handle)
        self._lines.clear()
        if self._app:
            self._quietly(self._tapi.shut_down, self._app)
        self._app = self.event = 0

    def _quietly(self, act: Callable[[int], object], handle: int) -> None:
        try:
            act(handle)
        except TapiError as refused:
            LOGGER.info("%s", refused)


def _shown(info: KnownCall | None) -> str:
    if info is None:
        return ""
    return (f"id={info.call_id} origin={info.origin:#x} caller={info.caller!r} flags={info.caller_flags:#x} "
            f"name={info.caller_name!r} called={info.called!r}")
