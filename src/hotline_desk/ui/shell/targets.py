"""A field for whoever gets something: a team or a person, and who stands in for somebody away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.picker import Picker, Target
from hotline_desk.ui.shell.shell import Shell

TEAM, USER = "team", "user"


class Group(Protocol):
    """A team."""

    @property
    def uid(self) -> str: ...

    @property
    def name(self) -> str: ...


class Person(Group, Protocol):
    """Somebody who works here."""

    @property
    def login(self) -> str: ...


class StandsIn(Protocol):
    """Who gets today what is for somebody away, and until which day he is; None and "" if nobody stands in."""

    @property
    def uid(self) -> str | None: ...

    @property
    def name(self) -> str: ...

    @property
    def last(self) -> date: ...


class TargetField(Picker):
    """Teams and people by some letters; `stand_in` says who gets it instead of the one chosen."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._away: Mapping[str, StandsIn] = {}
        shell.texts.bind(self.setPlaceholderText, N_("Some letters of a team or a person"))

    def offer_all(self, teams: Iterable[Group], people: Iterable[Person], away: Mapping[str, StandsIn], *,
                  people_first: bool = False) -> None:
        """Offers these; people of one name are told apart by their logins. `away` holds who stands in, by uid."""
        self._away = away
        word = self._shell.texts.tr("Team")
        groups: dict[str, Target] = {f"{team.name} ({word})": (TEAM, team.uid) for team in teams}
        named: dict[str, Target] = {}
        for person in people:
            taken = person.name in named or person.name in groups
            named[f"{person.name} ({person.login})" if taken else person.name] = (USER, person.uid)
        self.offer(named | groups if people_first else groups | named)

    def uid_of(self, kind: str) -> str | None:
        """The uid of the chosen one if it is of this kind."""
        chosen = self.value()
        return chosen[1] if chosen is not None and chosen[0] == kind else None

    def stand_in(self) -> StandsIn | None:
        """Of the person chosen, if he is away."""
        uid = self.uid_of(USER)
        return self._away.get(uid) if uid is not None else None

    def told(self) -> str:
        """Who gets it, as it is said afterwards."""
        deputy, name = self.stand_in(), self.name()
        if deputy is None or not deputy.uid:
            return name
        return self._shell.texts.tr("{deputy} (for {name})", deputy=deputy.name, name=name)

    def warning(self) -> str:
        """Who gets it instead, or that the one chosen is away; "" if he is there."""
        deputy, texts = self.stand_in(), self._shell.texts
        if deputy is None:
            return ""
        name, last = self.name(), texts.day(deputy.last)
        return (texts.tr("{deputy}, because {name} is away until {day}.", deputy=deputy.name, name=name, day=last)
                if deputy.uid else texts.tr("{name}, who is away until {day} without a deputy.", name=name, day=last))
