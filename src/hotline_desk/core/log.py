"""The log: a rotating file without telephone numbers and secrets, and every crash leads there."""

from __future__ import annotations

import faulthandler
import logging
import os
import re
import sys
import threading
import time
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from hotline_desk.core import places

MOST_BYTES = 1_000_000
OLD_FILES = 5
_HIDDEN_DIGITS = 3
_CRASH = logging.getLogger("hotline_desk.crash")
_LINES = "%(asctime)s.%(msecs)03dZ %(levelname)-7s [%(threadName)s] %(name)s: %(message)s"
_UUID = r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
_RUN = r"\+?[0-9]{6,}+(?!\*)"
_WRITTEN = r"(?<![0-9:.,-])(?:\+[0-9]|\(?0[0-9])(?:[ /()-]{0,3}[0-9]){4,}+(?!\*)"
_NUMBERS = re.compile(f"(?P<uuid>{_UUID})|{_RUN}|{_WRITTEN}", re.IGNORECASE)
_URL_SECRET = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s/@:]*:)[^\s@]+@", re.IGNORECASE)
_QUERY_SECRET = re.compile(r"([?&;](?:pass|secret|token|key|sig)[^=\s&;]*=)[^&;\s]+", re.IGNORECASE)


def mask(text: str) -> str:
    """The text with secrets in URLs gone and the last three digits of every telephone number hidden."""
    return _NUMBERS.sub(_masked, without_secrets(text))


def without_secrets(text: str) -> str:
    """The text with passwords and tokens of URLs gone; numbers stay."""
    return _QUERY_SECRET.sub(r"\1***", _URL_SECRET.sub(r"\1***@", text))


def _masked(found: re.Match[str]) -> str:
    text = found.group()
    if found["uuid"]:
        return text
    digits = [at for at, sign in enumerate(text) if sign.isdigit()]
    return text[: digits[-_HIDDEN_DIGITS]] + "*" * _HIDDEN_DIGITS


class Masking(logging.Formatter):
    """One line per record in UTC, traceback included, with numbers and secrets masked."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__(_LINES, "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


class Log:
    """What `install` set up. `file` is None where the folder cannot be written."""

    def __init__(self, folder: Path, program: str, level: int, stderr: bool) -> None:
        self.file: Path | None = None
        self.trouble: OSError | None = None
        self._handlers: list[logging.Handler] = []
        self._crash: int | None = None
        self._level_before = logging.root.level
        self._faults_before = faulthandler.is_enabled()
        self._hooks_before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        if stderr and sys.stderr is not None:
            self._take(logging.StreamHandler(sys.stderr), logging.WARNING)
        try:
            self._open_files(folder, program, level)
        except OSError as trouble:  # a folder that may only be read must not keep the program from starting
            self.trouble = trouble
        logging.root.setLevel(level)
        sys.excepthook, threading.excepthook, sys.unraisablehook = _on_bug, _on_thread_bug, _on_unraisable
        if self.trouble:
            _CRASH.warning("no log file in %s: %s", folder, self.trouble)

    def _open_files(self, folder: Path, program: str, level: int) -> None:
        place = places.make_private(folder / "log")
        self._take(_PrivateFile(place / f"{program}.log"), level)
        self.file = place / f"{program}.log"
        self._crash = _private(str(place / f"{program}.crash"), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        faulthandler.enable(self._crash)

    def _take(self, handler: logging.Handler, level: int) -> None:
        handler.setLevel(level)
        handler.setFormatter(Masking())
        logging.root.addHandler(handler)
        self._handlers.append(handler)

    def uninstall(self) -> None:
        """Puts everything back as it was before `install`."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks_before
        if self._crash is not None:
            faulthandler.disable()
            os.close(self._crash)
            if self._faults_before and sys.__stderr__ is not None:
                faulthandler.enable(sys.__stderr__)
        for handler in self._handlers:
            logging.root.removeHandler(handler)
            handler.close()
        logging.root.setLevel(self._level_before)

    def __enter__(self) -> Log:
        return self

    def __exit__(self, *_: object) -> None:
        self.uninstall()


def install(folder: Path, program: str = "desk", level: int = logging.INFO, stderr: bool = True) -> Log:
    """Logs to `folder`/log/`program`.log from now on, warnings to stderr too unless told otherwise.

    Uncaught exceptions of all threads go there; a crash of the interpreter leaves `program`.crash.
    """
    return Log(folder, program, level, stderr)


class _PrivateFile(RotatingFileHandler):
    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=MOST_BYTES, backupCount=OLD_FILES, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding="utf-8", opener=_private)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _on_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _CRASH.critical("uncaught %s", kind.__name__, exc_info=(kind, error, trace))


def _on_thread_bug(args: threading.ExceptHookArgs) -> None:
    name = args.thread.name if args.thread else "?"
    if args.exc_value is not None:
        _CRASH.critical("uncaught in thread %s", name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback))


def _on_unraisable(args: sys.UnraisableHookArgs) -> None:
    error = args.exc_value
    trouble = (args.exc_type, error, args.exc_traceback) if error else None
    _CRASH.error("%s: %s", args.err_msg or "ignored exception", type(args.object).__name__, exc_info=trouble)
