"""Processes that tests may kill: forked from one that has loaded everything, so that many rounds cost little."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """A job at work in a process of its own. `lines` are what it has acknowledged, as they come."""

    def __init__(self, nursery: Nursery, pid: int, pipe: Path) -> None:
        self._nursery = nursery
        self.pid = pid
        self.lines = pipe.open(encoding="utf-8")

    def kill(self) -> list[str]:
        """Ends it as a power failure would; returns what it still had acknowledged."""
        self._nursery.tell({"kill": self.pid})
        return self.rest()

    def rest(self) -> list[str]:
        """What it acknowledges until it ends."""
        with self.lines:
            return [line.rstrip("\n") for line in self.lines]

    def wait(self) -> int:
        """Its exit status, as `os.waitstatus_to_exitcode` tells it."""
        return int(self._nursery.tell({"wait": self.pid}))


class Nursery:
    """The process that forks; one per test session."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.nursery"], cwd=ROOT, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def start(self, job: str, **args: Any) -> Child:
        """Starts a job of `jobs` by its name."""
        self._made += 1
        pipe = self._folder / f"pipe-{self._made}"
        os.mkfifo(pipe)
        return Child(self, self.tell({"job": job, "pipe": str(pipe), "args": args}), pipe)

    def tell(self, command: dict[str, Any]) -> Any:
        """One command, one answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """Ends with the last of its children."""
        self._process.communicate()


@contextmanager
def nursery_in(folder: Path) -> Iterator[Nursery]:
    """A nursery that keeps its pipes in this folder."""
    nursery = Nursery(folder)
    try:
        yield nursery
    finally:
        nursery.close()


def serve() -> None:
    """The forking process: reads commands until its input ends."""
    from tests.reliability import jobs

    for line in sys.stdin:
        command = json.loads(line)
        if "wait" in command:
            answer = os.waitstatus_to_exitcode(os.waitpid(command["wait"], 0)[1])
        elif "kill" in command:
            os.kill(command["kill"], signal.SIGKILL)
            answer = 0
        else:
            answer = os.fork()
            if answer == 0:
                _work(getattr(jobs, command["job"]), Path(command["pipe"]), command["args"])
        print(json.dumps(answer), flush=True)


def _work(job: Any, pipe: Path, args: dict[str, Any]) -> None:
    """In the child: the job with its way to acknowledge. Never returns."""
    status = 1
    try:
        os.close(0)
        os.dup2(os.open(pipe, os.O_WRONLY), 1)
        job(lambda line: os.write(1, f"{line}\n".encode()), **args)
        status = 0
    except SystemExit as end:
        status = int(str(end.code or 0))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
