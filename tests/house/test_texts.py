"""Every text of the product is in the catalogue, translated, and nothing else is."""

from __future__ import annotations

import ast
import re
from string import Formatter

import pytest
from babel.messages.catalog import Message

from tests.house.source import PACKAGE, calls, literal, product_files, where
from tools import texts

LANGUAGES = sorted(texts.LANGUAGES)
SHOWN_BY_WIDGETS = ("setText", "setWindowTitle", "setToolTip", "setPlaceholderText", "setAccessibleName", "setTitle",
                    "setStatusTip", "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QToolButton")
WORD = re.compile(r"[^\W\d_]{2,}")


def ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def source():
    return texts.source_texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(source, language):
    catalogue = texts.read(texts.CATALOGUES / f"{language}.po")
    missing = []
    for message in texts.messages(source):
        found = catalogue.get(message.id)
        if found is None or found.id != message.id or not texts.is_translated(found) or found.fuzzy:
            missing.append(ids(message)[0])
    assert not missing, f"{len(missing)} texts are missing (python3 dev.py texts shows them)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_unused(source, language):
    catalogue = texts.read(texts.CATALOGUES / f"{language}.po")
    assert not [ids(message)[0] for message in texts.messages(catalogue) if source.get(message.id) is None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_placeholders_of_their_texts(language):
    catalogue = texts.read(texts.CATALOGUES / f"{language}.po")
    wrong = []
    for message in filter(texts.is_translated, texts.messages(catalogue)):
        wanted = set().union(*map(placeholders, ids(message)))
        forms = message.string if isinstance(message.string, list | tuple) else [message.string]
        for form in forms:
            # "one call" may do without the number.
            dispensable = {"n"} if message.pluralizable else set()
            if placeholders(form) - wanted or wanted - placeholders(form) - dispensable:
                wrong.append(form)
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_end_like_their_texts(language):
    """A mark at the end (colon, dots, line break) and the key of a menu are part of what is shown."""
    catalogue = texts.read(texts.CATALOGUES / f"{language}.po")
    wrong = []
    for message in filter(texts.is_translated, texts.messages(catalogue)):
        text, form = ids(message)[0], message.string[0] if message.pluralizable else message.string
        for mark in (":", "…", "\n", " "):
            if text.endswith(mark) != form.endswith(mark):
                wrong.append(text)
        if ("&" in text) != ("&" in form):
            wrong.append(text)
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_stored_as_the_tool_writes_it(source, language):
    path = texts.CATALOGUES / f"{language}.po"
    assert path.read_bytes() == texts.as_file(texts.merged(source, [texts.read(path)]), language)


def test_marked_texts_are_literals():
    wrong = [
        where(path, call) for path in product_files() for call in calls(path, "N_", "tr", "trn")
        for argument in call.args[: 2 if call.func and getattr(call.func, "attr", "") == "trn" else 1]
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
    ]
    assert not wrong


def test_no_text_is_asked_for_once_with_and_once_without_a_plural():
    """The catalogue keeps one of the two, the other would stay English."""
    alone, counted = (
        {literal(call.args[0]) for path in product_files() for call in calls(path, *names) if call.args}
        for names in (("N_", "tr"), ("trn",)))
    assert not alone & counted - {None}


def test_widgets_show_no_unmarked_words():
    wrong = [
        f"{where(path, call)} {text!r}"
        for path in (PACKAGE / "ui").rglob("*.py") for call in calls(path, *SHOWN_BY_WIDGETS)
        for argument in call.args if (text := literal(argument)) and WORD.search(text)
    ]
    assert not wrong
