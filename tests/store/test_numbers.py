"""Numbers: each given once and none left out, however many take them at the same time."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import text

from hotline_desk.store.engine import Stamp
from hotline_desk.store.numbers import next_number, take_numbers
from tests.house.source import ROOT
from tests.store_fixtures import NOW

TAKER = """
import sys
from datetime import UTC, datetime
from sqlalchemy.engine import make_url
from hotline_desk.store.engine import Stamp
from hotline_desk.store.numbers import next_number
from hotline_desk.store.opening import open_store

store = open_store(make_url(sys.argv[1]))
stamp = Stamp("test", None, "desk", datetime(2026, 11, 2, tzinfo=UTC))
for attempt in range(40):
    try:
        with store.write(stamp) as tx:
            taken = next_number(tx.session, "RE", 2026)
            if attempt % 5 == 4:
                raise ZeroDivisionError
    except ZeroDivisionError:
        continue
    print(taken, flush=True)
"""


def stamp():
    return Stamp("test", None, "desk", NOW)


def test_each_series_and_year_counts_for_itself(any_store):
    with any_store.write(stamp()) as tx:
        taken = [next_number(tx.session, *key) for key in (("RE", 2026), ("RE", 2026), ("RE", 2027), ("ST", 2026))]
    assert taken == [1, 2, 1, 1]


def test_several_numbers_are_taken_at_once(any_store):
    with any_store.write(stamp()) as tx:
        assert list(take_numbers(tx.session, "ticket", 2026, 3)) == [1, 2, 3]
        assert next_number(tx.session, "ticket", 2026) == 4


def test_a_number_goes_back_with_its_transaction(any_store):
    with pytest.raises(ZeroDivisionError), any_store.write(stamp()) as tx:
        next_number(tx.session, "RE", 2026)
        raise ZeroDivisionError
    with any_store.write(stamp()) as tx:
        assert next_number(tx.session, "RE", 2026) == 1


def test_four_processes_at_once_leave_no_gap_and_double_nothing(any_store):
    url = any_store.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", TAKER, url]
    takers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT,
                               env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}) for _ in range(4)]
    said = [taker.communicate(timeout=90)[0].split() for taker in takers]
    assert [taker.returncode for taker in takers] == [0] * 4
    numbers = sorted(int(number) for lines in said for number in lines)
    assert numbers == list(range(1, 4 * 32 + 1))
    with any_store.read() as session:
        assert session.scalar(text("SELECT last FROM number_series")) == 4 * 32
