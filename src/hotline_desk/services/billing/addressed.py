"""A draft as a document: who writes to whom, in which form, and how it is to be paid."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import local_day
from hotline_desk.core.settings import SETTINGS, Settings
from hotline_desk.domain.billing.documents import due_date
from hotline_desk.domain.billing.values import DRAFT, INVOICE, Document, InvoiceDraft, Party
from hotline_desk.domain.contracts import BillingProfile, Contract
from hotline_desk.domain.identifiers import EUROPEAN_UNION, is_vat_id
from hotline_desk.services.billing.template import letter_texts, sender_of
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import billing_profiles
from hotline_desk.services.rows import row_of
from hotline_desk.store.addresses import AddressRow, EmailRow

_NEEDED = ("company.name", "company.street", "company.postcode", "company.city")


@dataclass(frozen=True)
class Recipient:
    """Who gets the invoice of an address, and how that wants to be billed."""

    address: AddressRow
    profile: BillingProfile


def recipient_of(session: Session, address: AddressRow, profile: BillingProfile | None = None) -> Recipient:
    """A shared step: the address itself or who gets its invoices; what its profile leaves open is that one's."""
    own = profile or billing_profiles(session, [address.id]).get(address.id, BillingProfile(address.uid))
    if not own.recipient_uid:
        return Recipient(address, own)
    other = row_of(session, AddressRow, own.recipient_uid)
    theirs = billing_profiles(session, [other.id]).get(other.id, BillingProfile(other.uid))
    names = ("invoice_format", "buyer_reference", "invoice_email", "statement_numbers", "days_to_pay")
    filled = {name: getattr(theirs, name) for name in names if getattr(own, name) in ("", None)}
    if own.skonto_days is None:
        filled |= {"skonto_days": theirs.skonto_days, "skonto_bp": theirs.skonto_bp}
    return Recipient(other, replace(own, reverse_charge=own.reverse_charge or theirs.reverse_charge, **filled))


def format_of(settings: Settings, profile: BillingProfile) -> str:
    """In which form somebody gets invoices: as agreed, else as the company does it."""
    return profile.invoice_format or str(settings["billing.invoice_format"])


def owes_tax_himself(settings: Settings, recipient: Recipient) -> bool:
    """Whether the tax is the recipient's (reverse charge): as agreed, or a business elsewhere in the Union.

    Such a business shows itself by a VAT id that can be right; without one it is charged the tax.
    """
    address, home = recipient.address, str(settings["company.country"])
    if settings["billing.small_business"]:
        return False
    abroad = address.country != home and home in EUROPEAN_UNION and address.country in EUROPEAN_UNION
    return recipient.profile.reverse_charge or (abroad and address.business and is_vat_id(address.vat_id or ""))


def document_of(ctx: Context, session: Session, address: AddressRow, proposed: InvoiceDraft, uid: str,
                contract: Contract | None = None, to: Recipient | None = None) -> Document:
    """A shared step: the draft as a document of today to whoever pays for the address, not yet numbered.

    `contract` is the one that all of it falls under, if it is one; `to` who pays, where that was read already.
    """
    today = local_day(ctx.clock.now(), ctx.zone)
    settings, to = ctx.settings, to or recipient_of(session, address)
    profile, language = to.profile, to.address.language
    above, below = letter_texts(settings, INVOICE, language)
    days = settings["billing.days_to_pay"] if profile.days_to_pay is None else profile.days_to_pay
    skonto = profile.skonto_days is not None and profile.skonto_bp > 0
    return Document(
        uid=uid, number=None, kind=INVOICE, state=DRAFT, sender=sender_of(settings),
        recipient=_party(session, to, address, contract), language=language, zone=ctx.zone, date=today,
        due=due_date(today, days), period_from=proposed.period_from, period_to=proposed.period_to,
        lines=proposed.lines, items=proposed.items, taxes=proposed.taxes, net_cents=proposed.net_cents,
        tax_cents=proposed.tax_cents, gross_cents=proposed.gross_cents, open_cents=proposed.gross_cents,
        small_business=proposed.small_business, sample=bool(settings["company.sample"]), text_above=above,
        text_below=below, statement_numbers=profile.statement_numbers or settings["billing.statement_numbers"],
        statement_title=settings["billing.statement_title"], address_uid=to.address.uid,
        format=format_of(settings, profile), reverse_charge=proposed.reverse_charge,
        consumer=not to.address.business, skonto_days=profile.skonto_days if skonto else None,
        skonto_bp=profile.skonto_bp if skonto else 0, discounts=proposed.discounts, quotas=proposed.quotas,
        service="" if to.address.id == address.id else address.name)


def _party(session: Session, to: Recipient, served: AddressRow, contract: Contract | None) -> Party:
    address, profile = to.address, to.profile
    email = profile.invoice_email or session.scalar(
        select(EmailRow.email).where(EmailRow.address_id == address.id, EmailRow.contact_id.is_(None),
                                     EmailRow.removed_at.is_(None)).order_by(EmailRow.id).limit(1)) or ""
    order = (contract.order_reference if contract else "") or served.order_reference or address.order_reference
    centre = (contract.cost_centre if contract else "") or served.cost_centre or address.cost_centre
    return Party(name=address.name, street=address.street, postcode=address.postcode, city=address.city,
                 country=address.country, number=address.number, vat_id=address.vat_id or "", email=email,
                 order_reference=order, cost_centre=centre, buyer_reference=profile.buyer_reference)


def lacking(settings: Settings) -> tuple[str, ...]:
    """Names of what section 14 UStG wants on an invoice and the own company has not filled in."""
    missing = [SETTINGS[key].text for key in _NEEDED if not settings[key]]
    if not settings["company.tax_number"] and not settings["company.vat_id"]:
        missing.append(SETTINGS["company.tax_number"].text)
    return tuple(missing)
