"""The company of the stories: Anna leads it, Bert answers too, Erika keeps the books; Muster GmbH calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from hotline_desk.domain.access import AGENT, BOOKKEEPER, User
from hotline_desk.domain.addresses import Address, Contact, Phone
from hotline_desk.domain.articles import Article
from hotline_desk.services.access import open_context, save_user
from hotline_desk.services.addresses import save_address
from hotline_desk.services.articles import save_article
from hotline_desk.services.context import Context
from hotline_desk.store.local import Local
from tests.stories.telephone import Telephone

Hire = Callable[..., Context]


@pytest.fixture
def hire(ctx: Context, tmp_path: Path) -> Iterator[Hire]:
    """Makes a user and returns his own desk."""
    with ExitStack() as desks:
        def hired(login: str, role: str = AGENT, extension: str = "") -> Context:
            save_user(ctx, User("", login, login.title(), role, extension=extension))
            local = Local(tmp_path / login)
            desks.callback(local.close)
            return open_context(ctx.store, local, login, clock=ctx.clock)

        yield hired


@pytest.fixture
def bert(hire: Hire) -> Context:
    """An agent at his own desk."""
    return hire("bert", AGENT)


@pytest.fixture
def erika(hire: Hire) -> Context:
    """The bookkeeper."""
    return hire("erika", BOOKKEEPER)


@pytest.fixture
def line(ctx: Context) -> Telephone:
    """The company's telephone, which Anna's desk listens to."""
    return Telephone(ctx)


@pytest.fixture
def exchange(ctx: Context) -> Telephone:
    """The same telephone listened to by a monitor at which nobody sits."""
    return Telephone(replace(ctx, attended=False))


@pytest.fixture
def muster(ctx: Context) -> str:
    """A customer with a contact person; the uid of his address."""
    return save_address(ctx, Address(
        "Muster GmbH", number="10001", street="Weg 2", postcode="10117", city="Berlin",
        phones=(Phone("030/123 456-70"),),
        contacts=(Contact("Öztürk", "Elif", "Frau", phones=(Phone("0171 1234567", "mobile"),)),)))


@pytest.fixture
def support(ctx: Context) -> str:
    """The only article: telephone support at 95.00 per hour. Its number."""
    save_article(ctx, Article("", "SUP", "Telefonsupport", "hour", 950_000, 1900))
    return "SUP"
