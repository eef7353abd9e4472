"""Pins every requirement with the hashes of its wheels for all platforms and Pythons that are supported.

`requirements/run.txt` has what the product needs, `requirements/dev.txt` what is needed besides to work on it.
Versions stay as they are pinned while the ranges in pyproject.toml allow it; `--upgrade` takes the newest.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
PYTHONS = ("3.11", "3.12", "3.13")
OLDEST_GLIBC = 17


@dataclass(frozen=True)
class Target:
    """A machine that wheels are chosen for: platform tags as pip knows them, and what markers ask."""

    name: str
    tags: tuple[str, ...]
    system: str
    sys_platform: str
    os_name: str
    machine: str


def _linux(glibc: int) -> Target:
    newest_first = (f"manylinux_2_{minor}_x86_64" for minor in range(glibc, OLDEST_GLIBC - 1, -1))
    tags = (*newest_first, "manylinux2014_x86_64", "linux_x86_64")
    return Target(f"Linux with glibc 2.{glibc}", tags, "Linux", "linux", "posix", "x86_64")


TARGETS = (
    _linux(36),  # Debian 12
    _linux(41),  # a younger system may prefer another wheel of the same version
    Target("Windows", ("win_amd64",), "Windows", "win32", "nt", "AMD64"),
)


@dataclass
class Pin:
    """One distribution: its version, the hashes of its wheels, the targets that need it, who asks for it."""

    name: str
    version: str
    hashes: set[str] = field(default_factory=set)
    systems: set[str] = field(default_factory=set)
    askers: set[str] = field(default_factory=set)

    def lines(self) -> str:
        everywhere = self.systems == {t.sys_platform for t in TARGETS}
        marker = "" if everywhere else f' ; sys_platform == "{next(iter(self.systems))}"'
        parts = [f"{self.name}=={self.version}{marker}", *(f"--hash=sha256:{h}" for h in sorted(self.hashes))]
        return " \\\n    ".join(parts) + f"\n    # needed by {', '.join(sorted(self.askers))}\n"


def _environment(target: Target, python: str, extra: str) -> dict[str, str]:
    return {
        "sys_platform": target.sys_platform, "platform_system": target.system, "os_name": target.os_name,
        "platform_machine": target.machine, "python_version": python, "python_full_version": f"{python}.0",
        "implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": extra,
    }


def _applies(marker: Marker | None, target: Target, python: str, extras: Iterable[str]) -> bool:
    return marker is None or any(marker.evaluate(_environment(target, python, e)) for e in ("", *extras))


def _resolve(wanted: list[str], known: Path, target: Target, python: str) -> list[dict[str, Any]]:
    """What pip would install, without installing it: entries of its report."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        platforms = [part for tag in target.tags for part in ("--platform", tag)]
        subprocess.run(
            [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--dry-run",
             "--ignore-installed", "--only-binary=:all:", "--target", folder, "--python-version", python,
             "--implementation", "cp", *platforms, "--report", report, "--constraint", known, *wanted],
            check=True, stdout=subprocess.DEVNULL,
        )
        entries: list[dict[str, Any]] = json.loads(report.read_text())["install"]
        return entries


def _asked(entries: list[dict[str, Any]], wanted: list[str], target: Target, python: str) -> dict[str, set[str]]:
    """Canonical name -> who asks for it, walked from `wanted` with the target's own markers.

    pip evaluates markers for the machine it runs on, not for the target; here they count for the target.
    """
    metadata = {canonicalize_name(e["metadata"]["name"]): e["metadata"] for e in entries}
    askers: dict[str, set[str]] = defaultdict(set)
    queue = [(Requirement(text), "the project") for text in wanted]
    seen: set[tuple[str, frozenset[str]]] = set()
    while queue:
        requirement, asker = queue.pop()
        name = canonicalize_name(requirement.name)
        askers[name].add(asker)
        if (name, frozenset(requirement.extras)) in seen or name not in metadata:
            continue
        seen.add((name, frozenset(requirement.extras)))
        for text in metadata[name].get("requires_dist", []):
            further = Requirement(text)
            if _applies(further.marker, target, python, requirement.extras):
                queue.append((further, metadata[name]["name"]))
    return askers


def _collect(run: list[str], dev: list[str], known: Path) -> tuple[dict[str, Pin], set[str]]:
    """All pins for all targets, and the names of those that `run` needs.

    Raises ValueError if two targets would need different versions.
    """
    pins: dict[str, Pin] = {}
    run_names: set[str] = set()
    wanted = [*run, *dev]
    for target in TARGETS:
        for python in PYTHONS:
            print(f"{target.name}, Python {python}", flush=True)
            extra: list[str] = []
            while True:
                entries = _resolve([*wanted, *extra], known, target, python)
                askers = _asked(entries, wanted, target, python)
                missing = sorted(askers.keys() - {canonicalize_name(e["metadata"]["name"]) for e in entries})
                if not missing:
                    break
                extra += missing
            _add(pins, entries, askers, target)
            run_names |= _asked(entries, run, target, python).keys()
    return pins, run_names


def _add(pins: dict[str, Pin], entries: list[dict[str, Any]], askers: dict[str, set[str]], target: Target) -> None:
    for entry in entries:
        name, version = entry["metadata"]["name"], entry["metadata"]["version"]
        key = canonicalize_name(name)
        if key not in askers:
            continue
        pin = pins.setdefault(key, Pin(name, version))
        if pin.version != version:
            raise ValueError(f"{name}: {pin.version} here, {version} for {target.name}")
        pin.hashes.add(entry["download_info"]["archive_info"]["hashes"]["sha256"])
        pin.systems.add(target.sys_platform)
        pin.askers |= askers[key]


def _pinned_now() -> list[str]:
    """"name==version" of every pin in the files as they are."""
    lines = [line for file in FOLDER.glob("*.txt") for line in file.read_text().splitlines()]
    return [line.split()[0] for line in lines if "==" in line and not line.startswith((" ", "#"))]


def _write(file: Path, first: str, pins: Iterable[Pin]) -> None:
    body = "".join(pin.lines() for pin in sorted(pins, key=lambda p: canonicalize_name(p.name)))
    file.write_text(f"# {first}\n# Written by: python3 dev.py lock\n\n{body}", encoding="utf-8")


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, dev = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder) / "known.txt"
        known.write_text("" if "--upgrade" in sys.argv else "\n".join(_pinned_now()) + "\n")
        all_pins, run_names = _collect(run, dev, known)
    _write(FOLDER / "run.txt", "What Hotline Desk needs to run, with the hashes of all wheels.",
           (pin for name, pin in all_pins.items() if name in run_names))
    _write(FOLDER / "dev.txt", "What is needed besides to work on it.",
           (pin for name, pin in all_pins.items() if name not in run_names))


if __name__ == "__main__":
    main()
