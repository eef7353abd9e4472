"""A billing run of a thousand customers against the same arithmetic alone, its papers against a bare canvas."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.measure import Figure
from tests.bench.seed import CUSTOMERS, place_of, seeded

_ROOT = Path(__file__).resolve().parents[2]
_EARLY = 100


def figures(folder: Path, quick: bool) -> Iterator[Figure]:
    """One run with ten and, unless quick, a hundred measures per customer, killed in the middle and continued."""
    for count, size in ((10_000, "10k"),) if quick else ((10_000, "10k"), (100_000, "100k")):
        seeded(folder, count).store.close()
        with tempfile.TemporaryDirectory(dir=folder) as copy:
            shutil.copytree(place_of(folder, count), copy, dirs_exist_ok=True)
            first, then = _bill(copy, "begin", CUSTOMERS // 2), _bill(copy, "continue")
            drawn = json.loads(_child(copy, "papers").communicate()[0])
        yield _run(size, first, then, drawn)
        yield Figure(
            "papers of the run, per page", size, drawn["drawing"] * 1000 / drawn["pages"],
            drawn["canvas"] * 1000 / drawn["pages"],
            f"{drawn['pages'] / drawn['drawing']:.0f} pages/s; floor: the same words on a bare canvas")


def _run(size: str, first: list[dict[str, Any]], then: list[dict[str, Any]], drawn: dict[str, Any]) -> Figure:
    """Two processes' documents as one figure: processor time, and by the clock with what each needs to begin."""
    documents = drawn["documents"]
    if not 0 <= documents - len(first) - len(then) <= 1:  # one may be untold at the kill
        raise SystemExit(f"{len(first)} and {len(then)} documents were told, {documents} stand in the store")
    wall = first[-1]["wall"] + then[-1]["wall"]
    early, late = first[_EARLY - 1], then[-1]
    return Figure(
        "billing run of 1,000 customers, per document", size,
        (first[-1]["cpu"] + then[-1]["cpu"]) * 1000 / documents, drawn["arithmetic"] * 1000 / documents,
        f"{documents} documents in {wall:.0f} s by the clock, {documents / wall:.1f} documents/s, killed at "
        f"{len(first)} and continued; {early['memory']} MB at document {_EARLY}, {first[-1]['memory']} MB at "
        f"{len(first)}, {late['memory']} MB at {documents}; floor: the arithmetic alone")


def _bill(place: str, way: str, most: int | None = None) -> list[dict[str, Any]]:
    """What a process said of each of its documents; it is killed after so many."""
    said = []
    with _child(place, way) as child:
        for line in child.stdout or ():
            said.append(json.loads(line))
            if len(said) == most:
                child.kill()
    if child.returncode and most is None:
        raise SystemExit(f"the billing run ended with {child.returncode}")
    return said


def _child(place: str, way: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "tests.bench.billing_child", place, way], cwd=_ROOT, text=True,
                            stdout=subprocess.PIPE)
