"""The billing assistant: what is proposed, decided, issued."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from hotline_desk.services.access import open_context, write_setting
from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.billing.running import bill
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.store.projects import AppointmentRow
from hotline_desk.ui.billing.preview_cells import AMOUNT, BILLED, RAW, RULE, WHAT
from hotline_desk.ui.billing.preview_rows import CUSTOMER, ITEM, LATE, LINE, REFUSAL
from tests import builders
from tests.ui.office import press

OCTOBER = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
SEPTEMBER = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)


@pytest.fixture
def muster(ctx):
    """Muster GmbH with 15-minute increments and 4, 16 and 31 minutes in October."""
    builders.article(ctx)
    uid = builders.address(ctx)
    builders.contract(ctx, uid, datetime(2026, 1, 1, tzinfo=UTC), article_number="SUP", first=900, next=900)
    return uid


def worked(ctx, clock, address, *minutes, at=OCTOBER, outcome="charge"):
    """A ticket that was solved then."""
    now, clock.instant = clock.instant, at
    uid = builders.solved(ctx, address, *minutes, outcome=outcome)
    clock.instant = now
    return uid


def rows(frame, *kinds):
    return [row for row in frame.check.model.root.under() if row.kind in kinds]


def cell(frame, row, column):
    return frame.check.model.index_of(row).siblingAtColumn(column).data()


def test_the_last_month_is_proposed_by_itself(office, ctx, clock, muster):
    worked(ctx, clock, muster, 4, 16, 31)
    frame = office.open("billing")
    assert frame.period.period() == (date(2026, 10, 1), date(2026, 10, 31))
    assert [cell(frame, row, AMOUNT) for row in rows(frame, CUSTOMER)] == ["€142.50"]
    assert frame.total.gross.text() == "Total €169.58"


def test_raw_and_billed_time_stand_side_by_side(office, ctx, clock, muster):
    worked(ctx, clock, muster, 4, 16, 31)
    frame = office.open("billing")
    shown = [(cell(frame, r, RAW), cell(frame, r, BILLED), cell(frame, r, AMOUNT), cell(frame, r, RULE))
             for r in rows(frame, ITEM)]
    assert shown == [("4:00", "15:00", "€23.75", "increment 15/15"), ("16:00", "30:00", "€47.50", "increment 15/15"),
                     ("31:00", "45:00", "€71.25", "increment 15/15")]


def test_each_step_is_named_at_the_height_of_its_first_row(office, ctx, clock, muster):
    frame = office.open("billing")
    office.windows.window_of(frame).resize(700, 600)
    for label, beside in frame.page._level:
        office.until(lambda label=label, beside=beside: abs(
            label.mapTo(frame, label.rect().center()).y() - beside.mapTo(frame, beside.rect().center()).y()) <= 3)


def test_work_that_is_rounded_together_stands_below_one_line(office, ctx, clock):
    builders.article(ctx)
    address = builders.address(ctx)
    builders.contract(ctx, address, datetime(2026, 1, 1, tzinfo=UTC), article_number="SUP", first=900, next=900,
                      scope="ticket")
    worked(ctx, clock, address, 4, 16, 31)
    frame = office.open("billing")
    [line] = rows(frame, LINE)
    assert [cell(frame, line, column) for column in (RAW, BILLED, AMOUNT)] == ["51:00", "1:00:00", "€95.00"]
    assert [cell(frame, item, AMOUNT) for item in line.children] == ["€95.00", "", ""]


def test_older_work_is_marked_with_its_month(office, ctx, clock, muster):
    worked(ctx, clock, muster, 10, at=SEPTEMBER)
    worked(ctx, clock, muster, 10)
    frame = office.open("billing")
    [late] = rows(frame, LATE)
    assert cell(frame, late, WHAT) == "Billed late September 2026"
    assert [child.item.late for child in late.children] == [True]


def test_work_without_an_article_is_refused_with_its_ticket(office, ctx, clock):
    address = builders.address(ctx)
    uid = worked(ctx, clock, address, 10)
    frame = office.open("billing")
    [row] = rows(frame, REFUSAL)
    assert "no article for the work" in cell(frame, row, WHAT)
    assert not office.shell.commands.possible("billing.issue")
    frame.check.tree.setCurrentIndex(frame.check.model.index_of(row))
    press(frame.check.tree, Qt.Key.Key_Return)
    office.idle()
    assert (office.windows.active().kind, office.windows.active().uid) == ("ticket", uid)


def test_a_customer_is_left_out_by_one_key(office, ctx, clock, muster):
    worked(ctx, clock, muster, 10)
    frame = office.open("billing")
    [row] = rows(frame, CUSTOMER)
    frame.check.tree.setCurrentIndex(frame.check.model.index_of(row))
    press(frame.check.tree, Qt.Key.Key_Space, " ")
    assert frame.total.gross.text() == "Total €0.00"
    assert not office.shell.commands.possible("billing.issue")
    press(frame.check.tree, Qt.Key.Key_Space, " ")
    assert frame.total.net.text() == "Net €23.75 · VAT €4.51"


def test_a_measure_is_not_charged_by_one_key_and_charged_again_by_undo(office, ctx, clock, muster):
    worked(ctx, clock, muster, 10, 20)
    frame = office.open("billing")
    row = rows(frame, ITEM)[0]
    frame.check.tree.setCurrentIndex(frame.check.model.index_of(row))
    frame.check.reason.setText("Promised")
    press(frame.check.tree, Qt.Key.Key_Space, " ")
    office.idle()
    first = rows(frame, ITEM)[0]
    assert (cell(frame, first, AMOUNT), cell(frame, first, RULE)) == ("€0.00", "not charged")
    assert frame.check.tree.current_row().key == row.key
    assert frame.total.net.text().startswith("Net €47.50")
    office.undo()
    assert frame.total.net.text().startswith("Net €71.25")


def test_a_customer_with_nothing_left_to_charge_stays_in_sight_and_is_not_issued(office, ctx, clock, muster):
    worked(ctx, clock, muster, 10)
    frame = office.open("billing")
    frame.decide(rows(frame, ITEM)[0])
    office.idle()
    [customer], [item] = rows(frame, CUSTOMER), rows(frame, ITEM)
    assert (cell(frame, customer, AMOUNT), cell(frame, customer, RULE)) == ("€0.00", "nothing to charge")
    assert "billing.issue" in frame.switched_off()
    frame.decide(item)
    office.idle()
    assert frame.total.net.text().startswith("Net €23.75")


def test_not_charging_needs_a_reason(office, ctx, clock, muster):
    worked(ctx, clock, muster, 10)
    frame = office.open("billing")
    frame.check.reason.clear()
    frame.decide(rows(frame, ITEM)[0])
    office.idle()
    assert "A reason is needed. Write why, in a few words." in office.said
    assert frame.total.net.text().startswith("Net €23.75")


def test_what_the_outcome_decided_is_not_decided_here(office, ctx, clock, muster):
    worked(ctx, clock, muster, 10)
    worked(ctx, clock, muster, 20, outcome="goodwill", at=datetime(2026, 10, 9, 9, 0, tzinfo=UTC))
    frame = office.open("billing")
    given = rows(frame, ITEM)[1]
    assert frame.check.model.index_of(given).data(Qt.ItemDataRole.CheckStateRole) is None
    frame.decide(given)
    assert any("outcome decides" in text for text in office.said)


def test_issuing_makes_documents_and_shows_them(office, ctx, clock, muster):
    worked(ctx, clock, muster, 4, 16, 31)
    frame = office.open("billing")
    office.do("billing.issue")
    assert list_documents(ctx) == []
    office.do("panel.confirm")
    [document] = list_documents(ctx)
    assert (document.net_cents, frame.result.numbers) == (14_250, (document.number,))
    assert frame.result.heading.text() == "1 document issued"
    press(frame.result.list.table, Qt.Key.Key_Return)
    office.idle()
    assert (office.windows.active().kind, office.windows.active().uid) == ("document", document.uid)


def test_all_papers_of_a_run_are_saved_into_a_folder(office, ctx, clock, muster, tmp_path):
    worked(ctx, clock, muster, 10)
    frame = office.open("billing")
    office.do("billing.issue")
    office.do("panel.confirm")
    office.do("document.save")
    frame.save_panel.place.line.setText(str(tmp_path))
    office.do("panel.confirm")
    number = frame.result.numbers[0]
    assert sorted(p.name for p in tmp_path.glob("*.pdf")) == [f"{number}-statement.pdf", f"{number}.pdf"]


def test_a_period_that_was_billed_is_empty_and_says_so_kindly(office, ctx, clock, muster):
    worked(ctx, clock, muster, 10)
    frame = office.open("billing")
    office.do("billing.issue")
    office.do("panel.confirm")
    frame.result.again_button.click()
    office.idle()
    assert rows(frame, CUSTOMER) == []
    assert frame._empty_sentence().startswith("Nothing is left to bill for October 2026")
    assert not office.shell.commands.possible("billing.issue")
    assert len(list_documents(ctx)) == 1


def test_work_that_changed_since_the_preview_is_passed_over(office, ctx, clock, muster):
    worked(ctx, clock, muster, 10)
    frame = office.open("billing")
    office.changes.leave()
    worked(ctx, clock, muster, 30, at=datetime(2026, 10, 8, 9, 0, tzinfo=UTC))
    office.do("billing.issue")
    office.do("panel.confirm")
    assert list_documents(ctx) == []
    assert "Muster GmbH" in frame.result.skipped.text()


def test_chosen_customers_alone_are_billed(office, ctx, clock, muster):
    other = builders.address(ctx, "Zweite AG")
    worked(ctx, clock, muster, 10)
    worked(ctx, clock, other, 10)
    frame = office.open("billing")
    frame.customers.some.setChecked(True)
    office.idle()
    assert frame._empty_sentence() == "Tick the customers who shall be billed."
    frame.customers.search.setText("zweite")
    press(frame.customers.search, Qt.Key.Key_Return)
    office.idle()
    assert [row.draft.address_uid for row in rows(frame, CUSTOMER)] == [other]


def test_open_tickets_are_taken_in_if_wanted(office, ctx, clock, muster):
    clock.instant = OCTOBER
    ticket = create_ticket(ctx, {"subject": "Still open", "address_uid": muster})
    builders.work(ctx, ticket, 10)
    clock.instant = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    frame = office.open("billing")
    assert rows(frame, CUSTOMER) == []
    frame.parts.open_too.setChecked(True)
    office.idle()
    assert len(rows(frame, ITEM)) == 1


def test_new_work_appears_in_the_preview_by_itself(office, ctx, clock, muster):
    frame = office.open("billing")
    assert rows(frame, ITEM) == []
    worked(ctx, clock, muster, 10)
    office.until(lambda: rows(frame, ITEM))


def test_a_preview_that_takes_long_only_says_that_something_changed(office, ctx, clock, muster):
    frame = office.open("billing")
    frame._took_ms = 60_000
    worked(ctx, clock, muster, 10)
    office.until(lambda: frame.page.state.text() == "Something changed since this preview.")
    assert rows(frame, ITEM) == []
    office.do("billing.preview")
    assert len(rows(frame, ITEM)) == 1


def test_what_the_own_company_lacks_is_said_with_the_way_to_the_settings(office, ctx, clock, muster):
    write_setting(ctx, "company.tax_number", "")
    office.ctx = open_context(ctx.store, ctx.local, "anna", clock=clock)
    worked(ctx, clock, muster, 10)
    frame = office.open("billing")
    assert "Tax number" in frame.check.lacking.text.text()
    frame.check.lacking.button.click()
    assert office.windows.active().kind == "settings"


def test_a_wrong_period_says_so_beside_the_days(office, muster):
    frame = office.open("billing")
    frame.period.set_period(date(2026, 10, 31), date(2026, 10, 1))
    assert frame.period.period() is None
    assert "ends before it begins" in frame.period.problem.text()


def test_the_language_changes_while_the_preview_is_shown(office, ctx, clock, muster):
    worked(ctx, clock, muster, 10)
    frame = office.open("billing")
    office.shell.texts.use("de")
    [row] = rows(frame, CUSTOMER)
    assert cell(frame, row, AMOUNT) == "23,75\N{NO-BREAK SPACE}€"
    office.shell.texts.use("en")


def test_a_measure_gets_another_article_and_text_by_a_decision_that_can_be_undone(office, ctx, clock, muster):
    worked(ctx, clock, muster, 60)
    builders.article(ctx, "CON", price_e4=1_200_000)
    frame = office.open("billing")
    [item] = rows(frame, ITEM)
    frame.check.tree.setCurrentIndex(frame.check.model.index_of(item))
    office.do("billing.change")
    panel = frame.change_panel
    panel.article.setText("CON")
    panel.text.setText("Umzug geplant")
    office.do("panel.confirm")
    office.until(lambda: "reason" in panel._form.errors())
    panel.reason.setText("vereinbart")
    office.do("panel.confirm")
    office.until(lambda: frame.total.gross.text() == "Total €142.80")
    assert "Decided by Anna: vereinbart" in frame.check.detail.text()
    assert "Umzug geplant" in cell(frame, rows(frame, ITEM)[0], WHAT)
    office.notices[-1].action()
    office.until(lambda: frame.total.gross.text() == "Total €113.05")


def test_parts_of_the_work_are_left_out(office, ctx, clock, muster):
    worked(ctx, clock, muster, 20)
    frame = office.open("billing")
    assert rows(frame, CUSTOMER)
    frame.parts.ticks["services"].setChecked(False)
    office.until(lambda: not rows(frame, CUSTOMER))


def test_only_what_falls_under_a_ticked_contract_is_billed(office, ctx, clock, muster):
    worked(ctx, clock, muster, 20)
    worked(ctx, clock, builders.address(ctx, "Ohne Vertrag"), 30, at=OCTOBER.replace(hour=12))
    frame = office.open("billing")
    office.until(lambda: len(rows(frame, CUSTOMER)) == 2)
    frame.customers.by_contract.setChecked(True)
    office.until(lambda: frame.customers.contracts_model.rowCount() == 1)
    frame.customers.contracts_model.toggle(frame.customers.contracts_model.index(0, 0))
    office.until(lambda: [row.draft.address_name for row in rows(frame, CUSTOMER)] == ["Muster GmbH"])


def test_a_sum_that_is_too_small_is_shown_as_carried_forward_and_not_issued(office, ctx, clock, muster):
    worked(ctx, clock, muster, 4)
    write_setting(ctx, "billing.carry_below", 5000)
    office.ctx = open_context(ctx.store, None, clock=clock)
    frame = office.open("billing")
    [customer] = rows(frame, CUSTOMER)
    assert cell(frame, customer, RULE) == "carried forward: too little"
    assert frame.check.detail.text().startswith("Too little for an invoice: €23.75 are carried forward")
    assert frame.total.gross.text() == "Total €0.00"
    assert "billing.issue" in frame.switched_off()


def test_the_check_list_is_saved_before_anything_is_issued(office, ctx, clock, muster, tmp_path):
    worked(ctx, clock, muster, 20)
    frame = office.open("billing")
    office.do("frame.pdf")
    frame.file_panel.place.line.setText(str(tmp_path / "check.pdf"))
    office.do("panel.confirm")
    office.until(lambda: (tmp_path / "check.pdf").exists())
    assert (tmp_path / "check.pdf").read_bytes().startswith(b"%PDF")


def test_a_run_that_was_stopped_is_offered_and_led_to(office, ctx, clock, muster):
    worked(ctx, clock, muster, 20)
    worked(ctx, clock, builders.address(ctx, "Zweite GmbH"), 30, at=OCTOBER.replace(hour=12))
    said = []
    october = BillingRequest(date(2026, 10, 1), date(2026, 10, 31))
    bill(ctx.watched(ctx.progress, lambda: bool(said)), october, said.append)
    frame = office.open("billing")
    office.until(lambda: frame.page.unfinished.isVisible())
    assert "October 2026" in frame.page.unfinished.text.text()
    frame.page.unfinished.button.click()
    assert office.windows.active().kind == "billing_runs"


def test_what_is_left_uncharged_becomes_an_action_if_that_is_ticked(office, ctx, clock, muster):
    worked(ctx, clock, muster, 20, 30)
    frame = office.open("billing")
    frame.deciding.decide(rows(frame, ITEM)[0])
    office.until(lambda: frame.check.model.decided)
    frame.keep_actions.setChecked(True)
    office.do("billing.issue")
    office.do("panel.confirm")
    office.until(lambda: frame.stack.currentWidget() is frame.result)
    with ctx.store.read() as session:
        assert [row.kind for row in session.scalars(select(AppointmentRow))] == ["action"]
