"""Who may import whom."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT, literal, product_files, shown, tree

CONTRACTS = ("layers", "subjects", "acyclic", "frames", "shell", "qt", "database", "drivers", "papers", "devices")


def lint_imports(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [program, "--no-logo", *map(str, arguments)], cwd=folder, text=True, capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(folder / "src"), str(ROOT)))}, check=False,
    )


def test_all_import_contracts_hold():
    checked = lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [
        ("layers", "core/wrong.py", "import hotline_desk.store"),
        ("layers", "store/wrong.py", "import hotline_desk.adapters"),
        ("layers", "stray/__init__.py", ""),
        ("subjects", "domain/addresses.py", "import hotline_desk.domain.tickets"),
        ("subjects", "services/tickets.py", "import hotline_desk.services.views"),
        ("acyclic", "ui/shell/one.py", "import hotline_desk.ui.shell.two"),
        ("frames", "ui/tickets/wrong.py", "import hotline_desk.ui.addresses"),
        ("shell", "ui/shell/wrong.py", "import hotline_desk.services"),
        ("qt", "services/wrong.py", "import PySide6.QtCore"),
        ("qt", "cli.py", "from PySide6 import QtCore"),
        ("database", "ui/wrong.py", "import sqlalchemy"),
        ("drivers", "services/wrong.py", "import psycopg"),
        ("papers", "adapters/telephony/wrong.py", "import reportlab.pdfgen"),
        ("devices", "services/wrong.py", "import socket"),
    ],
)
def test_a_breach_is_found(tmp_path, contract, file, line):
    packages = ("core", "domain", "store", "adapters/telephony", "services/views", "ui/shell", "ui/tickets",
                "ui/addresses", "demo")
    package = tmp_path / "src" / "hotline_desk"
    for name in packages:
        (package / name).mkdir(parents=True)
    for folder in [package, *(f for f in package.rglob("*") if f.is_dir())]:
        (folder / "__init__.py").touch()
    (package / "domain/tickets.py").touch()
    (package / "ui/shell/two.py").write_text("import hotline_desk.ui.shell.one\n")
    (package / "ui/shell/one.py").touch()
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert lint_imports(tmp_path, "--no-cache", "--contract", contract).returncode == 0
    (package / file).parent.mkdir(exist_ok=True)
    (package / file).write_text(f"{line}\n")
    broken = lint_imports(tmp_path, "--no-cache", "--contract", contract)
    assert broken.returncode == 1, broken.stdout + broken.stderr
    assert "BROKEN" in broken.stdout


def imported_names(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]


def test_migrations_import_nothing_of_the_application():
    breaches = [
        f"{shown(path)}:{node.lineno}"
        for path in product_files() if "versions" in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(name.startswith("hotline_desk") for name in imported_names(node))
    ]
    assert not breaches


def test_modules_are_not_imported_by_hidden_names():
    breaches = [
        shown(path) for path in product_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in
        ("__import__", "import_module") and (literal(node.args[0]) or "").startswith("hotline_desk")
    ]
    assert not breaches
