"""Examples of billing calculated by hand: one company with a customer for each, as a file that can be taken over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

EXACT = {"first": 1, "next": 1}
QUARTERS = {"first": 900, "next": 900}
WORKDAYS = {day: ["08:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}

ARTICLES = [
    {"number": number, "name": f"Artikel {number}", "unit": unit, "price": price, "tax_rate": rate}
    for number, unit, price, rate in (
        ("SUP", "hour", "95.00", "19"), ("MIN", "minute", "1.89", "19"), ("M120", "minute", "1.20", "19"),
        ("H85", "hour", "85.00", "19"), ("H100", "hour", "100.00", "19"), ("H120", "hour", "120.00", "19"),
        ("KM", "kilometre", "0.60", "19"), ("FLAT", "flat", "25.00", "19"), ("P", "piece", "1.03", "19"),
        ("R19", "piece", "260.55", "19"), ("R7", "piece", "34.85", "7"), ("R0", "piece", "15.00", "0"))
] + [{"number": "GROSS", "name": "Privathilfe", "unit": "hour", "price": "119.00", "gross_price": True}]

CALENDARS = [
    {"name": "Half more outside", "hours": WORKDAYS, "surcharges": {"outside": "50"}},
    {"name": "No surcharge", "hours": WORKDAYS},
    {"name": "Holidays in Bavaria", "holidays": "DE-BY", "surcharges": {"holiday": "100"}},
    {"name": "Holidays in Berlin", "holidays": "DE-BE", "surcharges": {"holiday": "100"}},
    {"name": "Where the customer is", "holidays": "customer", "surcharges": {"holiday": "100"}},
    {"name": "Bands", "hours": WORKDAYS, "surcharges": {"outside": "25"}, "bands": [
        {"name": "Nacht", "days": ["mon", "tue", "wed", "thu", "fri"], "from": "20:00", "to": "06:00",
         "percent": "50"},
        {"name": "Samstag", "days": ["sat"], "from": "00:00", "to": "24:00", "percent": "75"},
        {"name": "Festtage", "days": ["12-24", "12-31"], "from": "12:00", "to": "24:00", "percent": "150"}]},
    {"name": "Closed", "hours": WORKDAYS, "surcharges": {"outside": "50"}, "closed": ["2026-10-02"]},
]


@dataclass(frozen=True)
class Spent:
    """A measure: minutes from a wall clock of Berlin on, else one after the other; or a quantity of an article."""

    minutes: float = 0
    at: str = ""
    article: str | None = None
    quantity: str | None = None


@dataclass(frozen=True)
class Line:
    """A line to compare: amount, minutes billed and from the quota, segment with its surcharge, unit price."""

    net: str
    billed: float | None = None
    quota: float = 0
    segment: str = ""
    surcharge: str = "0"
    price: str | None = None
    kind: str = "work"


@dataclass(frozen=True)
class Example:
    """Terms and tickets of one customer, and what October (or `month`) comes to.

    `quotas` are minutes granted, used and left of the month, `discounts` rate, base and amount.
    """

    name: str
    terms: dict[str, Any]
    tickets: list[list[Spent]]
    net: str
    tax: str | None = None
    gross: str | None = None
    month: str = "2026-10"
    since: str = "2025-01-01"
    address: dict[str, Any] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    quotas: tuple[tuple[int, int, int], ...] = ()
    discounts: tuple[tuple[str, str, str], ...] = ()


def each(*minutes: float) -> list[list[Spent]]:
    """A ticket for each."""
    return [[Spent(m)] for m in minutes]


def on_one(*minutes: float) -> list[list[Spent]]:
    return [[Spent(m) for m in minutes]]


def pieces(*articles: str) -> list[list[Spent]]:
    return [[Spent(article=article, quantity="1") for article in articles]]


M120 = {"article": "M120", **EXACT}
EVENING = {**M120, "calendar": "Half more outside"}
QUOTA = {**EXACT, "article": "MIN", "quota_minutes": 120}
EXAMPLES = [
    Example("quarters per worklog", QUARTERS, on_one(4, 16, 31), "142.50",
            lines=(Line("23.75", 15), Line("47.50", 30), Line("71.25", 45))),
    Example("quarters per ticket", {**QUARTERS, "scope": "ticket"}, on_one(4, 16, 31), "95.00",
            lines=(Line("95.00", 60),)),
    Example("to the second", {**EXACT, "scope": "ticket"}, on_one(4, 16, 31), "80.75",
            lines=(Line("80.75", 51),)),
    Example("started minutes", {"first": 60, "next": 60, "article": "MIN"}, on_one(0, 61 / 60), "3.78",
            lines=(Line("3.78", 2),)),
    Example("sixty seconds", {"first": 60, "next": 60, "article": "MIN"}, on_one(1), "1.89"),
    Example("one second", {"first": 60, "next": 60, "article": "MIN"}, on_one(1 / 60), "1.89"),
    Example("twenty minutes", EXACT, each(20), "31.67"),
    Example("three lines", EXACT, each(20, 20, 20), "95.01", lines=(Line("31.67", 20),) * 3),
    Example("one line", {**EXACT, "scope": "period"}, each(20, 20, 20), "95.00",
            lines=(Line("95.00", 60),)),
    Example("not 0.83 hours", {**EXACT, "article": "H100"}, each(50), "83.33"),
    Example("tax on the sum", EXACT, pieces(*["P"] * 5), "5.15", "0.98", "6.13", lines=(Line("1.03"),) * 5),
    Example("three rates", EXACT, pieces("R19", "R7", "R0"), "310.40", "51.94", "362.34",
            lines=(Line("15.00"), Line("260.55"), Line("34.85"))),
    Example("hours, kilometres, flat", EXACT,
            [[Spent(35, article="H85"), Spent(25, article="H120"), Spent(article="KM", quantity="37"),
              Spent(article="FLAT")]], "146.78", "27.89", "174.67",
            lines=(Line("22.20"), Line("25.00"), Line("49.58", 35), Line("50.00", 25))),
    Example("quota", QUOTA, each(50, 45, 40, 20), "66.15",
            lines=(Line("28.35", 15, quota=25), Line("37.80", 20)), quotas=((120, 120, 0),)),
    Example("quota after the increment", {**QUOTA, **QUARTERS}, each(50, 45, 40, 20), "113.40",
            lines=(Line("56.70", 30, quota=15), Line("56.70", 30)), quotas=((120, 120, 0),)),
    Example("quota before the increment", {**QUOTA, **QUARTERS, "quota_basis": "raw"}, each(50, 45, 40, 20), "85.05",
            lines=(Line("28.35", 15, quota=25), Line("56.70", 30)), quotas=((120, 120, 0),)),
    Example("quota out of hours", {**M120, "calendar": "No surcharge", "quota_minutes": 100,
                                   "quota_factor_outside": "1.5"},
            [[Spent(40, "2026-10-05T09:00")], [Spent(30, "2026-10-05T19:00")], [Spent(50, "2026-10-06T09:00")]],
            "42.00", lines=(Line("42.00", 35, quota=15),), quotas=((100, 100, 0),)),
    Example("end of service", EVENING, [[Spent(30, "2026-10-05T17:50")]], "48.00",
            lines=(Line("12.00", 10), Line("36.00", 20, segment="outside", surcharge="50", price="1.80"))),
    Example("end of service, rounded", {**EVENING, "first": 1800, "next": 1800},
            [[Spent(23, "2026-10-05T17:50")]], "48.00",
            lines=(Line("12.00", 10), Line("36.00", 20, segment="outside", surcharge="50", price="1.80"))),
    Example("Epiphany in Bavaria", {**M120, "calendar": "Holidays in Bavaria"}, [[Spent(30, "2026-01-06T10:00")]],
            "72.00", month="2026-01", lines=(Line("72.00", 30, segment="holiday", surcharge="100", price="2.40"),)),
    Example("Epiphany in Berlin", {**M120, "calendar": "Holidays in Berlin"}, [[Spent(30, "2026-01-06T10:00")]],
            "36.00", month="2026-01", lines=(Line("36.00", 30, price="1.20"),)),
    Example("Epiphany where the customer is", {**M120, "calendar": "Where the customer is"},
            [[Spent(30, "2026-01-06T10:00")]], "72.00", month="2026-01", address={"billing": {"region": "DE-BY"}}),
    # By hand: what follows is not in the books, but by the same rules.
    Example("two rates of one work", {**M120, "calendar": "Bands"}, [[Spent(60, "2026-10-05T19:30")]], "99.00",
            lines=(Line("45.00", 30, segment="outside", surcharge="25", price="1.50"),
                   Line("54.00", 30, segment="Nacht", surcharge="50", price="1.80"))),
    Example("the night before", {**M120, "calendar": "Bands"}, [[Spent(60, "2026-10-06T05:30")]], "99.00"),
    Example("Saturday", {**M120, "calendar": "Bands"}, [[Spent(60, "2026-10-10T10:00")]], "126.00"),
    Example("Christmas Eve", {**M120, "calendar": "Bands"}, [[Spent(60, "2026-12-24T11:30")]], "126.00",
            month="2026-12"),
    Example("own closed day", {**M120, "calendar": "Closed"}, [[Spent(60, "2026-10-02T10:00")]], "108.00"),
    Example("the hour that is there twice", {**M120, "calendar": "Half more outside"},
            [[Spent(180, "2026-10-25T02:00")]], "324.00"),
    Example("fee and quota from the 16th", {**QUOTA, "monthly_fee": "31.00"},
            [[Spent(62, "2026-10-20T09:00")]], "16.00", since="2026-10-16", lines=(Line("16.00", kind="fee"),),
            quotas=((62, 62, 0),)),
    Example("quota of 62 minutes, one more", {**QUOTA, "quota_minutes": 120},
            [[Spent(63, "2026-10-20T09:00")]], "1.89", since="2026-10-16", lines=(Line("1.89", 1, quota=62),),
            quotas=((62, 62, 0),)),
    Example("a fee and no work", {**EXACT, "monthly_fee": "49.90"}, [], "49.90", "9.48", "59.38",
            lines=(Line("49.90", kind="fee"),)),
    Example("gross prices", EXACT, [[Spent(60, article="GROSS"), Spent(30, article="GROSS")]],
            "150.00", "28.50", "178.50"),
    Example("discount of the document", EXACT, pieces("R19", "R7"), "280.63", "49.35", "329.98",
            address={"billing": {"discount": "5"}}, lines=(Line("260.55"), Line("34.85")),
            discounts=(("19", "260.55", "13.03"), ("7", "34.85", "1.74"))),
    Example("reverse charge", EXACT, each(60), "95.00", "0.00", "95.00",
            address={"country": "AT", "vat_id": "ATU12345675"}),
    Example("abroad without VAT id", EXACT, each(60), "95.00", "18.05", "113.05", address={"country": "AT"}),
]
FIRST = 20_001
MONTHS = {"2026-01": 31, "2026-10": 31, "2026-12": 31}
"""The months of the examples, and their last days."""


def numbered(month: str) -> dict[str, Example]:
    """The examples of a month by the number of their customer."""
    return {str(FIRST + n): example for n, example in enumerate(EXAMPLES) if example.month == month}


def company() -> dict[str, Any]:
    """The whole company in the shape of the import."""
    content: dict[str, Any] = {"articles": ARTICLES, "calendars": CALENDARS, "terms": [], "addresses": [],
                               "tickets": []}
    for n, example in enumerate(EXAMPLES):
        number = str(FIRST + n)
        content["terms"].append({"name": f"T{number}", "article": "SUP", **example.terms})
        content["addresses"].append({"number": number, "name": example.name, **example.address,
                                     "contracts": [{"terms": f"T{number}", "from": example.since}]})
        content["tickets"] += _tickets(example, number)
    return content




def _tickets(example: Example, number: str) -> list[dict[str, Any]]:
    clock = datetime.fromisoformat(f"{example.month}-05T09:00")
    found = []
    for n, done in enumerate(example.tickets):
        worklogs = []
        for spent in done:
            begin = datetime.fromisoformat(spent.at) if spent.at else clock
            end = begin + timedelta(minutes=spent.minutes)
            clock = max(clock, end)
            worklog: dict[str, Any] = {"kind": "work", "agent": f"agent{number}", "start": _berlin(begin),
                                       "end": _berlin(begin, spent.minutes)}
            worklogs.append(worklog | ({"article": spent.article} if spent.article else {})
                            | ({"quantity": spent.quantity} if spent.quantity else {}))
        found.append({"ref": f"{number}-{n}", "address": number, "state": "closed", "outcome": "charge",
                      "subject": example.name, "worklogs": worklogs})
    return found


def _berlin(local: datetime, minutes: float = 0) -> str:
    """With the offset of its begin, so that minutes are elapsed ones across a clock change."""
    winter = local.month in (1, 2, 11, 12) or (local.month == 10 and local.day > 25)
    return (local + timedelta(minutes=minutes)).isoformat() + ("+01:00" if winter else "+02:00")
