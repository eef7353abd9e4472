"""The order in which workers take the files of a whole run."""

from __future__ import annotations

from tests.spreading import order

DAY, KILLED, BUSY_ONE = "tests/acceptance/test_day.py", "tests/reliability/test_kill.py", "tests/core/test_log.py"
WHOLE, FRAME = "tests/ui/test_app.py", "tests/ui/access/test_people.py"


def test_files_that_wait_alternate_with_those_that_work():
    assert order([BUSY_ONE, FRAME, KILLED, DAY]) == [DAY, FRAME, KILLED, BUSY_ONE]


def test_what_goes_through_all_frames_comes_before_the_single_ones():
    assert order([BUSY_ONE, FRAME, WHOLE]) == [WHOLE, FRAME, BUSY_ONE]
