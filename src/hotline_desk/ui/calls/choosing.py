"""Who calls, where the number alone does not tell: chosen from those that share it, or a guess confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from hotline_desk.core.text import N_
from hotline_desk.services.calls.matching import choose_caller, confirm_caller
from hotline_desk.services.context import Context
from hotline_desk.services.views.popup import PopupView
from hotline_desk.ui.calls.wording import number_of, who
from hotline_desk.ui.shell.palette import Hit
from hotline_desk.ui.shell.shell import Shell

Offer = Callable[[str, Sequence[Hit]], object]


def is_open(view: PopupView) -> bool:
    """Whether somebody has to say who calls."""
    return view.guessed or len(view.several) > 1


class Choosing:
    """Offers who it may be; what is chosen is kept at the call and at its ticket."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context], offer: Offer) -> None:
        self._shell, self._ctx, self._offer = shell, ctx, offer

    def ask(self, view: PopupView) -> None:
        """Lets the user say who calls."""
        texts = self._shell.texts
        hits = [Hit(name, partial(self._choose, view.call_uid, uid), "", "building-2")
                for uid, name in zip(view.several, view.several_names, strict=True)]
        if view.guessed:
            hits.insert(0, Hit(texts.tr(N_("It is {name}"), name=who(texts, view)),
                               partial(self._confirm, view.call_uid), texts.tr(N_("keeps the number there")), "check"))
        self._offer(texts.tr(N_("Who calls from {number}?"), number=number_of(texts, view)), hits)

    def _choose(self, call_uid: str, address_uid: str) -> None:
        self._shell.background.write(None, choose_caller, self._ctx(), call_uid, address_uid)

    def _confirm(self, call_uid: str) -> None:
        self._shell.background.write(None, confirm_caller, self._ctx(), call_uid)
