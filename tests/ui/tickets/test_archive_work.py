"""What can be done with what the archive finds: kept, exported, printed, changed; all by keys."""

from __future__ import annotations

import csv
import zipfile
from datetime import date

import pytest
from PySide6.QtCore import Qt

from hotline_desk.adapters.documents.pdf_pages import PdfPages
from hotline_desk.domain.knowledge import Category
from hotline_desk.services.category_tree import save_category
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.tickets.searches import save_search, saved_searches
from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.tickets.moments import read_past_day
from tests.ui.tickets.conftest import ALT, CTRL, SHIFT

KEY = Qt.Key


@pytest.fixture
def four(ctx, muster, network):
    """Four tickets, the newest last: A of Muster GmbH is closed, B of the team, C and D of nobody."""
    save_category(ctx, Category("Drucker"))
    made = [create_ticket(ctx, {"subject": f"{name} druckt nicht"}) for name in "ABCD"]
    save_ticket(ctx, made[0], None, {"address_uid": muster, "category": "Drucker"})
    close_ticket(ctx, made[0], None, Closing("charge", "Toner"))
    save_ticket(ctx, made[1], None, {"team_uid": network})
    return made


@pytest.fixture
def archive(place, four):
    frame = place.open("archive")
    place.until(lambda: frame.list.model.rowCount() == 4 and frame.filters.team.count() > 1)
    place.until(lambda: place.desk.window.focusWidget() is frame.search)
    return frame


def found(frame):
    model = frame.list.model
    return [model.row_at(n).uid for n in range(model.rowCount()) if model.row_at(n)]


def choose(box, code):
    box.setCurrentIndex(box.findData(code))


def test_team_category_and_billing_narrow_down_and_say_so(place, archive, four, network):
    choose(archive.filters.team, network)
    place.until(lambda: found(archive) == [four[1]])
    assert archive.found.text() == "1 ticket · narrowed down by Team"
    choose(archive.filters.team, None)
    place.until(lambda: len(archive.filters.category.suggested("dru")) == 1)
    archive.filters.category.setText("Drucker")
    place.until(lambda: found(archive) == [four[0]])
    choose(archive.filters.billing, "none")
    place.until(lambda: found(archive) == [])
    archive.search.setFocus()
    place.press(KEY.Key_Escape)
    place.until(lambda: len(found(archive)) == 4)
    assert archive.filters.told() == []


def test_days_are_typed_as_people_think_them(place, archive, four):
    choose(archive.filters.period, "days")
    assert archive.filters.span.isVisible()
    archive.filters.span.last.setText("1.11.")
    archive.filters.span.last.editingFinished.emit()
    place.until(lambda: found(archive) == [])
    assert archive.filters.span.last.text() == "01/11/2026"
    archive.filters.span.last.setText("2.11.")
    archive.filters.span.last.editingFinished.emit()
    place.until(lambda: len(found(archive)) == 4)


@pytest.mark.parametrize(("typed", "day"), [
    ("1.11.", date(2026, 11, 1)), ("2.11.", date(2026, 11, 2)), ("3.11.", date(2025, 11, 3)),
    ("24.12.2026", date(2026, 12, 24)), ("gestern", date(2026, 11, 1)), ("-3d", date(2026, 10, 30)),
    ("-2w", date(2026, 10, 19)), ("mo", date(2026, 11, 2)), ("fr", date(2026, 10, 30)), ("today", date(2026, 11, 2)),
])
def test_days_are_past_ones_unless_a_year_is_given(typed, day):
    assert read_past_day(typed, date(2026, 11, 2)) == day


def test_any_column_sorts_by_keys(place, archive, four):
    archive.list.table.sort_by("subject", False)
    place.until(lambda: found(archive) == four)
    archive.list.table.sort_by("created", True)
    place.until(lambda: found(archive) == four[::-1])


def test_a_search_is_saved_and_chosen_by_keys(place, archive, four):
    place.write("druckt")
    choose(archive.filters.state, "closed")
    place.until(lambda: found(archive) == [four[0]])
    place.press(KEY.Key_F9, CTRL | SHIFT)
    place.write("Erledigte")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: [each.name for each in saved_searches(place.ctx, "archive")] == ["Erledigte"])
    place.until(lambda: not archive.searches.saving.is_open)
    place.press(KEY.Key_S, ALT | SHIFT)
    place.until(lambda: len(archive.searches.choosing.list.rows()) == 2)
    place.press(KEY.Key_Home)
    place.press(KEY.Key_Return)
    place.until(lambda: len(found(archive)) == 4)
    assert archive.search.text() == ""
    place.press(KEY.Key_S, ALT | SHIFT)
    place.until(lambda: archive.searches.choosing.list.current() is not None)
    place.write("erled")
    place.until(lambda: archive.searches.choosing.list.current().name == "Erledigte")
    place.press(KEY.Key_Return)
    place.until(lambda: found(archive) == [four[0]])
    assert (archive.search.text(), archive.filters.state.code()) == ("druckt", "closed")


def test_a_search_saved_again_under_its_name_is_the_same(place, archive, four):
    archive.searches.save()
    archive.searches.saving.name.setText("Mine")
    archive.searches.saving.confirm()
    place.until(lambda: not archive.searches.saving.is_open)
    choose(archive.filters.state, "open")
    archive.searches.save()
    assert archive.searches.saving.name.text() == "Mine"
    archive.searches.saving.confirm()
    place.until(lambda: not archive.searches.saving.is_open)
    assert [each.filter["state"] for each in saved_searches(place.ctx, "archive")] == ["open"]


def test_a_colleagues_shared_search_is_offered_and_a_put_away_one_comes_back(place, archive, bert):
    uid = save_search(bert, "archive", "Ours", {"state": "open"}, shared=True)
    archive.searches.choose()
    panel = archive.searches.choosing
    place.until(lambda: [row.name for row in panel.list.rows()][1:] == ["Ours"])
    assert panel.list.select(uid)
    said = []
    place.desk.shell.messages.said.connect(said.append)
    archive.searches.remove()
    place.until(lambda: len(panel.list.rows()) == 1)
    said[-1].action()
    place.until(lambda: len(panel.list.rows()) == 2)


def export(place, archive, tmp_path, kind, everything=False):
    place.press(KEY.Key_F10, CTRL | SHIFT)
    panel = archive.listing.exporting
    choose(panel.kind, kind)
    choose(panel.columns, "all" if everything else "shown")
    panel.place.line.setText(str(tmp_path / f"list.{kind}"))
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: not panel.is_open)
    return tmp_path / f"list.{kind}"


def test_what_was_found_is_exported_in_the_columns_of_the_list(place, archive, four, tmp_path):
    place.write("druckt")
    archive.list.table.sort_by("subject", False)
    archive.list.table.show_column("channel", False)
    place.until(lambda: found(archive) == four)
    with export(place, archive, tmp_path, "csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["Number", "State", "Subject", "Customer", "Agent", "Received on"]
    assert [line[2] for line in lines[1:]] == [f"{name} druckt nicht" for name in "ABCD"]
    assert lines[1][3:5] == ["Muster GmbH", "Anna Berger"] and lines[1][5] == "2026-11-02 10:00:00"


def test_a_workbook_holds_all_columns_if_asked(place, archive, tmp_path):
    with zipfile.ZipFile(export(place, archive, tmp_path, "xlsx", everything=True)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "External reference" in sheet and "Toner" not in sheet and "D druckt nicht" in sheet


def test_a_file_that_is_there_is_not_overwritten(place, archive, tmp_path):
    (tmp_path / "list.csv").write_text("mine")
    place.press(KEY.Key_F10, CTRL | SHIFT)
    panel = archive.listing.exporting
    choose(panel.kind, "csv")
    panel.place.line.setText(str(tmp_path / "list"))
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: panel._form.errors())
    assert (tmp_path / "list.csv").read_text() == "mine" and panel.is_open


def test_what_was_found_is_printed_in_the_columns_of_the_list(place, archive, four, tmp_path):
    place.write("druckt")
    archive.list.table.show_column("priority", True)
    place.until(lambda: len(found(archive)) == 4)
    archive.save_list()
    archive.saving.place.line.setText(str(tmp_path / "Archive"))
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: not archive.saving.is_open)
    text = PdfPages((tmp_path / "Archive.pdf").read_bytes()).text(0)
    assert "Priority" in text and "Muster GmbH" in text and "4 tickets" in text


def test_columns_are_chosen_by_keys_and_stay(place, make_place, archive):
    place.press(KEY.Key_F10, CTRL)
    panel = archive.listing.choosing
    keys = archive.listing.keys(True)
    panel.list.setCurrentRow(keys.index("team"))
    place.press(KEY.Key_Space)
    for _ in range(keys.index("team")):
        place.press(KEY.Key_Up, ALT)
    place.press(KEY.Key_Return, CTRL)
    assert archive.listing.keys()[:2] == ["team", "number"]
    memory = Memory({"list.archive": place.desk.shell.memory.get("list.archive")})
    again = make_place(memory).open("archive")
    assert again.listing.keys()[:2] == ["team", "number"]


def test_the_selected_ones_are_changed_and_it_is_undone(place, archive, four):
    said = []
    place.desk.shell.messages.said.connect(said.append)
    place.press(KEY.Key_Down)
    place.press(KEY.Key_Down, SHIFT)
    assert archive.found.text() == "4 tickets · 2 selected"
    place.press(KEY.Key_F7, CTRL)
    panel = archive.bulk.panel
    choose(panel.what, "priority")
    choose(panel.priority, "urgent")
    place.until(lambda: panel.preview is not None and panel.preview.changing == 2)
    assert "2 tickets will be changed." in panel.told.text()
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: not panel.is_open)
    assert [place.view(uid).fields.priority for uid in four] == ["normal", "normal", "urgent", "urgent"]
    place.until(lambda: archive.list.table.selected_count() == 2)
    said[-1].action()
    place.until(lambda: {place.view(uid).fields.priority for uid in four} == {"normal"})


def test_what_will_not_be_changed_is_named_before(place, archive, four):
    archive.list.table.selectAll()
    place.press(KEY.Key_F7, CTRL)
    panel = archive.bulk.panel
    choose(panel.what, "close")
    choose(panel.outcome, "goodwill")
    panel.solution.setPlainText("Neuer Treiber")
    place.until(lambda: panel.preview is not None and panel.preview.changing == 3)
    assert "2026-00001" in panel.told.text() and "1 stays as it is" in panel.told.text()
    panel.confirm()
    place.until(lambda: not panel.is_open)
    assert [place.view(uid).state for uid in four] == ["closed"] * 4
    assert [place.view(uid).fields.solution for uid in four] == ["Toner", *["Neuer Treiber"] * 3]


def test_a_day_that_is_not_understood_stands_beside_its_field(place, archive):
    archive.list.table.selectRow(0)
    archive.bulk.begin()
    panel = archive.bulk.panel
    choose(panel.what, "resubmit")
    panel.when.setText("irgendwann")
    panel.confirm()
    assert "when" in panel.form.errors() and panel.is_open


def test_tickets_not_yet_read_are_changed_too(place, ctx, archive):
    for n in range(106):
        create_ticket(ctx, {"subject": f"Reihe {n}"})
    place.until(lambda: archive.list.model.rowCount() == 110)
    archive.list.table.selectAll()
    archive.bulk.begin()
    choose(archive.bulk.panel.what, "priority")
    choose(archive.bulk.panel.priority, "low")
    place.until(lambda: archive.bulk.panel.preview is not None and archive.bulk.panel.preview.changing == 110)


def test_the_filters_come_back_with_the_frame(place, archive, make_place):
    choose(archive.filters.state, "closed")
    again = make_place().open("archive", **archive.open_args())
    place.until(lambda: len(found(again)) == 1)
    assert again.filters.state.code() == "closed"
