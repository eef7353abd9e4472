"""Documents of the judges' cases in a store, for tests of what becomes of them."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from hotline_desk.domain.billing.values import Document
from hotline_desk.services.billing.storing import store_document, take_number
from hotline_desk.services.context import Context
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.schema import new_uid
from tests import builders


def stored(ctx: Context, document: Document, form: str = "pdf") -> str:
    """The document issued today for a customer of its own; its number."""
    name = document.recipient.name
    address = builders.address(ctx, name)
    with ctx.store.write(ctx.stamp("billing.issue")) as tx:
        numbered = take_number(ctx, tx, "billing.invoice_series")
        key = tx.session.scalars(select(AddressRow.id).where(AddressRow.uid == address)).one()
        whole = replace(document, uid=new_uid(), number=numbered.number, date=numbered.day, format=form,
                        address_uid=address)
        return store_document(ctx, tx, whole, numbered, key).number or ""
