"""The wheel, installed elsewhere, is the whole program."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.source import ROOT

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT], check=True
    )
    return next(folder.glob("hotline_desk-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([*PIP, "install", "--no-deps", "--no-index", "--target", folder, wheel], check=True)
    return folder


def desk(installed: Path, elsewhere: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONWARNINGS": "default"}
    return subprocess.run(
        [sys.executable, "-m", "hotline_desk", *arguments], cwd=elsewhere, env=environment, text=True,
        capture_output=True, check=False,
    )


def test_resources_migrations_and_the_manual_travel_inside(wheel):
    packed = set(zipfile.ZipFile(wheel).namelist())
    places = {"resources": ROOT, "migrations": ROOT, "manual": ROOT / "docs"}
    expected = {
        f"hotline_desk/{f.relative_to(root).as_posix()}" for name, root in places.items()
        for f in (root / name).rglob("*") if f.is_file() and f.suffix != ".pyc"
    }
    assert expected
    assert not expected - packed


def test_nothing_of_the_workshop_travels_inside(wheel):
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"hotline_desk"}


def test_the_installed_program_finds_what_it_needs(installed, tmp_path):
    script = (
        "from hotline_desk.core import places; import hotline_desk;"
        "print(hotline_desk.__file__, places.resources('fonts', 'NotoSans-Regular.ttf').is_file(),"
        " places.catalogue('de').is_file(), (places.migrations() / 'env.py').is_file(),"
        " places.manual('de', 'index').is_file())"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(installed)}, text=True,
        capture_output=True, check=True,
    ).stdout.split()
    assert Path(told[0]).is_relative_to(installed)
    assert told[1:] == ["True"] * 4


def test_the_installed_program_tells_its_commands(installed, tmp_path):
    told = desk(installed, tmp_path, "--help")
    assert told.returncode == 0, told.stderr
    assert "hotline-desk" in told.stdout


def test_the_installed_program_makes_and_lists_a_company(installed, tmp_path):
    store = ("--data", str(tmp_path / "company"))
    made = desk(
        installed, tmp_path, *store, "init", "--company", "Müller & Söhne", "--user", "anna", "--language", "de",
        "--country", "DE", "--area-code", "030",
    )
    assert made.returncode == 0, made.stderr
    listed = desk(installed, tmp_path, *store, "list", "tickets", "--json")
    assert (listed.returncode, listed.stdout) == (0, ""), listed.stderr
