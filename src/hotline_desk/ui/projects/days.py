"""Fields for days and times as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from hotline_desk.domain.dates import read_moment
from hotline_desk.domain.workdays import WorkCalendar, work_calendar
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.forms import TypedField
from hotline_desk.ui.shell.moments import local_now
from hotline_desk.ui.shell.shell import Shell


def now_of(ctx: Context) -> datetime:
    """The naive wall clock of the company."""
    return local_now(ctx.clock.now(), ctx.zone)


def days_of(ctx: Context) -> WorkCalendar:
    """On which days and from when the company works."""
    return work_calendar(ctx.settings)


class MomentField(TypedField[datetime]):
    """A local time: fri 14:30, tomorrow 9. Empty is none."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(lambda text: read_moment(text, now_of(ctx()), days_of(ctx())),
                         lambda value: shown(shell, value))
        shell.texts.follow(self, lambda living: living.set_value(living.value()))


class DayField(TypedField[date]):
    """A day. Empty is none."""

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(lambda text: read_moment(text, now_of(ctx()), days_of(ctx())).date(), shell.texts.day)
        shell.texts.follow(self, lambda living: living.set_value(living.value()))


def shown(shell: Shell, local: datetime) -> str:
    """A local time as it can be typed again."""
    return f"{shell.texts.day(local.date())} {local:%H:%M}"
