"""The command line as it is typed: real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.forker import Forker
from tests.house.source import ROOT

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("HOTLINE_DESK", "LC_", "LANG"))},
    "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "default", "LANG": "C.UTF-8",
}


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout, one per line."""
        return [json.loads(line) for line in self.lines]


@dataclass(frozen=True)
class Typing:
    """A terminal in which every command works on one company."""

    data: Path
    forker: Forker
    database: str | None = None

    @property
    def place(self) -> list[str]:
        return ["--data", str(self.data), *(["--database", self.database] if self.database else [])]

    def command(self, *arguments: object) -> list[str]:
        """What is executed: the company's place stands after the command."""
        return [sys.executable, "-m", "hotline_desk", *map(str, arguments), *self.place]

    def start(self, *arguments: object, **more: Any) -> subprocess.Popen[str]:
        """A command that goes on while the test does."""
        return subprocess.Popen(self.command(*arguments), env=ENVIRONMENT, text=True, encoding="utf-8",
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    def really(self, *arguments: object, **environment: str) -> Said:
        """Runs a command as an interpreter of its own, from the first import on."""
        done = subprocess.run(self.command(*arguments), env={**ENVIRONMENT, **environment}, capture_output=True,
                              check=False, timeout=100)
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    def __call__(self, *arguments: object, code: int = 0, given: bytes = b"", **environment: str) -> Said:
        """Runs a command in a process of its own to its end, which must come with this exit code."""
        with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            asked.write(given)
            asked.seek(0)
            typed = [*map(str, arguments), *self.place]
            ended = self.forker.run(typed, {**ENVIRONMENT, **environment}, [f.fileno() for f in (asked, out, err)])
            out.seek(0)
            err.seek(0)
            said = Said(ended, out.read().decode(), err.read().decode())
        assert said.code == code, f"exit {said.code}\n{said.out}\n{said.err}"
        return said

    def quietly(self, *arguments: object, **more: Any) -> Said:
        """Runs a command that must succeed without a word on stderr."""
        said = self(*arguments, **more)
        assert said.err == ""
        return said
