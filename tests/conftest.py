"""Rules for every test: no unexpected warning in the log, no Qt message, no window on the real screen."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before anything imports Qt: tests never open windows on the screen of whoever runs them.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Nor do they touch this person's data.
os.environ.pop("HOTLINE_DESK_DATA", None)
# Nor this person's secrets.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

pytest_plugins = ["tests.compiled_once", "tests.postgres", "tests.spreading"]
if (Path(__file__).parent / "store_fixtures.py").exists():
    pytest_plugins.append("tests.store_fixtures")


class _Overheard(logging.Handler):
    """Keeps what our own loggers say from WARNING on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning in the log fails the test unless `@pytest.mark.logs("pattern")` announces it; then it must come."""
    patterns = [pattern for marker in request.node.iter_markers("logs") for pattern in marker.args]
    overheard = _Overheard()
    ours = logging.getLogger("hotline_desk")
    ours.addHandler(overheard)
    try:
        yield
    finally:
        ours.removeHandler(overheard)
    unexpected = [line for line in overheard.lines if not any(re.search(p, line) for p in patterns)]
    missing = [p for p in patterns if not any(re.search(p, line) for line in overheard.lines)]
    if unexpected:
        pytest.fail("unexpected in the log:\n" + "\n".join(unexpected), pytrace=False)
    if missing:
        pytest.fail(f"not in the log: {missing}; there were: {overheard.lines}", pytrace=False)
