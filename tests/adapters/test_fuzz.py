"""No line that comes over a wire raises, whatever it is: a few in every run, a million of each kind in CI."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz_lines import KINDS, Fuzzed, fuzzed, spoilt

FEW, MILLION = 20_000, 1_000_000


def heard(listener: Fuzzed, many: int, seed: int) -> int:
    """How many events so many lines make."""
    return sum(listener.take(line) for line in spoilt(listener.lines, seed, many))


@pytest.mark.parametrize("kind", KINDS)
def test_spoilt_lines_raise_nothing_and_do_not_hide_the_good_ones(kind):
    assert heard(fuzzed(kind), FEW, seed=7) > FEW // 100


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", KINDS)
def test_a_million_spoilt_lines_raise_nothing(kind):
    assert heard(fuzzed(kind, seed=2), MILLION, seed=11) > MILLION // 100


@settings(deadline=None)
@given(st.sampled_from(KINDS), st.data())
def test_no_bytes_raise(kind, data):
    listener = fuzzed(kind)
    for chunk in data.draw(st.lists(st.binary(max_size=200) | st.sampled_from(listener.lines), max_size=12)):
        listener.take(chunk)
