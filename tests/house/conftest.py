"""What the tests of the source hold while they read it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tests.house.source import tree


@pytest.fixture(scope="module", autouse=True)
def _trees() -> Iterator[None]:
    """The parsed files go after each module, a quarter of a gigabyte; no round of garbage goes through them."""
    gc.disable()
    yield
    tree.cache_clear()
    gc.enable()
