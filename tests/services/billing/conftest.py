"""The office of the billing tests, on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

import pytest
from sqlalchemy.engine import make_url

from hotline_desk.core.clock import SetClock
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.context import Context
from hotline_desk.store.engine import DATABASE_FILE
from hotline_desk.store.opening import open_store
from tests.services.billing.office import Office
from tests.store_fixtures import BOTH, COMPANY, NOW, file_url


@pytest.fixture
def office(ctx: Context) -> Office:
    """An office of the test's own."""
    return Office(ctx)


@pytest.fixture(scope="module", params=BOTH)
def shared_office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for all examples of a module: each has a customer of its own and its own hours."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            folder = tmp_path_factory.mktemp("office")
            shutil.copy(request.getfixturevalue("sqlite_model"), folder / DATABASE_FILE)
            url = file_url(folder)
        else:
            cluster = request.getfixturevalue("postgres_cluster")
            model = request.getfixturevalue("postgres_model")
            url = make_url(stack.enter_context(cluster.database(template=model)))
        store = open_store(url)
        stack.callback(store.close)
        clock = SetClock(NOW)
        found_company(store, COMPANY, "anna", "Anna", clock)
        yield Office(open_context(store, None, clock=clock))


@pytest.fixture(scope="module")
def customer_numbers() -> Iterator[str]:
    """A number for the next customer."""
    return (str(number) for number in count(20_001))
