"""Articles: what is sold, by which unit, at which price from which day on, with which tax."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.articles import (
    STANDARD,
    TAX_NAMES,
    UNIT_NAMES,
    Article,
    ArticlePrice,
    TaxRate,
    price_on,
    rate_on,
)
from hotline_desk.services.articles import list_articles, list_tax_rates, prices_of, save_article
from hotline_desk.services.context import Context
from hotline_desk.ui.articles.tables import VersionsModel
from hotline_desk.ui.shell.amounts import PRICE, RATE, AmountField, show_amount
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.entry_table import EntryTable
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.records import RecordsFrame
from hotline_desk.ui.shell.shell import Shell

_USUAL_RATE_BP = 1900


class ArticlesFrame(RecordsFrame):
    """The list of articles with its form."""

    icon_name = "package"
    help_page = "articles"
    comfortable = QSize(860, 620)
    heading = N_("Articles")
    form_title = N_("Article")
    empty = N_("There are no articles yet. Billing needs at least one for telephone support. “New entry” makes one.")
    changed_kinds = frozenset({"article"})

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        self._ctx = ctx
        self._rates: tuple[TaxRate, ...] = ()
        self._prices: dict[str, tuple[ArticlePrice, ...]] = {}
        super().__init__(shell, changes, uid, writable=permitted(ctx().user.role, "master.edit"))

    def columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("number", N_("Number"), lambda a: a.number, width=10, bold=True),
            Column("name", N_("Name"), lambda a: a.name, width=26, stretch=True,
                   icon=lambda a: "archive" if a.archived else "", color=lambda a: "muted" if a.archived else ""),
            Column("unit", N_("Unit"), lambda a: texts.tr(UNIT_NAMES[a.unit]), width=14, rank=1),
            Column("price", N_("Price"), lambda a: show_amount(texts, self._price(a)[0], PRICE, 2), width=12,
                   align="right", sort=lambda a: self._price(a)[0]),
            Column("kind", N_("Price is"), lambda a: texts.tr("gross") if self._price(a)[1] else texts.tr("net"),
                   width=8, rank=2),
            Column("next", N_("Next price from"), lambda a: texts.day(self._next(a)), width=14, rank=3,
                   sort=lambda a: self._next(a) or date.max),
            Column("rate", N_("VAT"), lambda a: texts.percent(self._rate(a)), width=8, align="right",
                   sort=self._rate),
        )

    def build_form(self, form: Form) -> QWidget:
        self.number = QLineEdit()
        self.name = QLineEdit()
        self.unit = ChoiceBox(self.shell, UNIT_NAMES.items())
        self.price = AmountField(self.shell, PRICE, N_("Price"))
        self.rate = AmountField(self.shell, RATE, N_("Tax rate"), places=0)
        self.gross = QCheckBox()
        self.shell.texts.bind(self.gross.setText, N_("The &price contains VAT (for consumers)"))
        form.row("number", N_("N&umber"), self.number)
        form.row("name", N_("&Name"), self.name)
        form.row("unit", N_("Un&it"), self.unit)
        self.tax = QComboBox()
        self.tax.activated.connect(lambda _n: self._show_tax())
        form.row("price", N_("Pri&ce"), self.price)
        form.wide(self.gross)
        form.row("tax", N_("Ta&x"), self.tax)
        form.row("rate", N_("Tax r&ate"), self.rate)
        self.versions = VersionsModel(self.shell, self._ctx)
        self.versions.setParent(self)
        self.versions.writable = self.writable
        self.versions.misread.connect(self.shell.messages.trouble)
        self.table = EntryTable(self.shell, self.versions, (16, 14, 10), stretch=0)
        self.table.setFixedHeight(self.shell.theme.row_height() * 5)
        self.shell.texts.bind(self.table.setAccessibleName, N_("Prices from days on"))
        form.row("versions", N_("Other prices from"), self.table)
        self.shell.texts.bind(self.rate.setPlaceholderText, N_("per cent"))
        for name, field in (("price", self.price), ("rate", self.rate)):
            field.misread.connect(lambda problem, name=name: form.show_problem(problem, name))
        return self.number

    def _today(self) -> date:
        ctx = self._ctx()
        return local_day(ctx.clock.now(), ctx.zone)

    def _price(self, article: Article) -> tuple[int, bool]:
        """The price of today, and whether it is gross."""
        return price_on(article, self._today(), self._prices.get(article.number, ()))

    def _next(self, article: Article) -> date | None:
        today = self._today()
        return min((p.valid_from for p in self._prices.get(article.number, ()) if p.valid_from > today), default=None)

    def _rate(self, article: Article) -> int:
        return rate_on(article, self._today(), self._rates)

    def read(self, archived: bool) -> Sequence[Article]:
        ctx = self._ctx()
        self._rates, self._prices = list_tax_rates(ctx), prices_of(ctx)
        return list_articles(ctx, archived)

    def fill(self, record: Article | None) -> None:
        shown = record or Article("", "", "", "hour", 0, _USUAL_RATE_BP, tax_code=self._usual_code())
        self.number.setText(shown.number)
        self.name.setText(shown.name)
        self.unit.set_code(shown.unit)
        self.price.set_value(shown.price_e4 if record else None)
        self.rate.set_value(shown.tax_rate_bp)
        self.gross.setChecked(shown.gross_price)
        self.versions.show(self._prices.get(shown.number, ()) if record else ())
        self._fill_tax(shown.tax_code)

    def _usual_code(self) -> str:
        return STANDARD if any(rate.code == STANDARD for rate in self._rates) else ""

    def _fill_tax(self, chosen: str) -> None:
        """Each code with what it means today, and a rate of the article's own."""
        texts = self.shell.texts
        self.tax.clear()
        for code in dict.fromkeys((*TAX_NAMES, *(rate.code for rate in self._rates))):
            if any(rate.code == code for rate in self._rates):
                today = rate_on(Article("", "", "", "hour", 0, 0, tax_code=code), self._today(), self._rates)
                name = texts.tr(TAX_NAMES[code]) if code in TAX_NAMES else code
                self.tax.addItem(texts.tr("{name}, {rate} today", name=name, rate=texts.percent(today)), code)
        self.tax.addItem(texts.tr("a rate of its own"), "")
        self.tax.setCurrentIndex(max(0, self.tax.findData(chosen)))
        self._show_tax()

    def _show_tax(self) -> None:
        self.form.show_row("rate", not self.tax.currentData())

    def taken(self, record: Article | None) -> Article:
        self.number.setFocus()  # a cell that is being typed into is taken
        price, rate, code = self.price.taken(), self.rate.taken(), str(self.tax.currentData() or "")
        if price is None:
            raise UserError("value.missing", field=N_("Price"))
        if rate is None and not code:
            raise UserError("value.missing", field=N_("Tax rate"))
        before = record or Article("", "", "", "hour", 0, _USUAL_RATE_BP)
        after = replace(before, number=self.number.text(), name=self.name.text(), unit=self.unit.code(),
                        price_e4=price, gross_price=self.gross.isChecked(), tax_code=code)
        # What the code means now stays at the article, for days before the first of its rates.
        return replace(after, tax_rate_bp=self._rate(after) if code else rate or 0)

    def store(self, record: Article) -> str:
        return save_article(self._ctx(), record, list(self.versions.prices))

    def put_away(self, record: Article, archived: bool) -> None:
        save_article(self._ctx(), replace(record, archived=archived))
