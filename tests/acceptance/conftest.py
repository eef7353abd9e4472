"""A screen for all, and a company with a telephone for each module."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hotline_desk.demo.company import LOGIN
from hotline_desk.demo.fritzbox import FritzBox
from hotline_desk.demo.screen import NEEDED, Screen
from hotline_desk.services.context import Context
from tests.acceptance.driven import Driven, company, make_company

Begin = Callable[..., Driven]


@dataclass
class Office:
    """The company's folder, its telephone system, numbers its customers call from, and eyes into what is stored."""

    folder: Path
    box: FritzBox
    numbers: list[str]
    ctx: Context


@pytest.fixture(scope="package")
def screen() -> Iterator[Screen]:
    """A virtual screen with a window manager."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"needs {', '.join(missing)}")
    with Screen(1440, 900) as found:
        yield found


@pytest.fixture(scope="module")
def begin(screen: Screen) -> Iterator[Begin]:
    """Starts desks; those that still run are ended after the module."""
    begun: list[Driven] = []

    def start(folder: Path, *arguments: str, **how: str) -> Driven:
        begun.append(Driven(screen, folder, *arguments, **how))
        return begun[-1]

    yield start
    for desk in begun:
        desk.end()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A small company with a FRITZ!Box."""
    folder = tmp_path_factory.mktemp("office") / "data"
    with FritzBox() as box:
        numbers = make_company(folder, box.url)
        with company(folder) as ctx:
            yield Office(folder, box, numbers, ctx)


@pytest.fixture(scope="module")
def desk(office: Office, begin: Begin) -> Driven:
    """The desk of the company's first agent, listening."""
    begun = begin(office.folder, "--user", LOGIN)
    assert office.box.wait_for_listener(30)
    begun.front("start")
    return begun
