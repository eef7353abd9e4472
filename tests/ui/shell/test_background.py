"""Work runs off the UI thread, in the right order, and its answers find only those who still want them."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QObject

from hotline_desk.core.errors import Cancelled, EnvironmentTrouble, UserError
from hotline_desk.ui.shell.background import Background


class Heard:
    def __init__(self):
        self.problems = []

    def trouble(self, problem):
        self.problems.append(problem)


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def background(qapp, heard):
    made = Background(heard)
    yield made
    assert made.close(5)


def raising(problem):
    def act():
        raise problem
    return act


def test_an_answer_arrives_on_the_ui_thread_and_the_work_ran_elsewhere(background, qtbot):
    seen = []
    background.read(None, threading.get_ident, done=lambda worker: seen.append((worker, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    worker, ui = seen[0]
    assert ui == threading.get_ident() != worker


def test_writes_keep_their_order(background, qtbot):
    done = []
    for number in range(50):
        background.write(None, lambda n=number: n, done=done.append)
    qtbot.waitUntil(lambda: len(done) == 50)
    assert done == list(range(50))


def test_a_call_overtakes_everything_that_waits(background, qtbot):
    gate, order = threading.Event(), []
    background.write(None, gate.wait)
    for number in range(3):
        background.write(None, order.append, number)
    background.write(None, order.append, "call", urgent=True)
    gate.set()
    qtbot.waitUntil(lambda: len(order) == 4)
    assert order == ["call", 0, 1, 2]


def test_the_newest_search_wins_and_stale_answers_are_dropped(background, qtbot):
    gate, ran, answers = threading.Event(), [], []
    owner = QObject()
    first_ran = threading.Event()

    def search(text):
        ran.append(text)
        first_ran.set()
        gate.wait(5)
        return text

    background.read(owner, search, "d", done=answers.append, newest="search")
    assert first_ran.wait(5)
    background.read(None, gate.wait)  # keeps the second reader busy, so that "dr" waits
    background.read(owner, search, "dr", done=answers.append, newest="search")
    background.read(owner, search, "dru", done=answers.append, newest="search")
    gate.set()
    qtbot.waitUntil(lambda: bool(answers))
    background.read(None, lambda: None, done=lambda _none: answers.append("end"))
    qtbot.waitUntil(lambda: "end" in answers)
    assert answers == ["dru", "end"]
    assert ran == ["d", "dru"]


def test_the_same_key_of_another_owner_is_another_search(background, qtbot):
    one, two, answers = QObject(), QObject(), []
    background.read(one, lambda: 1, done=answers.append, newest="list")
    background.read(two, lambda: 2, done=answers.append, newest="list")
    qtbot.waitUntil(lambda: sorted(answers) == [1, 2])


def test_an_answer_for_a_destroyed_owner_is_dropped_but_its_write_is_done(background, qtbot):
    gate, written, answers = threading.Event(), [], []
    owner = QObject()
    background.write(None, gate.wait)
    background.write(owner, written.append, 1, done=answers.append)
    owner.deleteLater()
    qtbot.waitSignal(owner.destroyed).wait()
    gate.set()
    background.write(None, lambda: "end", done=answers.append)
    qtbot.waitUntil(lambda: "end" in answers)
    assert written == [1]
    assert answers == ["end"]


def test_trouble_reaches_the_messages_unless_somebody_takes_it(background, heard, qtbot):
    taken = []
    background.read(None, raising(UserError("record.missing", kind="x")))
    background.read(None, raising(EnvironmentTrouble("Database", "away")))
    background.read(None, raising(UserError("record.missing", kind="y")), failed=taken.append)
    qtbot.waitUntil(lambda: len(heard.problems) == 2 and len(taken) == 1)


def test_a_taker_may_pass_trouble_on(background, heard, qtbot):
    background.read(None, raising(UserError("record.missing", kind="x")), failed=lambda _problem: False)
    qtbot.waitUntil(lambda: len(heard.problems) == 1)


def test_a_bug_is_shown_even_if_somebody_took_it(background, heard, qtbot):
    taken = []
    background.write(None, raising(ZeroDivisionError()), failed=taken.append)
    qtbot.waitUntil(lambda: len(heard.problems) == 1 and len(taken) == 1)


def test_busy_is_told_at_the_edges(background, qtbot):
    seen = []
    background.busy_changed.connect(seen.append)
    gate = threading.Event()
    background.read(None, gate.wait)
    background.write(None, gate.wait)
    gate.set()
    qtbot.waitUntil(lambda: seen == [True, False])


def test_closing_finishes_the_writes_that_wait(qapp, heard):
    background = Background(heard)
    gate, written = threading.Event(), []
    background.write(None, gate.wait)
    for number in range(20):
        background.write(None, written.append, number)
    gate.set()
    assert background.close(5)
    assert written == list(range(20))


def test_after_closing_nothing_is_taken_any_more(qapp, heard):
    background = Background(heard)
    background.close()
    assert background.write(None, lambda: 1).cancelled()


def test_every_thread_says_goodbye(qapp, heard):
    gone = []
    background = Background(heard, readers=2, at_thread_end=lambda: gone.append(threading.current_thread().name))
    background.close()
    assert sorted(gone) == ["reader-1", "reader-2", "writer"]


def test_a_long_act_tells_how_far_it_is_and_can_be_stopped(background, heard, qtbot):
    started, steps, ended = threading.Event(), [], []

    def count(progress, cancelled):
        progress(1, 2, "one")
        started.set()
        while not cancelled():
            threading.Event().wait(0.005)
        raise Cancelled

    act = background.run_long(None, count, title="Counting", failed=ended.append)
    act.progressed.connect(lambda done, total, text: steps.append((done, total, text)))
    assert started.wait(5)
    act.stop()
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0], Cancelled)
    assert heard.problems == []


def test_a_long_act_does_not_hold_up_a_call(background, qtbot):
    gate, order = threading.Event(), []
    background.run_long(None, lambda _progress, _cancelled: gate.wait(5), title="x", done=lambda _d: order.append("l"))
    background.write(None, lambda: "call", done=order.append, urgent=True)
    qtbot.waitUntil(lambda: order == ["call"])
    gate.set()
    qtbot.waitUntil(lambda: order == ["call", "l"])


def test_a_calm_read_rests_before_it_runs_again_and_the_last_wish_counts(background, qtbot):
    begun, seen, over = [], [], threading.Event()

    def read(number):
        begun.append(time.monotonic())
        over.wait(0.05)
        return number

    background.read(None, read, 0, done=seen.append, newest="list", calm=True)
    qtbot.waitUntil(lambda: seen == [0])
    for number in range(1, 20):
        background.read(None, read, number, done=seen.append, newest="list", calm=True)
    qtbot.waitUntil(lambda: seen[-1] == 19)
    assert len(begun) == 2
    assert begun[1] - begun[0] >= 4 * 0.05


def test_a_calm_read_alone_comes_at_once(background, qtbot):
    with qtbot.waitCallback(timeout=1000) as answered:
        background.read(None, lambda: None, done=answered, newest="list", calm=True)
