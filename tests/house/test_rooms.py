"""Rules of the rooms that imports alone do not show."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.source import PACKAGE, called_name, literal, shown, tree, where

MACHINERY = ("act.py", "context.py")


def service_files() -> list[Path]:
    return sorted(path for path in (PACKAGE / "services").rglob("*.py") if path.name not in MACHINERY)


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in tree(path).body if isinstance(node, ast.FunctionDef)]


def mark(function: ast.FunctionDef, kinds: tuple[str, ...] = ("act", "long_act", "reading")) -> ast.Call | None:
    """The decorator that makes a function an act, an act of many transactions, or a read."""
    decorators = [d for d in function.decorator_list if isinstance(d, ast.Call)]
    return next((d for d in decorators if called_name(d) in kinds), None)


def calls_within(function: ast.FunctionDef) -> list[ast.Call]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Call)]


def opens_the_store(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "store" for node in ast.walk(function))


def test_whoever_opens_the_store_checks_the_permission():
    """By being an act or a read, or by asking; steps inside an open transaction leave it to their caller."""
    unchecked = [
        f"{where(path, function)} {function.name}"
        for path in service_files() for function in functions(path)
        if opens_the_store(function) and mark(function) is None
        and "require" not in map(called_name, calls_within(function))
        and not function.name.startswith("_")
    ]
    assert not unchecked


def acts_by_name(path: Path) -> dict[str, bool]:
    """Names of acts and reads that this file defines or imports."""
    imported = {
        alias.asname or alias.name for node in tree(path).body if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("hotline_desk.services") for alias in node.names
    }
    everywhere = {f.name for other in service_files() for f in functions(other) if mark(f)}
    own = {f.name for f in functions(path) if mark(f)}
    return dict.fromkeys(own | (imported & everywhere), True)


def test_acts_never_call_acts():
    wrong = [
        f"{where(path, call)} {function.name} calls {called_name(call)}"
        for path in service_files() for function in functions(path) if mark(function, ("act", "reading"))
        for call in calls_within(function)
        if isinstance(call.func, ast.Name) and called_name(call) in acts_by_name(path)
    ]
    assert not wrong


def test_acts_have_names_of_their_own():
    seen: dict[str, list[str]] = {}
    for path in service_files():
        for function in functions(path):
            marked = mark(function, ("act", "long_act"))
            if marked is not None:
                seen.setdefault(literal(marked.args[0]) or "", []).append(f"{shown(path)} {function.name}")
    assert seen
    assert not {name: places for name, places in seen.items() if len(places) > 1}


def test_time_comes_from_the_clock_that_is_handed_in():
    rooms = [PACKAGE / name for name in ("domain", "store", "services")]
    own_clocks = [
        where(path, node)
        for room in rooms for path in room.rglob("*.py") for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in
        {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time"), ("time", "monotonic")}
    ]
    assert not own_clocks


def test_values_of_the_domain_never_change():
    loose = [
        f"{where(path, node)} {node.name}"
        for path in (PACKAGE / "domain").rglob("*.py") for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") for decorator in node.decorator_list
        if "dataclass" in ast.unparse(decorator) and "frozen=True" not in ast.unparse(decorator)
    ]
    assert not loose


def test_nothing_sleeps_where_people_wait():
    sleepers = [
        where(path, node)
        for path in PACKAGE.rglob("*.py") if "demo" not in path.parts for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "sleep", "QThread.sleep")
    ]
    assert not sleepers


def test_printing_is_left_to_the_command_line():
    speakers = ("cli", "demo", "__main__.py")
    printed = [
        where(path, node)
        for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in speakers
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not printed


def test_exceptions_are_never_swallowed():
    """`except` without anything but `pass` hides bugs; where silence is meant, `contextlib.suppress` names what."""
    silent = [
        where(path, node.body[0])
        for path in PACKAGE.rglob("*.py") for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or all(isinstance(statement, ast.Pass) for statement in node.body))
    ]
    assert not silent
