"""hotline-desk verify: everything that must always hold, looked at from the outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from hotline_desk.services.act import long_act
from hotline_desk.services.care import attachments, billing, calls, documents, tickets
from hotline_desk.services.care.findings import AUDIT, SCHEMA, SEARCH, STRUCTURE, Finding
from hotline_desk.services.context import Context
from hotline_desk.store.changes import verify_chain
from hotline_desk.store.opening import integrity
from hotline_desk.store.schema_check import differences
from hotline_desk.store.search import index_trouble

Check = Callable[[Context, Session], Iterator[Finding]]


def _audit(ctx: Context, session: Session) -> Iterator[Finding]:
    for where in verify_chain(session):
        yield Finding(AUDIT, where)


_CHECKS: tuple[Check, ...] = (
    _audit, documents.chain, documents.numbers, documents.removed, documents.contents, documents.files,
    documents.claims,
    billing.quotas, billing.fees, billing.corrections,
    tickets.tickets, tickets.worklogs, calls.rules, calls.talks, calls.pauses, calls.lines, calls.aside,
    attachments.files, attachments.unused, attachments.links, tickets.search,
)


@long_act("store.verify", permission="store.care")
def verify_store(ctx: Context) -> list[Finding]:
    """What does not hold; empty if all is well. Only reads, in one snapshot per check."""
    found = [Finding(STRUCTURE, where) for where in integrity(ctx.store)]
    if found:
        return found
    found += [Finding(SCHEMA, where) for where in differences(ctx.store)]
    for done, check in enumerate(_CHECKS):
        ctx.step(done, len(_CHECKS))
        with ctx.store.read() as session:
            found += check(ctx, session)
    trouble = index_trouble(ctx.store)
    return [*found, Finding(SEARCH, trouble)] if trouble else found
