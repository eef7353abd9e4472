"""Several rows of a list selected at once, and columns as each user wants them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.pages import PAGE, PagedList

KEY = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Row:
    uid: int


COLUMNS = (
    Column("uid", "Number", lambda r: f"{r.uid:06}", sort=lambda r: r.uid, width=8),
    Column("name", "Name", lambda r: f"row {r.uid}", width=20, stretch=True),
    Column("team", "Team", lambda r: "Net", width=10, rank=2, off=True),
    Column("tags", "Tags", lambda r: "a b", width=10, rank=1),
)


@pytest.fixture
def rows(shell, qtbot):
    made = RowList(shell, "several", COLUMNS, sort="uid")
    made.table.select_many()
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    made.set_rows([Row(n) for n in range(1, 8)])
    made.select(2)
    return made


class Store:
    """As many rows as there are, newest first."""

    def __init__(self, count):
        self.newest = count

    def count(self, _query):
        return self.newest

    def page(self, _query, _sort, _descending, offset, limit):
        return [Row(n) for n in range(self.newest - offset, max(0, self.newest - offset - limit), -1)]


@pytest.fixture
def store():
    return Store(1000)


@pytest.fixture
def pages(shell, qtbot, store):
    made = PagedList(shell, "pages", COLUMNS, store.count, store.page)
    made.table.select_many()
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    made.set_query("")
    qtbot.waitUntil(lambda: made.model.rowCount() == 1000 and made.model.peek(0) is not None)
    return made


def uids(rows):
    return [row.uid for row in rows]


def test_shift_and_the_arrows_select_several(rows):
    for _ in range(2):
        QTest.keyClick(rows.table, KEY.Key_Down, SHIFT)
    assert uids(rows.selected()) == [2, 3, 4]
    QTest.keyClick(rows.table, KEY.Key_Down)
    assert uids(rows.selected()) == [5]


def test_ctrl_a_selects_all(rows):
    QTest.keyClick(rows.table, KEY.Key_A, CTRL)
    assert rows.table.selected_count() == 7


def test_several_survive_a_refresh_and_a_filter(rows):
    QTest.keyClick(rows.table, KEY.Key_Down, SHIFT)
    rows.set_rows([Row(n) for n in (9, 3, 2, 1)])
    assert uids(rows.selected()) == [2, 3]
    rows.set_rows([Row(3), Row(4)])
    assert uids(rows.selected()) == [3]


def test_sorting_keeps_the_same_rows_selected(rows):
    QTest.keyClick(rows.table, KEY.Key_Down, SHIFT)
    rows.table.sort_by("uid", True)
    assert uids(rows.selected()) == [3, 2]


def test_pages_keep_several_rows_when_a_new_one_comes(pages, store, qtbot):
    pages.table.selectRow(3)
    QTest.keyClick(pages.table, KEY.Key_Down, SHIFT)
    assert uids(pages.selected_at_hand()) == [997, 996]
    store.newest += 1
    pages.refresh()
    qtbot.waitUntil(lambda: pages.model.rowCount() == 1001)
    assert uids(pages.selected_at_hand()) == [997, 996] and pages.current().uid == 996
    assert pages.table.selected_count() == 2


def test_one_far_below_is_found_again_when_its_page_comes(pages, store, qtbot):
    number = 5 * PAGE + 3
    pages.table.scrollTo(pages.model.index(number, 0))
    qtbot.waitUntil(lambda: pages.model.row_at(number) is not None)
    pages.table.selectRow(number)
    uid, place = pages.current().uid, pages.table.verticalScrollBar().value()
    store.newest += 1
    pages.refresh()
    qtbot.waitUntil(lambda: pages.model.rowCount() == 1001 and pages.current() is not None
                    and pages.current().uid == uid)
    assert pages.table.selected_count() == 1 and abs(pages.table.verticalScrollBar().value() - place) <= 1


def test_a_stretch_with_rows_not_read_yet_moves_as_a_whole_when_a_new_one_comes(pages, store, qtbot):
    pages.table.selectRow(10)
    flags = QItemSelectionModel.SelectionFlag.SelectCurrent | QItemSelectionModel.SelectionFlag.Rows
    pages.table.selectionModel().setCurrentIndex(pages.model.index(399, 0), flags)
    pages.table.add_rows(10, 390)
    assert pages.table.selected_spans() == [(10, 399)]
    store.newest += 2
    pages.refresh()
    qtbot.waitUntil(lambda: pages.model.rowCount() == 1002)
    qtbot.waitUntil(lambda: pages.table.selected_spans() == [(12, 401)])


def test_all_stays_all(pages, store, qtbot):
    pages.table.selectAll()
    store.newest += 1
    pages.refresh()
    qtbot.waitUntil(lambda: pages.model.rowCount() == 1001)
    assert pages.table.selected_spans() == [(0, 1000)]


def test_a_new_query_begins_at_its_first_row(pages, qtbot):
    pages.table.selectRow(3)
    QTest.keyClick(pages.table, KEY.Key_Down, SHIFT)
    pages.set_query("other")
    qtbot.waitUntil(lambda: pages.table.currentIndex().row() == 0)
    assert pages.table.selected_count() == 1


def test_a_column_that_is_off_appears_when_asked_for_and_is_remembered(rows, shell, qtbot):
    assert [(c.key, on) for c, on in rows.table.columns_in_order()][2] == ("team", False)
    rows.table.show_column("team", True)
    rows.table.move_column("team", 0)
    again = RowList(shell, "several", COLUMNS)
    qtbot.addWidget(again)
    assert [(c.key, on) for c, on in again.table.columns_in_order()] == [
        ("team", True), ("uid", True), ("name", True), ("tags", True)]
    again.table.usual_columns()
    assert [c.key for c, on in again.table.columns_in_order() if on] == ["uid", "name", "tags"]


def test_what_was_asked_for_stays_longest_where_there_is_no_room(rows):
    rows.table.show_column("team", True)
    rows.resize(rows.table._least(COLUMNS[0]) + rows.table._least(COLUMNS[1]) + rows.table._least(COLUMNS[2]) + 40, 300)
    assert rows.table.crowded == ("tags",)
    rows.resize(900, 300)
    assert rows.table.crowded == ()
