"""What the reliability tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.reliability.nursery import Nursery, nursery_in


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Where processes come from that may be killed."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    with nursery_in(tmp_path_factory.mktemp("nursery")) as nursery:
        yield nursery
