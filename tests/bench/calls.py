"""Telephone lines at the desk: a burst of events, and a call from the wire to the painted ticket."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.measure import Figure
from tests.bench.seed import place_of


def figures(folder: Path, many: int, size: str) -> Iterator[Figure]:
    """Ours and the floor in turn, each in a process of its own."""
    place = place_of(folder, many)
    floor, wire, again = _child("floor", place), _child("wire", place), _child("floor", place)
    looked = [*floor["painted"], *again["painted"]]
    for name, shown, note in (("call on the wire to painted ticket", wire["ticket"], f"{many:,} addresses, tickets"),
                              ("call on the wire to painted popup", wire["popup"], "stored first")):
        yield Figure(name, size, statistics.median(shown), statistics.median(looked),
                     f"{note}; floor: a look-up by index, a painted frame")
        yield Figure(f"{name}, p95", size, _p95(shown), _p95(looked))
    burst = _child("burst", place)
    yield Figure("10,000 events of a burst, each", size, 1000 * burst["seconds"] / burst["events"],
                 1000 * burst["floor"] / burst["events"],
                 f"{burst['events'] / burst['seconds']:.0f} events/s, {burst['lost']} lost; floor: a commit for each")
    yield Figure("burst: longest gap of the user interface", size, burst["gap"], None,
                 f"p99 {burst['gap99']:.0f} ms, memory {burst['memory']:.0f} MB")


def _p95(shown: list[float]) -> float:
    return sorted(shown)[max(0, round(len(shown) * 0.95) - 1)]


def _child(work: str, place: Path) -> dict[str, Any]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-m", "tests.bench.calls_child", work, str(place)],
                          env=environment, capture_output=True, text=True, timeout=1200, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))
