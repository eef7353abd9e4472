"""Documents for the judges that come about as in an office: by contracts, work, runs, corrections and by hand.

One company; each customer has what makes a case of its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hotline_desk.domain.billing.by_hand import HandLine, HandMade
from hotline_desk.domain.billing.values import INVOICE, Document
from hotline_desk.domain.contracts import BillingProfile
from hotline_desk.services.addresses import get_address, save_address
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.corrections import LineChange, correct_lines
from hotline_desk.services.billing.documents import get_document
from hotline_desk.services.billing.hand_made import make_final, save_draft
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import Calendar, keep_calendar, save_billing_profile
from tests.services.billing.office import Did, Office, only

_COMPANY = {"company.phone": "030 5550", "company.email": "rechnung@hotline.example",
            "company.iban": "DE02120300000000202051", "company.vat_id": "DE123456789"}


NAMES = ("acted_quota_and_fee", "acted_several_rates", "acted_reverse_charge", "acted_gross_prices", "acted_surcharge",
         "acted_by_hand", "acted_correction", "acted_cancellation")


def documents(ctx: Context) -> dict[str, Document]:
    """All of them, by the name of their case."""
    office = Office(ctx)
    for key, value in _COMPANY.items():
        office.set(key, value)
    with ctx.store.write(ctx.stamp("calendar.save")) as tx:
        keep_calendar(ctx, tx, Calendar("Büro", "Europe/Berlin", {"tue": ["08:00-18:00"]},
                                        surcharges={"outside": "50"}))
    made = {
        "acted_quota_and_fee": _month(office, "20001", Did(50), Did(45), Did(40), Did(20), first=60, next=60,
                                      quota_minutes=120, monthly_fee_cents=99_00),
        "acted_several_rates": _month(office, "20002", Did(51, "H85"), Did(0, "R7", "3"), Did(0, "KM", "37.5"),
                                      Did(0, "FLAT", "1"), first=900, next=900, scope="period",
                                      agreed={"discount_bp": 333, "skonto_days": 10, "skonto_bp": 250}),
        "acted_reverse_charge": _month(office, "20003", Did(20.5), Did(33), first=1, next=1,
                                       abroad={"country": "AT", "vat_id": "ATU12345675"}),
        "acted_gross_prices": _month(office, "20004", Did(20, "GROSS"), Did(7, "GROSS"), Did(0, "GP", "7"),
                                     agreed={"discount_bp": 500}),
        "acted_surcharge": _month(office, "20006", Did(30, start="2026-10-06T15:50"), first=1, next=1,
                                  calendar="Büro"),
        "acted_by_hand": _by_hand(office, "20005"),
    }
    number = made["acted_several_rates"].number or ""
    made["acted_correction"] = get_document(office.ctx, correct_lines(
        office.ctx, number, [LineChange(1, seconds=1800), LineChange(2, quantity_e4=10_000)], "Zu viel berechnet"))
    number = made["acted_quota_and_fee"].number or ""
    made["acted_cancellation"] = get_document(office.ctx, cancel_document(office.ctx, number, "Falscher Monat"))
    return made


def _customer(office: Office, number: str, rules: dict[str, Any], abroad: dict[str, Any],
              agreed: dict[str, Any]) -> str:
    uid = office.customer(number, f"Kunde {number}", **rules)
    place = {"street": "Ring 5", "postcode": "1010", "city": "Ort", "country": "DE",
             "emails": (f"rechnung@k{number}.example",), **abroad}
    save_address(office.ctx, replace(get_address(office.ctx, uid), **place))
    save_billing_profile(office.ctx, BillingProfile(uid, invoice_format="xrechnung", buyer_reference=f"B-{number}",
                                                    **agreed))
    return uid


def _month(office: Office, number: str, *done: Did, abroad: dict[str, Any] | None = None,
           agreed: dict[str, Any] | None = None, **rules: Any) -> Document:
    """October of a customer with this work, issued."""
    customer = _customer(office, number, rules, abroad or {}, agreed or {})
    for did in done:
        office.ticket(customer, did)
    [issued] = issue_all(office.ctx, office.propose(only(number))).numbers
    return get_document(office.ctx, issued)


def _by_hand(office: Office, number: str) -> Document:
    """An invoice that was typed: texts, discounts of lines and of the whole, a gross price, something taken off."""
    customer = _customer(office, number, {}, {}, {})
    lines = (
        HandLine(text="Wie besprochen:", text_only=True),
        HandLine(text="Gerät", quantity_e4=30_000, price_e4=333_333, discount_bp=1250),
        HandLine(text="Arbeit", unit="hour", quantity_e4=12_500, price_e4=950_000),
        HandLine(text="Handbuch", quantity_e4=10_000, price_e4=348_500, tax_rate_bp=700),
        HandLine(text="Rücknahme", quantity_e4=-10_000, price_e4=150_000),
    )
    uid = save_draft(office.ctx, HandMade(INVOICE, customer, lines, period_from=date(2026, 10, 1),
                                          period_to=date(2026, 10, 31), discount_bp=500, skonto_days=14,
                                          skonto_bp=200))
    return get_document(office.ctx, make_final(office.ctx, uid))
