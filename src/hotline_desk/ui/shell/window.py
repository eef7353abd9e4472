"""The one window: menus, toolbar, banners, frames, status bar. All of it comes from the catalogues."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.beside import Beside
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.layouts import Layouts
from hotline_desk.ui.shell.mdi import Area
from hotline_desk.ui.shell.palette import CommandPalette
from hotline_desk.ui.shell.placing import kept_place, take_place
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.status import Status
from hotline_desk.ui.shell.strip import Strip
from hotline_desk.ui.shell.windows import Windows

MENUS = (
    ("file", N_("&File")), ("edit", N_("&Edit")), ("ticket", N_("&Ticket")), ("telephone", N_("Te&lephone")),
    ("master", N_("&Master data")), ("billing", N_("&Billing")), ("window", N_("&Window")), ("help", N_("&Help")),
)
SMALL_SCREEN = 1440
"""A screen up to so many pixels wide is filled at the first start."""
FIRST_SIZE = QSize(1600, 980)


class MainWindow(QMainWindow):
    """Holds the frames. Everything it shows is handed in or comes from the catalogue of actions."""

    def __init__(self, shell: Shell, area: Area, windows: Windows, title: str = "Hotline Desk") -> None:
        super().__init__()
        self._windows = windows
        self._shell = shell
        self._before_close: Callable[[], bool] = lambda: True
        self._title = title
        self._titled: Frame | None = None
        self.area = area
        middle = QWidget()  # the strip lies over the area, and the area would take it for one of its own
        rows = QVBoxLayout(middle)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(area, 1)
        self.setCentralWidget(middle)
        self.strip = Strip(shell.messages, shell.texts, shell.icons, shell.theme, middle, windows.active)
        shell.background.long_started.connect(self.strip.follow)
        self.palette_box = CommandPalette(shell, self)
        self.beside = Beside(windows, windows.split, shell.commands, self)
        self.layouts = Layouts(shell, windows, self.palette_box, self)
        self.palette_box.add_provider(self.layouts.hits)
        self._menus = self._make_menus()
        self._tools = self._make_toolbar()
        self.status = Status(shell.icons, shell.theme)
        self.setStatusBar(self.status)
        self.addActions(shell.commands.all_qactions())
        shell.theme.changed.connect(self._dress)
        shell.texts.changed.connect(self._fit_tools)
        shell.commands.bind_global(self._own_handlers())
        windows.active_changed.connect(self._follow_title)
        self._show_title()
        self._dress()

    def name(self, title: str) -> None:
        """The company and the program; the title shows the frame in front behind it."""
        self._title = title
        self._show_title()

    def _follow_title(self, frame: Frame | None) -> None:
        if self._titled is not None and shiboken6.isValid(self._titled):
            self._titled.title_changed.disconnect(self._show_title)
        self._titled = frame
        if frame is not None:
            frame.title_changed.connect(self._show_title)
        self._show_title()

    def _show_title(self) -> None:
        frame = self._windows.active()
        shown = f"{self._title} – {frame.title()}" if frame is not None and frame.title() else self._title
        if shown != self.windowTitle():
            self.setWindowTitle(shown)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowTitleChange:
            self._show_title()  # Qt would name the maximised frame, whichever lies in front of it

    def before_close(self, allowed: Callable[[], bool]) -> None:
        """`allowed()` is asked when the window is about to close."""
        self._before_close = allowed

    def restore(self) -> None:
        """Size and place as they were left; the first time all of a small screen, most of a large one."""
        kept = self._shell.memory.get_json("window.place")
        if isinstance(kept, dict) and take_place(self, kept):
            return
        room = self.screen().availableGeometry()
        size = (FIRST_SIZE * (self._shell.theme.font_percent / 100)).boundedTo(room.size() * 0.9)
        self.setGeometry(QRect(room.center() - QPoint(size.width() // 2, size.height() // 2), size))
        if room.width() <= SMALL_SCREEN:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._before_close():
            event.ignore()
            return
        self._shell.memory.put_json("window.place", kept_place(self))
        self._windows.remember()
        super().closeEvent(event)

    def _own_handlers(self) -> dict[str, Callable[[], object]]:
        windows = self._windows
        handlers: dict[str, Callable[[], object]] = {
            "desk.palette": self.palette_box.open, "desk.menu": self._open_menu, "desk.quit": self.close,
            "desk.refresh": self._refresh, "desk.message": self.strip.enter,
            "window.cascade": windows.cascade, "window.tile": windows.tile, "window.tabs": self._toggle_tabs,
            "window.next": windows.next, "window.previous": lambda: windows.next(-1), "window.close": windows.close,
            "window.close_all": windows.close_all, "window.split": self.beside.toggle, "window.pin": windows.pin,
            **self.layouts.handlers(),
        }
        for number in range(1, 10):
            handlers[f"window.{number}"] = partial(windows.go, number)
        return handlers

    def _refresh(self) -> None:
        frame = self._windows.active()
        if frame is not None:
            frame.refresh()

    def _toggle_tabs(self) -> None:
        windows = self._windows
        windows.set_view("windows" if windows.view() == "tabs" else "tabs")

    def _open_menu(self) -> None:
        bar = self.menuBar()
        bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
        bar.setActiveAction(self._menus[0].menuAction())

    def _make_menus(self) -> list[QMenu]:
        made = []
        for name, text in MENUS:
            menu = self.menuBar().addMenu("")
            self._shell.texts.bind(menu.setTitle, text)
            self._fill_menu(menu, name)
            menu.aboutToShow.connect(partial(self._fill_menu, menu, name))
            if name == "window":
                menu.aboutToShow.connect(self._name_frames)
            made.append(menu)
        return made

    def _fill_menu(self, menu: QMenu, name: str) -> None:
        """What can be done everywhere, and what belongs to the frame in front; of the others' actions none."""
        frame, before = self._windows.active(), None
        kind = frame.kind if frame is not None else ""
        menu.clear()  # the window has all actions too: their keys stay
        for action in (a for a in self._shell.commands.catalogue.values() if a.menu == name):
            if action.where and kind not in action.where:
                continue
            if before is not None and action.section != before:
                menu.addSeparator()
            before = action.section
            menu.addAction(self._shell.commands.qaction(action.id))

    def _name_frames(self) -> None:
        """The entries of frames 1 to 9 show their titles, or nothing."""
        frames = self._windows.frames()
        for number in range(1, 10):
            entry = self._shell.commands.qaction(f"window.{number}")
            entry.setVisible(number <= len(frames))
            if number <= len(frames):
                entry.setText(frames[number - 1].title().replace("&", "&&"))

    def _make_toolbar(self) -> QToolBar:
        bar = QToolBar(self)
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._shell.texts.bind(bar.setWindowTitle, N_("Toolbar"))
        for action in self._shell.commands.catalogue.values():
            if action.toolbar:
                bar.addAction(self._shell.commands.qaction(action.id))
        self.addToolBar(bar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        return bar

    def tool_button(self, id: str) -> QToolButton | None:
        """The button of an action in the toolbar."""
        found = self._tools.widgetForAction(self._shell.commands.qaction(id))
        return found if isinstance(found, QToolButton) else None

    def menu_actions(self) -> list[QAction]:
        """The entries of the menu bar."""
        return [m.menuAction() for m in self._menus]

    def _dress(self) -> None:
        self.area.setBackground(self._shell.theme.color("desk"))
        self._fit_tools()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tools()

    def _fit_tools(self) -> None:
        """Symbols and words, or symbols alone where the window is too narrow for both and the notifier beside them."""
        line = self._shell.theme.line_height()
        metrics = QFontMetrics(self._shell.theme.font())
        words = 4 * line + sum(metrics.horizontalAdvance(a.text()) + round(2.3 * line) + 14
                           for a in self._tools.actions() if a.isVisible())
        style = Qt.ToolButtonStyle
        self._tools.setToolButtonStyle(style.ToolButtonTextBesideIcon if words < self.width()
                                       else style.ToolButtonIconOnly)
