"""Documents as they are issued: number, due day, cancellation, and the bytes that the hash chain secures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hotline_desk.domain.billing.values import (
    CANCELLATION,
    FINAL,
    INVOICE,
    Discount,
    Document,
    Item,
    Line,
    Party,
    QuotaAccount,
    Tax,
)

# What follows from later events (a cancellation, payments) is not part of what was issued.
_DERIVED = ("state", "cancelled_by", "open_cents")
_FIRST_FORM, _FORM = 1, 2


def document_number(series: str, year: int, n: int) -> str:
    """The n-th number of a series and year: "RE-2026-00123"."""
    return f"{series}-{year}-{n:05}"


def due_date(day: date, days_to_pay: int) -> date:
    """The last day to pay, counted from the day after the document's."""
    return day + timedelta(days=days_to_pay)


def cancel(document: Document, *, uid: str, number: str | None, day: date) -> Document:
    """The cancellation of the whole document, final, dated `day`: with it every sum and every rate is 0.

    Quantities, billed seconds and amounts are negated; prices and raw seconds, which are facts, stay.
    """
    return replace(
        document, uid=uid, number=number, kind=CANCELLATION, state=FINAL, date=day, due=None,
        lines=tuple(_negative_line(line) for line in document.lines),
        items=tuple(_negative_item(item) for item in document.items),
        taxes=tuple(replace(tax, net_cents=-tax.net_cents, tax_cents=-tax.tax_cents) for tax in document.taxes),
        discounts=tuple(replace(d, base_cents=-d.base_cents, amount_cents=-d.amount_cents)
                        for d in document.discounts), quotas=(), skonto_days=None, skonto_bp=0,
        net_cents=-document.net_cents, tax_cents=-document.tax_cents, gross_cents=-document.gross_cents,
        open_cents=0, cancels=document.number, cancelled_by=None, text_above="", text_below="",
    )


def _negative_line(line: Line) -> Line:
    return replace(line, quantity_e4=-line.quantity_e4, net_cents=-line.net_cents,
                   billed_seconds=-line.billed_seconds, discount_cents=-line.discount_cents)


def _negative_item(item: Item) -> Item:
    return replace(
        item, billed_seconds=-item.billed_seconds, amount_cents=-item.amount_cents, value_cents=-item.value_cents,
        quantity_e4=None if item.quantity_e4 is None else -item.quantity_e4, quota_seconds=-item.quota_seconds,
    )


def canonical(document: Document) -> bytes:
    """The document as issued, in one possible spelling: UTF-8 JSON, sorted keys, instants in UTC.

    State, the cancelling document and the open amount are left out; they change without the document changing.
    """
    content = {name: value for name, value in vars(document).items() if name not in _DERIVED}
    content["form"] = _FORM
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_spelled).encode()


def _spelled(value: object) -> object:
    if is_dataclass(value):
        return vars(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def from_canonical(content: bytes) -> Document:
    """The document that `canonical` wrote, final and with nothing paid. Raises ValueError for other bytes."""
    try:
        stored = json.loads(content)
        if "form" not in stored and stored.get("format") == _FIRST_FORM:
            del stored["format"]  # in the first form of these bytes this was the form, and every document a letter
        elif stored.pop("form") != _FORM:
            raise ValueError("unknown form")
        parts = {
            "sender": Party(**stored["sender"]), "recipient": Party(**stored["recipient"]),
            "lines": tuple(_line(row) for row in stored["lines"]),
            "items": tuple(_item(row) for row in stored["items"]),
            "taxes": tuple(Tax(**row) for row in stored["taxes"]),
            "discounts": tuple(Discount(**row) for row in stored.get("discounts", ())),
            "quotas": tuple(QuotaAccount(**{**row, **_days(row, "month")}) for row in stored.get("quotas", ())),
            **_days(stored, "date", "due", "period_from", "period_to", "valid_until"),
        }
        opened = stored["gross_cents"] if stored["kind"] == INVOICE else 0
        return Document(**{**stored, **parts}, state=FINAL, open_cents=opened)
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise ValueError(f"these bytes are no document: {problem}") from problem


def _days(row: Mapping[str, Any], *names: str) -> dict[str, date | None]:
    return {name: None if row.get(name) is None else date.fromisoformat(row[name]) for name in names}


def _line(row: Mapping[str, Any]) -> Line:
    return Line(**{**row, "worklogs": tuple(row["worklogs"]),
                   **_days(row, "service_from", "service_to", "service_month")})


def _item(row: Mapping[str, Any]) -> Item:
    moments = {name: datetime.fromisoformat(row[name]) for name in ("start", "end", "price_told_at") if row.get(name)}
    return Item(**{**row, **moments})


def chain_hash(previous_hex: str, content: bytes, file_hashes: Sequence[str] = ()) -> str:
    """The link of a document in the chain: sha256 over the previous link, its canonical bytes and its files' hashes.

    `previous_hex` is "" for the first document. Hashes are hexadecimal and of fixed length, so nothing needs
    to stand between the parts.
    """
    digest = hashlib.sha256(previous_hex.encode())
    digest.update(content)
    for file_hash in file_hashes:
        digest.update(file_hash.encode())
    return digest.hexdigest()



def file_link(previous_hex: str, document_hex: str, kind: str, sha256_hex: str) -> str:
    """The link of a paper in the chain of files: sha256 over the previous link, its document's, its kind and hash."""
    return hashlib.sha256(f"{previous_hex}{document_hex}{kind}{sha256_hex}".encode()).hexdigest()
