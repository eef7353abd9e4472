"""Rules of keys: which ones nobody may have, and which actions get in each other's way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.action import Action

RESERVED = ("Ctrl+Tab", "Ctrl+Shift+Tab", "Ctrl+F6", "Ctrl+Shift+F6", "Ctrl+F4", "Ctrl+W")
_PLAIN_OK = frozenset(range(Qt.Key.Key_F1.value, Qt.Key.Key_F35.value + 1)) | {
    Qt.Key.Key_Escape.value, Qt.Key.Key_Menu.value, Qt.Key.Key_Help.value, Qt.Key.Key_Pause.value}
_EDITING = ("Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z", "Ctrl+A", "Ctrl+Insert",
            "Shift+Insert", "Shift+Delete", "Ctrl+Left", "Ctrl+Right", "Ctrl+Home", "Ctrl+End", "Ctrl+Backspace",
            "Ctrl+Delete")


def portable(key: str) -> str:
    """The key text in its stored form; "" for none."""
    return QKeySequence(key, QKeySequence.SequenceFormat.PortableText).toString(
        QKeySequence.SequenceFormat.PortableText)


def shown(key: str) -> str:
    """The key text as this platform and Qt's present language write it."""
    return QKeySequence(key.replace("Return", "Enter"), QKeySequence.SequenceFormat.PortableText).toString(
        QKeySequence.SequenceFormat.NativeText)


def matches(one: str, other: str) -> bool:
    """True if the two keys get in each other's way: equal, or one begins with the other."""
    a = QKeySequence(one, QKeySequence.SequenceFormat.PortableText)
    b = QKeySequence(other, QKeySequence.SequenceFormat.PortableText)
    none = QKeySequence.SequenceMatch.NoMatch
    return not a.isEmpty() and not b.isEmpty() and (a.matches(b) != none or b.matches(a) != none)


def refused(key: str) -> str | None:
    """Why nobody may choose this key, as a message id; None if it may be chosen."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    if sequence.isEmpty():
        return N_("This is not a key.")
    if any(matches(key, each) for each in RESERVED):
        return N_("This key belongs to the windows of the desk.")
    if any(matches(key, each) for each in _EDITING):
        return N_("This key belongs to typing.")
    first = _first(sequence)
    held = first.keyboardModifiers()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    if held & both == both and not _is_function_key(first.key()):
        return N_("Ctrl+Alt is AltGr on many keyboards and writes characters.")
    shift_only = held & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    if shift_only == Qt.KeyboardModifier.NoModifier and first.key().value not in _PLAIN_OK:
        return N_("This key writes a character. Take one with Ctrl or Alt, or a function key.")
    return None


def _first(sequence: QKeySequence) -> QKeyCombination:
    return sequence[0]  # type: ignore[index]  # missing in the stubs


def _is_function_key(key: Qt.Key) -> bool:
    return Qt.Key.Key_F1.value <= key.value <= Qt.Key.Key_F35.value


def keys_of(action: Action, own: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The keys of an action with the user's own ones in place of the catalogue's; fixed ones stay."""
    if action.fixed or action.id not in own:
        return action.keys
    chosen = own[action.id]
    return (chosen,) if isinstance(chosen, str) else tuple(chosen)


def clashes(actions: Iterable[Action], own: Mapping[str, Sequence[str]] | None = None,
            ) -> list[tuple[Action, Action, str]]:
    """All pairs of actions that could be active together and share a key, with that key."""
    everyone = list(actions)
    found = []
    for index, one in enumerate(everyone):
        for other in everyone[index + 1:]:
            if one.meets(other):
                found += [(one, other, a) for a in keys_of(one, own or {}) for b in keys_of(other, own or {})
                          if matches(a, b)]
    return found
