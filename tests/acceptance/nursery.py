"""Desks that start fast and may be killed: forked from a process that has loaded the program but opened nothing.

    python -m tests.acceptance.nursery

It is told on a socket (its stdin) what to start, with the three standard files of the child beside it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_LOOK_EVERY = 0.01


class Nursery:
    """The process that forks."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.acceptance.nursery"], cwd=ROOT, stdin=theirs, stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))})

    def start(self, arguments: list[str], environment: dict[str, str], errors: int) -> Child:
        """A desk with these arguments; what it says on stderr goes to the open file `errors`."""
        asked_out, asked_in = os.pipe()
        told_out, told_in = os.pipe()
        pid = self.tell({"arguments": arguments, "environment": environment}, [asked_out, told_in, errors])
        os.close(asked_out)
        os.close(told_in)
        return Child(self, pid, asked_in, told_out)

    def tell(self, command: dict[str, Any], files: list[int] | None = None) -> Any:
        """One command, one answer."""
        socket.send_fds(self._socket, [json.dumps(command).encode()], files or [])
        return json.loads(self._socket.recv(100))

    def close(self) -> None:
        """Ends the process; its children must have ended."""
        self._socket.close()
        self._process.wait(10)


class Child:
    """As much of a Popen as a driven desk needs."""

    def __init__(self, nursery: Nursery, pid: int, asked: int, told: int) -> None:
        self._nursery, self.pid = nursery, pid
        self.stdin, self.stdout = os.fdopen(asked, "wb"), os.fdopen(told, "rb")
        self._code: int | None = None

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        if self._code is None:
            self._code = self._nursery.tell({"poll": self.pid})
        return self._code

    def wait(self, timeout: float = 10.0) -> int:
        """The exit code once it has ended. Raises subprocess.TimeoutExpired."""
        until = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("desk", timeout)
            time.sleep(_LOOK_EVERY)
        return code

    def kill(self) -> None:
        """As when the power fails."""
        os.kill(self.pid, signal.SIGKILL)

    def terminate(self) -> None:
        """Asks it to end."""
        os.kill(self.pid, signal.SIGTERM)


def serve() -> None:
    """The forking process: obeys until its socket closes."""
    from hotline_desk.app.frames import modules
    from tests.acceptance import observed

    list(modules())  # loads the rest of the program
    line = socket.socket(fileno=os.dup(0))
    while True:
        message, files, _flags, _place = socket.recv_fds(line, 65536, 3)
        if not message:
            return
        command = json.loads(message)
        if "poll" in command:
            pid, status = os.waitpid(command["poll"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        else:
            answer = os.fork()
            if answer == 0:
                _be_a_desk(observed.run, command, files)
        for file in files:
            os.close(file)
        line.sendall(json.dumps(answer).encode())


def _be_a_desk(run: Any, command: dict[str, Any], files: list[int]) -> None:
    status = 1
    try:
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115 - to the end
        os.environ.clear()
        os.environ.update(command["environment"])
        status = run(command["arguments"])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
