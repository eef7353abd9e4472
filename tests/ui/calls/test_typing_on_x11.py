"""Real keys on a real X screen go into the ticket, whatever rings meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from tests.ui.x11 import press, require_x11, screen

pytestmark = pytest.mark.x11

CALLS, WITHIN_SECONDS = 20, 10.0
LONGEST_GAP_MS = 100
TEXT = "The printer on the third floor prints only half of each page since Monday, tray 2 is new. " * 3
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))


@pytest.fixture
def desk_process(place, box):
    require_x11()
    with screen() as environment:
        environment["PYTHONPATH"] = os.pathsep.join((os.path.join(ROOT, "src"), ROOT))
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.desk_on_x11", str(place.folder), box.url], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        try:
            assert process.stdout.readline() == "ready\n"
            yield process, environment
        finally:
            process.stdin.close()
            if process.poll() is None:
                process.wait(20)
            process.stdout.close()


@contextmanager
def measured_floor():
    """Measures beside the block; the list holds the longest wait in milliseconds afterwards."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((os.path.join(ROOT, "src"), ROOT))}
    process = subprocess.Popen([sys.executable, "-m", "tests.ui.floor"], env=environment, cwd=ROOT, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    found = []
    try:
        yield found
    finally:
        answer, _ = process.communicate("over\n", timeout=20)
        found.append(float(answer))


def told(process):
    process.stdin.write("tell\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def test_twenty_calls_ring_while_real_keys_are_pressed(desk_process, box, record_property):
    process, environment = desk_process
    pause = threading.Event()

    def ring():
        for number in range(CALLS):
            box.ring(f"+4930555{number:04}")
            pause.wait(WITHIN_SECONDS / CALLS)

    ringing = threading.Thread(target=ring)
    with measured_floor() as floor:
        ringing.start()
        press(environment, "type", "--delay", str(round(WITHIN_SECONDS * 1000 / len(TEXT))), TEXT)
        ringing.join()
        pause.wait(0.7)
        result = told(process)
    record_property("longest_gap_ms", result["gap_ms"])
    record_property("floor_ms", floor[0])
    print(f"longest gap {result['gap_ms']:.0f} ms, a thread without work {floor[0]:.0f} ms")
    assert result["text"] == TEXT
    assert result["has_focus"]
    assert len(set(result["tickets"])) == CALLS
    assert result["states"] == ["new"]
    assert (result["popups"], result["rest"]) == (3, True)
    assert result["gap_ms"] <= LONGEST_GAP_MS + floor[0]
    assert process.wait(20) == 0
