"""Where entries of one day stand beside each other: pure, no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Lane:
    """The place of an entry: the `at`th of `of` lanes beside each other."""

    at: int
    of: int


def lanes(spans: Sequence[tuple[float, float]]) -> list[Lane]:
    """A lane for each span [begin, end), in the order given; spans that touch each other share the width."""
    order = sorted(range(len(spans)), key=lambda n: (spans[n][0], -spans[n][1]))
    found: dict[int, int] = {}
    widths: dict[int, int] = {}
    group: list[int] = []
    ends: list[float] = []

    def settle() -> None:
        widths.update(dict.fromkeys(group, len(ends)))
        group.clear()
        ends.clear()

    for number in order:
        begin, end = spans[number]
        if ends and begin >= max(ends):
            settle()
        lane = next((n for n, until in enumerate(ends) if until <= begin), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        found[number] = lane
        group.append(number)
    settle()
    return [Lane(found[number], widths[number]) for number in range(len(spans))]
