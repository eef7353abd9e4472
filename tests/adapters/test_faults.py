"""What goes wrong on a line, for every kind of feed: it recovers by itself, tells no call twice, and stays small."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random

import pytest

from hotline_desk.core.clock import SystemClock
from hotline_desk.domain.calls import CallEvent
from tests.faulty_feeds import FAST, FEEDS, PATIENCE, Bench, e164, endless, garbage, reset, slowly
from tests.fritz_stream import Journal

KINDS = tuple(FEEDS)
SOON = replace(FAST, quiet=0.3, mute=0.3)
CALLS = 1000


def begun(bench: Bench, n: int = 1) -> socket.socket:
    """A line on which the n-th call has been told and heard."""
    sock = bench.line()
    bench.tell(sock, n)
    bench.hears(n)
    return sock


def on_this_line_or_the_next(bench: Bench, sock: socket.socket, n: int) -> None:
    """The source tells of a call; one that was hung up on meanwhile connects anew."""
    try:
        sock.settimeout(0.3)
        if sock.recv(65536):  # what it was answered before does not matter now
            sock.settimeout(PATIENCE)
            bench.tell(sock, n)
            return
    except TimeoutError:
        sock.settimeout(PATIENCE)
        bench.tell(sock, n)
        return
    except OSError:
        pass
    bench.tell(bench.line(), n)


@pytest.mark.parametrize("kind", KINDS)
def test_after_a_reset_calls_are_heard_again(kind):
    with Bench(FEEDS[kind]) as bench:
        reset(begun(bench))
        bench.tell(bench.line(), 2)
        assert bench.hears(2)


@pytest.mark.parametrize("kind", KINDS)
def test_after_a_farewell_calls_are_heard_again(kind):
    with Bench(FEEDS[kind]) as bench:
        begun(bench).close()
        bench.tell(bench.line(), 2)
        assert bench.hears(2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_connection_that_died_unseen_is_replaced(kind):
    """The old connection stays open and says nothing more, as if a cable was pulled; the source is back on another."""
    with Bench(FEEDS[kind], SOON) as bench:
        begun(bench)
        bench.tell(bench.line(), 2)
        assert bench.hears(2)


@pytest.mark.parametrize("kind", KINDS)
def test_after_thirty_seconds_of_silence_calls_are_heard(kind):
    """A hundredth of a second stands for a whole one, in the pace as in the silence."""
    with Bench(FEEDS[kind], replace(FAST, quiet=18.0, mute=0.45, turn=0.05)) as bench:
        sock = begun(bench)
        time.sleep(0.3)
        on_this_line_or_the_next(bench, sock, 2)
        assert bench.hears(2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_byte_a_second_is_read(kind):
    with Bench(FEEDS[kind]) as bench:
        slowly(bench.line(), FEEDS[kind].ring(2))
        assert bench.hears(2)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("spoil", [garbage, endless])
def test_after_what_makes_no_sense_calls_are_heard(kind, spoil: Callable[[socket.socket], None]):
    with Bench(FEEDS[kind]) as bench:
        sock = begun(bench)
        spoil(sock)
        on_this_line_or_the_next(bench, sock, 2)
        assert bench.hears(2)


@pytest.mark.parametrize("kind", KINDS)
def test_no_call_is_told_twice_over_a_thousand_events_with_resets(kind):
    """Every hundred calls the line breaks; a source that can tells its last twenty again."""
    feed, random, journal, heard = FEEDS[kind], Random(5), Journal(), set[str | None]()

    def record(event: CallEvent) -> None:
        journal.record(event)
        heard.add(event.caller_number)

    with Bench(feed, record=record) as bench:
        for first in range(0, CALLS, 100):
            journal.feed_is_back(SystemClock().now())
            sock = bench.line()
            for n in range(max(0, first - 20) if feed.tells_again else first, first + 100):
                bench.tell(sock, n)
            wait_for(partial(heard.__contains__, e164(first + 99)))
            if not feed.answers:
                sock.sendall(feed.ring(first + 100)[:random.randrange(20)])
            reset(sock)
    counted = [call.caller_number for call in journal.calls.values()]
    assert sorted(counted) == sorted(e164(n) for n in range(CALLS))


def wait_for(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end
        time.sleep(0.002)


@pytest.mark.parametrize("kind", KINDS)
def test_faults_do_not_fill_the_memory(kind):
    done = subprocess.run([sys.executable, "-m", "tests.adapters.fault_child", kind], capture_output=True, text=True,
                          timeout=100, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    warm, after = map(int, done.stdout.split())
    assert after <= warm * 1.1
