"""The list of addresses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.addresses import Contact, Phone
from hotline_desk.services.addresses import get_address
from tests import builders
from tests.ui.office import press


@pytest.fixture
def three(ctx):
    return (builders.address(ctx, "Stadtwerke Süd", "0711 5550123", emails=("it@stadtwerke.example",)),
            builders.address(ctx, "Bäckerei Kröger", contacts=(Contact("Öztürk", phones=(Phone("0171 1234567"),)),)),
            builders.address(ctx, "Papier Nord", roles=("supplier",)))


def shown(frame):
    return {row.name for row in frame.list.rows()}


@pytest.mark.parametrize(("words", "names"), [
    ("sued", {"Stadtwerke Süd"}), ("711 5550", {"Stadtwerke Süd"}), ("it@stadt", {"Stadtwerke Süd"}),
    ("oeztuerk", {"Bäckerei Kröger"}), ("01711234567", {"Bäckerei Kröger"}), ("", {"Stadtwerke Süd", "Bäckerei Kröger",
                                                                                "Papier Nord"}), ("xyz", set()),
])
def test_addresses_are_found_while_typing(office, three, words, names):
    frame = office.open("addresses")
    frame.search.setText(words)
    office.idle()
    assert shown(frame) == names


def test_enter_in_the_search_opens_the_first_hit(office, three):
    frame = office.open("addresses")
    frame.search.setText("kröger")
    office.idle()
    press(frame.search, Qt.Key.Key_Return)
    office.idle()
    assert (office.windows.active().kind, office.windows.active().uid) == ("address", three[1])


def test_one_role_alone_is_shown(office, three):
    frame = office.open("addresses")
    frame.role.setCurrentIndex(frame.role.findData("supplier"))
    office.idle()
    assert shown(frame) == {"Papier Nord"}


def test_putting_away_is_undone(office, ctx, three):
    frame = office.open("addresses")
    frame.list.select(three[0])
    office.do("record.archive")
    assert get_address(ctx, three[0]).archived
    assert "Stadtwerke Süd" not in shown(frame)
    office.undo()
    assert not get_address(ctx, three[0]).archived
    assert "Stadtwerke Süd" in shown(frame)


def test_what_was_put_away_is_shown_if_wanted(office, three):
    frame = office.open("addresses")
    frame.list.select(three[0])
    office.do("record.archive")
    frame.archived.setChecked(True)
    office.idle()
    assert "Stadtwerke Süd" in shown(frame)


def test_a_new_ticket_is_for_the_address_in_hand(office, three):
    frame = office.open("addresses")
    frame.list.select(three[1])
    office.do("ticket.new")
    assert office.windows.active().args == {"address_uid": three[1]}


def test_a_new_address_appears_by_itself(office, ctx, three):
    frame = office.open("addresses")
    builders.address(ctx, "Vierte GmbH")
    office.until(lambda: "Vierte GmbH" in shown(frame))
