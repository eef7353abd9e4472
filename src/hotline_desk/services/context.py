"""What every act is handed: who acts, from where, on which store, by which clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hotline_desk.core.clock import Clock, SystemClock
from hotline_desk.core.errors import Cancelled, UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.settings import Settings
from hotline_desk.core.text import Translator
from hotline_desk.domain.access import PERMISSIONS, User, permitted
from hotline_desk.store.engine import Stamp, Store
from hotline_desk.store.local import Local

Progress = Callable[[int, int, str], None]


def _unheard(done: int, total: int, text: str) -> None:
    """Progress that nobody watches."""


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Context:
    """Handed to every act. `attended` says that `user` sits at this desk (not so for a headless monitor)."""

    store: Store
    user: User
    desk: str
    settings: Settings
    clock: Clock = field(default_factory=SystemClock)
    local: Local | None = None
    attended: bool = True
    progress: Progress = _unheard
    cancelled: Callable[[], bool] = _never

    def require(self, permission: str) -> None:
        """Raises UserError unless the user's role grants this."""
        if not self.may(permission):
            raise UserError("permission.denied", permission=PERMISSIONS[permission])

    def may(self, permission: str) -> bool:
        """Whether the user's role grants this."""
        return permitted(self.user.role, permission)

    def stamp(self, act: str) -> Stamp:
        return Stamp(act, self.user.id, self.desk, self.clock.now())

    def step(self, done: int, total: int, text: str = "") -> None:
        """Between two transactions of a long act: tells how far it is, raises Cancelled if it was stopped."""
        if self.cancelled():
            raise Cancelled(text)
        self.progress(done, total, text)

    @property
    def zone(self) -> str:
        """The company's time zone."""
        return str(self.settings["company.zone"])

    @property
    def plan(self) -> NumberPlan:
        """How numbers without country or area code are read."""
        return NumberPlan(self.settings["company.country"], self.settings["company.area_code"])

    @property
    def texts(self) -> Translator:
        """The company's language; the screen's is the desk's own matter."""
        return Translator(self.settings["company.language"], self.settings["company.country"])

    def watched(self, progress: Progress, cancelled: Callable[[], bool]) -> Context:
        """The same context for a long act that somebody watches and may stop."""
        return replace(self, progress=progress, cancelled=cancelled)
