"""The desk is killed at any moment while calls come and somebody types: nothing that was kept is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hotline_desk.demo.company import HOTLINE, LOGIN
from hotline_desk.demo.fritzbox import FritzBox
from hotline_desk.demo.screen import Screen
from hotline_desk.domain.calls import UNKNOWN_END
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.journal import JournalRow
from hotline_desk.services.views.ticket import ticket_view
from tests.acceptance.driven import PATIENCE, Driven, company, make_company
from tests.acceptance.nursery import ROOT, Nursery
from tests.acceptance.phoned import rows

pytestmark = [pytest.mark.x11]

AT_ONCE = 2
RANK = ("ringing", "answered", "ended")
TEXT = "Seit dem Umbau am Montag faellt im Lager jede halbe Stunde das Netz aus und alle Scanner bleiben stehen "
KEYS = sorted({"space" if sign == " " else sign.lower() for sign in TEXT} | {"Shift_L"})
SOLUTION = "Switch im Lager getauscht"


def request(desk: Driven) -> None:
    desk.cursor("Betreff")
    desk.keys("Tab")
    desk.cursor("Anliegen")


def solution(desk: Driven) -> None:
    desk.cursor("Betreff")
    desk.keys("F9")
    desk.cursor("Lösung")


def note(desk: Driven) -> None:
    desk.cursor("Betreff")
    desk.keys("F7")
    desk.cursor("An")
    desk.type("ben")
    desk.keys("Return")
    desk.cursor("Notiz")


def reason(desk: Driven) -> None:
    desk.cursor("Betreff")
    desk.keys("F6")
    desk.cursor("Wann")
    desk.keys("Return")
    desk.cursor("Grund")


def measure(desk: Driven) -> None:
    desk.cursor("Betreff")
    desk.keys("ctrl+l")
    desk.cursor("Text")


PLACES: tuple[Callable[[Driven], None], ...] = (request, solution, note, reason, measure)
"""Each brings the cursor from the subject to where is typed, before the kill and after it."""


@dataclass
class Typed:
    """What somebody was at when the desk died; `kept` is what stood there a second before."""

    ticket: str
    place: Callable[[Driven], None] | None
    kept: str = ""


class Rounds:
    """The same company's desk again and again, on a screen of its own."""

    def __init__(self, folder: Path, screen: Screen, box: FritzBox, nursery: Nursery, numbers: list[str], ctx: Any,
                 seed: int) -> None:
        self.folder, self.screen, self.box, self.nursery = folder, screen, box, nursery
        self.numbers, self.ctx = numbers, ctx
        self.random = Random(seed)
        self.running: list[Any] = []
        self.answered: dict[str, JournalRow] = {}
        self.customer = search_addresses(ctx)[0].uid

    def run(self, count: int) -> None:
        """So many kills, and a look at everything after each and in the end."""
        left: Typed | None = None
        for number in range(count):
            desk = self._start()
            try:
                self._look_after(desk, left)
                left = self._new_ticket(desk, number) if number % 5 == 4 else self._work(desk, number)
                self.answered |= rows(self.ctx)
            finally:
                desk.kill()
            after = rows(self.ctx)
            # A call whose end nobody told is taken up again by a late answer; all others go on only.
            lost = [uid for uid, row in self.answered.items() if row.outcome != UNKNOWN_END
                    and RANK.index(after[uid].state) < RANK.index(row.state)]
            assert lost == [], number
        desk = self._start()
        try:
            self._look_after(desk, left)
            self._end_calls(desk)
            assert desk.quit() == 0
        finally:
            desk.end()
        assert desk.quiet() == ""
        assert verified(self.folder) == (0, "")

    # --- inside ---------------------------------------------------------------------------------------

    def _start(self) -> Driven:
        desk = Driven(self.screen, self.folder, "--user", LOGIN, nursery=self.nursery)
        # Without a cursor anywhere the window manager has not given it the keyboard yet.
        desk.until(lambda seen: seen.get("front") and seen["focus"]["type"])
        assert self.box.wait_for_listener(PATIENCE)
        return desk

    def _open(self, desk: Driven, ticket: str) -> None:
        """Brings a ticket to the front by its number."""
        number = ticket_view(self.ctx, ticket).number or "?"
        # The ticket of a call that seems to be talked on still comes to the front by itself meanwhile.
        while desk.look()["focus"]["name"] != "Befehlssuche":
            desk.keys("ctrl+k")
        desk.type(number)
        desk.until(lambda seen: any(number in hit for hit in seen["hits"]))
        desk.keys("Return")
        desk.front("ticket", uid=ticket)
        # Before the ticket was read its state is not shown, and it cannot be closed.
        desk.until(lambda seen: seen["focus"]["name"] == "Betreff" and "In Bearbeitung" in seen["front"]["labels"])

    def _look_after(self, desk: Driven, left: Typed | None) -> None:
        """What was typed a second before the end is there, in the ticket that it belongs to."""
        if left is None:
            return
        view = ticket_view(self.ctx, left.ticket)
        if view.state == "closed":
            assert (view.fields.solution, view.outcome) == (left.kept, "charge")
            return
        self._open(desk, left.ticket)
        if left.place is not None:
            left.place(desk)
        desk.until(lambda seen: seen["focus"]["text"].startswith(left.kept))

    def _work(self, desk: Driven, number: int) -> Typed:
        """Types somewhere into a ticket while calls come; each fifth time the ticket is closed in the last moment."""
        ticket = create_ticket(self.ctx, {"subject": f"Netz im Lager {number}", "address_uid": self.customer})
        self._open(desk, ticket)
        if number % 5 == 3:
            return self._close(desk, ticket)
        place = PLACES[self.random.randrange(len(PLACES))]
        place(desk)
        return Typed(ticket, place, self._type(desk))

    def _new_ticket(self, desk: Driven, _number: int) -> Typed:
        """Types into a ticket that did not exist before."""
        before = desk.look()["front"]["uid"]
        desk.keys("ctrl+n")
        desk.until(lambda seen: seen["front"]["kind"] == "ticket" and seen["front"]["uid"] not in ("", None, before)
                   and seen["focus"]["name"] == "Betreff")
        return Typed(desk.look()["front"]["uid"], None, self._type(desk))

    def _close(self, desk: Driven, ticket: str) -> Typed:
        """Ctrl+Enter, and the end before, while or after it is stored."""
        solution(desk)
        desk.type(SOLUTION)
        desk.until(lambda seen: seen["focus"]["text"] == SOLUTION)
        time.sleep(1.0)
        desk.keys("ctrl+Return")
        time.sleep(self.random.random() * 0.15)
        return Typed(ticket, solution, SOLUTION)

    def _type(self, desk: Driven) -> str:
        """Types while something happens at the telephone; what stood in the field a second before now."""
        seen: list[tuple[float, str]] = [(time.monotonic(), desk.look()["focus"]["text"])]
        typing = subprocess.Popen(["xdotool", "type", "--delay", "20", TEXT], env=desk.screen.environment)
        end = time.monotonic() + 1.2 + self.random.random() * 0.6
        while time.monotonic() < end:
            self._happen()
            seen.append((time.monotonic(), desk.look()["focus"]["text"]))
            time.sleep(self.random.random() * 0.2)
        typing.kill()
        typing.wait()
        now = time.monotonic()
        # The key that was down stays down for the screen, which would not take it from the next desk.
        subprocess.run(["xdotool", "keyup", *KEYS], env=desk.screen.environment, check=True, timeout=PATIENCE)
        return next(text for at, text in reversed(seen) if at <= now - 1.0)

    def _happen(self) -> None:
        """Something at the telephone."""
        what = self.random.random()
        if what < 0.5 or not self.running:
            self.running.append(self.box.ring(self.random.choice([*self.numbers, "", "+4915559999"]), HOTLINE))
        elif what < 0.75:
            self.random.choice(self.running).answer(11)
        else:
            self.running.pop(self.random.randrange(len(self.running))).hang_up()

    def _end_calls(self, desk: Driven) -> None:
        """Calls whose end was told while no desk listened are over, and say so; a later word of them counts."""
        found = rows(self.ctx).values()
        assert [row for row in found if row.state != "ended"] == []
        unknown = [row.uid for row in found if row.outcome == "unknown_end"]
        for call in self.running:
            call.hang_up()
        if unknown:
            desk.stored(lambda: rows(self.ctx)[unknown[0]].outcome != "unknown_end")


@contextmanager
def rounds(folder: Path, seed: int) -> Iterator[Rounds]:
    """Everything one line of kills needs: a screen, a company with its telephone, and where desks come from."""
    nursery = Nursery()
    try:
        with Screen(1440, 900) as screen, FritzBox() as box:
            numbers = make_company(folder, box.url)
            with company(folder) as ctx:
                yield Rounds(folder, screen, box, nursery, numbers, ctx, seed)
    finally:
        nursery.close()


def killed(tmp_path: Path, times: int) -> None:
    """So many kills, at `AT_ONCE` desks at the same time."""
    def one(number: int) -> None:
        with rounds(tmp_path / str(number) / "data", 2026 + number) as found:
            found.run(times // AT_ONCE)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(one, number) for number in range(AT_ONCE)]:
            done.result()


@pytest.mark.usefixtures("screen")
@pytest.mark.timeout(240)
def test_desks_killed_six_times_lose_no_call_and_no_text(tmp_path):
    killed(tmp_path, 6)


@pytest.mark.long
@pytest.mark.usefixtures("screen")
@pytest.mark.timeout(900)
def test_desks_killed_fifty_times_lose_no_call_and_no_text(tmp_path):
    killed(tmp_path, 50)


def verified(folder: Path) -> tuple[int, str]:
    """What `hotline-desk verify` says to the company."""
    done = subprocess.run([sys.executable, "-m", "hotline_desk", "--data", str(folder), "verify"], cwd=ROOT, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True)
    return done.returncode, done.stderr
