"""Articles: what is sold, by which unit, at which price."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.articles import UNIT_NAMES, Article
from hotline_desk.services.articles import list_articles, save_article
from hotline_desk.services.context import Context
from hotline_desk.ui.shell.amounts import PRICE, RATE, AmountField, show_amount
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.records import RecordsFrame
from hotline_desk.ui.shell.shell import Shell

_USUAL_RATE_BP = 1900


class ArticlesFrame(RecordsFrame):
    """The list of articles with its form."""

    icon_name = "package"
    help_page = "articles"
    comfortable = QSize(820, 520)
    heading = N_("Articles")
    form_title = N_("Article")
    empty = N_("There are no articles yet. Billing needs at least one for telephone support. “New entry” makes one.")
    changed_kinds = frozenset({"article"})

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        self._ctx = ctx
        super().__init__(shell, changes, uid, writable=permitted(ctx().user.role, "master.edit"))

    def columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("number", N_("Number"), lambda a: a.number, width=10, bold=True),
            Column("name", N_("Name"), lambda a: a.name, width=26, stretch=True,
                   icon=lambda a: "archive" if a.archived else "", color=lambda a: "muted" if a.archived else ""),
            Column("unit", N_("Unit"), lambda a: texts.tr(UNIT_NAMES[a.unit]), width=14, rank=1),
            Column("price", N_("Price"), lambda a: show_amount(texts, a.price_e4, PRICE, 2), width=12, align="right",
                   sort=lambda a: a.price_e4),
            Column("kind", N_("Price is"), lambda a: texts.tr("gross") if a.gross_price else texts.tr("net"), width=8,
                   rank=2),
            Column("rate", N_("VAT"), lambda a: texts.percent(a.tax_rate_bp), width=8, align="right",
                   sort=lambda a: a.tax_rate_bp),
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
        form.row("price", N_("Pri&ce"), self.price)
        form.row("rate", N_("Tax r&ate"), self.rate)
        form.wide(self.gross)
        self.shell.texts.bind(self.rate.setPlaceholderText, N_("per cent"))
        for name, field in (("price", self.price), ("rate", self.rate)):
            field.misread.connect(lambda problem, name=name: form.show_problem(problem, name))
        return self.number

    def read(self, archived: bool) -> Sequence[Article]:
        return list_articles(self._ctx(), archived)

    def fill(self, record: Article | None) -> None:
        shown = record or Article("", "", "", "hour", 0, _USUAL_RATE_BP)
        self.number.setText(shown.number)
        self.name.setText(shown.name)
        self.unit.set_code(shown.unit)
        self.price.set_value(shown.price_e4 if record else None)
        self.rate.set_value(shown.tax_rate_bp)
        self.gross.setChecked(shown.gross_price)

    def taken(self, record: Article | None) -> Article:
        price, rate = self.price.taken(), self.rate.taken()
        if price is None:
            raise UserError("value.missing", field=N_("Price"))
        if rate is None:
            raise UserError("value.missing", field=N_("Tax rate"))
        before = record or Article("", "", "", "hour", 0, 0)
        return replace(before, number=self.number.text(), name=self.name.text(), unit=self.unit.code(),
                       price_e4=price, tax_rate_bp=rate, gross_price=self.gross.isChecked())

    def store(self, record: Article) -> str:
        return save_article(self._ctx(), record)

    def put_away(self, record: Article, archived: bool) -> None:
        save_article(self._ctx(), replace(record, archived=archived))
