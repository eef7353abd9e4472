"""Kinds of import contracts that import-linter lacks. They also hold for modules that are written later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

Breach = tuple[str, str]


def _within(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def _direct_imports(graph: ImportGraph, root: str) -> Iterator[Breach]:
    for importer in graph.modules:
        if _within(importer, [root]):
            for imported in graph.find_modules_directly_imported_by(importer):
                yield importer, imported


def _report(breaches: Iterable[Breach]) -> ContractCheck:
    found = sorted(set(breaches))
    return ContractCheck(kept=not found, metadata={"breaches": found})


def _render(check: ContractCheck) -> None:
    for importer, imported in check.metadata["breaches"]:
        output.print_error(f"{importer} must not import {imported}", bold=False)


class OnlyIn(Contract):
    """Foreign packages (`externals`) that only the `allowed` modules import."""

    externals: set[str] = fields.SetField(subfield=fields.StringField())  # type: ignore[assignment]
    allowed: set[str] = fields.SetField(subfield=fields.StringField())  # type: ignore[assignment]

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        return _report(
            (importer, imported)
            for importer, imported in _direct_imports(graph, "hotline_desk")
            if imported in self.externals and not _within(importer, self.allowed)
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        _render(check)


class ImportsOnly(Contract):
    """One package of ours that imports, of all our packages, only itself and the `allowed` ones."""

    module: str = fields.StringField()  # type: ignore[assignment]
    allowed: set[str] = fields.SetField(subfield=fields.StringField())  # type: ignore[assignment]

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        return _report(
            (importer, imported)
            for importer, imported in _direct_imports(graph, self.module)
            if _within(imported, ["hotline_desk"]) and not _within(imported, [self.module, *self.allowed])
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        _render(check)


class Islands(Contract):
    """Children of `container` that nobody else in it imports, save the container itself; `shared` ones are free."""

    container: str = fields.StringField()  # type: ignore[assignment]
    shared: set[str] = fields.SetField(subfield=fields.StringField())  # type: ignore[assignment]

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        islands = graph.find_children(self.container) - set(self.shared)
        return _report(
            (importer, imported)
            for importer, imported in _direct_imports(graph, self.container)
            for island in islands
            if _within(imported, [island]) and not _within(importer, [island]) and importer != self.container
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        _render(check)
