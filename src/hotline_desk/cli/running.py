"""One command from its arguments to its exit code: what it works with, and how trouble is told."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable

from hotline_desk.cli.speaking import complain, fall_silent
from hotline_desk.cli.workplace import Misuse, Workplace
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.core.text import Translator

LOGGER = logging.getLogger(__name__)
Command = Callable[[Workplace], int]


def run(args: argparse.Namespace, texts: Translator) -> int:
    """The exit code of the command; one sentence on stderr if it is not 0."""
    work = Workplace(args, texts)
    try:
        return _command(args.command)(work)
    except BrokenPipeError:
        # Whoever read the output has enough; that is no failure.
        fall_silent()
        return 0
    except Misuse as misuse:
        complain(work.texts.tr(misuse.sentence, **misuse.values))
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as problem:
        complain(_sentence(problem, work))
        return 1
    finally:
        work.close()


def _command(name: str | None) -> Command:
    # Each command loads what it needs when it is run: none but the desk and the demo loads Qt, and an
    # answer to a typing error does not wait for the database's libraries.
    if name in (None, "demo"):
        from hotline_desk.cli.desk import demo, desk
        return demo if name else desk
    if name == "monitor":
        from hotline_desk.cli.monitor import monitor
        return monitor
    if name == "list":
        from hotline_desk.cli.lists import show
        return show
    if name in ("add", "import"):
        from hotline_desk.cli.entry import add, take_over
        return add if name == "add" else take_over
    if name in ("bill", "cancel"):
        from hotline_desk.cli.billing import bill, cancel
        return bill if name == "bill" else cancel
    if name == "open-list":
        from hotline_desk.cli.papers import open_list
        return open_list
    if name == "send":
        from hotline_desk.cli.mailing import send
        return send
    if name == "remove-sample":
        from hotline_desk.cli.sample import remove
        return remove
    from hotline_desk.cli.care import backup, init, purge, restore, upgrade, verify
    return {"init": init, "backup": backup, "restore": restore, "upgrade": upgrade, "purge": purge,
            "verify": verify}[name or ""]


def _sentence(problem: Exception, work: Workplace) -> str:
    texts = work.texts
    if isinstance(problem, UserError):
        return problem.sentence(texts)
    if isinstance(problem, EnvironmentTrouble):
        if problem.what == "database":
            return texts.tr("The database does not answer ({reason}). Check server and network, then try again.",
                            reason=problem.reason)
        return texts.tr("{what} is away ({reason}). Try again later.", what=problem.what, reason=problem.reason)
    place = work.log_place()
    LOGGER.critical("uncaught %s", type(problem).__name__, exc_info=problem)
    if place is None:
        return texts.tr("This should not have happened: {problem}", problem=f"{type(problem).__name__}: {problem}")
    return texts.tr("This should not have happened ({problem}). What led to it is in {place}",
                    problem=type(problem).__name__, place=str(place))
