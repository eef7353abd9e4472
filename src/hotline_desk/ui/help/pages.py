"""The pages of the manual as they lie with the program: names, titles, texts, their order, and finding words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from hotline_desk.core import places

INDEX = "index"
_LINK = re.compile(r"\]\(([a-z][a-z0-9-]*)\.md\)")
_ANCHOR = re.compile(r'^<a id="([a-z+]+)"></a>\n+(#+ (.+))$', re.MULTILINE)
_MARKS = re.compile(r"\]\([^)]*\)|[*`\[\]]|^#+ ", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """One page; `text` is its Markdown. `sections` are headings that can be gone to, by their short names."""

    name: str
    title: str
    text: str
    sections: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Manual:
    """All pages of one language, the index first and the others in its order."""

    language: str
    pages: tuple[Page, ...]

    def page(self, name: str) -> Page | None:
        """The page of this name."""
        return next((page for page in self.pages if page.name == name), None)

    def find(self, text: str) -> list[Page]:
        """The pages that hold every word; those that have one of them in their title come first."""
        wanted = words(text)
        found = [page for page in self.pages if all(word in _plain(page.text) for word in wanted)]
        return sorted(found, key=lambda page: not any(word in page.title.casefold() for word in wanted))


def words(text: str) -> list[str]:
    """What is searched for, word by word."""
    return text.casefold().split()


def links(text: str) -> list[str]:
    """The names of the pages that a text links to, each once, in their order."""
    return list(dict.fromkeys(_LINK.findall(text)))


def read_manual(language: str) -> Manual:
    """Reads all pages of a language. Raises OSError if the manual is not there."""
    pages = {path.stem: _page(path.stem, path.read_text(encoding="utf-8"))
             for path in sorted(places.manual(language).glob("*.md"))}
    return Manual(language, tuple(pages[name] for name in _ordered(pages)))


def _ordered(pages: dict[str, Page]) -> Iterable[str]:
    first = [INDEX, *links(pages[INDEX].text)] if INDEX in pages else []
    return dict.fromkeys(name for name in (*first, *pages) if name in pages)


def _page(name: str, text: str) -> Page:
    heading = text.partition("\n")[0]
    sections = {found[1]: found[3].strip() for found in _ANCHOR.finditer(text)}
    return Page(name, heading.removeprefix("# ").strip(), _ANCHOR.sub(r"\2", text), sections)


def _plain(text: str) -> str:
    """The words a reader sees, without the marks of Markdown."""
    return _MARKS.sub("", text).casefold()
