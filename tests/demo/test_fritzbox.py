"""The FRITZ!Box of our own, heard through the real reader and as bytes on the wire."""

from __future__ import annotations

import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from hotline_desk.adapters.telephony.feed import translators
from hotline_desk.adapters.telephony.reader import Reader
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.clock import SetClock
from hotline_desk.demo.fritzbox import FritzBox
from hotline_desk.demo.timetable import Turn, now_and_then, perform
from tests.fritz_stream import PLAN, Journal

PATIENCE = 10.0


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 21, 13, 3, 22, tzinfo=UTC))


@pytest.fixture
def box(clock: SetClock) -> Iterator[FritzBox]:
    with FritzBox(clock=clock, zone="Europe/Berlin") as found:
        yield found


def listen(box: FritzBox, many: int = 1) -> socket.socket:
    sock = socket.create_connection((box.host, box.port), PATIENCE)
    assert box.wait_for_listener(PATIENCE, many)
    return sock


def lines(sock: socket.socket, many: int) -> list[str]:
    data = b""
    while data.count(b"\r\n") < many:
        data += sock.recv(4096)
    return data.decode().splitlines()


def test_a_call_is_told_as_a_real_box_tells_it(box, clock):
    with listen(box) as sock:
        call = box.ring("+491755290111", "732111")
        clock.advance(seconds=8)
        call.answer(12)
        clock.advance(seconds=64)
        call.hang_up()
        assert lines(sock, 3) == [
            "21.11.26 14:03:22;RING;0;01755290111;732111;SIP0;",
            "21.11.26 14:03:30;CONNECT;0;12;01755290111;",
            "21.11.26 14:04:34;DISCONNECT;0;64;",
        ]


def test_withheld_missed_and_outgoing_calls_have_their_own_lines(box):
    with listen(box) as sock:
        box.ring("").hang_up()
        box.dial("+43123456789", extension=13)
        assert [line[18:] for line in lines(sock, 3)] == [
            "RING;0;;732111;SIP0;", "DISCONNECT;0;0;", "CALL;0;13;732111;0043123456789;SIP0;",
        ]


def test_ids_are_used_again_but_never_twice_at_once(box):
    first, second = box.ring("0301"), box.ring("0302")
    first.hang_up()
    first.hang_up()
    third, fourth = box.ring("0303"), box.ring("0304")
    assert [second.id, third.id, fourth.id] == [1, 0, 2]


def test_every_listener_hears_and_one_that_left_does_no_harm(box):
    with listen(box) as first:
        listen(box, many=2).close()
        box.ring("0301234567")
        box.ring("0301234568")
        assert len(lines(first, 2)) == 2


def test_a_listener_that_reads_nothing_is_let_go(box):
    with listen(box) as sock:
        for _ in itertools.takewhile(lambda n: box.wait_for_listener(0), range(1_000_000)):
            box.say("RING", 0, "x" * 60_000, "732111")
        assert not box.wait_for_listener(0)
        sock.close()


def test_a_timetable_plays_and_the_reader_hears_all_of_it():
    journal, ends = Journal(), threading.Semaphore(0)

    def record(event):
        journal.record(event)
        if event.kind == "ended":
            ends.release()

    with FritzBox() as box:
        address = parse(box.url)
        reader = Reader(address, translators(address, PLAN), record)
        thread = threading.Thread(target=reader.run)
        thread.start()
        assert box.wait_for_listener(PATIENCE)
        box.play([Turn(1, "+491755290111"), Turn(2, "", talk=None), Turn(0, "+49301234567", ring=30)], pace=0.001)
        for _ in range(3):
            assert ends.acquire(timeout=PATIENCE)
        reader.stop()
        thread.join()
    assert sorted((c.caller_number or "", c.outcome) for c in journal.calls.values()) == [
        ("", "missed"), ("+491755290111", "answered"), ("+49301234567", "answered"),
    ]


class Told:
    def __init__(self, diary: list[str], name: str) -> None:
        self.diary, self.name = diary, name

    def answer(self, extension: int) -> None:
        self.diary.append(f"{self.name} answered at {extension}")

    def hang_up(self) -> None:
        self.diary.append(f"{self.name} ended")


def test_calls_of_a_timetable_may_overlap():
    diary: list[str] = []

    def wait_until(at: float) -> bool:
        diary.append(f"{at:g}")
        return True

    def ring(caller: str, called: str) -> Told:
        diary.append(f"{caller} rings")
        return Told(diary, caller)

    perform([Turn(1, "A", ring=5, talk=10, extension=12), Turn(2, "B", ring=1, talk=None)], ring, wait_until)
    assert diary == ["1", "A rings", "3", "B rings", "4", "B ended", "6", "A answered at 12", "16", "A ended"]


def test_a_timetable_can_be_ended_at_any_wait():
    rung: list[str] = []

    def ring(caller: str, called: str) -> Told:
        rung.append(caller)
        return Told([], caller)

    perform(now_and_then(["A"], 20, seed=1), ring, lambda at: at < 100)
    assert 1 <= len(rung) < 20


def test_calls_now_and_then_are_the_same_for_the_same_seed():
    first, again = (list(itertools.islice(now_and_then(["A", "B"], 20, seed=3), 50)) for _ in range(2))
    assert first == again
    assert {turn.caller for turn in first} == {"A", "B", ""}
    assert any(turn.talk is None for turn in first)


def test_stopping_ends_a_timetable_in_the_middle():
    box = FritzBox().start()
    playing = box.play(now_and_then(["0301"], 1000))
    box.stop()
    assert not playing.is_alive()
    box.stop()


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_it_runs_as_a_program_and_ends_at_a_signal():
    command = [sys.executable, "-m", "hotline_desk.demo.fritzbox", "--port", "0", "--numbers", "+491755290111",
               "--every", "20", "--seed", "5"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as program:
        url = program.stdout.readline().strip()
        address = parse(url)
        with socket.create_connection((address.host, address.port), PATIENCE) as sock:
            assert re.fullmatch(r"[\d. :]{17};RING;0;(01755290111)?;732111;SIP0;", lines(sock, 1)[0])
        program.send_signal(signal.SIGTERM)
        assert program.wait(PATIENCE) == 0
