"""Numbers whose calls make neither ticket nor popup, because somebody said that they advertise."""

from __future__ import annotations

from hotline_desk.services.access import store_setting
from hotline_desk.store.access import stored_setting
from hotline_desk.store.engine import Tx

_SILENT = "calls.silent_numbers"


def silent_numbers(tx: Tx) -> list[str]:
    """A shared step: all of them."""
    return list(stored_setting(tx.session, "", _SILENT, []))


def silence(tx: Tx, number: str) -> None:
    """A shared step: this number rings no more."""
    silent = silent_numbers(tx)
    if number not in silent:
        _keep(tx, [*silent, number])


def let_ring(tx: Tx, number: str) -> None:
    """A shared step: this number rings again."""
    silent = silent_numbers(tx)
    if number in silent:
        _keep(tx, [each for each in silent if each != number])


def _keep(tx: Tx, numbers: list[str]) -> None:
    store_setting(tx, "", _SILENT, numbers)
    tx.changed("settings", _SILENT)
