"""Frames as they were left: which were open, where, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QRect

from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.mdi import Area, SubWindow
from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.shell.split import Split


class Reopening:
    """Keeps the places of frames and puts them back; `show(kind, uid, **args)` opens one and gives its window."""

    def __init__(self, area: Area, memory: Memory, split: Split, show: Callable[..., SubWindow]) -> None:
        self._area, self._memory, self._split, self._show = area, memory, split, show

    def keep_size(self, window: SubWindow) -> None:
        """The next frame of this kind gets the size of this one."""
        maximised = ((window.was_maximised if window.going else window.isMaximized())
                     or self._split.was_maximised(window))
        kept = {"w": window.normal.width(), "h": window.normal.height(), "max": maximised}
        if window.normal.isValid() and not self._area.tabbed:
            self._memory.put_json(f"frame.{window.frame.kind}", kept)

    def size_of(self, kind: str, frame: Frame) -> tuple[int, int, bool]:
        """Width, height and whether maximised, for a new frame of this kind."""
        kept = self._memory.get_json(f"frame.{kind}")
        if kept:
            return kept["w"], kept["h"], bool(kept["max"])
        size = frame.comfortable * (frame.shell.theme.font_percent / 100)
        return size.width(), size.height(), frame.fills

    def remember(self) -> None:
        """Keeps which frames are open, where and in which order, for `restore` at the next start."""
        for window in self._area.stacking():
            self.keep_size(window)
        self._memory.put_json("frames.open", [kept for window in self._area.stacking() if not window.visiting
                                              and (kept := self.kept(window)) is not None])
        self._memory.put_json("frames.split", self._split.on)

    def restore(self, kinds: list[str]) -> int:
        """Opens the frames kept by `remember` where they were, as far as they are of these kinds; their number."""
        windows = [self.open_kept(kept) for kept in self._memory.get_json("frames.open", [])
                   if kept["kind"] in kinds]
        if windows and self._memory.get_json("frames.split", False):
            self._split.begin()
        return len(windows)

    def kept(self, window: SubWindow) -> dict[str, Any] | None:
        """What opens a frame again where it is (JSON); None for one that shall not come back."""
        args = window.frame.open_args()
        if args is None:
            return None
        box = window.normal.getRect() if window.normal.isValid() else window.geometry().getRect()
        return {"kind": window.frame.kind, "uid": window.frame.uid, "args": args, "box": box,
                "max": (window.isMaximized() and not window.filling) or self._split.was_maximised(window),
                "min": window.isMinimized(), "pin": window.pinned}

    def open_kept(self, kept: Mapping[str, Any], box: QRect | None = None) -> SubWindow:
        """Opens a frame as `kept` says, at another place if one is given."""
        window = self._show(kept["kind"], kept["uid"], **kept["args"])
        window.restore(box or QRect(*kept["box"]), kept["max"], kept["min"])
        window.pin(bool(kept.get("pin")))
        if self._area.tabbed:
            window.fill()
        return window
