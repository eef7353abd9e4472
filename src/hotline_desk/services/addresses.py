"""Addresses: kept, changed, found, put away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import Address, AddressLine, Contact, Phone
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import put, row_of
from hotline_desk.store.addresses import (
    AddressRoleRow,
    AddressRow,
    ContactRow,
    EmailRow,
    PhoneRow,
    find_addresses,
    refold,
)
from hotline_desk.store.engine import Tx
from hotline_desk.store.numbers import take_numbers

_FIRST_NUMBER = 10_000
_FIELDS = ("name", "person", "business", "street", "postcode", "city", "country", "language", "order_reference",
           "cost_centre", "note", "warning")


@act("address.save", permission="address.edit")
def save_address(ctx: Context, tx: Tx, address: Address) -> str:
    """Makes an address (empty uid) or changes one with its contacts, numbers and e-mails; returns the uid."""
    return keep_address(ctx, tx, address).uid


def keep_address(ctx: Context, tx: Tx, address: Address) -> AddressRow:
    """A shared step: stores the whole address. Raises UserError for what is missing, taken or no number."""
    if not address.name.strip():
        raise UserError("value.missing", field=N_("Name"))
    number = address.number.strip() or _free_numbers(tx.session, 1)[0]
    taken = tx.session.scalar(select(AddressRow).where(AddressRow.number == number))
    if taken is not None and taken.uid != address.uid:
        raise UserError("value.taken", field=N_("Number"), value=number)
    values = {name: getattr(address, name) for name in _FIELDS} | {
        "number": number, "name": address.name.strip(), "vat_id": address.vat_id or None}
    if address.uid:
        row = row_of(tx.session, AddressRow, address.uid)
        put(tx.session, row, address.version, values)
    else:
        row = AddressRow(**values, folded="")
        tx.session.add(row)
    tx.session.flush()
    _keep_roles(tx.session, row, address.roles)
    contacts = _keep_contacts(tx, row, address.contacts)
    _keep_phones(ctx.plan, tx, row, None, address.phones)
    _keep_emails(tx, row, None, address.emails)
    for entry, contact in zip(address.contacts, contacts, strict=True):
        _keep_phones(ctx.plan, tx, row, contact, entry.phones)
        _keep_emails(tx, row, contact, entry.emails)
    refold(tx.session, row, contacts)
    tx.session.flush()
    tx.changed("address", row.uid)
    return row


def add_addresses(ctx: Context, tx: Tx, addresses: Sequence[Address]) -> list[AddressRow]:
    """A shared step: stores new addresses whole, many at once instead of one by one.

    Their numbers must be free. Raises UserError as `keep_address` does.
    """
    given = {address.number for address in addresses}
    free = iter(_free_numbers(tx.session, sum(not address.number for address in addresses), given))
    rows = []
    people: list[list[ContactRow]] = []
    for address in addresses:
        if not address.name.strip():
            raise UserError("value.missing", field=N_("Name"))
        row = AddressRow(folded="", **{name: getattr(address, name) for name in _FIELDS} | {
            "name": address.name.strip(), "vat_id": address.vat_id or None,
            "number": address.number or next(free)})
        contacts = [ContactRow(**_contact_fields(entry)) for entry in address.contacts]
        refold(tx.session, row, contacts)
        rows.append(row)
        people.append(contacts)
    tx.session.add_all(rows)
    tx.session.flush()
    for row, contacts in zip(rows, people, strict=True):
        for contact in contacts:
            contact.address_id = row.id
        tx.session.add_all(contacts)
    tx.session.flush()
    for address, row, contacts in zip(addresses, rows, people, strict=True):
        tx.session.add_all([AddressRoleRow(address_id=row.id, role=role) for role in address.roles])
        _add_reach(ctx.plan, tx.session, row, None, address)
        for entry, contact in zip(address.contacts, contacts, strict=True):
            _add_reach(ctx.plan, tx.session, row, contact, entry)
        tx.changed("address", row.uid)
    tx.session.flush()
    return rows


def _add_reach(plan: NumberPlan, session: Session, row: AddressRow, contact: ContactRow | None,
               of: Address | Contact) -> None:
    contact_id = contact.id if contact else None
    session.add_all([phone_row(plan, row.id, contact_id, phone) for phone in of.phones if phone.raw.strip()])
    session.add_all([_email_row(row.id, contact_id, email.strip()) for email in of.emails if email.strip()])


def _free_numbers(session: Session, count: int, given: Collection[str] = ()) -> list[str]:
    """The next numbers of the counter that nobody gave by hand."""
    found: list[str] = []
    while len(found) < count:
        numbers = [str(_FIRST_NUMBER + n) for n in take_numbers(session, "address", 0, count - len(found))]
        taken = {*given, *session.scalars(select(AddressRow.number).where(AddressRow.number.in_(numbers)))}
        found += [number for number in numbers if number not in taken]
    return found


def _keep_roles(session: Session, row: AddressRow, roles: Iterable[str]) -> None:
    present = {r.role: r for r in session.scalars(select(AddressRoleRow).where(AddressRoleRow.address_id == row.id))}
    wanted = set(roles)
    for role in present.keys() - wanted:
        session.delete(present[role])
    session.add_all([AddressRoleRow(address_id=row.id, role=role) for role in sorted(wanted - present.keys())])


def _keep_contacts(tx: Tx, row: AddressRow, entries: Sequence[Contact]) -> list[ContactRow]:
    present = {c.uid: c for c in _contact_rows(tx.session, row.id)}
    kept = []
    for entry in entries:
        values = _contact_fields(entry)
        contact = present.pop(entry.uid, None) if entry.uid else None
        if contact is None:
            contact = ContactRow(address_id=row.id, **values)
            tx.session.add(contact)
        else:
            put(tx.session, contact, None, values)
        kept.append(contact)
    for gone in present.values():
        gone.archived_at = tx.now
        _take_reach_away(tx, gone)
    tx.session.flush()
    return kept


def _contact_fields(entry: Contact) -> dict[str, str]:
    if not entry.last_name.strip():
        raise UserError("value.missing", field=N_("Last name"))
    return {"salutation": entry.salutation.strip(), "first_name": entry.first_name.strip(),
            "last_name": entry.last_name.strip(), "department": entry.department.strip()}


def _take_reach_away(tx: Tx, gone: ContactRow) -> None:
    """Numbers and e-mails of a person who was taken away lead to the address no more."""
    phones = tx.session.scalars(select(PhoneRow).where(PhoneRow.contact_id == gone.id, PhoneRow.removed_at.is_(None)))
    emails = tx.session.scalars(select(EmailRow).where(EmailRow.contact_id == gone.id, EmailRow.removed_at.is_(None)))
    for reach in (*phones, *emails):
        reach.removed_at = tx.now


def _keep_phones(plan: NumberPlan, tx: Tx, row: AddressRow, contact: ContactRow | None,
                 phones: Iterable[Phone]) -> None:
    contact_id = contact.id if contact else None
    present = {(p.raw, p.kind): p for p in tx.session.scalars(select(PhoneRow).where(
        PhoneRow.address_id == row.id, PhoneRow.contact_id.is_(contact_id) if contact_id is None
        else PhoneRow.contact_id == contact_id, PhoneRow.removed_at.is_(None)))}
    for phone in phones:
        key = (phone.raw, phone.kind)
        if key in present:
            present.pop(key).shared = phone.shared
            continue
        if not phone.raw.strip():
            continue
        tx.session.add(phone_row(plan, row.id, contact_id, phone))
    for gone in present.values():
        gone.removed_at = tx.now


def phone_row(plan: NumberPlan, address_id: int, contact_id: int | None, phone: Phone) -> PhoneRow:
    """A shared step: a number with the forms it is found by. Raises UserError if it is no number."""
    read = plan.read(phone.raw)
    if read.e164 is None and not read.internal:
        raise UserError("number.invalid", value=phone.raw)
    return PhoneRow(address_id=address_id, contact_id=contact_id, kind=phone.kind, raw=phone.raw, e164=read.e164,
                    reversed=(read.e164 or "").lstrip("+")[::-1], shared=phone.shared)


def _keep_emails(tx: Tx, row: AddressRow, contact: ContactRow | None, emails: Iterable[str]) -> None:
    contact_id = contact.id if contact else None
    present = {e.email: e for e in tx.session.scalars(select(EmailRow).where(
        EmailRow.address_id == row.id, EmailRow.contact_id.is_(contact_id) if contact_id is None
        else EmailRow.contact_id == contact_id, EmailRow.removed_at.is_(None)))}
    for email in emails:
        email = email.strip()
        if email in present:
            del present[email]
            continue
        if not email:
            continue
        tx.session.add(_email_row(row.id, contact_id, email))
    for gone in present.values():
        gone.removed_at = tx.now


def _email_row(address_id: int, contact_id: int | None, email: str) -> EmailRow:
    if "@" not in email.strip("@"):
        raise UserError("value.invalid", field=N_("E-mail"), value=email, hint=N_("Write it like name@company.de."))
    return EmailRow(address_id=address_id, contact_id=contact_id, email=email)


@act("address.number", permission="address.edit")
def keep_number(ctx: Context, tx: Tx, address_uid: str, raw: str, kind: str = "work",
                contact_uid: str | None = None) -> None:
    """Adds one number to an address or to one of its contacts, if it is not there yet."""
    row = row_of(tx.session, AddressRow, address_uid)
    add_number(ctx, tx, row, raw, kind, row_of(tx.session, ContactRow, contact_uid) if contact_uid else None)


def add_number(ctx: Context, tx: Tx, row: AddressRow, raw: str, kind: str, contact: ContactRow | None) -> None:
    """A shared step: adds one number, if it is not there yet. Raises UserError if it is none."""
    read = ctx.plan.read(raw)
    if read.e164 is None:
        raise UserError("number.invalid", value=raw)
    known = tx.session.scalar(select(PhoneRow.id).where(
        PhoneRow.address_id == row.id, PhoneRow.e164 == read.e164, PhoneRow.removed_at.is_(None)).limit(1))
    if known is None:
        tx.session.add(phone_row(ctx.plan, row.id, contact.id if contact else None, Phone(raw, kind)))
    tx.changed("address", row.uid)


@act("address.archive", permission="address.edit")
def archive_address(ctx: Context, tx: Tx, uid: str, archived: bool = True) -> None:
    """Puts an address away, or takes it out again; nothing is deleted."""
    row = row_of(tx.session, AddressRow, uid)
    row.archived_at = tx.now if archived else None
    tx.changed("address", uid)


@reading("address.read")
def get_address(ctx: Context, session: Session, uid: str) -> Address:
    """The whole address. Raises UserError if there is none of this uid."""
    return address_value(session, row_of(session, AddressRow, uid))


@reading("address.read")
def search_addresses(ctx: Context, session: Session, words: str = "", limit: int = 200, *, role: str = "",
                     archived: bool = False) -> list[AddressLine]:
    """Addresses by name whose number, name, city, contact or telephone contains every word.

    Only those in this role if one is named; those put away too if asked.
    """
    return address_lines(session, find_addresses(session, words, limit, role=role, archived=archived))


def address_lines(session: Session, rows: Sequence[AddressRow]) -> list[AddressLine]:
    """A shared step: the rows as list entries, with their first number and e-mail."""
    ids = [row.id for row in rows]
    roles: dict[int, list[str]] = {}
    for address_id, role in session.execute(
            select(AddressRoleRow.address_id, AddressRoleRow.role).where(AddressRoleRow.address_id.in_(ids))
            .order_by(AddressRoleRow.id)):
        roles.setdefault(address_id, []).append(role)
    phones = _firsts(session, PhoneRow, "raw", ids)
    emails = _firsts(session, EmailRow, "email", ids)
    return [AddressLine(r.uid, r.number, r.name, r.city, tuple(roles.get(r.id, ())), phones.get(r.id, ""),
                        emails.get(r.id, ""), r.archived_at is not None) for r in rows]


def _firsts(session: Session, kind: type[PhoneRow] | type[EmailRow], column: str, ids: list[int]) -> dict[int, str]:
    first = (select(func.min(kind.id)).where(kind.address_id.in_(ids), kind.removed_at.is_(None))
             .group_by(kind.address_id))
    rows = session.execute(select(kind.address_id, getattr(kind, column)).where(kind.id.in_(first)))
    return {address_id: value for address_id, value in rows}


def _contact_rows(session: Session, address_id: int) -> list[ContactRow]:
    return list(session.scalars(select(ContactRow).where(
        ContactRow.address_id == address_id, ContactRow.archived_at.is_(None)).order_by(ContactRow.id)))


def address_value(session: Session, row: AddressRow) -> Address:
    """A shared step: the frozen value of an address with everything below it."""
    return address_values(session, [row])[0]


def address_values(session: Session, rows: Sequence[AddressRow]) -> list[Address]:
    """A shared step: the same for a few hundred rows at once, in four queries."""
    ids = [row.id for row in rows]
    phones: dict[tuple[int, int | None], list[Phone]] = {}
    for phone in session.scalars(select(PhoneRow).where(
            PhoneRow.address_id.in_(ids), PhoneRow.removed_at.is_(None)).order_by(PhoneRow.id)):
        phones.setdefault((phone.address_id, phone.contact_id), []).append(
            Phone(phone.raw, phone.kind, phone.e164, phone.shared))
    emails: dict[tuple[int, int | None], list[str]] = {}
    for email in session.scalars(select(EmailRow).where(
            EmailRow.address_id.in_(ids), EmailRow.removed_at.is_(None)).order_by(EmailRow.id)):
        emails.setdefault((email.address_id, email.contact_id), []).append(email.email)
    contacts: dict[int, list[Contact]] = {}
    for c in session.scalars(select(ContactRow).where(
            ContactRow.address_id.in_(ids), ContactRow.archived_at.is_(None)).order_by(ContactRow.id)):
        key = (c.address_id, c.id)
        contacts.setdefault(c.address_id, []).append(
            Contact(c.last_name, c.first_name, c.salutation, c.department, tuple(phones.get(key, ())),
                    tuple(emails.get(key, ())), c.uid))
    roles: dict[int, list[str]] = {}
    for address_id, role in session.execute(
            select(AddressRoleRow.address_id, AddressRoleRow.role).where(AddressRoleRow.address_id.in_(ids))
            .order_by(AddressRoleRow.id)):
        roles.setdefault(address_id, []).append(role)
    return [
        Address(
            uid=row.uid, number=row.number, vat_id=row.vat_id, roles=tuple(roles.get(row.id, ())),
            phones=tuple(phones.get((row.id, None), ())), emails=tuple(emails.get((row.id, None), ())),
            contacts=tuple(contacts.get(row.id, ())), version=row.version, archived=row.archived_at is not None,
            **{name: getattr(row, name) for name in _FIELDS})
        for row in rows
    ]
