"""Stores for tests: an empty one on each database, and a company on both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from hotline_desk.core.clock import SetClock
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.context import Context
from hotline_desk.store.engine import DATABASE_FILE, Store
from hotline_desk.store.local import Local
from hotline_desk.store.opening import create_store, open_store
from tests.postgres import Cluster

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


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_model: Path) -> URL:
    """The URL of an empty SQLite store."""
    folder = tmp_path / "company"
    folder.mkdir(mode=0o700)
    shutil.copy(sqlite_model, folder / DATABASE_FILE)
    return file_url(folder)


@pytest.fixture
def postgres_store_url(postgres_cluster: Cluster, postgres_model: str) -> Iterator[URL]:
    """The URL of an empty PostgreSQL store."""
    with postgres_cluster.database(template=postgres_model) as url:
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
def ctx(any_store: Store, clock: SetClock, tmp_path: Path) -> Iterator[Context]:
    """Anna, the administrator of a company in Berlin, at a desk of her own."""
    found_company(any_store, COMPANY, "anna", "Anna", clock)
    local = Local(tmp_path / "desk")
    yield open_context(any_store, local, "anna", clock=clock)
    local.close()
