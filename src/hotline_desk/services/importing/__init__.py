"""A company's data from another system: checked wholly first, then stored; repeating it doubles nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.services.access import ensure_user
from hotline_desk.services.act import long_act
from hotline_desk.services.context import Context
from hotline_desk.services.importing import masters, tickets
from hotline_desk.services.importing.agreements import check_contracts
from hotline_desk.services.importing.company import read_company
from hotline_desk.services.importing.masters import Tally
from hotline_desk.services.importing.references import Sections, check_references
from hotline_desk.services.importing.schema import Mistakes
from hotline_desk.store.access import UserRow

_PART = 500


@long_act("import.company", permission="store.care")
def import_company(ctx: Context, content: bytes) -> Tally:
    """Takes over the file of a company (JSON) and says how many records were made, changed or left.

    Nothing is stored if anything is wrong: then UserError `import.wrong` has one sentence per mistake. Stored are
    parts of some hundred records, so that calls can be recorded in between; what was broken off is completed
    by importing the file again.
    """
    mistakes = Mistakes()
    sections = read_company(content, ctx.plan, mistakes)
    with ctx.store.read() as session:
        check_references(session, sections, mistakes)
        _refuse(ctx, mistakes)
        _check_against_stored(ctx, session, sections, mistakes)
    _refuse(ctx, mistakes)
    return _store(ctx, sections)


def _refuse(ctx: Context, mistakes: Mistakes) -> None:
    if mistakes.found:
        told = "\n".join(mistake.told(ctx.texts) for mistake in mistakes.found)
        raise UserError("import.wrong", count=len(mistakes.found), mistakes=told)


def _check_against_stored(ctx: Context, session: Session, sections: Sections, mistakes: Mistakes) -> None:
    for part in _parts(sections.get("addresses", [])):
        check_contracts(ctx, session, part, mistakes)
        session.expunge_all()
    agents, articles = _agents(session), tickets.article_keys(session)
    for part in _parts(sections.get("tickets", [])):
        tickets.check_against_stored(ctx, part, tickets.look_up(session, part, agents, articles), mistakes)
        session.expunge_all()


def _store(ctx: Context, sections: Sections) -> Tally:
    tally = Tally()
    total = sum(map(len, sections.values()))
    with ctx.store.write(ctx.stamp("import.company")) as tx:
        for login in _logins(sections):
            ensure_user(tx, login)
        masters.keep_rates(ctx, tx, sections.get("tax_rates", []), tally)
        masters.keep_articles(ctx, tx, sections.get("articles", []), tally)
        masters.keep_price_lists(ctx, tx, sections.get("price_lists", []), tally)
        masters.keep_calendars(ctx, tx, sections.get("calendars", []), tally)
        masters.keep_all_terms(ctx, tx, sections.get("terms", []), tally)
    for part in _parts(sections.get("addresses", [])):
        ctx.step(tally.made + tally.changed + tally.same, total)
        with ctx.store.write(ctx.stamp("import.company")) as tx:
            masters.keep_addresses(ctx, tx, part, tally)
    for part in _parts([entry for entry in sections.get("addresses", []) if entry.get("billing")]):
        with ctx.store.write(ctx.stamp("import.company")) as tx:
            masters.keep_profiles(ctx, tx, part)
    for part in _parts(sections.get("tickets", [])):
        ctx.step(tally.made + tally.changed + tally.same, total)
        with ctx.store.write(ctx.stamp("import.company")) as tx:
            known = tickets.look_up(tx.session, part, _agents(tx.session), tickets.article_keys(tx.session))
            tickets.keep_tickets(ctx, tx, part, known, tally)
    return tally


def _logins(sections: Sections) -> list[str]:
    """Every agent that is named, once, in the order of the file."""
    named: dict[str, str] = {}
    for entry in sections.get("tickets", []):
        for login in (entry.get("agent"), *(w.get("agent") for w in entry.get("worklogs", []))):
            if login:
                named.setdefault(login.casefold(), login)
    return list(named.values())


def _agents(session: Session) -> dict[str, int]:
    return {login.casefold(): key for login, key in session.execute(
        select(UserRow.login, UserRow.id).order_by(UserRow.archived_at.is_(None), UserRow.id))}


def _parts(entries: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for begin in range(0, len(entries), _PART):
        yield entries[begin:begin + _PART]
