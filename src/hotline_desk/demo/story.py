"""The story that plays itself: calls come, a ticket is worked and closed by keys, the month is billed.

The desk is a process of its own on a virtual screen; it is driven by real key strokes, and what comes out is read from
the store. What it leaves: numbered pictures, the papers, a short report.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from hotline_desk.core.clock import SystemClock
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_, Translator
from hotline_desk.demo.company import COMPANY, HOTLINE, LOGIN, NAME, Sample, fill
from hotline_desk.demo.fritzbox import FritzBox
from hotline_desk.demo.screen import Screen, difference, wait_for
from hotline_desk.services.access import found_company, open_context, write_setting
from hotline_desk.services.billing.documents import LETTER, STATEMENT, document_file, list_documents
from hotline_desk.services.context import Context
from hotline_desk.services.views.journal import JournalFilter, JournalRow, journal
from hotline_desk.services.views.open_list_paper import open_list_pdf
from hotline_desk.services.views.ticket import TicketView, ticket_view
from hotline_desk.store.engine import database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import create_store

log = logging.getLogger(__name__)

_EXTENSION = 11
_ANOTHER = 0.01
"""Share of a picture that differs when language or look were switched."""

_SUBJECT = "VPN-Zugang nach Passwortwechsel gesperrt"
_SOLUTION = "Konto entsperrt, altes Kennwort im VPN-Programm entfernt. Verbindung steht."


@dataclass
class Told:
    """What the story has left so far: pictures with their sentence, papers, and what did not come about."""

    pictures: list[tuple[Path, str]] = field(default_factory=list)
    papers: list[Path] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def play(output: Path, texts: Translator) -> int:
    """Plays the story into the folder `output`; 0 if everything came about, else 1. Raises UserError
    if the virtual screen cannot be had or the folder cannot be used."""
    begun = time.monotonic()
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise UserError("file.unwritable", place=str(output), reason=trouble.strerror or str(trouble)) from trouble
    data = next(place for n in range(1, 1000) if not (place := output / f"data-{n}").exists())
    ctx, sample = _company(data)
    with FritzBox(port=0) as box, Screen() as screen:
        told = _Teller(ctx, sample, box, screen, output, texts).tell(data)
    ctx.store.close()
    report = _report(told, texts, output, time.monotonic() - begun)
    print(texts.tr("The story is told: {place}", place=str(report)))
    for missed in told.missed:
        print(missed, file=sys.stderr)
    return 1 if told.missed else 0


def _company(data: Path) -> tuple[Context, Sample]:
    store, local = create_store(database_url(data, None)), Local(data)
    found_company(store, COMPANY, LOGIN, NAME, SystemClock())
    sample = fill(open_context(store, local))
    return open_context(store, local), sample


class _Teller:
    def __init__(self, ctx: Context, sample: Sample, box: FritzBox, screen: Screen, output: Path,
                 texts: Translator) -> None:
        self._ctx, self._sample, self._box, self._screen = ctx, sample, box, screen
        self._output, self._texts = output, texts
        self._told = Told()

    def tell(self, data: Path) -> Told:
        write_setting(self._ctx, "feeds", [{"url": self._box.url}])
        desk = self._screen.start([sys.executable, "-m", "hotline_desk", "--data", str(data), "--user", LOGIN],
                                  self._output / "desk.log")
        self._await(lambda: self._box.wait_for_listener(0.1), N_("The desk listens to the telephone"), 40)
        self._picture("desk", N_("The desk in the morning: what is late, what is due today, who called"))
        self._tasks()
        self._call()
        self._billing()
        self._looks()
        self._screen.keys("ctrl+q")
        self._await(lambda: desk.poll() is not None, N_("The desk ends by itself"), 15)
        self._papers()
        return self._told

    def _tasks(self) -> None:
        self._screen.keys("F11")
        self._picture("tasks", N_("Open tasks: late ones first, priorities by symbol, word and colour"))

    def _call(self) -> None:
        call = self._box.ring(self._sample.numbers[1].replace(" ", ""), HOTLINE)
        self._await(lambda: self._newest().ticket_uid is not None, N_("The call is recorded and has its ticket"))
        self._picture("popup", N_("It rings: who, company, contract and open tickets, without taking the focus"))
        self._screen.keys("F2")
        call.answer(_EXTENSION)
        self._await(lambda: self._newest().state == "answered", N_("The answer is stamped"))
        self._screen.settled()
        self._screen.type(_SUBJECT)
        self._screen.keys("Tab")
        self._picture("ticket", N_("F2: the pre-filled ticket is in front, the clock runs"))
        other = self._box.ring(self._sample.numbers[4].replace(" ", ""), HOTLINE)
        self._picture("second-call", N_("Somebody else rings meanwhile; not one key stroke is lost to the popup"))
        other.hang_up()
        call.hang_up()
        self._await(lambda: self._talked().state == "ended", N_("The hang-up is stamped"))
        self._screen.keys("F9")
        self._screen.settled()
        self._screen.type(_SOLUTION)
        self._screen.keys("Tab", "1")
        self._picture("closing", N_("F9: the closing panel; the outcome is one digit"))
        self._screen.keys("ctrl+Return")
        self._await(lambda: self._ticket().state == "closed", N_("The ticket is closed"))
        self._check(self._ticket().fields.subject == _SUBJECT, N_("The subject is stored as it was typed"))
        self._check(self._ticket().fields.solution == _SOLUTION, N_("The solution is stored as it was typed"))
        self._screen.keys("ctrl+j")
        self._picture("journal", N_("The journal: every call, and what became of it"))
        self._screen.keys("F3")
        self._screen.settled()
        self._screen.type("vpn passwort")
        self._picture("archive", N_("The archive finds it in the moment it is saved"))

    def _billing(self) -> None:
        before = len(list_documents(self._ctx))
        self._keys_that_show("ctrl+shift+i")
        self._keys_that_show("ctrl+r")
        self._picture(
            "preview", N_("The billing assistant: raw and billed time side by side, before anything is issued"))
        self._keys_that_show("ctrl+i")
        self._screen.keys("ctrl+Return")
        self._await(lambda: len(list_documents(self._ctx)) > before, N_("The month is billed"), 30)
        self._picture("issued", N_("The invoices of the month are issued"))
        self._keys_that_show("ctrl+shift+d")
        self._picture("documents", N_("All documents"))
        self._keys_that_show("Return")
        self._await_drawing()
        self._picture("invoice", N_("The invoice, as it is printed"))

    def _looks(self) -> None:
        self._screen.keys("ctrl+shift+w", "F3", "ctrl+j", "F11", "shift+F4")
        self._picture("tiled", N_("Several frames at once, tiled"))
        self._screen.keys("ctrl+shift+l")
        self._await_change()
        self._picture("dark", N_("The same in dark"))
        self._screen.keys("ctrl+shift+g")
        self._await_change()
        self._picture("english", N_("German and English are switched while running"))

    def _papers(self) -> None:
        for document in list_documents(self._ctx):
            for kind, name in ((LETTER, document.number), (STATEMENT, f"{document.number}-statement")):
                self._keep(f"{name}.pdf", document_file(self._ctx, document.number, kind))
        self._keep("open-tasks.pdf", open_list_pdf(self._ctx, None, "agent", self._texts))

    def _keep(self, name: str, content: bytes) -> None:
        path = self._output / name
        path.write_bytes(content)
        self._told.papers.append(path)

    def _picture(self, name: str, sentence: str) -> None:
        path = self._output / f"{len(self._told.pictures) + 1:02}-{name}.png"
        self._screen.settled().save(path)
        self._told.pictures.append((path, sentence))

    def _keys_that_show(self, *keys: str) -> None:
        """Presses keys and waits until what they show is there: the next ones may come too early."""
        before = self._screen.settled()
        self._screen.keys(*keys)
        wait_for(lambda: difference(before, self._screen.picture()) > _ANOTHER, 20)
        self._screen.settled()

    def _await_change(self) -> None:
        """Waits until the screen no longer looks like the last picture."""
        with Image.open(self._told.pictures[-1][0]) as last:
            before = last.convert("RGB")
        wait_for(lambda: difference(before, self._screen.picture()) > _ANOTHER, 5)

    def _await_drawing(self) -> None:
        """Waits until the paper that was opened is on the screen: a large change after the frame came."""
        before = self._screen.picture()
        wait_for(lambda: difference(before, self._screen.picture()) > _ANOTHER, 3)

    def _newest(self) -> JournalRow:
        return journal(self._ctx, JournalFilter(), 1)[0]

    def _talked(self) -> JournalRow:
        return next(row for row in journal(self._ctx, JournalFilter(), 5) if row.answered_at is not None)

    def _ticket(self) -> TicketView:
        return ticket_view(self._ctx, self._talked().ticket_uid or "")

    def _await(self, what: Callable[[], bool], sentence: str, seconds: float = 15.0) -> None:
        self._check(wait_for(what, seconds), sentence)

    def _check(self, holds: bool, sentence: str) -> None:
        if not holds:
            log.warning("the story: this did not come about: %s", sentence)
            self._told.missed.append(self._texts.tr("Did not come about: {what}", what=self._texts.tr(sentence)))


def _report(told: Told, texts: Translator, output: Path, seconds: float) -> Path:
    lines = [f"# {texts.tr('Hotline Desk plays its day')}", ""]
    lines += [f"- {missed}" for missed in told.missed]
    for path, sentence in told.pictures:
        lines += [f"## {texts.tr(sentence)}", "", f"![{path.stem}]({path.name})", ""]
    lines += [f"## {texts.tr('Papers')}", ""]
    lines += [f"- [{path.name}]({path.name})" for path in told.papers]
    lines += ["", texts.trn("Told in {n} second.", "Told in {n} seconds.", round(seconds)), ""]
    report = output / "report.md"
    report.write_text("\n".join(lines), encoding="utf-8")
    return report

