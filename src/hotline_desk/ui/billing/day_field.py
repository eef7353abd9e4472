"""Fields of billing for days and for whole numbers, as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.dates import read_moment
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.forms import TypedField
from hotline_desk.ui.shell.shell import Shell


class DayField(TypedField[date]):
    """A day like 1.1.27, mo, KW 49; empty means none."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(lambda text: _day(text, ctx()), shell.texts.day)
        shell.texts.follow(self, lambda living: living.set_value(living.value()))


class CountField(TypedField[int]):
    """A whole number from 0 to `most`; `name` stands in sentences."""

    def __init__(self, name: str, most: int, least: int = 0) -> None:
        super().__init__(lambda text: _count(text, name, most, least), str)


def _day(text: str, ctx: Context) -> date:
    return read_moment(text, ctx.clock.now().astimezone(ZoneInfo(ctx.zone))).date()


def _count(text: str, name: str, most: int, least: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise UserError("value.invalid", field=name, value=text, hint=N_("Write a whole number."))
    return int(text)
