"""A Windows of our own: Wine in a folder of the cache, a Python for Windows, a compiler for its libraries."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

CACHE = Path.home() / ".cache" / "hotline-desk" / "wine"
COMPILER = "x86_64-w64-mingw32-gcc"
_REQUIREMENTS = Path(__file__).parent / "tapi" / "requirements.txt"
_DEBIAN = Path("/usr/lib/wine")


def _missing(what: str) -> None:
    """Where the peers have to run it is a failure."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{what} cannot be had here")


def _program(name: str, other: str = "") -> str:
    places = [place for place in (_DEBIAN / name, _DEBIAN / other) if place.is_file()]
    found = shutil.which(name) or (str(places[0]) if places else "")
    if not found:
        _missing(name)
    return found


class Wine:
    """Programs of Windows, with a Python among them that lies in `python`."""

    def __init__(self, folder: Path) -> None:
        self._wine = _program("wine64")
        self._server = _program("wineserver", "wineserver64")
        self._environment = {
            **os.environ, "WINEPREFIX": str(CACHE / "prefix"), "WINEDEBUG": "-all", "DISPLAY": "",
            "WINESERVER": self._server,
        }
        CACHE.mkdir(parents=True, exist_ok=True)
        self.python = folder / "python"
        shutil.copytree(_windows_python(), self.python)
        self.run(self._wine, "wineboot.exe", "--init")

    def compile(self, source: Path, library: Path) -> None:
        """Makes a library for Windows."""
        done = subprocess.run(
            [_program(COMPILER), "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-o", library, source],
            capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr

    def run(self, *words: str, overrides: str = "", **environment: str) -> str:
        """What a program wrote. Its streams are pipes: elsewhere Python for Windows would not start."""
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False,
            env={**self._environment, **environment,
                 "WINEDLLOVERRIDES": f"{overrides}mscoree,mshtml=;winemenubuilder.exe=d"},
        )
        return done.stdout.decode("utf-8", "replace")

    def run_python(self, program: Path, *arguments: str, overrides: str = "", **environment: str) -> str:
        """What a program in Python wrote."""
        return self.run(self._wine, str(self.python / "python.exe"), windows(program), *arguments,
                        overrides=overrides, **environment)

    def end(self) -> None:
        """Ends the Windows of this folder."""
        subprocess.run([self._server, "-k"], env=self._environment, timeout=60, check=False)


def windows(path: Path) -> str:
    """A path as programs under Wine see it."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def _windows_python() -> Path:
    """Python for Windows, fetched once and checked by its hash."""
    name, version = _REQUIREMENTS.read_text().splitlines()[1].split()[0].split("==")
    place = CACHE / f"{name}-{version}"
    if place.is_dir():
        return place
    fetched = CACHE / "fetched"
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps",
         "--no-binary", ":all:", "--require-hashes", "--dest", fetched, "--requirement", _REQUIREMENTS],
        capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        _missing(f"Python for Windows ({done.stderr[-300:]})")
    archive = next(fetched.glob("python?embed-*.tar.gz"))
    with tarfile.open(archive) as packed:
        member = next(each for each in packed if each.name.endswith("/data.zip"))
        inner = packed.extractfile(member)
        assert inner is not None
        with zipfile.ZipFile(inner) as files:
            files.extractall(fetched)
    next(fetched.glob("cp3*")).rename(place)
    return place
