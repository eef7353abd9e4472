"""Puts the notifier into the desk: what it reads, when, and what its choices open."""

from __future__ import annotations

from collections.abc import Callable

from hotline_desk.domain.access import permitted
from hotline_desk.services.context import Context
from hotline_desk.services.views.journal import missed_count
from hotline_desk.services.views.open_list import open_counts, open_tickets
from hotline_desk.ui.notifier.notifier import Notifier
from hotline_desk.ui.notifier.rows import Standing, Waiting
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.texts import Texts
from hotline_desk.ui.shell.windows import Windows

_NEXT = 8
_TELLING = frozenset({"ticket", "call", "store", "context"})


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the notifier, shows it while the company uses the module, and binds its action."""
    notifier = Notifier(shell, lambda: standing(ctx(), shell.texts), parent=windows)

    def on_change(kind: str, _uid: str) -> None:
        if kind not in _TELLING:
            return
        wanted = bool(ctx().settings["module.notifier"])
        if wanted and not notifier.running:
            notifier.start()
        elif not wanted:
            notifier.stop()
        notifier.refresh()

    def show_desk() -> None:
        window = windows.area.window()
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()

    def show(kind: str, uid: str | None = None) -> None:
        show_desk()
        windows.open(kind, uid)

    notifier.ticket_chosen.connect(lambda uid: show("ticket", uid))
    notifier.all_wanted.connect(lambda: show("tasks"))
    notifier.desk_wanted.connect(show_desk)
    changes.changed.connect(on_change)
    windows.bind_global({"notifier.toggle": notifier.toggle})


def standing(ctx: Context, texts: Texts) -> Standing:
    """What is open now, the next tickets in the order of the list of open tasks; read in the background."""
    counts = open_counts(ctx)
    missed = missed_count(ctx) if permitted(ctx.user.role, "call.read") else 0
    rows = tuple(
        Waiting(row.uid, row.number, row.subject or row.phone, row.customer or row.contact,
                texts.moment(row.resubmit_at or row.created_at), row.overdue)
        for row in open_tickets(ctx)[:_NEXT])
    return Standing(counts.open, counts.overdue, missed, rows)
