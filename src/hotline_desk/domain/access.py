"""Roles and what they may do."""

from __future__ import annotations

from dataclasses import dataclass

from hotline_desk.core.text import N_

ADMINISTRATOR, LEAD, AGENT, BOOKKEEPER = "administrator", "lead", "agent", "bookkeeper"
ROLES = {
    ADMINISTRATOR: N_("Administrator"), LEAD: N_("Team lead"), AGENT: N_("Agent"), BOOKKEEPER: N_("Bookkeeper"),
}
PERMISSIONS = {
    "ticket.read": N_("See tickets"), "ticket.edit": N_("Work on tickets"), "call.read": N_("See the journal"),
    "call.record": N_("Record calls"), "address.read": N_("See addresses"), "address.edit": N_("Change addresses"),
    "master.read": N_("See articles and terms"), "master.edit": N_("Change articles and terms"),
    "billing.read": N_("See documents"), "billing.issue": N_("Bill and cancel"),
    "billing.draft": N_("Write offers and drafts of invoices"), "billing.price": N_("Change prices on documents"),
    "access.read": N_("See users"),
    "access.edit": N_("Change users and teams"), "settings.edit": N_("Change settings of the company"),
    "own.edit": N_("Change own settings"), "absence.edit": N_("Enter absences of others"),
    "store.care": N_("Back up, verify and import"),
}
_DESK = frozenset({"ticket.read", "ticket.edit", "call.read", "call.record", "address.read", "address.edit",
                   "master.read", "access.read", "own.edit"})
_GRANTED = {
    ADMINISTRATOR: frozenset(PERMISSIONS),
    LEAD: _DESK | {"absence.edit", "master.edit", "billing.read", "billing.draft"},
    AGENT: _DESK,
    BOOKKEEPER: frozenset({"ticket.read", "call.read", "address.read", "address.edit", "master.read", "master.edit",
                           "billing.read", "billing.issue", "billing.draft", "billing.price", "access.read",
                           "own.edit"}),
}


def permitted(role: str, permission: str) -> bool:
    """Whether a role may do this. Raises KeyError for a permission that does not exist."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    return permission in _GRANTED[role]


@dataclass(frozen=True)
class User:
    """A person who works with the program."""

    uid: str
    login: str
    name: str
    role: str
    id: int = 0
    extension: str = ""
    email: str = ""
    version: int = 1
    archived: bool = False


@dataclass(frozen=True)
class Team:
    """A department to forward to; `members` are uids of users."""

    uid: str
    name: str
    members: tuple[str, ...] = ()
    version: int = 1
    archived: bool = False
