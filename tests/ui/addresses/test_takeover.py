"""Addresses are taken over on screen: a file, a preview that can be changed, a run, and back again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent

from hotline_desk.services.addresses import get_address, search_addresses
from tests import builders
from tests.ui.office import press

TABLE = """\
Firma;Name;Ort;Telefon;E-Mail
Stadtwerke Süd;Öztürk;Stuttgart;0711 5550123;o@sued.example
Muster GmbH;;Berlin;030 1234567;neu@muster.example
;;;030 1;
Muster;;Berlin;030 1234567;
"""


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "kunden.csv"
    file.write_bytes(TABLE.encode("cp1252"))
    return file


@pytest.fixture
def muster(ctx):
    return builders.address(ctx, "Muster GmbH", "030 1234567", city="Berlin")


@pytest.fixture
def frame(office, muster, table):
    made = office.open("takeover", file=str(table))
    office.idle()
    return made


def fates(frame):
    return [row.fate for row in frame.preview.rows()]


def names(ctx):
    return [line.name for line in search_addresses(ctx)]


def test_without_a_file_it_says_how_programs_make_one(office):
    frame = office.open("takeover")
    assert frame.pages.currentWidget() is frame.start
    assert not office.shell.commands.possible("panel.confirm")


def test_the_preview_says_what_becomes_of_each_line(frame, ctx):
    assert fates(frame) == ["new", "completed", "wrong", "same"]
    assert frame.about.text() == "Table (CSV) · kunden.csv · 3 entries"
    rows = frame.preview.list.rows()
    assert frame.preview.more_of(rows[1]) == "neu@muster.example"
    assert frame.preview.address_of(rows[1]).endswith("Muster GmbH")
    frame.preview.list.select((rows[1].place, rows[1].line))
    assert "same telephone number +49 30 1234567" in frame.preview.detail.text()
    assert names(ctx) == ["Muster GmbH"]


def test_a_dropped_file_is_read(office, table):
    frame = office.open("takeover")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(table))])
    frame.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                               Qt.KeyboardModifier.NoModifier))
    office.idle()
    assert fates(frame) == ["new", "new", "wrong", "double"]


def test_a_filter_shows_what_needs_a_look(office, frame):
    frame.preview.filter.setCurrentIndex(frame.preview.filter.findData("flawed"))
    assert [row.line for row in frame.preview.list.rows()] == [4]
    frame.preview.filter.setCurrentIndex(frame.preview.filter.findData("double"))
    assert [row.line for row in frame.preview.list.rows()] == [5]


def test_space_leaves_a_line_out_and_takes_it_in_again(office, frame):
    frame.preview.list.table.selectRow(0)
    press(frame.preview.list.table, Qt.Key.Key_Space, " ")
    office.idle()
    assert fates(frame)[0] == "left_out"
    office.do("takeover.skip")
    assert fates(frame)[0] == "new"


def test_a_line_can_be_made_an_address_of_its_own(office, frame, ctx):
    frame.preview.list.table.selectRow(1)
    office.do("takeover.apart")
    assert fates(frame)[1] == "new"
    office.do("panel.confirm")
    assert names(ctx).count("Muster GmbH") == 2


def test_taking_over_stores_what_was_shown_and_undo_takes_it_back(office, frame, ctx, muster):
    assert frame.go.text().endswith("Take 2 lines over")
    office.do("panel.confirm")
    assert sorted(names(ctx)) == ["Muster GmbH", "Stadtwerke Süd"]
    assert get_address(ctx, muster).emails == ("neu@muster.example",)
    assert frame.said.text() == "1 address made, 1 completed, 0 as they were."
    assert fates(frame) == ["same", "same", "wrong", "same"]
    office.do("takeover.undo")
    assert names(ctx) == ["Muster GmbH"]
    assert get_address(ctx, muster).emails == ()
    assert frame.said.text() == "1 address put away, 1 as it was before."
    assert not office.shell.commands.possible("takeover.undo")


def test_another_encoding_is_read_at_once(office, frame):
    assert frame.encoding.code() == "cp1252"
    frame.encoding.setCurrentIndex(frame.encoding.findData("cp850"))
    office.idle()
    assert frame.preview.rows()[0].card.last_name != "Öztürk"


def test_what_a_column_stands_for_can_be_changed(office, frame):
    frame.tabs.setCurrentIndex(1)
    frame.columns.list.table.selectRow(1)
    assert frame.columns.field.code() == "full_name"
    frame.columns.field.setCurrentIndex(frame.columns.field.findData("department"))
    office.idle()
    assert frame.preview.rows()[0].card.person == ""
    assert frame.columns.list.current().field == "department"


def test_a_file_that_is_none_is_said_and_the_one_before_stays(office, frame, tmp_path):
    wrong = tmp_path / "bild.png"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    frame.take_file(wrong)
    office.idle()
    assert "form of this file is not known" in office.said[-1]
    assert frame.about.text().startswith("Table (CSV) · kunden.csv")


def test_what_was_wrong_with_a_file_goes_once_another_is_read(office, frame, tmp_path):
    gone = []
    office.desk.shell.messages.withdrawn.connect(gone.append)
    (tmp_path / "leer.csv").write_bytes(b"")
    (tmp_path / "gut.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Anna\nTEL:030 1\nEND:VCARD\n", "utf-8")
    frame.take_file(tmp_path / "leer.csv")
    office.idle()
    frame.take_file(tmp_path / "gut.vcf")
    office.idle()
    assert len(gone) == 1
