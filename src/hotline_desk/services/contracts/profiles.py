"""How an address is billed, where it differs from the company's settings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from hotline_desk.core.errors import UserError
from hotline_desk.core.regions import REGIONS
from hotline_desk.core.text import N_
from hotline_desk.domain.contracts import CYCLES, INVOICE_FORMATS, STATEMENT_NUMBERS, BillingProfile
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.contracts.keeping import price_list_id
from hotline_desk.services.rows import put, row_of
from hotline_desk.store.addresses import AddressRow
from hotline_desk.store.articles import PriceListRow
from hotline_desk.store.contracts import BillingProfileRow
from hotline_desk.store.engine import Tx

_PLAIN = ("region", "invoice_format", "buyer_reference", "invoice_email", "statement_numbers", "cycle", "days_to_pay",
          "skonto_days", "skonto_bp", "discount_bp", "reverse_charge")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST_DAYS, _WHOLE_BP = 365, 10_000
_RECIPIENT = aliased(AddressRow)


@act("billing_profile.save", permission="master.edit")
def save_billing_profile(ctx: Context, tx: Tx, profile: BillingProfile) -> None:
    """Keeps how an address is billed; UserErrors as `keep_billing_profile`."""
    keep_billing_profile(ctx, tx, profile)


def keep_billing_profile(ctx: Context, tx: Tx, profile: BillingProfile) -> None:
    """A shared step. Raises UserError for codes and amounts that cannot be, and an address that bills itself."""
    _check(profile)
    address = row_of(tx.session, AddressRow, profile.address_uid)
    values = {name: getattr(profile, name) for name in _PLAIN}
    values["buyer_reference"], values["invoice_email"] = profile.buyer_reference.strip(), profile.invoice_email.strip()
    values["recipient_id"] = _recipient(tx, address, profile.recipient_uid)
    values["price_list_id"] = price_list_id(tx.session, profile.price_list)
    row = tx.session.scalar(select(BillingProfileRow).where(BillingProfileRow.address_id == address.id))
    if row is not None:
        put(tx.session, row, profile.version or None, values)
    elif replace(profile, version=0) == BillingProfile(profile.address_uid):
        return
    else:
        tx.session.add(BillingProfileRow(address_id=address.id, **values))
    tx.session.flush()
    tx.changed("address", address.uid)


def _check(profile: BillingProfile) -> None:
    for label, value, known in ((N_("Invoice as"), profile.invoice_format, INVOICE_FORMATS),
                                (N_("Billing cycle"), profile.cycle, CYCLES),
                                (N_("Numbers on the statement"), profile.statement_numbers, STATEMENT_NUMBERS)):
        if value not in known:
            raise UserError("value.invalid", field=label, value=value, hint="")
    if profile.region and profile.region not in REGIONS:
        raise UserError("service.region", region=profile.region)
    if profile.invoice_email.strip() and not _EMAIL.fullmatch(profile.invoice_email.strip()):
        raise UserError("value.invalid", field=N_("E-mail for invoices"), value=profile.invoice_email,
                        hint=N_("Like name@company.de."))
    for label, days in ((N_("Days to pay"), profile.days_to_pay), (N_("Days of Skonto"), profile.skonto_days)):
        if days is not None and not 0 <= days <= _LONGEST_DAYS:
            raise UserError("value.invalid", field=label, value=str(days), hint="")
    for label, percent in ((N_("Skonto"), profile.skonto_bp), (N_("Discount"), profile.discount_bp)):
        if not 0 <= percent <= _WHOLE_BP:
            raise UserError("value.invalid", field=label, value=str(percent), hint="")
    if profile.skonto_bp and profile.skonto_days is None:
        raise UserError("value.missing", field=N_("Days of Skonto"))


def _recipient(tx: Tx, address: AddressRow, uid: str | None) -> int | None:
    if not uid:
        return None
    recipient = row_of(tx.session, AddressRow, uid)
    if recipient.id == address.id:
        raise UserError("profile.itself")
    return recipient.id


def billing_profiles(session: Session, address_ids: Iterable[int] | None = None) -> dict[int, BillingProfile]:
    """A shared step: how addresses are billed, by their keys; those without a profile are not in it."""
    query = (select(BillingProfileRow, AddressRow.uid, _RECIPIENT.uid, PriceListRow.name)
             .join(AddressRow, AddressRow.id == BillingProfileRow.address_id)
             .outerjoin(_RECIPIENT, _RECIPIENT.id == BillingProfileRow.recipient_id)
             .outerjoin(PriceListRow, PriceListRow.id == BillingProfileRow.price_list_id))
    if address_ids is not None:
        query = query.where(BillingProfileRow.address_id.in_(list(address_ids)))
    return {row.address_id: BillingProfile(uid, recipient_uid, price_list, version=row.version,
                                           **{name: getattr(row, name) for name in _PLAIN})
            for row, uid, recipient_uid, price_list in session.execute(query)}


@reading("address.read")
def billing_profile(ctx: Context, session: Session, address_uid: str) -> BillingProfile:
    """How this address is billed; all as the company's settings say where nothing is kept."""
    address = row_of(session, AddressRow, address_uid)
    return billing_profiles(session, [address.id]).get(address.id, BillingProfile(address_uid))
