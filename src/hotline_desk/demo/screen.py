"""A virtual screen for the story: a real X server without a display, real key strokes, pictures of what is seen."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PIL import Image, ImageChops, ImageGrab

from hotline_desk.core.errors import UserError

NEEDED = ("Xvfb", "openbox", "xdotool")
_ALIKE = 0.004
"""Share of a picture that may differ while it counts as still: running clocks and a blinking cursor."""


class Screen:
    """An X server of our own with a window manager; ends with the context it was opened in."""

    def __init__(self, width: int = 1440, height: int = 900) -> None:
        missing = [program for program in NEEDED if shutil.which(program) is None]
        if missing:
            raise UserError("demo.programs", programs=", ".join(missing))
        self._size = f"{width}x{height}x24"
        self._running: list[subprocess.Popen[bytes]] = []
        self.display = ""

    def __enter__(self) -> Screen:
        reading, writing = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", self._size, "-nolisten", "tcp", "-noreset",
             "-r"],  # a key that is let go late on a busy computer must not repeat
            pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writing)
        self._running.append(server)
        with os.fdopen(reading, "rb") as told:
            self.display = f":{told.readline().decode().strip()}"
        self.start(["openbox"])
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None,
                 trace: TracebackType | None) -> None:
        for process in reversed(self._running):
            _end(process)

    @property
    def environment(self) -> dict[str, str]:
        """The environment for programs on this screen."""
        inherited = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
        return {**inherited, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def start(self, command: list[str], log: Path | None = None) -> subprocess.Popen[bytes]:
        """Starts a program on this screen; it is ended with the screen if it has not ended before."""
        if log is None:
            process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        else:
            with log.open("ab") as output:
                process = subprocess.Popen(command, env=self.environment, stdout=output, stderr=output)
        self._running.append(process)
        return process

    def keys(self, *names: str) -> None:
        """Presses keys or chords ("F2", "ctrl+Return") one after the other."""
        for name in names:
            self._xdotool("key", "--clearmodifiers", name)

    def type(self, text: str) -> None:
        """Types a text key by key."""
        self._xdotool("type", "--delay", "15", text)

    def picture(self) -> Image.Image:
        """What is on the screen now."""
        return ImageGrab.grab(xdisplay=self.display)

    def settled(self, seconds: float = 8.0) -> Image.Image:
        """The screen once two looks, a moment apart, are alike; at the latest after so many seconds."""
        until = time.monotonic() + seconds
        before = self.picture()
        while True:
            time.sleep(0.25)
            now = self.picture()
            if difference(before, now) < _ALIKE or time.monotonic() > until:
                return now
            before = now

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self.environment, check=True, timeout=60,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ, 0 to 1."""
    changed = ImageChops.difference(one.convert("L"), other.convert("L")).point(lambda v: 255 if v > 8 else 0)
    return sum(changed.histogram()[255:]) / (one.width * one.height)


def wait_for(what: Callable[[], bool], seconds: float = 15.0) -> bool:
    """Whether it became true within so many seconds; asks ten times a second."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
