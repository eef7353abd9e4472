"""The monitor without a window at a line to which calls are sent."""

from __future__ import annotations

import socket
import time

from tests.cli.test_monitor import PATIENCE, monitoring
from tests.push_sender import Sender, free_port


def _opened(port: int) -> Sender:
    """Who sends to this port, once it is open."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return Sender(port)
    raise TimeoutError


def test_calls_that_are_sent_are_recorded_and_printed(hotline):
    port = free_port()
    call = {"callId": "c1", "of": "493023125741", "to": "4930555010", "direction": "in"}
    with monitoring(hotline, f"push://127.0.0.1:{port}") as monitor:
        sender = _opened(port)
        assert sender.form(event="newCall", **call).status == 200
        assert sender.form(event="answer", answeringNumber="42", **call).status == 200
        assert sender.form(event="hangup", cause="normalClearing", **call).status == 200
        lines = [monitor.next() for _ in range(3)]
        code, _, said = monitor.end()
    assert (code, said) == (0, "")
    assert [(line["event"], line["caller_number"]) for line in lines] == [
        ("ringing", "+493023125741"), ("answered", "+493023125741"), ("ended", "+493023125741")]
    row, = hotline("list", "calls", "--json").objects
    assert (row["feed"], row["outcome"], row["extension"]) == (f"push://127.0.0.1:{port}", "answered", "42")
    assert row["ticket_number"]


def test_without_a_secret_it_does_not_open_a_port_to_others(hotline):
    with monitoring(hotline, f"push://0.0.0.0:{free_port()}") as monitor:
        said = monitor.complaint()
        assert monitor.end()[0] == 0
    assert "secret" in said
