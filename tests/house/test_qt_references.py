"""Guards against a Qt binding that loses references to None until the process aborts."""

from __future__ import annotations

import subprocess
import sys

import pytest

TOLERANCE = 20
# In a process of its own: whatever else a test process frees has references to None too.
FRAME = """
import gc, sys
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
app = QCoreApplication([])
count = [0]
def heard():
    count[0] += 1
class Listener(QObject):
    def event(self, event):
        heard()
        return super().event(event)
listener = Listener()
def once():
    count[0] = 0
    {what}
    while count[0] < 1000:
        app.processEvents()
once()
gc.collect()
before = sys.getrefcount(None)
once()
gc.collect()
print(before - sys.getrefcount(None))
"""
WAYS = {
    "single shots": "[QTimer.singleShot(0, heard) for _ in range(1000)]",
    "overridden virtuals": "[app.postEvent(listener, QEvent(QEvent.Type.User)) for _ in range(1000)]",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_thousand_calls_from_qt_keep_the_references_to_none(way):
    done = subprocess.run(
        [sys.executable, "-c", FRAME.replace("{what}", WAYS[way])], capture_output=True, text=True, check=True
    )
    assert abs(int(done.stdout)) < TOLERANCE
