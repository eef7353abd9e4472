"""A desk's clock in a process of its own: a real window system without a screen, a real store, real time.

Says `ready`, then `told UID on time|late` for each reminder. Ends with its input.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from hotline_desk.services.access import open_context
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from hotline_desk.store.watch import Watcher
from hotline_desk.ui.actions import ACTIONS
from hotline_desk.ui.notifier.clock import ReminderClock
from hotline_desk.ui.shell.assembly import build_desk
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.memory import Memory
from tests.store_fixtures import file_url


def main(company: str, workplace: str, login: str) -> None:
    """Runs until its input ends."""
    app = QApplication(sys.argv[:1])
    store = open_store(file_url(Path(company)))
    local = Local(Path(workplace))
    ctx = open_context(store, local, login)
    desk = build_desk(app, ACTIONS.values(), ctx.settings, Memory())
    changes = Changes(desk.window)
    changes.follow(store.bus)
    watcher = Watcher(store)
    watcher.start()
    clock = ReminderClock(desk.shell, lambda: ctx, changes, desk.window)
    clock.fired.connect(lambda found: [
        print("told", each.uid, "late" if each.late else "on time", flush=True) for each in found])
    clock.start()
    end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, desk.window)
    end.activated.connect(app.quit)
    print("ready", flush=True)
    app.exec()
    changes.leave()
    watcher.stop()
    watcher.join()
    desk.close()
    store.close()
    local.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
