"""A process of its own in which one feed meets fault after fault; prints its memory warmed up, and at the end (KiB)."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from tests.faulty_feeds import FEEDS, Bench, endless, garbage, reset

_WARM, _ROUNDS = 6, 12


def main() -> int:
    feed = FEEDS[sys.argv[1]]
    with Bench(feed) as bench:
        for turn in range(_WARM):
            suffer(bench, turn)
        warm = memory()
        for turn in range(_WARM, _WARM + _ROUNDS):
            suffer(bench, turn)
        print(warm, memory())
    return 0


def suffer(bench: Bench, turn: int) -> None:
    """A line with calls that breaks, one full of garbage, and one that never ends."""
    sock = bench.line()
    many = 60 if bench.feed.answers else 200
    for n in range(turn * many, (turn + 1) * many):
        bench.tell(sock, n)
    bench.hears((turn + 1) * many - 1)
    reset(sock)
    for spoil in (garbage, endless):
        sock = bench.line()
        if spoil is garbage:
            garbage(sock, seed=turn)
        else:
            endless(sock, megabytes=4)
        reset(sock)
    gc.collect()  # what is let go in circles is not what is kept


def memory() -> int:
    """Resident memory of this process in KiB."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


if __name__ == "__main__":
    sys.exit(main())
