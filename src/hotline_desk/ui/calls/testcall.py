"""A call that nobody makes, through the same way as every other: to try the desk without a telephone."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PySide6.QtCore import QObject, QTimer

from hotline_desk.core.phone import KNOWN, WITHHELD
from hotline_desk.domain.calls import ANSWERED, ENDED, IN, RINGING, CallEvent
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.calls.intake import Intake
from hotline_desk.services.context import Context
from hotline_desk.store.schema import new_uid
from hotline_desk.ui.shell.shell import Shell

FEED = "test"
KINDS = ("known", "unknown", "withheld")
_RINGS_MS, _TALKS_MS = 20_000, 90_000
_INVENTED = "+493023125"


@dataclass
class _Ringing:
    call_id: str
    call_uid: str | None = None
    answered: bool = False


class TestCall(QObject):
    """Rings for twenty seconds; taken, it is answered and talks until the next test call or for 90 seconds."""

    __test__ = False

    def __init__(self, shell: Shell, ctx: Callable[[], Context], intake: Intake, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell, self._ctx, self._intake = shell, ctx, intake
        self._kinds = itertools.cycle(KINDS)
        self._calls: list[_Ringing] = []

    def ring(self, kind: str = "") -> None:
        """A call of this kind (see `KINDS`); by default one kind after the other. One that talks ends first."""
        for call in [c for c in self._calls if c.answered]:
            self._end(call)
        wanted = kind or next(self._kinds)
        call = _Ringing(new_uid())
        self._calls.append(call)
        self._shell.background.write(self, self._begin, call.call_id, wanted, urgent=True,
                                     done=lambda uid: self._began(call, uid))

    def taken(self, call_uid: str) -> None:
        """This user took a call; if it is one of ours it is answered now."""
        call = next((c for c in self._calls if c.call_uid == call_uid and not c.answered), None)
        if call is not None:
            call.answered = True
            self._say(call, ANSWERED)
            QTimer.singleShot(_TALKS_MS, self, lambda: self._end(call))

    def stop(self) -> None:
        """All test calls end."""
        for call in list(self._calls):
            self._end(call)

    def _begin(self, call_id: str, kind: str) -> str | None:
        """In the writer: the caller is looked up, the call recorded; returns the call's uid."""
        number = self._number(kind)
        state = WITHHELD if kind == "withheld" else KNOWN
        return self._intake.take(self._event(call_id, RINGING, number, state)).call_uid

    def _number(self, kind: str) -> str | None:
        ctx, pick = self._ctx(), Random()
        if kind == "withheld":
            return None
        if kind == "known":
            lines = [line for line in search_addresses(ctx) if line.phone]
            pick.shuffle(lines)
            for line in lines:
                number = ctx.plan.read(line.phone).e164
                if number:
                    return number
        return f"{_INVENTED}{pick.randrange(1000):03}"

    def _event(self, call_id: str, kind: str, number: str | None = None, state: str = "unavailable") -> CallEvent:
        ctx = self._ctx()
        own = ctx.settings["calls.own_numbers"]
        return CallEvent(
            FEED, call_id, kind, ctx.clock.now(), direction=IN, caller_number=number, caller_raw=number or "",
            number_state=state, called_number=ctx.plan.read(own[0]).e164 if own else None,
            extension=ctx.user.extension if kind == ANSWERED else "")

    def _began(self, call: _Ringing, uid: str | None) -> None:
        call.call_uid = uid
        QTimer.singleShot(_RINGS_MS, self, lambda: self._give_up(call))

    def _give_up(self, call: _Ringing) -> None:
        if not call.answered:
            self._end(call)

    def _end(self, call: _Ringing) -> None:
        if call in self._calls:
            self._calls.remove(call)
            self._say(call, ENDED)

    def _say(self, call: _Ringing, kind: str) -> None:
        self._shell.background.write(None, self._intake.take, self._event(call.call_id, kind), urgent=True)
