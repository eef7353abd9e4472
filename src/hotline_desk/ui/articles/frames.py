"""The frames of articles by their kinds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hotline_desk.services.context import Context
from hotline_desk.ui.articles.articles import ArticlesFrame
from hotline_desk.ui.articles.price_lists import PriceListsFrame
from hotline_desk.ui.articles.tax_rates import TaxRatesFrame
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.windows import Windows


def register(windows: Windows, shell: Shell, ctx: Callable[[], Context], changes: Changes) -> None:
    """Makes the frames of this package known."""
    windows.register("articles", partial(ArticlesFrame, shell, ctx, changes))
    windows.register("price_lists", partial(PriceListsFrame, shell, ctx, changes))
    windows.register("tax_rates", partial(TaxRatesFrame, shell, ctx, changes))
