"""The list of documents, one document as printed, cancelling, statements."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hotline_desk.services.billing.documents import get_document, list_documents
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from tests import builders

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture
def invoice(ctx, clock):
    """The number of an invoice for October."""
    builders.article(ctx)
    now, clock.instant = clock.instant, datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    builders.solved(ctx, builders.address(ctx, "Müller & Söhne"), 4, 16, 31)
    clock.instant = now
    return issue_all(ctx, propose(ctx, BillingRequest(*OCTOBER))).numbers[0]


def uid_of(ctx, number):
    return next(d.uid for d in list_documents(ctx) if d.number == number)


def shown(frame):
    """The documents of the list that are at hand."""
    model = frame.list.model
    return [row for row in map(model.peek, range(model.rowCount())) if row is not None]


def listed(office, frame):
    """Their numbers, once the newest question is answered."""
    office.until(lambda: frame.list.model.query == frame.filters.wanted() and frame.list.model.whole)
    return [document.number for document in shown(frame)]


def test_documents_are_listed_and_opened(office, ctx, invoice):
    frame = office.open("documents")
    assert listed(office, frame) == [invoice]
    office.do("record.open")
    assert office.windows.active().uid == uid_of(ctx, invoice)


def test_a_document_shows_its_pages(office, ctx, invoice):
    frame = office.open("document", uid_of(ctx, invoice))
    office.until(lambda: frame.view.drawn)
    assert frame.view.pages >= 1
    assert frame.place.text().startswith("Page 1 of")
    picture = next(iter(frame.view._pictures.values())).toImage()
    inks = {picture.pixelColor(x, y).lightness() for x in range(0, picture.width(), 3)
            for y in range(0, picture.height(), 3)}
    assert min(inks) < 80 and max(inks) > 240


def test_the_statement_is_shown_by_one_key(office, ctx, invoice):
    frame = office.open("document", uid_of(ctx, invoice))
    office.do("page.other")
    office.until(lambda: frame.view.drawn)
    assert frame.tabs.currentIndex() == 1


def test_the_statement_is_drawn_with_other_subtotals_beside_the_stored_one(office, ctx, invoice):
    frame = office.open("document", uid_of(ctx, invoice))
    assert frame.sums_row.isHidden()
    office.do("page.other")
    office.until(lambda: frame.view.drawn)
    issued = frame.view.paper.pdf
    frame.sums.setCurrentIndex(frame.sums.findData("contact"))
    office.until(lambda: frame.view.paper is not None and frame.view.paper.pdf != issued)
    assert frame._file_name() == f"{invoice}-statement-contact.pdf"
    frame.sums.setCurrentIndex(0)
    office.until(lambda: frame.view.paper is not None and frame.view.paper.pdf == issued)


def test_pages_are_made_larger_and_fitted(office, ctx, invoice):
    frame = office.open("document", uid_of(ctx, invoice))
    office.until(lambda: frame.view.drawn)
    fitted = frame.view.zoom_percent()
    office.do("page.larger")
    assert frame.view.zoom_percent() > fitted
    office.until(lambda: frame.view.drawn)
    office.do("page.width")
    assert frame.view.zoom_percent() == fitted


def test_the_paper_in_front_is_saved(office, ctx, invoice, tmp_path):
    frame = office.open("document", uid_of(ctx, invoice))
    office.until(lambda: frame.view.paper)
    office.do("frame.pdf")
    place = tmp_path / "invoice.pdf"
    frame.save_panel.place.line.setText(str(place))
    office.do("panel.confirm")
    assert place.read_bytes().startswith(b"%PDF")


def test_a_file_that_is_there_is_not_written_over_and_the_panel_says_so(office, ctx, invoice, tmp_path):
    place = tmp_path / "invoice.pdf"
    place.write_text("mine")
    frame = office.open("document", uid_of(ctx, invoice))
    office.until(lambda: frame.view.paper)
    office.do("frame.pdf")
    frame.save_panel.place.line.setText(str(place))
    office.do("panel.confirm")
    assert place.read_text() == "mine"
    assert "exists already" in frame.save_panel._form.errors()["place"]


def test_cancelling_needs_a_reason_and_releases_the_work(office, ctx, invoice):
    frame = office.open("documents")
    office.do("document.cancel")
    office.do("panel.confirm")
    assert "A reason is needed" in frame.cancel_panel.form.errors()["reason"]
    frame.cancel_panel.reason.setText("Wrong rate")
    office.do("panel.confirm")
    cancelled = next(d for d in list_documents(ctx) if d.number == invoice)
    assert cancelled.cancelled_by and get_document(ctx, cancelled.cancelled_by).text_above == "Wrong rate"
    assert len(propose(ctx, BillingRequest(*OCTOBER)).drafts) == 1
    office.until(lambda: {d.number: d.state for d in shown(frame)}.get(invoice) == "cancelled")


def test_a_cancelled_document_cannot_be_cancelled_again(office, ctx, invoice):
    frame = office.open("document", uid_of(ctx, invoice))
    office.do("document.cancel")
    frame.cancel_panel.reason.setText("Wrong rate")
    office.do("panel.confirm")
    office.until(lambda: not office.shell.commands.possible("document.cancel"))
    assert "cancelled by" in frame.state.text()


def test_without_the_right_to_bill_nothing_is_cancelled(office, ctx, invoice):
    office.use_role("lead")
    office.open("documents")
    assert not office.shell.commands.allowed("document.cancel")
    assert not office.shell.commands.possible("document.cancel")


def test_the_list_is_narrowed_to_cancelled_invoices(office, ctx, invoice):
    frame = office.open("documents")
    frame.filters.state.setCurrentIndex(frame.filters.state.findData("cancelled"))
    assert listed(office, frame) == []


def test_the_list_is_searched_by_number_and_by_customer(office, ctx, invoice):
    frame = office.open("documents")
    for words, found in ((invoice[-5:], [invoice]), ("soehne", [invoice]), ("soehne nobody", [])):
        frame.filters.words.setText(words)
        assert listed(office, frame) == found


def test_the_list_tells_what_it_comes_to(office, ctx, invoice):
    frame = office.open("documents")
    listed(office, frame)
    assert frame.sums.text() == "1 document · net €80.74, gross €96.08"
    frame.filters.words.setText("nobody")
    listed(office, frame)
    assert frame.sums.text() == "0 documents · net €0.00, gross €0.00"


def test_own_days_are_asked_for_where_they_are_wanted(office, ctx, invoice):
    frame = office.open("documents")
    assert frame.filters.first.isHidden()
    frame.filters.time.setCurrentIndex(frame.filters.time.findData("own"))
    assert not frame.filters.first.isHidden()
    frame.filters.last.set_value(date(2026, 10, 31))
    frame.filters.changed.emit()
    assert listed(office, frame) == []


def test_a_statement_of_any_customer_and_period_is_shown(office, ctx, invoice):
    address = list_documents(ctx)[0].address_uid
    frame = office.open("documents", None, address=address)
    assert "Müller & Söhne" in frame.statement.customer.text()
    office.do("panel.confirm")
    shown = office.windows.active()
    office.until(lambda: shown.view.drawn)
    assert shown.title() == "Statement Müller & Söhne"


def test_a_statement_of_a_quiet_month_says_that_there_is_nothing(office, ctx, invoice):
    address = list_documents(ctx)[0].address_uid
    frame = office.open("document", "statement:x", address=address, first="2025-01-01", last="2025-01-31")
    assert "nothing to bill" in frame.view._message
