"""Companies for the command line."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.forker import Forker
from tests.cli.typing import ENVIRONMENT, Typing
from tests.house.source import ROOT
from tests.services.test_importing import COMPANY

INIT = ("init", "--company", "Müller & Söhne", "--user", "anna", "--language", "en", "--country", "DE",
        "--area-code", "030", "--own-number", "030/555-0")


@pytest.fixture(scope="session")
def forker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forker]:
    """What starts commands at once."""
    running = Forker(tmp_path_factory.mktemp("forker"), [sys.executable, "-m", "tests.cli.forker"],
                     {**ENVIRONMENT, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))})
    yield running
    running.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, forker: Forker) -> Path:
    """A company made by typing, with imported data; it is copied for each test."""
    folder = tmp_path_factory.mktemp("typed") / "company"
    typing = Typing(folder, forker)
    typing.quietly(*INIT)
    typing.quietly("import", "-", given=json.dumps(COMPANY).encode())
    return folder


@pytest.fixture
def hotline(made: Path, tmp_path: Path, forker: Forker) -> Typing:
    """A terminal with that company, in English."""
    shutil.copytree(made, tmp_path / "company")
    return Typing(tmp_path / "company", forker)


@pytest.fixture
def nowhere(tmp_path: Path, forker: Forker) -> Typing:
    """A terminal without a company."""
    return Typing(tmp_path / "nowhere", forker)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path, forker: Forker) -> Iterator[Typing]:
    """A terminal in which a company can be made, on each database in turn."""
    if request.param == "sqlite":
        yield Typing(tmp_path / "company", forker)
    else:
        yield Typing(tmp_path / "desk", forker, request.getfixturevalue("postgres_url"))
