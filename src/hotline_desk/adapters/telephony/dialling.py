"""Calls that the desk asks a telephone system to make."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DialOrder:
    """A call to be made from the telephone at `extension`; `number` as it is dialled, prefix for outside included.

    `ref` names the call: an exchange that lets itself be told uses it as the name of the call.
    """

    ref: str
    number: str
    extension: str
