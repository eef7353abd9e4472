"""The first step: which days are billed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.dates import read_moment
from hotline_desk.ui.shell.forms import ChoiceBox, TypedField
from hotline_desk.ui.shell.shell import Shell

LAST_MONTH, THIS_MONTH, LAST_QUARTER, LAST_YEAR, OWN = "last_month", "this_month", "last_quarter", "last_year", "own"
_CHOICES = (
    (LAST_MONTH, N_("Last month")), (THIS_MONTH, N_("This month")), (LAST_QUARTER, N_("Last quarter")),
    (LAST_YEAR, N_("Last year")), (OWN, N_("Own period")),
)
_AHEAD = timedelta(days=62)

Period = tuple[date, date]


def month_of(day: date) -> Period:
    """First and last day of the month of a day."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def quick_period(code: str, today: date) -> Period | None:
    """The days a quick choice means, seen from today; None for an own period."""
    before = today.replace(day=1) - timedelta(days=1)
    if code == LAST_MONTH:
        return month_of(before)
    if code == THIS_MONTH:
        return month_of(today)
    if code == LAST_QUARTER:
        end = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - timedelta(days=1)
        return date(end.year, end.month - 2, 1), end
    if code == LAST_YEAR:
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    return None


def read_past_day(text: str, today: date) -> date:
    """The day that `text` means; one without a year that lies far ahead is taken as the last such day.

    Raises UserError for what is no day.
    """
    day = read_moment(text, datetime.combine(today, time(12))).date()
    if day > today + _AHEAD and str(day.year) not in text:
        day = day.replace(year=day.year - 1)
    return day


class PeriodBar(QWidget):
    """Quick choices and two days. `changed` comes when a new period stands there."""

    changed = Signal()

    def __init__(self, shell: Shell, today: Callable[[], date]) -> None:
        super().__init__()
        self._shell, self._today = shell, today
        self.quick = ChoiceBox(shell, _CHOICES)
        self.first = self._day_field(N_("From"))
        self.last = self._day_field(N_("To"))
        self.problem = QLabel()
        self.problem.setProperty("role", "danger")
        self.problem.hide()
        shell.texts.bind(self.quick.setAccessibleName, N_("Period"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.quick, self.first, QLabel("–"), self.last):
            row.addWidget(widget)
        row.addWidget(self.problem, 1)
        row.addStretch(0)
        self.quick.code_changed.connect(self._chosen)
        self.set_quick(LAST_MONTH)
        self.setFocusProxy(self.quick)

    def _day_field(self, name: str) -> TypedField[date]:
        field = TypedField(lambda text: read_past_day(text, self._today()), self._shell.texts.day)
        field.setMaximumWidth(self._shell.theme.line_height() * 7)
        self._shell.texts.bind(field.setAccessibleName, name)
        self._shell.texts.follow(field, lambda living: living.set_value(living.value()))
        field.value_changed.connect(self._typed)
        field.misread.connect(self._misread)
        return field

    def set_quick(self, code: str) -> None:
        """Chooses one of the quick periods without telling anybody."""
        self.quick.set_code(code)
        period = quick_period(code, self._today())
        if period is not None:
            self.set_period(*period)

    def set_period(self, first: date, last: date) -> None:
        """Shows two days without telling anybody."""
        self.first.set_value(first)
        self.last.set_value(last)
        self._say(None)

    def period(self) -> Period | None:
        """Both days; None, with a sentence beside the fields, if they are no period."""
        for field in (self.first, self.last):
            if not field.take():
                return None
        first, last = self.first.value(), self.last.value()
        if first is None or last is None:
            self._say(UserError("value.missing", field=N_("From") if first is None else N_("To")))
            return None
        if last < first:
            self._say(UserError("billing.period"))
            return None
        self._say(None)
        return first, last

    def _chosen(self, code: str) -> None:
        period = quick_period(code, self._today())
        if period is None:
            self.first.setFocus()
            return
        self.set_period(*period)
        self.changed.emit()

    def _typed(self, _value: object) -> None:
        self.quick.set_code(OWN)
        if self.period() is not None:
            self.changed.emit()

    def _misread(self, problem: object) -> None:
        if isinstance(problem, UserError):
            self._say(problem)

    def _say(self, problem: UserError | None) -> None:
        text = "" if problem is None else self._shell.messages.sentence(problem)
        self.problem.setText(text)
        self.problem.setToolTip(text)
        self.problem.setVisible(bool(text))
        self.first.setAccessibleDescription(text)
