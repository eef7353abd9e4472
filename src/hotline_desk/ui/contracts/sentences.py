"""Terms in words, as one would say them to a customer, with an example that calculates itself."""

from __future__ import annotations

from decimal import Decimal

from hotline_desk.core.money import E4
from hotline_desk.domain.articles import Article
from hotline_desk.domain.billing.amounts import time_cents
from hotline_desk.domain.billing.increments import billed_seconds
from hotline_desk.domain.billing.pricing import priced, rules_of
from hotline_desk.domain.billing.values import PERIOD, TICKET, TIME_UNITS, WORKLOG
from hotline_desk.domain.contracts import Terms
from hotline_desk.ui.shell.texts import Texts

_EXAMPLE_SECONDS = 250


def time_text(texts: Texts, seconds: int) -> str:
    """"15 Min." or "90 s"."""
    return texts.tr("{n} min", n=seconds // 60) if seconds % 60 == 0 else texts.tr("{n} s", n=seconds)


def increment_text(texts: Texts, first: int, following: int) -> str:
    """"je angefangene 15 Min."."""
    if first <= 1 and following <= 1:
        return texts.tr("to the second")
    if first == following:
        return texts.tr("per started {time}", time=time_text(texts, first))
    return texts.tr("the first {first} whole, then per started {next}", first=time_text(texts, first),
                    next=time_text(texts, following))


def scope_text(texts: Texts, scope: str) -> str:
    """What is rounded together."""
    return {WORKLOG: texts.tr("each call and each measure by itself"),
            TICKET: texts.tr("all work of a ticket together"),
            PERIOD: texts.tr("all work of a period together")}[scope]


def sentences(terms: Terms, texts: Texts) -> list[str]:
    """The rules one by one."""
    said = [texts.tr("Charged {increment}, {scope}.", increment=increment_text(texts, terms.first, terms.next),
                     scope=scope_text(texts, terms.scope))]
    if terms.grace:
        said.append(texts.tr("Up to {time} is free; longer work counts whole.", time=time_text(texts, terms.grace)))
    if terms.minimum:
        said.append(texts.tr("At least {time} is charged.", time=time_text(texts, terms.minimum)))
    if terms.charge_after_call:
        said.append(texts.tr("After-call work is charged too."))
    if terms.per_agent:
        said.append(texts.tr("Two agents at the same time both count."))
    if terms.quota_minutes:
        said.append(texts.tr("{n} minutes a month are included.", n=terms.quota_minutes))
        if terms.carry_over_months:
            said.append(texts.trn("What is left over lasts {n} month longer.",
                                  "What is left over lasts {n} months longer.", terms.carry_over_months))
        if terms.calendar and terms.quota_factor_outside_e4 != E4:
            said.append(texts.tr("Outside service hours the quota is used {factor} times as fast.",
                                 factor=texts.number(Decimal(terms.quota_factor_outside_e4) / E4)))
    if terms.calendar:
        said.append(texts.tr("Surcharges by the service calendar {name}.", name=terms.calendar))
    if terms.callout_cents or terms.callout_minimum:
        parts = [texts.money(terms.callout_cents) if terms.callout_cents else "",
                 texts.tr("at least {time}", time=time_text(texts, terms.callout_minimum)) if terms.callout_minimum
                 else ""]
        what = ", ".join(part for part in parts if part)
        said.append(texts.tr("A job on call: {what}.", what=what.rstrip(".")))  # "30 Min." has a full stop of its own
    if terms.monthly_fee_cents:
        said.append(texts.tr("Monthly fee {fee}.", fee=texts.money(terms.monthly_fee_cents)))
    return said


def example(terms: Terms, article: Article | None, texts: Texts) -> str:
    """"A call of 4:10 is charged as 15:00: 23,75 €"; "" without an article for time."""
    if article is None or article.unit not in TIME_UNITS:
        return ""
    price = priced(article, terms)
    billed = billed_seconds(_EXAMPLE_SECONDS, rules_of(terms))
    cents = time_cents(billed, price.price_e4, price.unit)
    return texts.tr("Example: a call of {raw} is charged as {billed}, that is {amount}.",
                    raw=texts.duration(_EXAMPLE_SECONDS), billed=texts.duration(billed), amount=texts.money(cents))
