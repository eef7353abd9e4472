"""Where things lie: in a checkout, an installed wheel or a frozen build. Nobody else knows."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

DATABASE_FILE = "hotline.sqlite"
_PACKAGE = Path(__file__).resolve().parent.parent


def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen)
    checkout = _PACKAGE.parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "resources").is_dir():
        return checkout
    return _PACKAGE


def resources(*parts: str) -> Path:
    """A file or folder of `resources/`."""
    return _root().joinpath("resources", *parts)


def migrations() -> Path:
    """The folder of the migration scripts."""
    return _root() / "migrations"


def manual(language: str, page: str = "") -> Path:
    """A page of the manual by its name without ending, the folder of all pages without one."""
    lying = _root() / "docs" / "manual"
    folder = (lying if lying.is_dir() else _root() / "manual") / language
    return folder / f"{page}.md" if page else folder


def catalogue(language: str) -> Path | None:
    """The message catalogue of a language, None for the language of the source."""
    path = resources("i18n", f"{language}.po")
    return path if path.is_file() else None


def default_data() -> Path:
    """The platform's folder for this user's data; HOTLINE_DESK_DATA overrides it."""
    chosen = os.environ.get("HOTLINE_DESK_DATA")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("hotline-desk", appauthor=False))


def make_private(folder: Path) -> Path:
    """The folder, made with mode 0700 where it was missing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def make_private_file(path: Path) -> None:
    """An empty file with mode 0600 in its folder, private from the first byte. Raises FileExistsError."""
    make_private(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
