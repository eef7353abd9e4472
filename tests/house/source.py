"""The source of the product as the house tests read it: files, trees, calls, literals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "hotline_desk"


def product_files() -> list[Path]:
    """All Python files of the product, migrations included."""
    return sorted([*PACKAGE.rglob("*.py"), *(ROOT / "migrations").rglob("*.py")])


def all_files() -> list[Path]:
    """All Python files of the project."""
    further = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py"), ROOT / "dev.py"]
    return [*product_files(), *sorted(further)]


def shown(path: Path) -> str:
    """The path as a person of this project writes it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    """Every call in the file of a function or method with one of these names."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and called_name(node) in names:
            yield node


def called_name(node: ast.Call) -> str:
    """The last part of what is called: `tr` for `self.texts.tr(...)`."""
    called = node.func
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def literal(node: ast.AST | None) -> str | None:
    """The text of a literal, None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def literals(path: Path) -> set[str]:
    """Every text literal of a file."""
    return {text for node in ast.walk(tree(path)) if (text := literal(node)) is not None}


def prefixes(path: Path) -> set[str]:
    """What the f-strings of a file begin with, where they begin with a text: `company.` of f"company.{name}"."""
    joined = (node for node in ast.walk(tree(path)) if isinstance(node, ast.JoinedStr) and len(node.values) > 1)
    return {begin for node in joined if (begin := literal(node.values[0]))}


def where(path: Path, node: ast.expr | ast.stmt) -> str:
    """File and line of a node."""
    return f"{shown(path)}:{node.lineno}"
