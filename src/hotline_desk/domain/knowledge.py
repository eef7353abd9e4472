"""Categories as paths, and texts that are written again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hotline_desk.core.folding import fold

SEPARATOR = " › "
LONGEST_PATH = 120
_WORD = re.compile(r"[^\W_]+")
_PLACEHOLDER = re.compile(r"\{([^\W\d_]+)\}")

PLACEHOLDERS: Mapping[str, tuple[str, str]] = {
    "customer": ("customer", "kunde"), "contact": ("contact", "ansprechpartner"), "number": ("number", "nummer"),
    "date": ("date", "datum"), "agent": ("agent", "agent"),
}
"""What can be filled in: its English and its German name, either of which is understood in every language."""
_MEANING = {name: meaning for meaning, names in PLACEHOLDERS.items() for name in names}


@dataclass(frozen=True)
class Category:
    """One level of the tree. `path` is the whole way down to it, as it stands on tickets."""

    name: str
    parent_uid: str | None = None
    hint: str = ""
    uid: str = ""
    path: str = ""
    position: int = 0
    archived: bool = False
    version: int = 1

    @property
    def level(self) -> int:
        """0 for the uppermost."""
        return self.path.count(SEPARATOR)


@dataclass(frozen=True)
class TextBlock:
    """A text with an abbreviation, of one's own or everybody's. `category` is the path it is meant for."""

    abbreviation: str
    title: str
    text: str
    category: str = ""
    own: bool = True
    uid: str = ""
    archived: bool = False
    version: int = 1


def within(path: str, category: str) -> bool:
    """Whether `path` is the category, or lies below it."""
    return path == category or path.startswith(category + SEPARATOR)


def moved(path: str, before: str, after: str) -> str:
    """The path after a category above or at its end got another one."""
    return after + path[len(before):] if within(path, before) else path


# --- type-ahead -----------------------------------------------------------------------------------

def fitting_paths(paths: Iterable[str], typed: str, recent: Sequence[str] = ()) -> list[str]:
    """The paths in which the typed words begin words one after the other, at any level.

    Those used lately come first, then those whose last level is meant, then in their order.
    """
    words = _words(typed)
    rank = {path: place for place, path in enumerate(recent)}
    found = [(path, _words(path)) for path in paths]
    fitting = [path for path, of_path in found if _in_order(words, of_path)]
    return sorted(fitting, key=lambda path: (
        rank.get(path, len(rank)), not _in_order(words, _words(path.rpartition(SEPARATOR)[2]))))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _in_order(typed: Sequence[str], words: Sequence[str]) -> bool:
    rest = iter(words)
    return all(any(word.startswith(begin) for word in rest) for begin in typed)


# --- text blocks ----------------------------------------------------------------------------------

def block_of(blocks: Iterable[TextBlock], abbreviation: str, category: str = "") -> TextBlock | None:
    """The block of this abbreviation: the one of the ticket's category before others, one's own before everybody's."""
    wanted = abbreviation.casefold()
    known = [block for block in blocks if block.abbreviation.casefold() == wanted]
    return min(known, key=lambda block: _distance(block, category), default=None)


def offered_blocks(blocks: Iterable[TextBlock], typed: str, category: str = "") -> list[TextBlock]:
    """The blocks whose abbreviation or title fits what was typed, those meant for the ticket's category first."""
    words, begin = _words(typed), fold(typed.strip())
    fitting = [block for block in blocks
               if fold(block.abbreviation).startswith(begin) or _in_order(words, _words(block.title))]
    return sorted(fitting, key=lambda block: (*_distance(block, category), fold(block.abbreviation)))


def _distance(block: TextBlock, category: str) -> tuple[int, int, bool]:
    """Meant for this category (the nearer the better), for any, for another one."""
    if block.category and within(category, block.category):
        return 0, -block.category.count(SEPARATOR), not block.own
    return (2, 0, not block.own) if block.category else (1, 0, not block.own)


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; `values` by the keys of `PLACEHOLDERS`.

    One whose value is not known stays, so that whoever writes sees what to fill in.
    """
    return _PLACEHOLDER.sub(lambda found: values.get(_MEANING.get(found[1].casefold(), ""), "") or found[0], text)


def left_open(text: str) -> tuple[int, int] | None:
    """Where the first placeholder stands that was not filled: begin and end; None if there is none."""
    found = next((f for f in _PLACEHOLDER.finditer(text) if f[1].casefold() in _MEANING), None)
    return found.span() if found else None
