"""The frames of each subject: where their modules are, and which actions open them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

_SUBJECTS = ("start", "calls", "tickets", "knowledge", "addresses", "articles", "contracts", "access", "billing",
             "notices", "projects", "shifts", "settings", "setup", "help", "wall")
OPENS = {"telephone.connect": "connect", "addresses.takeover": "takeover", "appointment.new": "appointment"}
"""Actions that open a frame without being called by its kind; "<kind>.open" opens any other."""


def modules() -> Iterator[ModuleType]:
    """The modules that register the frames of each subject, loaded one by one as they are asked for."""
    return (import_module(f"hotline_desk.ui.{subject}.frames") for subject in _SUBJECTS)
