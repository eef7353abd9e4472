"""Which frames there are, which are open, and which one is in front."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRect, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMdiArea, QMdiSubWindow, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.commands import Commands
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.mdi import Area, SubWindow
from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.shell.split import Split

Factory = Callable[..., Frame]
Made = TypeVar("Made", bound=Frame)


class Windows(QObject):
    """Opens frames by kind and uid; the same kind and uid is open once and is brought to the front."""

    active_changed = Signal(object)
    opened = Signal(object)
    closed = Signal(str, object)
    pinned = Signal(object, bool)

    def __init__(self, area: Area, commands: Commands, memory: Memory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._area = area
        self._commands = commands
        self._memory = memory
        self._factories: dict[str, Factory] = {}
        self._history: list[SubWindow] = []
        self._born: dict[Frame, SubWindow] = {}
        self._room: SubWindow | None = None
        self._bearing = False
        self._focus: dict[SubWindow, weakref.ref[QWidget]] = {}
        self._active: Frame | None = None
        self._view_set = ""
        self.split = Split(area, memory, self)
        area.subWindowActivated.connect(self._activated)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    @property
    def area(self) -> Area:
        """What the frames lie on."""
        return self._area

    def register(self, kind: str, factory: Factory) -> None:
        """`factory(uid, **args)` makes a frame of this kind."""
        self._factories[kind] = factory

    def kinds(self) -> list[str]:
        """All registered kinds."""
        return list(self._factories)

    def open(self, kind: str, uid: str | None = None, **args: Any) -> Frame:
        """Shows the frame of this kind and uid in front, made now or there already. KeyError if unknown."""
        there = self.find(kind, uid)
        if there is not None:
            self.window_of(there).visiting = False  # who opens it himself wants to keep it
            self.bring(there)
            if args:
                there.reopen(**args)
            return there
        frame = self._make(kind, uid, args)
        self._show(frame)
        self._begin(frame)
        return frame

    def _make(self, kind: str, uid: str | None, args: Mapping[str, Any]) -> Frame:
        frame = self.bear(lambda: self._factories[kind](uid, **args))
        frame.kind, frame.uid = kind, uid
        return frame

    def bear(self, make: Callable[[], Made]) -> Made:
        """The frame that `make` makes, in its window from the beginning; it is not shown yet.

        Whenever its parent changes, each widget of a frame is styled anew, and it has hundreds.
        """
        self._bearing = True
        try:
            frame = make()
        except BaseException:
            if self._room is not None:
                self._let_go(self._room)
            raise
        finally:
            room, self._room, self._bearing = self._room, None, False
        if room is not None and frame.parentWidget() is room.holder:
            room.take_in(frame)
            self._born[frame] = room
        elif room is not None:
            self._let_go(room)
        return frame

    def bear_waiting(self, make: Callable[[], Made]) -> Made:
        """The same for a frame that is not shown soon; where frames have tabs it has no window yet."""
        return self.bear(make) if self.view() == "windows" else make()

    def cradle(self) -> QWidget | None:
        """Where the frame that is being made begins its life; None for one that is made otherwise."""
        if not self._bearing:
            return None
        self._bearing = False
        self._room = self._new_window()
        return self._room.holder

    def _new_window(self) -> SubWindow:
        window = SubWindow()
        window.hide()
        self._area.addSubWindow(window)
        return window

    @staticmethod
    def _let_go(window: SubWindow) -> None:
        """A window that was never shown goes."""
        window.going = True
        window.deleteLater()

    def _begin(self, frame: Frame) -> None:
        frame.actions_changed.connect(self._rebind)
        frame.retranslate()
        frame.refresh()
        self.opened.emit(frame)

    def open_behind(self, kind: str, uid: str) -> Frame:
        """Shows a record without taking the cursor; it stands there as a visitor."""
        before = self._active
        frame = self.open(kind, uid)
        window = self.window_of(frame)
        window.visiting = window.unentered = True
        if before is not None:
            self.bring(before)
        return frame

    def exchange(self, window: SubWindow, uid: str) -> Frame:
        """Another record of the same kind takes the place of one that may go; no cursor moves."""
        old = window.frame
        self._focus.pop(window, None)
        frame = self._make(old.kind, uid, {})
        born = self._born.pop(frame, None)
        old.closed()
        if born is not None:
            born.deafen(frame)
        window.exchange(frame)
        if born is not None:
            self._let_go(born)
        window.unentered = True
        self.closed.emit(old.kind, old.uid)
        self._begin(frame)
        self.uncover(frame)
        return frame

    def uncover(self, frame: Frame) -> None:
        """Lays a frame above those it shares its place with; the one in front stays the one in front."""
        window = self.window_of(frame)
        if window.isMinimized():
            window.showNormal()
        window.raise_()

    def find(self, kind: str, uid: str | None = None) -> Frame | None:
        """The open frame of this kind and uid."""
        return next((f for f in self.frames() if f.kind == kind and f.uid == uid), None)

    def frames(self) -> list[Frame]:
        """All open frames in the order they were opened."""
        return [w.frame for w in self._area.windows()]

    def in_order(self) -> list[Frame]:
        """All open frames, the one used last at the end."""
        return [w.frame for w in self._area.windows() if w not in self._history] + [w.frame for w in self._history]

    def active(self) -> Frame | None:
        """The frame in front."""
        return self._active

    def bind_global(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Handlers of the desk itself, active with any frame or none."""
        self._commands.bind_global(handlers)

    def became(self, frame: Frame, uid: str) -> None:
        """A frame of something new was saved and has its uid now."""
        frame.uid = uid

    def bring(self, frame: Frame) -> None:
        """Brings an open frame to the front with the cursor where it was."""
        window = self.window_of(frame)
        if window.isMinimized():
            window.showNormal()
        self._area.setActiveSubWindow(window)
        self._restore_focus(window)

    def close(self, frame: Frame | None = None) -> bool:
        """Closes a frame, by default the one in front; False if it wants to stay."""
        frame = frame or self._active
        return frame is not None and bool(self.window_of(frame).close())

    def close_all(self) -> bool:
        """Closes every frame that is not pinned; False as soon as one wants to stay."""
        return all(self.close(f) for f in self.frames() if not self.is_pinned(f))

    def is_pinned(self, frame: Frame) -> bool:
        """True if it does not give way."""
        return self.window_of(frame).pinned

    def pin(self) -> None:
        """Pins the frame in front, or unpins it."""
        if self._active is not None:
            window = self.window_of(self._active)
            window.pin(not window.pinned)
            self.split.lay_out()
            self.pinned.emit(self._active, window.pinned)

    def window_of(self, frame: Frame) -> SubWindow:
        """The window around a frame. Raises KeyError if it is not open."""
        for window in self._area.windows():
            if window.frame is frame:
                return window
        raise KeyError(frame.kind)

    def next(self, step: int = 1) -> None:
        """Goes to the next (or -1: previous) frame in the order they were opened."""
        frames = self.frames()
        if frames:
            at = frames.index(self._active) if self._active in frames else -step
            self.bring(frames[(at + step) % len(frames)])

    def go(self, number: int) -> None:
        """Goes to frame 1, 2, ... if there is one."""
        frames = self.frames()
        if 1 <= number <= len(frames):
            self.bring(frames[number - 1])

    def cascade(self) -> None:
        """Arranges the frames one behind the other."""
        self.split.end(back=False)
        self._area.cascade()

    def tile(self) -> None:
        """Arranges the frames side by side."""
        self.split.end(back=False)
        self._area.tile()

    def set_view(self, view: str) -> None:
        """"windows" or "tabs"."""
        if view == "tabs":
            self.split.end()
            for waiting in self._born.values():
                self._area.removeSubWindow(waiting)  # it would have a tab
        self._area.use_tabs(view == "tabs")

    def use_view(self, view: str) -> None:
        """Takes the view from the settings, once: what somebody chose by key since then stays."""
        if view != self._view_set:
            self._view_set = view
            self.set_view(view)

    def view(self) -> str:
        """"windows" or "tabs"."""
        return "tabs" if self._area.viewMode() == QMdiArea.ViewMode.TabbedView else "windows"

    # --- inside ---------------------------------------------------------------------------------------

    def _show(self, frame: Frame) -> None:
        window = self._born.pop(frame, None) or self._new_window()
        if window.mdiArea() is None:
            self._area.addSubWindow(window)
        if frame.parentWidget() is not window.holder:
            window.take_in(frame)
        window.in_use = True
        if frame.icon_name:
            frame.shell.icons.bind(window.take_icon, frame.icon_name, "muted")
        frame.shell.icons.bind(window.take_pin, "pin", "accent")
        frame.shell.texts.bind(window.name_pin, N_("pinned"))
        window.closing.connect(self._closing)
        kept = self._memory.get_json(f"frame.{frame.kind}")
        scale = frame.shell.theme.font_percent / 100
        size = QSize(kept["w"], kept["h"]) if kept else frame.comfortable * scale
        window.normal = self._area.place_for(size)
        window.setGeometry(window.normal)
        if not self.split.on and (kept["max"] if kept else frame.fills):
            window.showMaximized()
        else:
            window.show()
        if self.view() == "tabs":
            window.fill()
        if self.split.on:
            self.split.take(window)
        self._area.setActiveSubWindow(window)
        if self._active is not frame:  # it was the active window already: a panel it began with has the cursor
            self._activated(window)
        QTimer.singleShot(0, self, lambda: self._first_focus(window))

    def _first_focus(self, window: SubWindow) -> None:
        if self._area.activeSubWindow() is not window:
            return
        field = window.frame.first_field()
        if field is not None:
            field.setFocus()
        elif not _holds_focus(window.frame):
            window.frame.focusNextChild()

    def _activated(self, window: QMdiSubWindow | None) -> None:
        if isinstance(window, SubWindow) and not window.in_use:
            return  # its frame is still being made
        frame = window.frame if isinstance(window, SubWindow) else None
        if isinstance(window, SubWindow):
            if window in self._history:
                self._history.remove(window)
            self._history.append(window)
        if frame is None and self._area.windows():
            return  # the whole window lost the focus; the frame in front stays the one in front
        if frame is not self._active:
            self._active = frame
            self._bound(frame)
            self.active_changed.emit(frame)

    def _rebind(self) -> None:
        self._bound(self._active)

    def _bound(self, frame: Frame | None) -> None:
        if frame is not self._active:
            return
        if frame is None:
            self._commands.use_frame({})
        else:
            self._commands.use_frame(frame.handlers(), frame.switched_off())

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return
        for window in self._area.windows():
            if window.frame.isAncestorOf(new):
                self._focus[window] = weakref.ref(new)
                if QApplication.mouseButtons():
                    window.unentered = False

    def _restore_focus(self, window: SubWindow) -> None:
        kept = self._focus.get(window)
        field = kept() if kept else None
        if window.unentered:  # the cursor Qt has put there is where nobody would begin
            window.unentered = False
            self._first_focus(window)
        elif field is not None and shiboken6.isValid(field) and field.isVisible():
            field.setFocus()
        elif not _holds_focus(window.frame):
            self._first_focus(window)

    def _closing(self, window: SubWindow) -> None:
        frame = window.frame
        self._keep_size(window)
        if window in self._history:
            self._history.remove(window)
        self._focus.pop(window, None)
        if frame is self._active:
            self._active = None
            self._commands.use_frame({})
        frame.closed()
        self.split.went(window)
        self.closed.emit(frame.kind, frame.uid)
        QTimer.singleShot(0, self, self._go_back)

    def _go_back(self) -> None:
        """The frame before comes to the front with the cursor where it was."""
        if self._active is None and self._history:
            self.bring(self._history[-1].frame)
        elif self._active is None and not self._area.windows():
            self.active_changed.emit(None)

    def _keep_size(self, window: SubWindow) -> None:
        maximised = ((window.was_maximised if window.going else window.isMaximized())
                     or self.split.was_maximised(window))
        kept = {"w": window.normal.width(), "h": window.normal.height(), "max": maximised}
        if window.normal.isValid() and self.view() == "windows":
            self._memory.put_json(f"frame.{window.frame.kind}", kept)

    # --- as they were left ----------------------------------------------------------------------------

    def remember(self) -> None:
        """Keeps which frames are open, where and in which order, for `restore` at the next start."""
        for window in self._area.stacking():
            self._keep_size(window)
        self._memory.put_json("frames.open", [kept for window in self._area.stacking() if not window.visiting
                                              and (kept := self.kept(window)) is not None])
        self._memory.put_json("frames.split", self.split.on)

    def restore(self) -> int:
        """Opens the frames kept by `remember` where they were; the number of them."""
        windows = [self.open_kept(kept) for kept in self._memory.get_json("frames.open", [])
                   if kept["kind"] in self._factories]
        if windows and self._memory.get_json("frames.split", False):
            self.split.begin()
        return len(windows)

    def kept(self, window: SubWindow) -> dict[str, Any] | None:
        """What opens a frame again where it is (JSON); None for one that shall not come back."""
        args = window.frame.open_args()
        if args is None:
            return None
        box = window.normal.getRect() if window.normal.isValid() else window.geometry().getRect()
        return {"kind": window.frame.kind, "uid": window.frame.uid, "args": args, "box": box,
                "max": (window.isMaximized() and not window.filling) or self.split.was_maximised(window),
                "min": window.isMinimized(), "pin": window.pinned}

    def open_kept(self, kept: Mapping[str, Any], box: QRect | None = None) -> SubWindow:
        """Opens a frame as `kept` says, at another place if one is given."""
        window = self.window_of(self.open(kept["kind"], kept["uid"], **kept["args"]))
        window.restore(box or QRect(*kept["box"]), kept["max"], kept["min"])
        window.pin(bool(kept.get("pin")))
        if self.view() == "tabs":
            window.fill()
        return window


def _holds_focus(widget: QWidget) -> bool:
    """True if the cursor stands in it."""
    focus = QApplication.focusWidget()
    return focus is not None and widget.isAncestorOf(focus)
