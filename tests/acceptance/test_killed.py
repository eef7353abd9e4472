"""The desk is killed at any moment while calls come and somebody types: nothing that was kept is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from random import Random

import pytest

from hotline_desk.demo.company import HOTLINE, LOGIN
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.journal import JournalFilter, JournalRow, journal
from hotline_desk.services.views.ticket import ticket_view
from tests.acceptance.driven import PATIENCE, company
from tests.acceptance.nursery import ROOT, Nursery

pytestmark = [pytest.mark.x11, pytest.mark.xdist_group("test_killed")]

ROUNDS = 10
RANK = ("ringing", "answered", "ended")
TEXT = "Seit dem Umbau am Montag faellt im Lager jede halbe Stunde das Netz aus und alle Scanner bleiben stehen "


@pytest.fixture(scope="module")
def nursery():
    found = Nursery()
    yield found
    found.close()


class Rounds:
    """The same desk again and again."""

    def __init__(self, office, begin, nursery) -> None:
        self.office, self._begin, self._nursery = office, begin, nursery
        self.random = Random(2026)
        self.kept = ""
        self.running: list = []
        with company(office.folder) as ctx:
            self.ticket = create_ticket(ctx, {"subject": "Netz im Lager",
                                              "address_uid": search_addresses(ctx)[0].uid})
            self.number = ticket_view(ctx, self.ticket).number

    def rows(self) -> dict[str, JournalRow]:
        with company(self.office.folder) as ctx:
            return {row.uid: row for row in journal(ctx, JournalFilter(), 500)}

    def start(self):
        """The desk is there again, with the ticket in front."""
        desk = self._begin(self.office.folder, "--user", LOGIN, nursery=self._nursery)
        desk.until(lambda seen: seen.get("front"))
        assert self.office.box.wait_for_listener(PATIENCE)
        # The ticket of a call that seems to be talked on still comes to the front by itself meanwhile.
        while desk.look()["focus"]["name"] != "Befehlssuche":
            desk.keys("ctrl+k")
        desk.type(self.number)
        desk.until(lambda seen: any(self.number in hit for hit in seen["hits"]))
        desk.keys("Return")
        desk.front("ticket", uid=self.ticket)
        return desk

    def work_until_killed(self, desk) -> tuple[dict[str, JournalRow], str]:
        """Types while calls come, and dies somewhere in it; what the store had answered, what was typed long ago."""
        desk.cursor("Betreff")
        desk.keys("Tab")
        desk.cursor("Anliegen")
        desk.keys("ctrl+End")
        seen: list[tuple[float, str]] = [(time.monotonic(), desk.look()["focus"]["text"])]
        typing = threading.Thread(target=_type, args=(desk.screen.environment, TEXT))
        typing.start()
        end = time.monotonic() + 1.2 + self.random.random() * 0.6
        while time.monotonic() < end:
            self._happen()
            seen.append((time.monotonic(), desk.look()["focus"]["text"]))
            time.sleep(self.random.random() * 0.2)
        stored = self.rows()
        killed = time.monotonic()
        desk.kill()
        typing.join()
        return stored, next(text for at, text in reversed(seen) if at <= killed - 1.0)

    def _happen(self) -> None:
        """Something at the telephone."""
        what = self.random.random()
        if what < 0.5 or not self.running:
            self.running.append(self.office.box.ring(self.random.choice([*self.office.numbers, "", "+4915559999"]),
                                                     HOTLINE))
        elif what < 0.75:
            self.random.choice(self.running).answer(11)
        else:
            self.running.pop(self.random.randrange(len(self.running))).hang_up()


def _type(environment: dict[str, str], text: str) -> None:
    subprocess.run(["xdotool", "type", "--delay", "20", text], env=environment, check=True, capture_output=True)


def test_a_desk_killed_ten_times_loses_no_call_and_no_text(nursery, office, begin):
    rounds = Rounds(office, begin, nursery)
    answered: dict[str, JournalRow] = {}
    for number in range(ROUNDS):
        desk = rounds.start()
        if rounds.kept:
            desk.until(lambda seen: any("ist wieder da" in text for text in seen["front"]["labels"]))
        stored, kept = rounds.work_until_killed(desk)
        answered |= stored
        after = rounds.rows()
        lost = [uid for uid, row in answered.items() if RANK.index(after[uid].state) < RANK.index(row.state)]
        assert lost == [], number
        rounds.kept = kept
    desk = rounds.start()
    desk.keys("Tab")
    text = desk.cursor("Anliegen")["focus"]["text"]
    assert text.startswith(rounds.kept)
    open_ones = [row for row in rounds.rows().values() if row.state != "ended"]
    assert open_ones == []
    unknown = [row for row in rounds.rows().values() if row.outcome == "unknown_end"]
    assert unknown
    for call in rounds.running:
        call.hang_up()
    desk.stored(lambda: not [row for row in rounds.rows().values() if row.uid in {u.uid for u in unknown[:1]}
                             and row.outcome == "unknown_end"])
    assert desk.quit() == 0
    assert desk.quiet() == ""
    assert verified(office.folder) == (0, "")


def verified(folder) -> tuple[int, str]:
    """What `hotline-desk verify` says to the company."""
    done = subprocess.run([sys.executable, "-m", "hotline_desk", "--data", str(folder), "verify"], cwd=ROOT, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True)
    return done.returncode, done.stderr
