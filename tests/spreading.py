"""In which order the workers of a whole run take the files: long ones first, so that none is left alone at the end.

Files that mostly wait for other processes alternate with those that keep the processor busy: two workers that wait
at the same time would leave it idle.
"""

from __future__ import annotations

from itertools import zip_longest

import pytest

WAITING = ("acceptance", "reliability", "demo", "cli")
"""Folders whose tests wait for processes of their own, the longest first."""
BUSY = ("ui", "services", "adapters", "house")
"""Folders whose tests take longest, in their order; all others come after them."""


def _folder(file: str) -> str:
    return file.split("/")[1] if "/" in file else ""


def _rank(file: str, folders: tuple[str, ...]) -> tuple[int, int, str]:
    parts, folder = file.split("/"), _folder(file)
    # What lies directly in a folder goes through all that is below it.
    return folders.index(folder) if folder in folders else len(folders), len(parts), file


def order(files: list[str]) -> list[str]:
    """The files of a whole run in the order in which they are to be begun."""
    waiting = sorted((f for f in files if _folder(f) in WAITING), key=lambda file: _rank(file, WAITING))
    busy = sorted((f for f in files if _folder(f) not in WAITING), key=lambda file: _rank(file, BUSY))
    return [file for pair in zip_longest(waiting, busy) for file in pair if file is not None]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only in workers: who runs files by himself gets them in the order he knows."""
    if not hasattr(config, "workerinput"):
        return
    files = dict.fromkeys(item.nodeid.partition("::")[0] for item in items)
    place = {file: number for number, file in enumerate(order(list(files)))}
    items.sort(key=lambda item: place[item.nodeid.partition("::")[0]])
