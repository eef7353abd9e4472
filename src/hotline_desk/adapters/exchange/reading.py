"""Recognises by its content what kind of file it is, and reads it."""

from __future__ import annotations

from dataclasses import replace

from hotline_desk.adapters.exchange.datev import is_datev, read_datev
from hotline_desk.adapters.exchange.decoding import decoded
from hotline_desk.adapters.exchange.fritzbook import is_fritzbook, read_fritzbook
from hotline_desk.adapters.exchange.table import read_table
from hotline_desk.adapters.exchange.vcard import is_vcard, read_vcards
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.takeover.values import Sheet, Wish

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_sheet(content: bytes, plan: NumberPlan, wish: Wish | None = None) -> Sheet:
    """What a file of addresses says. Raises UserError if it is no such file, or holds nothing at all."""
    wish = wish or Wish()
    if content.startswith(_WORKBOOKS):
        raise UserError("import.workbook")
    text, encoding, unreadable = decoded(content, wish.encoding)
    sheet = _read(content, text, plan, replace(wish, encoding=wish.encoding and encoding))
    if sheet is None or ("\x00" in text and not sheet.cards):
        raise UserError("import.form")
    if not sheet.cards and not sheet.flaws:
        raise UserError("import.empty")
    return replace(sheet, encoding=encoding, flaws=(*sheet.flaws, *unreadable))


def _read(content: bytes, text: str, plan: NumberPlan, wish: Wish) -> Sheet | None:
    if is_vcard(text):
        return read_vcards(text, plan)
    if is_fritzbook(text):
        return read_fritzbook(content, plan, wish.encoding)
    if is_datev(text):
        return read_datev(text, plan, wish)
    return read_table(text, plan, wish)
