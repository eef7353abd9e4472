"""Lists keep the selection, remember what the user arranged, work by keys, and can be as long as the store."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from hotline_desk.ui.shell.heartbeat import Heartbeat
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.pages import PAGE, PagedList


@dataclass(frozen=True)
class Row:
    uid: int
    name: str
    amount: int | None = 0


COLUMNS = (
    Column("uid", "Number", lambda r: str(r.uid), sort=lambda r: r.uid, width=8, align="right"),
    Column("name", "Name", lambda r: r.name, width=20, stretch=True),
    Column("amount", "Amount", lambda r: str(r.amount), sort=lambda r: r.amount, width=10, rank=1),
)
ROWS = [Row(2, "Öztürk", 5), Row(10, "Meier", None), Row(1, "Abel", 9)]
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def rows(shell, qtbot):
    made = RowList(shell, "test", COLUMNS, sort="uid", empty="Nothing here.")
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    made.set_rows(ROWS)
    return made


def names(rows):
    return [row.name for row in rows.rows()]


def press(widget, key, text="", held=NONE):
    widget.event(QKeyEvent(QKeyEvent.Type.KeyPress, key, held, text))


def test_rows_are_sorted_by_value_not_by_text(rows):
    assert [row.uid for row in rows.rows()] == [1, 2, 10]
    rows.table.sort_by("amount", True)
    assert [row.amount for row in rows.rows()] == [9, 5, None]


def test_every_word_of_the_filter_must_occur(rows):
    rows.filter.setText("öz 5")
    assert names(rows) == ["Öztürk"]
    rows.filter.setText("öz 6")
    assert names(rows) == []
    press(rows.filter, Qt.Key.Key_Escape)
    rows.eventFilter(rows.filter, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Escape, NONE))
    assert len(names(rows)) == 3


def test_the_selection_survives_a_refresh(rows):
    assert rows.select(2)
    rows.set_rows([Row(0, "Neu"), *ROWS])
    assert rows.current().uid == 2
    told = []
    rows.current_changed.connect(told.append)
    rows.set_rows([r for r in ROWS if r.uid != 2])
    assert [t.uid for t in told] == [rows.current().uid]


def test_enter_opens_the_selected_row(rows):
    opened = []
    rows.activated.connect(opened.append)
    rows.select(10)
    press(rows.table, Qt.Key.Key_Return)
    rows.eventFilter(rows.filter, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, NONE))
    assert [row.uid for row in opened] == [10, 10]


def test_letters_typed_in_the_table_filter(rows):
    press(rows.table, Qt.Key.Key_M, "m")
    assert rows.filter.text() == "m" and "Meier" in names(rows) and "Abel" not in names(rows)


def test_columns_are_sorted_by_keys(rows):
    press(rows.table, Qt.Key.Key_Right, held=CTRL)
    assert rows.table.sort_key == "name" and names(rows)[0] == "Abel"
    press(rows.table, Qt.Key.Key_Down, held=CTRL)
    assert names(rows)[0] == "Öztürk"


def test_what_the_user_arranged_is_as_it_was_left(rows, shell, qtbot):
    rows.table.sort_by("name", True)
    rows.table.show_column("amount", False)
    rows.table.horizontalHeader().resizeSection(0, 177)
    again = RowList(shell, "test", COLUMNS, sort="uid")
    qtbot.addWidget(again)
    again.resize(600, 300)
    again.show()
    assert (again.table.sort_key, again.table.descending) == ("name", True)
    assert again.table.isColumnHidden(2)
    assert again.table.columnWidth(0) == 177


def test_no_column_is_cut_in_half(rows):
    for width in (900, 600, 420, 300):
        rows.resize(width, 300)
        table = rows.table
        shown = sum(table.columnWidth(n) for n in range(3) if not table.isColumnHidden(n))
        assert shown == table.viewport().width()


def test_the_least_needed_column_goes_first_where_it_is_narrow(rows):
    rows.resize(250, 300)
    assert rows.table.isColumnHidden(2) and not rows.table.isColumnHidden(0)
    rows.resize(600, 300)
    assert not rows.table.isColumnHidden(2)


# --- as long as the store ---------------------------------------------------------------------------------

MILLION = 1_000_000


class Store:
    def __init__(self):
        self.asked = []

    def count(self, _query):
        return MILLION

    def page(self, query, sort, descending, offset, limit):
        self.asked.append((query, sort, descending, offset, limit))
        return [Row(n, f"{query} {n}") for n in range(offset, min(MILLION, offset + limit))]


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def long_list(shell, qtbot, store):
    made = PagedList(shell, "long", COLUMNS, store.count, store.page, sort="uid")
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.set_query("a")
    qtbot.waitUntil(lambda: made.model.rowCount() == MILLION)
    return made


def shown(long_list, row):
    return long_list.model.index(row, 1).data()


def test_a_million_rows_are_there_at_once_and_come_page_by_page(long_list, store, qtbot):
    assert shown(long_list, 3) == "a 3"
    long_list.table.scrollTo(long_list.model.index(654_321, 0))
    assert shown(long_list, 654_321) is None
    qtbot.waitUntil(lambda: shown(long_list, 654_321) == "a 654321")
    assert len(store.asked) < 12
    assert all(limit == PAGE for *_rest, limit in store.asked)


def test_flying_over_a_million_rows_keeps_the_desk_awake(long_list, qtbot):
    beat = Heartbeat()
    beat.start()
    bar = long_list.table.verticalScrollBar()
    for step in range(0, MILLION, 20_000):
        bar.setValue(step)
        long_list.table.viewport().repaint()
        qtbot.wait(1)
    qtbot.waitUntil(lambda: shown(long_list, bar.value()) == f"a {bar.value()}")
    assert beat.stop() < 200
    assert len(long_list.model._pages) <= 61


def test_rows_are_shown_before_they_are_counted(shell, store, qtbot):
    counting = Event()
    made = PagedList(shell, "long", COLUMNS, lambda _query: counting.wait(10) and MILLION, store.page, sort="uid")
    qtbot.addWidget(made)
    made.set_query("a")
    qtbot.waitUntil(lambda: made.model.rowCount() == PAGE)
    assert not made.model.whole and shown(made, 3) == "a 3"
    made.table.selectRow(7)
    qtbot.wait(200)
    made.set_query("b")  # does not wait until the old one is counted
    qtbot.waitUntil(lambda: shown(made, 3) == "b 3")
    made.table.selectRow(7)
    counting.set()
    qtbot.waitUntil(lambda: made.model.whole)
    assert made.model.rowCount() == MILLION and made.current().uid == 7


def test_who_selects_all_before_they_are_counted_has_all(shell, store, qtbot):
    counting = Event()
    made = PagedList(shell, "long", COLUMNS, lambda _query: counting.wait(10) and MILLION, store.page, sort="uid")
    qtbot.addWidget(made)
    made.table.select_many()
    made.set_query("a")
    qtbot.waitUntil(lambda: made.model.rowCount() == PAGE)
    made.table.selectAll()
    counting.set()
    qtbot.waitUntil(lambda: made.model.whole)
    assert made.table.selected_count() == MILLION


def test_a_new_query_drops_the_answers_of_the_old_one(long_list, qtbot):
    long_list.table.scrollTo(long_list.model.index(500_000, 0))
    long_list.set_query("b")
    qtbot.waitUntil(lambda: shown(long_list, 3) == "b 3")
    long_list.table.scrollTo(long_list.model.index(500_000, 0))
    qtbot.waitUntil(lambda: shown(long_list, 500_000) == "b 500000")


def test_sorting_is_asked_from_the_store(long_list, store, qtbot):
    long_list.table.sort_by("name", True)
    qtbot.waitUntil(lambda: ("a", "name", True, 0, PAGE) in store.asked)


def test_a_refresh_keeps_the_place(long_list, store, qtbot):
    long_list.table.selectRow(700)
    qtbot.waitUntil(lambda: long_list.current() is not None)
    before = len(store.asked)
    long_list.refresh()
    qtbot.waitUntil(lambda: len(store.asked) > before + 1)
    qtbot.waitUntil(lambda: long_list.current() is not None and long_list.current().uid == 700)


def test_a_long_sleep_is_measured(qtbot):
    import time
    beat = Heartbeat()
    beat.start()
    qtbot.wait(20)
    time.sleep(0.08)
    qtbot.wait(20)
    assert 70 <= beat.stop() < 500


def test_the_arrow_of_the_sorting_has_room_behind_a_title_at_the_right(rows):
    model, across = rows.table.model(), Qt.Orientation.Horizontal
    assert model.headerData(0, across, Qt.ItemDataRole.DisplayRole).strip() != model.headerData(
        0, across, Qt.ItemDataRole.DisplayRole)
    rows.table.sort_by("name", False)
    assert model.headerData(0, across, Qt.ItemDataRole.DisplayRole) == "Number"
