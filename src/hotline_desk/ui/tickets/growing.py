"""Frames that are made part by part, so that nobody waits for the whole."""

from __future__ import annotations

from hotline_desk.ui.shell.frame import Frame


class GrowingFrame(Frame):
    """A frame that is made part by part."""

    help_page = "index"

    def grow(self) -> bool:
        """Makes the next part; False when it is whole."""
        return False

    def prepare(self) -> None:
        """It is whole and waits to be opened: reads what can be known before."""
