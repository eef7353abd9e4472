"""A field for a day as people type it: 1.1.27, 2812, mo, morgen, KW 49."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from hotline_desk.domain.dates import read_moment
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.forms import TypedField
from hotline_desk.ui.shell.shell import Shell


class DayField(TypedField[date]):
    """Empty means no day."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(lambda text: _read(text, ctx()), shell.texts.day)
        shell.texts.follow(self, lambda living: living.set_value(living.value()))


def _read(text: str, ctx: Context) -> date:
    return read_moment(text, ctx.clock.now().astimezone(ZoneInfo(ctx.zone))).date()
