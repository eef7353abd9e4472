"""The telephone lines of this workplace: listed with how they are, added, changed, tested, switched off, removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.context import Context
from hotline_desk.services.feeds import (
    KINDS,
    Feed,
    draft_of,
    drop_feed,
    feeds_of,
    keep_feed,
    keep_feeds,
    new_draft,
    switched,
    take_back,
)
from hotline_desk.ui.setup.keeping import say_if_unsafe
from hotline_desk.ui.setup.kinds import KINDS_OF_LINES
from hotline_desk.ui.setup.telephone import TelephoneForm
from hotline_desk.ui.setup.verdict import Verdict
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.telephones import Standing, standing

_GATHER_MS = 150
_ICONS = {kind.code: kind.icon for kind in KINDS_OF_LINES}


@dataclass(frozen=True)
class LineRow:
    """One line as the list shows it. `url` is "" for a line that was named at the start and is kept nowhere."""

    name: str
    kind: str
    place: str
    url: str
    standing: Standing
    lines: int = 0
    dropped: int = 0


class FeedsFrame(Frame):
    """Every change takes effect at once; removing can be undone."""

    icon_name = "cable"
    help_page = "telephony"
    comfortable = QSize(980, 480)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx, self._changes = ctx, changes
        self._editing, self._grown = "", 0
        self.list = self._make_list()
        self.verdict = Verdict(shell)
        self.panel = Panel(self, N_("Telephone line"), N_("Listen to this line"))
        self.telephone = TelephoneForm(shell, lambda: ctx().plan)
        self.panel.body.addWidget(self.telephone)
        self._arrange()
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self.refresh)
        self._connect()

    # --- what the shell asks for ----------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Telephone lines"))
        self.refresh()

    def refresh(self) -> None:
        rows = self._rows()
        if rows != self.list.model.all_rows():
            self.list.set_rows(rows)
        self._show_current()

    def first_field(self) -> QWidget:
        return self.list

    def closed(self) -> None:
        self._gather.stop()
        self.telephone.stop()
        self._changes.changed.disconnect(self._on_change)
        self.shell.telephones.changed.disconnect(self._look_again)

    # --- what a person does ---------------------------------------------------------------------------

    def add(self) -> None:
        """Asks for a further line."""
        self._editing = ""
        self.telephone.set_draft(new_draft(KINDS_OF_LINES[0].code))
        self._open_panel()

    def edit(self) -> None:
        """Changes the selected line."""
        row = self._current()
        if row is None or not row.url:
            return
        try:
            draft = draft_of(row.url)
        except UserError as problem:
            self.shell.messages.trouble(problem)
            return
        self._editing = row.url
        self.telephone.set_draft(draft, row.url)
        self._open_panel()

    def test(self) -> None:
        """Shows the selected line and whether it answers."""
        row = self._current()
        if row is not None and row.url:
            self.edit()
            self.telephone.check()

    def call(self) -> None:
        """Waits for a call at the selected line and shows what comes of it."""
        row = self._current()
        if row is not None:
            self.shell.windows.open("connect", None, line=row.name)

    def toggle(self) -> None:
        """Listens to the selected line, or no longer."""
        row = self._current()
        if row is not None and row.url:
            self._write(keep_feeds, self._ctx(), switched(self._feeds(), row.url))

    def remove(self) -> None:
        """Takes the selected line away; with Undo."""
        row = self._current()
        if row is None or not row.url:
            return
        before, texts, name = self._feeds(), self.shell.texts, row.name

        def say(secret: str) -> None:
            self.shell.messages.say(
                texts.tr("{name} is no longer listened to.", name=name), key="feeds", action_text=texts.tr("Undo"),
                action=lambda: self._write(take_back, self._ctx(), before, name, secret))

        self.shell.background.write(self, drop_feed, self._ctx(), row.url, done=say)

    def trace(self) -> None:
        """Looks on at what goes over the selected line."""
        row = self._current()
        if row is not None:
            self.shell.windows.open("trace", row.name)

    # --- inside ---------------------------------------------------------------------------------------

    def _make_list(self) -> RowList:
        texts = self.shell.texts
        return RowList(self.shell, "feeds", [
            Column("name", N_("Name"), lambda row: row.name, 20, bold=True),
            Column("kind", N_("Kind"), lambda row: texts.tr(KINDS.get(row.kind, row.kind)), 18, rank=1,
                   icon=lambda row: _ICONS.get(row.kind, "phone")),
            Column("place", N_("Address"), lambda row: row.place, 20, rank=2),
            Column("state", N_("State"), lambda row: row.standing.text, 30, stretch=True,
                   sort=lambda row: -row.standing.rank, icon=lambda row: row.standing.icon,
                   color=lambda row: row.standing.token),
        ], key=lambda row: row.name, filterable=False, accessible=N_("Telephone lines"),
            empty=N_("No telephone line yet. The assistant connects your telephone in three steps."))

    def _arrange(self) -> None:
        commands = self.shell.commands
        foot = FlowRow()
        for id, text in (("record.new", N_("Add")), ("record.open", N_("Change")), ("feed.test", N_("Test it")),
                         ("feed.call", N_("Test call")), ("feed.toggle", N_("On or off")),
                         ("record.archive", N_("Remove")), ("trace.open", N_("Live trace"))):
            foot.addWidget(commands.button(id, self, text=text))
        foot.turn()
        foot.addWidget(commands.button("telephone.connect", self, primary=True, text=N_("Connect the telephone …")))
        rows = QVBoxLayout(self)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.verdict)
        rows.addLayout(foot)
        rows.addWidget(self.panel)

    def _connect(self) -> None:
        self.list.activated.connect(lambda _row: self.edit())
        self.list.current_changed.connect(lambda _row: self._show_current())
        self.panel.confirmed.connect(self._keep)
        self.panel.backed_out.connect(self._left)
        self.telephone.kind_chosen.connect(lambda _kind: QTimer.singleShot(0, self, self._make_room))
        self._changes.changed.connect(self._on_change)
        self.shell.telephones.changed.connect(self._look_again)
        self.bind({"record.new": self.add, "record.open": self.edit, "record.archive": self.remove,
                   "feed.call": self.call, "feed.toggle": self.toggle, "feed.test": self.test,
                   "trace.open": self.trace})

    def _feeds(self) -> list[Feed]:
        return feeds_of(self._ctx().settings)

    def _current(self) -> LineRow | None:
        row: LineRow | None = self.list.current()
        return row

    def _rows(self) -> list[LineRow]:
        rows = [self._row(feed) for feed in self._feeds()]
        kept = {row.name for row in rows}
        telephones = self.shell.telephones
        further = [LineRow(name, telephones.kind_of(name), self.shell.texts.tr("named at the start"), "",
                           *self._standing(name)) for name in telephones.names() if name not in kept]
        return [*rows, *further]

    def _row(self, feed: Feed) -> LineRow:
        try:
            address = feed.address
        except UserError as problem:
            sentence = self.shell.messages.sentence(problem)
            return LineRow(feed.url, "", "", feed.url, Standing(sentence, "triangle-alert", "warning", 3))
        return LineRow(address.name, address.kind, address.place, feed.url, *self._standing(address.name))

    def _standing(self, name: str) -> tuple[Standing, int, int]:
        state = self.shell.telephones.state_of(name)
        words = standing(self.shell.texts, state, self._ctx().clock.now())
        return words, state.lines if state else 0, state.dropped if state else 0

    def _show_current(self) -> None:
        row = self._current()
        self.enable_all({id: row is not None and (bool(row.url) or id == "trace.open") for id in (
            "record.open", "record.archive", "feed.toggle", "feed.test", "trace.open")}
            | {"feed.call": row is not None and bool(row.url) and row.name in self.shell.telephones.names()})
        if row is None:
            self.verdict.say("", "", "")
            return
        texts = self.shell.texts
        text = texts.tr("{name}: {state}", name=row.name, state=row.standing.text)
        if row.lines:
            text = f"{text} · {texts.trn('{n} line received', '{n} lines received', row.lines)}"
        if row.dropped:
            text = f"{text}, {texts.trn('{n} not understood', '{n} not understood', row.dropped)}"
        self.verdict.say(row.standing.icon, row.standing.token, text)

    def _keep(self) -> None:
        try:
            url = self.telephone.draft().url()
        except UserError as problem:
            self.telephone.show_problem(problem)
            return
        self.telephone.stop()
        self.panel.set_busy(True)
        before = next((feed for feed in self._feeds() if feed.url == self._editing), None)
        feed = Feed(url, before.active if before else True)
        secret = self.telephone.typed_secret()
        self.shell.background.write(self, keep_feed, self._ctx(), feed, secret, self._editing,
                                    done=lambda safe: self._kept(feed, secret, safe), failed=self._refused)

    def _open_panel(self) -> None:
        self.panel.open(self.telephone.first_field())
        QTimer.singleShot(0, self, self._make_room)

    def _make_room(self) -> None:
        """Kinds have few or many fields; all of them shall be seen where the desk has room for them."""
        layout = self.layout()
        seen = self.visibleRegion().boundingRect().height()  # a frame without room scrolls, itself as high as ever
        missing = layout.minimumSize().height() - seen if layout is not None else 0
        if missing > 0 and self.panel.is_open:
            self._grown += missing
            self.room_wanted.emit(missing)

    def _left(self) -> None:
        self.telephone.stop()
        grown, self._grown = self._grown, 0
        if grown:
            self.room_wanted.emit(-grown)

    def _kept(self, feed: Feed, secret: str, safe: bool) -> None:
        self.panel.leave()
        self._left()
        if secret:
            self.shell.telephones.begin_again(feed.address.name)
        say_if_unsafe(self.shell, feed.address.name, safe)

    def _refused(self, problem: BaseException) -> bool:
        self.panel.set_busy(False)
        return self.telephone.form.show_problem(problem, "name")

    def _write(self, act: Callable[..., object], *args: object) -> None:
        self.shell.background.write(self, act, *args)

    def _on_change(self, kind: str, _uid: str) -> None:
        if kind == "context":
            self.refresh()

    def _look_again(self) -> None:
        if not self._gather.isActive():
            self._gather.start()
