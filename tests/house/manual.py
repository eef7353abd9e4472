"""The manual as the tests read it: pages, what is set in bold, what is typed, tables."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.house.source import ROOT

FOLDER = ROOT / "docs" / "manual"
LANGUAGES = ("de", "en")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
_TYPED = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)]+)\)")


def names(language: str) -> set[str]:
    """The names of all pages of a language."""
    return {path.stem for path in (FOLDER / language).glob("*.md")}


def page(language: str, name: str) -> str:
    """The Markdown of a page."""
    return (FOLDER / language / f"{name}.md").read_text(encoding="utf-8")


def shown(language: str, name: str) -> str:
    """The page as the tests name it."""
    return Path("docs", "manual", language, f"{name}.md").as_posix()


def links(text: str) -> list[str]:
    """Where the links of a page lead."""
    return _LINK.findall(text)


def bold(text: str) -> list[str]:
    """The words of the screen that a page names."""
    return _BOLD.findall(_FENCE.sub("", text))


def fences(text: str, kind: str) -> list[str]:
    """The blocks of a kind ("json", "sh")."""
    return [body for found, body in _FENCE.findall(text) if found == kind]


def typed(text: str) -> list[str]:
    """What a page tells to type, line by line: single spans and the lines of its blocks."""
    blocks = [line for body in fences(text, "sh") for line in body.replace("\\\n", " ").splitlines()]
    return [*_TYPED.findall(_FENCE.sub("", text)), *blocks]


def commands(text: str) -> list[list[str]]:
    """The arguments of every `hotline-desk ...` on a page."""
    told = [line.split("|")[0].strip() for line in typed(text)]
    return [shlex.split(line)[1:] for line in told if line.split(" ")[0] == "hotline-desk" and "…" not in line]


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a page: rows of cells, without head and rule."""
    found: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        row = line.startswith("|")
        if row and not inside:
            found.append([])
        if row:
            found[-1].append([cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        inside = row
    return [table[2:] for table in found]


def section(text: str, heading: str) -> str:
    """What stands below a heading up to the next one. KeyError if there is none."""
    for part in re.split(r"^#+ ", text, flags=re.MULTILINE):
        title, _, body = part.partition("\n")
        if title.strip() == heading:
            return body
    raise KeyError(heading)
