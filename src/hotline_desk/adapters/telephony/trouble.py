"""Why a line cannot be opened, in a way that can be said to people."""

from __future__ import annotations


class LineTrouble(OSError):
    """`id` is a key of ERRORS, `values` what its sentence needs; the text is for the log."""

    def __init__(self, id: str, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.id = id
        self.values = tuple((key, str(value)) for key, value in {"reason": reason, **values}.items())
