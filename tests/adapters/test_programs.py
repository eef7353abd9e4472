"""Programs that are started: without a shell, found where they lie, their end noticed."""

from __future__ import annotations

import os
import sys

import pytest

from hotline_desk.adapters.desktop.programs import start_program
from hotline_desk.core.errors import UserError

PATIENCE = 20


def test_every_argument_arrives_as_it_is(tmp_path):
    told = tmp_path / "told"
    code = f"import sys, pathlib; pathlib.Path({str(told)!r}).write_text(repr(sys.argv[1:]))"
    started = start_program((sys.executable, "-c", code, "a b", "$(id)", "; echo x", '"'))
    assert started.wait(PATIENCE)
    assert told.read_text() == repr(["a b", "$(id)", "; echo x", '"'])


def test_its_end_and_what_it_said_are_noticed():
    started = start_program((sys.executable, "-c", "raise SystemExit(3)"))
    assert started.wait(PATIENCE)
    assert (started.over(), started.code) == (True, 3)


def test_it_runs_until_it_ends(tmp_path):
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    started = start_program((sys.executable, "-c", f"open({str(gate)!r}).read()"))
    assert not started.over()
    with gate.open("w"):
        pass
    assert started.wait(PATIENCE)


def test_a_program_beside_the_path_is_found_by_its_place(tmp_path, monkeypatch):
    place = tmp_path / "tool"
    place.write_text(f"#!{sys.executable}\n")
    place.chmod(0o700)
    monkeypatch.setenv("WHERE_IT_IS", str(tmp_path))
    assert start_program(("no-such-tool",), ("%NOWHERE%/tool", "%WHERE_IT_IS%/tool")).wait(PATIENCE)


@pytest.mark.parametrize("program", ["no-such-tool", "/no/such/tool"])
def test_a_program_that_is_missing_is_named(program):
    with pytest.raises(UserError) as raised:
        start_program((program,))
    assert (raised.value.id, raised.value.values["program"]) == ("remote.missing", program)


def test_a_file_that_is_no_program_is_said(tmp_path):
    place = tmp_path / "tool"
    place.write_text("nothing")
    with pytest.raises(UserError) as raised:
        start_program((str(place),))
    assert raised.value.id == "remote.failed"
