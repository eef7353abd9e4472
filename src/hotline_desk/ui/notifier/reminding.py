"""What the clock tells, on the card until somebody opens, does or puts it off; by keys too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hotline_desk.core.errors import EnvironmentTrouble
from hotline_desk.core.text import N_
from hotline_desk.domain.notices import APPOINTMENT, CALLBACK, TICKET, Reminder
from hotline_desk.domain.snoozing import SNOOZES, snooze_until
from hotline_desk.domain.workdays import work_calendar
from hotline_desk.services.calls.callbacks import finish_callback
from hotline_desk.services.context import Context
from hotline_desk.services.projects.appointments import finish_appointment
from hotline_desk.services.reminders import snooze
from hotline_desk.services.tickets.capture import reopen_ticket
from hotline_desk.services.views.coming import still_due
from hotline_desk.ui.notifier.card import Card
from hotline_desk.ui.notifier.wording import ICONS, done_word, sentence, title
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.following import Following
from hotline_desk.ui.shell.palette import Hit
from hotline_desk.ui.shell.shell import Shell

Offer = Callable[[str, Sequence[Hit]], object]
_KINDS = (TICKET, CALLBACK, APPOINTMENT, "reminder", "store")
_GATHER_MS = 120


class Reminding(QObject):
    """`tell(reminders)` shows them.

    `open_wanted(kind, uid)` says which frame somebody wants in front. With `cards` off they are told by banners, which
    stay until somebody puts them away.
    """

    open_wanted = Signal(str, str)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, window: QWidget,
                 offer: Offer) -> None:
        super().__init__(window)
        self._shell, self._ctx, self._offer = shell, ctx, offer
        self.cards = True
        self.waiting: list[Reminder] = []
        self.card = Card(shell, window, lambda: ctx().clock.now())
        self.card.opened.connect(self.open)
        self.card.done.connect(self.settle)
        self.card.snoozed.connect(self.snooze)
        self.card.put_away.connect(self.put_away)
        Following(self, changes, lambda kind, _uid: kind in _KINDS and bool(self.waiting), self._look_again, _GATHER_MS)

    def tell(self, found: Sequence[Reminder]) -> None:
        """Shows what came due, besides what is shown already."""
        if not self.cards:
            for each in found:
                self._banner(each)
        anew = {(each.kind, each.uid) for each in found}
        self._show([each for each in self.waiting if (each.kind, each.uid) not in anew] + list(found))

    def put_away(self) -> None:
        """Takes all from the screen; what is late stays in the lists."""
        for told in self.waiting:
            self._shell.messages.withdraw(_key(told))
        self._show([])

    def end(self) -> None:
        """The desk closes."""
        self.put_away()
        self.card.close()
        self.card.deleteLater()

    # --- what a person does ---------------------------------------------------------------------------

    def open(self, told: Reminder) -> None:
        """Brings what it is about to the front; the reminder has done its work."""
        self._drop(told)
        kind = {TICKET: "ticket", CALLBACK: "callbacks"}.get(told.kind, "appointment")
        self.open_wanted.emit(kind, told.uid)

    def settle(self, told: Reminder) -> None:
        """A ticket is taken up, a callback or an appointment is done; with Undo where there is a way back."""
        self._drop(told)
        write, texts = self._shell.background.write, self._shell.texts
        if told.kind == TICKET:
            write(None, reopen_ticket, self._ctx(), told.uid, done=lambda _version: self._shell.messages.say(
                texts.tr(N_("{title} is in progress."), title=title(texts, told)), "success", key="reminder.done"))
            return
        finish = finish_callback if told.kind == CALLBACK else finish_appointment
        write(None, finish, self._ctx(), told.uid, done=lambda _none: self._shell.messages.say(
            texts.tr(N_("{title} is done."), title=title(texts, told)), "success", key="reminder.done",
            action_text=texts.tr(N_("Undo")), action=partial(write, None, finish, self._ctx(), told.uid, False)))

    def snooze(self, told: Reminder, code: str) -> None:
        """Puts it off by a key of `SNOOZES`; it is told again then, at whichever desk."""
        self._drop(told)
        ctx = self._ctx()
        until, texts = snooze_until(code, ctx.clock.now(), ctx.zone, work_calendar(ctx.settings)), self._shell.texts
        self._shell.background.write(None, snooze, ctx, told.kind, told.uid, until, done=lambda _none: (
            self._shell.messages.say(texts.tr(N_("{title}: again {moment}."), title=title(texts, told),
                                              moment=texts.moment(until)), key="reminder.later")))

    def ask(self) -> None:
        """What shall become of the first that waits; for the action "reminder.snooze"."""
        texts = self._shell.texts
        if not self.waiting:
            self._shell.messages.say(texts.tr(N_("No reminder waits.")), key="reminder.none")
            return
        told, others = self.waiting[0], self.waiting[1:]
        hits = [Hit(texts.tr(text), partial(self.snooze, told, code), "", "bell") for code, text in SNOOZES.items()]
        hits.append(Hit(texts.tr(N_("Open it")), partial(self.open, told), "", ICONS[told.kind]))
        hits.append(Hit(done_word(texts, told), partial(self.settle, told), "", "check"))
        if others:
            hits += [Hit(texts.tr(N_("All in 15 minutes")), partial(self._snooze_all, "15"),
                         texts.trn("{n} reminder", "{n} reminders", len(self.waiting)), "bell"),
                     Hit(texts.tr(N_("Put the reminders away")), self.put_away,
                         texts.trn("{n} reminder", "{n} reminders", len(self.waiting)), "x")]
        self._offer(sentence(texts, told, self._ctx().clock.now()), hits)

    def _snooze_all(self, code: str) -> None:
        for told in list(self.waiting):
            self.snooze(told, code)

    # --- inside ---------------------------------------------------------------------------------------

    def _show(self, waiting: list[Reminder]) -> None:
        self.waiting = waiting
        self.card.show_told(waiting if self.cards else ())

    def _drop(self, told: Reminder) -> None:
        self._shell.messages.withdraw(_key(told))
        self._show([each for each in self.waiting if each != told])

    def _look_again(self) -> None:
        told = list(self.waiting)
        self._shell.background.read(self, lambda: still_due(self._ctx(), told), newest="still-due", calm=True,
                                    done=lambda kept: self._keep(told, kept), failed=_away)

    def _keep(self, asked: Sequence[Reminder], kept: Sequence[Reminder]) -> None:
        """What was told since then stays too."""
        waiting = [each for each in self.waiting if each in kept or each not in asked]
        if waiting != self.waiting:
            self._show(waiting)

    def _banner(self, told: Reminder) -> None:
        texts = self._shell.texts
        self._shell.messages.say(
            sentence(texts, told, self._ctx().clock.now()), "warning" if told.late else "note", key=_key(told),
            seconds=0, action_text=texts.tr(N_("Open it")), action=partial(self.open, told))


def _key(told: Reminder) -> str:
    return f"reminder:{told.kind}:{told.uid}"


def _away(problem: BaseException) -> bool:
    """While the database is away the card stays as it is; the status bar says why."""
    return isinstance(problem, EnvironmentTrouble)
