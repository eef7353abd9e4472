"""Runs commands in processes forked from one that has loaded everything: real processes that start at once."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from hotline_desk.cli import billing, care, entry, lists, main, papers
from hotline_desk.demo import company

LOADED = (billing, care, company, entry, lists, papers)


def serve(place: str) -> None:
    """Answers each connection with the exit code of the command it asks for."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place)
        server.listen(16)
        print("ready", flush=True)
        while True:
            connection, _ = server.accept()
            if os.fork() == 0:
                server.close()
                _answer(connection)
            connection.close()


def _answer(connection: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, handles, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    asked = json.loads(message)
    child = os.fork()
    if child == 0:
        connection.close()
        _run(asked, handles)
    _, status = os.waitpid(child, 0)
    connection.sendall(json.dumps(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _run(asked: dict[str, Any], handles: list[int]) -> None:
    code = 99
    try:
        for target, handle in enumerate(handles):
            os.dup2(handle, target)
        os.environ.clear()
        os.environ.update(asked["environment"])
        sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False))
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), line_buffering=False)
        sys.stderr = io.TextIOWrapper(io.BufferedWriter(io.FileIO(2, "w", closefd=False)), line_buffering=True)
        sys.argv = ["hotline-desk"]
        code = main(asked["arguments"])
    except SystemExit as end:
        code = int(str(end.code or 0))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


class Forker:
    """The other side: asks for commands. `close` ends the process."""

    def __init__(self, folder: Path, command: list[str], environment: dict[str, str]) -> None:
        self._place = str(folder / "forker")
        self._process = subprocess.Popen([*command, self._place], env=environment, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def run(self, arguments: list[str], environment: dict[str, str], handles: list[int]) -> int:
        """The exit code of a command with these files as stdin, stdout and stderr."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(100)
            connection.connect(self._place)
            message = json.dumps({"arguments": arguments, "environment": environment}).encode()
            socket.send_fds(connection, [message], handles)
            return int(json.loads(connection.recv(100)))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


if __name__ == "__main__":
    serve(sys.argv[1])
