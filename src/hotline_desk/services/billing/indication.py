"""What a typical month would cost by some terms, calculated as an invoice is; and the offer of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.billing.by_hand import HandLine
from hotline_desk.domain.billing.draft import draft
from hotline_desk.domain.billing.months import last_of, later, month_of
from hotline_desk.domain.billing.quota import Quota
from hotline_desk.domain.billing.rules_text import increment_sentence, surcharge_sentence
from hotline_desk.domain.billing.typical import Priced, Typical, typical_works
from hotline_desk.domain.billing.values import OFFER, TIME_UNITS, InvoiceDraft, Line, Rules
from hotline_desk.domain.contracts import Contract
from hotline_desk.services.act import act, reading
from hotline_desk.services.billing.conditions import Conditions, texts_of
from hotline_desk.services.billing.hand_made import keep_draft, new_made
from hotline_desk.services.context import Context
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.articles import article_by_number
from hotline_desk.store.engine import Tx

_NOBODY = -1
_CONTRACT = "indication"
MOST_CALLS = 20_000


@dataclass(frozen=True)
class Indication:
    """What a typical month costs by the terms of a name ("" for none). Cents, seconds."""

    terms: str
    month: date
    calls: int
    raw_seconds: int
    billed_seconds: int
    quota_seconds: int
    fee_cents: int
    work_cents: int
    surcharged_cents: int
    net_cents: int
    gross_cents: int
    rules: Rules
    draft: InvoiceDraft

    @property
    def per_call_cents(self) -> int:
        """Net per call, fee included."""
        return (2 * self.net_cents + self.calls) // (2 * self.calls) if self.calls else 0


@reading("billing.read")
def indicate(ctx: Context, session: Session, wanted: Typical, terms: Sequence[str],
             address_uid: str = "") -> list[Indication]:
    """The next whole month by each of these terms ("": without contract), with the price list of an address if named.

    Terms by which no article is known for the calls are left out; so is "" where no article is the standard one.
    Raises UserError for impossible figures, unknown terms, or if none of them knows an article.
    """
    _check(wanted)
    first = later(month_of(local_day(ctx.clock.now(), ctx.zone)), 1)
    known, payer = _conditions(ctx, session, address_uid)
    made: list[Indication] = []
    for name in terms:
        try:
            made.append(_indication(ctx, session, known, wanted, (name, payer), first))
        except UserError as problem:
            if problem.id != "billing.no_default":
                raise
    if not made:
        raise UserError("billing.no_default")
    return made


def _check(wanted: Typical) -> None:
    if not 1 <= wanted.calls <= MOST_CALLS:
        raise UserError("value.invalid", field=N_("Calls a month"), value=str(wanted.calls), hint="")
    if not 1 <= wanted.seconds <= 86_400:
        raise UserError("value.invalid", field=N_("Minutes per call"), value=str(wanted.seconds // 60), hint="")
    shares = wanted.evening_bp + wanted.saturday_bp + wanted.sunday_bp
    if shares > 10_000:
        raise UserError("value.invalid", field=N_("Shares of the calls"), value=f"{shares // 100} %",
                        hint=N_("Together they are at most 100 per cent."))


@dataclass(frozen=True)
class _Payer:
    """Who would pay: key of the address and the language of its papers."""

    key: int
    texts: Translator


def _conditions(ctx: Context, session: Session, address_uid: str) -> tuple[Conditions, _Payer]:
    """What holds for an address; for nobody in particular without one."""
    if not address_uid:
        settings = ctx.settings
        texts = Translator(str(settings["company.language"]), str(settings["company.country"]))
        return Conditions(ctx, session, []), _Payer(_NOBODY, texts)
    row = row_of(session, AddressRow, address_uid)
    return Conditions(ctx, session, [row.id]), _Payer(row.id, texts_of(ctx, row))


def _indication(ctx: Context, session: Session, known: Conditions, wanted: Typical, agreed: tuple[str, _Payer],
                first: date) -> Indication:
    """`agreed` are the name of the terms and who pays."""
    name, payer = agreed
    contract = Contract(_CONTRACT, "", name, first, name=name) if name else None
    known.contracts[payer.key] = [contract] if contract else []
    known.forget()
    if contract and known.terms_on(contract, first) is None:
        raise UserError("terms.not_found", name=name)
    works = typical_works(wanted, first, ctx.zone,
                          lambda day, other: _priced(session, known, wanted, payer.key, (day, other)))
    fee = known.fee(payer.key, contract, first, payer.texts) if contract else None
    granted = known.grants(contract, first) if contract else ()
    one = draft(
        address_uid="", address_number="", address_name="", period_from=first, period_to=last_of(first), works=works,
        fees=(fee,) if fee else (), quotas=(Quota(_CONTRACT, name, granted),) if granted else (),
        small_business=bool(ctx.settings["billing.small_business"]))
    return _summed(name, first, one, works[0].rules)


def _priced(session: Session, known: Conditions, wanted: Typical, payer: int, call: tuple[date, bool]) -> Priced:
    """By the day of a call and whether it is in the other language."""
    day, other = call
    held = known.of(payer, day)
    own = article_by_number(session, wanted.other_article) if other and wanted.other_article else None
    article = known.article(own.id if own else None, held.terms)
    if article is None:
        raise UserError("billing.no_default")
    return Priced(known.priced(article, payer, held, day), held.rules)


def _summed(name: str, first: date, one: InvoiceDraft, rules: Rules) -> Indication:
    fees = sum(line.net_cents for line in one.lines if line.kind == "fee")
    return Indication(
        name, first, len(one.items), sum(i.raw_seconds for i in one.items), sum(i.billed_seconds for i in one.items),
        sum(i.quota_seconds for i in one.items), fees, sum(line.net_cents for line in one.lines) - fees,
        sum(line.net_cents for line in one.lines if line.surcharge_bp), one.net_cents, one.gross_cents, rules, one)


@act("indication.offer", permission="billing.draft")
def offer_indication(ctx: Context, tx: Tx, wanted: Typical, terms: str, address_uid: str) -> str:
    """The draft of an offer for a customer over a typical month by these terms; returns its uid."""
    _check(wanted)
    first = later(month_of(local_day(tx.now, ctx.zone)), 1)
    known, payer = _conditions(ctx, tx.session, address_uid)
    one = _indication(ctx, tx.session, known, wanted, (terms, payer), first)
    made = new_made(ctx, OFFER, address_uid)
    texts = payer.texts
    title = texts.tr("Telephone support by the month, {terms}", terms=terms) if terms else \
        texts.tr("Telephone support by the month")
    return keep_draft(ctx, tx, replace(made, title=title, lines=offered(one, wanted, texts)), trusted=True).uid


def offered(one: Indication, wanted: Typical, texts: Translator) -> tuple[HandLine, ...]:
    """The lines of the offer: what is assumed, the fee, and the calls by article, price and hours."""
    assumed = texts.tr("Assumed: {calls} calls a month of {minutes} on average; {increment}.",
                       calls=texts.number(wanted.calls, 0), minutes=_minutes(wanted.seconds, texts),
                       increment=increment_sentence(one.rules.first, one.rules.next, texts))
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in one.draft.lines:
        groups.setdefault((line.kind, line.article, line.price_e4, line.segment, line.surcharge_bp), []).append(line)
    return (HandLine(text=assumed, text_only=True), *(_offered_line(lines, texts) for lines in groups.values()))


def _offered_line(lines: Sequence[Line], texts: Translator) -> HandLine:
    """One flat line over the sum of what an invoice would charge, so that the offer says the same to the cent."""
    first, cents = lines[0], sum(line.net_cents for line in lines)
    text = first.text or first.article
    if first.unit in TIME_UNITS:
        seconds = sum(line.billed_seconds for line in lines)
        price = texts.money((first.price_e4 + 50) // 100)
        per = texts.tr("hour") if first.unit == "hour" else texts.tr("minute")
        text = texts.tr("{article}: {time} at {price} per {unit}", article=text, time=_minutes(seconds, texts),
                        price=price, unit=per)
    if first.surcharge_bp:
        text = f"{text}, {surcharge_sentence(first.segment, first.surcharge_bp, texts)}"
    return HandLine(text=text, unit="flat", price_e4=cents * 100, tax_rate_bp=first.tax_rate_bp)


def _minutes(seconds: int, texts: Translator) -> str:
    hours, rest = divmod(seconds // 60, 60)
    return texts.tr("{hours}:{minutes} hours", hours=hours, minutes=f"{rest:02}") if hours else \
        texts.tr("{n} min", n=rest) if seconds % 60 == 0 else f"{rest}:{seconds % 60:02} min"
