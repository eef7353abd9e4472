"""A company on a disk, for tests that do something to the disk."""

from __future__ import annotations

import os

import pytest
from sqlalchemy.engine import URL

from hotline_desk.core.clock import SetClock
from hotline_desk.services.access import found_company
from hotline_desk.store.opening import open_store
from tests.store_fixtures import COMPANY, NOW

as_root = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can mount a disk or be another")


def founded(url: URL) -> None:
    """Makes Anna's company in an empty store."""
    store = open_store(url)
    found_company(store, COMPANY, "anna", "Anna", SetClock(NOW))
    store.close()
