"""Private copies of files that other programs look at: in a folder of this user alone, gone with the program."""

from __future__ import annotations

import logging
import os
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hotline_desk.core.errors import UserError

log = logging.getLogger(__name__)

_PREFIX = "hotline-desk-files-"
_STALE_SECONDS = 2 * 86_400


class PrivateCopies:
    """Copies made by this program. May be used from any thread; `clear` when the program ends."""

    def __init__(self, within: Path | None = None) -> None:
        """`within` is the folder for folders of this kind, the system's one for passing files by default."""
        self._within = within or Path(tempfile.gettempdir())
        self._folder: Path | None = None
        self._lock = threading.Lock()

    def make(self, name: str, body: bytes) -> Path:
        """A copy of this name that can be read only, so that nobody changes it and believes it kept.

        Raises UserError if it cannot be written.
        """
        try:
            with self._lock:
                if self._folder is None:
                    self._sweep()
                    self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._within))
                place = Path(tempfile.mkdtemp(dir=self._folder)) / name
            with open(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400), "wb") as file:
                file.write(body)
        except OSError as trouble:
            raise UserError("file.unwritable", place=name, reason=trouble.strerror or str(trouble)) from trouble
        return place

    def clear(self) -> None:
        """Takes all copies away; one that a program holds open on Windows goes at the next start but one."""
        with self._lock:
            folder, self._folder = self._folder, None
        if folder is not None:
            _remove(folder)

    def _sweep(self) -> None:
        """Takes away what a program left behind that was killed."""
        for folder in self._within.glob(f"{_PREFIX}*"):
            try:
                old = time.time() - folder.stat().st_mtime > _STALE_SECONDS
            except OSError as gone:
                log.info("a folder of copies went away: %s", gone.strerror)
                continue
            if old:
                _remove(folder)


def _remove(folder: Path) -> None:
    def retry(function: Callable[[str], Any], path: str, _trouble: object) -> None:
        # Windows keeps files that can be read only.
        try:
            os.chmod(path, stat.S_IWRITE | stat.S_IREAD | stat.S_IEXEC)
            function(path)
        except OSError as trouble:
            log.info("a copy is still in use: %s", trouble.strerror)

    shutil.rmtree(folder, onerror=retry)
