"""Full text of tickets: one normalised row per ticket, FTS5 on SQLite and tsvector on PostgreSQL.

Index and query are normalised alike in Python, because neither database folds German sharp s or writes
umlauts out; telephone numbers are indexed in the notations people type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import ForeignKey, Text, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline_desk.core.folding import fold
from hotline_desk.store.engine import Store
from hotline_desk.store.schema import Key, Table

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\+?[0-9(][0-9 ()/.\-]{4,}[0-9]")

_TICKET = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{5,}")

MOST_WORDS = 12
"""So many words of a query count: a pasted page must not keep the database busy for minutes."""
_LONGEST_WORD = 60
_LONGEST_BODY = 200_000


class SearchTextRow(Table):
    __tablename__ = "search_text"
    audit = None
    audit_reason = "derived from the ticket; verify compares it"

    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)


def number_words(e164: str | None) -> list[str]:
    """The forms of a number that people search by: with country code and, for a German one, with its 0."""
    if not e164:
        return []
    digits = e164.lstrip("+")
    return [digits, "0" + digits[2:]] if digits.startswith("49") else [digits]


def body_of(parts: Iterable[str | None], numbers: Iterable[str | None] = ()) -> str:
    """The normalised text that stands for a ticket in the index.

    Numbers come first, and an endless text is cut: PostgreSQL indexes no more than a megabyte of one row.
    """
    words = [word for number in numbers for word in number_words(number)]
    words += _words_of(" ".join(part for part in parts if part))
    return " ".join(dict.fromkeys(words))[:_LONGEST_BODY]


def _words_of(text: str) -> list[str]:
    """The normalised words; of one without end its beginning, because PostgreSQL takes no longer one."""
    return [word[:_LONGEST_WORD] for word in _WORD.findall(fold(text))]


def query_words(query: str) -> list[str]:
    """The first `MOST_WORDS` of a query, normalised like the index; a telephone number in any notation is one.

    The number of a ticket (2026-00412) is no telephone number, though it looks like one.
    """
    def join(match: re.Match[str]) -> str:
        if _TICKET.fullmatch(match[0]):
            return match[0]
        digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
        return digits[2:] if digits.startswith("00") else digits

    return _words_of(_NUMBER.sub(join, query))[:MOST_WORDS]


def match_condition(dialect: str, words: list[str]) -> tuple[str, str]:
    """An SQL condition on ticket.id with parameter :words, and the value of that parameter."""
    if dialect == "postgresql":
        condition = ("ticket.id IN (SELECT ticket_id FROM search_text"
                     " WHERE to_tsvector('simple', body) @@ to_tsquery('simple', :words))")
        return condition, " & ".join(f"{word}:*" for word in words)
    return ("ticket.id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH :words)",
            " ".join(f'"{word}"*' for word in words))


def newest_with(session: Session, dialect: str, word: str, limit: int) -> list[int]:
    """Keys of the newest tickets whose text has a word that begins so; `word` normalised as `query_words` does."""
    if dialect == "postgresql":
        query = ("SELECT ticket_id FROM search_text WHERE to_tsvector('simple', body) @@ to_tsquery('simple', :word)"
                 " ORDER BY ticket_id DESC LIMIT :limit")
        value = f"{word}:*"
    else:
        query = "SELECT rowid FROM search_fts WHERE search_fts MATCH :word ORDER BY rowid DESC LIMIT :limit"
        value = f'"{word}"*'
    return list(session.scalars(text(query), {"word": value, "limit": limit}))


def index_ticket(session: Session, ticket_id: int, body: str) -> None:
    """Writes or replaces the text of a ticket, in the transaction that changed it."""
    row = session.get(SearchTextRow, ticket_id)
    if row is None:
        session.add(SearchTextRow(ticket_id=ticket_id, body=body))
    elif row.body != body:
        row.body = body
    session.flush()


def differing(session: Session, bodies: Mapping[int, str]) -> list[int]:
    """Those of the tickets whose indexed text is not what it should be."""
    stored = dict(session.execute(
        select(SearchTextRow.ticket_id, SearchTextRow.body).where(SearchTextRow.ticket_id.in_(list(bodies)))).all())
    return [ticket_id for ticket_id, body in bodies.items() if stored.get(ticket_id) != body]


def index_trouble(store: Store) -> str:
    """What the full text index itself finds wrong with its words; "" if nothing, or if the database keeps it."""
    if store.dialect != "sqlite":
        return ""
    try:
        # A command of FTS5, not a row: with rank 1 it compares the index with the texts.
        with store.engine.begin() as connection:
            connection.execute(text("INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)"))
    except DatabaseError as trouble:
        return str(trouble.orig)
    return ""
