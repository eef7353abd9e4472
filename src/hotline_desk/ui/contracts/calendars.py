"""All service calendars."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hotline_desk.core.regions import REGIONS
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.contracts import OF_CUSTOMER, WEEK
from hotline_desk.domain.service_week import WEEK_SHORT, show_days
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import Calendar, all_calendars
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell


class CalendarsFrame(Frame):
    """Enter opens a calendar, Ctrl+Shift+N makes one."""

    icon_name = "calendar-clock"
    help_page = "service-calendars"
    comfortable = QSize(820, 400)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        texts = shell.texts
        self.list = RowList(
            shell, "service_calendars", (
                Column("name", N_("Name"), lambda c: c.name, width=18, bold=True),
                Column("hours", N_("Service hours"), self._hours, width=34, stretch=True),
                Column("holidays", N_("Holidays of"), self._region, width=20, rank=1),
                Column("surcharges", N_("Surcharges, %"), lambda c: " / ".join(
                    str(c.surcharges.get(kind) or 0) for kind in ("outside", "holiday")), width=12, rank=2),
                Column("bands", N_("Surcharge times"), lambda c: ", ".join(b["name"] for b in c.bands), width=18,
                       rank=3),
            ), accessible=N_("Service calendars"),
            empty=N_("There are no service calendars yet. One says when there is service and which surcharge holds at "
                     "other times. “New entry” makes one."))
        foot = FlowRow()
        foot.turn()
        foot.addWidget(shell.commands.button("record.open"))
        foot.addWidget(shell.commands.button("record.new", primary=True))
        rows = QVBoxLayout(self)
        rows.addWidget(self.list, 1)
        rows.addLayout(foot)
        self.list.activated.connect(lambda calendar: shell.windows.open("service_calendar", calendar.uid))
        self.bind({"record.new": lambda: shell.windows.open("service_calendar"), "record.open": self._open_current,
                   "frame.find": self.list.focus_filter})
        self.enable("record.new", permitted(ctx().user.role, "master.edit"))
        changes.changed.connect(self._heard)
        texts.changed.connect(self.refresh)

    def _hours(self, calendar: Calendar) -> str:
        """"Mon-Fri 08:00-18:00; Sat 09:00-12:00"."""
        texts = self.shell.texts
        if not any(calendar.hours.values()):
            return texts.tr("round the clock")
        names = {code: texts.tr(name) for code, name in WEEK_SHORT.items()}
        days: dict[str, list[str]] = {}
        for day in WEEK:
            if calendar.hours.get(day):
                days.setdefault(", ".join(calendar.hours[day]), []).append(day)
        return "; ".join(f"{show_days(which, (), names)} {hours}" for hours, which in days.items())

    def _region(self, calendar: Calendar) -> str:
        texts = self.shell.texts
        if calendar.holidays == OF_CUSTOMER:
            return texts.tr("those of the customer")
        return texts.tr(REGIONS[calendar.holidays]) if calendar.holidays in REGIONS else texts.tr("none")

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Service calendars"))

    def refresh(self) -> None:
        self.shell.background.read(self, all_calendars, self._ctx(), done=self._show, newest="calendars")

    def first_field(self) -> QWidget:
        return self.list

    def _heard(self, kind: str, _uid: str) -> None:
        if kind == "calendar":
            self.refresh()

    def _show(self, calendars: list[Calendar]) -> None:
        self.list.set_rows(calendars)
        self.enable("record.open", self.list.current() is not None)

    def _open_current(self) -> None:
        row: Calendar | None = self.list.current()
        if row is not None:
            self.shell.windows.open("service_calendar", row.uid)
