"""The telephone lines of this workplace: listed, added, tested, switched off, removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.context import Context
from hotline_desk.services.feeds import KINDS, Feed, feeds_of, keep_feeds
from hotline_desk.ui.setup.telephone import TelephoneForm
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.shell import Shell


class FeedsFrame(Frame):
    """Every change takes effect at once; removing can be undone."""

    icon_name = "cable"
    help_page = "telephony"
    comfortable = QSize(720, 420)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx, self._changes = ctx, changes
        texts = shell.texts
        self.list = RowList(shell, "feeds", [
            Column("name", N_("Name"), lambda feed: feed.address.name, 24, bold=True, stretch=True),
            Column("kind", N_("Kind"), lambda feed: texts.tr(KINDS[feed.address.kind]), 12, rank=2),
            Column("place", N_("Address"), lambda feed: feed.address.place, 22),
            Column("active", N_("State"), lambda feed: texts.tr(N_("on") if feed.active else N_("off")), 8,
                   icon=lambda feed: "phone" if feed.active else "phone-off",
                   color=lambda feed: "success" if feed.active else "muted"),
        ], key=lambda feed: feed.url, filterable=False, accessible=N_("Telephone lines"),
            empty=N_("No telephone line yet. Connect the FRITZ!Box first."))
        self.panel = Panel(self, N_("Connect a FRITZ!Box"), N_("Connect"))
        self.telephone = TelephoneForm(shell)
        self.panel.body.addWidget(self.telephone)
        foot = QHBoxLayout()
        for id, text in (("record.new", N_("Connect a FRITZ!Box")), ("record.open", N_("Switch on or off")),
                         ("record.archive", N_("Remove"))):
            foot.addWidget(shell.commands.button(id, self, primary=id == "record.new", text=text))
        foot.addStretch(1)
        rows = QVBoxLayout(self)
        rows.addWidget(self.list, 1)
        rows.addLayout(foot)
        rows.addWidget(self.panel)
        self.list.activated.connect(lambda _feed: self.toggle())
        self.list.current_changed.connect(lambda _feed: self._enable())
        self.panel.confirmed.connect(self._connect)
        changes.changed.connect(self._on_change)
        self.bind({"record.new": self.add, "record.open": self.toggle, "record.archive": self.remove})

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Telephone lines"))

    def refresh(self) -> None:
        self.list.set_rows(feeds_of(self._ctx().settings))
        self._enable()

    def first_field(self) -> QWidget:
        return self.list

    def closed(self) -> None:
        self._changes.changed.disconnect(self._on_change)

    def add(self) -> None:
        """Asks for a further box."""
        self.telephone.clear()
        self.panel.open(self.telephone.place)

    def toggle(self) -> None:
        """Listens to the selected line, or no longer."""
        feed: Feed | None = self.list.current()
        if feed is not None:
            self._keep([replace(f, active=not f.active) if f.url == feed.url else f for f in self._feeds()])

    def remove(self) -> None:
        """Takes the selected line away; with Undo."""
        feed: Feed | None = self.list.current()
        if feed is None:
            return
        before, texts = self._feeds(), self.shell.texts
        self._keep([f for f in before if f.url != feed.url])
        self.shell.messages.say(texts.tr("{name} is no longer listened to.", name=feed.address.name), key="feeds",
                                action_text=texts.tr("Undo"), action=lambda: self._keep(before))

    def _feeds(self) -> list[Feed]:
        return feeds_of(self._ctx().settings)

    def _connect(self) -> None:
        try:
            url = self.telephone.url()
            if not url:
                raise UserError("value.missing", field=N_("Address of the box"))
        except UserError as problem:
            self.telephone.form.show_problem(problem, "place")
            return
        self.panel.set_busy(True)
        self._keep([*self._feeds(), Feed(url)], self._connected, self._refused)

    def _connected(self) -> None:
        self.panel.leave()

    def _refused(self, problem: BaseException) -> bool:
        self.panel.set_busy(False)
        return self.telephone.form.show_problem(problem, "name")

    def _keep(self, feeds: Sequence[Feed], done: Callable[[], object] | None = None,
              failed: Callable[[BaseException], bool] | None = None) -> None:
        self.shell.background.write(self, keep_feeds, self._ctx(), feeds,
                                    done=(lambda _nothing: done()) if done else None, failed=failed)

    def _on_change(self, kind: str, _uid: str) -> None:
        if kind == "context":
            self.refresh()

    def _enable(self) -> None:
        for id in ("record.open", "record.archive"):
            self.enable(id, self.list.current() is not None)
