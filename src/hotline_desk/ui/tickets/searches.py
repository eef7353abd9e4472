"""Saved searches of a frame: kept under a name, chosen by some letters of it, put away and brought back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QLayout, QLineEdit

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.searches import (
    LONGEST_NAME,
    SavedSearch,
    remove_search,
    save_search,
    saved_searches,
)
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.panels import Panel

_LINES = 7
EVERYTHING = SavedSearch("", N_("Everything, nothing narrowed down"), False, False, "", {})


class _SavePanel(Panel):
    def __init__(self, frame: Frame) -> None:
        super().__init__(frame, N_("Save this search"), N_("Save"))
        self.name, self.shared = QLineEdit(), QCheckBox()
        self.name.setMaxLength(LONGEST_NAME)
        frame.shell.texts.bind(self.shared.setText, N_("for everybody"))
        self.form = Form(frame.shell)
        self.form.row("name", N_("Name"), self.name)
        self.form.row("shared", N_("Shared"), self.shared)
        self.body.addWidget(self.form)
        self.name.returnPressed.connect(self.confirm)


class _ChoosePanel(Panel):
    def __init__(self, frame: Frame) -> None:
        super().__init__(frame, N_("Saved searches"), N_("Show"))
        texts = frame.shell.texts
        self.list = RowList(frame.shell, "searches", (
            Column("name", N_("Name"), lambda s: s.name if s.uid else texts.tr(s.name), width=30, stretch=True,
                   icon=lambda s: "bookmark" if s.uid else "search", sortable=False),
            Column("owner", N_("Whose"), lambda s: _whose(texts.tr, s), width=22, rank=1, sortable=False,
                   icon=lambda s: "users" if s.shared else "")),
            empty=N_("Nothing is saved under such a name."), accessible=N_("Saved searches"))
        self.list.setFixedHeight(frame.shell.theme.row_height() * _LINES + self.list.filter.sizeHint().height())
        self.body.addWidget(self.list)


def _whose(tr: Callable[..., str], search: SavedSearch) -> str:
    if not search.uid:
        return ""
    if not search.shared:
        return tr("only yours")
    return tr("yours, for everybody") if search.own else tr("{who}, for everybody", who=search.owner)


class Searches(QObject):
    """`take()` is what is set in the frame now, `put(filter)` sets it. Binds the actions of saved searches."""

    def __init__(self, frame: Frame, ctx: Callable[[], Context], name: str, take: Callable[[], Mapping[str, Any]],
                 put: Callable[[Mapping[str, Any]], object]) -> None:
        super().__init__(frame)
        self._frame, self._ctx, self._name, self._take, self._put = frame, ctx, name, take, put
        self.chosen: SavedSearch | None = None
        self.saving: _SavePanel | None = None
        self.choosing: _ChoosePanel | None = None
        frame.bind({"search.save": self.save, "search.choose": self.choose, "record.archive": self.remove})
        frame.enable("record.archive", False)

    def _add(self, panel: Panel) -> None:
        layout = self._frame.layout()
        if isinstance(layout, QLayout):
            layout.addWidget(panel)

    # --- saving ---------------------------------------------------------------------------------------

    def save(self) -> None:
        """As its key: the name of the search that was chosen last stands there already."""
        if self.saving is None:
            self.saving = _SavePanel(self._frame)
            self.saving.confirmed.connect(self._save)
            self._add(self.saving)
        panel, chosen = self.saving, self.chosen
        panel.form.clear_errors()
        panel.name.setText(chosen.name if chosen is not None else "")
        panel.shared.setChecked(chosen is not None and chosen.own and chosen.shared)
        panel.open(panel.name)
        panel.name.selectAll()

    def _save(self) -> None:
        panel, chosen, ctx, frame = self.saving, self.chosen, self._ctx, self._name
        if panel is None:
            return
        name, shared, wanted = panel.name.text(), panel.shared.isChecked(), dict(self._take())
        same = chosen is not None and chosen.own and chosen.name.casefold() == " ".join(name.split()).casefold()
        uid = chosen.uid if chosen is not None and same else ""
        panel.set_busy(True)

        def keep() -> SavedSearch | None:
            kept = save_search(ctx(), frame, name, wanted, shared, uid)
            return next((each for each in saved_searches(ctx(), frame) if each.uid == kept), None)

        self._frame.shell.background.write(self, keep, done=self._saved, failed=self._not_saved)

    def _saved(self, search: SavedSearch | None) -> None:
        self.chosen = search
        if self.saving is not None:
            self.saving.leave()
        shell = self._frame.shell
        shell.messages.say(shell.texts.tr("Saved. {key} shows it again.", key=shell.commands.key("search.choose")),
                           "success", key="search.saved")

    def _not_saved(self, problem: BaseException) -> bool:
        if self.saving is None:
            return False
        self.saving.set_busy(False)
        return self.saving.form.show_problem(problem, "name" if isinstance(problem, UserError) else None)

    # --- choosing -------------------------------------------------------------------------------------

    def choose(self) -> None:
        """As its key."""
        if self.choosing is None:
            self.choosing = _ChoosePanel(self._frame)
            self.choosing.confirmed.connect(lambda: self._show(self.choosing.list.current() if self.choosing else None))
            self.choosing.list.activated.connect(self._show)
            self.choosing.list.current_changed.connect(lambda _row: self._allow())
            self._add(self.choosing)
        self.choosing.list.filter.clear()
        self.choosing.open(self.choosing.list)
        self._read()

    def _read(self) -> None:
        self._frame.shell.background.read(self, lambda: saved_searches(self._ctx(), self._name), done=self._offer,
                                          newest="searches")

    def _offer(self, searches: list[SavedSearch]) -> None:
        if self.choosing is not None:
            self.choosing.list.set_rows([EVERYTHING, *searches])
            if self.chosen is not None:
                self.choosing.list.select(self.chosen.uid)
            self._allow()

    def _allow(self) -> None:
        row = self.choosing.list.current() if self.choosing is not None and self.choosing.is_open else None
        self._frame.enable("record.archive", isinstance(row, SavedSearch) and bool(row.uid))

    def _show(self, row: object) -> None:
        if isinstance(row, SavedSearch):
            self.chosen = row if row.uid else None
            if self.choosing is not None:
                self.choosing.leave()
            self._frame.enable("record.archive", False)
            self._put(row.filter)

    def remove(self) -> None:
        """Puts the selected one away, with a way back."""
        row = self.choosing.list.current() if self.choosing is not None and self.choosing.is_open else None
        if isinstance(row, SavedSearch) and row.uid:
            self._frame.shell.background.write(self, lambda: remove_search(self._ctx(), row.uid),
                                               done=lambda _none: self._removed(row))

    def _removed(self, row: SavedSearch) -> None:
        if self.chosen is not None and self.chosen.uid == row.uid:
            self.chosen = None
        shell, ctx = self._frame.shell, self._ctx

        def undo() -> None:
            shell.background.write(None, lambda: remove_search(ctx(), row.uid, False))

        shell.messages.say(shell.texts.tr("{name} was put away.", name=row.name), "success", key="search.removed",
                           action_text=shell.texts.tr("Undo"), action=undo)
        self._read()

    def heard(self) -> None:
        """Searches changed, here or elsewhere."""
        if self.choosing is not None and self.choosing.is_open:
            self._read()
