"""A billing run of a thousand customers against the same arithmetic alone, its papers against a bare canvas."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Figure
from tests.bench.seed import place_of, seeded

_ROOT = Path(__file__).resolve().parents[2]


def figures(folder: Path, quick: bool) -> Iterator[Figure]:
    """The run with ten and, unless quick, a hundred measures per customer; its memory must not grow with them."""
    for count, size in ((10_000, "10k"),) if quick else ((10_000, "10k"), (100_000, "100k")):
        seeded(folder, count).store.close()
        with tempfile.TemporaryDirectory() as copy:
            shutil.copytree(place_of(folder, count), copy, dirs_exist_ok=True)
            said = json.loads(subprocess.run(
                [sys.executable, "-m", "tests.bench.billing_child", copy], cwd=_ROOT, check=True, text=True,
                stdout=subprocess.PIPE).stdout)
        documents = said["documents"]
        yield Figure(
            "billing run of 1,000 customers, per document", size, said["run"] * 1000 / documents,
            said["arithmetic"] * 1000 / documents,
            f"{documents / said['wall']:.0f} documents/s by the clock, peak {said['run_peak']} MB, "
            f"{said['loaded']} MB before the first; floor: the arithmetic alone")
        yield Figure(
            "papers of the run, per page", size, said["drawing"] * 1000 / said["pages"],
            said["canvas"] * 1000 / said["pages"],
            f"{said['pages'] / said['drawing']:.0f} pages/s; floor: the same words on a bare canvas")
