"""A real X screen of the tests' own, with a window manager and real keys."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

NEEDED = ("Xvfb", "openbox", "xdotool")


def require_x11() -> None:
    """Skips the test where the programs are missing; in CI it fails."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"not installed: {missing}", pytrace=False)
    if missing:
        pytest.skip(f"not installed: {missing} (python3 dev.py setup does it)")


@contextmanager
def screen(size: str = "1280x800") -> Iterator[dict[str, str]]:
    """The environment of programs that shall show themselves on a new screen."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"], pass_fds=[writing],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as said:
        display = f":{said.readline().strip()}"
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield environment
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


def press(environment: dict[str, str], *what: str) -> None:
    """One command of xdotool."""
    subprocess.run(["xdotool", *what], env=environment, check=True, capture_output=True)
