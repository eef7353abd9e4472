"""Layouts with a name: which frames are open, where, pinned or not, whether the desk is split, and on which screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QRect

from hotline_desk.ui.shell.mdi import SubWindow
from hotline_desk.ui.shell.messages import SUCCESS
from hotline_desk.ui.shell.palette import CommandPalette, Hit, score
from hotline_desk.ui.shell.placing import kept_place, take_place
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows

Layout = Mapping[str, Any]
_MEMORY, _KEY = "layouts", "layout"


class Layouts(QObject):
    """Kept for each user at each workplace. Records come and go: only pinned ones belong to a layout."""

    def __init__(self, shell: Shell, windows: Windows, palette: CommandPalette, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell, self._windows, self._palette = shell, windows, palette

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions do."""
        return {"layout.save": self.ask_name, "layout.choose": self.choose}

    def names(self) -> list[str]:
        """The names of all layouts in their alphabetical order."""
        return sorted(self._kept(), key=str.casefold)

    def ask_name(self) -> None:
        """Asks under which name the present arrangement is kept."""
        self._palette.ask(self._shell.texts.tr("Name of the layout"), self._names_for)

    def choose(self) -> None:
        """Offers the layouts to restore, and to remove."""
        texts = self._shell.texts
        if not self.names():
            key = self._shell.commands.key("layout.save")
            said = texts.tr("There is no layout yet. {key} keeps the present one.", key=key)
            self._shell.messages.say(said, key=_KEY)
            return
        remove = [Hit(texts.tr("Remove “{name}”", name=name), partial(self.remove, name), icon="trash-2")
                  for name in self.names()]
        self._palette.offer(texts.tr("Which layout?"), [*map(self._hit, self.names()), *remove])

    def hits(self, query: str) -> Sequence[Hit]:
        """For the palette: the layouts whose names fit."""
        return [self._hit(name, self._shell.texts.tr("Layout")) for name in self.names() if score(query, name)]

    # --- keeping --------------------------------------------------------------------------------------

    def save(self, name: str) -> None:
        """Keeps the present arrangement under this name; what it replaces can be had back."""
        layouts, before = self._kept(), self._kept().get(name)
        self._write({**layouts, name: self.present()})
        texts = self._shell.texts
        self._shell.messages.say(
            texts.tr("The layout “{name}” is kept.", name=name), SUCCESS, key=_KEY,
            action_text=texts.tr("Undo") if before is not None else "",
            action=partial(self._put_back, name, before) if before is not None else None)

    def remove(self, name: str) -> None:
        """Forgets a layout, with Undo."""
        layouts = self._kept()
        gone = layouts.pop(name, None)
        self._write(layouts)
        texts = self._shell.texts
        self._shell.messages.say(texts.tr("The layout “{name}” was removed.", name=name), SUCCESS, key=_KEY,
                                 action_text=texts.tr("Undo"), action=partial(self._put_back, name, gone))

    def present(self, *, whole: bool = False) -> Layout:
        """How it looks now (JSON): lists, tools and pinned records; with `whole` all that is open."""
        windows, area = self._windows, self._windows.area
        frames = [kept for window in area.stacking()
                  if (whole or window.pinned or not window.frame.uid) and not window.visiting
                  and (kept := windows.kept(window)) is not None]
        front = windows.active()
        return {"place": kept_place(area.window()), "room": [area.viewport().width(), area.viewport().height()],
                "view": windows.view(), "split": windows.split.on, "share": windows.split.share, "frames": frames,
                "front": [front.kind, front.uid] if front is not None else None}

    # --- restoring ------------------------------------------------------------------------------------

    def restore(self, name: str) -> None:
        """Arranges the desk as it was kept; Undo brings back how it was before."""
        layout, before = self._kept().get(name), self.present(whole=True)
        if layout is None:
            return
        self.arrange(layout)
        texts = self._shell.texts
        self._shell.messages.say(texts.tr("The layout “{name}” is restored.", name=name), SUCCESS, key=_KEY,
                                 action_text=texts.tr("Undo"), action=partial(self.arrange, before))

    def arrange(self, layout: Layout) -> None:
        """Opens and places what the layout names. Records and what is not saved stay open behind it."""
        windows = self._windows
        take_place(windows.area.window(), layout["place"])
        windows.split.end()
        windows.set_view("windows")
        wanted = [kept for kept in layout["frames"] if kept["kind"] in windows.kinds()]
        self._clear({(kept["kind"], kept["uid"]) for kept in wanted})
        opened = [windows.open_kept(kept, self._box(layout, kept)) for kept in wanted]
        again = partial(self._place, layout, [(window, kept) for window, kept in zip(opened, wanted, strict=True)])
        if layout["split"]:
            self._shell.memory.put_json("split.share", layout["share"])
            windows.split.begin()
        elif layout["view"] == "tabs":
            windows.set_view("tabs")
        else:
            windows.area.stay_arranged(again)
        front = windows.find(*layout["front"]) if layout["front"] else None
        if front is not None:
            windows.bring(front)

    def _clear(self, wanted: set[tuple[str, str | None]]) -> None:
        """Lists and tools that do not belong to the layout go."""
        windows = self._windows
        for frame in windows.frames():
            belongs = (frame.kind, frame.uid) in wanted
            keeps = frame.uid or frame.dirty or frame.open_panel is not None or frame.open_args() is None
            if not belongs and not keeps and not windows.is_pinned(frame):
                windows.close(frame)

    def _box(self, layout: Layout, kept: Mapping[str, Any]) -> QRect:
        """The place of a frame in the same proportion to the desk as it is now."""
        room = self._windows.area.viewport().size()
        across, down = room.width() / max(1, layout["room"][0]), room.height() / max(1, layout["room"][1])
        left, top, width, height = kept["box"]
        return QRect(round(left * across), round(top * down), round(width * across), round(height * down))

    def _place(self, layout: Layout, opened: Sequence[tuple[SubWindow, Mapping[str, Any]]]) -> None:
        """The desk has another size now (a window that moves to another screen gets it late)."""
        alive = self._windows.area.windows()
        for window, kept in opened:
            if window in alive and window.is_normal():
                window.restore(self._box(layout, kept), False, False)
        self._windows.area.stay_arranged(partial(self._place, layout, opened))

    # --- inside ---------------------------------------------------------------------------------------

    def _names_for(self, query: str) -> list[Hit]:
        texts = self._shell.texts
        found = [Hit(name, partial(self.save, name), texts.tr("replace"), "bookmark") for name in self.names()
                 if score(query, name)]
        same = next((name for name in self.names() if name.casefold() == query.casefold()), None)
        if query and same is None:
            found.insert(0, Hit(texts.tr("Keep as “{name}”", name=query), partial(self.save, query), icon="bookmark"))
        elif same is not None:
            found.sort(key=lambda hit: hit.text != same)
        return found

    def _hit(self, name: str, detail: str = "") -> Hit:
        frames = len(self._kept()[name]["frames"])
        return Hit(name, partial(self.restore, name),
                   detail or self._shell.texts.trn("{n} frame", "{n} frames", frames), "layout-template")

    def _kept(self) -> dict[str, Layout]:
        kept = self._shell.memory.get_json(_MEMORY, {})
        return dict(kept) if isinstance(kept, dict) else {}

    def _write(self, layouts: Mapping[str, Layout]) -> None:
        self._shell.memory.put_json(_MEMORY, dict(layouts))

    def _put_back(self, name: str, layout: Layout | None) -> None:
        if layout is not None:
            self._write({**self._kept(), name: layout})
