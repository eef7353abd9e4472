"""What a fresh machine gets: pinned, hashed, and by nothing but Python's standard library."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOT, tree

FILES = ("run.txt", "dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, tuple[str, list[str]]]:
    """Canonical name -> version and hashes."""
    found = {}
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if "==" in line:
            requirement, *hashes = line.split(" --hash=sha256:")
            parsed = Requirement(requirement)
            (specifier,) = parsed.specifier
            found[canonicalize_name(parsed.name)] = (specifier.version, [h.strip() for h in hashes])
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_hashes(name):
    found = pins(name)
    assert found
    assert all(hashes for _, hashes in found.values())
    assert all(re.fullmatch("[0-9a-f]{64}", h) for _, hashes in found.values() for h in hashes)


@pytest.mark.parametrize("name", FILES)
def test_pins_name_no_place_to_fetch_from(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--find-links|--extra|@", text)


def test_nothing_is_pinned_twice():
    assert not pins("run.txt").keys() & pins("dev.txt").keys()


@pytest.mark.parametrize(
    ("wanted", "names"),
    [(PROJECT["project"]["dependencies"], ["run.txt"]), (PROJECT["dependency-groups"]["dev"], ["run.txt", "dev.txt"])],
    ids=["run", "dev"],
)
def test_what_the_project_asks_for_is_pinned_within_its_range(wanted, names):
    found = {package: pin for name in names for package, pin in pins(name).items()}
    for text in wanted:
        requirement = Requirement(text)
        assert requirement.specifier.contains(found[canonicalize_name(requirement.name)][0]), text


def test_platforms_with_wheels_of_their_own_are_all_pinned():
    """One wheel for Linux and one for Windows at least, where there is no wheel for all."""
    assert len(pins("run.txt")["pyside6-essentials"][1]) >= 2
    assert "colorama" in pins("dev.txt"), "pytest needs it on Windows"


def test_the_versions_of_qt_are_fixed():
    found = pins("run.txt")
    assert (found["pyside6-essentials"][0], found["shiboken6"][0]) == ("6.11.3", "6.11.3")


def test_the_starting_script_needs_the_standard_library_alone():
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree(ROOT / "dev.py")) if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
    }
    assert imported <= sys.stdlib_module_names


def test_wrong_usage_tells_the_verbs():
    told = subprocess.run([sys.executable, ROOT / "dev.py", "rnu"], capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "dev.py test" in told.stderr


def test_continuous_integration_runs_what_a_person_runs():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[-1] == "exec python3 dev.py test"
