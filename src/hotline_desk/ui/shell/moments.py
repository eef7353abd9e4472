"""Agreed times of the company's zone, as they are said."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from hotline_desk.ui.shell.texts import Texts


def local_now(instant: datetime, zone: str) -> datetime:
    """The naive wall clock of the zone at an instant."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def here_now(instant: datetime, zone: str) -> datetime:
    """The same with its zone: hours ahead of it are hours that pass, also where the clocks change."""
    return instant.astimezone(ZoneInfo(zone))


def spoken(texts: Texts, local: datetime) -> str:
    """"Mo 23.11.2026 09:00" of a naive local time."""
    day = QLocale(texts.translator.locale).dayName(local.isoweekday(), QLocale.FormatType.ShortFormat).rstrip(".")
    return f"{day} {texts.day(local.date())} {local:%H:%M}"
