"""Tables of a service calendar: times with a surcharge of their own, and own closed days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.service_week import WEEK_SHORT, read_clock, read_date, read_days, show_date, show_days
from hotline_desk.ui.shell.amounts import RATE, read_amount
from hotline_desk.ui.shell.entry_table import EntryModel
from hotline_desk.ui.shell.shell import Shell


def percent_text(percent: object) -> str:
    """A kept percentage as it is shown: "50"."""
    return str(percent or "")


def read_percent(text: str) -> str:
    """A percentage as it is kept. Raises UserError for what is none."""
    from_points = read_amount(text, RATE, N_("Surcharge"))
    whole, part = divmod(from_points, RATE)
    return str(whole) if not part else f"{whole}.{part:02}".rstrip("0")


class _Model(EntryModel):
    """`misread` comes with what cannot be read; the cell then stays as it was."""

    misread = Signal(object)

    def take(self, row: int, column: int, text: str) -> None:
        """Puts a text into a cell; raises UserError."""
        raise LookupError("take")

    def change(self, row: int, column: int, value: Any) -> None:
        try:
            self.take(row, column, str(value).strip())
        except UserError as problem:
            self.misread.emit(problem)


@dataclass
class Band:
    """A band while being typed."""

    name: str = ""
    days: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    begin: str = "20:00"
    end: str = "06:00"
    percent: str = "50"


class BandsModel(_Model):
    """Nights, Saturdays, 24 and 31 December from noon."""

    titles = (N_("Name"), N_("Days"), N_("From"), N_("To"), N_("Surcharge, %"))

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._bands: list[Band] = []

    def show(self, bands: Sequence[Mapping[str, Any]]) -> None:
        """Shows bands as a calendar keeps them."""
        self._bands = [Band(b["name"], tuple(b.get("days") or ()), tuple(b.get("dates") or ()), b["from"], b["to"],
                            str(b["percent"])) for b in bands]
        self.show_again()

    def kept(self) -> tuple[dict[str, Any], ...]:
        """The bands as a calendar keeps them."""
        return tuple({"name": b.name, "days": list(b.days), **({"dates": list(b.dates)} if b.dates else {}),
                      "from": b.begin, "to": b.end, "percent": b.percent} for b in self._bands)

    def count(self) -> int:
        return len(self._bands)

    def text(self, row: int, column: int) -> str:
        if row >= len(self._bands):
            return ""
        band, names = self._bands[row], {code: self.shell.texts.tr(name) for code, name in WEEK_SHORT.items()}
        return (band.name, show_days(band.days, band.dates, names), band.begin, band.end,
                percent_text(band.percent))[column]

    def take(self, row: int, column: int, text: str) -> None:
        band = self._bands[row] if row < len(self._bands) else Band()
        if column == 0:
            band.name = text
        elif column == 1:
            band.days, band.dates = read_days(text)
        elif column == 2:
            band.begin = read_clock(text)
        elif column == 3:
            band.end = read_clock(text)
        else:
            band.percent = read_percent(text)
        self._bands[row:row + 1] = [band]

    def remove(self, row: int) -> None:
        del self._bands[row]


class ClosedModel(_Model):
    """Own days without service."""

    titles = (N_("Day"), N_("Why"))

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._days: list[tuple[str, str]] = []

    def show(self, closed: Sequence[Mapping[str, Any]]) -> None:
        """Shows closed days as a calendar keeps them."""
        self._days = [(day["date"], day.get("name", "")) for day in closed]
        self.show_again()

    def kept(self) -> tuple[dict[str, Any], ...]:
        """The days as a calendar keeps them; a line without a day is none."""
        return tuple({"date": day, "name": name} for day, name in self._days if day)

    def count(self) -> int:
        return len(self._days)

    def text(self, row: int, column: int) -> str:
        if row >= len(self._days):
            return ""
        day, name = self._days[row]
        return (show_date(day) if day else "", name)[column]

    def take(self, row: int, column: int, text: str) -> None:
        day, name = self._days[row] if row < len(self._days) else ("", "")
        self._days[row:row + 1] = [(read_date(text), name) if column == 0 else (day, text)]

    def remove(self, row: int) -> None:
        del self._days[row]


