"""Spoilt lines for every way of hearing calls: whether any of them raises, and how fast they are passed over."""

from __future__ import annotations

import time

from tests.fuzz_lines import KINDS, fuzzed, spoilt


def run(many: int) -> int:
    """So many lines for each kind; the exit code is that of the first that raises."""
    print(f"{'kind':<20}{'lines':>12}{'events':>12}{'lines/s':>12}")
    for kind in KINDS:
        listener = fuzzed(kind)
        begun, events = time.process_time(), 0
        for line in spoilt(listener.lines, seed=13, many=many):
            events += listener.take(line)
        spent = time.process_time() - begun
        print(f"{kind:<20}{many:>12,}{events:>12,}{many / spent:>12,.0f}", flush=True)
    return 0
