"""All settings on one searchable page; every change takes effect at once and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.settings import SETTINGS, Setting, Settings
from hotline_desk.core.text import N_
from hotline_desk.ui.settings.editors import Editor, make_editor
from hotline_desk.ui.settings.picture import Picture
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.messages import SUCCESS
from hotline_desk.ui.shell.shell import Shell

HIDDEN = frozenset({"company.sample", "workplace.last_user"})
OWN_FRAMES = {"keys": "keys.open", "feeds": "feeds.open", "buttons": "buttons.open", "logo": "letter.open"}


class SettingsFrame(Frame):
    """`read()` gives the present snapshot at once; `write(key, value)` stores and runs in the background.

    What was written comes back to the whole desk as a change; `on_change` listens to them. `may_change(scope)`
    tells whose values this user may change (those of the company need a permission).
    """

    icon_name = "settings"
    help_page = "settings"
    comfortable = QSize(860, 600)

    def __init__(self, shell: Shell, read: Callable[[], Settings], write: Callable[[str, Any], object],
                 *, may_change: Callable[[str], bool] = lambda _scope: True, search: str = "",
                 logo: Callable[[], bytes] = bytes) -> None:
        super().__init__(shell)
        self._read, self._write, self._may_change = read, write, may_change
        self._settings = read()
        self.logo = Picture(shell, logo)
        self._editors: dict[str, Editor] = {}
        self._resets: dict[str, QToolButton] = {}
        self._groups = list(dict.fromkeys(s.group for s in SETTINGS.values() if s.key not in HIDDEN))
        self._headings: dict[str, QLabel] = {}
        self._forms: dict[str, Form] = {}
        self._build()
        self.search.setText(search)
        self.bind({"frame.find": self._find})

    def _build(self) -> None:
        texts = self.shell.texts
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        texts.bind(self.search.setPlaceholderText, N_("Search the settings"))
        texts.bind(self.search.setAccessibleName, N_("Search the settings"))
        self.search.textChanged.connect(self._show_matching)
        self.pages = QListWidget()
        texts.bind(self.pages.setAccessibleName, N_("Pages of the settings"))
        texts.follow(self.pages, self._name_pages)
        self.pages.currentRowChanged.connect(self._page_chosen)
        self._sheet = QWidget()
        self._sheet_rows = QVBoxLayout(self._sheet)
        self._sheet_rows.setContentsMargins(8, 4, 4, 4)
        for group in self._groups:
            self._add_group(group)
        self.nothing = QLabel()
        self.nothing.setProperty("role", "muted")
        texts.bind(self.nothing.setText, N_("No setting is called like that. Try another word."))
        self._sheet_rows.addWidget(self.nothing)
        self._sheet_rows.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._sheet)
        middle = QHBoxLayout()
        middle.setSpacing(3)
        middle.addWidget(self.pages)
        middle.addWidget(area, 1)
        rows = QVBoxLayout(self)
        rows.addWidget(self.search)
        rows.addLayout(middle, 1)
        self.pages.setCurrentRow(0)

    def _name_pages(self, pages: QListWidget) -> None:
        row = pages.currentRow()
        pages.blockSignals(True)
        pages.clear()
        pages.addItems([self.shell.texts.tr(g) for g in self._groups])
        pages.setCurrentRow(row)
        pages.blockSignals(False)
        pages.setFixedWidth(pages.sizeHintForColumn(0) + 18)

    def _add_group(self, group: str) -> None:
        heading = QLabel()
        heading.setProperty("role", "heading")
        self.shell.texts.bind(heading.setText, group)
        form = Form(self.shell)
        form.let_rows_wrap()
        for setting in (s for s in SETTINGS.values() if s.group == group and s.key not in HIDDEN):
            form.row(setting.key, setting.text, self._row(setting))
        self._headings[group], self._forms[group] = heading, form
        self._sheet_rows.addWidget(heading)
        self._sheet_rows.addWidget(form)

    def _row(self, setting: Setting) -> QWidget:
        editor = make_editor(self.shell, setting)
        if editor is None:
            button = self.shell.commands.button(OWN_FRAMES[setting.kind])
            return _with(button, None, self.logo if setting.kind == "logo" else None)
        editor.setEnabled(self._may_change(setting.scope))
        editor.changed.connect(partial(self._changed, setting))
        editor.misread.connect(partial(self._failed, setting))
        texts = self.shell.texts
        texts.follow(editor.field, lambda field: field.setAccessibleName(texts.tr(setting.text)))
        reset = QToolButton()
        self.shell.icons.bind(reset.setIcon, "rotate-ccw", "muted")
        texts.bind(reset.setToolTip, N_("Back to the default"))
        policy = reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # all fields end at one line
        reset.setSizePolicy(policy)
        texts.follow(reset, lambda button: button.setAccessibleName(
            texts.tr("Back to the default: {setting}", setting=texts.tr(setting.text))))
        reset.clicked.connect(lambda: self._store(setting, setting.default))
        self._editors[setting.key], self._resets[setting.key] = editor, reset
        return _with(editor, reset)

    # --- what is shown --------------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Settings"))

    def first_field(self) -> QWidget:
        return self.search

    def reopen(self, search: str = "", **_args: Any) -> None:
        self.search.setText(search)

    def open_args(self) -> dict[str, Any]:
        return {"search": self.search.text()} if self.search.text() else {}

    def on_change(self, kind: str, _uid: str) -> None:
        """Shows what the desk works with now; connect it to the changes."""
        if kind == "context":
            self.refresh()

    def refresh(self) -> None:
        self._settings = self._read()
        self.logo.read()
        self._show_values()

    def _show_values(self) -> None:
        for key, editor in self._editors.items():
            value = self._settings[key]
            if editor.value() != value and not editor.busy:
                editor.set_value(value)
            self._resets[key].setVisible(value != SETTINGS[key].default and editor.isEnabled())

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _page_chosen(self, row: int) -> None:
        self.search.clear()
        if row >= 0:
            self._show_matching("")

    def _show_matching(self, text: str) -> None:
        """Without a search the chosen page, with one all settings whose words fit."""
        words = text.casefold().split()
        page = self.pages.currentRow()
        any_shown = False
        for number, group in enumerate(self._groups):
            fitting = [s for s in SETTINGS.values() if s.group == group and s.key not in HIDDEN
                       and (self._fits(s, words) if words else number == page)]
            shown = {s.key for s in fitting}
            for setting in (s for s in SETTINGS.values() if s.group == group and s.key not in HIDDEN):
                self._forms[group].show_row(setting.key, setting.key in shown)
            self._headings[group].setVisible(bool(fitting))
            self._forms[group].setVisible(bool(fitting))
            any_shown = any_shown or bool(fitting)
        self.nothing.setVisible(not any_shown)

    def _fits(self, setting: Setting, words: list[str]) -> bool:
        texts = self.shell.texts
        choices = " ".join(texts.tr(text) for _code, text in setting.choices)
        everything = f"{texts.tr(setting.group)} {texts.tr(setting.text)} {choices} {setting.key}".casefold()
        return all(word in everything for word in words)

    # --- what is changed ------------------------------------------------------------------------------

    def _changed(self, setting: Setting, value: Any) -> None:
        if value != self._settings[setting.key]:
            self._store(setting, value)

    def _store(self, setting: Setting, value: Any, undo: bool = True) -> None:
        before = self._settings[setting.key]
        try:
            checked = setting.check(value)
        except Exception as problem:  # shown beside the field, whatever the catalogue has against it
            self._failed(setting, problem)
            return
        self._forms[setting.group].error(setting.key, "")
        self.shell.background.write(self, self._write, setting.key, checked,
                                    done=lambda _none: self._stored(setting, before, checked, undo),
                                    failed=partial(self._failed, setting))

    def _stored(self, setting: Setting, before: Any, now: Any, undo: bool) -> None:
        self._settings = self._settings.with_values({setting.key: now})
        self._show_values()
        if undo:
            texts = self.shell.texts
            self.shell.messages.say(texts.tr("Changed: {setting}", setting=texts.tr(setting.text)), SUCCESS,
                                    key="setting", action_text=texts.tr("Undo"),
                                    action=lambda: self._store(setting, before, undo=False))

    def _failed(self, setting: Setting, problem: BaseException) -> bool:
        return self._forms[setting.group].show_problem(problem, setting.key)


def _with(field: QWidget, beside: QWidget | None, before: QWidget | None = None) -> QWidget:
    cell = QWidget()
    row = QHBoxLayout(cell)
    row.setContentsMargins(0, 0, 0, 0)
    if before is not None:
        row.addWidget(before)
    if isinstance(field, QPushButton):
        row.addWidget(field)
        row.addStretch(1)
    else:
        row.addWidget(field, 1)
    if beside is not None:
        row.addWidget(beside, 0, Qt.AlignmentFlag.AlignTop)
    cell.setFocusProxy(field)
    return cell
