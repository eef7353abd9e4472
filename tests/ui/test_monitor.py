"""The monitor's thread, with a FRITZ!Box of our own at the other end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QThread, QTimer

from hotline_desk.adapters.telephony.feed import Pace
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.errors import EnvironmentTrouble
from hotline_desk.core.text import Translator
from hotline_desk.demo.fritzbox import FritzBox
from hotline_desk.domain.calls import CallEvent
from hotline_desk.ui.calls.monitor import FeedMonitor
from tests.fritz_stream import PLAN

PATIENCE = 10.0
FAST = Pace(first=0.01, longest=0.05)


@pytest.fixture
def box() -> Iterator[FritzBox]:
    with FritzBox() as found:
        yield found


@pytest.fixture
def listening(qtbot, box) -> Iterator[Callable[..., FeedMonitor]]:
    monitors: list[FeedMonitor] = []

    def begin(record: Callable[[CallEvent], object], **how: object) -> FeedMonitor:
        monitor = FeedMonitor(parse(box.url), PLAN, record, pace=FAST, **how)
        monitors.append(monitor)
        with qtbot.waitSignal(monitor.state_changed, check_params_cb=lambda state: state.connected):
            monitor.start()
        assert box.wait_for_listener(PATIENCE)
        return monitor

    yield begin
    for monitor in monitors:
        monitor.stop()


def test_events_are_recorded_in_the_monitors_thread_and_not_in_the_desks(qtbot, box, listening):
    threads, kinds = set(), []

    def record(event: CallEvent) -> None:
        threads.add(QThread.currentThread())
        kinds.append(event.kind)

    monitor = listening(record)
    with qtbot.waitSignal(monitor.state_changed, check_params_cb=lambda state: state.lines == 3):
        box.ring("+491755290111").answer().hang_up()
    assert kinds == ["ringing", "answered", "ended"]
    assert threads == {monitor}


def test_the_state_reaches_the_desks_thread(qtbot, box, listening):
    seen = []
    monitor = listening(lambda event: None)
    monitor.state_changed.connect(lambda state: seen.append((threading.current_thread(), state.connected)))
    with qtbot.waitSignal(monitor.state_changed, check_params_cb=lambda state: not state.connected):
        box.drop_listeners()
    with qtbot.waitSignal(monitor.state_changed, check_params_cb=lambda state: state.connected):
        pass
    assert {thread for thread, _ in seen} == {threading.main_thread()}


def test_trouble_is_said_in_the_users_language(qtbot, box, listening):
    monitor = listening(lambda event: None)
    monitor.use(Translator("en"))
    with qtbot.waitSignal(monitor.trouble) as said:
        box.drop_listeners()
    assert said.args == [f"The connection to {monitor.address.place} was lost. It is being made again."]


def test_calls_are_closed_after_a_gap_before_the_next_event(qtbot, box, listening):
    order = []
    monitor = listening(lambda event: order.append(event.kind), feed_is_back=lambda name: order.append(name))
    box.ring("+491755290111")
    with qtbot.waitSignal(monitor.state_changed, check_params_cb=lambda state: not state.connected):
        box.drop_listeners()
    assert box.wait_for_listener(PATIENCE)
    with qtbot.waitSignal(monitor.state_changed, check_params_cb=lambda state: state.lines == 2):
        box.ring("+491755290112")
    assert order == [monitor.address.name, "ringing", monitor.address.name, "ringing"]


def test_stopping_ends_the_thread_at_once(box, listening):
    monitor = listening(lambda event: None)
    begun = time.monotonic()
    monitor.stop()
    assert monitor.isFinished()
    assert time.monotonic() - begun < 1.0


@pytest.mark.logs("feed.waiting: away", "stopped while an event waited")
def test_it_stops_even_while_the_store_is_away(qtbot, box, listening):
    def record(event: CallEvent) -> None:
        raise EnvironmentTrouble("database", "away")

    monitor = listening(record)
    with qtbot.waitSignal(monitor.trouble) as said:
        box.ring("+491755290111")
    monitor.stop()
    assert "away" in said.args[0]
    assert monitor.isFinished()


def test_stopping_one_that_never_started_is_allowed(qtbot, box):
    FeedMonitor(parse(box.url), PLAN, lambda event: None).stop()


def test_a_thousand_calls_at_once_all_arrive_and_leave_the_desk_free(qtbot, box, listening):
    kinds: list[str] = []
    monitor = listening(lambda event: kinds.append(event.kind))
    gaps, before = [], time.monotonic()

    def beat() -> None:
        nonlocal before
        gaps.append(time.monotonic() - before)
        before = time.monotonic()

    heart = QTimer()
    heart.timeout.connect(beat)
    heart.start(5)
    teller = threading.Thread(target=lambda: [box.ring("+491755290111").hang_up() for _ in range(1000)])
    with qtbot.waitSignal(monitor.state_changed, timeout=20_000, check_params_cb=lambda state: state.lines == 2000):
        teller.start()
    teller.join()
    assert (kinds.count("ringing"), kinds.count("ended")) == (1000, 1000)
    assert max(gaps) < 0.5


def test_a_keyring_that_asks_its_owner_does_not_keep_the_desk_from_closing(monkeypatch):
    asked, answer = threading.Event(), threading.Event()

    def locked(_name: str) -> str:
        asked.set()
        answer.wait(PATIENCE)
        return ""

    with monkeypatch.context() as patch:
        patch.setattr("hotline_desk.adapters.secrets._of_keyring", locked)
        monitor = FeedMonitor(parse("asterisk://u@127.0.0.1:9#Exchange"), PLAN, lambda event: None, pace=FAST)
        monitor.start()
        assert asked.wait(PATIENCE)
        begun = time.monotonic()
        monitor.stop()
        assert time.monotonic() - begun < PATIENCE / 2
        assert not monitor.state.connected
        answer.set()
