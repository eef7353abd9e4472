"""What the background opens while the window is painted: the company, and who works here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotline_desk.core.errors import UserError
from hotline_desk.store.local import Local

if TYPE_CHECKING:
    from hotline_desk.demo.boxprocess import BoxProcess
    from hotline_desk.domain.access import User
    from hotline_desk.services.context import Context
    from hotline_desk.store.engine import Store


@dataclass(frozen=True)
class Opened:
    """What the background opened. `ctx` is None if somebody has to say first who he is.

    `start_box` starts the telephone system of the sample company, where this is the one.
    """

    store: Store
    users: list[User]
    ctx: Context | None
    start_box: Callable[[Context], tuple[BoxProcess, str]] | None


class Present:
    """The context of now: a new one takes its place when settings or the user's rights change."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def __call__(self) -> Context:
        return self._ctx

    def use(self, ctx: Context) -> None:
        """From now on everybody is handed this one."""
        self._ctx = ctx


def open_company(folder: Path, database: str | None, local: Local, asked: str | None, login: str) -> Opened:
    """Opens the store in the background; `asked` is who somebody named, `login` who worked here last.

    Raises UserError `store.missing` if there is none yet.
    """
    # Imported here: all of it together takes longer than the first paint may.
    from hotline_desk.services.access import active_people, open_context
    from hotline_desk.store.engine import database_url

    store = _open_store(database_url(folder, database))
    users = active_people(store)
    known = {user.login for user in users}
    who = asked or (login if login in known else None)
    if who is None and len(users) == 1:
        who = users[0].login
    ctx = open_context(store, local, who) if who else None
    return Opened(store, users, ctx, box_of(ctx) if ctx is not None else None)


def _open_store(url: Any) -> Store:
    """The store; an older file is upgraded first."""
    from hotline_desk.store.opening import open_store
    try:
        return open_store(url)
    except UserError as problem:
        if problem.id != "store.older":
            raise
    from hotline_desk.store.migrate import open_upgraded
    return open_upgraded(url)


def box_of(ctx: Context) -> Callable[[Context], tuple[BoxProcess, str]] | None:
    """What starts the telephone system of the sample company; None for a real one."""
    if not ctx.settings["company.sample"]:
        return None
    from hotline_desk.demo.sample import start_box
    return start_box
