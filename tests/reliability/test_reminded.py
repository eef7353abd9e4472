"""Each resubmission is told once to whom it concerns: after sleep, after a restart, however many desks are open."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from hotline_desk.core.clock import SystemClock
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import resubmit_ticket
from hotline_desk.store.engine import DATABASE_FILE
from hotline_desk.store.local import Local
from hotline_desk.store.notices import ReminderRow
from hotline_desk.store.opening import open_store
from tests.store_fixtures import COMPANY, file_url

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
PROMPT = 5.0
"""So many seconds after it came due everything must be told."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are put to sleep by SIGSTOP")


class DeskProcess:
    """A desk in a process of its own; `told` is what it told so far, uid and whether late."""

    def __init__(self, company: Path, workplace: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.reminding_desk", str(company), str(workplace), "anna"], cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen",
                 "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        self._listening = selectors.DefaultSelector()
        self._listening.register(self.process.stdout, selectors.EVENT_READ)
        self._heard, self._ready = "", False
        self.told: list[tuple[str, str]] = []

    def listen(self, seconds: float) -> None:
        """Takes in what it says until something came, at the most for so long."""
        assert self.process.stdout is not None
        if self._listening.select(seconds):
            self._heard += (self.process.stdout.read() or b"").decode()
            *lines, self._heard = self._heard.split("\n")
            words = [line.split(" ", 2) for line in lines]
            self._ready = self._ready or "ready" in lines
            self.told += [(uid, how) for what, uid, how in (w for w in words if w[0] == "told")]

    def wait_until_ready(self) -> None:
        end = time.monotonic() + PATIENCE
        while not self._ready:
            assert time.monotonic() < end and self.process.poll() is None
            self.listen(1)

    def sleep(self) -> None:
        """Stops it as a computer that goes to sleep."""
        self.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        self.wake()
        self.process.communicate(timeout=PATIENCE)
        self._listening.close()


@dataclass
class Company:
    """Anna at work in this process, by the computer's clock, and two more desks of hers."""

    ctx: Context
    desks: list[DeskProcess]
    overdue: str

    def forget(self) -> None:
        """What was told so far is no matter of the next test."""
        for each in self.desks:
            each.listen(0)
            each.told.clear()


@pytest.fixture(scope="module")
def company(sqlite_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """Both desks start while a ticket is overdue for two minutes."""
    folder = tmp_path_factory.mktemp("reminded")
    shutil.copy(sqlite_model, folder / DATABASE_FILE)
    store, local = open_store(file_url(folder)), Local(folder / "here")
    found_company(store, COMPANY, "anna", "Anna", SystemClock())
    made = Company(open_context(store, local, "anna"), [], "")
    made.overdue = comes_due(made.ctx, -120)[0]
    made.desks = [DeskProcess(folder, folder / name) for name in ("one", "two")]
    try:
        for each in made.desks:
            each.wait_until_ready()
        yield made
    finally:
        for each in made.desks:
            each.end()
        local.close()
        store.close()


def comes_due(ctx: Context, seconds: float) -> tuple[str, datetime]:
    """A ticket that comes due in so many seconds; its uid, and when."""
    uid = create_ticket(ctx, {"subject": "Printer"})
    due = ctx.clock.now() + timedelta(seconds=seconds)
    resubmit_ticket(ctx, uid, due.astimezone(ZoneInfo(ctx.zone)).replace(tzinfo=None), "call back")
    return uid, due


def hear(desks: list[DeskProcess], until: datetime, enough: int = 10_000) -> list[tuple[str, str]]:
    """All that these desks tell until an instant, or until it is enough."""
    clock = SystemClock()
    while clock.now() < until and sum(len(each.told) for each in desks) < enough:
        for each in desks:
            each.listen(0.05)
    return [told for each in desks for told in each.told]


def rows(ctx: Context) -> list[str]:
    with ctx.store.read() as session:
        return list(session.scalars(select(ReminderRow.subject_uid)))


def test_what_came_due_while_no_desk_ran_is_told_once_at_the_start(company: Company) -> None:
    now = company.ctx.clock.now
    assert hear(company.desks, now() + timedelta(seconds=PROMPT), enough=1) == [(company.overdue, "late")]
    assert rows(company.ctx) == [company.overdue]


def test_of_two_desks_of_one_person_one_tells_each_and_in_time(company: Company) -> None:
    company.forget()
    now = company.ctx.clock.now
    due = [comes_due(company.ctx, seconds) for seconds in (0.5, 1.0, 1.5)]
    last = due[-1][1]
    hear(company.desks, last + timedelta(seconds=PROMPT), enough=3)
    assert now() < last + timedelta(seconds=PROMPT)
    told = hear(company.desks, now() + timedelta(seconds=1.5))  # and nothing comes a second time
    assert sorted(told) == sorted((uid, "on time") for uid, _due in due)


@pytest.mark.parametrize("seconds", [1, pytest.param(65, marks=pytest.mark.long)])
def test_what_comes_due_in_sleep_is_told_once_when_the_desks_wake(company: Company, seconds: float) -> None:
    company.forget()
    now = company.ctx.clock.now
    uid, due = comes_due(company.ctx, 1)
    for each in company.desks:
        each.sleep()
    assert hear(company.desks, due + timedelta(seconds=seconds)) == []
    for each in company.desks:
        each.wake()
    woke = now()
    hear(company.desks, woke + timedelta(seconds=PROMPT), enough=1)
    assert now() - woke < timedelta(seconds=PROMPT)
    assert hear(company.desks, now() + timedelta(seconds=1)) == [(uid, "late" if seconds > 60 else "on time")]


def test_a_desk_that_slept_does_not_tell_again_what_another_told(company: Company) -> None:
    company.forget()
    sleeper, other = company.desks
    uid, due = comes_due(company.ctx, 1)
    sleeper.sleep()
    assert hear([other], due + timedelta(seconds=PROMPT), enough=1) == [(uid, "on time")]
    sleeper.wake()
    assert hear([sleeper], company.ctx.clock.now() + timedelta(seconds=1.5)) == []
