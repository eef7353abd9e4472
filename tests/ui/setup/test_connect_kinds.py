"""Connecting other telephones than a FRITZ!Box: each by what really goes over its line."""

from __future__ import annotations

import json
import os
import select
import socket
import tty
import urllib.request

import pytest

from hotline_desk.services.feeds import feeds_of
from tests.keyring_in_memory import InMemory


@pytest.fixture
def whole(place, open_desk):
    return open_desk(place)


@pytest.fixture
def frame(whole):
    whole.do("telephone.connect")
    return whole.desktop.desk.windows.active()


@pytest.fixture
def ring():
    with InMemory().in_use() as found:
        yield found


@pytest.fixture
def port():
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def modem():
    """A pty pair: our end, and the path of the other, which the desk takes for a serial port."""
    ours, theirs = os.openpty()
    tty.setraw(ours)
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def told(frame, key):
    verdict = frame.hearing.shown[key]
    return "" if verdict.isHidden() else verdict.text()


def begin(whole, frame, kind, place):
    frame.cards.cards[kind].click()
    frame.telephone.place.setText(place)
    whole.do("panel.confirm")


def test_a_request_to_the_url_that_is_shown_is_a_call(whole, ring, frame, port):
    begin(whole, frame, "push", f"127.0.0.1:{port}")
    whole.until(lambda: ": connected since" in frame.hearing.state.text())
    call = {"event": "newCall", "from": "491755290111", "to": "4930732111", "direction": "in", "callId": "1"}
    body = json.dumps(call).encode()
    url = frame.telephone.push.url.text()
    assert url.startswith(f"http://127.0.0.1:{port}/")
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    answer = []
    whole.desktop.desk.shell.background.read(
        frame, lambda: urllib.request.urlopen(request, timeout=10).status, done=answer.append)
    whole.until(lambda: answer == [200])
    whole.until(lambda: told(frame, "number").startswith("+49 175 5290111"))
    assert told(frame, "direction") == "incoming"
    assert url.rpartition("/")[2] not in frame.hearing.raw.text(), "the token is a secret"
    whole.do("panel.confirm")
    whole.until(lambda: feeds_of(whole.ctx.settings))
    whole.until(lambda: ring.kept)
    assert next(iter(ring.kept.values())) in url


def test_an_exchange_that_connects_to_us_is_waited_for(whole, frame, port):
    begin(whole, frame, "hipath", f"127.0.0.1:{port}")
    whole.until(lambda: "has not connected" in frame.hearing.state.text())
    assert frame.hearing.wanted.text().startswith("As soon as the telephone system connects")
    with socket.create_connection(("127.0.0.1", port)) as exchange:
        whole.until(lambda: ": connected since" in frame.hearing.state.text())
        line = "22.02.1923:11:41  3   048             01755290111" + " " * 25 + " 0 4416\r\n"
        exchange.sendall(line.encode())
        whole.until(lambda: told(frame, "number").startswith("+49 175 5290111"))
        assert "doesn't tell" in told(frame, "answer")


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_modem_without_a_number_says_that_clip_must_be_booked(whole, frame, modem):
    ours, path = modem
    frame.cards.cards["modem"].click()
    frame.telephone.device.setEditText(path)
    whole.do("panel.confirm")
    def connected():
        if select.select([ours], [], [], 0)[0] and b"\r" in os.read(ours, 200):
            os.write(ours, b"\r\nOK\r\n")  # as a modem answers each command
        shown = frame.hearing.state.text()
        return shown.startswith(path) and "connected since" in shown

    whole.until(connected)
    os.write(ours, b"\r\nRING\r\n")
    whole.qtbot.wait(300)
    os.write(ours, b"\r\nRING\r\n")
    whole.until(lambda: "CLIP" in told(frame, "number"))


def test_records_say_that_the_call_comes_afterwards(whole, frame, port):
    begin(whole, frame, "smdr+avaya", f"127.0.0.1:{port}")
    whole.until(lambda: "answer, and hang up" in frame.hearing.wanted.text())
    whole.until(lambda: listens(port))
    with socket.create_connection(("127.0.0.1", port)) as exchange:
        exchange.sendall(b"2026/06/28 09:30:57,00:00:13,7,01755290111,I,299999,299999,,0,1000014160,0,"
                         b"E4750,John Smith,T9002,LINE 1.2,11,0\r\n")
        whole.until(lambda: told(frame, "number").startswith("+49 175 5290111"))
        assert told(frame, "end").startswith("told, 13 seconds")
        assert "call journal only" in frame.hearing.state.text()
