"""The tree of categories: seen as a whole, built and rearranged by keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.knowledge import SEPARATOR, Category
from hotline_desk.services.category_tree import archive_category, move_category, save_category
from hotline_desk.services.context import Context
from hotline_desk.services.knowledge.categories import list_categories
from hotline_desk.ui.knowledge.category_panel import CategoryPanel
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button

_UID = Qt.ItemDataRole.UserRole
_PAUSE_MS = 150
_LAST = 1_000_000
_MOVES = ("category.up", "category.down", "category.out", "category.in")


class _Tall(QStyledItemDelegate):
    """Rows as tall as those of other lists."""

    def __init__(self, shell: Shell, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._shell = shell

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), self._shell.theme.row_height())


class CategoriesFrame(Frame):
    """Enter changes a category; Alt and an arrow moves it."""

    icon_name = "folder-tree"
    help_page = "categories"
    comfortable = QSize(760, 600)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self.writable = permitted(ctx().user.role, "master.edit")
        self._all: list[Category] = []
        self._wanted = ""
        self._folded: set[str] = set()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        self._bind()
        changes.changed.connect(self._heard)

    def _build(self) -> None:
        shell = self.shell
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setItemDelegate(_Tall(shell, self.tree))
        self.tree.setUniformRowHeights(True)
        self.tree.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(True)
        shell.texts.bind(self.tree.setAccessibleName, N_("Categories"))
        self.nothing = QLabel()
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        shell.texts.bind(self.nothing.setText, N_(
            "There are no categories yet; tickets take any word. “New entry” makes the first one."))
        self.archived = QCheckBox()
        shell.texts.bind(self.archived.setText, N_("Show what was put away"))
        self.panel = CategoryPanel(self, shell)
        self.foot = self._buttons()
        rows = QVBoxLayout(self)
        rows.addWidget(self.nothing)
        rows.addWidget(self.tree, 1)
        rows.addWidget(self.foot)
        rows.addWidget(self.panel)
        self.panel.installEventFilter(self)
        self.tree.installEventFilter(self)
        self.tree.itemDoubleClicked.connect(lambda _item, _column: self.edit())
        self.tree.currentItemChanged.connect(lambda _now, _before: self._enable())
        self.tree.itemCollapsed.connect(lambda item: self._folded.add(item.data(0, _UID)))
        self.tree.itemExpanded.connect(lambda item: self._folded.discard(item.data(0, _UID)))
        self.archived.toggled.connect(lambda _on: self._show())
        self.panel.confirmed.connect(self.save)

    def _buttons(self) -> QWidget:
        foot = QWidget()
        row = FlowRow(foot)
        row.addWidget(self.archived)
        for id in _MOVES:
            row.addWidget(tool_button(self.shell, id, words=False))
        row.turn()
        if not self.writable:
            note = QLabel()
            note.setProperty("role", "muted")
            self.shell.texts.bind(note.setText, N_("Your role may look, not change."))
            row.addWidget(note)
        row.addWidget(tool_button(self.shell, "record.archive"))
        row.addWidget(self.shell.commands.button("record.open"))
        row.addWidget(self.shell.commands.button("category.below"))
        row.addWidget(self.shell.commands.button("record.new", primary=True))
        return foot

    def _bind(self) -> None:
        self.bind({
            "record.new": self.add, "category.below": self.add_below, "record.open": self.edit,
            "record.archive": self._archive, "frame.save": self._confirm,
            **{id: partial(self._move, id.partition(".")[2]) for id in _MOVES},
        })
        self._enable()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.panel and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self.foot.setVisible(event.type() == QEvent.Type.Hide)
        elif watched is self.tree and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and (
                event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()):
            self.edit()
            return True
        return super().eventFilter(watched, event)

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        tr = self.shell.texts.tr
        self.set_title(tr("Categories"))
        self.tree.setHeaderLabels([tr("Category"), tr("Hint")])

    def refresh(self) -> None:
        self._pause.stop()
        self.shell.background.read(self, lambda: list_categories(self._ctx(), archived=True), done=self._came,
                                   newest="categories")

    def first_field(self) -> QWidget:
        return self.tree

    def closed(self) -> None:
        self._pause.stop()

    def _heard(self, kind: str, _uid: str) -> None:
        if kind in ("category", "store"):
            self._pause.start()

    # --- showing --------------------------------------------------------------------------------------

    def _came(self, found: list[Category]) -> None:
        self._all = found
        self._show()

    def _shown(self) -> list[Category]:
        return [category for category in self._all if self.archived.isChecked() or not category.archived]

    def _show(self) -> None:
        chosen = self._wanted or (now.uid if (now := self.current()) else "")
        self.tree.blockSignals(True)
        self.tree.clear()
        items: dict[str, QTreeWidgetItem] = {}
        for category in self._shown():
            above = items.get(category.parent_uid or "")
            item = QTreeWidgetItem([category.name, " ".join(category.hint.split())])
            item.setData(0, _UID, category.uid)
            item.setToolTip(0, category.path)
            item.setToolTip(1, category.hint)
            item.setForeground(1, QBrush(self.shell.theme.color("muted")))
            if category.archived:
                item.setForeground(0, QBrush(self.shell.theme.color("muted")))
                item.setIcon(0, self.shell.icons.icon("archive", "muted"))
            (self.tree.addTopLevelItem if above is None else above.addChild)(item)
            items[category.uid] = item
        for uid, item in items.items():
            item.setExpanded(uid not in self._folded)
        if chosen in items:
            self._wanted = ""
            self.tree.setCurrentItem(items[chosen])
        elif items:
            self.tree.setCurrentItem(next(iter(items.values())))
        self.tree.blockSignals(False)
        self.nothing.setVisible(not self._all)
        self._enable()

    def current(self) -> Category | None:
        """The chosen category."""
        item = self.tree.currentItem()
        uid = item.data(0, _UID) if item is not None else ""
        return next((category for category in self._all if category.uid == uid), None)

    def _enable(self) -> None:
        now = self.current()
        own = self.writable and now is not None
        self.enable_all({
            "record.new": self.writable, "category.below": own and now is not None and not now.archived,
            "record.open": now is not None, "record.archive": own, "frame.save": self.writable,
            **{id: own and now is not None and not now.archived and self._target(id.partition(".")[2], now) is not None
               for id in _MOVES}})

    # --- changing -------------------------------------------------------------------------------------

    def add(self) -> None:
        """Ctrl+Shift+N: one beside the chosen one."""
        now = self.current()
        self._open(None, now.path.rpartition(SEPARATOR)[0] if now is not None else "")

    def add_below(self) -> None:
        """One under the chosen one."""
        now = self.current()
        if now is not None:
            self._open(None, now.path)

    def edit(self) -> None:
        """Enter."""
        now = self.current()
        if now is not None:
            self._open(now, now.path.rpartition(SEPARATOR)[0])

    def _open(self, category: Category | None, above: str) -> None:
        self.panel.begin(category, above, [c.path for c in self._all if not c.archived], self.writable)

    def _confirm(self) -> None:
        if self.panel.is_open:
            self.panel.confirm()

    def save(self) -> None:
        """Stores what the panel says."""
        above = self.panel.above.value()
        parent = next((c.uid for c in self._all if c.path == above and not c.archived), None)
        category = self.panel.taken(parent)
        self.panel.set_busy(True)
        self.shell.background.write(self, lambda: save_category(self._ctx(), category), done=self._saved,
                                    failed=self._wrong)

    def _saved(self, uid: str) -> None:
        self._wanted = uid
        self.panel.leave()
        self.tree.setFocus()
        self.refresh()

    def _wrong(self, problem: BaseException) -> bool:
        self.panel.set_busy(False)
        name = "above" if isinstance(problem, UserError) and problem.id == "category.circle" else None
        return self.panel.form.show_problem(problem, name)

    def _archive(self) -> None:
        now = self.current()
        if now is not None:
            self._put(now.uid, now.name, not now.archived)

    def _put(self, uid: str, name: str, archived: bool) -> None:
        texts = self.shell.texts

        def told(_answer: object) -> None:
            said = texts.tr("{name} was put away.", name=name) if archived else texts.tr("{name} is back.", name=name)
            self.shell.messages.say(said, "success", key="records.put", action_text=texts.tr("Undo"),
                                    action=lambda: self._put(uid, name, not archived))
            self.refresh()

        self.shell.background.write(self, lambda: archive_category(self._ctx(), uid, archived), done=told)

    def _move(self, way: str) -> None:
        now = self.current()
        target = self._target(way, now) if now is not None else None
        if now is None or target is None:
            return
        uid, (parent, position) = now.uid, target
        self._wanted = uid
        self.shell.background.write(self, lambda: move_category(self._ctx(), uid, parent, position),
                                    done=lambda _none: self.refresh())

    def _target(self, way: str, now: Category) -> tuple[str | None, int] | None:
        """Below whom and at which place it would stand; None if it cannot go that way."""
        neighbours = [c for c in self._all if c.parent_uid == now.parent_uid]
        seen = [c for c in neighbours if c.uid == now.uid or not c.archived]
        place = next(n for n, c in enumerate(seen) if c.uid == now.uid)
        others = [c.uid for c in neighbours if c.uid != now.uid]
        if way == "up":
            return (now.parent_uid, others.index(seen[place - 1].uid)) if place else None
        if way == "down":
            return (now.parent_uid, others.index(seen[place + 1].uid) + 1) if place + 1 < len(seen) else None
        if way == "in":
            return (seen[place - 1].uid, _LAST) if place else None
        above = next((c for c in self._all if c.uid == now.parent_uid), None)
        if above is None:
            return None
        beside = [c.uid for c in self._all if c.parent_uid == above.parent_uid]
        return above.parent_uid, beside.index(above.uid) + 1
