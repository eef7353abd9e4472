"""The price indication: figures follow what is typed, and become an offer."""

from __future__ import annotations

import pytest

from hotline_desk.domain.contracts import Terms
from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.contracts import save_terms
from tests import builders


@pytest.fixture
def frame(office, ctx):
    builders.article(ctx)
    save_terms(ctx, Terms("", "Exact", article_number="SUP", first=1, next=1))
    save_terms(ctx, Terms("", "Fee", article_number="SUP", monthly_fee_cents=50_000, prices={"SUP": 100_000}))
    return office.open("indication")


def shown(frame):
    return [frame.grid.itemAt(n).widget().text() for n in range(frame.grid.count())]


def choose(office, frame, box, name):
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())
    office.idle()


def test_two_terms_stand_side_by_side_and_the_cheaper_is_named(office, frame):
    choose(office, frame, frame.second, "Fee")
    texts = shown(frame)
    assert "Exact" in texts and "Fee" in texts and "€950.00" in texts and "€600.00" in texts
    assert texts.count("cheaper") == 1


def test_the_figures_follow_what_is_typed(office, frame):
    frame.calls.setText("200")
    frame.calls.textEdited.emit("200")
    office.idle()
    assert "€1,900.00" in shown(frame)


def test_impossible_shares_are_told(office, frame):
    for field in (frame.evening, frame.sunday):
        field.setText("60")
        field.textEdited.emit("60")
    office.idle()
    assert "at most 100 per cent" in frame.words.text() and shown(frame) == []


def test_an_offer_is_made_of_it(office, ctx, frame):
    assert not office.shell.commands.possible("indication.offer")
    frame.customer.set_value("Muster", builders.address(ctx, "Muster GmbH"))
    frame.customer.chosen.emit(frame.customer.value())
    office.do("indication.offer")
    assert [(d.kind, d.state, d.net_cents) for d in list_documents(ctx)] == [("offer", "draft", 95_000)]
    assert office.windows.active().kind == "draft"
