"""What widgets do again at each change of language or look, as long as they live.

A signal of the shell outlives the frames; a function connected to it would be called for widgets that are gone.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject

_SWEEP_LEAST = 500


class _Follower:
    """Does one thing to one object again after each change, as long as the object lives."""

    def __init__(self, owner: QObject, apply: Callable[[QObject], None]) -> None:
        self._owner = weakref.ref(owner)
        self._apply = apply

    def alive(self) -> bool:
        """False once the object is gone."""
        owner = self._owner()
        return owner is not None and shiboken6.isValid(owner)

    def run(self) -> bool:
        """False once the object is gone."""
        owner = self._owner()
        if owner is None or not shiboken6.isValid(owner):
            return False
        self._apply(owner)
        return True


class Followers:
    """Those who follow one kind of change, in the order in which they came."""

    def __init__(self) -> None:
        self._all: list[_Follower] = []
        self._sweep_at = _SWEEP_LEAST

    def add(self, owner: QObject, apply: Callable[[Any], None]) -> None:
        """Calls `apply(owner)` now and at each `run` while `owner` lives. `apply` must not hold `owner` itself."""
        follower = _Follower(owner, apply)
        follower.run()
        self._all.append(follower)
        if len(self._all) >= self._sweep_at:
            self._all = [f for f in self._all if f.alive()]
            self._sweep_at = max(_SWEEP_LEAST, 2 * len(self._all))

    def run(self) -> None:
        """Everybody does it again; those who are gone are forgotten."""
        self._all = [f for f in self._all if f.run()]
