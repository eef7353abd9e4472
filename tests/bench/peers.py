"""Other programs for the same work beside ours: 20,000 tickets, 60 searches, the same kinds of words.

Their figures were measured on a machine of two cores with the same corpus for all of them: of their web pages, HTTP
and HTML included, stand beside ours to painted rows; those of their programming interfaces beside our services.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from random import Random

from hotline_desk.services.context import Context
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids, archive_places, archive_rows
from hotline_desk.services.views.open_list import open_tickets
from tests.bench.measure import Figure, paired
from tests.bench.seed import place_of

TICKETS, SEARCHES = 20_000, 20
WEB_AHEAD = 3.0
"""So many times quicker than every web page we want to be; quicker than every programming interface."""
WORKS = {"rare": "search, a rare word", "common": "search, two common words", "three": "search, three words",
         "tasks": "open list", "create": "a filled-in ticket saved"}
OPENED = "a new ticket opened, with its number"


@dataclass(frozen=True)
class Peer:
    """Milliseconds by work of a program's web pages and of its programming interface."""

    name: str
    web: dict[str, float]
    api: dict[str, float]


PEERS = (
    Peer("Request Tracker 5.0.3, PostgreSQL", {"rare": 163, "common": 225, "three": 165, "tasks": 164, "create": 516},
         {"rare": 32, "common": 85, "three": 43, "tasks": 44}),
    Peer("Request Tracker 5.0.3, SQLite", {"rare": 367, "common": 321, "three": 387, "tasks": 378, "create": 569},
         {"tasks": 22}),
    Peer("Roundup 2.6, SQLite full text", {"rare": 38, "common": 286, "three": 57, "tasks": 54, "create": 62},
         {"rare": 11, "common": 237, "three": 23, "tasks": 9}),
    Peer("osTicket 1.18, MariaDB", {"rare": 49, "common": 242, "three": 325}, {}),
    Peer("FreeScout 1.8, MariaDB", {"rare": 513, "common": 544, "three": 243, "tasks": 138}, {}),
)


def words() -> dict[str, list[str]]:
    """Twenty searches of each kind: numbers that one ticket has, pairs of frequent words, three words."""
    random = Random(20)
    often = ("drucker", "etage", "kalender", "telefon", "konto", "arbeitsplatz", "passwortwechsel", "netzausfall")
    return {
        "rare": [f"2000-{number:07}" for number in random.sample(range(1, TICKETS), SEARCHES)],
        "common": [" ".join(pair) for pair in random.sample(list(permutations(often, 2)), SEARCHES)],
        "three": [f"{first} {second} {('backupfehler', 'kabelprüfung', 'faxtest')[number % 3]}" for number, (
            first, second) in enumerate(random.sample(list(permutations(often, 2)), SEARCHES))],
    }


def figures(ctx: Context, folder: Path) -> Iterator[Figure]:
    """Ours beside each peer's, with how many times we are ahead."""
    ours = _services(ctx)
    ctx.store.close()
    yield from _beside(ours, "our service", lambda peer: peer.api, 1.0)
    painted = _painted(place_of(folder, TICKETS))
    yield from _beside(painted, "painted", lambda peer: peer.web, WEB_AHEAD)
    yield Figure(f"{OPENED}, painted", "20k", painted["made"], None, "their page with the empty form: not measured")


def _beside(ours: dict[str, float], how: str, theirs: Callable[[Peer], dict[str, float]],
            wanted: float) -> Iterator[Figure]:
    for work, name in WORKS.items():
        for peer in PEERS:
            figure = theirs(peer).get(work)
            if figure is not None:
                times = figure / ours[work]
                short = "" if times >= wanted else f", {wanted:.0f} x are wanted"
                yield Figure(f"{name}, {how}", "20k", ours[work], figure, f"{peer.name}: {times:.1f} x{short}")


def _services(ctx: Context) -> dict[str, float]:
    """Medians: the first hundred with their rows and the number of all, the list, a ticket stored."""
    def search(text: str) -> None:
        wanted = ArchiveFilter(text)
        archive_rows(ctx, archive_ids(ctx, wanted, 100))
        archive_places(ctx, wanted)

    found = {kind: statistics.median(paired(lambda text=text: search(text), None, 3)[0] for text in texts)
             for kind, texts in words().items()}
    return {**found, "tasks": paired(lambda: open_tickets(ctx), None, 20)[0],
            "create": paired(lambda: create_ticket(ctx, {"subject": "Drucker druckt nicht"}), None, 20)[0]}


def _painted(place: Path) -> dict[str, float]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-m", "tests.bench.finding_child", "peers", str(place), json.dumps(words())],
                          env=environment, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return {work: statistics.median(runs) for work, runs in json.loads(done.stdout.splitlines()[-1]).items()}
