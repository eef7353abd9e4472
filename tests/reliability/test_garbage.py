"""Whatever a line says, the call is kept and the calls after it too."""

from __future__ import annotations

import pytest

from hotline_desk.services.calls.record import record, waiting
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.views.journal import JournalFilter, journal
from tests import builders


@pytest.mark.parametrize("garbage", ["x" * 10_000, "a\x00b", "\udcff", "'; DROP TABLE call; --", "ü" * 3_000],
                         ids=["long", "zero", "half a character", "statement", "umlauts"])
def test_a_call_with_garbage_in_it_is_kept_and_keeps_no_other_from_being_recorded(ctx, garbage):
    parts = ("caller_name", "caller_raw", "called_raw", "extension", "queue", "reason", "source_time", "caller_number")
    record(ctx, builders.event(ctx, "ringing", "1", **dict.fromkeys(parts, garbage)))
    builders.ring(ctx, "2")
    assert waiting(ctx) == []
    assert len(journal(ctx, JournalFilter())) == 2
    assert verify_store(ctx) == []


def test_a_call_id_of_any_length_stays_one_call(ctx):
    for kind in ("ringing", "answered", "ended"):
        record(ctx, builders.event(ctx, kind, "c" * 5_000))
    row, = journal(ctx, JournalFilter())
    assert row.outcome == "answered"
