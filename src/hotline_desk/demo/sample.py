"""The sample company at this workplace, and the telephone system at which its customers call."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from hotline_desk.demo.boxprocess import BoxProcess
from hotline_desk.demo.company import COMPANY, HOTLINE, NAME, fill
from hotline_desk.domain.sample import LINE
from hotline_desk.services.access import open_context
from hotline_desk.services.addresses import search_addresses
from hotline_desk.services.context import Context
from hotline_desk.services.founding import Founding, found_here
from hotline_desk.store.engine import database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store

_STRANGER = "+4915550001234"


def make_sample(folder: Path, database: str | None, progress: Callable[[int, int, str], None],
                cancelled: Callable[[], bool]) -> None:
    """Founds the sample company in this folder and fills it. Raises UserError if there is a company already."""
    founding = Founding(COMPANY["company.name"], NAME, COMPANY["company.language"], COMPANY["company.country"],
                        COMPANY["company.area_code"], COMPANY["company.zone"])
    found_here(folder, database, founding)
    with closing(open_store(database_url(folder, database))) as store, closing(Local(folder)) as local:
        fill(open_context(store, local).watched(progress, cancelled))


def start_box(ctx: Context) -> tuple[BoxProcess, str]:
    """A running box at which the company's customers and a stranger call now and then; with the feed's URL."""
    numbers = [ctx.plan.read(line.phone).e164 for line in search_addresses(ctx) if line.phone]
    box = BoxProcess([*(number for number in numbers if number), _STRANGER], [HOTLINE])
    # The box's port differs each time, the name of its line does not.
    return box, f"{box.start()}#{LINE}"
