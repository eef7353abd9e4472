"""A month is billed by keys: preview, one decision, issue, papers, and a cancellation that releases the work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hotline_desk.adapters.documents.pdf_pages import PdfPages
from hotline_desk.services.billing.documents import DocumentLine, list_documents
from hotline_desk.services.billing.propose import Proposal, propose
from hotline_desk.services.billing.works import BillingRequest
from tests.acceptance.driven import company

pytestmark = [pytest.mark.x11]


def last_month() -> tuple[date, date]:
    last = date.today().replace(day=1) - timedelta(days=1)  # noqa: DTZ011 - the desk runs in the present
    return last.replace(day=1), last


def preview(office) -> Proposal:
    with company(office.folder) as ctx:
        return propose(ctx, BillingRequest(*last_month()))


def documents(office) -> list[DocumentLine]:
    with company(office.folder) as ctx:
        return list_documents(ctx)


@pytest.fixture(scope="module")
def issued(office, desk) -> tuple[Proposal, list[DocumentLine], Proposal]:
    """Preview, one measure decided, all issued: the preview before and after the decision, and the documents."""
    pointer = desk.pointer()
    before = preview(office)
    desk.keys("ctrl+shift+i")
    desk.front("billing")
    desk.keys("ctrl+r", "alt+p")
    _on_a_measure(desk)
    desk.keys("space")
    desk.stored(lambda: preview(office).net_cents < before.net_cents)
    decided = preview(office)
    money = f"{decided.net_cents // 100 % 1000:03},{decided.net_cents % 100:02}"
    desk.until(lambda seen: any(money in text for text in seen["front"]["labels"]))
    desk.keys("ctrl+i")
    desk.panel("Belege ausstellen")
    desk.keys("ctrl+Return")
    desk.stored(lambda: len(documents(office)) == len(decided.drafts))
    desk.cursor("Ausgestellte Belege")
    assert desk.pointer() == pointer
    return before, documents(office), decided


def _on_a_measure(desk) -> None:
    """Down through the preview to the first single measure that can be decided here."""
    desk.until(lambda seen: seen["focus"]["type"] == "PreviewTree" and seen["focus"]["text"])
    for _press in range(12):
        desk.keys("Right", "Down")
        if any(":" in cell for cell in desk.look()["focus"]["text"].split(" | ")[:1]):
            return
    raise AssertionError(desk.look()["focus"])


def test_the_documents_are_what_the_preview_showed(issued):
    _before, made, decided = issued
    assert {d.address_number: d.net_cents for d in made} == {
        d.address_number: d.net_cents for d in decided.drafts}
    assert len({d.number for d in made}) == len(made)


def test_one_measure_was_left_out_by_one_key(issued):
    before, _made, decided = issued
    charged = [sum(len(line.worklogs) for draft in each.drafts for line in draft.lines) for each in (before, decided)]
    assert charged[0] - charged[1] == 1


def test_papers_are_saved_the_invoice_is_shown_and_a_cancellation_releases_the_work(office, desk, issued):
    _before, made, decided = issued
    pointer, folder = desk.pointer(), office.folder.parent / "papiere"
    desk.keys("ctrl+shift+s")
    desk.cursor("Ordner")
    desk.keys("ctrl+a")
    desk.type(str(folder))
    desk.keys("ctrl+Return")
    desk.stored(lambda: len(list(folder.glob("*.pdf"))) == 2 * len(made))
    desk.panel("")
    desk.keys("Return")
    shown = desk.front("document", title="RE-")["front"]["title"].split(" · ")[0]
    line = next(d for d in made if d.number == shown)
    assert shown in PdfPages((folder / f"{shown}.pdf").read_bytes()).text(0)
    desk.until(lambda seen: any(text.startswith("Seite 1") for text in seen["front"]["labels"]))
    desk.keys("ctrl+u", "ctrl+u")
    desk.keys("ctrl+shift+x")
    desk.cursor("Grund")
    desk.type("Falsche Anschrift")
    desk.keys("ctrl+Return")
    desk.stored(lambda: len(documents(office)) == len(made) + 1)
    cancelled = next(d for d in documents(office) if d.number == shown)
    assert cancelled.state == "cancelled"
    assert sum(d.gross_cents for d in documents(office) if d.address_uid == line.address_uid) == 0
    desk.until(lambda seen: any("storniert" in text for text in seen["front"]["labels"] + seen["banners"]))
    desk.keys("ctrl+shift+i")
    desk.front("billing")
    desk.keys("alt+l")
    desk.until(lambda seen: any(line.address_name in "".join(row) for row in seen["front"]["tree"]))
    again = {d.address_number: d.net_cents for d in preview(office).drafts}
    assert again == {d.address_number: d.net_cents for d in decided.drafts if d.address_number == line.address_number}
    assert desk.pointer() == pointer


def test_the_desk_wrote_no_error(desk):
    assert desk.quiet() == ""
