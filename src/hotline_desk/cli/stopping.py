"""A command that ends cleanly: SIGINT and SIGTERM ask it to, instead of tearing it apart."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def stop_by_signal() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; afterwards they do what they did before."""
    stopping = threading.Event()
    names = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(name, lambda *_: stopping.set()) for name in names]
    try:
        yield stopping
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)
