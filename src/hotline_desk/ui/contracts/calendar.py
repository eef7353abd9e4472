"""One service calendar: hours of the week, holidays, own closed days, surcharges, and the week as a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from hotline_desk.core.clock import is_zone, local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.regions import REGIONS
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.contracts import OF_CUSTOMER, WEEK
from hotline_desk.domain.public_holidays import holidays_of
from hotline_desk.domain.service_week import WEEK_NAMES, read_spans, show_spans
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import Calendar, all_calendars, save_calendar
from hotline_desk.ui.contracts.calendar_tables import BandsModel, ClosedModel, percent_text, read_percent
from hotline_desk.ui.contracts.parts import column
from hotline_desk.ui.contracts.week_picture import WeekPicture, week_of
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.entry_table import EntryTable
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox, Form, TypedField
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.unsaved import may_close

_NARROW = 820
_USUAL = {day: ["08:00-18:00"] for day in WEEK[:5]}
_WORKDAYS = WEEK[1:5]


@dataclass(frozen=True)
class Holiday:
    """A line of the list of holidays."""

    day: date
    name: str


class CalendarFrame(Frame):
    """`uid` names the calendar; without it a new one."""

    icon_name = "calendar-clock"
    help_page = "service-calendars"
    comfortable = QSize(1040, 660)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._calendar: Calendar | None = None
        self.writable = permitted(ctx().user.role, "master.edit")
        self._build()
        self.bind({"frame.save": self.save})
        self.enable("frame.save", self.writable)
        changes.changed.connect(self._heard)
        if not uid:
            self._fill(Calendar("", ctx().zone, _USUAL, str(ctx().settings["company.holidays"]),
                                {"outside": "50", "holiday": "100"}))

    # --- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        shell = self.shell
        self.form = Form(shell)
        self.name, self.zone = QLineEdit(), QLineEdit()
        self.region = ChoiceBox(shell, (("", N_("none")), (OF_CUSTOMER, N_("those of the customer")), *REGIONS.items()))
        self.region.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.region.setMinimumContentsLength(14)
        self.form.row("name", N_("&Name"), self.name)
        self.form.row("region", N_("Holid&ays of"), self.region)
        self.hours: dict[str, TypedField[tuple[str, ...]]] = {}
        for day in WEEK:
            field: TypedField[tuple[str, ...]] = TypedField(read_spans, show_spans)
            self.hours[day] = field
            self.form.row(day, WEEK_NAMES[day], field)
            shell.texts.bind(field.setPlaceholderText, N_("no service"))
        self.same = QPushButton()
        self.same.setAutoDefault(True)
        shell.texts.bind(self.same.setText, N_("Tuesday to Friday as on Monday"))
        self.form.wide(self.same)
        self.outside, self.holiday = _percent_field(), _percent_field()
        self.form.row("outside", N_("Surcharge outside of it, %"), self.outside)
        self.form.row("holiday", N_("Surcharge on holidays, %"), self.holiday)
        self.form.row("zone", N_("Time zone"), self.zone)
        self.form.setEnabled(self.writable)
        self.picture = WeekPicture(shell)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._build_tables()
        self._lay_out()
        self._connect()

    def _build_tables(self) -> None:
        shell = self.shell
        self.bands, self.closed_days = BandsModel(shell), ClosedModel(shell)
        for model in (self.bands, self.closed_days):
            model.setParent(self)
            model.writable = self.writable
            model.misread.connect(shell.messages.trouble)
            model.edited.connect(self._edited)
        self.bands_table = EntryTable(shell, self.bands, (16, 20, 8, 8, 12), stretch=1)
        self.closed_table = EntryTable(shell, self.closed_days, (14, 20), stretch=1)
        shell.texts.bind(self.bands_table.setAccessibleName, N_("Times with a surcharge of their own"))
        shell.texts.bind(self.closed_table.setAccessibleName, N_("Own closed days"))
        self.holidays = RowList(
            shell, "calendar.holidays", (
                Column("day", N_("Day"), lambda h: shell.texts.day(h.day), width=12, sort=lambda h: h.day),
                Column("weekday", N_("Day of the week"), lambda h: shell.texts.tr(WEEK_NAMES[WEEK[h.day.weekday()]]),
                       width=14, sort=lambda h: h.day.weekday()),
                Column("name", N_("Holiday"), lambda h: h.name, width=24, stretch=True),
            ), key=lambda h: h.day, filterable=False, sort="day", accessible=N_("Holidays of the year"),
            empty=N_("No holidays. Choose a region; with those of the customer each customer's region holds."))
        for table in (self.bands_table, self.closed_table, self.holidays):
            self.tabs.addTab(table, "")

    def _lay_out(self) -> None:
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(24)
        self._columns.addWidget(column(self.form, None), 2)
        right = QWidget()
        rows = QVBoxLayout(right)
        rows.setContentsMargins(0, 0, 0, 0)
        heading = QLabel()
        heading.setProperty("role", "strong")
        self.shell.texts.bind(heading.setText, N_("This week"))
        rows.addWidget(heading)
        rows.addWidget(self.picture, 3)
        rows.addWidget(self.tabs, 2)
        self.tabs.setMinimumHeight(self.shell.theme.row_height() * 7)
        self._columns.addWidget(right, 3)
        inner = QWidget()
        inner.setLayout(self._columns)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = FlowRow()
        foot.turn()
        foot.addWidget(self.shell.commands.button("frame.save", primary=True))
        whole = QVBoxLayout(self)
        whole.addWidget(area, 1)
        whole.addLayout(foot)

    def _connect(self) -> None:
        for name, field in self._typed_fields().items():
            field.misread.connect(partial(self._misread, name))
            field.value_changed.connect(self._edited)
            field.textEdited.connect(lambda _text: self.set_dirty(True))
        for line in (self.name, self.zone):
            line.textEdited.connect(self._edited)
        self.region.activated.connect(self._edited)
        self.same.clicked.connect(self._as_monday)

    def _typed_fields(self) -> dict[str, TypedField[Any]]:
        return {**self.hours, "outside": self.outside, "holiday": self.holiday}

    def _misread(self, name: str, problem: UserError) -> None:
        self.form.show_problem(problem, name)

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        texts = self.shell.texts
        self.set_title(texts.tr("Service calendar {name}", name=self._calendar.name) if self._calendar
                       else texts.tr("New service calendar"))
        year = self._today().year
        for number, text in enumerate((texts.tr("&Surcharge times"), texts.tr("&Closed days"),
                                       texts.tr("H&olidays {year}", year=year))):
            self.tabs.setTabText(number, text)
        self._draw()

    def refresh(self) -> None:
        if self.uid and not self.dirty:
            self.shell.background.read(self, self._read, done=self._show, newest="calendar")

    def first_field(self) -> QWidget:
        return self.name

    def can_close(self) -> bool:
        return may_close(self)

    def open_args(self) -> dict[str, Any] | None:
        return {} if self.uid else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _NARROW * self.shell.theme.font_percent / 100
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _heard(self, kind: str, uid: str) -> None:
        if kind == "calendar" and uid == self.uid:
            self.refresh()

    # --- showing --------------------------------------------------------------------------------------

    def _read(self) -> Calendar:
        found = next((each for each in all_calendars(self._ctx()) if each.uid == self.uid), None)
        if found is None:
            raise UserError("record.missing", kind=N_("Service calendar"))
        return found

    def _show(self, calendar: Calendar) -> None:
        if not self.dirty:
            self._calendar = calendar
            self._fill(calendar)
            self.retranslate()

    def _fill(self, calendar: Calendar) -> None:
        self.name.setText(calendar.name)
        self.zone.setText(calendar.zone)
        self.region.set_code(calendar.holidays)
        for day, field in self.hours.items():
            field.set_value(tuple(calendar.hours.get(day, ())) or None)
        self.outside.set_value(percent_text(calendar.surcharges.get("outside")) or None)
        self.holiday.set_value(percent_text(calendar.surcharges.get("holiday")) or None)
        self.bands.show(calendar.bands)
        self.closed_days.show(calendar.closed)
        self._draw()

    def _today(self) -> date:
        ctx = self._ctx()
        return local_day(ctx.clock.now(), ctx.zone)

    def _edited(self, *_what: object) -> None:
        self.set_dirty(True)
        self._draw()

    def _draw(self) -> None:
        """The picture and the holidays, as far as the form can be read."""
        calendar, today = self._typed(), self._today()
        monday = today - timedelta(days=today.weekday())
        own = str(self._ctx().settings["company.holidays"])
        content = _content(calendar, self._ctx().zone)
        self.picture.show_week(week_of(content, monday, own), monday)
        region = own if calendar.holidays == OF_CUSTOMER else calendar.holidays
        names = holidays_of(region, today.year, self.shell.texts.language)
        self.holidays.set_rows([Holiday(day, name) for day, name in names.items()])

    def _as_monday(self) -> None:
        if self.hours["mon"].take():
            for day in _WORKDAYS:
                self.hours[day].set_value(self.hours["mon"].value())
            self._edited()

    # --- saving ---------------------------------------------------------------------------------------

    def _typed(self) -> Calendar:
        before = self._calendar or Calendar("", "")
        surcharges = {name: field.value() for name, field in (("outside", self.outside), ("holiday", self.holiday))
                      if field.value()}
        return replace(
            before, name=self.name.text(), zone=self.zone.text().strip(), holidays=self.region.code(),
            hours={day: list(field.value() or ()) for day, field in self.hours.items() if field.value()},
            surcharges=surcharges, bands=self.bands.kept(), closed=self.closed_days.kept())

    def save(self) -> None:
        """Stores the calendar; what is wrong stands below its field."""
        self.name.setFocus()  # a cell that is being typed into is taken
        if not all([field.take() for field in self._typed_fields().values()]):
            return
        self.form.clear_errors()
        self.enable("frame.save", False)
        self.shell.background.write(self, save_calendar, self._ctx(), self._typed(), done=self._saved,
                                    failed=self._wrong)

    def _saved(self, uid: str) -> None:
        self.enable("frame.save", True)
        self.set_dirty(False)
        if not self.uid:
            self.shell.windows.became(self, uid)
        self.shell.messages.say(self.shell.texts.tr("Saved."), "success", key="saved", seconds=3)
        self.refresh()

    def _wrong(self, problem: BaseException) -> bool:
        self.enable("frame.save", True)
        return self.form.show_problem(problem)


def _content(calendar: Calendar, zone: str) -> Mapping[str, Any]:
    """The calendar as it is kept, in a zone that there is; bands without days are not drawn."""

    return {"zone": calendar.zone if is_zone(calendar.zone) else zone, "hours": calendar.hours,
            "holidays": calendar.holidays, "surcharges": calendar.surcharges, "bands": calendar.bands,
            "closed": calendar.closed}


def _percent_field() -> TypedField[str]:
    return TypedField(read_percent, str)
