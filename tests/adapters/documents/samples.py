"""Documents to draw: made by the rules of billing from invented work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hotline_desk.domain.billing.amounts import tax_on, time_cents, time_quantity_e4
from hotline_desk.domain.billing.by_hand import HandLine, calculated
from hotline_desk.domain.billing.documents import cancel
from hotline_desk.domain.billing.draft import draft
from hotline_desk.domain.billing.values import (
    CORRECTION,
    FINAL,
    INVOICE,
    OFFER,
    Document,
    Party,
    PricedArticle,
    Rules,
    Tax,
    Work,
)
from hotline_desk.domain.openlist import OpenTicketRow

SENDER = Party(
    name="Hansa Hotline GmbH", street="Speicherstr. 12", postcode="20457", city="Hamburg", country="DE",
    contact="Anna Petersen", vat_id="DE123456789", tax_number="27/123/45678", phone="+49 40 5550100",
    email="abrechnung@hansa-hotline.example", web="www.hansa-hotline.example", bank="Musterbank Hamburg",
    iban="DE02120300000000202051", bic="BYLADEM1001", register="Amtsgericht Hamburg HRB 12345 · GF Anna Petersen",
)
MUSTER = Party(
    name="Muster GmbH", contact="Frau Dr. Ayşe Öztürk", street="Hauptstraße 1", postcode="10115", city="Berlin",
    country="DE", number="10001", order_reference="B-4711/2026", cost_centre="IT-100",
)
STADTWERKE = Party(
    name="Stadtwerke Süd", contact="Herrn Jürgen Groß", street="Am Gaswerk 7", postcode="70563", city="Stuttgart",
    country="DE", number="10002",
)
ALPEN = Party(
    name="Alpenländische Käserei Müller & Söhne OG", street="Dorfplatz 3", postcode="6020", city="Innsbruck",
    country="AT", number="10003", vat_id="ATU12345675",
)
SUPPORT = PricedArticle("SUP", "Telefonsupport", "hour", 950_000, 1900)
REMOTE = PricedArticle("FERN", "Fernwartung", "minute", 18_900, 1900)
DRIVE = PricedArticle("KM", "Anfahrt", "kilometre", 6_000, 1900)
BOOK = PricedArticle("BUCH", "Handbuch „Telefonanlage kompakt“", "piece", 348_500, 700)
FLAT = PricedArticle("VOR", "Vor-Ort-Pauschale Außendienst", "flat", 250_000, 1900)
QUARTER, MINUTE = Rules("Standard", 900, 900), Rules("Minute", 60, 60)
_SUBJECTS = (
    "VPN-Zugang nach Passwortwechsel gesperrt", "Drucker Etage 3 druckt nicht", "Rückruf wegen Rechnung",
    "Telefonanlage: Warteschleife ohne Ansage", "Outlook synchronisiert den Kalender nicht",
    "Neuer Arbeitsplatz für Frau Jäger einrichten",
)
_TEXTS = (
    "Konto geprüft, Sperre aufgehoben, Anmeldung mit dem Anrufer getestet.",
    "Treiber neu eingerichtet und Testseite gedruckt.",
    "Telefonat", "Ansage neu aufgespielt. Der Kunde meldet sich, falls die Musik wieder zu laut ist.",
    "Profil neu angelegt; Abgleich läuft.",
)
_SOLUTIONS = ("Sperre nach drei Fehlversuchen; Kennwort im Tresor hinterlegt.", "Treiber 4.2 installiert.", "")
_AGENTS = ("Anna Petersen", "Björn Łukasz", "İpek Yıldız")


def work(index: int = 0, **changes: Any) -> Work:
    """The index-th of a series of calls, two or three to a day in October 2026."""
    start = datetime(2026, 10, 1, 7, 3, 12, tzinfo=UTC) + timedelta(days=index // 3 % 28, hours=index % 3 * 2,
                                                                     minutes=index * 7 % 50)
    start = changes.pop("start", start)
    seconds = changes.pop("seconds", 240 + index * 97 % 1500)
    values: dict[str, Any] = {
        "uid": f"w{index}", "ticket_uid": f"t{index // 2}", "ticket_number": f"2026-{10400 + index // 2}",
        "subject": _SUBJECTS[index // 2 % 6], "solution": _SOLUTIONS[index // 2 % 3], "kind": "call",
        "agent_uid": f"a{index % 3}", "agent_name": _AGENTS[index % 3], "start": start,
        "end": start + timedelta(seconds=seconds), "raw_seconds": seconds, "day": start.date(), "article": SUPPORT,
        "rules": QUARTER, "text": _TEXTS[index % 5], "outcome": "charge",
        "caller_number": f"+4971155501{index % 90:02}",
        "contact": "Frau Öztürk" if index % 2 else "Herr Groß", "direction": "out" if index % 4 == 3 else "in",
    }
    return Work(**{**values, **changes})


def mixed(count: int) -> list[Work]:
    """Calls, with remote work, drives, books, flat prices, goodwill and late work among them."""
    works = []
    for index in range(count):
        changes: dict[str, Any] = {}
        if index % 10 == 4:
            changes = {"kind": "work", "article": REMOTE, "rules": MINUTE, "caller_number": None, "direction": ""}
        elif index % 10 == 7:
            changes = {"outcome": "goodwill", "ticket_uid": f"g{index}", "ticket_number": f"2026-{20000 + index}"}
        elif index % 20 == 8:
            changes = {"kind": "work", "article": DRIVE, "quantity_e4": 375_000, "text": "Anfahrt", "direction": ""}
        elif index % 20 == 18:
            changes = {"kind": "work", "article": FLAT, "text": "Einsatz vor Ort", "direction": ""}
        elif index % 30 == 12:
            changes = {"kind": "work", "article": BOOK, "quantity_e4": 20_000, "text": "Zwei Stück", "direction": ""}
        works.append(work(index, **changes))
    if count >= 10:
        september = datetime(2026, 9, 28, 12, 30, tzinfo=UTC)
        works += [work(900 + i, start=september + timedelta(hours=i), seconds=600, uid=f"late{i}") for i in range(2)]
    return works


def invoice(works: Sequence[Work], recipient: Party = MUSTER, **changes: Any) -> Document:
    """The invoice for October 2026 over these works."""
    small = changes.get("small_business", False)
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    made = draft(address_uid="a", address_number=recipient.number, address_name=recipient.name, period_from=first,
                 period_to=last, works=works, counted={w.uid: [(w.start, w.end)] for w in works}, small_business=small)
    document = Document(
        uid="d", number="RE-2026-00123", kind=INVOICE, state=FINAL, sender=SENDER, recipient=recipient, language="de",
        zone="Europe/Berlin", date=date(2026, 11, 2), due=date(2026, 11, 16), period_from=first, period_to=last,
        lines=made.lines, items=made.items, taxes=made.taxes, net_cents=made.net_cents, tax_cents=made.tax_cents,
        gross_cents=made.gross_cents, open_cents=made.gross_cents,
    )
    return replace(document, **changes)


DESK_LINES = (
    HandLine(text="Umzug der Telefonanlage in das Erdgeschoss, wie am 28. Oktober besprochen:", text_only=True),
    HandLine("SUP", "Planung und Umzug, Einrichtung der 24 Nebenstellen und der Warteschleife", "hour", 95_000,
             950_000, 1900, discount_bp=500),
    HandLine("KM", "Anfahrt", "kilometre", 370_000, 6_000, 1900),
    HandLine("BUCH", "Handbuch „Telefonanlage kompakt“", "piece", 20_000, 348_500, 700),
)


def by_hand(kind: str = INVOICE, lines: Sequence[HandLine] = DESK_LINES, recipient: Party = MUSTER,
            discount_bp: int = 1000, **changes: Any) -> Document:
    """An offer or invoice that somebody wrote, with discounts of a line and of the whole."""
    first, last = date(2026, 11, 9), date(2026, 11, 10)
    sums = calculated(lines, first=first, last=last, discount_bp=discount_bp,
                      small_business=changes.get("small_business", False),
                      reverse_charge=changes.get("reverse_charge", False))
    offer = kind == OFFER
    document = Document(
        uid="h", number="AN-2026-00017" if offer else "RE-2026-00124", kind=kind, state=FINAL, sender=SENDER,
        recipient=recipient, language="de", zone="Europe/Berlin", date=date(2026, 11, 2),
        due=date(2026, 12, 2) if offer else date(2026, 11, 16), period_from=first, period_to=last, lines=sums.lines,
        items=(), taxes=sums.taxes, net_cents=sums.net_cents, tax_cents=sums.tax_cents,
        gross_cents=sums.gross_cents, discounts=sums.discounts, valid_until=date(2026, 12, 2) if offer else None)
    return replace(document, **changes)


def correction(document: Document, position: int, seconds: int) -> Document:
    """The correction of one line of an invoice: taken back, and charged anew with so many seconds."""
    old = next(line for line in document.lines if line.position == position)
    cents = time_cents(seconds, old.price_e4, old.unit)
    back = replace(old, position=1, quantity_e4=-old.quantity_e4, billed_seconds=-old.billed_seconds,
                   net_cents=-old.net_cents, corrects=position)
    anew = replace(old, position=2, quantity_e4=time_quantity_e4(seconds, old.unit), billed_seconds=seconds,
                   net_cents=cents, corrects=position)
    net = cents - old.net_cents
    tax = tax_on(net, old.tax_rate_bp)
    return replace(document, uid="k", number="RK-2026-00003", kind=CORRECTION, corrects=document.number,
                   date=date(2026, 11, 20), due=None, lines=(back, anew), items=(), net_cents=net, tax_cents=tax,
                   taxes=(Tax(old.tax_rate_bp, net, tax),), gross_cents=net + tax, discounts=(), quotas=())


def cancellation(document: Document) -> Document:
    """The cancellation of the whole document."""
    return cancel(document, uid="c", number="ST-2026-00007", day=date(2026, 11, 4))


def open_rows(count: int) -> list[OpenTicketRow]:
    """Unsolved tickets of several agents, teams and customers; some are late."""
    now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    rows = []
    for index in range(count):
        due = now + timedelta(hours=index * 5 - 30) if index % 3 else None
        rows.append(OpenTicketRow(
            number=f"2026-{10400 + index}", state="resubmitted" if due else ("new", "open")[index % 2],
            priority=("normal", "high", "low", "urgent", "normal")[index % 5], subject=_SUBJECTS[index % 6],
            customer=("Stadtwerke Süd", "Muster GmbH", "Bäckerei Kröger", "")[index % 4], contact="Frau Öztürk",
            phone=f"+4971155501{index % 90:02}", agent=(*_AGENTS, "")[index % 4], team=("Netz", "Telefonie")[index % 2],
            created_at=now - timedelta(hours=7 * index), resubmit_at=due, overdue=due is not None and due < now,
            last_note=_TEXTS[index % 5],
        ))
    return rows
