"""Away from Windows the listener says what is wrong, and nothing else."""

from __future__ import annotations

import queue
import sys
import threading

import pytest

from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.feed import FeedState
from hotline_desk.adapters.telephony.listener import listener
from hotline_desk.adapters.telephony.sources import check_connection
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import Translator as Texts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there the real one answers")


def test_the_check_of_the_line_says_so_too():
    with pytest.raises(UserError, match="exists on Windows only"):
        check_connection(parse("tapi://"))


@pytest.mark.logs("feed.tapi_windows")
def test_elsewhere_it_says_that_it_is_for_windows_and_can_be_stopped():
    states: queue.Queue[FeedState] = queue.Queue()
    found = listener(parse("tapi://"), NumberPlan(), print, states.put)
    thread = threading.Thread(target=found.run)
    thread.start()
    try:
        state = states.get(timeout=10)
        assert "Windows" in state.sentence(Texts("en"))
        assert not state.connected
        assert not found.can_dial
        with pytest.raises(UserError, match="cannot make calls"):
            found.dial(DialOrder("hotline-1", "030555100", "12"))
    finally:
        found.stop()
        thread.join(10)
    assert not thread.is_alive()
