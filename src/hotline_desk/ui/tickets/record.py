"""The ticket behind its frame: read, typed into, kept as draft, saved; all of it in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.domain.access import Team, User
from hotline_desk.domain.knowledge import TextBlock
from hotline_desk.domain.projects import Project
from hotline_desk.services.access import list_teams, list_users
from hotline_desk.services.context import Context
from hotline_desk.services.drafts import draft_of, drop_draft, keep_draft
from hotline_desk.services.knowledge.text_blocks import list_text_blocks
from hotline_desk.services.notices.absences import StandIn, stand_ins
from hotline_desk.services.projects.projects import list_projects
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.views.ticket import TicketView, ticket_view
from hotline_desk.services.views.ticket_caller import new_number
from hotline_desk.services.views.ticket_changes import Since, changed_since
from hotline_desk.services.views.ticket_words import TicketWords, ticket_words
from hotline_desk.store.local import Draft
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.tickets.drafts import Edits

DRAFT_MS = 600
Then = Callable[[Context, int | None], Any]


@dataclass(frozen=True)
class People:
    """Who a ticket can be given to, the words for what it is about, and texts that are written again and again.

    `away` are those who are away today, by their uids.
    """

    users: tuple[User, ...] = ()
    teams: tuple[Team, ...] = ()
    words: TicketWords = field(default_factory=TicketWords)
    blocks: tuple[TextBlock, ...] = ()
    away: Mapping[str, StandIn] = field(default_factory=dict)
    projects: tuple[Project, ...] = ()


@dataclass(frozen=True)
class _Loaded:
    view: TicketView
    people: People | None
    draft: Draft | None
    since: Since | None
    new_number: str | None


class TicketRecord(QObject):
    """One ticket. `came(view, before)` follows each reading, `shown(values)` says which fields show something new.

    `both_changed(since)` tells that others changed fields the user typed into, `restored(draft)` that a draft
    of an earlier time lies over the ticket, `edited()` that there is more or less to save, `made(uid)` that a new
    ticket has its uid now.
    """

    came = Signal(object, object)
    shown = Signal(object)
    people_came = Signal(object)
    both_changed = Signal(object)
    restored = Signal(object)
    edited = Signal()
    made = Signal(str)

    def __init__(self, owner: QObject, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(owner)
        self.uid = ""
        self.ctx = ctx
        self.view: TicketView | None = None
        self.new_number: str | None = None
        self.people = People()
        self.edits = Edits()
        self._shell, self._fields = shell, dict[str, Any]()
        self._begun = self._creating = self._gone = self._kept = self._first = False
        self._prepared = self._offered = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAFT_MS)
        self._pause.timeout.connect(self.keep)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.keep)

    def prepare(self) -> None:
        """Which ticket it will be is not known yet; whom it can be given to and the like is read already."""
        self._prepared = True
        self.load_people()

    def begin(self, uid: str, fields: Mapping[str, Any]) -> None:
        """Which ticket it is; with uid "" a new one that is made with these fields."""
        self.uid, self._fields, self._begun = uid, dict(fields), True

    # --- reading --------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads the ticket; a new one is made first, so that it has its number before anything is typed."""
        if self._gone or not self._begun:
            return
        if self.uid:
            first, seen = not self._first, self.view.version if self.view else 0
            self._shell.background.read(self, self._read, self.uid, first, seen, first and not self._offered,
                                        done=self._take, newest="ticket")
        elif not self._creating:
            self._creating = True
            fields, people = dict(self._fields), not self._offered
            self._shell.background.write(self, lambda: self._create(fields, people), done=self._created)

    def load_people(self) -> None:
        """Reads users and teams again."""
        if self._begun or self._prepared:
            self._shell.background.read(self, lambda: _people(self.ctx()), done=self._took_people, newest="people")

    def _read(self, uid: str, first: bool, seen: int, people: bool) -> _Loaded:
        ctx = self.ctx()
        view = ticket_view(ctx, uid)
        since = changed_since(ctx, uid, seen) if seen and view.version > seen else None
        if not first:
            return _Loaded(view, None, None, since, new_number(ctx, uid))
        return _Loaded(view, _people(ctx) if people else None, draft_of(ctx, f"ticket:{uid}"), None,
                       new_number(ctx, uid))

    def _create(self, fields: dict[str, Any], people: bool) -> tuple[str, _Loaded | BaseException]:
        """A new ticket, read at once; if that alone fails it is told when the ticket is known."""
        uid = create_ticket(self.ctx(), fields)
        try:
            return uid, self._read(uid, True, 0, people)
        except (UserError, EnvironmentTrouble) as problem:
            return uid, problem

    def _created(self, made: tuple[str, _Loaded | BaseException]) -> None:
        self.uid, read = made
        self.made.emit(self.uid)
        if self.edits.any:
            self._pause.start()
        if isinstance(read, _Loaded):
            self._take(read)
        else:
            self.load()

    def _take(self, loaded: _Loaded) -> None:
        if self._gone:
            return
        view, before = loaded.view, self.view
        if view.version < self.edits.version:
            self.load()
            return
        if loaded.people is not None:
            self._took_people(loaded.people)
        self.view, self.new_number = view, loaded.new_number
        values, both = self.edits.read(asdict(view.fields), view.version)
        self.shown.emit(values)
        if not self._first:
            self._first = True
            self._restore(loaded.draft)
        self.came.emit(view, before)
        self.edited.emit()
        if both:
            self.both_changed.emit(replace(loaded.since or Since("", ()), fields=tuple(sorted(both))))
        self._sync_soon()

    def _took_people(self, people: People) -> None:
        self.people, self._offered = people, True
        self.people_came.emit(people)

    def _restore(self, draft: Draft | None) -> None:
        if draft is None:
            return
        self._kept = True
        values, both = self.edits.restore(draft.body)
        if values or self.edits.panels:
            self.shown.emit(values)
            self.restored.emit(draft)
        if both:
            self.both_changed.emit(Since("", tuple(sorted(both))))

    # --- typing ---------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """What its draft is kept under."""
        return f"ticket:{self.uid}"

    def type(self, name: str, value: Any) -> None:
        """The user changed a field: kept as draft within a second, while typing and after."""
        self.edits.type(name, value)
        self._typed()

    def write_panel(self, name: str, text: str) -> None:
        """Text of a panel that is no field of the ticket, kept like the fields."""
        if self.edits.panels.get(name, "") != text:
            self.edits.write_panel(name, text)
            self._typed()

    def _typed(self) -> None:
        self.edited.emit()
        self._sync_soon()

    def _sync_soon(self) -> None:
        if not self._pause.isActive() and (self.edits.any or self._kept):
            self._pause.start()

    def keep(self) -> None:
        """Keeps the draft at this workplace now, or forgets it when everything is stored."""
        self._pause.stop()
        if self._gone or not self.uid or not (self.edits.any or self._kept):
            return
        key, body = self.key, self.edits.body()
        if self.edits.any:
            self._kept = True
            body = {**body, "fields": dict(body["fields"]), "panels": dict(body["panels"])}
            self._shell.background.write(None, lambda: keep_draft(self.ctx(), key, body))
        else:
            self._kept = False
            self._shell.background.write(None, lambda: drop_draft(self.ctx(), key))

    def discard(self) -> None:
        """Gives up everything that is not stored."""
        self.shown.emit(self.edits.discard())
        self._typed()

    def use_theirs(self) -> None:
        """Gives up what others changed too."""
        self.shown.emit(self.edits.use_theirs())
        self._typed()

    # --- saving ---------------------------------------------------------------------------------------

    def act(self, then: Then, done: Callable[[Any], object] | None = None,
            failed: Callable[[BaseException], object] | None = None, without: Iterable[str] = ()) -> None:
        """Stores the changed fields (but `without`), then does `then(ctx, version)`; `done` gets what it returns.

        One step after the other in the writer: if the fields cannot be stored, the rest is not done.
        """
        self._write(then, done, failed, self._changed(without))

    def save(self, done: Callable[[], object] | None = None) -> None:
        """Stores the changed fields."""
        changed = self._changed(())
        if changed:
            self._write(lambda _ctx, version: version, (lambda _v: done()) if done else None, None, changed)
        elif done is not None:
            done()

    def save_now(self, values: dict[str, Any]) -> None:
        """Stores these values alone, at once (a customer was chosen); other typing waits."""
        self._write(lambda _ctx, version: version, None, None, values)

    def save_and_leave(self) -> None:
        """The frame closes: what was typed is kept as draft, stored, and the draft forgotten; none is lost."""
        changed, started, key = self._changed(()), self.edits.started, self.key
        self.keep()
        self.forget(drop=False)
        if not self.uid or not changed:
            return

        def work() -> None:
            save_ticket(self.ctx(), self.uid, started, changed)
            drop_draft(self.ctx(), key)

        self._shell.background.write(None, work)

    def forget(self, drop: bool = True) -> None:
        """The ticket left this desk: nothing is read or kept any more; its draft goes."""
        self._gone = True
        self._pause.stop()
        if drop and self.uid:
            key = self.key
            self._shell.background.write(None, lambda: drop_draft(self.ctx(), key))

    def _changed(self, without: Iterable[str]) -> dict[str, Any]:
        left_out = set(without)
        return {name: value for name, value in self.edits.mine.items() if name not in left_out}

    def _write(self, then: Then, done: Callable[[Any], object] | None,
               failed: Callable[[BaseException], object] | None, values: dict[str, Any]) -> None:
        uid, started = self.uid, self.edits.started
        self.edits.saving.update(values)

        def work() -> tuple[int | None, Any]:
            ctx, version = self.ctx(), started or None
            if values:
                version = save_ticket(ctx, uid, version, values)
            return version, then(ctx, version)

        def finished(answer: tuple[int | None, Any]) -> None:
            version, result = answer
            if values and version is not None and not self._gone:
                self.edits.stored(values, version)
                self._typed()
            if done is not None:
                done(result)

        def trouble(problem: BaseException) -> object:
            self.edits.saved(values)
            self.load()
            return False if failed is None else failed(problem)

        self._shell.background.write(self, work, done=finished, failed=trouble)


def _people(ctx: Context) -> People:
    return People(tuple(list_users(ctx)), tuple(list_teams(ctx)), ticket_words(ctx), tuple(list_text_blocks(ctx)),
                  stand_ins(ctx), tuple(list_projects(ctx)))
