"""The dialogue with an exchange over real sockets: greeting, login, staying awake, gaps, encryption."""

from __future__ import annotations

import queue
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotline_desk.adapters.secrets import secret_of
from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.feed import FeedState, Pace, translators
from hotline_desk.adapters.telephony.reader import Reader
from hotline_desk.adapters.telephony.sources import check_connection
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator as Texts
from hotline_desk.domain.calls import CallEvent
from tests.asterisk_stream import chunks, recorded
from tests.fritz_stream import PLAN
from tests.manager_double import ACCEPTED, BANNER, NOTHING_RUNS, PATIENCE, REFUSED, Exchange

FAST = Pace(connect=2.0, first=0.01, longest=0.05, turn=0.02, mute=5.0)


class Running:
    """A reader in its thread and what it told."""

    def __init__(self, url: str, pace: Pace = FAST) -> None:
        address = parse(url)
        self.told: queue.Queue[CallEvent | str] = queue.Queue()
        self.states: queue.Queue[FeedState] = queue.Queue()
        self.reader = Reader(address, translators(address, PLAN), self.told.put, self.states.put,
                             lambda: self.told.put("gap"), pace=pace)
        self.thread = threading.Thread(target=self.reader.run)
        self.thread.start()

    def kinds(self, many: int) -> list[str]:
        """What was told next: "gap", or the kinds of events."""
        found = [self.told.get(timeout=PATIENCE) for _ in range(many)]
        return [each if isinstance(each, str) else each.kind for each in found]

    def until(self, wanted: Callable[[FeedState], bool]) -> FeedState:
        while True:
            state = self.states.get(timeout=PATIENCE)
            if wanted(state):
                return state

    def stop(self) -> None:
        self.reader.stop()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_DESK_FEED_SECRET", "s3cret")


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    found = Exchange()
    yield found
    for sock in found.sockets:
        sock.close()


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begin(exchange: Exchange, options: str = "trunk=PJSIP/trunk", host: str = "127.0.0.1", **how: Pace) -> Running:
        running.append(Running(f"asterisk://ticket@{host}:{exchange.port}?{options}#exchange", **how))
        return running[-1]

    yield begin
    for each in running:
        each.stop()


def test_it_logs_in_only_after_the_greeting_and_asks_what_runs(exchange, start):
    running = start(exchange)
    sock = exchange.accept()
    sock.settimeout(0.2)
    with pytest.raises(TimeoutError):
        sock.recv(1)
    sock.settimeout(PATIENCE)
    sock.sendall(BANNER)
    assert exchange.heard(sock) == {
        "Action": "Login", "ActionID": "hotline-desk-login", "Username": "ticket", "Secret": "s3cret",
        "Events": "call,agent,user"}
    assert not running.reader.state.connected
    sock.sendall(ACCEPTED)
    assert exchange.heard(sock)["Action"] == "CoreShowChannels"
    assert running.until(lambda s: s.connected).trouble == ""


def test_a_recorded_call_goes_through_with_its_own_pauses(exchange, start):
    running = start(exchange)
    sock = exchange.let_in()
    for chunk in chunks("08-queue-answered"):
        sock.sendall(chunk.content)
    assert running.kinds(6) == ["gap", "ringing", "ringing", "answered", "ring_stopped", "ended"]


def test_calls_that_began_before_are_told_after_the_gap(exchange, start):
    running = start(exchange)
    exchange.let_in().sendall(recorded("21-join-mid-call"))
    assert running.kinds(3) == ["gap", "answered", "ended"]


@pytest.mark.logs("feed.login")
def test_a_wrong_secret_is_said_and_no_line_counts_as_connected(exchange, start):
    running = start(exchange)
    for _ in range(3):
        sock = exchange.accept()
        sock.sendall(BANNER)
        exchange.heard(sock)
        sock.sendall(REFUSED)
        sock.close()
    state = running.until(lambda s: s.trouble != "")
    assert "refuses the login" in state.sentence(Texts("en"))
    running.stop()
    assert not any(s.connected or s.trouble not in ("", "feed.login") for s in running.states.queue)
    assert running.told.empty()


@pytest.mark.logs("feed.login")
def test_after_a_wrong_secret_the_exchange_is_left_in_peace(exchange, start):
    start(exchange, pace=Pace(connect=2.0, first=0.01, longest=30.0))
    sock = exchange.accept()
    sock.sendall(BANNER)
    exchange.heard(sock)
    sock.sendall(REFUSED)
    exchange.server.settimeout(1.0)
    with pytest.raises(TimeoutError):
        exchange.accept()


@pytest.mark.logs("feed.secret")
def test_without_a_secret_nothing_is_sent(exchange, start, monkeypatch):
    monkeypatch.delenv("HOTLINE_DESK_FEED_SECRET")
    running = start(exchange)
    sock = exchange.accept()
    sock.sendall(BANNER)
    assert sock.recv(100) == b""
    assert "HOTLINE_DESK_FEED_SECRET" in running.until(lambda s: s.trouble != "").sentence(Texts("en"))


def test_it_stays_awake_by_pings_and_leaves_an_exchange_that_is_mute(exchange, start, monkeypatch):
    monkeypatch.setattr("hotline_desk.adapters.telephony.session.PING_EVERY_S", 0.1)
    running = start(exchange, pace=Pace(connect=2.0, first=0.01, longest=0.05, turn=0.02, mute=0.5))
    sock = exchange.let_in()
    sock.sendall(NOTHING_RUNS)
    for _ in range(8):
        assert exchange.heard(sock)["Action"] == "Ping"
        sock.sendall(b"Response: Success\r\nPing: Pong\r\n\r\n")
    assert running.until(lambda s: s.trouble != "").trouble == "feed.lost"
    exchange.let_in()
    assert running.kinds(2) == ["gap", "gap"]


def test_a_restart_in_the_middle_of_a_call_is_a_gap(exchange, start):
    running = start(exchange)
    sock = exchange.let_in()
    content = recorded("01-inbound-answered")
    sock.sendall(content[:content.index(b"Event: HangupRequest")])
    assert running.kinds(3) == ["gap", "ringing", "answered"]
    sock.close()
    exchange.let_in().sendall(NOTHING_RUNS + recorded("02-inbound-caller-gives-up"))
    assert running.kinds(4) == ["gap", "ringing", "ring_stopped", "ended"]


def test_an_exchange_that_takes_nothing_does_not_hold_up_the_stop(exchange, start):
    running = start(exchange, pace=Pace(turn=30))
    exchange.accept()
    running.stop()


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[Exchange]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"],
        check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    found = Exchange(context)
    yield found
    for sock in found.sockets:
        sock.close()


def test_an_encrypted_line_is_read(encrypted, start, tmp_path):
    running = start(encrypted, f"tls=1&ca={tmp_path}/cert.pem&trunk=PJSIP/trunk", host="localhost")
    sock = encrypted.let_in()
    sock.sendall(recorded("06-blind-transfer-refer") * 20)
    assert running.kinds(7) == ["gap", "ringing", "answered", "updated", "ringing", "answered", "ended"]
    sock.close()
    assert running.until(lambda s: s.trouble != "").trouble == "feed.lost"


@pytest.mark.parametrize("options, host", [("tls=1", "localhost"), ("tls=1&ca={ca}", "127.0.0.1"),
                                           ("tls=1&ca=missing.pem", "localhost")])
def test_a_certificate_that_proves_nothing_is_not_accepted(encrypted, tmp_path, options, host):
    def serve() -> None:
        try:
            encrypted.accept()
        except OSError:
            return

    thread = threading.Thread(target=serve)
    thread.start()
    url = f"asterisk://ticket@{host}:{encrypted.port}?{options.format(ca=tmp_path / 'cert.pem')}"
    with pytest.raises(UserError) as refused:
        check_connection(parse(url))
    thread.join(PATIENCE)
    assert refused.value.id == "feed.certificate"


def test_the_address_names_user_trunks_and_encryption():
    address = parse("asterisk://ticket@pbx?trunk=PJSIP/a&trunk=PJSIP/b,DAHDI/i1&context=from-amt&tls=1")
    assert (address.user, address.host, address.port, address.encrypted) == ("ticket", "pbx", 5039, True)
    assert address.chosen("trunk") == ["PJSIP/a", "PJSIP/b", "DAHDI/i1"]
    assert parse("asterisk://ticket@pbx").port == 5038


def test_other_options_do_not_rename_a_line():
    assert parse("asterisk://ticket@pbx?trunk=a").name == parse("asterisk://other@pbx").name == "asterisk://pbx:5038"


@pytest.mark.parametrize("url, trouble", [
    ("asterisk://pbx", "feed.user"), ("asterisk://ticket:secret@pbx", "feed.url"), ("asterisk://:@pbx", "feed.url"),
    ("asterisk://tick%0d%0aet@pbx", "feed.url"),
])
def test_an_address_without_user_or_with_a_secret_is_refused(url, trouble):
    with pytest.raises(UserError) as refused:
        parse(url)
    assert refused.value.id == trouble
    assert "secret@" not in str(refused.value)


def test_a_line_may_have_a_secret_of_its_own():
    kept = {"HOTLINE_DESK_FEED_SECRET": "all", "HOTLINE_DESK_FEED_SECRET_OFFICE_2": "own"}
    assert (secret_of("Office 2", kept), secret_of("Home", kept), secret_of("Home", {})) == ("own", "all", "")


def test_an_order_goes_out_at_once_and_its_failure_is_said_once(exchange, start):
    running = start(exchange, pace=Pace(connect=2.0, first=0.01, longest=0.05, turn=30.0, mute=60.0))
    assert not running.reader.can_dial
    with pytest.raises(UserError) as refused:
        running.reader.dial(DialOrder("hotline-1", "0170123", "101"))
    assert refused.value.id == "dial.impossible"
    sock = exchange.let_in()
    sock.sendall(NOTHING_RUNS)
    running.until(lambda s: s.connected)
    running.reader.dial(DialOrder("hotline-1", "0170123", "101"))
    action = exchange.heard(sock)
    assert (action["Action"], action["ChannelId"], action["Exten"]) == ("Originate", "hotline-1", "0170123")
    sock.sendall(b"Event: OriginateResponse\r\nActionID: hotline-1\r\nResponse: Failure\r\nReason: 0\r\n\r\n")
    state = running.until(lambda s: s.trouble != "")
    assert (state.connected, "telephone 101 cannot be reached" in state.sentence(Texts("en"))) == (True, True)
    assert running.until(lambda s: s.connected).trouble == ""


def test_who_has_left_is_told_although_the_exchange_says_nothing_more(exchange, start):
    running = start(exchange)
    sock = exchange.let_in()
    content = recorded("33-caller-goes-on")
    sock.sendall(content[:content.index(b"\r\n\r\n", content.index(b"Event: Hangup\r\n")) + 4])
    assert running.kinds(4) == ["gap", "ringing", "answered", "updated"]
