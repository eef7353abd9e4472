"""Live against a real Asterisk with SIPp as its telephones. It needs root, the script of the peers and its packages.

`HOTLINE_DESK_PEERS` names the folder of the peers; without it these tests are skipped, since an exchange that is
installed and timed on a busy machine answers too late at times.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotline_desk.adapters.telephony.ami import action
from hotline_desk.adapters.telephony.feed import FeedState, Pace, translators
from hotline_desk.adapters.telephony.reader import Reader
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.clock import SystemClock
from hotline_desk.core.text import Translator as Texts
from hotline_desk.domain.calls import Call, CallEvent
from tests.fritz_stream import PLAN, Journal

pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("asterisk"), pytest.mark.timeout(900)]
PEER = Path(os.environ.get("HOTLINE_DESK_PEERS") or "peers") / "asterisk" / "peer"
MAX = '"Max Müster" <sip:+49301234567@127.0.0.1>'
PATIENCE = 30.0
URL = "asterisk://ticket@127.0.0.1?trunk=PJSIP/trunk#exchange"


class Peer:
    """The exchange and its telephones, which ring and call in processes of their own."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.certificate = Path(f"{root}.log") / "cert.pem"
        self._environment = {**os.environ, "ASTERISK_ROOT": str(root)}
        self._phones: list[subprocess.Popen[bytes]] = []

    def do(self, *words: str) -> str:
        """Waits for a command of the script and returns what it printed."""
        done = subprocess.run([PEER, *words], env=self._environment, capture_output=True, text=True, timeout=120,
                              check=False)
        assert done.returncode == 0 or words[0] in ("call", "dial"), done.stderr
        return done.stdout

    def begin(self, *words: str) -> None:
        """Lets a telephone wait, or a call go on, meanwhile."""
        self._phones.append(subprocess.Popen([PEER, *words], env=self._environment, stdout=subprocess.DEVNULL,
                                             stderr=subprocess.DEVNULL, start_new_session=True))

    def crash(self) -> None:
        """Ends the exchange without a farewell to anybody."""
        for process in _processes():
            with contextlib.suppress(OSError):  # ended meanwhile
                if Path(f"/proc/{process}/root").readlink() == self._root.resolve():
                    os.kill(process, signal.SIGKILL)

    def idle(self) -> None:
        """Ends what still rings or talks."""
        for phone in self._phones:
            for process in _session(phone.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            phone.wait(PATIENCE)
        self._phones.clear()


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _session(leader: int) -> Iterator[int]:
    """The processes that one of ours has started, itself included, whatever group they are in."""
    for process in _processes():
        with contextlib.suppress(OSError):
            if os.getsid(process) == leader:
                yield process


class Desk:
    """A reader of the exchange, and the journal it makes."""

    def __init__(self, url: str) -> None:
        address = parse(url)
        self.journal = Journal()
        self.events: list[CallEvent] = []
        self.states: queue.Queue[FeedState] = queue.Queue()
        self._changed = threading.Condition()
        self._reader = Reader(address, translators(address, PLAN), self._take, self.states.put, self._gap,
                              pace=Pace(first=0.2, longest=1.0, turn=0.5))
        self._thread = threading.Thread(target=self._reader.run)
        self._thread.start()

    def _take(self, event: CallEvent) -> None:
        with self._changed:
            self.journal.record(event)
            self.events.append(event)
            self._changed.notify_all()

    def _gap(self) -> None:
        with self._changed:
            self.journal.feed_is_back(SystemClock().now())
            self._changed.notify_all()

    def until(self, wanted: Callable[[Call], bool]) -> Call:
        """The newest call once it is as wanted."""
        with self._changed:
            arrived = self._changed.wait_for(
                lambda: bool(self.journal.calls) and wanted(list(self.journal.calls.values())[-1]), PATIENCE)
            assert arrived, f"told: {self.events}"
            return list(self.journal.calls.values())[-1]

    def until_state(self, wanted: Callable[[FeedState], bool]) -> FeedState:
        end = time.monotonic() + PATIENCE
        while True:
            state = self.states.get(timeout=max(0.1, end - time.monotonic()))
            if wanted(state):
                return state

    def extensions(self, kind: str) -> list[str]:
        return [event.extension for event in self.events if event.kind == kind]

    def stop(self) -> None:
        self._reader.stop()
        self._thread.join(PATIENCE)


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    if not PEER.exists():
        pytest.skip("the script that starts an Asterisk is not here; name its folder with HOTLINE_DESK_PEERS")
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        pytest.skip("an Asterisk of its own needs root on Debian")
    root = Path(os.environ.get("ASTERISK_ROOT") or Path.home() / ".cache" / "hotline-desk" / "asterisk")
    root.parent.mkdir(parents=True, exist_ok=True)
    installed = subprocess.run([PEER, "install"], env={**os.environ, "ASTERISK_ROOT": str(root)}, capture_output=True,
                               text=True, timeout=600, check=False)
    if installed.returncode != 0:
        pytest.skip(f"Asterisk cannot be had here: {installed.stderr[-300:]}")
    found = Peer(root)
    found.do("stop")
    found.do("start")
    yield found
    found.idle()
    found.do("stop")


@pytest.fixture
def desk(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("HOTLINE_DESK_FEED_SECRET", "s3cret")
    peer.do("cli", "channel request hangup all")  # what the test before left behind
    found = Desk(URL)
    try:
        found.until_state(lambda s: s.connected)
        yield found
    finally:
        found.stop()
        peer.idle()


def test_a_call_that_is_answered(peer, desk):
    peer.begin("phone", "101", "answer")
    peer.begin("call", "talk", "4930555100", MAX)
    call = desk.until(lambda c: c.state == "ended")
    assert (call.direction, call.caller_number, call.called_number) == ("in", "+49301234567", "+4930555100")
    assert (call.outcome, call.extension, call.caller_name) == ("answered", "101", "Max Müster")
    assert call.duration_seconds in (3, 4, 5)


def test_a_caller_who_gives_up(peer, desk):
    peer.begin("phone", "101", "never")
    peer.begin("call", "cancel", "4930555100", MAX)
    assert desk.until(lambda c: c.state == "ended").outcome == "missed"
    assert desk.extensions("ringing") == desk.extensions("ring_stopped") == ["101"]


def test_a_busy_phone(peer, desk):
    peer.begin("phone", "103", "busy")
    peer.begin("call", "fail", "4930555103", MAX)
    assert desk.until(lambda c: c.state == "ended").outcome == "busy"


def test_a_queue_in_which_one_answers(peer, desk):
    peer.begin("phone", "102", "answer")
    peer.begin("call", "talk", "4930555200", MAX)
    call = desk.until(lambda c: c.state == "ended")
    assert (call.outcome, call.extension) == ("answered", "102")
    assert set(desk.extensions("ringing")) == {"101", "102"}
    assert {event.queue for event in desk.events} == {"hotline"}


def test_a_blind_transfer_stays_one_call(peer, desk):
    peer.begin("phone", "101", "refer")
    peer.begin("phone", "102", "hangs_up")
    peer.begin("call", "remotebye", "4930555120", MAX)
    desk.until(lambda c: c.state == "ended")
    assert desk.extensions("answered") == ["101", "102"]
    assert len(desk.journal.calls) == 1


def test_an_outgoing_call(peer, desk):
    peer.begin("phone", "trunk", "answer")
    peer.begin("dial", "talk", "0491701234567", "101")
    call = desk.until(lambda c: c.state == "ended")
    assert (call.direction, call.called_number, call.extension) == ("out", "+491701234567", "101")
    assert call.outcome == "answered"


def test_a_click_to_dial_is_one_outgoing_call_under_the_name_it_was_given(peer, desk):
    peer.begin("phone", "101", "answer")
    peer.begin("phone", "trunk", "hangs_up")
    with socket.create_connection(("127.0.0.1", 5038), PATIENCE) as other:
        other.sendall(action("Login", Username="ticket", Secret="s3cret", Events="off") + action(
            "Originate", Channel="PJSIP/101", Context="internal", Exten="0491701234567", Priority="1", Async="true",
            ChannelId="hotline-1"))
        call = desk.until(lambda c: c.state == "ended")
    assert (call.call_id, call.direction, call.called_number) == ("hotline-1", "out", "+491701234567")
    assert (call.extension, call.outcome) == ("101", "answered")
    assert desk.extensions("ringing") == ["101"]


def test_the_encrypted_interface(peer, desk):
    other = Desk(f"asterisk://ticket@localhost?tls=1&ca={peer.certificate}#exchange")
    try:
        assert other.until_state(lambda s: s.connected or s.trouble != "").trouble == ""
    finally:
        other.stop()


@pytest.mark.logs("feed.login")
def test_a_wrong_secret(peer, monkeypatch):
    monkeypatch.setenv("HOTLINE_DESK_FEED_SECRET", "wrong")
    desk = Desk(URL)
    try:
        assert "refuses the login" in desk.until_state(lambda s: s.trouble != "").sentence(Texts("en"))
    finally:
        desk.stop()


@pytest.mark.logs("feed.unreachable")
def test_a_call_during_which_the_line_is_renewed_and_then_the_exchange_crashes(peer, desk):
    peer.begin("phone", "101", "answer")
    peer.begin("call", "remotebye", "4930555100", MAX)
    desk.until(lambda c: c.state == "answered")
    desk.stop()
    later = Desk(URL)
    try:
        assert later.until(lambda c: c.state == "answered").caller_number == "+49301234567"
        peer.crash()
        later.until_state(lambda s: not s.connected and s.trouble != "")
        peer.do("start")
        assert later.until(lambda c: c.state == "ended").outcome == "unknown_end"
        peer.idle()
        peer.begin("phone", "101", "answer")
        peer.begin("call", "talk", "4930555100", MAX)
        assert later.until(lambda c: c.outcome == "answered" and c.state == "ended").extension == "101"
        assert len(later.journal.calls) == 2
    finally:
        later.stop()
