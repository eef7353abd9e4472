"""Addresses: companies and people, their roles, contact persons, telephone numbers and e-mails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, Text, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline_desk.core.folding import fold
from hotline_desk.domain.addresses import PHONE_KINDS, ROLES
from hotline_desk.store.schema import Business, Instant, Key, Row, codes
from hotline_desk.store.search import MOST_WORDS

_NUMBER = re.compile(r"\+?[\d\s()/.-]{4,}")


class AddressRow(Business):
    __tablename__ = "address"
    __table_args__ = (Index(None, "folded"),)

    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(300))
    person: Mapped[bool] = mapped_column(Boolean, default=False)
    business: Mapped[bool] = mapped_column(Boolean, default=True)
    street: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(2), default="DE")
    language: Mapped[str] = mapped_column(String(2), default="de")
    vat_id: Mapped[str | None] = mapped_column(String(30))
    order_reference: Mapped[str] = mapped_column(String(100), default="")
    cost_centre: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    warning: Mapped[str] = mapped_column(Text, default="")
    archived_at: Mapped[datetime | None] = mapped_column(Instant)


class AddressRoleRow(Row):
    __tablename__ = "address_role"
    __table_args__ = (UniqueConstraint("address_id", "role"), codes("role", ROLES))

    address_id: Mapped[int] = mapped_column(Key, ForeignKey("address.id"))
    role: Mapped[str] = mapped_column(String(20))


class ContactRow(Business):
    __tablename__ = "contact"

    address_id: Mapped[int] = mapped_column(Key, ForeignKey("address.id"), index=True)
    salutation: Mapped[str] = mapped_column(String(20), default="")
    first_name: Mapped[str] = mapped_column(String(80), default="")
    last_name: Mapped[str] = mapped_column(String(120))
    department: Mapped[str] = mapped_column(String(120), default="")
    archived_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.salutation, self.first_name, self.last_name) if part)


class PhoneRow(Row):
    """`raw` as it was written; `e164` is what calls are matched by, `reversed` serves look-ups by the end.

    A `shared` number is a switchboard's: it tells the company, not the person.
    """

    __tablename__ = "phone"
    __table_args__ = (codes("kind", PHONE_KINDS),)

    address_id: Mapped[int] = mapped_column(Key, ForeignKey("address.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("contact.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="work")
    raw: Mapped[str] = mapped_column(String(60))
    e164: Mapped[str | None] = mapped_column(String(20), index=True)
    reversed: Mapped[str] = mapped_column(String(20), index=True, default="")
    shared: Mapped[bool] = mapped_column(Boolean, default=False)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_shared(self) -> bool:
        """Whether it names the company alone."""
        return self.shared or self.kind == "switchboard"


class EmailRow(Row):
    __tablename__ = "email"

    address_id: Mapped[int] = mapped_column(Key, ForeignKey("address.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("contact.id"), index=True)
    email: Mapped[str] = mapped_column(String(200), index=True)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


def match_number(session: Session, e164: str) -> list[tuple[AddressRow, ContactRow | None]]:
    """Who has exactly this number, customers that are not put away; several if they share it.

    The contact is None where the number is a switchboard's, or several people of the address have it.
    """
    rows = session.execute(
        select(AddressRow, ContactRow, PhoneRow)
        .join(PhoneRow, PhoneRow.address_id == AddressRow.id)
        .outerjoin(ContactRow, and_(ContactRow.id == PhoneRow.contact_id, ContactRow.archived_at.is_(None)))
        .where(PhoneRow.e164 == e164, PhoneRow.removed_at.is_(None), AddressRow.archived_at.is_(None))
        .order_by(AddressRow.id, PhoneRow.id)
    )
    found: dict[int, tuple[AddressRow, ContactRow | None]] = {}
    for address, contact, phone in rows:
        person = None if phone.is_shared else contact
        before = found.setdefault(address.id, (address, person))[1]
        if before is not person:
            found[address.id] = (address, None)
    return list(found.values())


def numbers_among(session: Session, numbers: Sequence[str]) -> list[PhoneRow]:
    """The telephone numbers that are one of these, of addresses that are not put away."""
    return list(session.scalars(
        select(PhoneRow).join(AddressRow, AddressRow.id == PhoneRow.address_id)
        .where(PhoneRow.e164.in_(numbers), PhoneRow.removed_at.is_(None), AddressRow.archived_at.is_(None))))


def numbers_ending(session: Session, digits: str, limit: int) -> list[PhoneRow]:
    """The telephone numbers that end in these digits, of addresses that are not put away."""
    start = digits[::-1]
    # A range of digits, which an index serves in any order of letters; LIKE would be served in one order alone.
    last = start + "9" * (PhoneRow.reversed.type.length - len(start))
    return list(session.scalars(
        select(PhoneRow).join(AddressRow, AddressRow.id == PhoneRow.address_id)
        .where(PhoneRow.reversed >= start, PhoneRow.reversed <= last, PhoneRow.removed_at.is_(None),
               AddressRow.archived_at.is_(None))
        .limit(limit)))


def find_addresses(session: Session, words: str, limit: int = 50, *, role: str = "",
                   archived: bool = False) -> list[AddressRow]:
    """Addresses whose number, name, city, contact or telephone number contains every word
    (of the first `MOST_WORDS`).

    Only those in this role if one is named; those put away too if asked.
    """
    query = select(AddressRow)
    if not archived:
        query = query.where(AddressRow.archived_at.is_(None))
    if role:
        query = query.where(AddressRow.id.in_(
            select(AddressRoleRow.address_id).where(AddressRoleRow.role == role)))
    # "0711 5550-12" is one number and not three words.
    typed = [words] if _NUMBER.fullmatch(words.strip()) else fold(words).split()[:MOST_WORDS]
    for word in typed:
        digits = "".join(c for c in word if c.isdigit()).lstrip("0")
        ways = [
            AddressRow.folded.contains(word, autoescape=True),
            AddressRow.number.startswith(word, autoescape=True),
            AddressRow.id.in_(
                select(EmailRow.address_id).where(EmailRow.email.contains(word, autoescape=True),
                                                  EmailRow.removed_at.is_(None))),
        ]
        if len(digits) >= 4:
            ways.append(AddressRow.id.in_(
                select(PhoneRow.address_id).where(PhoneRow.e164.contains(digits), PhoneRow.removed_at.is_(None))))
        query = query.where(or_(*ways))
    return list(session.scalars(query.order_by(AddressRow.folded).limit(limit)))


def refold(session: Session, address: AddressRow, contacts: Sequence[ContactRow]) -> None:
    """Keeps the search form of the name, city and contact persons up to date."""
    parts = [address.name, address.city, *(c.full_name for c in contacts if c.archived_at is None)]
    address.folded = fold(" ".join(parts))[:300]
