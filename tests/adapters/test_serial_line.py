"""Serial ports for real: a modem at the other end of a pty that splits lines, echoes, goes away and comes back."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import serial

from hotline_desk.adapters.telephony import commands, serial_line
from hotline_desk.adapters.telephony import modem as modems
from hotline_desk.adapters.telephony.feed import FeedState, Pace, translators
from hotline_desk.adapters.telephony.reader import Reader
from hotline_desk.adapters.telephony.serial_line import serial_ports
from hotline_desk.adapters.telephony.sources import check_connection
from hotline_desk.adapters.telephony.trace import Trace
from hotline_desk.adapters.telephony.urls import FeedAddress, parse
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import Translator as Texts
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import PLAN

if sys.platform == "win32":
    pytest.skip("ptys are not for Windows", allow_module_level=True)

import pty
import tty

PATIENCE = 15.0
FAST = Pace(connect=2.0, first=0.02, longest=0.1, turn=0.05, mute=60.0)
SDMF = b"041230393330313232343630393535353132313251"


class Modem:
    """A modem at a pty, driven by the test. `place` is where its port is found while it is plugged in.

    It echoes what it hears and answers it with what `answers` says, in pieces of three bytes.
    """

    def __init__(self, place: Path, answers: dict[str, bytes] | None = None) -> None:
        self.place = place
        self.answers = {} if answers is None else answers
        self.heard: queue.Queue[str] = queue.Queue()
        self._ends: tuple[int, int] | None = None
        self._thread: threading.Thread | None = None
        self._over = threading.Event()
        self._speaking = threading.Lock()
        self.plug_in()

    def plug_in(self) -> None:
        self._over.clear()
        self._ends = pty.openpty()
        tty.setraw(self._ends[1])
        self.place.symlink_to(os.ttyname(self._ends[1]))
        self._thread = threading.Thread(target=self._serve, args=(self._ends[0],))
        self._thread.start()

    def unplug(self) -> None:
        if self._ends is None or self._thread is None:
            return
        self._over.set()
        self._thread.join(PATIENCE)
        self.place.unlink()
        for end in self._ends:
            os.close(end)
        self._ends = None

    def says(self, content: bytes, size: int = 3) -> None:
        """Says it in pieces of so many bytes."""
        assert self._ends is not None
        with self._speaking:
            for begin in range(0, len(content), size):
                os.write(self._ends[0], content[begin:begin + size])

    def hears(self) -> str:
        return self.heard.get(timeout=PATIENCE)

    def _serve(self, end: int) -> None:
        rest = b""
        while not self._over.is_set():
            if not select.select([end], [], [], 0.02)[0]:
                continue
            rest += os.read(end, 1024)
            *complete, rest = rest.split(b"\r")
            for line in complete:
                command = line.decode()
                answer = self.answers.get(command, b"OK")
                self.heard.put(command)
                if answer:
                    self.says(line + b"\r\r\n" + answer + b"\r\n")


class Running:
    """A reader in its thread and what it told."""

    def __init__(self, address: FeedAddress, pace: Pace = FAST) -> None:
        self.told: queue.Queue[CallEvent | str] = queue.Queue()
        self.states: queue.Queue[FeedState] = queue.Queue()
        self.trace = Trace()
        self.reader = Reader(address, translators(address, PLAN), self.told.put, self.states.put,
                             lambda: self.told.put("gap"), pace=pace, trace=self.trace)
        self.thread = threading.Thread(target=self.reader.run)
        self.thread.start()

    def next(self, many: int = 1) -> list[tuple[str, str]]:
        """What was told next: "gap", or kind and number of an event."""
        found = [self.told.get(timeout=PATIENCE) for _ in range(many)]
        return [(each, "") if isinstance(each, str) else (each.kind, each.caller_raw) for each in found]

    def until(self, wanted: Callable[[FeedState], bool]) -> FeedState:
        while True:
            state = self.states.get(timeout=PATIENCE)
            if wanted(state):
                return state

    def stop(self) -> None:
        self.reader.stop()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture
def modem(tmp_path: Path) -> Iterator[Modem]:
    found = Modem(tmp_path / "modem")
    yield found
    found.unplug()


@pytest.fixture
def start(modem: Modem) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begin(options: str = "", pace: Pace = FAST) -> Running:
        running.append(Running(address_of(modem, options), pace))
        return running[-1]

    yield begin
    for each in running:
        each.stop()
    let_go()


def address_of(modem: Modem, options: str = "") -> FeedAddress:
    """URLs name what lies in /dev; the pty of a test has a link elsewhere."""
    found = parse(f"modem:///dev/modem{options}#line")
    return FeedAddress(found.kind, found.name, found.host, found.port, found.options, found.user, str(modem.place))


def let_go() -> None:
    """Waits until no thread holds a port any more."""
    end = time.monotonic() + PATIENCE
    for thread in threading.enumerate():
        if thread.name.startswith("port "):
            thread.join(max(0.0, end - time.monotonic()))
            assert not thread.is_alive()


def test_a_modem_is_set_up_and_tells_of_a_call(modem, start):
    running = start()
    assert [modem.hears() for _ in range(3)] == ["ATZ", "AT+VCID=1", "ATS0=0"]
    assert running.next() == [("gap", "")]
    modem.says(b"\r\nRING\r\n\r\nDATE = 0321\r\nTIME = 1405\r\nNMBR = 01755290111\r\nNAME = A N OTHER\r\n")
    assert running.next() == [("ringing", "01755290111")]
    state = running.until(lambda s: s.last_event_at is not None)
    assert (state.connected, state.trouble, state.dropped) == (True, "", 0)
    assert "AT+VCID=1" in running.trace.text()


def test_a_modem_that_refuses_is_asked_otherwise_and_its_messages_are_read(modem, start):
    modem.answers = {"AT+VCID=1": b"ERROR"}
    running = start()
    assert [modem.hears() for _ in range(3)] == ["ATZ", "AT+VCID=1", "AT#CID=1"]
    assert running.next() == [("gap", "")]
    modem.says(b"\r\nRING\r\n\r\n" + SDMF[:-2] + b"00\r\n", size=1)
    assert running.next() == [("ringing", "6095551212")]


def test_lines_that_end_with_a_return_alone_are_lines(modem, start):
    running = start("?init=none")
    assert running.next() == [("gap", "")]
    modem.says(b"2;024191777800;0\r")
    assert running.next() == [("ringing", "024191777800")]


def test_the_end_of_the_ringing_comes_by_time(modem, start, monkeypatch):
    monkeypatch.setattr(modems, "_RINGS_NO_MORE_S", 1.0)
    running = start("?init=none")
    assert running.next() == [("gap", "")]
    modem.says(b"\r\nRING;024191777800;0\r\n")
    assert running.next(2) == [("ringing", "024191777800"), ("ended", "024191777800")]


@pytest.mark.logs("feed.serial_missing")
def test_a_modem_that_goes_away_and_comes_back_is_found_again(modem, start):
    running = start()
    running.until(lambda s: s.connected)
    assert running.next() == [("gap", "")]
    modem.unplug()
    running.until(lambda s: s.trouble == "feed.lost")
    state = running.until(lambda s: s.trouble == "feed.serial_missing")
    assert not state.connected
    assert str(modem.place) in state.sentence(Texts("en", "DE"))
    modem.plug_in()
    running.until(lambda s: s.connected and not s.trouble)
    assert running.next() == [("gap", "")]
    modem.says(b"\r\nRING\r\n\r\nNMBR = 01755290111\r\n")
    assert running.next() == [("ringing", "01755290111")]


def test_a_modem_that_comes_back_is_looked_for_every_few_seconds(modem):
    address = address_of(modem)
    reader = Reader(address, translators(address, PLAN), print, pace=Pace())
    assert reader._source.retry <= 10


@pytest.mark.logs("feed.modem")
def test_one_that_is_switched_off_is_said_to_be_silent(modem, start, monkeypatch):
    monkeypatch.setattr(commands, "_ANSWER_S", 0.2)
    modem.answers = {"ATZ": b""}
    running = start()
    state = running.until(lambda s: bool(s.trouble))
    assert state.trouble == "feed.modem"
    assert [modem.hears() for _ in range(3)] == ["ATZ"] * 3
    modem.answers = {}
    running.until(lambda s: s.connected)


def test_one_that_answered_and_is_dumb_now_is_tried_anew(modem, start):
    running = start(pace=Pace(connect=2.0, first=0.02, longest=0.1, turn=0.05, mute=0.5))
    running.until(lambda s: s.connected)
    running.until(lambda s: s.trouble == "feed.lost")
    assert running.next(2) == [("gap", ""), ("gap", "")]


def test_a_device_that_is_only_listened_to_may_be_silent(modem, start):
    running = start("?init=none", pace=Pace(connect=2.0, first=0.02, longest=0.1, turn=0.02, mute=0.05))
    running.until(lambda s: s.connected)
    with pytest.raises(queue.Empty):
        running.states.get(timeout=0.5)


def test_the_port_is_let_go_when_the_reader_stops(modem):
    running = Running(address_of(modem))
    running.until(lambda s: s.connected)
    running.stop()
    let_go()
    check_connection(address_of(modem))
    let_go()


def test_a_port_in_use_is_said_to_be_in_use(modem):
    with serial.Serial(str(modem.place), exclusive=True), pytest.raises(UserError) as found:
        check_connection(address_of(modem))
    assert found.value.id == "feed.serial_busy"
    let_go()


def test_a_port_that_is_not_there_is_said_to_be_missing(modem):
    modem.unplug()
    with pytest.raises(UserError) as found:
        check_connection(address_of(modem))
    assert (found.value.id, found.value.values["place"]) == ("feed.serial_missing", str(modem.place))


def test_what_is_no_port_is_said_not_to_open(tmp_path):
    place = tmp_path / "file"
    place.write_text("")
    with pytest.raises(UserError) as found:
        check_connection(address_of(SimpleNamespace(place=place)))
    assert found.value.id == "feed.serial_failed"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_port_that_one_may_not_use_names_the_group(tmp_path):
    place = tmp_path / "port"
    place.write_text("")
    place.chmod(0)
    with pytest.raises(UserError) as found:
        check_connection(address_of(SimpleNamespace(place=place)))
    assert found.value.id == "feed.serial_forbidden"
    assert found.value.values["group"]


@pytest.mark.parametrize(("trouble", "id"), [
    (serial.SerialException(13, "could not open port: Permission denied"), "feed.serial_forbidden"),
    (serial.SerialException(16, "could not open port: Device or resource busy"), "feed.serial_busy"),
    (serial.SerialException(6, "could not open port: No such device or address"), "feed.serial_missing"),
    (serial.SerialException("Could not configure port: (25, 'Inappropriate ioctl')"), "feed.serial_failed"),
])
def test_what_the_system_says_becomes_a_sentence(trouble, id):
    found = serial_line._in_words("/dev/ttyUSB0", trouble)
    sentence = UserError(found.id, **dict(found.values)).sentence(Texts("en", "DE"))
    assert found.id == id
    assert "/dev/ttyUSB0" in sentence
    assert "{" not in sentence


@pytest.mark.parametrize("options", ["?baud=fast", "?baud=0", "?baud=99999999", "?bits=9X3"])
def test_a_setting_that_no_port_has_is_said(modem, options):
    with pytest.raises(UserError) as found:
        check_connection(address_of(modem, options))
    assert found.value.id == "feed.serial_failed"
    assert options.removeprefix("?") in str(found.value.values["reason"])


def test_garbage_and_endless_lines_are_passed_over(modem, start):
    running = start("?init=none")
    assert running.next() == [("gap", "")]
    modem.says(os.urandom(1000).replace(b"R", b"").replace(b"N", b""), size=100)
    modem.says(b"x" * 200_000, size=1024)
    modem.says(b"\r\nRING;024191777800;0\r\n")
    while ("ringing", "024191777800") not in running.next():
        pass
    assert running.reader.state.dropped > 0


def test_a_modem_behind_a_serial_server_is_spoken_to_the_same_way():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        running = Running(parse(f"modem://127.0.0.1:{server.getsockname()[1]}#line"))
        try:
            sock, _ = server.accept()
            with sock:
                sock.settimeout(PATIENCE)
                assert sock.recv(100) == b"ATZ\r"
                sock.sendall(b"\r\nOK\r\n")
                assert sock.recv(100) == b"AT+VCID=1\r"
                sock.sendall(b"\r\nOK\r\nRING\r\nNMBR = 01755290111\r\n")
                assert running.next(2) == [("gap", ""), ("ringing", "01755290111")]
        finally:
            running.stop()


def test_the_ports_of_this_computer_are_listed_with_words():
    for device, description in serial_ports():
        assert device
        assert description != "n/a"


def test_ports_are_listed_in_the_order_of_their_numbers(monkeypatch):
    found = [SimpleNamespace(device=f"COM{n}", description="n/a") for n in (10, 9, 1)]
    monkeypatch.setattr(serial_line.list_ports, "comports", lambda: found)
    assert serial_ports() == [("COM1", ""), ("COM9", ""), ("COM10", "")]


@pytest.mark.logs("feed.serial_missing")
def test_no_descriptor_is_left_behind_by_a_device_that_comes_and_goes(modem, start):
    def open_files() -> int:
        with contextlib.suppress(FileNotFoundError):
            return len(os.listdir("/proc/self/fd"))
        return 0

    running = start("?init=none")
    running.until(lambda s: s.connected)
    counts = []
    for _ in range(6):
        modem.unplug()
        running.until(lambda s: s.trouble == "feed.serial_missing")
        modem.plug_in()
        running.until(lambda s: s.connected)
        let_go_of_all_but_one()
        counts.append(open_files())
    assert counts[-1] <= counts[0] + 3  # what the reader waits with comes and goes


def let_go_of_all_but_one() -> None:
    end = time.monotonic() + PATIENCE
    while sum(thread.name.startswith("port ") for thread in threading.enumerate()) > 1:
        assert time.monotonic() < end
        threading.Event().wait(0.01)
