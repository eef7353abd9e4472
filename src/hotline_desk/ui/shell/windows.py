"""Which frames there are, which are open, and which one is in front."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRect, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMdiSubWindow, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.commands import Commands
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.mdi import Area, SubWindow
from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.shell.nursery import Nursery, let_go
from hotline_desk.ui.shell.reopening import Reopening
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
        self._keepers: dict[str, Callable[[Frame], None]] = {}
        self._history: list[SubWindow] = []
        self._nursery = Nursery(area)
        self._focus: dict[SubWindow, weakref.ref[QWidget]] = {}
        self._active: Frame | None = None
        self._view_set = ""
        self.split = Split(area, memory, self)
        self._reopening = Reopening(area, memory, self.split,
                                    lambda *which, **args: self.window_of(self.open(*which, **args)))
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

    def keep(self, kind: str, keeper: Callable[[Frame], None]) -> None:
        """Frames of this kind that may stay when they are closed are given to `keeper`, hidden, and not deleted."""
        self._keepers[kind] = keeper

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
        if frame.reads_ahead:
            self._fill(frame)
        self._show(frame)
        if not frame.reads_ahead:
            self._fill(frame)
        self.opened.emit(frame)
        return frame

    def _make(self, kind: str, uid: str | None, args: Mapping[str, Any]) -> Frame:
        frame = self.bear(lambda: self._factories[kind](uid, **args))
        frame.kind, frame.uid = kind, uid
        return frame

    def bear(self, make: Callable[[], Made]) -> Made:
        """The frame that `make` makes, in its window from the beginning; it is not shown yet."""
        return self._nursery.bear(make)

    def bear_waiting(self, make: Callable[[], Made]) -> Made:
        """The same for a frame that is not shown soon; where frames have tabs it has no window yet."""
        return self.bear(make) if self.view() == "windows" else make()

    def warm(self, kind: str, frame: Frame) -> None:
        """Makes a frame that waits ready to be shown at once as one of this kind."""
        width, height, filled = self._reopening.size_of(kind, frame)
        room = self._area.viewport().size()
        window = self._nursery.warm(frame, room if filled else QSize(width, height).boundedTo(room))
        if window is not None and window.stays is None:
            self._dress(window)

    def drop(self, frame: Frame) -> None:
        """A frame that waits is not wanted any more."""
        self._nursery.drop(frame)

    def cradle(self) -> QWidget | None:
        """Where the frame that is being made begins its life; None for one that is made otherwise."""
        return self._nursery.cradle()

    def _fill(self, frame: Frame) -> None:
        frame.actions_changed.connect(self._rebind)
        frame.retranslate()
        frame.refresh()

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
        born = self._nursery.part(frame)
        old.closed()
        if born is not None:
            born.deafen(frame)
        window.exchange(frame)
        if born is not None:
            let_go(born)
        window.unentered = True
        self.closed.emit(old.kind, old.uid)
        self._fill(frame)
        self.opened.emit(frame)
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
            self._nursery.without_tabs()
        self._area.use_tabs(view == "tabs")

    def use_view(self, view: str) -> None:
        """Takes the view from the settings, once: what somebody chose by key since then stays."""
        if view != self._view_set:
            self._view_set = view
            self.set_view(view)

    def view(self) -> str:
        """"windows" or "tabs"."""
        return "tabs" if self._area.tabbed else "windows"

    # --- inside ---------------------------------------------------------------------------------------

    def _show(self, frame: Frame) -> None:
        window = self._nursery.take(frame)
        window.in_use = True
        if window.stays is None:
            self._dress(window)
        width, height, filled = self._reopening.size_of(frame.kind, frame)
        window.normal = self._area.place_for(QSize(width, height))
        window.setGeometry(window.normal)
        if filled and not self.split.on:
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

    def _dress(self, window: SubWindow) -> None:
        frame, window.stays = window.frame, self._stays
        if frame.icon_name:
            frame.shell.icons.bind(window.take_icon, frame.icon_name, "muted")
        frame.shell.icons.bind(window.take_pin, "pin", "accent")
        frame.shell.texts.bind(window.name_pin, N_("pinned"))
        window.closing.connect(self._closing)

    def _stays(self, window: SubWindow) -> bool:
        """Whether a window that is being closed is only hidden."""
        return (window.frame.kind in self._keepers and not window.pinned and not window.isMinimized()
                and self.view() == "windows" and not self.split.on and window.frame.stays())

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
        self._reopening.keep_size(window)
        if window in self._history:
            self._history.remove(window)
        self._focus.pop(window, None)
        if frame is self._active:
            self._active = None
            self._commands.use_frame({})
        frame.closed()
        self.split.went(window)
        if window.staying:
            frame.actions_changed.disconnect(self._rebind)
            self._nursery.keep(window)
        self.closed.emit(frame.kind, frame.uid)
        if window.staying:
            self._keepers[frame.kind](frame)
        QTimer.singleShot(0, self, self._go_back)

    def _go_back(self) -> None:
        """The frame before comes to the front with the cursor where it was."""
        if self._active is None and self._history:
            self.bring(self._history[-1].frame)
        elif self._active is None and not self._area.windows():
            self.active_changed.emit(None)

    # --- as they were left ----------------------------------------------------------------------------

    def remember(self) -> None:
        """Keeps which frames are open, where and in which order, for `restore` at the next start."""
        self._reopening.remember()

    def restore(self) -> int:
        """Opens the frames kept by `remember` where they were; the number of them."""
        return self._reopening.restore(self.kinds())

    def kept(self, window: SubWindow) -> dict[str, Any] | None:
        """What opens a frame again where it is (JSON); None for one that shall not come back."""
        return self._reopening.kept(window)

    def open_kept(self, kept: Mapping[str, Any], box: QRect | None = None) -> SubWindow:
        """Opens a frame as `kept` says, at another place if one is given."""
        return self._reopening.open_kept(kept, box)


def _holds_focus(widget: QWidget) -> bool:
    """True if the cursor stands in it."""
    focus = QApplication.focusWidget()
    return focus is not None and widget.isAncestorOf(focus)
