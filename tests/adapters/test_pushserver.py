"""The server that calls are sent to, over real HTTP at the loopback."""

from __future__ import annotations

import hashlib
import hmac
import queue
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hotline_desk.adapters.telephony import pushserver, pushvisits
from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.feed import FeedState, Pace
from hotline_desk.adapters.telephony.listener import listener
from hotline_desk.adapters.telephony.pushserver import is_loopback
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import PLAN
from tests.push_sender import Sender, free_port

PATIENCE = 20.0
FAST = Pace(first=0.01, longest=0.05)
CALL = {"of": "493023125741", "to": "492214710334", "direction": "in"}


class Running:
    """A server in its thread, what it told, and who sends to it."""

    def __init__(self, url: str, port: int, secret: str, take: Callable[[CallEvent], object] | None = None) -> None:
        self.events: queue.Queue[CallEvent] = queue.Queue()
        self.states: queue.Queue[FeedState] = queue.Queue()
        self.gaps: queue.Queue[str] = queue.Queue()
        self.trace = Trace()
        self.server = listener(
            parse(url), PLAN, take or self.events.put, self.states.put, lambda: self.gaps.put("gap"), pace=FAST,
            trace=self.trace, secret=lambda name: secret)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        self.send = Sender(port, secret)

    def until(self, wanted: Callable[[FeedState], bool]) -> FeedState:
        while True:
            state = self.states.get(timeout=PATIENCE)
            if wanted(state):
                return state

    def open(self) -> Running:
        self.until(lambda state: state.connected)
        return self

    def kinds(self, many: int) -> list[str]:
        return [self.events.get(timeout=PATIENCE).kind for _ in range(many)]

    def stop(self) -> float:
        """Seconds it took."""
        begun = time.monotonic()
        self.server.stop()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()
        return time.monotonic() - begun


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begin(options: str = "", secret: str = "geheim", host: str = "127.0.0.1", **how) -> Running:
        port = how.pop("port", None) or free_port()
        running.append(Running(f"push://{host}:{port}{options}#push", port, secret, **how))
        return running[-1]

    yield begin
    for each in running:
        each.stop()


def test_a_call_comes_in(start):
    push = start().open()
    said = push.send.form(event="newCall", callId="1", **CALL)
    assert (said.status, said.content_type, said.body) == (200, "application/json", b"{}")
    event = push.events.get(timeout=PATIENCE)
    assert (event.feed, event.kind, event.caller_number, event.call_id) == ("push", "ringing", "+493023125741", "1")
    state = push.server.state
    assert (state.connected, state.last_event_at, state.lines, state.dropped) == (True, event.at, 1, 0)
    assert push.gaps.get(timeout=PATIENCE) == "gap"


def test_every_dialect_over_one_port(start):
    push = start().open()
    assert push.send.form(event="newCall", callId="1", **CALL).status == 200
    sipgate = push.send.form(event="newCall", callId="2", **{"user[]": "Doc"}, **CALL)
    where = f"http://127.0.0.1:{push.send.port}/hotline/geheim"
    assert f'onAnswer="{where}" onHangup="{where}"'.encode() in sipgate.body
    body = "event=IncomingCall&call_id=3&from=0301234567&to=02214710334"
    signature = hmac.new(b"geheim", body.encode(), hashlib.sha256).hexdigest()
    assert push.send.request("POST", push.send.path, body, X_PLACETEL_SIGNATURE=signature).status == 200
    assert push.send.get("event=ringing&call=4&remote=sip:%2B4930123457@pbx&local=11").status == 200
    assert push.send.request("POST", push.send.path, '{"event":"newCall","callId":"5","from":"anonymous"}',
                             Content_Type="application/json").status == 200
    events = [push.events.get(timeout=PATIENCE) for _ in range(5)]
    assert [event.caller_number for event in events] == [
        "+493023125741", "+493023125741", "+49301234567", "+4930123457", None]


def test_a_name_with_spaces_in_an_address_is_understood(start):
    push = start().open()
    with socket.create_connection(("127.0.0.1", push.send.port)) as sock:
        sock.sendall(b'GET /hotline/geheim?event=ringing&call=1&remote="Anna Berg" <sip:030123456@pbx>&local=11 '
                     b"HTTP/1.1\r\nHost: x\r\n\r\n")
        assert sock.recv(100).startswith(b"HTTP/1.1 200")
    event = push.events.get(timeout=PATIENCE)
    assert (event.caller_name, event.caller_number) == ("Anna Berg", "+4930123456")


@pytest.mark.parametrize("path", ["/", "/hotline", "/hotline/wrong", "/hotline/gehei", "/hotline/geheimm"])
def test_who_does_not_know_the_token_gets_a_404(start, path, caplog):
    push = start().open()
    assert push.send.request("POST", path, "event=newCall&callId=1").status == 404
    assert push.send.form(event="newCall", callId="2", **CALL).status == 200
    assert push.events.get(timeout=PATIENCE).call_id == "2"
    assert push.server.state.dropped == 1
    assert "geheim" not in caplog.text + push.trace.text()
    assert "404 127.0.0.1 does not know the address" in push.trace.text()


def test_a_wrong_signature_gets_a_403(start):
    push = start().open()
    body = "event=IncomingCall&call_id=3&from=0301234567&to=02214710334"
    assert push.send.request("POST", push.send.path, body, X_PLACETEL_SIGNATURE="0" * 64).status == 403
    assert push.events.empty()


def test_the_trace_tells_everything_but_the_secret(start):
    push = start().open()
    push.send.form(event="newCall", callId="1", **{"user[]": "Doc"}, **CALL)
    text = push.trace.text()
    assert "POST /hotline/*** event=newCall" in text
    assert "kind=ringing" in text
    assert "geheim" not in text


def test_without_a_secret_this_computer_may_send(start):
    push = start(secret="").open()
    assert push.send.form(event="newCall", callId="1", **CALL).status == 200


@pytest.mark.logs("feed.secret")
@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])
def test_without_a_secret_nobody_else_may(start, host):
    push = start(secret="", host=host)
    state = push.until(lambda state: bool(state.trouble))
    assert (state.trouble, state.connected) == ("feed.secret", False)
    with pytest.raises(ConnectionRefusedError):
        push.send.get("event=ringing")


@pytest.mark.logs("feed.port_taken")
def test_a_port_that_is_taken_is_waited_for(start):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        push = start(port=port)
        state = push.until(lambda state: bool(state.trouble))
        assert (state.trouble, dict(state.values)["port"]) == ("feed.port_taken", str(port))
    push.open()
    assert push.send.form(event="newCall", callId="1", **CALL).status == 200


@pytest.mark.logs("may not connect")
def test_only_named_senders_are_let_in(start):
    push = start("?from=192.0.2.0/24").open()
    with pytest.raises((ConnectionError, OSError)):
        push.send.form(event="newCall", callId="1", **CALL)
    assert push.events.empty()


@pytest.mark.logs("feed.waiting")
def test_what_cannot_be_stored_is_to_be_sent_again(start):
    stored: list[CallEvent] = []
    away = threading.Event()
    away.set()

    def take(event: CallEvent) -> None:
        if away.is_set():
            raise EnvironmentTrouble("database", "away")
        stored.append(event)

    push = start(take=take).open()
    said = push.send.form(event="newCall", callId="1", **CALL)
    assert (said.status, said.retry_after) == (503, "5")
    assert push.until(lambda state: bool(state.trouble)).trouble == "feed.waiting"
    away.clear()
    assert push.send.form(event="newCall", callId="1", **CALL).status == 200
    assert [event.kind for event in stored] == ["ringing"]
    assert push.server.state.trouble == ""


@pytest.mark.logs("could not be handed over")
def test_a_bug_of_who_stores_is_no_success(start):
    def take(event: CallEvent) -> None:
        raise ZeroDivisionError

    push = start(take=take).open()
    assert push.send.form(event="newCall", callId="1", **CALL).status == 503


def test_it_answers_only_after_the_event_is_stored(start):
    goes_on, taken = threading.Event(), threading.Event()

    def take(event: CallEvent) -> None:
        taken.set()
        goes_on.wait(PATIENCE)

    push = start(take=take).open()
    with ThreadPoolExecutor() as pool:
        sending = pool.submit(push.send.form, event="newCall", callId="1", **CALL)
        assert taken.wait(PATIENCE)
        assert not sending.done()
        goes_on.set()
        assert sending.result(PATIENCE).status == 200


def test_a_thousand_events_at_once_arrive_once_each(start):
    push = start().open()
    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(lambda n: push.send.form(event="newCall", callId=str(n), **CALL).status, range(1000)))
    assert set(said) == {200}
    assert sorted(int(push.events.get_nowait().call_id) for _ in range(1000)) == list(range(1000))
    assert push.events.empty()


def test_two_requests_of_one_call_at_once_are_one_call(start):
    push = start().open()
    for n in range(20):
        both = threading.Barrier(2)

        def say(event: str, n: int = n, both: threading.Barrier = both) -> int:
            both.wait(PATIENCE)
            return push.send.form(event=event, callId=str(n), **CALL).status

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(say, ["newCall", "answer"])) == [200, 200]
        told = []
        while not push.events.empty():
            told.append(push.events.get_nowait())
        assert {event.call_id for event in told} == {str(n)}
        assert [event.kind for event in told] in (["ringing", "answered"], ["answered"])


@pytest.mark.parametrize("raw", [
    b"POST /hotline/geheim HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nevent\r\n0\r\n\r\n",
    b"POST /hotline/geheim HTTP/1.1\r\n\r\n",
    b"POST /hotline/geheim HTTP/1.1\r\nContent-Length: 70000\r\n\r\n",
    b"POST /hotline/geheim HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /hotline/geheim HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"POST /hotline/geheim HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nabc",
    b"DELETE /hotline/geheim HTTP/1.1\r\n\r\n",
    b"GET /hotline/geheim HTTP/9.9\r\n\r\n",
    b"GET /" + b"x" * 70000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    b"\x00\xff\xfe garbage\r\n\r\n", b"GARBAGE\r\n\r\n", b"\r\n", b" \r\n", b"",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
])
def test_strange_requests_are_sent_away_and_the_next_is_served(start, raw):
    push = start().open()
    with socket.create_connection(("127.0.0.1", push.send.port), timeout=PATIENCE) as sock:
        sock.sendall(raw)
        sock.shutdown(socket.SHUT_WR)
        answer = sock.recv(4096)
    assert b" 200 " not in answer
    assert b"geheim" not in answer
    assert push.send.form(event="newCall", callId="1", **CALL).status == 200
    assert push.kinds(1) == ["ringing"]


def test_a_body_that_is_too_big_gets_its_reply(start):
    push = start().open()
    assert push.send.request("POST", push.send.path, b"x" * 70_000).status == 413


def test_slow_senders_keep_nobody_out(start, monkeypatch):
    """Forty connections that drip one byte at a time, more than are served at once."""
    monkeypatch.setattr(pushserver, "_SPARED_S", 0.2)
    push = start().open()
    slow = [socket.create_connection(("127.0.0.1", push.send.port)) for _ in range(40)]
    try:
        for sock in slow:
            sock.sendall(b"POST /hotline/geheim HTTP/1.1\r\nX")
        begun = time.monotonic()
        for n in range(3):
            assert push.send.form(event="newCall", callId=str(n), **CALL).status == 200
        assert time.monotonic() - begun < pushvisits.READING_S
    finally:
        for sock in slow:
            sock.close()
    assert push.kinds(3) == ["ringing"] * 3


def test_without_threads_it_goes_on_when_there_are_some_again(start, monkeypatch):
    push = start().open()
    threads = threading.Thread

    def none_left(*args, **how):
        monkeypatch.setattr(pushserver.threading, "Thread", threads)
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(pushserver.threading, "Thread", none_left)
    with pytest.raises(OSError):
        push.send.form(event="newCall", callId="1", **CALL)
    assert push.send.form(event="newCall", callId="2", **CALL).status == 200


def test_who_never_ends_is_hung_up_on(start, monkeypatch):
    monkeypatch.setattr(pushserver, "READING_S", 0.3)
    push = start().open()
    with socket.create_connection(("127.0.0.1", push.send.port), timeout=PATIENCE) as sock:
        sock.sendall(b"POST /hotline/geheim HTTP/1.1\r\n")
        begun = time.monotonic()
        ended = False
        while not ended and time.monotonic() - begun < PATIENCE:
            try:
                sock.sendall(b"X: y\r\n")
                sock.settimeout(0.05)
                ended = sock.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                ended = True
    assert ended
    assert time.monotonic() - begun < 5


def test_it_stops_at_once_also_while_somebody_sends_slowly(start):
    push = start().open()
    with socket.create_connection(("127.0.0.1", push.send.port)) as sock:
        sock.sendall(b"POST /hotline/geheim HTTP/1.1\r\n")
        assert push.stop() < 1
    assert not push.server.state.connected
    with pytest.raises(ConnectionRefusedError):
        push.send.get("event=ringing")


def test_stopped_before_it_runs_it_does_not_run():
    server = listener(parse(f"push://127.0.0.1:{free_port()}"), PLAN, print, secret=lambda name: "")
    server.stop()
    server.run()
    assert not server.state.connected


def test_it_can_be_started_again_at_the_same_port(start):
    port = free_port()
    first = start(port=port).open()
    first.send.form(event="newCall", callId="1", **CALL)
    first.stop()
    assert start(port=port).open().send.form(event="answer", callId="1", **CALL).status == 200


def test_it_cannot_dial(start):
    push = start()
    assert not push.server.can_dial
    with pytest.raises(UserError):
        push.server.dial(DialOrder("hotline-1", "030123456", "11"))


def test_a_forwarded_call_that_arrives_nowhere_ends_by_itself(start, monkeypatch):
    from datetime import timedelta

    from hotline_desk.adapters.telephony import pushcalls

    monkeypatch.setattr(pushcalls, "_FORWARDING", timedelta(0))
    monkeypatch.setattr(pushserver, "_TURN_S", 0.05)
    push = start().open()
    push.send.form(event="newCall", callId="1", user="anna", **CALL)
    push.send.form(event="hangup", callId="1", cause="forwarded", **CALL)
    assert push.kinds(3) == ["ringing", "ring_stopped", "ended"]


@pytest.mark.parametrize(("host", "alone"), [
    ("127.0.0.1", True), ("127.3.2.1", True), ("::1", True), ("localhost", True), ("LOCALHOST.", True),
    ("0.0.0.0", False), ("::", False), ("192.168.1.5", False), ("desk.example", False),
])
def test_what_is_this_computer_alone(host, alone):
    assert is_loopback(host) is alone


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    cert, key = folder / "cert.pem", folder / "key.pem"
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    return cert, key


def test_encrypted_where_a_certificate_is_given(start, certificate):
    cert, key = certificate
    push = start(f"?tls=1&cert={cert}&key={key}").open()
    trusting = Sender(push.send.port, "geheim", ssl.create_default_context(cafile=str(cert)))
    said = trusting.form(event="newCall", callId="1", **{"user[]": "Doc"}, **CALL)
    assert b'onHangup="https://127.0.0.1' in said.body
    with pytest.raises(OSError):
        push.send.form(event="newCall", callId="2", **CALL)
    assert push.events.get(timeout=PATIENCE).call_id == "1"


@pytest.mark.logs("feed.port_failed")
def test_a_certificate_that_is_not_there_is_said(start):
    push = start("?tls=1&cert=/nowhere/cert.pem")
    state = push.until(lambda state: bool(state.trouble))
    assert state.trouble == "feed.port_failed"
    assert "/nowhere/cert.pem" in dict(state.values)["reason"]
