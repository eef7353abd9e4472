"""One workplace: opens the store, the telephone lines, the background, and hands them to the ui.

The window is painted first; everything heavy is imported and opened in the background after that.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hotline_desk.app.frames import OPENS, modules
from hotline_desk.app.opening import Opened, Present, box_of, open_company
from hotline_desk.core import places
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.core.motion import stillness_wanted
from hotline_desk.core.settings import Settings
from hotline_desk.core.text import N_
from hotline_desk.store.local import Local
from hotline_desk.ui.actions import ACTIONS
from hotline_desk.ui.shell.assembly import build_desk
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.garbage import Garbage
from hotline_desk.ui.shell.looks import Looks
from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.shell.texts import system_language

if TYPE_CHECKING:
    from hotline_desk.demo.boxprocess import BoxProcess
    from hotline_desk.services.context import Context
    from hotline_desk.store.engine import Store
    from hotline_desk.store.watch import Watcher
    from hotline_desk.ui.calls.desk import CallDesk
    from hotline_desk.ui.notifier.wiring import NotifierDesk

LOGGER = logging.getLogger(__name__)
_BEAT_MS, _CATCH_UP_BEATS, _MEND_BEATS, _RETRY_MS = 1000, 5, 60, 3000
_LOOK = ("ui.language", "ui.theme", "ui.font_percent", "ui.view", "ui.keys", "company.country", "company.zone",
         "company.name")


class Desktop:
    """One workplace, from the first paint to the last thread. `over` is called when its user closes it."""

    def __init__(self, app: QApplication, folder: Path, database: str | None = None, login: str | None = None,
                 feeds: Sequence[str] = (), *, sample: bool = False, over: Callable[[], object] = lambda: None) -> None:
        self._app, self._folder, self._database, self._feeds = app, folder, database, tuple(feeds)
        self._wants_sample, self._over = sample, over
        self.local = Local(folder)
        self._asked = login
        self._login = login or self.local.settings().get("workplace.last_user", "")
        self._look: dict[str, Any] = json.loads(self.local.get("desk.look") or "{}")
        self._memory = Memory()
        self._use_memory(self._login)
        self.desk = build_desk(app, ACTIONS.values(), Settings({"ui.language": system_language(), **self._look}),
                               self._memory, title=self._title(), save_report=self._save_report)
        self.changes = Changes(self.desk.window)
        self.ctx: Present | None = None
        self.calls: CallDesk | None = None
        self._store: Store | None = None
        self._watcher: Watcher | None = None
        self.notifier: NotifierDesk | None = None
        self.garbage = Garbage(self.desk.window)
        self._box: BoxProcess | None = None
        self._loading, self._modules = modules(), list[ModuleType]()
        self._rings, self._line_to_try = False, ""
        self._unwritten: dict[str, Any] = {}
        self._beats = 0
        self._beat = QTimer(self.desk.window)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self._on_beat)

    # --- opening --------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Paints what this workplace looked like last time and opens the company behind it."""
        self.garbage.hold()
        self.desk.window.before_close(self._closing)
        self.desk.window.restore()
        if self._look:
            self.desk.window.show()
        self._beat.start()
        self.desk.shell.background.read(self.desk.window, stillness_wanted, done=self.desk.shell.theme.keep_still)
        self.open()
        QTimer.singleShot(0, self.desk.window, self._load)

    def _load(self) -> None:
        """Loads the frames of one subject after the other, between two events.

        Always in the UI thread: PySide makes its classes when they are first named, and a second thread that
        names some at the same moment crashes the program.
        """
        module = next(self._loading, None)
        if module is not None:
            self._modules.append(module)
            QTimer.singleShot(0, self.desk.window, self._load)

    def open(self) -> None:
        """Opens the company in the background."""
        self.desk.shell.background.read(
            self.desk.window, open_company, self._folder, self._database, self.local, self._asked, self._login,
            done=self._opened, failed=self._not_opened)

    def _not_opened(self, problem: BaseException) -> bool:
        if isinstance(problem, UserError) and problem.id == "store.missing":
            self._welcome()
            return True
        self.desk.window.show()
        if isinstance(problem, EnvironmentTrouble):
            self._show_store(problem.reason)
            QTimer.singleShot(_RETRY_MS, self.desk.window, self.open)
            return True
        return False

    def _opened(self, opened: Opened) -> None:
        self._store = opened.store
        self._show_store("")
        if opened.ctx is not None:
            self._work_as(opened, opened.ctx)
            return
        from hotline_desk.ui.start.chooser import Chooser
        self.chooser = Chooser(self.desk.shell, opened.users)
        self.chooser.chosen.connect(lambda login: self._choose(opened, login))
        self.chooser.dismissed.connect(self._over)
        self.chooser.show()

    def _choose(self, opened: Opened, login: str) -> None:
        from hotline_desk.services.access import open_context
        self.desk.shell.background.read(
            self.desk.window, open_context, opened.store, self.local, login,
            done=lambda ctx: self._work_as(replace(opened, start_box=box_of(ctx)), ctx))

    def _welcome(self) -> None:
        from hotline_desk.demo.sample import make_sample
        from hotline_desk.services.founding import found_here
        from hotline_desk.ui.setup.welcome import Welcome
        self.desk.window.hide()
        self.welcome = Welcome(self.desk.shell, partial(found_here, self._folder, self._database),
                               partial(make_sample, self._folder, self._database))
        self.welcome.founded.connect(self._founded)
        self.welcome.dismissed.connect(self._over)
        self.welcome.show()
        if self._wants_sample:
            self.welcome.try_sample()

    def _founded(self, rings: bool, line: str) -> None:
        self._rings, self._line_to_try = rings, line
        self._login = str(self.local.settings().get("workplace.last_user", ""))
        self._use_memory(self._login)
        self.open()

    # --- working --------------------------------------------------------------------------------------

    def _work_as(self, opened: Opened, ctx: Context) -> None:
        from hotline_desk.domain.access import permitted
        from hotline_desk.store.watch import Watcher
        from hotline_desk.ui.calls.desk import CallDesk
        from hotline_desk.ui.notices.desk import NoticeDesk
        from hotline_desk.ui.notifier.wiring import NotifierDesk
        from hotline_desk.ui.start.everything import found
        from hotline_desk.ui.tickets.open_count import OpenCount
        self.ctx = present = Present(ctx)
        self._looks = Looks(lambda: present().settings, self._set)
        if ctx.user.login != self._login:
            self._use_memory(ctx.user.login)
        self._login = ctx.user.login
        shell, windows = self.desk.shell, self.desk.windows
        shell.commands.set_rights(lambda p: permitted(present().user.role, p), lambda m: bool(present().settings[m]))
        self.calls = CallDesk(self._app, shell, self.desk.window, present, self.changes, self.come_forward)
        self._modules += self._loading
        for module in self._modules:
            module.register(windows, shell, present, self.changes)
        self.desk.window.palette_box.add_provider(lambda query: found(present, windows, query))
        self.notifier = NotifierDesk(shell, self.desk.window, present, self.changes, self.come_forward)
        OpenCount(shell, self.desk.window.status, present, self.changes, self.desk.window)
        NoticeDesk(shell, windows, self.desk.window.status, present, self.changes, self.desk.window)
        self._bind()
        self.changes.follow(opened.store.bus)
        self.changes.changed.connect(self._on_change)
        self._watcher = Watcher(opened.store)
        self._watcher.start()
        self._use(ctx)
        self.desk.window.status.show_cell("user", ctx.user.name, "user")
        self.desk.window.show()
        self.calls.begin(self._urls())
        if opened.start_box is not None and not self._urls():
            shell.background.read(self.desk.window, opened.start_box, ctx, done=self._box_started)
        if self._rings:
            self.calls.test.ring()
        if self._line_to_try:
            windows.open("connect", None, line=self._line_to_try, first=True)
        elif not windows.restore() and "start" in windows.kinds():
            windows.open("start")
        shell.background.write(None, self.local.put_setting, "workplace.last_user", ctx.user.login)
        QTimer.singleShot(0, self.garbage, partial(self.garbage.start, self.calls.typing.idle_seconds))

    def come_forward(self) -> None:
        """The desk before all other programs; only ever for somebody who asked for it by a click."""
        window = self.desk.window
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()

    def _box_started(self, started: tuple[BoxProcess, str]) -> None:
        """The sample's telephone system runs; the real monitor listens to it."""
        self._box, url = started
        self._feeds = (*self._feeds, url)
        if self.calls is not None and self.calls.listening:
            self.calls.lines.use(self._urls())

    def _use(self, ctx: Context) -> None:
        """Takes fresh settings at once: look, rights, modules, lines."""
        assert self.ctx is not None
        self.ctx.use(ctx)
        self.desk.use(ctx.settings)
        self.desk.shell.commands.update_all()
        self._look = {key: ctx.settings[key] for key in _LOOK}
        self.desk.window.name(self._title())
        if self.notifier is not None:
            self.notifier.use(bool(ctx.settings["module.notifier"]))
        self.desk.shell.background.write(None, self.local.put, "desk.look", json.dumps(self._look))
        if self._box is not None and not ctx.settings["company.sample"]:
            self._end_box(self._box)
        if self.calls is not None and self.calls.listening:
            self.calls.lines.use(self._urls())
        self.changes.changed.emit("context", "")

    def _end_box(self, box: BoxProcess) -> None:
        """The sample data were removed: its telephone system goes too."""
        from hotline_desk.domain.sample import LINE
        self._box = None
        self._feeds = tuple(url for url in self._feeds if not url.endswith(f"#{LINE}"))
        self.desk.shell.background.write(None, box.stop)

    def _urls(self) -> list[str]:
        assert self.ctx is not None
        kept = [str(feed["url"]) for feed in self.ctx().settings["feeds"] if feed.get("active", True)]
        return list(dict.fromkeys([*kept, *self._feeds]))

    def _on_change(self, kind: str, uid: str) -> None:
        if kind == "settings" or (kind == "user" and self.ctx is not None and uid == self.ctx().user.uid):
            self._read_context()
        if kind == "store":
            for frame in self.desk.windows.frames():
                frame.refresh()

    def _read_context(self) -> None:
        from hotline_desk.services.access import open_context
        self.desk.shell.background.read(self.desk.window, open_context, self._store, self.local, self._login,
                                        newest="context",
                                        # What was chosen here and is still being written goes before what was read.
                                        done=lambda ctx: self._use(replace(ctx, settings=ctx.settings.with_values(
                                            self._unwritten))))

    # --- actions of the desk --------------------------------------------------------------------------

    def _bind(self) -> None:
        assert self.calls is not None and self.notifier is not None
        windows = self.desk.windows
        opens = OPENS | {f"{kind}.open": kind for kind in windows.kinds()
                         if f"{kind}.open" in ACTIONS and not ACTIONS[f"{kind}.open"].where
                         and kind != "help"}  # that opens on a page
        handlers: dict[str, Callable[[], object]] = {
            id: partial(windows.open, kind) for id, kind in opens.items() if kind in windows.kinds()}
        handlers |= {"ticket.new": partial(windows.open, "ticket", ""), "help.about": self._about}
        windows.bind_global({**handlers, **self._looks.handlers(), **self.calls.handlers(), **self.notifier.handlers()})

    def _set(self, key: str, value: Any) -> None:
        """Shown at once, written behind it; the change then comes back like anybody else's."""
        from hotline_desk.services.access import write_setting
        assert self.ctx is not None
        ctx = self.ctx()
        self._use(replace(ctx, settings=ctx.settings.with_values({key: value})))
        self._unwritten[key] = value
        over = partial(self._written, key, value)
        self.desk.shell.background.write(None, write_setting, ctx, key, value, done=over, failed=over)

    def _written(self, key: str, value: Any, _answer: object) -> bool:
        if self._unwritten.get(key) == value:
            del self._unwritten[key]
        return False

    def _about(self) -> None:
        from hotline_desk import __version__
        texts = self.desk.shell.texts
        self.desk.shell.messages.say(texts.tr("Hotline Desk {version} · data in {place}", version=__version__,
                                              place=self._store.place if self._store else str(self._folder)))

    # --- now and then ---------------------------------------------------------------------------------

    def _on_beat(self) -> None:
        if self._watcher is None or self.calls is None:
            return
        self._beats += 1
        self._show_store("" if self._watcher.reachable else "away")
        background = self.desk.shell.background
        if self._watcher.reachable and self._beats % _CATCH_UP_BEATS == 0:
            background.write(None, self.calls.intake.catch_up)
        if self._watcher.reachable and self._beats % _MEND_BEATS == 0:
            self.calls.mend()

    def _show_store(self, trouble: str) -> None:
        status, texts = self.desk.window.status, self.desk.shell.texts
        if trouble:
            status.show_cell("store", texts.tr(N_("Database away, trying again. Calls are kept here.")),
                             "database", "warning")
        elif status.text("store"):
            status.show_cell("store", "")
            self.desk.shell.messages.better("database")

    # --- ending ---------------------------------------------------------------------------------------

    def _closing(self) -> bool:
        QTimer.singleShot(0, self.desk.window, self._over)
        return True

    def end(self) -> None:
        """Ends lines, watcher and background, waits for them, and gives the files back."""
        self._beat.stop()
        self.changes.leave()
        self.garbage.stop()
        if self.notifier is not None:
            self.notifier.end()
        if self.calls is not None:
            self.calls.end()
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher.join()
        self.desk.close()
        if self._box is not None:
            self._box.stop()
        if self._store is not None:
            self._store.close()
        self.local.close()

    # --- inside ---------------------------------------------------------------------------------------

    def _use_memory(self, login: str) -> None:
        prefix = f"ui.{login}."
        self._memory.use(self.local.remembered(prefix), lambda key, text: self._keep(prefix + key, text))

    def _keep(self, key: str, text: str) -> None:
        self.desk.shell.background.write(None, self.local.put, key, text)

    def _title(self) -> str:
        company = self._look.get("company.name")
        return f"{company} – Hotline Desk" if company else "Hotline Desk"

    def _save_report(self, text: str) -> None:
        target = places.make_private(self._folder / "log") / "report.txt"
        self.desk.shell.background.write(
            None, target.write_text, text, "utf-8",
            done=lambda _n: self.desk.shell.messages.say(
                self.desk.shell.texts.tr("The report lies in {place}", place=str(target))))


