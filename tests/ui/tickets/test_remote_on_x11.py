"""On a real X screen a remote session begins by keys alone, and its window never takes the cursor away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.whole_desk import box, place
from tests.ui.x11 import press, require_x11, screen

__all__ = ["box", "place"]
pytestmark = pytest.mark.x11

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def tool(tmp_path):
    """Where the tool tells with whom it was started, and the gate that lets it end."""
    told, gate, script = tmp_path / "told", tmp_path / "gate", tmp_path / "tool.py"
    os.mkfifo(told)
    os.mkfifo(gate)
    script.write_text("import sys\nopen(sys.argv[1], 'w').write(sys.argv[3])\nopen(sys.argv[2]).read()\n")
    return told, gate, f'"{sys.executable}" "{script}" "{told}" "{gate}" {{id}}'


def test_what_is_typed_during_a_session_goes_into_the_ticket(place, box, tool):
    require_x11()
    told, gate, command = tool
    place.settings(**{"ui.language": "en", "remote.tool": "own", "remote.command": command})
    with screen() as environment:
        environment["PYTHONPATH"] = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.desk_on_x11", str(place.folder), box.url], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        try:
            assert process.stdout.readline() == "ready\n"
            press(environment, "type", "--delay", "20", "Printer ")
            press(environment, "key", "alt+F10")
            press(environment, "type", "--delay", "20", "123 456 789")
            press(environment, "key", "ctrl+Return")
            assert told.read_text() == "123456789"
            press(environment, "search", "--sync", "--onlyvisible", "--name", "^Remote session with")
            press(environment, "type", "--delay", "20", "prints nothing")
            process.stdin.write("tell\n")
            process.stdin.flush()
            result = json.loads(process.stdout.readline())
            assert (result["text"], result["has_focus"]) == ("Printer prints nothing", True)
            with gate.open("w"):
                pass
            assert process.wait(20) == 0
        finally:
            process.stdin.close()
            process.stdout.close()
            if process.poll() is None:
                process.kill()
                process.wait(20)
