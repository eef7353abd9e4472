"""One call, many lines: whether another line tells of a call that is known, and what all of them together say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from hotline_desk.core.clock import seconds_between
from hotline_desk.domain.calls import (
    ANSWERED,
    BUSY,
    ENDED,
    INTERNAL,
    MISSED,
    OUT,
    RINGING,
    UNKNOWN,
    UNKNOWN_END,
    Call,
    CallEvent,
    Leg,
    closed,
    end_by_hand,
    hand_on,
    take,
    tells_answers,
    tells_ends,
)

_RANKS = {"asterisk": 7, "tapi": 6, "push": 5, "fritzbox": 4, "hipath": 3, "modem": 2, "smdr+avaya": 1,
          "smdr+panasonic": 1}
_USUAL_RANK = 4
_OWN_TO_A_DESK = ("tapi", "modem")
"""Kinds of feeds that hang on one workplace: two desks may have one of the same name."""
APART = timedelta(seconds=10)
"""So far apart two lines may tell of the same ringing."""
LAGGING = timedelta(seconds=60)
"""So late a telephone may ring behind an exchange whose menu or announcement came first, if the call goes on."""
_WITH_MENUS = ("asterisk", "push")
RECORDED = timedelta(seconds=30)
"""So far the times of a record may be off."""
LONGEST_RING = timedelta(minutes=3)


def rank(source: str) -> int:
    """How much a kind of feed knows; the best decides on state and outcome."""
    return _RANKS.get(source, _USUAL_RANK)


def same_call(call: Call, event: CallEvent) -> bool:
    """Whether this first event of a line certainly tells of a call that another line told of: same way, same number
    outside, no other called number, and rung, or talked and ended, at the same time."""
    return _same_party(call, event) is True and _apart(call, event) is not None


def told_by(feeds: Collection[str], event: CallEvent, here: bool) -> bool:
    """Whether the event's feed is one of those that have told of a call already: then it tells of another call now.

    `here` says that the call was recorded at this desk; a line that hangs on one workplace is another one elsewhere.
    """
    return event.feed in feeds and (here or event.source not in _OWN_TO_A_DESK)


def which_call(calls: Iterable[Call], event: CallEvent) -> Call | None:
    """The call that this first event of a line tells of, None if it is a new one.

    Of several the one that is nearest in time. Without a number outside there must be only one, and for the same
    number of ours.
    """
    known = list(calls)
    sure = [(gap, call.rang_at, call.id, call) for call in known
            if _same_party(call, event) is True and (gap := _apart(call, event)) is not None]
    if sure:
        return min(sure, key=lambda found: found[:3])[3]
    perhaps = [call for call in known if _same_party(call, event) is None and _called(call, event) is True
               and (gap := _apart(call, event)) is not None and gap <= APART]
    return perhaps[0] if len(perhaps) == 1 else None


def _way(call: Call, event: CallEvent) -> str:
    return call.direction if event.direction == UNKNOWN else event.direction


def _same_party(call: Call, event: CallEvent) -> bool | None:
    """None where one of them does not know who is outside."""
    if UNKNOWN not in (call.direction, event.direction) and call.direction != event.direction:
        return False
    if _way(call, event) == INTERNAL:
        return bool(event.caller_raw) and call.caller_raw == event.caller_raw and _called(call, event) is not False
    if _way(call, event) == OUT:
        return _agree(call.called_number, event.called_number)
    if _called(call, event) is False:
        return False
    return _agree(call.caller_number, event.caller_number)


def _called(call: Call, event: CallEvent) -> bool | None:
    """Some lines tell a number of ours by its end alone."""
    one, other = call.called_number, event.called_number
    return None if one is None or other is None else one.endswith(other) or other.endswith(one)


def _agree(one: str | None, other: str | None) -> bool | None:
    return None if one is None or other is None else one == other


def _apart(call: Call, event: CallEvent) -> timedelta | None:
    """How far apart in time the two are, None if it is too far for one call."""
    if event.kind == ENDED:
        return _record_apart(call, event)
    if call.state == ENDED and not tells_answers(call.source):
        early = call.rang_at - event.at
        fits = -RECORDED <= early <= LONGEST_RING or call.rang_at <= event.at <= _end(call)
        return abs(early) if fits else None
    began = call.rang_at
    if event.kind == ANSWERED:
        began = call.answered_at or max(call.rang_at, event.at - LONGEST_RING)
    gap = abs(event.at - began)
    behind = event.source in _WITH_MENUS and rank(event.source) > rank(call.source)
    lagging = behind and call.state != ENDED and event.at > call.rang_at and _same_party(call, event) is True
    return gap if gap <= (LAGGING if lagging else APART) else None


def _record_apart(call: Call, event: CallEvent) -> timedelta | None:
    """A record is told at the end: by then the call is over, or its talk began when the record says."""
    if call.state == ENDED and call.outcome != UNKNOWN_END and tells_ends(call.source):
        gap = abs(_end(call) - event.at)
        return gap if gap <= RECORDED else None
    begun = event.at - timedelta(seconds=event.duration_s or 0)
    if call.answered_at is not None:
        gap = abs(call.answered_at - begun)
        return gap if gap <= RECORDED else None
    rang = begun - call.rang_at
    return abs(rang) if -RECORDED <= rang <= LONGEST_RING else None


def _end(call: Call) -> datetime:
    return call.ended_at or call.rang_at


def combine(of: Call, told: Sequence[Call]) -> Call:
    """The call `of`, with what all lines have told of it; the order in which they came does not matter.

    The line that knows most decides on state, outcome and times, the others complete what it does not know.
    """
    ranked = sorted(told, key=lambda call: (-rank(call.source), call.feed, call.call_id))
    best = _deciding([_joined(list(group)) for _, group in groupby(ranked, key=lambda call: rank(call.source))])
    known = next((call for call in ranked if call.caller_number), None)
    no_number = next((c.number_state for c in ranked if c.number_state != "unavailable"), ranked[0].number_state)
    return replace(
        of, direction=next((call.direction for call in ranked if call.direction != UNKNOWN), UNKNOWN),
        state=best.state, outcome=best.outcome, rang_at=min(call.rang_at for call in ranked),
        answered_at=best.answered_at, ended_at=best.ended_at, duration_seconds=best.duration_seconds,
        by_machine=best.by_machine, legs=best.legs, ringing=_ringing(best, ranked),
        extension=best.extension or _first(ranked, "extension"),
        caller_number=known.caller_number if known else None,
        caller_raw=known.caller_raw if known else _first(ranked, "caller_raw"),
        number_state=known.number_state if known else no_number,
        caller_name=_first(ranked, "caller_name"), called_number=_first(ranked, "called_number") or None,
        queue=_first(ranked, "queue"), menu=_first(ranked, "menu"),
    )


def _first(ranked: Sequence[Call], name: str) -> Any:
    return next((value for call in ranked if (value := getattr(call, name))), "")


def _ringing(best: Call, ranked: Sequence[Call]) -> tuple[str, ...]:
    if best.state != RINGING:
        return best.ringing
    return tuple(dict.fromkeys(extension for call in ranked for extension in call.ringing))


def _deciding(parts: Sequence[Call]) -> Call:
    """State, outcome and times of the call; `parts` begin with the line that knows most."""
    telling = [call for call in parts if tells_answers(call.source)]
    if telling:
        return telling[0] if telling[0].outcome != UNKNOWN_END else _mended(telling[0], parts)
    taken = next((call for call in parts if call.legs and call.state != ENDED), None)
    sure = next((call for call in parts if _sure_end(call)), None)
    if sure is not None:
        return _ended_like(taken, sure) if taken is not None else sure
    return taken or parts[0]


def _sure_end(call: Call) -> bool:
    return call.state == ENDED and call.outcome != UNKNOWN_END and (tells_ends(call.source) or bool(call.legs))


def _mended(best: Call, parts: Sequence[Call]) -> Call:
    """What became of a call whose best line was away at its end."""
    for call in parts:
        if call is best:
            continue
        if call.state != ENDED and tells_answers(call.source):
            if best.answered_at is None:
                return call
            return replace(best, state=ANSWERED, outcome=None, ended_at=None)
        if _sure_end(call):
            return _ended_like(best, call)
    return best


def _ended_like(call: Call, record: Call) -> Call:
    """The call with the end that a record tells; who talked is what the call knows."""
    if not call.legs or record.answered_at is None:
        ended = replace(record, legs=tuple(call.legs) or record.legs)
    else:
        ended = replace(call, answered_at=record.answered_at if not tells_answers(call.source) else call.answered_at)
    at = max(record.ended_at or record.rang_at, ended.answered_at or record.rang_at)
    if ended.answered_at is None and not ended.legs:
        return ended
    over = closed(ended, at, record.duration_seconds or seconds_between(ended.answered_at or at, at))
    return replace(over, answered_at=over.answered_at or over.legs[0].answered_at, extension=call.extension)


def _joined(calls: Sequence[Call]) -> Call:
    """Lines that know equally much, each perhaps only of its own telephone: whoever talks, talks."""
    if len(calls) == 1:
        return calls[0]
    first = min(calls, key=lambda call: (call.answered_at is None, call.answered_at or call.rang_at))
    legs = _legs(calls)
    alive = [call for call in calls if call.state != ENDED]
    joined = replace(
        first, rang_at=min(call.rang_at for call in calls), legs=legs, ringing=_all_ringing(calls),
        extension=legs[-1].extension if legs else first.extension, by_machine=first.by_machine and not legs)
    if alive:
        return replace(joined, state=ANSWERED if legs else RINGING, outcome=None, ended_at=None, duration_seconds=0)
    known = [call for call in calls if call.outcome != UNKNOWN_END] or list(calls)
    outcomes = {call.outcome for call in known}
    outcome = next(each for each in (ANSWERED, UNKNOWN_END, MISSED, BUSY) if each in outcomes)
    if legs and outcome != ANSWERED:
        outcome = UNKNOWN_END
    ended_at = max(_end(call) for call in known if call.outcome == outcome or outcome == UNKNOWN_END)
    talked = 0
    if outcome == ANSWERED and joined.answered_at is not None:
        lengths = [call.duration_seconds for call in known if call.outcome == ANSWERED]
        talked = max(lengths) if len(legs) == 1 else seconds_between(joined.answered_at, ended_at)
        legs = tuple(replace(leg, ended_at=leg.ended_at or max(ended_at, leg.answered_at)) for leg in legs)
    return replace(joined, state=ENDED, outcome=outcome, ended_at=ended_at, duration_seconds=talked, legs=legs)


def _all_ringing(calls: Sequence[Call]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(extension for call in calls for extension in call.ringing))


def _legs(calls: Sequence[Call]) -> tuple[Leg, ...]:
    """Everybody's parts in their order; the same part told by two lines is one."""
    found: list[Leg] = []
    for leg in sorted((leg for call in calls for leg in call.legs), key=lambda leg: (leg.answered_at, leg.extension)):
        again = next((n for n, known in enumerate(found) if known.extension == leg.extension
                      and leg.answered_at - known.answered_at <= APART), None)
        if again is None:
            found.append(leg)
        else:
            found[again] = replace(found[again], gone=found[again].gone or leg.gone,
                                   ended_at=found[again].ended_at or leg.ended_at)
    for n, after in enumerate(found[1:]):
        found[n] = replace(found[n], ended_at=min(found[n].ended_at or after.answered_at, after.answered_at))
    return tuple(found)


def take_all(told: Sequence[Call], at: datetime) -> list[Call]:
    """What the lines tell, after somebody took the call at the desk; nothing changes if one of them tells answers."""
    best = min(told, key=lambda call: (-rank(call.source), call.feed, call.call_id))
    if any(tells_answers(call.source) for call in told):
        return list(told)
    return [take(call, at) if call is best else call for call in told]


def hand_over(told: Sequence[Call], extension: str, at: datetime) -> list[Call]:
    """What the lines tell, after a colleague has taken the talk over at his desk."""
    talking = [call for call in told if call.talking is not None]
    best = min(talking, key=lambda call: (-rank(call.source), call.feed, call.call_id), default=None)
    return [hand_on(call, extension, max(at, call.legs[-1].answered_at)) if call is best else call for call in told]


def end_all(told: Sequence[Call], at: datetime) -> list[Call]:
    """What the lines tell, after an agent said that the call is over; nothing changes if one of them tells ends."""
    if any(tells_ends(call.source) for call in told):
        return list(told)
    return [end_by_hand(call, at) for call in told]
