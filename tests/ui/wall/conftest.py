"""The desk of the shell's tests serves here too."""

from tests.ui.shell.conftest import desk, make_desk, shell

__all__ = ["desk", "make_desk", "shell"]
