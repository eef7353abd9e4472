"""A keyring for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from hotline_desk.adapters import secrets


class InMemory(KeyringBackend):
    """Forgets everything with the test; `asked` counts who wants to know."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError(username)
        del self.kept[service, username]

    @contextmanager
    def in_use(self) -> Iterator[InMemory]:
        """In the place of the system's keyring."""
        before = keyring.get_keyring()
        keyring.set_keyring(self)
        secrets._of_keyring.cache_clear()
        try:
            yield self
        finally:
            keyring.set_keyring(before)
            secrets._of_keyring.cache_clear()
