"""The frames of categories and text blocks by their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.services.context import Context
from hotline_desk.ui.knowledge.blocks import TextBlocksFrame
from hotline_desk.ui.knowledge.categories import CategoriesFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the frames of this package known."""
    windows.register("categories", partial(CategoriesFrame, shell, ctx, changes))
    windows.register("blocks", partial(TextBlocksFrame, shell, ctx, changes))
