"""Files that commands leave: a whole one or none."""

from __future__ import annotations

import os
from pathlib import Path

from hotline_desk.core.errors import UserError


def make_folder(folder: Path) -> None:
    """Makes a folder if need be. Raises UserError if it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise UserError("file.unwritable", place=str(folder), reason=trouble.strerror or str(trouble)) from trouble


def write_whole(path: Path, content: bytes) -> None:
    """A whole file or none: what stood there before is replaced only by all of it. Raises UserError."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as trouble:
        part.unlink(missing_ok=True)
        raise UserError("file.unwritable", place=str(path), reason=trouble.strerror or str(trouble)) from trouble
