"""Many changes to widgets in sight, laid out once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QWidget


@contextmanager
def laid_out_once(*widgets: QWidget) -> Iterator[None]:
    """What comes and goes inside these, from the outermost on, moves the rest at the end and not each time."""
    layouts = [layout for widget in widgets if (layout := widget.layout()) is not None and layout.isEnabled()]
    for layout in layouts:
        layout.setEnabled(False)
    try:
        yield
    finally:
        for layout in layouts:
            layout.setEnabled(True)
        for layout in layouts:
            layout.activate()
