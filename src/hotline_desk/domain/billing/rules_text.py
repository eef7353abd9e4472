"""The rule that gave an item its amount: a compact code for the store, a sentence for the statement.

A code is parts joined by ";": first what happened ("900/900" in seconds, "quantity", "grace=60", an outcome,
...), then what was added ("minimum=1200", "callout=1200" for that of on-call work, "quota=180" seconds of it,
"surcharge=5000:outside" in basis points, "overlap", "parked", "ticket", "period").
"""

from __future__ import annotations

from collections.abc import Iterable

from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.chargeable import UNBILLABLE
from hotline_desk.domain.billing.service_calendar import HOLIDAY, OUTSIDE
from hotline_desk.domain.billing.values import PERIOD, TICKET, WORKLOG, Item, Rules
from hotline_desk.domain.tickets import AFTER_CALL, GIVEN_AWAY, OUTCOMES

QUANTITY, OVERLAP, NOTHING, WITHIN, GRACE, MINIMUM = "quantity", "overlap", "nothing", "within", "grace", "minimum"
PARKED, QUOTA, SURCHARGE, CALLOUT = "parked", "quota", "surcharge", "callout"

_PLAIN = {
    QUANTITY: N_("quantity times price"),
    OVERLAP: N_("not charged: at the same time as other work"),
    NOTHING: N_("not charged: nothing to count"),
    UNBILLABLE: N_("not charged"),
    AFTER_CALL: N_("not charged: after-call work"),
}
_WITHIN = {TICKET: N_("contained in the ticket's amount"), PERIOD: N_("contained in the period's amount")}
_SCOPE = {TICKET: N_("per ticket"), PERIOD: N_("per period")}
_SEGMENTS = {OUTSIDE: N_("+{percent} outside service hours"), HOLIDAY: N_("+{percent} on a public holiday")}


def increment(rules: Rules, at_minimum: bool, shortened: bool, parked: bool = False, quota: int = 0,
              segments: Iterable[tuple[str, int]] = ()) -> str:
    """The code for time charged by increments; `quota` are seconds drawn from it, `segments` names with surcharges."""
    parts = [f"{rules.first}/{rules.next}"]
    if at_minimum:
        parts.append(f"{CALLOUT if rules.on_call else MINIMUM}={rules.minimum}")
    if quota:
        parts.append(f"{QUOTA}={quota}")
    parts += [f"{SURCHARGE}={points}:{name.replace(';', ',')}" for name, points in segments]
    if shortened:
        parts.append(OVERLAP)
    if parked:
        parts.append(PARKED)
    return _scoped(parts, rules)


def grace(rules: Rules) -> str:
    """The code for work that is free because there was so little of it."""
    return _scoped([f"{GRACE}={rules.grace}"], rules)


def within(rules: Rules) -> str:
    """The code for work whose amount stands at the first item of its unit."""
    return _scoped([WITHIN], rules)


def _scoped(parts: list[str], rules: Rules) -> str:
    return ";".join(parts if rules.scope == WORKLOG else [*parts, rules.scope])


def rule_sentence(item: Item, texts: Translator) -> str:
    """How the item came to its amount, in the language of `texts`: "increment 15/15, per ticket"."""
    head, *added = item.rule.split(";")
    if head in GIVEN_AWAY:
        outcome = texts.tr(OUTCOMES[head].text)
        if item.value_cents == 0:
            return outcome
        return texts.tr("{outcome}, value {value}", outcome=outcome, value=texts.money(item.value_cents))
    if head in OUTCOMES:
        return texts.tr("not charged: {reason}", reason=texts.tr(OUTCOMES[head].text))
    if head == WITHIN:
        return texts.tr(_WITHIN[added[0]])
    if head in _PLAIN:
        return texts.tr(_PLAIN[head])
    return ", ".join([_head(head, texts), *(_addition(part, texts) for part in added)])


def _head(head: str, texts: Translator) -> str:
    name, _, value = head.partition("=")
    if name == GRACE:
        return texts.tr("not charged: free up to {time}", time=_short(int(value), texts))
    first, _, following = head.partition("/")
    return increment_sentence(int(first), int(following), texts)


def _addition(part: str, texts: Translator) -> str:
    name, _, value = part.partition("=")
    if name == MINIMUM:
        return texts.tr("at least {time}", time=_short(int(value), texts))
    if name == CALLOUT:
        return texts.tr("at least {time} on call", time=_short(int(value), texts))
    if name == QUOTA:
        return texts.tr("{time} from quota", time=_clock(int(value), texts))
    if name == SURCHARGE:
        points, _, segment = value.partition(":")
        return surcharge_sentence(segment, int(points), texts)
    if name == OVERLAP:
        return texts.tr("without overlapping time")
    if name == PARKED:
        return texts.tr("without parked time")
    return texts.tr(_SCOPE[name])


def surcharge_sentence(segment: str, points: int, texts: Translator) -> str:
    """"+50% outside service hours", with the name of a band "+25% Night"."""
    percent = texts.percent(points)
    if segment in _SEGMENTS:
        return texts.tr(_SEGMENTS[segment], percent=percent)
    return f"+{percent} {segment}"


def increment_sentence(first: int, following: int, texts: Translator) -> str:
    """"increment 15/15" in minutes, "increment 60/1 s" where one is not whole minutes."""
    if first == following == 1:
        return texts.tr("to the second")
    if first % 60 == 0 and following % 60 == 0:
        return texts.tr("increment {first}/{next}", first=first // 60, next=following // 60)
    return texts.tr("increment {first}/{next} s", first=first, next=following)


def _short(seconds: int, texts: Translator) -> str:
    return texts.tr("{n} min", n=seconds // 60) if seconds % 60 == 0 else texts.tr("{n} s", n=seconds)


def _clock(seconds: int, texts: Translator) -> str:
    minutes, rest = divmod(seconds, 60)
    return texts.tr("{n} min", n=f"{minutes}:{rest:02}") if minutes and rest else _short(seconds, texts)
