"""Tables for people: translated heads, aligned, widths from the first page so that long lists flow."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from hotline_desk.core import phone
from hotline_desk.core.text import N_, Translator, duration
from hotline_desk.domain.addresses import ROLES
from hotline_desk.domain.tickets import PRIORITIES, STATES, WORKLOG_KINDS

_SAMPLE = 200
_WIDEST = 48
_DIRECTIONS = {"in": N_("in"), "out": N_("out"), "internal": N_("internal"), "unknown": N_("unknown")}
_CALL_STATES = {"ringing": N_("rings"), "answered": N_("talking"), "ended": N_("ended")}
_OUTCOMES = {"answered": N_("answered"), "missed": N_("missed"), "busy": N_("busy"), "unknown_end": N_("end unknown")}
_NUMBER_STATES = {"withheld": N_("withheld"), "unavailable": N_("unknown")}
_CALLBACK_STATES = {"open": N_("open"), "done": N_("done"), "removed": N_("taken away")}
_BILLINGS = {"open": N_("not billed"), "partly": N_("partly billed"), "billed": N_("billed"), "free": N_("free")}
_DOCUMENT_KINDS = {"invoice": N_("Invoice"), "cancellation": N_("Cancellation"), "correction": N_("Correction"),
                   "offer": N_("Offer")}
_DOCUMENT_STATES = {"draft": N_("draft"), "final": N_("final"), "cancelled": N_("cancelled")}


@dataclass(frozen=True)
class Column:
    """A head (to be translated) and how an entry's cell is written."""

    head: str
    cell: Callable[[Any, Translator, str], str]
    right: bool = False


def _plain(name: str) -> Callable[[Any, Translator, str], str]:
    return lambda entry, texts, zone: str(getattr(entry, name) or "")


def _moment(name: str) -> Callable[[Any, Translator, str], str]:
    return lambda entry, texts, zone: texts.moment(getattr(entry, name), zone)


def _day(name: str) -> Callable[[Any, Translator, str], str]:
    return lambda entry, texts, zone: texts.day(getattr(entry, name))


def _code(name: str, words: dict[str, str]) -> Callable[[Any, Translator, str], str]:
    return lambda entry, texts, zone: texts.tr(words.get(getattr(entry, name) or "", ""))


def _phone(name: str) -> Callable[[Any, Translator, str], str]:
    return lambda entry, texts, zone: phone.display(getattr(entry, name))


def _seconds(name: str) -> Callable[[Any, Translator, str], str]:
    return lambda entry, texts, zone: duration(value) if (value := getattr(entry, name)) else ""


def _money(name: str) -> Callable[[Any, Translator, str], str]:
    return lambda entry, texts, zone: texts.money(int(Decimal(getattr(entry, name)) * 100))


def _several(name: str) -> Callable[[Any, Translator, str], str]:
    return lambda entry, texts, zone: ", ".join(getattr(entry, name))


def _caller(entry: Any, texts: Translator, zone: str) -> str:
    return phone.display(entry.caller_number) or texts.tr(_NUMBER_STATES.get(entry.number_state, ""))


def _called(entry: Any, texts: Translator, zone: str) -> str:
    return entry.line or phone.display(entry.called_number)


def _customer(entry: Any, texts: Translator, zone: str) -> str:
    number = entry.address_number or ""
    return texts.tr("{number} (probably)", number=number) if entry.guessed and number else number


_DOCUMENTS = (
    Column(N_("Number"), _plain("number")), Column(N_("Kind"), _code("kind", _DOCUMENT_KINDS)),
    Column(N_("State"), _code("state", _DOCUMENT_STATES)), Column(N_("Date"), _day("date")),
    Column(N_("Customer no."), _plain("address_number")), Column(N_("From"), _day("period_from")),
    Column(N_("To"), _day("period_to")), Column(N_("Net"), _money("net"), right=True),
    Column(N_("Gross"), _money("gross"), right=True), Column(N_("Open"), _money("open"), right=True),
)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "addresses": (
        Column(N_("Number"), _plain("number")), Column(N_("Name"), _plain("name")),
        Column(N_("Roles"), lambda e, texts, zone: ", ".join(texts.tr(ROLES[role]) for role in e.roles)),
        Column(N_("Telephone"), lambda e, texts, zone: ", ".join(map(phone.display, e.phones))),
        Column(N_("E-mail"), _several("emails")),
        Column(N_("Terms"), lambda e, texts, zone: ", ".join(c.terms for c in e.contracts)),
    ),
    "calls": (
        Column(N_("Rang"), _moment("rang_at")), Column(N_("Direction"), _code("direction", _DIRECTIONS)),
        Column(N_("Caller"), _caller), Column(N_("Called"), _called), Column(N_("Queue"), _plain("queue")),
        Column(N_("State"), _code("state", _CALL_STATES)), Column(N_("Outcome"), _code("outcome", _OUTCOMES)),
        Column(N_("Talk"), _seconds("duration_seconds"), right=True),
        Column(N_("Customer no."), _customer), Column(N_("Ticket"), _plain("ticket_number")),
    ),
    "callbacks": (
        Column(N_("Due"), _moment("due_at")), Column(N_("State"), _code("state", _CALLBACK_STATES)),
        Column(N_("Number"), _phone("number")), Column(N_("Contact"), _plain("contact")),
        Column(N_("Customer no."), _plain("address_number")), Column(N_("Ticket"), _plain("ticket_number")),
        Column(N_("Agent"), _plain("agent")), Column(N_("Team"), _plain("team")), Column(N_("Note"), _plain("note")),
        Column(N_("Done"), lambda e, texts, zone: texts.moment(e.done_at, zone) if e.done_at else ""),
    ),
    "tickets": (
        Column(N_("Number"), _plain("number")), Column(N_("Created"), _moment("created_at")),
        Column(N_("Priority"), _code("priority", PRIORITIES)), Column(N_("State"), _code("state", STATES)),
        Column(N_("Customer"), _plain("address_name")), Column(N_("Subject"), _plain("subject")),
        Column(N_("Agent"), _plain("agent")), Column(N_("Calls"), _seconds("call_seconds"), right=True),
        Column(N_("Work"), _seconds("work_seconds"), right=True), Column(N_("Billing"), _code("billing", _BILLINGS)),
    ),
    "worklogs": (
        Column(N_("Ticket"), _plain("ticket_number")), Column(N_("Kind"), _code("kind", WORKLOG_KINDS)),
        Column(N_("Agent"), _plain("agent")), Column(N_("Begin"), _moment("start")), Column(N_("End"), _moment("end")),
        Column(N_("Raw"), _seconds("raw_seconds"), right=True), Column(N_("Article"), _plain("article")),
        Column(N_("Quantity"), _plain("quantity"), right=True), Column(N_("Text"), _plain("text")),
        Column(N_("Document"), _plain("document_number")),
    ),
    "documents": _DOCUMENTS,
    "open-items": _DOCUMENTS,
}


PROPOSED = (
    Column(N_("Customer no."), _plain("address_number")), Column(N_("Customer"), _plain("address_name")),
    Column(N_("Lines"), lambda draft, texts, zone: str(len(draft.lines)), right=True),
    Column(N_("Net"), lambda draft, texts, zone: texts.money(draft.net_cents), right=True),
    Column(N_("Tax"), lambda draft, texts, zone: texts.money(draft.tax_cents), right=True),
    Column(N_("Gross"), lambda draft, texts, zone: texts.money(draft.gross_cents), right=True),
)
OPEN_TASKS = (
    Column(N_("Number"), _plain("number")), Column(N_("Priority"), _code("priority", PRIORITIES)),
    Column(N_("State"), _code("state", STATES)), Column(N_("Customer"), _plain("customer")),
    Column(N_("Contact"), _plain("contact")), Column(N_("Subject"), _plain("subject")),
    Column(N_("Agent"), _plain("agent")), Column(N_("Team"), _plain("team")),
    Column(N_("Due"), _moment("resubmit_at")), Column(N_("Created"), _moment("created_at")),
)


def rendered(entries: Iterable[Any], columns: Sequence[Column], texts: Translator, zone: str) -> Iterator[str]:
    """The lines of the table, head first; none at all without entries."""
    rows = ([_one_line(c.cell(entry, texts, zone)) for c in columns] for entry in entries)
    sample = list(islice(rows, _SAMPLE))
    if not sample:
        return
    heads = [texts.tr(column.head) for column in columns]
    widths = [max(_width(row[n]) for row in (heads, *sample)) for n in range(len(columns))]
    right = [column.right for column in columns]
    yield _joined(heads, widths, right)
    yield "  ".join("─" * width for width in widths)
    for row in chain(sample, rows):
        yield _joined(row, widths, right)


def _one_line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDEST else flat[: _WIDEST - 1] + "…"


def _width(text: str) -> int:
    """Places on the terminal: marks that combine take none, East Asian signs two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _joined(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for cell, width, to_right in zip(cells, widths, right, strict=True):
        space = " " * (width - _width(cell))
        padded.append(space + cell if to_right else cell + space)
    return "  ".join(padded).rstrip()
