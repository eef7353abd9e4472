"""Bills two years of a seeded store in a process of its own and says in JSON what that took."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

from hotline_desk.adapters.documents.letter import render_letter
from hotline_desk.adapters.documents.pdf_pages import PdfPages
from hotline_desk.adapters.documents.statement import render_statement
from hotline_desk.domain.billing.draft import draft
from hotline_desk.domain.billing.overlap import counted_spans
from hotline_desk.services.access import open_context
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.conditions import Conditions
from hotline_desk.services.billing.documents import get_document, list_documents
from hotline_desk.services.billing.propose import survey
from hotline_desk.services.billing.running import bill, continue_run
from hotline_desk.services.billing.runs import unfinished_runs
from hotline_desk.services.billing.works import BillingRequest, unbilled
from hotline_desk.services.context import Context
from hotline_desk.store.engine import database_url
from hotline_desk.store.opening import open_store
from tests.bench.papers import bare

_ALL = BillingRequest(date(2024, 1, 1), date(2026, 10, 31))
_DRAWN, _PART = 60, 50


def main() -> None:
    ctx = open_context(open_store(database_url(Path(sys.argv[1]), None)), None)
    way = sys.argv[2]
    if way == "begin":
        bill(ctx, _ALL, _Told())
    elif way == "continue":
        continue_run(ctx, unfinished_runs(ctx)[0].uid, _Told())
    else:
        print(json.dumps(_papers_and_arithmetic(ctx)))
    ctx.store.close()


class _Told:
    """Says of each document what it took since the run began, and what memory is held."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def __call__(self, number: str) -> None:
        held = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20
        print(json.dumps({"number": number, "cpu": time.process_time() - self._cpu,
                          "wall": time.perf_counter() - self._wall, "memory": held}), flush=True)


def _papers_and_arithmetic(ctx: Context) -> dict[str, float]:
    numbers = [line.number for line in list_documents(ctx)]
    return {"documents": len(numbers), **_papers(ctx, numbers[:_DRAWN]), "arithmetic": _arithmetic(ctx, numbers)}


def _papers(ctx: Context, numbers: list[str]) -> dict[str, float]:
    """Letters and statements of some documents: seconds of processor time for ours and for the bare canvas."""
    documents = [get_document(ctx, number) for number in numbers]
    start = time.process_time()
    drawn = [render(document) for document in documents for render in (render_letter, render_statement)]
    ours, pages, canvas = time.process_time() - start, 0, 0.0
    for paper in drawn:
        read = PdfPages(paper)
        words = [[(box.left, box.bottom, box.text) for box in read.text_boxes(n)] for n in range(read.count())]
        pages += len(words)
        start = time.process_time()
        bare(words)
        canvas += time.process_time() - start
    return {"drawing": ours, "pages": pages, "canvas": canvas}


def _arithmetic(ctx: Context, numbers: list[str]) -> float:
    """Seconds for the drafts of all customers, with their work in memory already."""
    for number in numbers[:_PART]:
        cancel_document(ctx, number)
    with ctx.store.read() as session:
        known = survey(ctx, session, _ALL)
        keys = list(known.keys.values())
        customers = list(unbilled(ctx, session, _ALL, Conditions(ctx, session, keys), keys).values())
    start = time.process_time()
    for customer in customers:
        draft(address_uid=customer.address.uid, address_number="", address_name="", period_from=_ALL.first,
              period_to=_ALL.last, works=customer.works, counted=counted_spans(customer.works))
    return (time.process_time() - start) * len(numbers) / max(1, len(customers))


if __name__ == "__main__":
    main()
