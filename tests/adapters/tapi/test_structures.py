"""Memory as Windows writes it, and as broken drivers do."""

from __future__ import annotations

import ctypes
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.tapi import structures
from hotline_desk.adapters.telephony.tapi.canonical import canonical
from hotline_desk.adapters.telephony.tapi.constants import error_name
from hotline_desk.adapters.telephony.tapi.structures import (
    CallInfoHead,
    Device,
    ExtensionId,
    InitializeParams,
    KnownCall,
    Message,
    read_call_info,
    read_call_list,
    read_call_status,
    read_device,
)


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="handles of the system are smaller here")
@pytest.mark.parametrize(("structure", "size"), [
    (Message, 40), (InitializeParams, 32), (ExtensionId, 16), (CallInfoHead, 344),
])
def test_structures_are_as_large_as_the_system_thinks(structure, size):
    assert ctypes.sizeof(structure) == size


@pytest.mark.parametrize(("structure", "name", "offset"), [
    (Message, "dwMessageID", 4), (Message, "dwCallbackInstance", 8), (Message, "dwParam1", 16),
    (InitializeParams, "hEvent", 16), (CallInfoHead, "dwCallID", 40), (CallInfoHead, "dwOrigin", 80),
    (CallInfoHead, "dwCallerIDFlags", 108), (CallInfoHead, "dwCallerIDSize", 112),
    (CallInfoHead, "dwCallerIDOffset", 116), (CallInfoHead, "dwCallerIDNameSize", 120),
    (CallInfoHead, "dwCalledIDFlags", 128), (CallInfoHead, "dwCalledIDSize", 132),
    (CallInfoHead, "dwCalledIDOffset", 136),
])
def test_fields_lie_where_the_system_puts_them(structure, name, offset):
    assert getattr(structure, name).offset == offset


def written(**texts: str) -> bytes:
    """LINECALLINFO with these texts behind its fixed part."""
    head, rest = CallInfoHead(dwLineDeviceID=3, dwCallID=7, dwOrigin=4, dwCallerIDFlags=8), b""
    for name, text in texts.items():
        place = (text + "\0").encode("utf-16-le")
        setattr(head, f"dw{name}Size", len(place))
        setattr(head, f"dw{name}Offset", ctypes.sizeof(head) + len(rest))
        rest += place
    return bytes(head) + rest


def test_a_call_is_read():
    memory = written(CallerID="01755290111", CallerIDName="Eva Öztürk", CalledID="732111")
    assert read_call_info(memory) == KnownCall(3, 7, 4, 8, "01755290111", "Eva Öztürk", 0, "732111")


def test_a_text_that_lies_outside_is_none():
    memory = bytearray(written(CallerID="01755290111"))
    struct.pack_into("<I", memory, 116, 100_000)
    assert read_call_info(bytes(memory)).caller == ""


def test_what_cannot_be_shown_is_left_out_of_texts():
    assert read_call_info(written(CallerIDName="E\x07va\r\n\u202e")).caller_name == "Eva"


def test_a_list_that_promises_more_than_there_is():
    assert read_call_list(struct.pack("<8I", 32, 32, 32, 1000, 4000, 24, 11, 12)) == [11, 12]


@given(st.binary(max_size=600))
def test_nothing_in_memory_can_raise(memory):
    assert isinstance(read_call_info(memory), KnownCall)
    assert isinstance(read_device(memory), Device)
    assert all(isinstance(handle, int) for handle in read_call_list(memory))
    assert len(read_call_status(memory)) == 2
    assert isinstance(structures.read_dialable(memory) + structures.read_address(memory), str)


@pytest.mark.parametrize(("code", "name"), [
    (-0x7FFFFFBD, "LINEERR_NODRIVER"), (0x80000043, "LINEERR_NODRIVER"), (0x800000FF, "0x800000FF"),
])
def test_errors_have_the_names_under_which_they_are_looked_up(code, name):
    assert error_name(code) == name


@pytest.mark.parametrize(("number", "written"), [
    ("+49301234567", "+49 (30) 1234567"), ("+491755290111", "+49 1755290111"), ("+43123456789", "+43 (1) 23456789"),
    ("12", "12"),
])
def test_numbers_as_the_dialling_rules_want_them(number, written):
    assert canonical(number) == written
