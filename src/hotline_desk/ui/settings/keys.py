"""The key editor: every action of the catalogue with its keys; clashes are shown before anything is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QKeySequenceEdit, QLabel, QPushButton, QVBoxLayout, QWidget

from hotline_desk.core.settings import Settings
from hotline_desk.core.text import N_
from hotline_desk.ui.shell.action import Action
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.keys import keys_of, matches, refused, shown
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.messages import SUCCESS
from hotline_desk.ui.shell.shell import Shell

OwnKeys = dict[str, list[str]]


@dataclass(frozen=True)
class KeyRow:
    """One action in the list."""

    action: Action
    keys: tuple[str, ...]
    default: tuple[str, ...]

    @property
    def own(self) -> bool:
        """True if the user has chosen other keys."""
        return self.keys != self.default


def rivals(actions: Sequence[Action], own: OwnKeys, action: Action, key: str) -> list[Action]:
    """The other actions that would get in the way of `action` having `key`."""
    return [other for other in actions if other.id != action.id and other.meets(action)
            and any(matches(key, each) for each in keys_of(other, own))]


def with_key(actions: Sequence[Action], own: OwnKeys, action: Action, key: str) -> OwnKeys:
    """The own keys after `action` got `key` as its only one and its rivals lost theirs; equals of defaults go."""
    changed = {id: list(keys) for id, keys in own.items()}
    for other in rivals(actions, own, action, key):
        changed[other.id] = [k for k in keys_of(other, own) if not matches(key, k)]
    changed[action.id] = [key]
    defaults = {a.id: list(a.keys) for a in actions}
    return {id: keys for id, keys in changed.items() if keys != defaults[id]}


class KeysFrame(Frame):
    """Enter on an action, press the new key, confirm. `read` and `write` as for the settings frame."""

    icon_name = "keyboard"
    help_page = "keys"
    comfortable = QSize(760, 620)

    def __init__(self, shell: Shell, read: Callable[[], Settings], write: Callable[[str, Any], object]) -> None:
        super().__init__(shell)
        self._read, self._write = read, write
        self._actions = list(shell.commands.catalogue.values())
        self._own: OwnKeys = {}
        self.field = QKeySequenceEdit()
        self._build()
        self.bind({"frame.find": self.list.focus_filter, "panel.confirm": self.take, "frame.save": self.take})
        self.enable("panel.confirm", False)
        self.enable("frame.save", False)

    def _build(self) -> None:
        texts = self.shell.texts
        columns = (
            Column("action", N_("Command"), lambda r: self._text(r.action), width=26, stretch=True,
                   icon=lambda r: r.action.icon),
            Column("keys", N_("Keys"), lambda r: "  ".join(map(shown, r.keys)), width=18, bold=True,
                   color=lambda r: "accent" if r.own else ""),
            Column("default", N_("Default"), lambda r: "  ".join(map(shown, r.default)), width=18, rank=1),
        )
        self.list = RowList(self.shell, "keys", columns, key=lambda r: r.action.id, accessible=N_("Commands"))
        self.list.activated.connect(lambda _row: self.field.setFocus())
        self.list.current_changed.connect(lambda _row: self._chosen())
        caption = QLabel()
        texts.bind(caption.setText, N_("&New key"))
        self.field.setMaximumSequenceLength(1)
        self.field.setFixedWidth(14 * self.shell.theme.line_height())
        caption.setBuddy(self.field)
        texts.bind(self.field.setAccessibleName, N_("New key"))
        self.field.keySequenceChanged.connect(self._tried)
        self.take_button, self.reset_button, self.reset_all_button = QPushButton(), QPushButton(), QPushButton()
        self.take_button.setProperty("primary", True)
        texts.bind(self.take_button.setText, N_("Take this key"))
        texts.bind(self.reset_button.setText, N_("Default key"))
        texts.bind(self.reset_all_button.setText, N_("All default keys"))
        for button in (self.take_button, self.reset_button, self.reset_all_button):
            button.setAutoDefault(True)
        self.take_button.clicked.connect(self.take)
        self.reset_button.clicked.connect(self.reset)
        self.reset_all_button.clicked.connect(lambda: self._store({}))
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.verdict.hide()
        foot = FlowRow()
        for widget in (caption, self.field, self.take_button):
            foot.addWidget(widget)
        foot.turn()
        foot.addWidget(self.reset_button)
        foot.addWidget(self.reset_all_button)
        rows = QVBoxLayout(self)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.verdict)
        rows.addLayout(foot)

    def _text(self, action: Action) -> str:
        return self.shell.commands.text(action.id)

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Keys"))
        self._tried()

    def first_field(self) -> QWidget:
        return self.list.table

    def refresh(self) -> None:
        stored = self._read()["ui.keys"]
        self._own = {id: [keys] if isinstance(keys, str) else list(keys) for id, keys in stored.items()}
        self._show()

    def on_change(self, kind: str, _uid: str) -> None:
        """Shows keys that were changed elsewhere; connect it to the changes."""
        if kind == "context" and self._read()["ui.keys"] != self._own:
            self.refresh()

    def _show(self) -> None:
        self.list.set_rows([KeyRow(a, tuple(keys_of(a, self._own)), a.keys) for a in self._actions])
        self._chosen()

    def _chosen(self) -> None:
        row = self.list.current()
        free = row is not None and not row.action.fixed
        self.field.clear()
        self.field.setEnabled(free)
        self.reset_button.setEnabled(row is not None and row.own)
        self.reset_all_button.setEnabled(bool(self._own))
        self._tried()

    def own(self) -> OwnKeys:
        """The keys this user has chosen."""
        return dict(self._own)

    def use(self, own: OwnKeys) -> None:
        """These are the user's own keys from now on; the message offers to undo it."""
        self._store(own)

    def panel_left(self) -> None:
        """A panel of this frame has gone; what confirms means a key again."""
        self.bind({"panel.confirm": self.take})
        self._tried()

    # --- trying and taking ----------------------------------------------------------------------------

    def _key(self) -> str:
        return self.field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _tried(self) -> None:
        """Says what the pressed key would mean."""
        row, key = self.list.current(), self._key()
        text, bad, usable = "", False, False
        texts = self.shell.texts
        if row is not None and row.action.fixed:
            text = texts.tr("The keys of the windows cannot be changed.")
        elif row is not None and key:
            reason = refused(key)
            others = rivals(self._actions, self._own, row.action, key)
            usable = reason is None and not any(o.fixed for o in others)
            bad = reason is not None or bool(others)
            if reason is not None:
                text = texts.tr(reason)
            elif others:
                names = ", ".join(self._text(o) for o in others)
                text = texts.tr("{key} belongs to: {actions}. If you take it, they lose it.", key=shown(key),
                                actions=names)
            else:
                text = texts.tr("{key} is free.", key=shown(key))
        self.verdict.setText(text)
        self.verdict.setVisible(bool(text))
        self.verdict.setProperty("role", "danger" if bad else "muted")
        self.verdict.style().polish(self.verdict)
        self.take_button.setEnabled(usable)
        self.enable("frame.save", usable)
        if self.open_panel is None:
            self.enable("panel.confirm", usable)

    def take(self) -> None:
        """Gives the pressed key to the chosen action, taking it from those who had it."""
        row = self.list.current()
        if row is not None and self.take_button.isEnabled():
            self._store(with_key(self._actions, self._own, row.action, self._key()))

    def reset(self) -> None:
        """The chosen action gets its default keys back, taking them from those who have them."""
        row = self.list.current()
        if row is None:
            return
        own = {id: keys for id, keys in self._own.items() if id != row.action.id}
        for key in row.default:
            for other in rivals(self._actions, own, row.action, key):
                own[other.id] = [k for k in keys_of(other, own) if not matches(key, k)]
        self._store(own)

    def _store(self, own: OwnKeys, undo: bool = True) -> None:
        before = self._own
        self.shell.background.write(self, self._write, "ui.keys", own,
                                    done=lambda _none: self._stored(own, before, undo))

    def _stored(self, own: OwnKeys, before: OwnKeys, undo: bool) -> None:
        self.shell.commands.set_own_keys(own)
        self._own = own
        self._show()
        self.list.table.setFocus()
        if undo:
            texts = self.shell.texts
            self.shell.messages.say(texts.tr("Keys changed."), SUCCESS, key="keys", action_text=texts.tr("Undo"),
                                    action=lambda: self._store(before, undo=False))
