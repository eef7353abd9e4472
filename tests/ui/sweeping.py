"""What a test's desk leaves behind goes before the next test begins, and in this thread."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication

from hotline_desk.ui.shell.garbage import Garbage

EVERY = 25
_TURNS = itertools.count()


@pytest.fixture(autouse=True)
def _swept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Deletes every window and menu that is left. What is connected to one would be held as long as it lives.

    Garbage is collected between the tests: a round that starts in a background thread would destroy widgets there,
    and Qt forbids that.
    """
    gc.disable()
    if next(_TURNS) % EVERY == 0:
        _collect_all()
    monkeypatch.setattr(Garbage, "keeps_start", False)
    yield
    app = QApplication.instance()
    if isinstance(app, QApplication):
        for left in app.topLevelWidgets():
            # The list that pops up below a field is deleted by its completer, and must not be gone by then.
            if shiboken6.isValid(left) and left.parent() is None and not isinstance(left, QAbstractItemView):
                left.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect(1)
    gc.enable()


def _collect_all() -> None:
    """A round over everything; what is in use then, the libraries above all, is not looked at by rounds within tests.

    Before a test: after one, what it worked with is still held, and would be taken out of the rounds for good.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
