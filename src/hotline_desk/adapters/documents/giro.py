"""The GiroCode: a payment as a square that the camera of a banking program reads (EPC069-12)."""

from __future__ import annotations

from decimal import Decimal

from hotline_desk.domain.billing.values import INVOICE, Document

_MOST_CENTS = 99_999_999_999
_NAME, _TEXT = 70, 140


def giro_code(document: Document) -> tuple[tuple[bool, ...], ...] | None:
    """The modules of the code that pays this invoice, dark ones True, without a margin.

    None for what asks for no money or cannot be paid so: no valid IBAN, another kind, nothing to pay.
    """
    from stdnum import iban  # loaded when the first invoice is drawn

    sender, cents = document.sender, document.gross_cents
    if document.kind != INVOICE or not document.number or not 0 < cents <= _MOST_CENTS or not sender.name.strip():
        return None
    if not sender.iban or not iban.is_valid(sender.iban):
        return None
    return _modules(sender.name, iban.compact(sender.iban), sender.bic, cents, document.number)


def _modules(name: str, iban: str, bic: str, cents: int, text: str) -> tuple[tuple[bool, ...], ...] | None:
    from segno import helpers

    kept = bic.replace(" ", "").upper()
    try:
        code = helpers.make_epc_qr(name.strip()[:_NAME], iban, Decimal(cents) / 100, text=text[:_TEXT],
                                   bic=kept if len(kept) in (8, 11) else None)
    except ValueError:
        return None  # a bank code that is none, or signs that no bank takes: the letter is complete without the code
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)
