"""What makes a function an act: its name in the audit, the permission it needs, its transaction."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from hotline_desk.domain.access import PERMISSIONS
from hotline_desk.services.context import Context
from hotline_desk.store.engine import Tx

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class ActMark:
    """Name of the act ("" for a read) and its permission; stands on the function as `act`."""

    name: str
    permission: str


def _marked(run: Callable[..., R], mark: ActMark) -> None:
    if mark.permission not in PERMISSIONS:
        raise KeyError(mark.permission)
    run.act = mark  # type: ignore[attr-defined]


def act(name: str, *, permission: str) -> Callable[
        [Callable[Concatenate[Context, Tx, P], R]], Callable[Concatenate[Context, P], R]]:
    """One transaction: everything the function does or nothing, under this name in the audit."""

    def wrap(function: Callable[Concatenate[Context, Tx, P], R]) -> Callable[Concatenate[Context, P], R]:
        @functools.wraps(function)
        def run(ctx: Context, *args: P.args, **kwargs: P.kwargs) -> R:
            ctx.require(permission)
            with ctx.store.write(ctx.stamp(name)) as tx:
                return function(ctx, tx, *args, **kwargs)

        _marked(run, ActMark(name, permission))
        return run

    return wrap


def reading(permission: str) -> Callable[
        [Callable[Concatenate[Context, Session, P], R]], Callable[Concatenate[Context, P], R]]:
    """A read: checks the permission and opens a session."""

    def wrap(function: Callable[Concatenate[Context, Session, P], R]) -> Callable[Concatenate[Context, P], R]:
        @functools.wraps(function)
        def run(ctx: Context, *args: P.args, **kwargs: P.kwargs) -> R:
            ctx.require(permission)
            with ctx.store.read() as session:
                return function(ctx, session, *args, **kwargs)

        _marked(run, ActMark("", permission))
        return run

    return wrap


def long_act(name: str, *, permission: str) -> Callable[
        [Callable[Concatenate[Context, P], R]], Callable[Concatenate[Context, P], R]]:
    """Many short transactions, which the function opens itself with `ctx.store.write(ctx.stamp(...))`."""

    def wrap(function: Callable[Concatenate[Context, P], R]) -> Callable[Concatenate[Context, P], R]:
        @functools.wraps(function)
        def run(ctx: Context, *args: P.args, **kwargs: P.kwargs) -> R:
            ctx.require(permission)
            return function(ctx, *args, **kwargs)

        _marked(run, ActMark(name, permission))
        return run

    return wrap
