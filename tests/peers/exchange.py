"""An Asterisk of our own on the loopback. It needs root on Debian and the script of the peers beside the project."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[3] / "shared" / "peers"
OURS = Path(__file__).parent / "asterisk"
MANAGER = ("127.0.0.1", 5038)
INSTALL_S, RINGS_WITHIN_S = 400.0, 10.0
_USUAL_ROOT = Path.home() / ".cache" / "hotline-desk" / "asterisk"


def missing(what: str) -> None:
    """Skips; where the peers have to run it is a failure."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)


class Exchange:
    """Made in a folder of the test's own: the script with its files, and ours behind them."""

    def __init__(self, folder: Path) -> None:
        if not (SCRIPTS / "asterisk" / "peer").is_file():
            missing(f"the script that starts an Asterisk is not in {SCRIPTS}")
        if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("apt-get") is None:
            missing("an Asterisk of its own needs root on Debian")
        self._root = Path(os.environ.get("ASTERISK_ROOT") or _USUAL_ROOT)
        self._root.parent.mkdir(parents=True, exist_ok=True)
        self._script = folder / "peer" / "peer"
        shutil.copytree(SCRIPTS / "asterisk", folder / "peer")
        for file in OURS.glob("*.conf"):
            with (folder / "peer" / "etc" / file.name).open("a", encoding="utf-8") as whole:
                whole.write(file.read_text(encoding="utf-8"))
        self.certificate = Path(f"{self._root}.log") / "cert.pem"

    def do(self, *words: str, patience: float = 60.0) -> str:
        """Waits for a command of the script and returns what it printed."""
        done = subprocess.run(
            [self._script, *words], env={**os.environ, "ASTERISK_ROOT": str(self._root)}, capture_output=True,
            text=True, errors="replace", timeout=patience, check=False)
        assert done.returncode == 0, done.stderr[-500:]
        return done.stdout

    def install(self) -> None:
        """Unpacks an Asterisk unless one is there. One that was left half done is made anew."""
        if self._root.exists() and not (self._root / "usr/sbin/asterisk").exists():
            shutil.rmtree(self._root)
        try:
            self.do("install", patience=INSTALL_S)
        except (AssertionError, subprocess.TimeoutExpired) as trouble:
            missing(f"Asterisk cannot be had here: {trouble}")

    def start(self) -> None:
        """Starts it, with nothing left of one that ran before."""
        self.crash()
        with socket.socket() as attempt:
            if attempt.connect_ex(MANAGER) == 0:
                pytest.fail(f"another exchange listens on {MANAGER}; end it first")
        self.do("start")

    def crash(self) -> None:
        """Ends the exchange without a farewell to anybody."""
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):  # ended meanwhile
                if entry.name.isdigit() and (entry / "root").readlink() == self._root.resolve():
                    os.kill(int(entry.name), signal.SIGKILL)

    def clear(self) -> None:
        """Ends what still rings or talks there."""
        self.do("cli", "channel request hangup all")

    def await_ringing(self, endpoint: str) -> None:
        """Waits until the exchange knows that a telephone rings; until then a refusal looks like nobody there."""
        end = time.monotonic() + RINGS_WITHIN_S
        while not any(line.startswith(f"{endpoint}-") and "!Ringing!" in line
                      for line in self.do("cli", "core show channels concise").splitlines()):
            assert time.monotonic() < end, f"{endpoint} does not ring"

    def channel(self, endpoint: str) -> str:
        """The name of the channel of a telephone that talks."""
        lines = self.do("cli", "core show channels concise").splitlines()
        return next(line.partition("!")[0] for line in lines if line.startswith(f"{endpoint}-"))
