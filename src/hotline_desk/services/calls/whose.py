"""Whose call it is, by what users, teams and the company have set."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.domain.calls import MENU, NUMBER, QUEUE
from hotline_desk.domain.concerns import ALL, MINE, CallFacts, UserFacts, concerns, extensions_of, wanted
from hotline_desk.services.calls.called import live_called_numbers
from hotline_desk.services.context import Context
from hotline_desk.store.access import TeamMemberRow, UserRow, active_users, stored_settings_of
from hotline_desk.store.calls.called_numbers import CalledNumberRow
from hotline_desk.store.calls.journal import CallLegRow, CallRow

_MY_QUEUES, _MY_NUMBERS = "ui.my_queues", "ui.my_numbers"
_PART = 500


@dataclass(frozen=True)
class Whose:
    """The rules of everybody, read once for any number of calls."""

    me: UserFacts
    everybody: Sequence[UserFacts] = ()

    def concerns_me(self, session: Session, call: CallRow) -> bool:
        """Whether the call is to be shown to this user."""
        return self.me.wants == ALL or concerns(_facts(session, call), self.me, self.everybody)

    def concerns_one_of(self, session: Session, call: CallRow, uids: Collection[str]) -> bool:
        """Whether the call concerns one of these people by what is theirs, whatever they want to be shown."""
        facts = _facts(session, call)
        return self._one_of(facts, uids)

    def concerning(self, session: Session, calls: Sequence[CallRow], uids: Collection[str]) -> list[CallRow]:
        """Those of many calls that concern one of these people, likewise."""
        known: dict[CallFacts, bool] = {}  # the calls of a day differ in little
        facts = _facts_of_many(session, calls)
        for each in facts:
            if each not in known:
                known[each] = self._one_of(each, uids)
        return [call for call, each in zip(calls, facts, strict=True) if known[each]]

    def _one_of(self, facts: CallFacts, uids: Collection[str]) -> bool:
        return any(concerns(facts, replace(who, wants=MINE), self.everybody)
                   for who in self.everybody if who.uid in uids)


def whose(ctx: Context, session: Session, wants: str | None = None) -> Whose:
    """A shared step: the rules as they are now; `wants` (all, mine) instead of what this user has set."""
    wants = wants or wanted(ctx.settings["ui.pop_for"], ctx.settings["calls.pop_for"])
    if wants == ALL:
        return Whose(UserFacts(ctx.user.uid, wants=ALL))
    facts = _everybody(ctx, session)
    me = facts.get(ctx.user.uid, UserFacts(ctx.user.uid))
    return Whose(replace(me, wants=MINE), tuple(facts.values()))


def _everybody(ctx: Context, session: Session) -> dict[str, UserFacts]:
    settings = stored_settings_of(session, (_MY_QUEUES, _MY_NUMBERS))
    teams: dict[int, set[int]] = {}
    for user_id, team_id in session.execute(select(TeamMemberRow.user_id, TeamMemberRow.team_id)):
        teams.setdefault(user_id, set()).add(team_id)
    called = [row for row in live_called_numbers(session) if row.team_id is not None]
    return {user.uid: _user_facts(ctx, user, settings.get(user.uid, {}),
                                  [row for row in called if row.team_id in teams.get(user.id, ())])
            for user in active_users(session)}


def _user_facts(ctx: Context, user: UserRow, own: Mapping[str, Any], called: Sequence[CalledNumberRow]) -> UserFacts:
    numbers = (ctx.plan.read(raw) for raw in own.get(_MY_NUMBERS, ()))
    codes = {kind: frozenset(row.code for row in called if row.kind == kind) for kind in (NUMBER, QUEUE, MENU)}
    return UserFacts(
        user.uid, user.extension, codes[QUEUE] | frozenset(own.get(_MY_QUEUES, ())),
        codes[NUMBER] | frozenset(read.e164 or read.raw for read in numbers), codes[MENU],
        names=frozenset((user.login.casefold(), user.name.casefold())))


def _facts(session: Session, call: CallRow) -> CallFacts:
    legs = session.scalars(select(CallLegRow.extension).where(CallLegRow.call_id == call.id))
    agent = session.scalar(select(UserRow.uid).where(UserRow.id == call.agent_id)) if call.agent_id else None
    extensions = extensions_of(call.extension, call.ringing, call.rang, *legs)
    return CallFacts(extensions, call.called_number, call.queue, call.menu, agent)


def _facts_of_many(session: Session, calls: Sequence[CallRow]) -> list[CallFacts]:
    legs: dict[int, list[str]] = {}
    for part in range(0, len(calls), _PART):
        keys = [call.id for call in calls[part:part + _PART]]
        for key, extension in session.execute(
                select(CallLegRow.call_id, CallLegRow.extension).where(CallLegRow.call_id.in_(keys))):
            legs.setdefault(key, []).append(extension)
    agents = {key: uid for key, uid in session.execute(select(UserRow.id, UserRow.uid))}
    return [CallFacts(extensions_of(call.extension, call.ringing, call.rang, *legs.get(call.id, ())),
                      call.called_number, call.queue, call.menu, agents.get(call.agent_id or 0)) for call in calls]


def remember_ringing(call: CallRow) -> None:
    """A shared step: a telephone that rang did so, also when it rings no more: whose missed call it is hangs on it."""
    rang = ",".join(dict.fromkeys(part for part in (*call.rang.split(","), *call.ringing.split(",")) if part))
    call.rang = rang[:CallRow.rang.type.length]
