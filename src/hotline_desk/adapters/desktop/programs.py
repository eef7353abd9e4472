"""Other programs of this computer, started without a shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from hotline_desk.core.errors import UserError

_VARIABLE = re.compile(r"%([^%]+)%")


class Started:
    """A program that was started; it outlives the desk. May be asked from any thread."""

    def __init__(self, process: subprocess.Popen[bytes], name: str) -> None:
        self.name = name
        self._began = time.monotonic()
        self._ran = 0.0
        self._over = threading.Event()
        self.code: int | None = None
        """What it said as it ended; None as long as it runs."""
        threading.Thread(target=self._wait, args=(process,), name="program", daemon=True).start()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        self.code = process.wait()
        self._ran = time.monotonic() - self._began
        self._over.set()

    def over(self) -> bool:
        """Whether it has ended."""
        return self._over.is_set()

    def wait(self, seconds: float) -> bool:
        """Waits until it has ended; False if it still runs after that."""
        return self._over.wait(seconds)

    def seconds(self) -> float:
        """How long it ran, or has run so far."""
        return self._ran if self.over() else time.monotonic() - self._began


def start_program(command: Sequence[str], places: Sequence[str] = ()) -> Started:
    """Starts a program by its name or place, with each argument as it is.

    Raises UserError if it is neither on the path nor in one of `places`, or cannot be started.
    """
    found = _found(command[0], places)
    if found is None:
        raise UserError("remote.missing", program=command[0])
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen([found, *command[1:]], start_new_session=sys.platform != "win32",
                                   stdin=quiet, stdout=quiet, stderr=quiet)
    except OSError as trouble:
        raise UserError("remote.failed", program=command[0], reason=trouble.strerror or str(trouble)) from trouble
    return Started(process, Path(command[0]).name)


def _found(program: str, places: Sequence[str]) -> str | None:
    if Path(program).is_absolute():
        return program if Path(program).is_file() else None
    return shutil.which(program) or next(
        (place for place in map(_place, places) if place and Path(place).is_file()), None)


def _place(text: str) -> str:
    """The place with its variables filled in; "" if one of them is not set here."""
    names = _VARIABLE.findall(text)
    if any(name not in os.environ for name in names):
        return ""
    return _VARIABLE.sub(lambda match: os.environ[match[1]], text)
