"""Bytes cut into lines, whatever comes in whichever pieces."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.wire import LONGEST_LINE, LineCutter, decode


@given(st.lists(st.binary(max_size=40), max_size=20), st.integers(1, 7))
@settings(deadline=None)
def test_however_bytes_are_cut_the_lines_are_the_same(parts, size):
    data = b"\n".join(parts) + b"\n"
    cutter = LineCutter()
    lines = [line for at in range(0, len(data), size) for line in cutter.feed(data[at:at + size])]
    assert lines == [decode(part) for part in data.split(b"\n")[:-1]]


@given(st.lists(st.integers(LONGEST_LINE - 3, LONGEST_LINE + 3), max_size=4))
def test_lines_over_four_kibibytes_are_dropped_and_counted(sizes):
    cutter = LineCutter()
    lines = list(cutter.feed(b"".join(b"y" * size + b"\n" for size in sizes)))
    assert [len(line) for line in lines] == [size for size in sizes if size <= LONGEST_LINE]
    assert cutter.dropped == len(sizes) - len(lines)
