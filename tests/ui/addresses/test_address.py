"""One address with persons, numbers, contracts and its time line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.addresses import Address, Contact, Phone
from hotline_desk.services.addresses import get_address, save_address
from tests import builders
from tests.ui.office import press

_TEXT, _READ, _KIND, _WHOM = 2, 3, 1, 0


@pytest.fixture
def muster(ctx):
    return builders.address(
        ctx, "Muster GmbH", "030 1234567", city="Berlin", warning="Ring the head of IT only", emails=("a@b.example",),
        contacts=(Contact("Öztürk", "Ayşe", "Frau", phones=(Phone("0171 1234567", "mobile"),)),))


def write(model, row, column, value):
    assert model.setData(model.index(row, column), value, Qt.ItemDataRole.EditRole)


def test_an_address_is_shown_with_everything_below_it(office, muster):
    frame = office.open("address", muster)
    assert frame.general.lines["name"].text() == "Muster GmbH"
    reach = frame.people.reach
    shown = [tuple(reach.text(row, column) for column in range(4)) for row in range(reach.count())]
    assert shown == [("the address itself", "Office", "030 1234567", "+49 30 1234567"),
                     ("the address itself", "E-mail", "a@b.example", ""),
                     ("Frau Ayşe Öztürk", "Mobile", "0171 1234567", "+49 171 1234567")]
    assert frame.warning.text() == "Ring the head of IT only"


def test_a_new_address_is_saved_with_persons_and_numbers(office, ctx):
    frame = office.open("address")
    frame.general.lines["name"].setText("Neue AG")
    people, reach = frame.people.people, frame.people.reach
    write(people, 0, 2, "Jäger")
    write(reach, 0, _TEXT, "030/987 65-43")
    write(reach, 1, _TEXT, "j@neue.example")
    write(reach, 1, _WHOM, 0)
    office.do("frame.save")
    stored = get_address(ctx, frame.uid)
    assert (stored.name, [(p.raw, p.e164) for p in stored.phones]) == ("Neue AG", [("030/987 65-43", "+49309876543")])
    assert [(c.last_name, c.emails) for c in stored.contacts] == [("Jäger", ("j@neue.example",))]
    assert not frame.dirty


def test_saving_keeps_what_was_not_touched(office, ctx, muster):
    before = get_address(ctx, muster)
    frame = office.open("address", muster)
    frame.general.lines["street"].setText("Neue Str. 5")
    office.do("frame.save")
    after = get_address(ctx, muster)
    assert after == Address(**{**vars(before), "street": "Neue Str. 5", "version": after.version})


def test_a_number_is_checked_while_it_is_being_typed(office, muster):
    frame = office.open("address", muster)
    reach = frame.people.reach
    reach.typed(0, _TEXT, "030 555123")
    assert reach.text(0, _READ) == "+49 30 555123"
    reach.typed(0, _TEXT, "abc")
    assert (reach.text(0, _READ), reach.token(0, _READ)) == ("no telephone number", "danger")


def test_a_wrong_number_is_said_beside_the_numbers_and_nothing_is_stored(office, ctx, muster):
    frame = office.open("address", muster)
    frame.general.lines["name"].setText("Anders GmbH")
    write(frame.people.reach, 0, _TEXT, "call me")
    office.do("frame.save")
    assert "is not a telephone number" in frame.people.error.text()
    assert frame.tabs.currentWidget() is frame.people
    assert get_address(ctx, muster).name == "Muster GmbH"


def test_a_missing_name_is_said_beside_its_field(office, muster):
    frame = office.open("address", muster)
    frame.general.lines["name"].clear()
    office.do("frame.save")
    assert frame.general.form.errors() == {"name": "Name is missing. Fill it in."}


def test_a_person_without_last_name_is_said_where_the_persons_are(office, ctx, muster):
    frame = office.open("address", muster)
    write(frame.people.people, 1, 1, "Klaus")
    office.do("frame.save")
    assert "Last name is missing" in frame.people.error.text()


def test_taking_a_person_away_takes_the_numbers_along(office, ctx, muster):
    frame = office.open("address", muster)
    frame.people.people.remove_row(0)
    office.do("frame.save")
    stored = get_address(ctx, muster)
    assert stored.contacts == ()
    assert [p.raw for p in stored.phones] == ["030 1234567"]


def test_del_removes_a_number(office, ctx, muster):
    frame = office.open("address", muster)
    table = frame.people.reach_table
    table.setCurrentIndex(frame.people.reach.index(0, _TEXT))
    press(table, Qt.Key.Key_Delete)
    office.do("frame.save")
    assert get_address(ctx, muster).phones == ()


def test_tab_goes_from_cell_to_cell_over_those_that_only_show(office, muster):
    frame = office.open("address", muster)
    frame.tabs.setCurrentWidget(frame.people)
    table, model = frame.people.reach_table, frame.people.reach
    table.setCurrentIndex(model.index(0, _TEXT))
    press(table, Qt.Key.Key_Tab)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, _WHOM)


def test_a_text_with_an_at_becomes_an_email(office, muster):
    frame = office.open("address", muster)
    reach = frame.people.reach
    write(reach, reach.count(), _TEXT, "c@d.example")
    assert reach.text(reach.count() - 1, _KIND) == "E-mail"


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(office, ctx, muster):
    frame = office.open("address", muster)
    frame.general.lines["city"].setText("Potsdam")
    frame.set_dirty(True)
    stored = get_address(ctx, muster)
    save_address(ctx, Address(**{**vars(stored), "city": "Bernau"}))
    office.idle()
    assert frame.general.lines["city"].text() == "Potsdam"
    office.do("frame.save")
    assert any("changed this record in the meantime" in text for text in office.said)
    assert get_address(ctx, muster).city == "Bernau"


def test_an_unsaved_frame_stays_open_until_it_is_said_to_close(office, muster):
    frame = office.open("address", muster)
    frame.general.lines["city"].setText("Potsdam")
    frame.set_dirty(True)
    assert not office.windows.close(frame)
    office.undo()
    office.until(lambda: office.windows.find("address", muster) is None)


def test_the_time_line_shows_tickets_and_calls_and_opens_them(office, ctx, muster):
    uid = builders.ticket(ctx, muster, "Printer on fire")
    builders.answered_call(ctx, "7", caller_number="+49301234567")
    frame = office.open("address", muster)
    assert any("Printer on fire" in e.title for e in frame.timeline.rows())
    assert {"ticket", "call"} <= {e.kind for e in frame.timeline.rows()}
    frame.timeline.select(("ticket", uid))
    press(frame.timeline.table, Qt.Key.Key_Return)
    assert (office.windows.active().kind, office.windows.active().uid) == ("ticket", uid)


def test_the_head_tells_the_contract_and_the_rest_of_the_quota(office, ctx, muster):
    builders.article(ctx)
    builders.contract(ctx, muster, datetime(2026, 1, 1, tzinfo=UTC), "Premium", article_number="SUP",
                      quota_minutes=60)
    frame = office.open("address", muster)
    assert "Premium · 60 of 60 min left" in frame.conditions.text()
    assert [c.terms for c in frame.contracts.list.rows()] == ["Premium"]


def test_contract_ticket_and_statement_are_begun_for_this_customer(office, ctx, muster):
    frame = office.open("address", muster)
    office.do("contract.add")
    assert "Muster GmbH" in office.windows.active().customer.text()
    office.windows.bring(frame)
    office.do("ticket.new")
    assert office.windows.active().args == {"address_uid": muster}
    office.windows.bring(frame)
    office.do("document.statement")
    assert "Muster GmbH" in office.windows.active().statement.customer.text()


def test_who_may_not_change_addresses_cannot_type(office, ctx, muster, monkeypatch):
    monkeypatch.setattr("hotline_desk.ui.addresses.address.permitted", lambda _role, right: right != "address.edit")
    frame = office.open("address", muster)
    assert not frame.general.form.isEnabled()
    assert frame.people.reach.rowCount() == frame.people.reach.count()
    assert not office.shell.commands.possible("frame.save")


def test_below_900_pixels_the_time_line_is_a_page(office, muster):
    frame = office.open("address", muster)
    assert frame.tabs.count() == 4
    office.windows.window_of(frame).resize(700, 500)
    office.until(lambda: frame.tabs.count() == 5)
    office.windows.window_of(frame).resize(1100, 500)
    office.until(lambda: frame.tabs.count() == 4)


def test_an_unknown_caller_begins_a_new_address_with_the_number(office):
    frame = office.open("address", None, phone="+49 30 555")
    assert frame.people.reach.entries[0].text == "+49 30 555"
    assert frame.dirty


def test_a_number_becomes_the_switchboards(office, ctx, muster):
    frame = office.open("address", muster)
    write(frame.people.reach, 0, _WHOM, -2)
    assert frame.people.reach.text(0, _WHOM) == "the switchboard"
    office.do("frame.save")
    assert get_address(ctx, muster).phones[0].shared


def test_the_number_in_hand_is_the_one_of_the_current_line(office, muster):
    frame = office.open("address", muster)
    assert frame.to_dial().number == "030 1234567"
    frame.people.reach_table.setCurrentIndex(frame.people.reach.index(2, _TEXT))
    assert frame.to_dial().number == "0171 1234567"
