"""Offers and invoices written by hand, recurring ones, and the letter template, as people use them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from hotline_desk.domain.billing.by_hand import HandMade
from hotline_desk.domain.billing.values import INVOICE, OFFER
from hotline_desk.services.access import open_context
from hotline_desk.services.billing.documents import get_document, list_documents
from hotline_desk.services.billing.hand_made import get_draft, line_of_article, make_final, new_document, save_draft
from hotline_desk.services.billing.recurring import Recurring, list_recurring, save_recurring
from hotline_desk.ui.billing.daily import DayStart
from tests import builders

EDIT = Qt.ItemDataRole.EditRole


@pytest.fixture
def customer(ctx):
    builders.article(ctx)
    return builders.address(ctx, "Muster GmbH", number="10001")


@pytest.fixture
def offer(ctx, customer):
    """The uid of a final offer."""
    made = replace(new_document(ctx, OFFER, customer), lines=(line_of_article(ctx, customer, "SUP"),))
    uid = save_draft(ctx, made)
    make_final(ctx, uid)
    return uid


def write(frame, row, column, text):
    model = frame.lines.model
    assert model.setData(model.index(row, column), text, EDIT)


def with_article(office, frame, number="SUP"):
    frame.lines.article.chosen.emit(number)
    office.idle()


def test_an_offer_is_written_and_made_final(office, ctx, customer):
    frame = office.open("draft", what=OFFER, address=customer)
    assert "Lines" in frame.lacks.text() and not office.shell.commands.possible("draft.final")
    with_article(office, frame)
    write(frame, 0, 2, "2,5")
    assert not frame.lacks.text()
    office.do("draft.final")
    document = get_document(ctx, "AN-2026-00001")
    assert (document.net_cents, office.windows.active().kind) == (23_750, "document")


def test_the_sums_follow_what_is_typed(office, customer):
    frame = office.open("draft", what=INVOICE, address=customer)
    with_article(office, frame)
    assert "95.00" in frame.sums.text()
    frame.terms.discount.setText("10")
    frame.terms.discount.textEdited.emit("10")
    office.idle()
    assert "85.50" in frame.sums.text()


def test_a_draft_is_kept_and_found_in_the_list(office, ctx, customer):
    frame = office.open("draft", what=OFFER, address=customer)
    with_article(office, frame)
    office.do("frame.save")
    uid = list_documents(ctx)[0].uid
    assert frame.uid == uid and not frame.dirty
    listed = office.open("documents")
    office.do("record.open")
    assert office.windows.active() is frame and listed.list.current().state == "draft"


def test_lines_are_added_moved_and_removed(office, customer):
    frame = office.open("draft", what=OFFER, address=customer)
    frame.tabs.setCurrentIndex(1)
    with_article(office, frame)
    office.do("line.text")
    write(frame, 1, 1, "As agreed:")
    office.do("line.up")
    assert [line.text_only for line in frame.lines.lines()] == [True, False]
    office.do("line.remove")
    assert [line.article for line in frame.lines.lines()] == ["SUP"]


def test_a_figure_that_is_none_is_told_below_the_lines(office, customer):
    frame = office.open("draft", what=OFFER, address=customer)
    with_article(office, frame)
    frame.lines.model.setData(frame.lines.model.index(0, 2), "many", EDIT)
    assert "cannot be used" in frame.lines.problem.text()


def test_the_preview_shows_the_letter(office, customer):
    frame = office.open("draft", what=OFFER, address=customer)
    with_article(office, frame)
    frame.tabs.setCurrentIndex(3)
    office.until(lambda: frame.view.pages == 1)


def test_without_a_customer_nothing_is_saved_and_the_field_says_so(office, ctx):
    frame = office.open("draft", what=OFFER)
    office.do("frame.save")
    assert frame.head.form.errors()["customer"] and list_documents(ctx) == []


def test_a_draft_that_was_thrown_away_comes_back_by_undo(office, ctx, customer):
    uid = save_draft(ctx, replace(new_document(ctx, OFFER, customer), title="Moving"))
    office.open("draft", uid)
    office.do("record.archive")
    assert list_documents(ctx) == []
    office.undo()
    assert get_draft(ctx, list_documents(ctx)[0].uid).made.title == "Moving"


def test_who_may_only_look_changes_nothing(office, ctx, customer):
    uid = save_draft(ctx, new_document(ctx, OFFER, customer))
    office.use_role("agent")
    frame = office.open("draft", uid)
    assert not office.shell.commands.possible("frame.save") and not frame.head.isEnabled()


def listed(office, frame):
    """Number and kind of what the list shows, once the newest question is answered."""
    model = frame.list.model
    office.until(lambda: model.query == frame.filters.wanted() and model.whole)
    rows = [model.peek(number) for number in range(model.rowCount())]
    return [(row.number, row.kind) for row in rows if row is not None]


def test_an_answer_is_noted_and_shown(office, ctx, offer):
    frame = office.open("documents")
    office.do("offer.answer")
    frame.answer_panel.answer.set_code("declined")
    office.do("panel.confirm")
    assert list_documents(ctx)[0].offer_state == "declined"
    frame.filters.state.setCurrentIndex(frame.filters.state.findData("declined"))
    assert listed(office, frame) == [("AN-2026-00001", OFFER)]


def test_a_document_without_calls_has_no_page_for_a_statement(office, ctx, offer):
    frame = office.open("document", offer)
    office.until(lambda: not frame.tabs.isTabVisible(1))
    office.do("page.other")
    assert frame.tabs.currentIndex() == 0 and not office.shell.commands.possible("list.export")


def test_an_offer_becomes_an_invoice_from_its_frame(office, ctx, offer):
    frame = office.open("document", offer)
    office.do("offer.invoice")
    office.do("panel.confirm")
    assert get_document(ctx, "RE-2026-00001").offer == "AN-2026-00001"
    assert not frame.isVisible() or office.windows.active() is not frame
    office.windows.bring(frame)
    office.until(lambda: not office.shell.commands.possible("offer.invoice"))


def test_the_list_is_narrowed_by_kind_and_state(office, ctx, customer, offer):
    save_draft(ctx, new_document(ctx, INVOICE, customer))
    frame = office.open("documents")
    assert len(listed(office, frame)) == 2
    frame.filters.kind.setCurrentIndex(frame.filters.kind.findData(OFFER))
    assert listed(office, frame) == [("AN-2026-00001", OFFER)]
    frame.filters.kind.setCurrentIndex(0)
    frame.filters.state.setCurrentIndex(frame.filters.state.findData("draft"))
    assert listed(office, frame) == [("", INVOICE)]
    frame.filters.time.setCurrentIndex(frame.filters.time.findData("last_month"))
    assert listed(office, frame) == []


def test_a_recurring_invoice_is_written_and_made(office, ctx, customer):
    frame = office.open("recurring")
    office.do("record.new")
    frame.customer.set_value("10001  Muster GmbH", customer)
    frame.name.setText("Maintenance")
    frame.months.setText("3")
    frame.next_on.setText("1.11.2026")
    with_article(office, frame)
    office.do("panel.confirm")
    assert [(r.name, r.months, r.next_on, r.net_cents) for r in list_recurring(ctx)] == [
        ("Maintenance", 3, date(2026, 11, 1), 9_500)]
    office.do("recurring.make")
    assert [d.state for d in list_documents(ctx)] == ["draft"]
    assert "1 recurring invoice was made." in office.said


def test_a_desk_makes_what_is_due_once_a_day(office, ctx, customer):
    line = line_of_article(ctx, customer, "SUP")
    save_recurring(ctx, Recurring("", HandMade(INVOICE, customer, (line,)), "Care", 1, date(2026, 11, 1), issue=True))
    day = office.windows.findChild(DayStart)
    day.look()
    office.idle()
    assert [d.number for d in list_documents(ctx)] == ["RE-2026-00001"]
    day.look()
    office.idle()
    assert len(list_documents(ctx)) == 1


def test_the_letter_changes_while_one_types_and_is_kept(office, ctx):
    frame = office.open("letter_template")
    office.until(lambda: frame.view.pages == 1)
    before = frame.view.paper
    frame.line.setText("Support since 1998")
    frame.line.textEdited.emit("Support since 1998")
    office.until(lambda: frame.view.paper not in (None, before))
    picture = io.BytesIO()
    Image.new("RGB", (60, 20), "green").save(picture, "PNG")
    frame.use_logo(picture.getvalue())
    office.do("frame.save")
    now = open_context(ctx.store, ctx.local, "anna", clock=ctx.clock).settings
    assert now["letter.line"] == "Support since 1998" and len(now["letter.logo"]) == 64


def test_a_colour_that_is_none_is_told_beside_its_field(office):
    frame = office.open("letter_template")
    frame.colour.setText("green")
    frame.colour.textEdited.emit("green")
    office.until(lambda: "colour" in frame.form.errors())
