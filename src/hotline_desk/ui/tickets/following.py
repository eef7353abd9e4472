"""The shell's way to follow changes, under the name by which the frames of tickets know it."""

from hotline_desk.ui.shell.following import Following

__all__ = ["Following"]
