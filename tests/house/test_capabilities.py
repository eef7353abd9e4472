"""docs/capabilities.md names every capability once, and only tests that exist."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house import manual
from tests.house.source import ROOT

PAGE = ROOT / "docs" / "capabilities.md"
COUNTS = {"W": 28, "E": 14, "H": 26, "T": 18, "D": 13, "N": 13}
FIRST = {f"W{n}" for n in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 22, 25, 26, 27, 28)} | {
    "D13", "N1", "N2", "N4", "N5"}
STATES = ("first form", "partly", "later")


@pytest.fixture(scope="module")
def rows():
    return [row for table in manual.tables(PAGE.read_text(encoding="utf-8")) for row in table]


def named_tests(cell: str) -> list[tuple[str, str]]:
    return [tuple(span.split("::")) for span in re.findall(r"`(tests/[^`]+)`", cell)]


def test_every_number_stands_there_once_and_in_its_order(rows):
    wanted = [f"{letter}{n}" for letter, count in COUNTS.items() for n in range(1, count + 1)]
    assert [row[0] for row in rows] == wanted


def test_every_row_says_what_and_how_far(rows):
    assert not [row for row in rows if len(row) != 5 or not row[1] or row[4].partition(":")[0] not in STATES]


def test_what_works_says_where_and_is_shown_by_a_test(rows):
    assert not [row[0] for row in rows if not row[4].startswith("later") and not (row[2] and named_tests(row[3]))]
    assert not [row[0] for row in rows if row[4].startswith("later") and (row[2] or row[3])]


def test_what_works_in_part_says_what_is_missing(rows):
    assert not [row[0] for row in rows if row[4].startswith("partly") and not row[4].partition(":")[2].strip()]


def test_the_main_job_is_there(rows):
    assert {row[0] for row in rows if row[4].startswith("first form")} >= FIRST


def test_every_test_named_exists(rows):
    missing = []
    for file, name in {pair for row in rows for pair in named_tests(row[3])}:
        path = ROOT / file
        tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
        if not any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body):
            missing.append(f"{file}::{name}")
    assert not missing
