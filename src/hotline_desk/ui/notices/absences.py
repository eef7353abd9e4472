"""Absences: who is away, from when to when, and who stands in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import User, permitted
from hotline_desk.domain.dates import read_moment
from hotline_desk.domain.notices import Absence
from hotline_desk.domain.workdays import work_calendar
from hotline_desk.services.access import list_users
from hotline_desk.services.context import Context
from hotline_desk.services.notices.absences import AbsenceLine, list_absences, remove_absence, save_absence
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.forms import Form, TypedField
from hotline_desk.ui.shell.lists import Column
from hotline_desk.ui.shell.moments import local_now
from hotline_desk.ui.shell.picker import Picker
from hotline_desk.ui.shell.records import RecordsFrame
from hotline_desk.ui.shell.shell import Shell

_USER = "user"
_FIELD_OF = {"absence.deputy": "deputy", "absence.order": "last", "absence.overlap": "first"}


@dataclass(frozen=True)
class AbsenceRecord:
    """An absence of the list, as the form shows it; `archived` is one that was taken back."""

    line: AbsenceLine

    @property
    def uid(self) -> str:
        return self.line.absence.uid

    @property
    def name(self) -> str:
        """What a message calls it."""
        return self.line.user

    @property
    def archived(self) -> bool:
        return self.line.removed


class AbsencesFrame(RecordsFrame):
    """The list of absences with its form."""

    icon_name = "calendar-x"
    help_page = "absences"
    comfortable = QSize(820, 520)
    heading = N_("Absences")
    form_title = N_("Absence")
    empty = N_("Everybody is there. “New entry” says who is away and who stands in.")
    changed_kinds = frozenset({"absence", "user"})

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        self._ctx = ctx
        self._people: tuple[User, ...] = ()
        self._for_all = permitted(ctx().user.role, "absence.edit")
        super().__init__(shell, changes, uid, writable=permitted(ctx().user.role, "own.edit"))
        shell.texts.bind(self.archived.setText, N_("Show past ones too"))

    def columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts

        def day(value: date) -> str:
            return texts.day(value)

        def deputy(row: AbsenceRecord) -> str:
            if row.line.deputy_away:
                return texts.tr("{name} (away too)", name=row.line.deputy)
            return row.line.deputy or texts.tr("nobody")

        return (
            Column("user", N_("Who"), lambda r: r.line.user, width=20, bold=True, stretch=True,
                   icon=lambda r: "user-x" if r.line.now else "user",
                   color=lambda r: "muted" if r.archived else ""),
            Column("first", N_("From"), lambda r: day(r.line.absence.first), width=12,
                   sort=lambda r: r.line.absence.first),
            Column("last", N_("Until"), lambda r: day(r.line.absence.last), width=12,
                   sort=lambda r: r.line.absence.last),
            Column("deputy", N_("Deputy"), deputy, width=20,
                   color=lambda r: "warning" if r.line.deputy_away or not r.line.deputy else ""),
            Column("state", N_("State"), self._state, width=14, rank=1),
            Column("note", N_("Note"), lambda r: r.line.absence.note, width=20, rank=2),
        )

    def _state(self, row: AbsenceRecord) -> str:
        texts = self.shell.texts
        if row.archived:
            return texts.tr("taken back")
        return texts.tr("away now") if row.line.now else ""

    def build_form(self, form: Form) -> QWidget:
        texts = self.shell.texts
        self.who, self.deputy, self.note = Picker(self.shell), Picker(self.shell), QLineEdit()
        self.first_day, self.last_day = self._day_field(), self._day_field()
        form.row("who", N_("Wh&o"), self.who)
        form.row("first", N_("F&rom"), self.first_day)
        form.row("last", N_("&Until"), self.last_day)
        form.row("deputy", N_("De&puty"), self.deputy)
        form.row("note", N_("&Note"), self.note)
        for picker in (self.who, self.deputy):
            texts.bind(picker.setPlaceholderText, N_("Some letters of a person"))
        for field in (self.first_day, self.last_day):
            texts.bind(field.setPlaceholderText, N_("today, mon, +2w, 2812 …"))
        return self.who if self._for_all else self.first_day

    def _day_field(self) -> TypedField[date]:
        ctx = self._ctx

        def read(text: str) -> date:
            here = ctx()
            return read_moment(text, local_now(here.clock.now(), here.zone), work_calendar(here.settings)).date()

        field: TypedField[date] = TypedField(read, self.shell.texts.day)
        self.shell.texts.follow(field, lambda living: living.set_value(living.value()))
        return field

    def read(self, archived: bool) -> Sequence[AbsenceRecord]:
        ctx = self._ctx()
        # Replaced as a whole, so that the form sees either the old or the new people.
        self._people = tuple(list_users(ctx))
        return [AbsenceRecord(line) for line in list_absences(ctx, archived)]

    def fill(self, record: AbsenceRecord | None) -> None:
        names = self._names()
        for picker in (self.who, self.deputy):
            picker.offer({name: (_USER, uid) for uid, name in names.items()})
        today = local_day(self._ctx().clock.now(), self._ctx().zone)
        shown = record.line.absence if record else Absence(self._ctx().user.uid, today, today)
        self.who.setText(names.get(shown.user_uid, record.line.user if record else ""))
        self.who.setEnabled(self._for_all)
        self.first_day.set_value(shown.first)
        self.last_day.set_value(shown.last)
        self.deputy.setText(names.get(shown.deputy_uid or "", record.line.deputy if record else ""))
        self.note.setText(shown.note)

    def _names(self) -> dict[str, str]:
        """Uid -> name, with the login where two have the same name."""
        names = [user.name for user in self._people]
        return {user.uid: user.name if names.count(user.name) == 1 else f"{user.name} ({user.login})"
                for user in self._people}

    def taken(self, record: AbsenceRecord | None) -> Absence:
        who, deputy = self.who.value(), self.deputy.value()
        if deputy is None and self.deputy.text().strip():
            raise UserError("value.invalid", field=N_("Deputy"), value=self.deputy.text().strip(),
                            hint=N_("Choose one from the list."))
        for field, label in ((self.first_day, N_("From")), (self.last_day, N_("Until"))):
            if not field.take() and field.problem is not None:
                raise UserError("value.invalid", field=label, value=field.text(),
                                hint=N_("Like today, mon or 28.12."))
            if field.value() is None:
                raise UserError("value.missing", field=label)
        first, last = self.first_day.value(), self.last_day.value()
        assert first is not None and last is not None
        kept = record.line.absence if record else Absence("", first, last)
        return replace(kept, user_uid=who[1] if who else "", first=first, last=last,
                       deputy_uid=deputy[1] if deputy else None, note=self.note.text())

    def store(self, record: Absence) -> str:
        return save_absence(self._ctx(), record)

    def put_away(self, record: AbsenceRecord, archived: bool) -> None:
        remove_absence(self._ctx(), record.uid, archived)

    def _wrong(self, problem: BaseException) -> bool:
        if isinstance(problem, UserError) and problem.id in _FIELD_OF:
            self.panel.set_busy(False)
            return self.form.show_problem(problem, _FIELD_OF[problem.id])
        return super()._wrong(problem)

    def _enable(self) -> None:
        super()._enable()
        row: AbsenceRecord | None = self.list.current()
        own = row is not None and (self._for_all or row.line.absence.user_uid == self._ctx().user.uid)
        self.enable("record.archive", self.writable and own)
        self.enable("record.open", own)

    def edit(self, record: AbsenceRecord | None) -> None:
        if record is None or self._for_all or record.line.absence.user_uid == self._ctx().user.uid:
            super().edit(record)
