"""Everybody in the company's data, in the little that tells whether an entry of a file means them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.domain.addresses import Address
from hotline_desk.domain.takeover.matching import Standing, digits_of
from hotline_desk.services.addresses import address_values
from hotline_desk.store.addresses import AddressRow, ContactRow, EmailRow, PhoneRow

_PART = 400


def standings(session: Session) -> list[Standing]:
    """All addresses, those that were put away too, in the order they were made."""
    phones: dict[int, list[str]] = {}
    for address_id, e164, raw in session.execute(
            select(PhoneRow.address_id, PhoneRow.e164, PhoneRow.raw).where(PhoneRow.removed_at.is_(None))):
        phones.setdefault(address_id, []).append(e164 or digits_of(raw))
    emails: dict[int, list[str]] = {}
    for address_id, email in session.execute(
            select(EmailRow.address_id, EmailRow.email).where(EmailRow.removed_at.is_(None))):
        emails.setdefault(address_id, []).append(email)
    people: dict[int, list[str]] = {}
    for address_id, first, last in session.execute(
            select(ContactRow.address_id, ContactRow.first_name, ContactRow.last_name)
            .where(ContactRow.archived_at.is_(None))):
        people.setdefault(address_id, []).append(f"{first} {last}")
    a = AddressRow
    rows = session.execute(select(a.id, a.uid, a.number, a.name, a.street, a.postcode, a.city, a.person, a.archived_at)
                           .order_by(a.id))
    return [Standing(row.uid, row.number, row.name, row.city, row.person,
                     not (row.street or row.postcode or row.city), row.archived_at is not None,
                     tuple(phones.get(row.id, ())), tuple(emails.get(row.id, ())), tuple(people.get(row.id, ())))
            for row in rows]


def addresses_of(session: Session, uids: Sequence[str]) -> dict[str, Address]:
    """The whole addresses by their uids."""
    found: dict[str, Address] = {}
    for begin in range(0, len(uids), _PART):
        rows = list(session.scalars(select(AddressRow).where(AddressRow.uid.in_(uids[begin:begin + _PART]))))
        found |= {address.uid: address for address in address_values(session, rows)}
    return found
