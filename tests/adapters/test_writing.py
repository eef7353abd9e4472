"""Tables as other programs read them."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import UTC, datetime

import pytest

from hotline_desk.adapters.exchange.writing import CSV, WORKBOOK, Form, write_table
from hotline_desk.core.errors import Cancelled, UserError

AT = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
TITLES = ("Number", "Subject", "Received")


def written(place, kind, rows):
    write_table(place, Form(kind, "Europe/Berlin"), TITLES, rows)
    return place


def lines(place):
    with place.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def part(place, name):
    with zipfile.ZipFile(place) as book:
        return book.read(name).decode()


def test_a_csv_holds_umlauts_line_breaks_and_the_companys_time(tmp_path):
    place = written(tmp_path / "list.csv", CSV, [("1", 'Öztürk; "neu"\nzwei', AT)])
    assert lines(place) == [list(TITLES), ["1", 'Öztürk; "neu"\nzwei', "2026-07-02 00:30:00"]]
    assert place.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "\t=1"])
def test_what_a_spreadsheet_would_run_is_text_in_a_csv(tmp_path, text):
    assert lines(written(tmp_path / "list.csv", CSV, [(text, "", None)]))[1][0] == "'" + text


@pytest.mark.parametrize("text", ["+49 30 1234567", "-12,50", "-", "2026-00012"])
def test_numbers_stay_as_they_are_in_a_csv(tmp_path, text):
    assert lines(written(tmp_path / "list.csv", CSV, [(text, "", None)]))[1][0] == text


def test_a_workbook_holds_texts_as_texts_and_times_as_times(tmp_path):
    place = written(tmp_path / "list.xlsx", WORKBOOK, [("007", "=1+1", AT), ("008", "https://x.example", None)])
    sheet = part(place, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet and "hyperlink" not in sheet
    assert "=1+1" in sheet and "007" in sheet
    # 2 July 2026, half past midnight in Berlin, in days since the end of 1899
    assert any(abs(float(value) - 46205.0208333) < 1e-6 for value in re.findall(r"<v>([\d.]+)</v>", sheet))


def test_the_heading_of_a_workbook_stays_in_sight_and_filters(tmp_path):
    sheet = part(written(tmp_path / "list.xlsx", WORKBOOK, [("1", "a", AT)] * 5), "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in sheet and '<autoFilter ref="A1:C6"/>' in sheet


@pytest.mark.parametrize("kind", [CSV, WORKBOOK])
def test_all_rows_arrive_in_their_order(tmp_path, kind):
    place = tmp_path / "list"
    assert write_table(place, Form(kind, "UTC"), ("n",), ((str(n),) for n in range(450))) == 450
    if kind == CSV:
        assert [line[0] for line in lines(place)[1:]] == [str(n) for n in range(450)]
    else:
        assert re.findall(r"<t>(\d+)</t>", part(place, "xl/worksheets/sheet1.xml")) == [str(n) for n in range(450)]


@pytest.mark.parametrize("kind", [CSV, WORKBOOK])
def test_one_that_is_stopped_leaves_what_was_there_before(tmp_path, kind):
    place = tmp_path / "list"
    place.write_text("before")

    def rows():
        yield ("1", "a", AT)
        raise Cancelled

    with pytest.raises(Cancelled):
        write_table(place, Form(kind, "UTC"), TITLES, rows())
    assert place.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["list"]


@pytest.mark.parametrize("kind", [CSV, WORKBOOK])
def test_a_folder_that_is_not_there_is_said(tmp_path, kind):
    with pytest.raises(UserError, match="cannot be written"):
        write_table(tmp_path / "nowhere" / "list", Form(kind, "UTC"), TITLES, [("1", "a", AT)])
