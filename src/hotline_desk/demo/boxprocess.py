"""The FRITZ!Box of our own as a process beside the desk."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from hotline_desk.core.errors import EnvironmentTrouble
from hotline_desk.core.text import N_
from hotline_desk.demo.fritzbox import FritzBox
from hotline_desk.demo.timetable import now_and_then

_PATIENCE = 10.0


class BoxProcess:
    """Lets these numbers (E.164) call one of the own ones, on the average every so many seconds, until stopped.

    It ends with this process too, however that one ends. A frozen program has no Python to start, so the box runs
    within it there.
    """

    def __init__(self, numbers: Sequence[str], own: Sequence[str], every: float = 25.0) -> None:
        self._numbers, self._own, self._every = tuple(numbers), tuple(own), every
        self._process: subprocess.Popen[str] | None = None
        self._inside: FritzBox | None = None

    def start(self) -> str:
        """Starts it and returns the feed's URL. Raises EnvironmentTrouble if it does not come up."""
        if getattr(sys, "frozen", False):
            self._inside = FritzBox().start()
            self._inside.play(now_and_then(self._numbers, self._every, self._own))
            return self._inside.url
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hotline_desk.demo.fritzbox", "--port", "0", "--numbers", ",".join(self._numbers),
             "--own", ",".join(self._own), "--every", str(self._every), "--until-eof"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        assert self._process.stdout is not None
        url = self._process.stdout.readline().strip()
        if not url:
            raise EnvironmentTrouble(N_("The telephone system of the sample"), str(self._process.wait(_PATIENCE)))
        return url

    def stop(self) -> None:
        """Ends it and waits."""
        if self._inside is not None:
            self._inside.stop()
        if self._process is None or self._process.stdin is None:
            return
        self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
