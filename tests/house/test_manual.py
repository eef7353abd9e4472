"""The manual is whole in both languages, and what it says is what the program does."""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

import pytest
from babel.messages.pofile import read_po

from hotline_desk.cli.grammar import LISTS, parser
from hotline_desk.core import places
from hotline_desk.core.errors import ERRORS
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.settings import SETTINGS
from hotline_desk.core.text import Translator
from hotline_desk.domain.billing.amounts import time_cents
from hotline_desk.domain.billing.increments import billed_seconds
from hotline_desk.domain.billing.values import Rules
from hotline_desk.domain.openlist import OpenTicketRow
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.importing import import_company
from hotline_desk.services.importing.company import read_company
from hotline_desk.services.importing.schema import Mistakes
from hotline_desk.services.views.listings import values
from hotline_desk.ui.actions import ACTIONS
from tests.house import manual
from tests.house.source import PACKAGE, literal, tree
from tools import texts

BOTH = [(language, name) for language in manual.LANGUAGES for name in sorted(manual.names(language))]
EVERY = pytest.mark.parametrize(("language", "name"), BOTH, ids=["-".join(pair) for pair in BOTH])
LANGUAGE = pytest.mark.parametrize("language", manual.LANGUAGES)
SHAPES = {
    "calls": values.ListedCall, "callbacks": values.ListedCallback, "tickets": values.ListedTicket,
    "worklogs": values.ListedWorklog,
    "documents": values.ListedDocument, "lines": values.ListedLine, "addresses": values.ListedAddress,
    "open-list": OpenTicketRow,
}
SHORTEST_PAGE = 300


# --- pages and links

def test_both_languages_have_the_same_pages():
    assert manual.names("de") == manual.names("en") != set()


@EVERY
def test_a_page_has_one_title_and_something_to_say(language, name):
    text = manual.page(language, name)
    assert text.startswith("# ")
    assert len(re.findall(r"^# ", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)) == 1
    assert len(text) >= SHORTEST_PAGE


@EVERY
def test_links_lead_to_pages_that_are_there(language, name):
    targets = manual.links(manual.page(language, name))
    pictures = [target for target in targets if target.endswith(".png")]
    pages = [target for target in targets if target not in pictures]
    assert not [page for page in pages if page.removesuffix(".md") not in manual.names(language)]
    assert all(page.endswith(".md") for page in pages)
    assert not [picture for picture in pictures if not (places.manual(language) / picture).is_file()]


@LANGUAGE
def test_the_index_leads_to_every_page(language):
    led = {target.removesuffix(".md") for target in manual.links(manual.page(language, "index"))}
    assert led == manual.names(language) - {"index"}


# --- frames

def frame_classes() -> Iterator[tuple[str, ast.ClassDef]]:
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        if path.parent.name != "shell":
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.ClassDef) and node.name.endswith("Frame") and any(
                        getattr(parent, "id", "").endswith("Frame") for parent in node.bases):
                    yield path.stem, node


def help_page(node: ast.ClassDef) -> str | None:
    for statement in node.body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == "help_page":
            return literal(statement.value) or getattr(statement.value, "id", "").casefold()
    return None


def test_every_frame_names_a_page_that_is_there():
    frames = [node for _, node in frame_classes()]
    assert len(frames) > 5
    pages = manual.names("en")
    wrong = {node.name: help_page(node) for node in frames if help_page(node) not in pages}
    assert not wrong


# --- words

@pytest.fixture(scope="module")
def words():
    """Everything that the program can show, by language, as it looks on the screen."""
    source = texts.source_texts()
    english = {form for message in texts.messages(source)
               for form in (message.id if isinstance(message.id, tuple) else (message.id,))}
    with (texts.CATALOGUES / "de.po").open("rb") as file:
        german = {form for message in read_po(file) if message.id
                  for form in (message.string if isinstance(message.string, tuple) else (message.string,))}
    return {"en": set(map(on_screen, english)), "de": set(map(on_screen, german))}


def on_screen(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "…", text.replace("&", "").replace("\n", " ")).rstrip(":").strip()


@EVERY
def test_what_is_bold_stands_on_the_screen(language, name, words):
    unknown = [text for text in manual.bold(manual.page(language, name)) if text.rstrip(":") not in words[language]]
    assert not unknown


@LANGUAGE
def test_sentences_of_trouble_are_those_of_the_catalogue(language):
    known = {on_screen(Translator(language).tr(text)) for text in ERRORS.values()}
    told = [row[0] for row in manual.tables(manual.section(manual.page(language, "troubleshooting"), {
        "de": "Sätze und was zu tun ist", "en": "Sentences and what to do"}[language]))[0]]
    assert len(told) > 15
    assert not [sentence for sentence in told if sentence not in known]


def on_the_key(key: str, language: str) -> str:
    """The key as the keyboards of a language name it."""
    for english, german in (("Ctrl", "Strg"), ("Shift", "Umschalt"), ("Del", "Entf"), ("Home", "Pos1")):
        key = key.replace(english, german) if language == "de" else key
    return key


@LANGUAGE
def test_keys_are_those_of_the_catalogue(language):
    tr = Translator(language).tr
    known = {(f"`{on_the_key(key, language)}`", tr(action.text)) for action in ACTIONS.values() for key in action.keys}
    told = [(key, row[1]) for table in manual.tables(manual.page(language, "keys")) for row in table
            for key in row[0].split(", ")]
    assert len(told) > 25
    assert not [pair for pair in told if pair not in known]


@LANGUAGE
def test_every_group_of_settings_is_explained(language):
    headings = set(re.findall(r"^## (.+)$", manual.page(language, "settings"), re.MULTILINE))
    assert {Translator(language).tr(s.group) for s in SETTINGS.values()} <= headings


# --- what can be typed

def subcommands(of: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    actions = [a for a in of._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(actions[0].choices) if actions else {}


def every_command() -> dict[str, argparse.ArgumentParser]:
    found = {}
    for name, one in subcommands(parser()).items():
        below = subcommands(one)
        found |= {f"{name} {sub}": two for sub, two in below.items()} if below else {name: one}
    return found


def options(of: argparse.ArgumentParser) -> set[str]:
    return {option for action in of._actions for option in action.option_strings if option.startswith("--")}


def not_understood(arguments: list[str]) -> list[str]:
    """The words of a command line that are no option of their command, or stand where a command must."""
    grammar, wrong, before = parser(), [], ""
    for word in arguments:
        below = subcommands(grammar)
        if word.startswith("--"):
            wrong += [] if word in options(grammar) else [word]
        elif below and not before.startswith("--"):
            wrong += [] if word in below else [word]
            grammar = below.get(word, grammar)
        before = word
    return wrong


@EVERY
def test_commands_on_a_page_can_be_typed(language, name):
    told = manual.commands(manual.page(language, name))
    assert not [line for line in told if not_understood(line)]


@LANGUAGE
def test_the_page_of_the_command_line_knows_every_command_and_option(language):
    text = manual.page(language, "commandline")
    told = set(manual.typed(text))
    missing = [command for command in every_command() if f"hotline-desk {command}" not in text]
    common = {"--data", "--database", "--user", "--json", "--help"}
    for command, grammar in every_command().items():
        if command.startswith("list "):
            continue
        missing += [f"{command} {option}" for option in options(grammar) - common
                    if option not in manual.section(text, f"hotline-desk {command.split()[0]}")]
    for option in (*common - {"--help"}, "--version", "--from", "--to", "--customer", "--state", "--agent", "--team",
                   "--limit"):
        if not any(option in span.split() for span in told):
            missing.append(option)
    assert not missing


@LANGUAGE
@pytest.mark.parametrize("subject", SHAPES)
def test_the_page_of_the_command_line_names_the_json_fields_in_their_order(language, subject):
    rows = manual.tables(manual.section(manual.page(language, "commandline"), f"JSON: {subject}"))[0]
    told = [field for row in rows for field in re.findall(r"`([a-z_]+)`", row[0])]
    assert told == [field.metadata.get("name", field.name) for field in fields(SHAPES[subject])]


@LANGUAGE
def test_every_list_is_named(language):
    text = manual.section(manual.page(language, "commandline"), "hotline-desk list")
    assert not [name for name in LISTS if f"hotline-desk list {name}" not in text]


# --- import

def example(language: str) -> str:
    return manual.fences(manual.page(language, "import"), "json")[0]


def test_both_languages_show_the_same_example():
    assert json.loads(example("de")).keys() == json.loads(example("en")).keys()


@LANGUAGE
def test_the_example_of_the_import_page_can_be_imported_and_repeated(language, ctx):
    content = example(language).encode()
    first = import_company(ctx, content)
    assert first.made > 0
    again = import_company(ctx, content)
    assert (again.made, again.changed, again.same) == (0, 0, first.made)


SECTIONS = {
    "articles": {"articles": [{"?": 1}]}, "calendars": {"calendars": [{"?": 1}]}, "terms": {"terms": [{"?": 1}]},
    "addresses": {"addresses": [{"?": 1}]}, "tickets": {"tickets": [{"?": 1}]},
    "bands": {"calendars": [{"name": "A", "bands": [{"?": 1}]}]},
    "contracts": {"addresses": [{"number": "1", "name": "A", "contracts": [{"?": 1}]}]},
    "worklogs": {"tickets": [{"ref": "1", "worklogs": [{"?": 1}]}]},
}


def known_keys(section: str) -> set[str]:
    """The keys that the program says it knows when it is given one that it does not."""
    mistakes = Mistakes()
    read_company(json.dumps(SECTIONS[section]).encode(), NumberPlan("DE", "030"), mistakes)
    found = next(m for m in mistakes.found if m.place.endswith("?"))
    return set(str(dict(found.values)["known"]).split(", "))


@LANGUAGE
@pytest.mark.parametrize("section", SECTIONS)
def test_the_import_page_explains_every_key_and_no_other(language, section):
    rows = manual.tables(manual.section(manual.page(language, "import"), section))[0]
    told = {key for row in rows for key in re.findall(r"`([a-z_]+)`", row[0])}
    assert told == known_keys(section)


# --- billing

def seconds(text: str) -> int:
    minutes, _, rest = text.partition(":")
    return 0 if text == "–" else int(minutes) * 60 + int(rest)


@LANGUAGE
def test_the_examples_of_rounding_come_out_as_the_page_says(language):
    rows = manual.tables(manual.section(manual.page(language, "billing"), {
        "de": "Gemessen und berechnet", "en": "Measured and billed"}[language]))[0]
    assert len(rows) > 5
    for worked, increment, grace, minimum, billed, amount in rows:
        first, _, following = increment.partition("/")
        rules = Rules("", first=int(first) * 60, next=int(following) * 60, grace=seconds(grace),
                      minimum=seconds(minimum))
        found = billed_seconds(seconds(worked), rules)
        assert found == seconds(billed)
        cents = time_cents(found, 950_000, "hour")
        assert amount == Translator(language).money(cents).replace("\N{NO-BREAK SPACE}", " ")


@LANGUAGE
def test_the_october_of_the_import_example_comes_out_as_the_page_says(language, ctx):
    import_company(ctx, example(language).encode())
    one = propose(ctx, BillingRequest(date(2026, 10, 1), date(2026, 10, 31))).drafts[0]
    assert [line.net_cents for line in one.lines] == [2375, 2220]
    text = manual.page(language, "import")
    amounts = [Translator(language).money(cents).replace("\N{NO-BREAK SPACE}", " ") for cents in (2375, 2220, 4595)]
    assert one.net_cents == 4595
    assert all(amount in text for amount in amounts)
