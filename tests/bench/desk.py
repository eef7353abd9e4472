"""The desk itself, offscreen in processes of their own, against a bare Qt window."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.measure import Figure
from tests.bench.seed import place_of

_RUNS = 3


def figures(folder: Path, tickets: int, size: str) -> Iterator[Figure]:
    """Start, popup, ticket, list, longest gap and memory; medians of three runs, floor and ours in turn."""
    ours: list[dict[str, Any]] = []
    floor: list[dict[str, Any]] = []
    for _ in range(_RUNS):
        floor.append(_child("bare"))
        ours.append(_child(str(place_of(folder, tickets))))

    def middle(of: list[dict[str, Any]], name: str) -> float:
        return statistics.median(one[name] for one in of)

    bare_start, bare_popup = middle(floor, "start"), middle(floor, "popup")
    yield Figure("start to first paint", size, middle(ours, "start"), bare_start, "floor: an empty window for frames")
    yield Figure("start to listening desk", size, middle(ours, "ready"), bare_start)
    yield Figure("call to painted popup", size, middle(ours, "popup"), bare_popup,
                 "stored first; floor: a bare window of four labels")
    yield Figure("F2 to painted ticket", size, middle(ours, "ticket"))
    yield Figure("F11 to painted open tasks", size, middle(ours, "tasks"))
    yield Figure("longest gap of the user interface", size, max(one["gap"] for one in ours), None,
                 "20 calls, 5 tickets, a list; the worst of three runs")
    memory, bare_memory = middle(ours, "memory"), middle(floor, "memory")
    yield Figure("memory (MB, not ms)", size, memory, bare_memory)


def _child(place: str) -> dict[str, Any]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-m", "tests.bench.desk_child", str(time.time()), place],
                          env=environment, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))
