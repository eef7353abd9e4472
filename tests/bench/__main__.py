"""Ours, the floor of the same work in the same run, the ratio: python -m tests.bench [--quick] [--only PART]."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench import billing, calls, desk, finding, fuzz, papers, peers, services
from tests.bench.measure import HEAD, Figure
from tests.bench.seed import seeded

_PLACE = Path(".bench")
_SIZES = ((10_000, "10k"), (1_000_000, "1M"))
_PARTS = ("services", "papers", "desk", "finding", "calls", "peers", "billing")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10 thousand tickets only")
    parser.add_argument("--only", choices=_PARTS, help="one part only")
    parser.add_argument("--fuzz", nargs="?", type=int, const=1_000_000, metavar="LINES",
                        help="only so many spoilt lines (a million) for each kind of telephone line")
    chosen = parser.parse_args()
    if chosen.fuzz:
        return fuzz.run(chosen.fuzz)
    print(HEAD)
    slow = [figure for figure in _figures(chosen.quick, chosen.only) if _said(figure)]
    if slow:
        print("\nlongest gap of the user interface over 50 ms: " + ", ".join(f.name for f in slow))
    return 0


def _figures(quick: bool, only: str | None) -> Iterator[Figure]:
    if only in (None, "peers"):
        yield from peers.figures(seeded(_PLACE, peers.TICKETS), _PLACE)
    if only == "peers":
        return
    alone = only in ("papers", "billing")  # these look at no store of tickets
    for count, size in () if alone else _SIZES[:1] if quick else _SIZES:
        ctx = seeded(_PLACE, count)
        if only in (None, "services"):
            yield from services.figures(ctx, size)
        ctx.store.close()
        if only in (None, "desk"):
            yield from desk.figures(_PLACE, count, size)
        if only in (None, "finding"):
            yield from finding.figures(_PLACE, count, size)
        if only in (None, "calls"):
            yield from calls.figures(_PLACE, count, size)
    if only in (None, "papers"):
        yield from papers.figures()
    if only in (None, "billing"):
        yield from billing.figures(_PLACE, quick)


def _said(figure: Figure) -> bool:
    print(figure.line(), flush=True)
    return "gap" in figure.name and figure.ours_ms > 50


if __name__ == "__main__":
    sys.exit(main())
