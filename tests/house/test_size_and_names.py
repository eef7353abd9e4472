"""Files and functions that can be read, names that say something, nothing left lying about."""

from __future__ import annotations

import ast
import re
import subprocess

import pytest

from tests.house.source import ROOT, all_files, product_files, shown, tree

MOST_LINES_OF_A_FILE = 500
MOST_LINES_OF_A_FUNCTION = 60
HOLLOW = re.compile(r"(Manager|Helper|Util|Utils|Base|Data|Info)$")
HOLLOW_MODULES = {"manager", "helper", "helpers", "util", "utils", "base", "data", "info", "misc", "common"}
# Written in halves so that this file does not find itself.
LEFTOVERS = re.compile("|".join((
    "TO" + "DO", "FIX" + "ME", r"\bXX" + r"X\b", r"\bHA" + r"CK\b", "NotImplemented" + "Error", "coming" + " soon",
    "not" + " implemented",
)))
FOREIGN = re.compile("|".join(("/wo" + "rk/", "/ro" + "ot/", "pythonho" + "sted", "py" + "pi[.]org", "deb[.]debian")))
TEXT_FILES = (".py", ".md", ".toml", ".txt", ".po", ".json", ".run", ".nsi", ".mako")


def test_a_file_can_be_read_at_one_sitting():
    lines = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in all_files()}
    assert not {name: count for name, count in lines.items() if count > MOST_LINES_OF_A_FILE}


def test_functions_fit_on_a_screen():
    long = [
        f"{shown(path)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in all_files() for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]
    assert not long


def test_names_say_something():
    hollow = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in product_files() for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and HOLLOW.search(node.name)
    ]
    assert not hollow
    assert not [shown(path) for path in product_files() if path.stem in HOLLOW_MODULES]


def test_nothing_unfinished_is_left():
    left = [
        f"{shown(path)}:{number} {line.strip()}"
        for path in all_files() for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LEFTOVERS.search(line)
    ]
    assert not left


def test_no_machine_of_a_developer_is_named():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    texts = [name for name in listed.stdout.splitlines() if name.endswith(TEXT_FILES)]
    named = [
        f"{name}:{number}" for name in texts if (ROOT / name).is_file()
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1) if FOREIGN.search(line)
    ]
    assert not named


def test_public_modules_tell_what_they_are_for():
    silent = [shown(path) for path in product_files() if not ast.get_docstring(tree(path))]
    assert not silent


def test_no_mutable_state_at_module_level():
    """Wiring passes objects: a `global` statement would be a singleton in disguise."""
    found = [
        f"{shown(path)}:{node.lineno}" for path in product_files() for node in ast.walk(tree(path))
        if isinstance(node, ast.Global)
    ]
    assert not found
