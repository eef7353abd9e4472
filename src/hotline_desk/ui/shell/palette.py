"""Ctrl+K: any action, ticket or customer by typing a few of its letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.shell import Shell

_MOST = 12


@dataclass(frozen=True)
class Hit:
    """One line of the palette. `run` is called when it is chosen."""

    text: str
    run: Callable[[], object]
    detail: str = ""
    icon: str = ""


Provider = Callable[[str], Iterable[Hit]]


def score(query: str, text: str) -> int:
    """How well `text` fits: 0 not at all; beginnings of words and letters in a row count more."""
    query, text = query.casefold(), text.casefold()
    if not query:
        return 1
    at = text.find(query)
    if at >= 0:
        starts_word = at == 0 or not text[at - 1].isalnum()
        return 1000 - at + (500 if starts_word else 0)
    points, place, before = 0, 0, -2
    for letter in query.replace(" ", ""):
        found = text.find(letter, place)
        if found < 0:
            return 0
        starts_word = found == 0 or not text[found - 1].isalnum()
        points += 8 if found == before + 1 else 6 if starts_word else 1
        before, place = found, found + 1
    return points if points >= 3 * len(query.replace(" ", "")) else 0


class CommandPalette(QFrame):
    """A field and a list over the window. Esc puts it away and the cursor goes back where it was."""

    def __init__(self, shell: Shell, window: QWidget) -> None:
        super().__init__(window)
        self._shell = shell
        self._providers: list[Provider] = []
        self._before: QWidget | None = None
        self._offered: Provider | None = None
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.field = QLineEdit()
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_HitLine(shell, self.list))
        rows = QVBoxLayout(self)
        rows.addWidget(self.field)
        rows.addWidget(self.list)
        shell.texts.bind(self.field.setAccessibleName, N_("Palette"))
        shell.texts.bind(self.list.setAccessibleName, N_("Hits"))
        self.field.textEdited.connect(self._search)
        self.list.itemActivated.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        self.field.installEventFilter(self)
        self.hide()

    def add_provider(self, provider: Provider) -> None:
        """`provider(query)` runs in the background and returns hits; their `run` is called on the UI thread."""
        self._providers.append(provider)

    def open(self) -> None:
        """Shows the palette above the middle of the window."""
        self._offered = None
        self._appear(self._shell.texts.tr("Action, ticket or customer …"))

    def offer(self, prompt: str, hits: Sequence[Hit]) -> None:
        """Lets choose among these alone; typing narrows them. `prompt` is translated."""
        self.ask(prompt, lambda query: [hit for hit in hits if score(query, f"{hit.text} {hit.detail}")])

    def ask(self, prompt: str, hits: Provider) -> None:
        """Lets choose among what `hits(query)` has for what was typed; called on the UI thread."""
        self._offered = hits
        self._appear(prompt)

    def _appear(self, prompt: str) -> None:
        self.field.setPlaceholderText(prompt)
        window = self.parentWidget()
        self._before = window.focusWidget() if window is not None else None
        self.field.clear()
        self._place()
        self._show_hits([])
        self.show()
        self.raise_()
        self.field.setFocus()
        self._search("")

    def leave(self) -> None:
        """Puts the palette away and gives the cursor back."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        line, row = self._shell.theme.line_height(), self._shell.theme.row_height()
        width = min(window.width() - 40, 38 * line)
        height = self.field.sizeHint().height() + max(1, min(_MOST, self.list.count())) * row + 2 * line
        self.resize(QSize(width, min(window.height() - 120, height)))
        self.move(QPoint((window.width() - width) // 2, 70))

    def _search(self, query: str) -> None:
        query = query.strip()
        if self._offered is not None:
            self._show_hits(list(self._offered(query)))
            return
        self._own = self._actions(query)
        self._show_hits(self._own)
        providers = list(self._providers)
        if len(query) >= 2 and providers:
            self._shell.background.read(self, lambda: [h for p in providers for h in p(query)],
                                        done=self._more, newest="palette")

    def _actions(self, query: str) -> list[Hit]:
        commands = self._shell.commands
        found = []
        for place, (id, action) in enumerate(commands.catalogue.items()):
            points = score(query, commands.text(id)) if id != "desk.palette" and commands.possible(id) else 0
            if points:
                run = _Trigger(commands.trigger, id)
                found.append((-points, place, Hit(commands.text(id), run, commands.key(id), action.icon)))
        return [hit for _points, _place, hit in sorted(found, key=lambda f: f[:2])[:_MOST]]

    def _more(self, hits: list[Hit]) -> None:
        self._show_hits(self._own + hits)

    def _show_hits(self, hits: list[Hit]) -> None:
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(hit.text)
            item.setData(Qt.ItemDataRole.UserRole, hit)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.text}, {hit.detail}" if hit.detail else hit.text)
            if hit.icon:
                item.setIcon(self._shell.icons.icon(hit.icon))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._place()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        hit: Hit = item.data(Qt.ItemDataRole.UserRole)
        self.leave()
        hit.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event.key())
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self.hide()
        return False

    def _key(self, key: int) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(Qt.Key(key))
        if step is not None:
            last = self.list.count() - 1
            self.list.setCurrentRow(max(0, min(last, self.list.currentRow() + step)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            return False
        return True


@dataclass(frozen=True)
class _Trigger:
    """Does one action; a value, so that hits can be compared."""

    trigger: Callable[[str], object]
    id: str

    def __call__(self) -> object:
        return self.trigger(self.id)


class _HitLine(QStyledItemDelegate):
    """The text at the left, key or detail at the right."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(10, self._shell.theme.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem,
              index: QModelIndex | QPersistentModelIndex) -> None:
        super().paint(painter, option, index)
        hit: Hit = index.data(Qt.ItemDataRole.UserRole)
        if hit.detail:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.save()
            painter.setPen(self._shell.theme.color("accent_text" if chosen else "muted"))
            room = option.rect.adjusted(0, 0, -10, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, hit.detail)
            painter.restore()
