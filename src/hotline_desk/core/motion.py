"""Whether the system asks programs not to move anything on the screen. Read in the background: it may take a moment."""

from __future__ import annotations

import configparser
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_CLIENT_AREA_ANIMATION = 0x1042
_PATIENCE_S = 3
_OFF = ("0", "false", "no", "off")


def stillness_wanted(env: Mapping[str, str] | None = None, platform: str = sys.platform) -> bool:
    """True if the user has told Windows, GNOME, KDE or another GTK desktop to do without animations."""
    env = os.environ if env is None else env
    if platform == "win32":
        return _windows_is_still()
    config = Path(env.get("XDG_CONFIG_HOME") or Path(env.get("HOME") or "~").expanduser() / ".config")
    gtk = [_value(config / f"gtk-{version}.0" / "settings.ini", "Settings", "gtk-enable-animations")
           for version in (3, 4)]
    kde = _value(config / "kdeglobals", "KDE", "AnimationDurationFactor")
    return any(value in _OFF for value in gtk) or (kde is not None and _is_nothing(kde)) or _gnome_is_still(env)


def _windows_is_still() -> bool:
    moves = ctypes.c_int(1)
    user32 = getattr(ctypes, "windll").user32  # noqa: B009  # only there on Windows
    known = user32.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(moves), 0)
    return bool(known) and not moves.value


def _value(file: Path, group: str, key: str) -> str | None:
    """What a file of settings says, None if nothing or not to be read."""
    found = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        found.read_string(file.read_text("utf-8", "replace"))
    except (OSError, configparser.Error):
        return None
    value = found.get(group, key, fallback=None)
    return value.strip().casefold() if value is not None else None


def _is_nothing(factor: str) -> bool:
    try:
        return float(factor) == 0
    except ValueError:
        return False


def _gnome_is_still(env: Mapping[str, str]) -> bool:
    program = shutil.which("gsettings", path=env.get("PATH"))
    if program is None:
        return False
    asked = [program, "get", "org.gnome.desktop.interface", "enable-animations"]
    try:
        told = subprocess.run(asked, env=dict(env), capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.returncode == 0 and told.stdout.strip() == "false"
