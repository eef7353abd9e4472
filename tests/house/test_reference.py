"""The reference pages tell what the catalogues say now."""

from __future__ import annotations

import pytest

from tools import reference

PAGES = ("actions.md", "commands.md", "errors.md", "settings.md", "tables.md")


@pytest.fixture(scope="module")
def pages():
    return reference.pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_current(pages, name):
    stored = (reference.FOLDER / name).read_text(encoding="utf-8")
    assert stored == pages[name], "run: python3 dev.py reference"


def test_there_are_no_other_pages(pages):
    assert set(pages) == set(PAGES) == {path.name for path in reference.FOLDER.glob("*.md")}
