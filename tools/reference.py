"""Writes the reference pages from the catalogues: actions, settings, errors, what can be typed, tables."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, Column
from sqlalchemy.dialects import postgresql

from hotline_desk import cli
from hotline_desk.core.errors import ERRORS
from hotline_desk.core.settings import SETTINGS, Setting
from hotline_desk.core.text import Translator
from hotline_desk.domain.access import PERMISSIONS
from hotline_desk.store import opening  # noqa: F401 - all tables
from hotline_desk.store.schema import REVISION, Table
from hotline_desk.ui.actions import ACTIONS
from hotline_desk.ui.shell.action import Action

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
NOTE = "<!-- Written by: python3 dev.py reference. Change the catalogue, not this page. -->"
ENGLISH, GERMAN = Translator("en"), Translator("de")


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ").strip()


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([_cell(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _page(title: str, introduction: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", NOTE, introduction, *parts]) + "\n"


def _code(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


# --- actions

def _action_text(action: Action, texts: Translator) -> str:
    return texts.tr(action.text, n=action.number) if action.number else texts.tr(action.text)


def _action(action: Action) -> tuple[str, ...]:
    return (
        f"`{action.id}`", _action_text(action, ENGLISH), _action_text(action, GERMAN),
        _code(action.keys) + (" (fixed)" if action.fixed else ""), _code(action.where) or "everywhere",
        ENGLISH.tr(PERMISSIONS[action.permission]) if action.permission else "", _code(filter(None, [action.module])),
    )


def actions() -> str:
    menus: dict[str, list[Action]] = {}
    for action in ACTIONS.values():
        menus.setdefault(action.menu, []).append(action)
    parts = []
    for menu, members in menus.items():
        heads = ("Action", "English", "German", "Keys", "Where", "Permission", "Module")
        parts.append(f"## Menu `{menu or 'none'}`\n\n" + _table(heads, map(_action, members)))
    return _page("Actions", "Everything that can be done by key, menu, toolbar, palette or button. All keys but the "
                 "fixed ones can be changed by every user.", *parts)


# --- settings

def _values(setting: Setting) -> str:
    if setting.choices:
        return ", ".join(f"`{code}` ({ENGLISH.tr(text)})" for code, text in setting.choices)
    if setting.least is not None or setting.most is not None:
        return f"{'' if setting.least is None else setting.least} to {'any' if setting.most is None else setting.most}"
    return setting.kind


def settings() -> str:
    parts = []
    scopes = {"company": "Of the company", "user": "Of each user", "workplace": "Of each workplace"}
    for scope, title in scopes.items():
        rows = [
            (f"`{s.key}`", ENGLISH.tr(s.text), GERMAN.tr(s.text), s.kind, _values(s), f"`{s.default!r}`")
            for s in SETTINGS.values() if s.scope == scope
        ]
        parts.append(f"## {title}\n\n" + _table(("Setting", "English", "German", "Kind", "Values", "Default"), rows))
    return _page("Settings", "Everything that can be set, with what counts while nobody set it.", *parts)


# --- errors

def errors() -> str:
    rows = [(f"`{id_}`", ENGLISH.tr(sentence), GERMAN.tr(sentence)) for id_, sentence in ERRORS.items()]
    return _page("Errors", "The sentences that tell a person what went wrong and what to do next.",
                 _table(("Error", "English", "German"), rows))


# --- what can be typed

def _subcommands(parser: argparse.ArgumentParser) -> dict[str, tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            return {name: (helps.get(name, ""), sub) for name, sub in action.choices.items()}
    return {}


def _own_arguments(parser: argparse.ArgumentParser, common: set[str]) -> list[argparse.Action]:
    left_out = argparse._SubParsersAction | argparse._HelpAction
    return [a for a in parser._actions if not isinstance(a, left_out) and not common & set(a.option_strings)]


def _argument(action: argparse.Action) -> str:
    name = action.metavar if isinstance(action.metavar, str) else action.dest.upper().replace("_", "-")
    value = "|".join(map(str, action.choices)) if action.choices else name
    forms = [f"`{o}`" if action.nargs == 0 else f"`{o} {value}`" for o in action.option_strings] or [f"`{value}`"]
    several = action.nargs in ("*", "+") or isinstance(action, argparse._AppendAction)
    return ", ".join(forms) + (" ..." if several else "") + (" (required)" if action.required and forms else "")


def _commands(
    english: argparse.ArgumentParser, german: argparse.ArgumentParser, path: str, told: str, common: set[str]
) -> Iterator[str]:
    pairs = zip(_own_arguments(english, common), _own_arguments(german, common), strict=True)
    rows = [(_argument(action), action.help or "", other.help or "") for action, other in pairs]
    arguments = _table(("Argument", "English", "German"), rows) if rows else ""
    yield "\n\n".join(filter(None, [f"## `{path}`", told, arguments]))
    common = common or {option for action in english._actions for option in action.option_strings}
    others = _subcommands(german)
    for name, (help_, sub) in _subcommands(english).items():
        yield from _commands(sub, others[name][1], f"{path} {name}", f"{help_} / {others[name][0]}", common)


def commands() -> str:
    introduction = (
        "Exit code 0 on success, 2 on wrong usage, 1 with one sentence on stderr otherwise. "
        "What `hotline-desk` itself takes may also stand after any command."
    )
    parts = _commands(cli.parser(ENGLISH), cli.parser(GERMAN), "hotline-desk", "", set())
    return _page("What can be typed", introduction, *parts)


# --- tables

def _column(column: Column[Any]) -> tuple[str, str, str]:
    rules = [] if column.nullable else ["not null"]
    if column.primary_key:
        rules = ["key"]
    if column.unique:
        rules.append("unique")
    rules += [f"→ `{key.target_fullname}`" for key in column.foreign_keys]
    return f"`{column.name}`", column.type.compile(postgresql.dialect()), ", ".join(rules)


def tables() -> str:
    audits = {m.local_table.name: m.class_ for m in Table.registry.mappers}  # type: ignore[attr-defined]
    parts = []
    for table in sorted(Table.metadata.tables.values(), key=lambda t: t.name):
        row = audits.get(table.name)
        audit = row.audit or f"none ({row.audit_reason})" if row is not None else "none"
        checks = [f"- `{c.sqltext}`" for c in table.constraints if isinstance(c, CheckConstraint)]
        parts.append("\n\n".join(filter(None, [
            f"## `{table.name}`", f"Audit: {audit}.",
            _table(("Column", "Type (PostgreSQL)", "Rules"), map(_column, table.columns)), "\n".join(sorted(checks)),
        ])))
    introduction = f"The schema of revision {REVISION}. Instants are integer microseconds (UTC) on SQLite."
    return _page("Tables", introduction, *parts)


def pages() -> dict[str, str]:
    """File name -> what it must hold now."""
    makers = {"actions": actions, "settings": settings, "errors": errors, "commands": commands, "tables": tables}
    return {f"{name}.md": make() for name, make in makers.items()}


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
