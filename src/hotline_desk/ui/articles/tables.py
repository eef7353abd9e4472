"""Tables to type into: prices from days on, entries of a price list, rates of tax."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import Team
from hotline_desk.domain.articles import TAX_NAMES, Article, ArticlePrice, PriceListEntry, TaxRate
from hotline_desk.domain.dates import read_moment
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.amounts import PRICE, RATE, read_amount, show_amount
from hotline_desk.ui.shell.entry_table import Choice, EntryModel
from hotline_desk.ui.shell.shell import Shell


class DatedModel(EntryModel):
    """Rows with days and amounts. `misread` comes with what cannot be read; the cell then stays as it was."""

    misread = Signal(object)

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(shell)
        self.ctx = ctx

    def today(self) -> date:
        """The company's day."""
        ctx = self.ctx()
        return ctx.clock.now().astimezone(ZoneInfo(ctx.zone)).date()

    def day(self, text: str) -> date:
        """A day as people type it. Raises UserError."""
        ctx = self.ctx()
        return read_moment(text, ctx.clock.now().astimezone(ZoneInfo(ctx.zone))).date()

    def take(self, row: int, column: int, value: Any) -> None:
        """Puts a value into a cell; raises UserError for one that cannot be read."""
        raise LookupError("take")

    def change(self, row: int, column: int, value: Any) -> None:
        try:
            self.take(row, column, value)
        except UserError as problem:
            self.misread.emit(problem)


class VersionsModel(DatedModel):
    """The prices of one article from days on."""

    titles = (N_("From"), N_("Price"), N_("Price is"))

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(shell, ctx)
        self.prices: list[ArticlePrice] = []

    def show(self, prices: Sequence[ArticlePrice]) -> None:
        """Shows these."""
        self.prices = list(prices)
        self.show_again()

    def count(self) -> int:
        return len(self.prices)

    def text(self, row: int, column: int) -> str:
        if row >= len(self.prices):
            return ""
        texts, price = self.shell.texts, self.prices[row]
        return (texts.day(price.valid_from), show_amount(texts, price.price_e4, PRICE, 2),
                texts.tr("gross") if price.gross_price else texts.tr("net"))[column]

    def choices(self, row: int, column: int) -> Sequence[Choice]:
        tr = self.shell.texts.tr
        return ((False, tr("net")), (True, tr("gross"))) if column == 2 and row < len(self.prices) else ()

    def take(self, row: int, column: int, value: Any) -> None:
        price = self.prices[row] if row < len(self.prices) else ArticlePrice(self.today(), 0)
        if column == 0:
            price = replace(price, valid_from=self.day(str(value)))
        elif column == 1:
            price = replace(price, price_e4=read_amount(str(value), PRICE, N_("Price")))
        else:
            price = replace(price, gross_price=bool(value))
        self.prices[row:row + 1] = [price]

    def remove(self, row: int) -> None:
        del self.prices[row]


@dataclass
class Entry:
    """A price of a list while being typed."""

    article: str = ""
    price_e4: int | None = None
    valid_from: date | None = None
    team_uid: str | None = None


class EntriesModel(DatedModel):
    """The prices of a list: article, price, from when on, for which team."""

    titles = (N_("Article"), N_("List price"), N_("Price"), N_("From"), N_("Agents of"))

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(shell, ctx)
        self.entries: list[Entry] = []
        self._articles: dict[str, Article] = {}
        self._teams: dict[str, str] = {}

    def know(self, articles: Sequence[Article], teams: Sequence[Team]) -> None:
        """What can be chosen."""
        self._articles = {article.number: article for article in articles}
        self._teams = {team.uid: team.name for team in teams}
        self.show_again()

    def show(self, entries: Sequence[PriceListEntry]) -> None:
        """Shows these."""
        self.entries = [Entry(e.article_number, e.price_e4, e.valid_from, e.team_uid) for e in entries]
        self.show_again()

    def taken(self) -> tuple[PriceListEntry, ...]:
        """What was typed. Raises UserError for a line without an article or a price."""
        for entry in self.entries:
            if not entry.article:
                raise UserError("value.missing", field=N_("Article"))
            if entry.price_e4 is None:
                raise UserError("value.missing", field=N_("Price"))
        return tuple(PriceListEntry(e.article, e.price_e4 or 0, e.valid_from, e.team_uid) for e in self.entries)

    def count(self) -> int:
        return len(self.entries)

    def locked(self, column: int) -> bool:
        return column == 1

    def token(self, row: int, column: int) -> str:
        return "muted" if column == 1 else ""

    def text(self, row: int, column: int) -> str:
        if row >= len(self.entries):
            return ""
        texts, entry = self.shell.texts, self.entries[row]
        article = self._articles.get(entry.article)
        return (f"{article.number}  {article.name}" if article else entry.article,
                show_amount(texts, article.price_e4, PRICE, 2) if article else "",
                "" if entry.price_e4 is None else show_amount(texts, entry.price_e4, PRICE, 2),
                texts.day(entry.valid_from) if entry.valid_from else texts.tr("always"),
                self._teams.get(entry.team_uid or "", "") if entry.team_uid else texts.tr("all teams"))[column]

    def choices(self, row: int, column: int) -> Sequence[Choice]:
        if column == 0:
            return [(a.number, f"{a.number}  {a.name}") for a in self._articles.values()
                    if not a.archived or (row < len(self.entries) and self.entries[row].article == a.number)]
        if column == 4 and row < len(self.entries):
            return [("", self.shell.texts.tr("all teams")), *self._teams.items()]
        return ()

    def take(self, row: int, column: int, value: Any) -> None:
        entry = self.entries[row] if row < len(self.entries) else Entry()
        text = str(value or "").strip()
        if column == 0:
            entry.article = text
        elif column == 2:
            entry.price_e4 = read_amount(text, PRICE, N_("Price")) if text else None
        elif column == 3:
            always = not text or text == self.shell.texts.tr("always")
            entry.valid_from = None if always else self.day(text)
        else:
            entry.team_uid = text or None
        self.entries[row:row + 1] = [entry]

    def remove(self, row: int) -> None:
        del self.entries[row]


class RatesModel(DatedModel):
    """Rates of tax: code, from which day of service on, per cent."""

    titles = (N_("Tax code"), N_("Meaning"), N_("From the day of service"), N_("Rate"))

    def __init__(self, shell: Shell, ctx: Callable[[], Context]) -> None:
        super().__init__(shell, ctx)
        self.rates: list[TaxRate] = []

    def show(self, rates: Sequence[TaxRate]) -> None:
        """Shows these."""
        self.rates = list(rates)
        self.show_again()

    def count(self) -> int:
        return len(self.rates)

    def locked(self, column: int) -> bool:
        return column == 1

    def token(self, row: int, column: int) -> str:
        return "muted" if column == 1 or (row < len(self.rates) and not self._in_force(row)) else ""

    def _in_force(self, row: int) -> bool:
        """Whether this is what the code means today."""
        rate, today = self.rates[row], self.today()
        newest = max((r.valid_from for r in self.rates if r.code == rate.code and r.valid_from <= today), default=None)
        return rate.valid_from == newest or rate.valid_from > today

    def text(self, row: int, column: int) -> str:
        if row >= len(self.rates):
            return ""
        texts, rate = self.shell.texts, self.rates[row]
        name = TAX_NAMES.get(rate.code, "")
        return (rate.code, texts.tr(name) if name else "", texts.day(rate.valid_from),
                texts.percent(rate.rate_bp))[column]

    def take(self, row: int, column: int, value: Any) -> None:
        rate = self.rates[row] if row < len(self.rates) else TaxRate("", self.today(), 0)
        text = str(value).strip()
        if column == 0:
            rate = replace(rate, code=text)
        elif column == 2:
            rate = replace(rate, valid_from=self.day(text))
        else:
            rate = replace(rate, rate_bp=read_amount(text, RATE, N_("Tax rate")))
        self.rates[row:row + 1] = [rate]

    def remove(self, row: int) -> None:
        del self.rates[row]
