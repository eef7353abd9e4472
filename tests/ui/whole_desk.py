"""A whole desk for a test: a real store, a real FRITZ!Box on the loopback, every frame, every thread."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from hotline_desk.app import Desktop
from hotline_desk.core.clock import SystemClock
from hotline_desk.demo.fritzbox import FritzBox
from hotline_desk.domain.access import AGENT, User
from hotline_desk.domain.addresses import Address, Contact, Phone
from hotline_desk.domain.articles import Article
from hotline_desk.domain.contracts import Contract, Terms
from hotline_desk.services.access import found_company, open_context, save_user, write_setting
from hotline_desk.services.addresses import save_address
from hotline_desk.services.articles import save_article
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import save_contract, save_terms
from hotline_desk.services.views.journal import JournalFilter, JournalRow, journal
from hotline_desk.store.engine import DATABASE_FILE, database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from tests.store_fixtures import file_url

PATIENCE_MS = 10_000
KNOWN, BOSS, STRANGER = "+497115550123", "+497115550199", "+4915550001234"
LINE = "+4930732111"


@dataclass
class Place:
    """A workplace's folder with a company in it."""

    folder: Path
    database: str | None = None

    def settings(self, **values: Any) -> None:
        """Stores settings before the desk opens."""
        with_context(self, lambda ctx: [write_setting(ctx, key, value) for key, value in values.items()])


def with_context(place: Place, act: Callable[[Context], Any]) -> Any:
    """Does something in the company while no desk is open."""
    store, local = open_store(database_url(place.folder, place.database)), Local(place.folder)
    try:
        return act(open_context(store, local, "anna"))
    finally:
        store.close()
        local.close()


def furnish(ctx: Context) -> None:
    """A customer with a contract and a warning, and a colleague with a telephone of his own."""
    save_article(ctx, Article("", "SUP", "Telefonsupport", "hour", 950_000, 1900))
    save_terms(ctx, Terms("", "Premium", "SUP", first=60, next=60, quota_minutes=60))
    uid = save_address(ctx, Address(
        name="Stadtwerke Süd", phones=(Phone("0711 5550100"),), warning="Nur mit der IT-Leitung sprechen",
        contacts=(Contact("Öztürk", salutation="Frau", phones=(Phone("0711 5550123"),)),
                  Contact("Boss", phones=(Phone("0711 5550199"),)))))
    save_contract(ctx, Contract("", uid, "Premium", date(2026, 1, 1)))
    save_user(ctx, User("", "ben", "Ben Kaya", AGENT, extension="12"))
    save_user(ctx, User(ctx.user.uid, "anna", "Anna Weber", ctx.user.role, extension="11", version=ctx.user.version))
    write_setting(ctx, "billing.article", "SUP")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, sqlite_model: Path) -> Path:
    """A workplace of that company, made once and copied."""
    folder = tmp_path_factory.mktemp("furnished") / "company"
    folder.mkdir(mode=0o700)
    shutil.copy(sqlite_model, folder / DATABASE_FILE)
    with closing(open_store(file_url(folder))) as store, closing(Local(folder)) as local:
        found_company(store, {"company.name": "Hotline GmbH", "company.area_code": "030", "company.language": "en"},
                      "anna", "Anna Weber", SystemClock())
        furnish(open_context(store, local, "anna"))
        local.put_setting("workplace.last_user", "anna")
    return folder


@pytest.fixture
def place(tmp_path: Path, furnished: Path) -> Place:
    """A company in Berlin with the agent Anna; a file."""
    return Place(shutil.copytree(furnished, tmp_path / "company"))


@pytest.fixture
def box() -> Iterator[FritzBox]:
    """The telephone system."""
    with FritzBox() as found:
        yield found


class Whole:
    """A running desk with what a test wants to know of it."""

    def __init__(self, desktop: Desktop, qtbot: Any) -> None:
        self.desktop = desktop
        self.qtbot = qtbot

    @property
    def popups(self) -> list[Any]:
        """The popups on the screen."""
        assert self.desktop.calls is not None
        return [popup for popup in self.desktop.calls.stack.popups if popup.isVisible()]

    @property
    def texts(self) -> list[str]:
        """All that the popups say, one text per popup."""
        return ["\n".join(label.text() for label in popup.findChildren(QLabel) if label.isVisible() and label.text())
                for popup in self.popups]

    @property
    def ctx(self) -> Context:
        assert self.desktop.ctx is not None
        return self.desktop.ctx()

    def listens(self) -> bool:
        """Whether all its lines are connected."""
        calls = self.desktop.calls
        return calls is not None and all(state.connected for _, state in calls.lines.states())

    def journal(self) -> list[JournalRow]:
        """What the store knows, newest first."""
        return journal(self.ctx, JournalFilter())

    def until(self, true: Callable[[], object]) -> None:
        """Waits for it."""
        self.qtbot.waitUntil(lambda: bool(true()), timeout=PATIENCE_MS)

    def do(self, id: str) -> None:
        """An action, as by its key."""
        assert self.desktop.desk.shell.commands.trigger(id), id

    def active_kind(self) -> str:
        """What is in front."""
        frame = self.desktop.desk.windows.active()
        return frame.kind if frame is not None else ""


class Opener:
    """Opens desks for a test and closes them after it."""

    def __init__(self, qapp: QApplication, qtbot: Any) -> None:
        self._app, self._qtbot = qapp, qtbot
        self._opened: list[Desktop] = []

    def begin(self, place: Place, box: FritzBox | None = None, feeds: Sequence[str] = (), **how: Any) -> Whole:
        """A desk that begins to open."""
        lines = [box.url] if box else list(feeds)
        desktop = Desktop(self._app, place.folder, place.database, feeds=lines, **how)
        self._opened.append(desktop)
        desktop.begin()
        return Whole(desktop, self._qtbot)

    def __call__(self, place: Place, box: FritzBox | None = None, **how: Any) -> Whole:
        """A desk that can be worked with, and listens if there is a box."""
        whole = self.begin(place, box, **how)
        whole.until(lambda: whole.desktop.ctx is not None)
        if box is not None:
            assert box.wait_for_listener(PATIENCE_MS / 1000)
            whole.until(whole.listens)
        return whole

    def close(self, whole: Whole) -> None:
        """Closes one as its user would."""
        self._opened.remove(whole.desktop)
        self._end(whole.desktop)

    def close_all(self) -> None:
        for desktop in self._opened:
            self._end(desktop)
        self._app.processEvents()

    def _end(self, desktop: Desktop) -> None:
        desktop.desk.window.close()
        desktop.end()
        desktop.desk.window.deleteLater()


@pytest.fixture
def open_desk(qapp: QApplication, qtbot: Any) -> Iterator[Opener]:
    """Opens a desk at a place; it is closed after the test."""
    opener = Opener(qapp, qtbot)
    yield opener
    opener.close_all()


@pytest.fixture
def whole(place: Place, box: FritzBox, open_desk: Opener) -> Whole:
    """Anna's desk, listening to the box."""
    return open_desk(place, box)

