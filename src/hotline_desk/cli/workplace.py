"""What a command works with: the company's database and this workplace's file, opened when first needed."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hotline_desk.core import log, places
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator

if TYPE_CHECKING:
    from hotline_desk.services.context import Context


class Misuse(Exception):
    """Wrong usage that the grammar cannot see: a marked sentence with its values."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


class Workplace:
    """The arguments, and what they lead to. `texts` are the environment's until a company is open."""

    def __init__(self, args: argparse.Namespace, texts: Translator) -> None:
        self.args = args
        self.texts = texts
        self._log: log.Log | None = None
        self._closing: list[Callable[[], None]] = []

    @property
    def folder(self) -> Path:
        """Where the workplace's own file lies, and the company's data if they are a file."""
        return self.args.data or places.default_data()

    def open(self, *, attended: bool = True) -> Context:
        """A context on the company's database. Raises UserError or EnvironmentTrouble if it cannot be had."""
        # SQLAlchemy is loaded here and not for a usage error.
        from hotline_desk.services.access import open_context
        from hotline_desk.store.engine import database_url
        from hotline_desk.store.local import Local
        from hotline_desk.store.opening import open_store

        url = database_url(self.args.data, self.args.database)
        try:
            store = open_store(url)
        except UserError as problem:
            if problem.id != "store.older":
                raise
            # Alembic is loaded only by the one start that upgrades.
            from hotline_desk.store.migrate import open_upgraded

            store = open_upgraded(url)
        self.closing(store.close)
        self.begin_log()
        local = Local(self.folder)
        self.closing(local.close)
        context = open_context(store, local, self.args.user, attended=attended)
        self.texts = context.texts
        return context

    def closing(self, close: Callable[[], None]) -> None:
        """Has this called at the end of the command."""
        self._closing.append(close)

    def begin_log(self) -> None:
        """From now on the log is kept in the folder, which is made if need be."""
        if self._log is None:
            self._log = log.install(self.folder, "cli", stderr=False)

    def log_place(self) -> Path | None:
        """The log's file, begun now unless there is no folder for it."""
        if self._log is None and self.folder.is_dir():
            self.begin_log()
        return self._log.file if self._log else None

    def close(self) -> None:
        """Gives everything back."""
        while self._closing:
            self._closing.pop()()
        if self._log is not None:
            self._log.uninstall()
