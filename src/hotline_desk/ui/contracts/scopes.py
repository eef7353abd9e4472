"""What falls under a contract, line by line: a called number, a product, a category, a contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hotline_desk.core.text import N_
from hotline_desk.domain.contracts import CALLED_NUMBER, CATEGORY, CONTACT, PRODUCT, ContractScope
from hotline_desk.ui.shell.entry_table import Choice, EntryModel
from hotline_desk.ui.shell.shell import Shell

KINDS = {CALLED_NUMBER: N_("Called number"), PRODUCT: N_("Product"), CATEGORY: N_("Category"), CONTACT: N_("Contact")}
_KIND = 0


class ScopesModel(EntryModel):
    """`known` are what can be chosen of a kind, as (value, text); products are typed."""

    titles = (N_("What"), N_("Which"))

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._scopes: list[ContractScope] = []
        self._known: dict[str, Sequence[Choice]] = {}

    def show(self, scopes: Sequence[ContractScope], known: Mapping[str, Sequence[Choice]]) -> None:
        """Shows these."""
        self._scopes, self._known = list(scopes), dict(known)
        self.show_again()

    def know(self, kind: str, choices: Sequence[Choice]) -> None:
        """Other things of a kind can be chosen from now on."""
        self._known[kind] = choices
        self.show_again()

    def scopes(self) -> tuple[ContractScope, ...]:
        """Those that say which."""
        return tuple(dict.fromkeys(scope for scope in self._scopes if scope.value.strip()))

    def count(self) -> int:
        return len(self._scopes)

    def text(self, row: int, column: int) -> str:
        if row >= len(self._scopes):
            return ""
        scope = self._scopes[row]
        if column == _KIND:
            return self.shell.texts.tr(KINDS[scope.kind])
        return next((text for value, text in self._known.get(scope.kind, ()) if value == scope.value), scope.value)

    def choices(self, row: int, column: int) -> Sequence[Choice]:
        if column == _KIND:
            return [(kind, self.shell.texts.tr(text)) for kind, text in KINDS.items()]
        return self._known.get(self._scopes[row].kind, ()) if row < len(self._scopes) else ()

    def change(self, row: int, column: int, value: Any) -> None:
        if row == len(self._scopes):
            self._scopes.append(ContractScope(value, "") if column == _KIND else ContractScope(PRODUCT, str(value)))
        elif column == _KIND:
            if value != self._scopes[row].kind:
                self._scopes[row] = ContractScope(value, "")
        else:
            self._scopes[row] = ContractScope(self._scopes[row].kind, str(value))

    def remove(self, row: int) -> None:
        del self._scopes[row]
