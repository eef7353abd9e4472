"""The sample company: made through the same acts as everything else, so that nothing in it is impossible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hotline_desk.core.clock import SetClock, local_day
from hotline_desk.demo.names import CASES, COMPANIES, FIRST_NAMES, LAST_NAMES, PLACES, STREETS, Case
from hotline_desk.domain.access import AGENT, BOOKKEEPER, LEAD, Team, User
from hotline_desk.domain.addresses import Address, Contact, Phone
from hotline_desk.domain.articles import Article, PriceList, PriceListEntry
from hotline_desk.domain.called_numbers import CalledNumber
from hotline_desk.domain.calls import ANSWERED, ENDED, IN, RINGING, CallEvent
from hotline_desk.domain.contracts import WEEK, Contract, Terms
from hotline_desk.domain.sample import DESK
from hotline_desk.services.access import list_teams, list_users, read_settings, save_team, save_user, write_setting
from hotline_desk.services.addresses import get_address, save_address
from hotline_desk.services.articles import save_article, save_price_list
from hotline_desk.services.calls.called import save_called_number
from hotline_desk.services.calls.record import record_event
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import Calendar, save_calendar, save_contract, save_terms
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket, forward_ticket, resubmit_ticket
from hotline_desk.services.tickets.worklogs import WorklogEntry, add_worklog
from hotline_desk.services.views.popup import call_popup

COMPANY: dict[str, Any] = {
    "company.name": "Nordlicht Service GmbH", "company.street": "Speicherstraße 12", "company.postcode": "20457",
    "company.city": "Hamburg", "company.country": "DE", "company.area_code": "040", "company.zone": "Europe/Berlin",
    "company.language": "de", "company.phone": "040 66969 100", "company.email": "hallo@nordlicht.example",
    "company.web": "www.nordlicht.example", "company.tax_number": "48/123/45678", "company.vat_id": "DE123456789",
    "company.register": "Amtsgericht Hamburg HRB 12345 · Geschäftsführerin: Anna Weber",
    "company.bank": "Musterbank Hamburg", "company.iban": "DE02120300000000202051", "company.bic": "BYLADEM1001",
    "company.sample": True, "calls.own_numbers": ["040 66969 100"], "billing.article": "SUP",
}
_FOUNDED = ("company.name", "company.zone", "company.country", "company.area_code", "company.language",
            "calls.own_numbers")
"""What whoever founded the company has said already."""
HOTLINE = "66969100"
LOGIN, NAME = "anna", "Anna Weber"
_GREETING = "Nordlicht Service, guten Tag! Was kann ich für Sie tun?"

_FEED = "sample"
_SEED = 20_261_121
_COLLEAGUES = (
    User("", "ben", "Ben Kaya", AGENT, extension="12"), User("", "clara", "Clara Vogt", LEAD, extension="13"),
    User("", "doris", "Doris Engel", BOOKKEEPER),
)
_ARTICLES = (
    Article("", "SUP", "Telefonsupport", "hour", 950_000, 1900),
    Article("", "MIN", "Telefonauskunft", "minute", 18_900, 1900),
    Article("", "FERN", "Fernwartung", "hour", 1_200_000, 1900),
    Article("", "ANF", "Anfahrt", "kilometre", 6_000, 1900),
    Article("", "PAU", "Einrichtungspauschale", "flat", 250_000, 1900),
    Article("", "GRU", "Grundgebühr Kontingent", "flat", 1_490_000, 1900),
)
_PRICES = PriceList("Partner", (PriceListEntry("SUP", 900_000), PriceListEntry("FERN", 1_050_000)))
_HOURS = Calendar(
    "Bürozeiten", "Europe/Berlin", {day: ["08:00-18:00"] for day in WEEK[:5]}, "DE-HH",
    {"outside": "50", "holiday": "100"},
    ({"name": "Heiligabend und Silvester", "days": [], "dates": ["12-24", "12-31"], "from": "12:00", "to": "24:00",
      "percent": "100"},))
_TERMS = (
    Terms("", "Standard", "SUP", first=900, next=900),
    Terms("", "Premium", "SUP", first=60, next=60, prices={"SUP": 850_000}, scope="ticket", calendar="Bürozeiten"),
    Terms("", "Minute", "MIN", first=60, next=60, grace=30),
    Terms("", "Kontingent 120", "SUP", first=300, next=300, quota_minutes=120, monthly_fee_cents=14_900,
          fee_article="GRU", carry_over_months=1),
)
_PARTNER = 4
"""Which customer has the prices of the list."""
_TERMS_OF = ("Standard", "Premium", "Minute", None, "Standard", "Premium", "Kontingent 120", "Standard", "Minute", None)


@dataclass
class Sample:
    """What was made: addresses by uid, and numbers that customers call from (national notation)."""

    addresses: list[str]
    numbers: list[str]


def fill(ctx: Context, customers: int = 14, calls_each: int = 6) -> Sample:
    """Fills an empty company with users, articles, terms, customers and the calls of the month before today.

    The same seed always makes the same company around the present day. Reports through `ctx.step`. The audit has it
    from a desk of its own, by which it can be told from what people make.
    """
    pick = Random(_SEED)
    ctx = _with_settings(replace(ctx, desk=DESK))
    people = _people(ctx)
    save_called_number(ctx, CalledNumber("Hotline", code=HOTLINE, greeting=_GREETING))
    for article in _ARTICLES:
        save_article(ctx, article)
    save_price_list(ctx, _PRICES)
    save_calendar(ctx, _HOURS)
    for terms in _TERMS:
        save_terms(ctx, terms)
    sample = Sample([], [])
    for index in range(customers):
        ctx.step(index, customers * 2)
        _customer(ctx, pick, index, sample)
    _history(ctx, pick, people, sample, calls_each)
    _present(ctx, pick, people, sample)
    return sample


def _with_settings(ctx: Context) -> Context:
    for key, value in COMPANY.items():
        if not ctx.settings[key] or key not in _FOUNDED:
            write_setting(ctx, key, value)
    return replace(ctx, settings=read_settings(ctx))


def _people(ctx: Context) -> list[User]:
    """The first administrator gets an extension, the colleagues are made; returns those who answer calls."""
    if not ctx.user.extension:
        save_user(ctx, replace(ctx.user, extension="11"))
    for colleague in _COLLEAGUES:
        save_user(ctx, colleague)
    users = [u for u in list_users(ctx) if u.extension]
    save_team(ctx, Team("", "Hotline", tuple(u.uid for u in users)))
    save_team(ctx, Team("", "Technik", tuple(u.uid for u in users if u.role != AGENT)))
    return users


def _customer(ctx: Context, pick: Random, index: int, sample: Sample) -> None:
    place = PLACES[index % len(PLACES)]
    name = COMPANIES[index] if index < len(COMPANIES) else f"{COMPANIES[index % len(COMPANIES)]} {index // 30 + 1}"
    number = f"{place.prefix}{index * 7 % 10 ** place.digits:0{place.digits}}"
    mobile = f"0171 39200{index % 100:02}"
    person = Contact(LAST_NAMES[index % len(LAST_NAMES)], FIRST_NAMES[(index * 3) % len(FIRST_NAMES)],
                     "Frau" if index % 2 == 0 else "Herr", "IT" if index % 3 == 0 else "",
                     (Phone(mobile, "mobile"),) if index < 100 else ())
    slug = "".join(c for c in name.casefold().split()[0] if c.isascii() and c.isalpha()) or "kunde"
    uid = save_address(ctx, Address(
        name=name, street=f"{pick.choice(STREETS)} {pick.randint(1, 90)}", postcode=place.postcode, city=place.city,
        phones=(Phone(number, "switchboard"),), emails=(f"info@{slug}{index + 1}.example",), contacts=(person,),
        warning="Nur mit Frau Öztürk oder der IT-Leitung sprechen" if index == 0 else "",
        order_reference="B-2026-77" if index % 4 == 0 else ""))
    terms = _TERMS_OF[index % len(_TERMS_OF)]
    if terms:
        save_contract(ctx, Contract("", uid, terms, date(2026, 1, 1), number=f"V-{index + 1:03}",
                                    price_list=_PRICES.name if index == _PARTNER else None))
    sample.addresses.append(uid)
    sample.numbers += [number, mobile] if index < 100 else [number]


def _history(ctx: Context, pick: Random, people: list[User], sample: Sample, calls_each: int) -> None:
    """The calls of the month before this one, at most six weeks back, in the order of time."""
    first = (local_day(ctx.clock.now(), ctx.zone).replace(day=1) - timedelta(days=1)).replace(day=1)
    plan = sorted(
        (_office_time(pick, first + timedelta(days=pick.randrange(28)), ctx.zone), position)
        for position in range(len(sample.addresses)) for _ in range(calls_each))
    for done, (at, position) in enumerate(plan):
        ctx.step(len(sample.addresses) + done * len(sample.addresses) // len(plan), len(sample.addresses) * 2)
        agent = pick.choice(people)
        if pick.random() < 0.12:
            _missed_call(ctx, at, sample.numbers[position * 2 % len(sample.numbers)])
            continue
        _solved_call(ctx, pick, at, sample, position, agent)


def _office_time(pick: Random, day: date, zone: str) -> datetime:
    while day.weekday() >= 5:
        day += timedelta(days=1)
    moment = datetime(day.year, day.month, day.day, 8, 0, tzinfo=ZoneInfo(zone))
    return moment + timedelta(seconds=pick.randrange(9 * 3600))


def _working_day(now: datetime, back: int, hour: int, zone: str) -> datetime:
    """That hour of the `back`-th working day before today."""
    day = local_day(now, zone)
    while back:
        day -= timedelta(days=1)
        back -= day.weekday() < 5
    return datetime(day.year, day.month, day.day, hour, 7, tzinfo=ZoneInfo(zone))


def _at(ctx: Context, user: User, at: datetime) -> tuple[Context, SetClock]:
    clock = SetClock(at.astimezone(ZoneInfo("UTC")))
    return replace(ctx, user=replace(user, role=ctx.user.role), clock=clock, attended=True), clock


def _event(ctx: Context, name: str, kind: str, number: str, **more: Any) -> CallEvent:
    read = ctx.plan.read(number)
    return CallEvent(_FEED, name, kind, ctx.clock.now(), IN, read.e164, number, read.state,
                     called_number=ctx.plan.read(HOTLINE).e164, **more)


def _missed_call(ctx: Context, at: datetime, number: str) -> None:
    here, clock = _at(ctx, ctx.user, at)
    name = f"{at:%Y%m%d%H%M%S}/{number}"
    record_event(here, _event(here, name, RINGING, number))
    clock.advance(seconds=21)
    record_event(here, _event(here, name, ENDED, number))


def _answered_call(ctx: Context, at: datetime, number: str, agent: User, seconds: int,
                   end: bool = True) -> tuple[str, Context, SetClock]:
    """An answered call; returns the uid of its ticket, with the agent's context and clock at its end."""
    here, clock = _at(ctx, agent, at)
    name = f"{at:%Y%m%d%H%M%S}/{number}"
    recorded = record_event(here, _event(here, name, RINGING, number))
    clock.advance(seconds=7)
    record_event(here, _event(here, name, ANSWERED, number, extension=agent.extension))
    clock.advance(seconds=seconds)
    if end:
        record_event(here, _event(here, name, ENDED, number, duration_s=seconds))
    ticket = call_popup(here, recorded.call_uid or "").ticket_uid or ""
    return ticket, here, clock


def _solved_call(ctx: Context, pick: Random, at: datetime, sample: Sample, position: int, agent: User) -> None:
    case = pick.choice(CASES)
    number = sample.numbers[position * 2 % len(sample.numbers)]
    seconds = max(40, int(case.minutes * 60 * pick.uniform(0.6, 1.3)))
    ticket, here, clock = _answered_call(ctx, at, number, agent, seconds)
    save_ticket(here, ticket, None, _texts(here, case, sample.addresses[position], pick))
    if pick.random() < 0.25:
        start = clock.now()
        clock.advance(minutes=pick.choice((10, 20, 35)))
        add_worklog(here, ticket, WorklogEntry("Fernwartung: " + case.solution, start, clock.now(),
                                               article_number="FERN"))
    clock.advance(seconds=pick.randrange(30, 200))
    outcome = pick.choices(("charge", "goodwill", "warranty"), (90, 7, 3))[0]
    close_ticket(here, ticket, None, Closing(outcome, case.solution))


def _texts(ctx: Context, case: Case, address_uid: str, pick: Random) -> dict[str, Any]:
    contacts = get_address(ctx, address_uid).contacts
    return {"subject": case.subject, "request": case.request, "address_uid": address_uid,
            "contact_uid": contacts[0].uid if contacts else None,
            "priority": pick.choices(("low", "normal", "high", "urgent"), (10, 65, 20, 5))[0]}


def _present(ctx: Context, pick: Random, people: list[User], sample: Sample) -> None:
    """What is unsolved today: open, forwarded and resubmitted tickets, one of them late, and missed calls."""
    now = ctx.clock.now()
    endings: list[Callable[[Context, str], object]] = [
        lambda here, ticket: None,
        lambda here, ticket: forward_ticket(here, ticket, "Bitte vor Ort ansehen, Ersatzteil liegt bereit.",
                                            team_uid=_team(here, "Technik")),
        lambda here, ticket: resubmit_ticket(here, ticket, _local(now - timedelta(hours=3), ctx.zone),
                                             "Rückruf versprochen"),
        lambda here, ticket: resubmit_ticket(here, ticket, _local(now + timedelta(days=2), ctx.zone),
                                             "Lieferung des Ersatzteils prüfen"),
        lambda here, ticket: None,
        lambda here, ticket: forward_ticket(here, ticket, "Kunde möchte nur mit Ben sprechen.",
                                            agent_uid=people[1 % len(people)].uid),
        lambda here, ticket: None,
    ]
    priorities = ("urgent", "high", "high", "normal", "normal", "low", "normal")
    for index, ending in enumerate(endings[:max(1, len(sample.addresses))]):
        position = (index * 2) % len(sample.addresses)
        case = CASES[(index * 5 + 1) % len(CASES)]
        agent = people[index % len(people)]
        at = _working_day(now, 1 + index // 3, 9 + index % 3 * 3, ctx.zone) if index else now - timedelta(minutes=35)
        ticket, here, clock = _answered_call(ctx, at, sample.numbers[position * 2 % len(sample.numbers)], agent,
                                             case.minutes * 30)
        save_ticket(here, ticket, None, {**_texts(here, case, sample.addresses[position], pick),
                                         "priority": priorities[index]})
        clock.advance(seconds=45)
        ending(here, ticket)
    for index, minutes in enumerate((220, 95, 40)):
        _missed_call(ctx, now - timedelta(minutes=minutes), sample.numbers[(index * 6 + 1) % len(sample.numbers)])
    by_hand, _ = _at(ctx, people[0], now - timedelta(hours=2))
    create_ticket(by_hand, {"subject": "Angebot für drei Arbeitsplätze gewünscht", "channel": "email",
                            "kind": "action", "address_uid": sample.addresses[-1],
                            "request": "Per E-Mail: drei Arbeitsplätze mit Dockingstation, Lieferung bis Monatsende."})


def _team(ctx: Context, name: str) -> str:
    return next(team.uid for team in list_teams(ctx) if team.name == name)


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
