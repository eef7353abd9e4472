"""The log file: what it holds and what it never shows."""

from __future__ import annotations

import gc
import logging
import os
import stat
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.core import log

LOGGER = logging.getLogger("hotline_desk.tests")


@pytest.fixture
def installed(tmp_path):
    with log.install(tmp_path, "tests", stderr=False) as found:
        yield found


def written(found: log.Log) -> str:
    return found.file.read_text("utf-8")


@pytest.mark.parametrize("text, shown", [
    ("+49301234567", "+49301234***"),
    ("from 01755290111 to 732111", "from 01755290*** to 732***"),
    ("call +49 30 1234567 back", "call +49 30 1234*** back"),
    ("030/123 45-67", "030/123 4***"),
    ("(030) 1234567", "(030) 1234***"),
    ("extension 62, 200 calls in 31500 ms", "extension 62, 200 calls in 31500 ms"),
    ("on 2026-11-21 at 09:03:11 and 21.11.26 14:03:22", "on 2026-11-21 at 09:03:11 and 21.11.26 14:03:22"),
    ("192.168.178.1:1012", "192.168.178.1:1012"),
    ("ticket 2026-10412, RE-2026-00123", "ticket 2026-10412, RE-2026-00123"),
    ("01234567-1234-4234-8234-123456789012", "01234567-1234-4234-8234-123456789012"),
    ("asterisk://anna:s3cr3t@pbx:5038", "asterisk://anna:***@pbx:5038"),
    ("push://h/?token=abc&x=1", "push://h/?token=***&x=1"),
])
def test_numbers_and_secrets_are_masked_and_nothing_else(text, shown):
    assert log.mask(text) == shown


@given(st.text(), st.from_regex(r"\+?[0-9]{6,18}", fullmatch=True), st.text())
def test_no_whole_number_survives(before, number, after):
    assert number not in log.mask(f"{before} {number} {after}")


@given(st.text("0123456789+-/() .:@?=", max_size=60))
def test_masking_never_raises_and_is_done_once(text):
    assert log.mask(log.mask(text)) == log.mask(text)


@pytest.mark.logs("^ERROR hotline_desk.tests: caller")
def test_records_are_masked_with_their_tracebacks(installed):
    try:
        raise ValueError("no such number +49301234567")
    except ValueError:
        LOGGER.exception("caller %s", "01755290111")
    assert "01755290***" in written(installed)
    assert "+49301234***" in written(installed)
    assert "234567" not in written(installed)


def test_file_and_folder_are_private(installed):
    LOGGER.info("hello")
    assert stat.S_IMODE(installed.file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(installed.file.stat().st_mode) == 0o600


def test_the_files_stay_below_their_size(installed):
    for _ in range(40):
        LOGGER.info("x" * 100_000)
    sizes = [path.stat().st_size for path in installed.file.parent.glob("tests.log*")]
    assert len(sizes) == 5
    assert max(sizes) <= log.MOST_BYTES


@pytest.mark.logs("uncaught in thread worker")
def test_bugs_of_threads_are_logged(installed):
    thread = threading.Thread(target=lambda: 1 / 0, name="worker")
    thread.start()
    thread.join()
    assert "uncaught in thread worker" in written(installed)
    assert "ZeroDivisionError" in written(installed)


@pytest.mark.logs("ignored exception")
def test_exceptions_nobody_can_catch_are_logged(installed):
    class Broken:
        def __del__(self) -> None:
            raise RuntimeError("late")

    Broken()
    gc.collect()
    assert "RuntimeError: late" in written(installed)


def test_uninstalling_puts_everything_back(tmp_path):
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook, logging.root.level, list(logging.root.handlers))
    log.install(tmp_path, "tests").uninstall()
    after = (sys.excepthook, threading.excepthook, sys.unraisablehook, logging.root.level, list(logging.root.handlers))
    assert after == before


@pytest.mark.logs("no log file in")
def test_a_folder_that_cannot_be_written_does_not_stop_the_program(tmp_path):
    (tmp_path / "log").write_text("a file in the way")
    with log.install(tmp_path, "tests", stderr=False) as found:
        LOGGER.info("still here")
    assert found.file is None
    assert isinstance(found.trouble, OSError)


PROGRAM = """
import faulthandler, logging, pathlib, sys
from hotline_desk.core import log
log.install(pathlib.Path(sys.argv[1]), "child")
logging.getLogger("x").info("quiet")
logging.getLogger("x").warning("loud +49301234567")
if sys.argv[2] == "crash":
    faulthandler._sigsegv()
raise RuntimeError("the end of 01755290111")
"""


def run_child(folder, how):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    return subprocess.run([sys.executable, "-c", PROGRAM, str(folder), how], capture_output=True, text=True, env=env)


def test_stderr_hears_warnings_only_and_the_last_exception_is_logged(tmp_path):
    done = run_child(tmp_path, "raise")
    assert done.returncode == 1
    assert "quiet" not in done.stderr
    assert "loud +49301234***" in done.stderr
    assert "RuntimeError: the end of 01755290***" in (tmp_path / "log" / "child.log").read_text()


def test_a_crash_of_the_interpreter_leaves_a_trace(tmp_path):
    done = run_child(tmp_path, "crash")
    assert done.returncode < 0
    assert "Segmentation fault" in (tmp_path / "log" / "child.crash").read_text()
