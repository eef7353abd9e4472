"""The box beside the desk ends with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.demo.boxprocess import BoxProcess

PARENT = """
import sys
from hotline_desk.demo.boxprocess import BoxProcess
box = BoxProcess(["+4930555001"], ["732111"])
print(box.start(), flush=True)
sys.stdin.read()
"""


def listen(url):
    address = parse(url)
    return socket.create_connection((address.host, address.port), timeout=10)


def test_it_lets_customers_call_until_it_is_stopped():
    box = BoxProcess(["+4930555001"], ["732111"], every=0.2)
    listener = listen(box.start())
    with listener, listener.makefile(encoding="ascii") as lines:
        assert ";RING;" in lines.readline()
        box.stop()
        list(lines)  # ends, because the box hangs up


def test_it_does_not_outlive_a_desk_that_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                              env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    with parent:
        listener = listen(parent.stdout.readline().strip())
        with listener:
            parent.send_signal(signal.SIGKILL)
            listener.settimeout(20)
            while listener.recv(4096):
                pass
