"""Finding at the desk: letters to painted rows, jumps in the archive, a ticket with 200 measures, the open list."""

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

WORKS = {"search": ("letter to painted rows of the archive", "floor: FTS5, 100 rows, a painted table"),
         "whole": ("whole words to painted rows", "pasted at once; floor as above"),
         "count": ("whole words to the exact length of the list", "floor: FTS5 counts"),
         "jump": ("jump in the archive to painted rows", "floor: OFFSET by index, a painted table"),
         "measures": ("ticket with 200 measures, painted", "floor: 200 rows read, a painted table"),
         "tasks": ("open list to painted rows", "floor: the same rows read, a painted table")}


def figures(folder: Path, tickets: int, size: str) -> Iterator[Figure]:
    """Medians and p95 of each, and the longest gap meanwhile; floor and desk in a process each, in turn."""
    place = place_of(folder, tickets)
    floor, ours, again = _child("floor", place), _child("desk", place), _child("floor", place)
    for work, (name, note) in WORKS.items():
        bare = [*floor[work], *again[work]]
        yield Figure(name, size, statistics.median(ours[work]), statistics.median(bare), note)
        yield Figure(f"{name}, p95", size, _p95(ours[work]), _p95(bare))
        yield Figure(f"{name}: longest gap", size, ours[f"{work} gap"], None,
                     f"of the user interface; its thread worked {ours[f'{work} busy']:.0f} ms at most")


def _p95(shown: list[float]) -> float:
    return sorted(shown)[max(0, round(len(shown) * 0.95) - 1)]


def _child(work: str, place: Path) -> dict[str, Any]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-m", "tests.bench.finding_child", work, str(place)],
                          env=environment, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))
