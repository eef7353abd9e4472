"""What happens at this desk when calls come, are answered and end. It listens to changes of the store alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.calls import ANSWERED, ENDED, IN, RINGING, CallEvent
from hotline_desk.domain.tickets import NEW, WITHDRAWN
from hotline_desk.services.calls.handling import end_call, take_call
from hotline_desk.services.calls.matching import match_again
from hotline_desk.services.calls.parking import swap_calls
from hotline_desk.services.context import Context
from hotline_desk.services.views.popup import PopupView, call_popup, running_popups
from hotline_desk.ui.calls.ahead import TypedAhead
from hotline_desk.ui.calls.choosing import Choosing, is_open
from hotline_desk.ui.calls.follow import FollowCall
from hotline_desk.ui.calls.kept import is_kept, kept_uid, kept_view
from hotline_desk.ui.calls.opening import AtRing
from hotline_desk.ui.calls.stack import Shown, Stack
from hotline_desk.ui.calls.typing import Typing
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell

_AWAY = N_("The database is away. The call is kept here until it is back.")
_HOLD_MS, _FAREWELL_MS = 60, 2500
_RINGS_AT_MOST, _TALKS_AT_MOST = timedelta(minutes=10), timedelta(hours=24)


class CallController(QObject):
    """Shows popups for incoming calls and takes calls. `taken(call, ticket)` comes when this user took one."""

    taken = Signal(str, str)

    def __init__(self, shell: Shell, stack: Stack, typing: Typing, ctx: Callable[[], Context], changes: Changes,
                 come_forward: Callable[[], object], choosing: Choosing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell, self._stack, self._typing, self._ctx = shell, stack, typing, ctx
        self._come_forward, self._choosing = come_forward, choosing
        self._at_ring = AtRing(shell.windows, typing)
        self._follow = FollowCall(shell.windows, self._wants_to_follow, self._at_ring.free, self)
        self._follows = self._wants_to_follow()
        self._ahead = TypedAhead(shell.commands, self)
        self._running: dict[str, PopupView] = {}
        self._hidden: set[str] = set()
        self._put_away: set[str] = set()  # parked, and not to be seen while they are
        self._held: set[str] = set()
        self._taken: set[str] = set()  # by this user, whether the store has told it yet or not
        self._farewell: dict[str, Shown] = {}
        self._last: str | None = None
        changes.changed.connect(self._on_change)
        shell.texts.changed.connect(self._show)
        stack.take_wanted.connect(self._take_by_click)
        stack.customer_wanted.connect(self._customer_by_click)
        stack.hide_wanted.connect(self.hide)
        stack.caller_wanted.connect(self._caller_by_click)
        stack.swap_wanted.connect(lambda _uid: self.swap())

    # --- what a person does ---------------------------------------------------------------------------

    def take(self, uid: str | None = None) -> None:
        """F2: the ticket of the call that is meant comes to the front, made if need be."""
        uid = uid or self._meant()
        if uid is None or is_kept(uid):
            sentence = N_("There is no call to take.") if uid is None else _AWAY
            self._shell.messages.say(self._shell.texts.tr(sentence), key="call.take")
            return
        view = self._running.get(uid)
        if view is not None and self._is_mine(view) and view.ticket_uid:
            self._open(uid, view.ticket_uid)
            return
        self._taken.add(uid)
        self._ahead.hold()
        self._shell.background.write(self, take_call, self._ctx(), uid, urgent=True,
                                     done=lambda ticket: self._open(uid, ticket),
                                     failed=lambda _problem: self._not_taken(uid))

    def customer(self) -> None:
        """F4 without a ticket in front: the caller of the first popup."""
        uid = next((view.address_uid for view in self._stack.shown() if view.address_uid), None)
        if uid is not None:
            self._shell.windows.open("address", uid)

    def hide(self, uid: str | None = None) -> None:
        """Hides one popup, by default the first; the call itself goes on."""
        shown = self._stack.shown()
        uid = uid or (shown[0].call_uid if shown else None)
        if uid is not None:
            self._hidden.add(uid)
            self._put_away.add(uid)
            self._farewell.pop(uid, None)
            self._show()

    def swap(self) -> None:
        """F12: parks the call this user talks on and resumes the one that waits."""
        self._shell.background.write(self, swap_calls, self._ctx(), urgent=True, done=self._swapped)

    def end(self) -> None:
        """This user has hung up at a telephone that does not tell so."""
        own = [view for view in self._running.values() if self._is_mine(view) and view.ends_by_hand]
        if own:
            uid = max(own, key=lambda view: view.rang_at).call_uid
            self._shell.background.write(None, end_call, self._ctx(), uid, urgent=True)
        else:
            self._shell.messages.say(self._shell.texts.tr(
                N_("No call runs here whose end the telephone would not tell.")), key="call.end")

    def who_calls(self, uid: str | None = None) -> None:
        """Says who it is where the number does not tell: of the call meant, else of the first that needs it."""
        views = [self._running[uid]] if uid in self._running else list(self._running.values())
        view = next((view for view in views if is_open(view)), None)
        if view is not None:
            self._choosing.ask(view)
        else:
            self._shell.messages.say(self._shell.texts.tr(N_("Every caller is known, or not known at all.")),
                                     key="call.caller")

    def keep(self, event: CallEvent) -> None:
        """A call that waits for the database: shown as long as it rings, with what the telephone tells."""
        uid = kept_uid(event)
        if event.kind == RINGING:
            self._running[uid] = kept_view(event)
            self._hold(uid)
        elif event.kind in (ANSWERED, ENDED):
            self._forget(uid)
        self._show()

    def look(self) -> None:
        """Reads which calls run now; at the start, and when the database is back."""
        self._shell.background.read(self, running_popups, self._ctx(), done=self._found, newest="running")

    # --- what happens ---------------------------------------------------------------------------------

    def _on_change(self, kind: str, uid: str) -> None:
        if kind == "call":
            self._shell.background.read(self, call_popup, self._ctx(), uid, done=self._seen, newest=f"call {uid}",
                                        failed=lambda problem: isinstance(problem, UserError))
        elif kind == "store":
            self.look()
        elif kind == "context":
            self._show()
            self._look_whether_to_follow()
        elif kind == "address" and any(view.address_uid is None for view in self._running.values()):
            self._shell.background.write(None, match_again, self._ctx())

    def _found(self, views: list[PopupView]) -> None:
        for uid in self._running.keys() - {view.call_uid for view in views}:
            self._forget(uid)
        for view in views:
            self._seen(view)
        self._show()

    def _seen(self, view: PopupView) -> None:
        uid = view.call_uid
        before = self._running.get(uid)
        self._at_ring.over(view, self._is_mine)
        if view.state == ENDED or self._is_stale(view):
            if before is not None or view.state == ENDED:
                self._last = uid
            self._forget(uid)
            self._show()
            return
        self._running[uid] = view
        if before is None and view.state == RINGING:
            self._hold(uid)
        if before is not None and not self._is_anothers(before) and self._is_anothers(view):
            self._say_farewell(view)
        self._show()
        if view.state == ANSWERED and (before is None or before.state != ANSWERED):
            self._answered(view)

    def _hold(self, uid: str) -> None:
        """A call that a box bars ends at once: it shall not even flash."""
        self._held.add(uid)
        QTimer.singleShot(_HOLD_MS, self, lambda: self._release(uid))

    def _release(self, uid: str) -> None:
        self._held.discard(uid)
        self._show()
        view, settings = self._running.get(uid), self._ctx().settings
        if view is not None and self._has_popup(view) and not self._is_quiet():
            self._at_ring.ring(view, settings["ui.popup"])

    def _answered(self, view: PopupView) -> None:
        """This user lifted the receiver: the ticket opens by itself, unless somebody types or chooses."""
        if view.direction != IN or not self._is_mine(view) or view.ticket_uid is None or view.call_uid in self._hidden:
            return
        if self._ctx().settings["ui.open_at_answer"] and self._at_ring.free():
            self._open(view.call_uid, view.ticket_uid)

    def _open(self, call_uid: str, ticket_uid: str) -> None:
        self._hidden.add(call_uid)
        self._show()
        self._ahead.release_into(self._shell.windows.open("ticket", ticket_uid))
        self._follow.there(ticket_uid)
        self.taken.emit(call_uid, ticket_uid)

    def _not_taken(self, uid: str) -> bool:
        self._taken.discard(uid)
        self._ahead.release()
        return False

    def _take_by_click(self, uid: str) -> None:
        self._come_forward()
        self.take(uid)

    def _customer_by_click(self, uid: str) -> None:
        view = self._running.get(uid)
        if view is not None and view.address_uid:
            self._come_forward()
            self._shell.windows.open("address", view.address_uid)

    def _caller_by_click(self, uid: str) -> None:
        self._come_forward()
        self.who_calls(uid)

    def _swapped(self, ticket_uid: str | None) -> None:
        if ticket_uid is not None:
            self._shell.windows.open("ticket", ticket_uid)

    def _say_farewell(self, view: PopupView) -> None:
        uid = view.call_uid
        self._farewell[uid] = Shown(view)
        QTimer.singleShot(_FAREWELL_MS, self, lambda: self._say_no_more(uid))

    def _say_no_more(self, uid: str) -> None:
        self._farewell.pop(uid, None)
        self._show()

    def _forget(self, uid: str) -> None:
        for kept in (self._running, self._farewell):
            kept.pop(uid, None)
        for known in (self._hidden, self._put_away, self._taken):
            known.discard(uid)

    # --- what is shown --------------------------------------------------------------------------------

    def _wants_to_follow(self) -> bool:
        return bool(self._ctx().settings["ui.follow_call"])

    def _look_whether_to_follow(self) -> None:
        follows = self._wants_to_follow()
        if follows != self._follows:
            self._follows = follows
            self._follow.switched()

    def _show(self) -> None:
        self._follow.saw(self._running.values(), self._is_mine)
        if self._is_quiet():
            self._stack.show(())
            return
        wanted = [view for view in self._running.values() if self._has_popup(view)]
        wanted.sort(key=lambda view: (view.state != ANSWERED or not self._is_mine(view), view.rang_at))
        self._stack.show([Shown(view, self._note(view)) for view in wanted])

    def _is_quiet(self) -> bool:
        settings = self._ctx().settings
        return settings["ui.popup"] == "none" or settings["ui.do_not_disturb"]

    def _has_popup(self, view: PopupView) -> bool:
        uid = view.call_uid
        if view.parked_at is not None and self._is_mine(view):
            return uid not in self._put_away
        if view.direction != IN or view.silent or view.by_machine or uid in self._hidden or uid in self._held:
            return False
        if not (view.concerns_me or self._is_mine(view)):
            return False
        return not self._is_anothers(view) or uid in self._farewell

    def _note(self, view: PopupView) -> str:
        texts = self._shell.texts
        if is_kept(view.call_uid):
            return texts.tr(_AWAY)
        if self._is_anothers(view):
            text = N_("{name} is speaking") if view.state == ANSWERED else N_("{name} takes this call")
            return texts.tr(text, name=view.agent_name)
        if view.address_uid is None:
            return ""
        for other in self._running.values():
            if (other.call_uid != view.call_uid and other.state == ANSWERED and other.agent_name
                    and other.address_uid == view.address_uid):
                return texts.tr(N_("{name} is just now speaking with this company"), name=other.agent_name)
        return ""

    def _meant(self) -> str | None:
        """The call F2 means: the one that rings longest, else the own one, else the one before."""
        ringing = [v for v in self._running.values() if v.state == RINGING and self._is_in_reach(v)]
        if ringing:
            return min(ringing, key=lambda v: v.rang_at).call_uid
        own = [v for v in self._running.values() if self._is_mine(v)]
        return max(own, key=lambda v: v.rang_at).call_uid if own else self._last

    def _is_in_reach(self, view: PopupView) -> bool:
        if view.direction != IN or view.silent or self._is_anothers(view) or view.call_uid in self._taken:
            return False
        if not (view.concerns_me or self._is_mine(view)):
            return False
        return not self._is_mine(view) or view.ticket_state in (NEW, WITHDRAWN, None)

    def _is_mine(self, view: PopupView) -> bool:
        return view.agent_uid == self._ctx().user.uid

    def _is_anothers(self, view: PopupView) -> bool:
        return view.agent_uid is not None and not self._is_mine(view)

    def _is_stale(self, view: PopupView) -> bool:
        """What rang long ago and never ended was not seen to its end; nobody waits there any more."""
        age = self._ctx().clock.now() - view.rang_at
        return age > (_RINGS_AT_MOST if view.state == RINGING else _TALKS_AT_MOST)
