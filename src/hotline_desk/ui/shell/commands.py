"""The actions of the catalogue as living QActions: keys, texts, icons, and whether they can be done now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from hotline_desk.ui.shell.action import Action
from hotline_desk.ui.shell.icons import Icons
from hotline_desk.ui.shell.keys import keys_of, shown
from hotline_desk.ui.shell.texts import Texts

Handler = Callable[[], object]


@runtime_checkable
class Binder(Protocol):
    """Who binds actions: a frame."""

    actions_changed: Any

    def handlers(self) -> Mapping[str, Handler]:
        """What is bound."""
        ...

    def switched_off(self) -> set[str]:
        """Bound actions that cannot be done right now."""
        ...


class Commands(QObject):
    """One QAction per catalogued action. It is enabled if the frame in front or the desk has bound it."""

    keys_changed = Signal()
    done = Signal(str)

    def __init__(self, catalogue: Iterable[Action], texts: Texts, icons: Icons,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.catalogue: dict[str, Action] = {a.id: a for a in catalogue}
        self._texts = texts
        self._icons = icons
        self._own: dict[str, Sequence[str]] = {}
        self._global: dict[str, Handler] = {}
        self._of_frame: Mapping[str, Handler] = {}
        self._off: frozenset[str] = frozenset()
        self._states: dict[str, tuple[bool, bool]] = {}
        self._permitted: Callable[[str], bool] = lambda _permission: True
        self._module_on: Callable[[str], bool] = lambda _module: True
        self._actions = {a.id: self._make(a) for a in self.catalogue.values()}
        self._set_keys()
        texts.changed.connect(self._retranslate)
        self.update_all()

    def _make(self, action: Action) -> QAction:
        made = QAction(self)
        made.setObjectName(action.id)
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        made.setCheckable(action.checkable)
        self._name(made, self._text(action))
        if action.icon:
            self._icons.bind(made.setIcon, action.icon)
        made.triggered.connect(lambda _checked=False, id=action.id: self.trigger(id))
        return made

    def _name(self, made: QAction, text: str) -> None:
        made.setText(text)
        made.setIconText(f" {text}")  # on tool buttons: Qt lets the words touch the symbol

    def qaction(self, id: str) -> QAction:
        """The QAction of a catalogued action. Raises KeyError for one that is not in the catalogue."""
        return self._actions[id]

    def all_qactions(self) -> list[QAction]:
        """All of them, in the order of the catalogue."""
        return list(self._actions.values())

    def text(self, id: str, instead: str = "") -> str:
        """The translated text of an action, or of another message id if one is given."""
        return self._texts.tr(instead) if instead else self._text(self.catalogue[id])

    def _text(self, action: Action) -> str:
        return self._texts.tr(action.text, n=action.number) if action.number else self._texts.tr(action.text)

    def key(self, id: str) -> str:
        """The first key of an action as the platform writes it; "" if it has none."""
        keys = keys_of(self.catalogue[id], self._own)
        return shown(keys[0]) if keys else ""

    def set_own_keys(self, own: Mapping[str, Sequence[str]]) -> None:
        """Takes the user's own keys (setting "ui.keys": action id -> key texts) at once."""
        self._own = dict(own)
        self._set_keys()
        self.keys_changed.emit()

    @property
    def own_keys(self) -> dict[str, Sequence[str]]:
        """The user's own keys, a copy."""
        return dict(self._own)

    def set_rights(self, permitted: Callable[[str], bool], module_on: Callable[[str], bool]) -> None:
        """Who may do what, and which modules the company uses; what is not allowed is hidden."""
        self._permitted, self._module_on = permitted, module_on
        self.update_all()

    def bind_global(self, handlers: Mapping[str, Handler]) -> None:
        """Handlers of the desk itself. Raises KeyError for an action that is not in the catalogue."""
        self._known(handlers)
        self._global.update(handlers)
        self.update_all()

    def use_frame(self, handlers: Mapping[str, Handler], off: Iterable[str] = ()) -> None:
        """The handlers of the frame in front; they go before the desk's. `off` cannot be done right now."""
        self._known(handlers)
        self._of_frame = handlers
        self._off = frozenset(off)
        self.update_all()

    def allowed(self, id: str) -> bool:
        """True if module and permission are there."""
        action = self.catalogue[id]
        return ((not action.module or self._module_on(action.module))
                and (not action.permission or self._permitted(action.permission)))

    def possible(self, id: str) -> bool:
        """True if the action can be done right now."""
        return self._handler(id) is not None and self.allowed(id)

    def refuses(self, id: str, anywhere: bool = False) -> bool:
        """True if somebody might expect the action here, and it cannot be done right now.

        That is what the frame in front offers at other times; `anywhere`: what the user may do in other frames too.
        """
        offered = anywhere or (id in self._of_frame and id in self._off)
        return offered and self.allowed(id) and self._handler(id) is None

    def trigger(self, id: str) -> bool:
        """Does the action if it is possible; False if not."""
        if not self.possible(id):
            return False
        handler = self._handler(id)
        return handler is not None and self.run(id, handler)

    def _handler(self, id: str) -> Handler | None:
        """The frame's in front, unless it cannot do it right now; else the desk's."""
        return self._of_frame[id] if id in self._of_frame and id not in self._off else self._global.get(id)

    def run(self, id: str, handler: Handler) -> bool:
        """Does an action by the handler of whoever offers it, and tells that it was done."""
        handler()
        self.done.emit(id)
        return True

    def update_all(self) -> None:
        """Enables and shows every QAction as it is possible now."""
        for id, made in self._actions.items():
            state = (self.allowed(id), self.possible(id))
            if state != self._states.get(id):  # telling Qt takes much longer than finding out
                self._states[id] = state
                made.setVisible(state[0])
                made.setEnabled(state[1])

    def button(self, id: str, parent: QWidget | None = None, *, primary: bool = False, text: str = "") -> QPushButton:
        """A button of an action with its key on it, enabled as the action is.

        `text` (a message id) says it in the frame's own words; the key then stands in the tool tip alone.
        """
        made = QPushButton(parent)
        made.setProperty("primary", primary)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setAutoDefault(True)  # Enter presses it, not Space alone
        if self.catalogue[id].icon:
            self._icons.bind(made.setIcon, self.catalogue[id].icon, "accent_text" if primary else "text")
        dress = _Dress(self, id, made, text)
        made.clicked.connect(dress.press)
        self._actions[id].changed.connect(dress.show)
        self.keys_changed.connect(dress.show)
        dress.show()
        return made

    def _known(self, handlers: Mapping[str, Handler]) -> None:
        unknown = set(handlers) - set(self._actions)
        if unknown:
            raise KeyError(f"not in the catalogue of actions: {', '.join(sorted(unknown))}")

    def _set_keys(self) -> None:
        portable = QKeySequence.SequenceFormat.PortableText
        for id, made in self._actions.items():
            made.setShortcuts([QKeySequence(k, portable) for k in keys_of(self.catalogue[id], self._own)])
        self._show_tips()

    def _retranslate(self) -> None:
        for id, made in self._actions.items():
            self._name(made, self.text(id))
        self._show_tips()

    def _show_tips(self) -> None:
        for id, made in self._actions.items():
            key = self.key(id)
            made.setToolTip(f"{self.text(id)} ({key})" if key else self.text(id))


class _Dress(QObject):
    """Text and state of a button that stands for an action; dies with the button.

    A button in a frame follows that frame, in front or not: a press on a frame behind must not be lost.
    """

    def __init__(self, commands: Commands, id: str, button: QPushButton, words: str = "") -> None:
        super().__init__(button)
        self._commands, self._id, self._button, self._words = commands, id, button, words
        self._frame: Binder | None = None
        self._seen = True
        button.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:  # only now is it known in which frame the button lies
            self._button.removeEventFilter(self)
            self.show()
        return False

    def show(self) -> None:
        key = self._commands.key(self._id)
        text = self._commands.text(self._id, self._words)
        short = bool(self._button.property("short")) and bool(key)  # a narrow row shows the key alone
        self._button.setText(key if short else f"{key}  {text}" if key and not self._words else text)
        self._button.setAccessibleName(text)
        self._button.setToolTip(self._commands.qaction(self._id).toolTip())
        self._button.setEnabled(self._handler() is not None)
        allowed = self._commands.allowed(self._id)
        if allowed != self._seen:  # a button that is not laid out yet must not become a window of its own
            self._seen = allowed
            self._button.setVisible(allowed)

    def press(self) -> None:
        """Does the action of its own frame, else that of the desk."""
        handler = self._handler()
        if handler is not None:
            self._commands.run(self._id, handler)

    def _handler(self) -> Handler | None:
        frame = self._owner()
        if frame is not None and self._id in frame.handlers():
            free = self._id not in frame.switched_off() and self._commands.allowed(self._id)
            return frame.handlers()[self._id] if free else None
        possible = self._commands.possible(self._id)
        return (lambda: self._commands.trigger(self._id)) if possible else None

    def _owner(self) -> Binder | None:
        if self._frame is None:
            widget: QWidget | None = self._button.parentWidget()
            while widget is not None and not isinstance(widget, Binder):
                widget = widget.parentWidget()
            self._frame = widget
            if isinstance(widget, Binder):
                widget.actions_changed.connect(self.show)
        return self._frame
