"""Stores for tests: an empty one on each database, and a company on both."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from hotline_desk.core.clock import SetClock
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.context import Context
from hotline_desk.store.engine import DATABASE_FILE, Store
from hotline_desk.store.local import Local
from hotline_desk.store.opening import create_store, open_store
from tests.postgres import Cluster, Stock

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""When stories begin: a Monday in November, ten o'clock in Berlin."""

COMPANY = {
    "company.name": "Hotline GmbH", "company.street": "Hauptstr. 1", "company.postcode": "10115",
    "company.city": "Berlin", "company.area_code": "030", "company.tax_number": "30/123/45678",
}

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


def file_url(folder: Path) -> URL:
    """Where a company's SQLite file lies in a data folder."""
    return URL.create("sqlite", database=str(folder / DATABASE_FILE))


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store that is copied instead of being made anew for each test."""
    folder = tmp_path_factory.mktemp("sqlite-model")
    create_store(file_url(folder)).close()
    return folder / DATABASE_FILE


@pytest.fixture(scope="session")
def postgres_model(postgres_cluster: Cluster) -> Iterator[str]:
    """The name of a database with an empty store; nobody is connected to it."""
    name = postgres_cluster.create()
    create_store(make_url(postgres_cluster.url(name))).close()
    yield name
    postgres_cluster.drop(name)


@pytest.fixture(scope="session")
def sqlite_companies(tmp_path_factory: pytest.TempPathFactory, sqlite_model: Path) -> Callable[[str], Path]:
    """A file with the company of an administrator of this name, made once and copied."""
    @cache
    def model(name: str) -> Path:
        folder = tmp_path_factory.mktemp("sqlite-company")
        shutil.copy(sqlite_model, folder / DATABASE_FILE)
        _found(file_url(folder), name)
        return folder / DATABASE_FILE

    return model


@pytest.fixture(scope="session")
def postgres_companies(postgres_cluster: Cluster, postgres_model: str) -> Callable[[str], str]:
    """The name of a database with such a company; nobody is connected to it."""
    @cache
    def model(name: str) -> str:
        database = postgres_cluster.create(postgres_model)
        _found(make_url(postgres_cluster.url(database)), name)
        return database

    return model


def _found(url: URL, name: str) -> None:
    store = open_store(url)
    found_company(store, COMPANY, "anna", name, SetClock(NOW))
    store.close()


@pytest.fixture(scope="session")
def postgres_stock(postgres_cluster: Cluster) -> Iterator[Stock]:
    """Databases that are made while the test before runs."""
    with closing(Stock(postgres_cluster)) as stock:
        yield stock


@pytest.fixture
def founded(clock: SetClock) -> str:
    """Whose company stands in the store from the beginning, by copying; "" if the clock of the test stands elsewhere.

    Only for tests whose `ctx` asks for it: the store of all others is empty.
    """
    return "Anna" if clock.now() == NOW else ""


def _founded(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("founded")) if "founded" in request.fixturenames else ""


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path, sqlite_model: Path) -> URL:
    """The URL of an empty SQLite store, or one of a company that is founded."""
    name = _founded(request)
    model = request.getfixturevalue("sqlite_companies")(name) if name else sqlite_model
    folder = tmp_path / "company"
    folder.mkdir(mode=0o700)
    shutil.copy(model, folder / DATABASE_FILE)
    return file_url(folder)


@pytest.fixture
def postgres_store_url(request: pytest.FixtureRequest, postgres_stock: Stock, postgres_model: str) -> Iterator[URL]:
    """The URL of an empty PostgreSQL store, or one of a company that is founded."""
    name = _founded(request)
    model = request.getfixturevalue("postgres_companies")(name) if name else postgres_model
    with postgres_stock.database(model) as url:
        yield make_url(url)


@pytest.fixture(params=BOTH)
def any_url(request: pytest.FixtureRequest) -> URL:
    """The URL of an empty store, on each database in turn."""
    url: URL = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_store_url")
    return url


def _opened(url: URL) -> Iterator[Store]:
    store = open_store(url)
    yield store
    store.close()


@pytest.fixture
def sqlite_store(sqlite_url: URL) -> Iterator[Store]:
    """An empty store in a file."""
    yield from _opened(sqlite_url)


@pytest.fixture
def postgres_store(postgres_store_url: URL) -> Iterator[Store]:
    """An empty store on the server."""
    yield from _opened(postgres_store_url)


@pytest.fixture
def any_store(any_url: URL) -> Iterator[Store]:
    """An empty store, on each database in turn."""
    yield from _opened(any_url)


@pytest.fixture
def clock() -> SetClock:
    """The clock of the test; it stands until it is moved."""
    return SetClock(NOW)


@pytest.fixture
def ctx(any_store: Store, clock: SetClock, tmp_path: Path, founded: str) -> Iterator[Context]:
    """Anna, the administrator of a company in Berlin, at a desk of her own."""
    if not founded:
        found_company(any_store, COMPANY, "anna", "Anna", clock)
    local = Local(tmp_path / "desk")
    yield open_context(any_store, local, "anna", clock=clock)
    local.close()
