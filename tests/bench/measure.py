"""How the bench measures: ours and the floor of the same work, in turn, in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the report. Medians in milliseconds; `floor` None where there is nothing barer to compare with."""

    name: str
    size: str
    ours_ms: float
    floor_ms: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.ours_ms / self.floor_ms if self.floor_ms else None

    def line(self) -> str:
        floor = f"{self.floor_ms:10.3f}" if self.floor_ms is not None else " " * 10
        ratio = f"{self.ratio:7.1f}" if self.ratio is not None else " " * 7
        return f"{self.name:<44}{self.size:>6}{self.ours_ms:11.3f}{floor}{ratio}  {self.note}"


HEAD = f"{'work':<44}{'size':>6}{'ours ms':>11}{'floor ms':>10}{'ratio':>7}"


def paired(ours: Callable[[], object], floor: Callable[[], object] | None, runs: int) -> tuple[float, float | None]:
    """Medians in milliseconds over so many runs, A B A B, after one warm-up of each."""
    ours()
    if floor:
        floor()
    mine: list[float] = []
    bare: list[float] = []
    for _ in range(runs):
        mine.append(_once(ours))
        if floor:
            bare.append(_once(floor))
    return statistics.median(mine), statistics.median(bare) if bare else None


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
