"""What becomes of the keys when a profile is taken: pure rules, shown before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline_desk.ui.settings.keys import OwnKeys
from hotline_desk.ui.shell.action import Action
from hotline_desk.ui.shell.keys import keys_of, matches, portable, refused

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Refusal:
    """A key of the profile that nobody may have; `reason` is a message id."""

    key: str
    reason: str


@dataclass(frozen=True)
class KeyChange:
    """What an action has now and would have. `loses`: keys that the profile gives to `winners`."""

    action: Action
    now: Keys
    then: Keys
    refused: tuple[Refusal, ...] = ()
    loses: Keys = ()
    winners: tuple[str, ...] = ()

    @property
    def uid(self) -> str:
        """What tells it apart in a list."""
        return self.action.id


@dataclass(frozen=True)
class Taking:
    """The own keys after a profile was taken, what changes by it, and what of it is not known here."""

    own: OwnKeys
    changes: tuple[KeyChange, ...]
    unknown: tuple[str, ...]


def take_profile(actions: Sequence[Action], own: OwnKeys, profile: Mapping[str, Sequence[str]]) -> Taking:
    """The profile takes the place of the own keys.

    Its keys go before the usual ones of other actions; of two actions of the profile that cannot share a key the one
    that stands first in the catalogue keeps it.
    """
    known = {action.id: action for action in actions if not action.fixed}
    wanted: OwnKeys = {}
    refusals: dict[str, list[Refusal]] = {}
    for id in (action.id for action in actions if action.id in profile and action.id in known):
        wanted[id] = []
        for key in profile[id]:
            reason = refused(key) if portable(key) else refused("")
            if reason is None:
                wanted[id].append(portable(key))
            else:
                refusals.setdefault(id, []).append(Refusal(key, reason))
    losers = _settle(actions, wanted)
    defaults = {action.id: list(action.keys) for action in actions}
    then = {id: keys for id, keys in wanted.items() if keys != defaults[id]}
    changes = tuple(_changes(actions, own, then, refusals, losers))
    return Taking(then, changes, tuple(sorted(profile.keys() - {action.id for action in actions})))


def _settle(actions: Sequence[Action], wanted: OwnKeys) -> dict[str, dict[str, str]]:
    """Takes keys from those who cannot have them beside the profile's; action -> key -> who has it now."""
    losers: dict[str, dict[str, str]] = {}
    order = [a for a in actions if a.fixed] + [a for a in actions if a.id in wanted] + [
        a for a in actions if a.id not in wanted and not a.fixed]
    for place, other in enumerate(order):
        if other.fixed:
            continue
        for winner in order[:place]:
            if not winner.meets(other):
                continue
            for key in keys_of(other, wanted):
                if any(matches(key, each) for each in keys_of(winner, wanted)):
                    wanted[other.id] = [each for each in keys_of(other, wanted) if each != key]
                    losers.setdefault(other.id, {})[key] = winner.id
    return losers


def _changes(actions: Sequence[Action], own: OwnKeys, then: OwnKeys, refusals: Mapping[str, list[Refusal]],
             losers: Mapping[str, Mapping[str, str]]) -> list[KeyChange]:
    found = []
    for action in actions:
        now, new = tuple(keys_of(action, own)), tuple(keys_of(action, then))
        lost = losers.get(action.id, {})
        if now != new or action.id in refusals or lost:
            found.append(KeyChange(action, now, new, tuple(refusals.get(action.id, ())), tuple(lost),
                                   tuple(dict.fromkeys(lost.values()))))
    return found
