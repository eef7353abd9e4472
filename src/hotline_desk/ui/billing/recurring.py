"""Invoices that come again: a list, and below it the form of one with its lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.billing.by_hand import HandMade
from hotline_desk.domain.billing.values import INVOICE
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.billing.recurring import Made, Recurring, list_recurring, make_due, save_recurring
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.day_field import CountField, DayField
from hotline_desk.ui.billing.lines_editor import LinesEditor
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.forms import ChoiceBox, Form, SearchField
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.records import RecordsFrame
from hotline_desk.ui.shell.shell import Shell

_HITS = 12
_AHEAD, _BEHIND = "ahead", "behind"
_MONTHS = N_("Every so many months")


class RecurringFrame(RecordsFrame):
    """The list of recurring invoices."""

    icon_name = "repeat"
    help_page = "offers"
    comfortable = QSize(920, 640)
    heading = N_("Recurring invoices")
    form_title = N_("Recurring invoice")
    empty = N_("No invoice comes again by itself yet. “New entry” makes one: maintenance by the quarter, for example.")
    changed_kinds = frozenset({"recurring", "address"})

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        self._ctx = ctx
        super().__init__(shell, changes, uid, writable=permitted(ctx().user.role, "billing.issue"))
        self.bind({"recurring.make": self._make, **self.lines.handlers()})
        self.enable("recurring.make", self.writable)

    def columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("customer", N_("Customer"), lambda r: f"{r.address_number}  {r.address_name}", width=22,
                   stretch=True, sort=lambda r: r.address_name.casefold(),
                   color=lambda r: "muted" if r.archived else ""),
            Column("name", N_("Name"), lambda r: r.name, width=20, bold=True),
            Column("months", N_("Every"), lambda r: texts.trn("{n} month", "{n} months", r.months), width=10, rank=2,
                   sort=lambda r: r.months),
            Column("next", N_("Next on"), lambda r: texts.day(r.next_on), width=11, sort=lambda r: r.next_on),
            Column("last", N_("Until"), lambda r: texts.day(r.last_on) if r.last_on else "", width=11, rank=3,
                   sort=lambda r: r.last_on.toordinal() if r.last_on else 0),
            Column("net", N_("Net"), lambda r: texts.money(r.net_cents), width=11, align="right",
                   sort=lambda r: r.net_cents),
            Column("made", N_("Made as"), lambda r: texts.tr("final") if r.issue else texts.tr("draft"), width=9,
                   rank=1),
        )

    def build_form(self, form: Form) -> QWidget:
        shell = self.shell
        self.customer = SearchField(shell, self._search)
        self.name = QLineEdit()
        self.months = CountField(_MONTHS, 120, 1)
        self.next_on, self.last_on = DayField(shell, self._ctx), DayField(shell, self._ctx)
        self.ahead = ChoiceBox(shell, ((_AHEAD, N_("the months that begin then")),
                                       (_BEHIND, N_("the months that end then"))))
        self.issue = QCheckBox()
        shell.texts.bind(self.issue.setText, N_("&Issue at once, without a draft to look at"))
        self.lines = LinesEditor(shell, self._ctx, lambda: str(self.customer.value() or ""))
        self.lines.table.setMinimumHeight(shell.theme.line_height() * 5)
        for name, label, field in (("customer", N_("&Customer"), self.customer), ("name", N_("&Name"), self.name),
                                   ("months", N_("E&very so many months"), self.months),
                                   ("next", N_("Ne&xt on"), self.next_on),
                                   ("last", N_("La&st time until"), self.last_on),
                                   ("ahead", N_("Cha&rges"), self.ahead)):
            form.row(name, label, field)
        form.wide(self.issue)
        form.wide(self.lines)
        form.let_rows_wrap()
        shell.texts.bind(self.last_on.setPlaceholderText, N_("until further notice"))
        for name, field in (("months", self.months), ("next", self.next_on), ("last", self.last_on)):
            field.misread.connect(lambda problem, name=name: form.show_problem(problem, name))
        return self.customer

    def _search(self, text: str) -> list[tuple[str, Any]]:
        return [(f"{a.number}  {a.name}  {a.city}", a.uid) for a in search_addresses(self._ctx(), text, _HITS)]

    def read(self, archived: bool) -> Sequence[Recurring]:
        return list_recurring(self._ctx(), archived)

    def fill(self, record: Recurring | None) -> None:
        self.customer.set_value(f"{record.address_number}  {record.address_name}" if record else "",
                                record.made.address_uid if record else None)
        self.name.setText(record.name if record else "")
        self.months.set_value(record.months if record else 1)
        self.next_on.set_value(record.next_on if record else None)
        self.last_on.set_value(record.last_on if record else None)
        self.ahead.set_code(_AHEAD if record is None or record.ahead else _BEHIND)
        self.issue.setChecked(record.issue if record else False)
        self.lines.show(record.made.lines if record else ())

    def taken(self, record: Recurring | None) -> Recurring:
        for field in (self.months, self.next_on, self.last_on):
            if not field.take() and field.problem is not None:
                raise field.problem
        months, day = self.months.value(), self.next_on.value()
        if months is None:
            raise UserError("value.missing", field=_MONTHS)
        if day is None:
            raise UserError("value.missing", field=N_("Next on"))
        made = replace(record.made if record else HandMade(INVOICE), address_uid=str(self.customer.value() or ""),
                       lines=self.lines.lines())
        before = record or Recurring("", made, "", months, day)
        return replace(before, made=made, name=self.name.text(), months=months, next_on=day,
                       last_on=self.last_on.value(), issue=self.issue.isChecked(), ahead=self.ahead.code() == _AHEAD)

    def store(self, record: Recurring) -> str:
        return save_recurring(self._ctx(), record)

    def put_away(self, record: Recurring, archived: bool) -> None:
        save_recurring(self._ctx(), replace(record, archived=archived))

    def _make(self) -> None:
        self.shell.background.write(self, make_due, self._ctx(), done=lambda made: tell(self.shell, made))


def tell(shell: Shell, made: Made, quiet: bool = False) -> None:
    """Says what was made; with `quiet` nothing is said if there was nothing to make."""
    texts, count = shell.texts, len(made.numbers) + len(made.drafts)
    for _uid, problem in made.troubles[:1]:
        shell.messages.trouble(problem)
    if count:
        said = texts.trn("{n} recurring invoice was made.", "{n} recurring invoices were made.", count)
        shell.messages.say(said, "success", key="recurring.made", action_text=texts.tr("Show them"),
                           action=lambda: shell.windows.open("documents"))
    elif not quiet and not made.troubles:
        shell.messages.say(texts.tr("No recurring invoice is due."), "note", key="recurring.made", seconds=4)
