"""hotline-desk, hotline-desk demo: the commands that open windows, the only ones that load Qt."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hotline_desk.cli.workplace import Workplace


def desk(work: Workplace) -> int:
    """Opens the desk and returns its exit code when it is closed."""
    from hotline_desk.app import run_desk

    args = work.args
    return run_desk(args.data, args.database, args.user)


def demo(work: Workplace) -> int:
    """The sample company: the desk to play with; with --output or without a display the story that plays itself."""
    output = work.args.output
    if output is None and _has_display():
        from hotline_desk.app import run_demo

        return run_demo(work.args.data)
    from hotline_desk.demo.story import play

    return play(output or Path("hotline-desk-demo"), work.texts)


def _has_display() -> bool:
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
