"""The monitor without a window: hears a line of the real protocol, records, prints, and survives."""

from __future__ import annotations

import json
import queue
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from random import Random
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.cli.conftest import INIT
from tests.fritz_stream import Expected, generate

PATIENCE = 60.0
SOON = 5.0  # a second on a machine that does nothing else; the longest pause of a line would be thirty


class Box:
    """The other side of the line: takes one listener at a time and tells what the test says."""

    def __init__(self, port: int = 0) -> None:
        self.server = socket.create_server(("127.0.0.1", port))
        self.server.settimeout(PATIENCE)
        self.port: int = self.server.getsockname()[1]
        self.url = f"fritzbox://127.0.0.1:{self.port}"
        self.listener: socket.socket | None = None

    def accept(self) -> Box:
        self.hang_up()
        self.listener, _ = self.server.accept()
        return self

    def say(self, *lines: str) -> None:
        self.send("".join(f"{line}\r\n" for line in lines).encode("latin-1", "replace"))

    def send(self, content: bytes) -> None:
        assert self.listener is not None
        self.listener.sendall(content)

    def hang_up(self) -> None:
        if self.listener is not None:
            self.listener.close()
            self.listener = None

    def close(self) -> None:
        self.hang_up()
        self.server.close()


class Running:
    """A monitor at work, and what it prints as it comes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[dict[str, Any]] = []
        self._coming: queue.Queue[str] = queue.Queue()
        self._complaints: list[str] = []
        self._complained = threading.Event()
        self._threads = [threading.Thread(target=self._hear), threading.Thread(target=self._hear_complaints)]
        for thread in self._threads:
            thread.start()

    def _hear(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._coming.put(line)

    def _hear_complaints(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._complaints.append(line)
            self._complained.set()

    def next(self) -> dict[str, Any]:
        """The next line, waited for."""
        line: dict[str, Any] = json.loads(self._coming.get(timeout=PATIENCE))
        self.lines.append(line)
        return line

    def complaint(self) -> str:
        """The first sentence on stderr, waited for."""
        assert self._complained.wait(PATIENCE)
        return self._complaints[0]

    def until(self, **wanted: Any) -> dict[str, Any]:
        """Reads lines until one has these values."""
        while True:
            line = self.next()
            if all(line[name] == value for name, value in wanted.items()):
                return line

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float, str]:
        """Exit code, seconds it took, and everything on stderr; the rest of the lines is read."""
        begun = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(timeout=PATIENCE)
        took = time.monotonic() - begun
        for thread in self._threads:
            thread.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        while not self._coming.empty():
            self.lines.append(json.loads(self._coming.get()))
        return code, took, "".join(self._complaints)


@pytest.fixture
def box() -> Iterator[Box]:
    made = Box()
    yield made
    made.close()


@contextmanager
def monitoring(hotline, *feeds: str) -> Iterator[Running]:
    """A monitor that is ended at the latest with the block."""
    running = Running(hotline.start("monitor", "--feed", *feeds))
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.end(signal.SIGKILL)


def journal(hotline) -> list[dict[str, Any]]:
    return hotline("list", "calls", "--json").objects


def reduced(calls: list[dict[str, Any]]) -> list[Expected]:
    return [Expected(c["direction"], c["caller_number"], c["number_state"], c["called_number"], c["outcome"],
                     c["duration_seconds"], c["extension"] or "") for c in calls]


def ring(n: int, at: str = "21.11.26 23:00:00") -> str:
    return f"{at};RING;{n};0171000{n:04};732111;SIP0;"


def hang_up(n: int, seconds: int = 0, at: str = "21.11.26 23:01:00") -> str:
    return f"{at};DISCONNECT;{n};{seconds};"


def connect(n: int, at: str = "21.11.26 23:00:10") -> str:
    return f"{at};CONNECT;{n};12;0171000{n:04};"


def test_two_hundred_calls_give_exactly_the_right_journal_and_told_again_change_nothing(hotline, box):
    stream = generate(seed=2026, many=200)
    expected = [Expected(*(getattr(call, name) for name in (
        "direction", "caller_number", "number_state", "called_number", "outcome", "duration_seconds", "extension")))
        for call in stream.expected]
    random = Random(7)
    with monitoring(hotline, box.url) as monitor:
        for turn in (1, 2):
            content = box.accept() and stream.bytes()
            while content:
                size = random.randint(1, 700)
                box.send(content[:size])
                content = content[size:]
            box.send(b"\x00\xff\xfe garbage \r\n" + b"x" * 3_000_000 + b"\r\n;;;;\r\n21.11.26 23:00:00;RING;;;;\r\n")
            box.say(ring(9000 + turn), hang_up(9000 + turn))
            monitor.until(caller_number=f"+49171000{9000 + turn}", state="ended")
        code, took, said = monitor.end()
    calls = journal(hotline)
    many = len(expected)
    assert reduced(calls[:many]) == expected
    assert [c["caller_number"] for c in calls[many:]] == ["+491710009001", "+491710009002"]
    assert (code, took < SOON) == (0, True), said
    shown = {line["uid"]: line for line in monitor.lines}
    assert {uid: {**line, "event": None} for uid, line in shown.items()} == {
        c["uid"]: {"event": None, **c} for c in calls}
    assert hotline("verify").out == "Everything is as it must be.\n"


def test_each_event_is_one_line_with_the_calls_fields(hotline, box):
    with monitoring(hotline, box.url) as monitor:
        box.accept().say(ring(1), connect(1), hang_up(1, 50))
        lines = [monitor.next() for _ in range(3)]
        assert monitor.end()[0] == 0
    assert [(line["event"], line["state"], line["outcome"]) for line in lines] == [
        ("ringing", "ringing", None), ("answered", "answered", None), ("ended", "ended", "answered")]
    assert list(lines[0]) == ["event", *journal(hotline)[0]]
    assert lines[0]["rang_at"].endswith(("+01:00", "+02:00"))
    assert (lines[2]["duration_seconds"], lines[2]["feed"], lines[2]["ticket_number"]) == (50, box.url, "2026-00002")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_also_while_nobody_answers(hotline, box, how):
    box.close()
    with monitoring(hotline, box.url) as monitor:
        said = monitor.complaint()
        code, took, everything = monitor.end(how)
    assert (code, took < SOON, everything) == (0, True, said)
    assert said == f"No answer from 127.0.0.1:{box.port}. Check name and port; at a FRITZ!Box dial #96*5* once.\n"


def test_it_finds_a_box_that_comes_later(hotline, box):
    port = box.port
    box.close()
    with monitoring(hotline, f"fritzbox://127.0.0.1:{port}") as monitor:
        later = Box(port)
        later.accept().say(ring(1))
        assert monitor.next()["event"] == "ringing"
        later.close()


def test_several_lines_are_heard_at_once(hotline, box):
    other = Box()
    with monitoring(hotline, f"{box.url}#Front", f"{other.url}#Back") as monitor:
        box.accept().say(ring(1))
        other.accept().say(ring(2))
        assert {monitor.next()["feed"] for _ in range(2)} == {"Front", "Back"}
    other.close()


def test_a_call_that_two_lines_tell_of_is_one_call(hotline, box):
    other = Box()
    with monitoring(hotline, f"{box.url}#Front", f"{other.url}#Back") as monitor:
        front, back = box.accept(), other.accept()
        front.say(ring(1))
        first = monitor.next()["uid"]
        back.say(ring(1), hang_up(1))
        front.say(hang_up(1))
        assert {monitor.next()["uid"] for _ in range(2)} == {first}
    other.close()


@pytest.mark.parametrize(("url", "code", "sentence"), [
    ("nonsense", 1, "“nonsense” is not a telephone line. Example: fritzbox://192.168.178.1:1012"),
    ("carrier://pigeon", 1, "Telephone lines of the kind “carrier” are not supported yet. Known kinds: "),
])
def test_a_line_that_cannot_be_is_refused(hotline, url, code, sentence):
    said = hotline("monitor", "--feed", url, code=code).err
    assert said.startswith(sentence)
    assert len(said.splitlines()) == 1


def test_a_line_must_be_named(hotline):
    assert hotline("monitor", code=2).err == "Name a telephone line with --feed.\n"


def test_calls_are_recorded_although_nobody_reads_the_output(hotline, box):
    process = hotline.start("monitor", "--feed", box.url)
    box.accept()
    assert process.stdout is not None
    process.stdout.close()
    for n in range(1, 6):
        box.say(ring(n), hang_up(n))
    deadline = time.monotonic() + PATIENCE
    while len([c for c in journal(hotline) if c["state"] == "ended"]) < 5 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert process.poll() is None
    process.terminate()
    assert process.wait(timeout=PATIENCE) == 0
    assert process.stderr is not None
    process.stderr.close()
    assert len(journal(hotline)) == 5


def test_killed_at_any_moment_it_loses_nothing_that_it_printed(hotline, box):
    """What runs when it is killed ends as unknown, and the end that comes later repairs it."""
    random, printed, n = Random(11), {}, 0
    rank = ("ringing", "answered", "ended")
    for _ in range(5):
        with monitoring(hotline, box.url) as monitor:
            box.accept()
            doomed = threading.Timer(random.uniform(0.05, 0.6), monitor.process.kill)
            monitor_is_up = False
            while monitor.process.poll() is None:
                n += 1
                try:
                    box.say(ring(n), *([connect(n)] if n % 3 else []), *([hang_up(n, n % 3 and 50)] if n % 4 else []))
                except OSError:
                    break
                if not monitor_is_up:
                    monitor.next()
                    doomed.start()
                    monitor_is_up = True
                time.sleep(0.001)
            monitor.end(signal.SIGKILL)
            for line in monitor.lines:
                printed[line["uid"]] = line
        stored = {c["uid"]: c for c in journal(hotline)}
        assert not [uid for uid in printed if uid not in stored]
        assert not [uid for uid, line in printed.items()
                    if rank.index(stored[uid]["state"]) < rank.index(line["state"])]
    assert len(printed) >= 5
    with monitoring(hotline, box.url) as monitor:
        box.accept().say(ring(9001), hang_up(9001))
        monitor.until(caller_number="+491710009001", state="ended")
        calls = journal(hotline)
        assert {c["state"] for c in calls} == {"ended"}
        given_up = [c for c in calls if c["outcome"] == "unknown_end" and c["answered_at"]]
        assert given_up
        last = given_up[-1]
        connection = int(last["caller_number"][-4:])
        box.say(hang_up(connection, 77))
        repaired = monitor.until(uid=last["uid"])
        assert (repaired["outcome"], repaired["duration_seconds"]) == ("answered", 77)
    assert hotline("verify").out == "Everything is as it must be.\n"


@pytest.mark.postgres
def test_calls_wait_while_the_server_is_away_and_are_told_afterwards(tmp_path, postgres_url, forker, box):
    from tests.cli.typing import Typing

    hotline = Typing(tmp_path / "desk", forker, postgres_url)
    hotline(*INIT)
    url = make_url(postgres_url)
    server = psycopg.connect(url.set(drivername="postgresql", database="postgres").render_as_string(False),
                             autocommit=True)
    with closing(server), monitoring(hotline, box.url) as monitor:
        box.accept().say(ring(1))
        monitor.next()
        server.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false')
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (url.database,))
        box.say(connect(1), hang_up(1, 50), ring(2))
        time.sleep(0.5)
        assert monitor.process.poll() is None
        server.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true')
        told = [monitor.next() for _ in range(3)]
        assert [(line["event"], line["caller_number"][-1]) for line in told] == [
            ("answered", "1"), ("ended", "1"), ("ringing", "2")]
        assert monitor.end()[0] == 0
    assert [(c["outcome"], c["duration_seconds"]) for c in journal(hotline)] == [("answered", 50), (None, 0)]


def test_the_lines_of_the_workplace_are_heard_without_naming_one(hotline, box):
    from hotline_desk.store.local import Local

    local = Local(hotline.data)
    local.put_setting("feeds", [{"url": box.url}, {"url": "fritzbox://127.0.0.1:1", "active": False}])
    local.close()
    running = Running(hotline.start("monitor"))
    box.accept().say(ring(1))
    assert running.next()["feed"] == box.url
    assert running.end()[0] == 0


def test_what_goes_over_the_line_is_shown_on_wish(hotline, box):
    with_trace = hotline.start("monitor", "--trace", "--feed", f"{box.url}#Office")
    running = Running(with_trace)
    box.accept().say(ring(1))
    running.next()
    code, _took, errors = running.end()
    assert code == 0
    told = [line.split(" ", 3)[1:] for line in errors.splitlines()]
    assert ["Office", "state", "connected"] in told
    assert ["Office", "in", ring(1)] in told
    assert any(name == "Office" and kind == "event" and "kind=ringing" in text for name, kind, text in told)


def test_lines_are_checked_without_recording(hotline, box):
    good = hotline("monitor", "--check", "--feed", f"{box.url}#Office")
    assert good.out == f"Office: 127.0.0.1:{box.port} answers.\n"
    bad = hotline("monitor", "--check", "--feed", f"{box.url}#Office", "fritzbox://127.0.0.1:9#Store", code=1)
    assert bad.out == good.out
    assert bad.err.startswith("Store: No answer from 127.0.0.1:9.")
    assert journal(hotline) == []
