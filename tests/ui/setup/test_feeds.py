"""The telephone lines of a workplace, and the assistant for a company that exists."""

from __future__ import annotations

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.services.feeds import Feed, feed_url, feeds_of
from tests.ui.whole_desk import KNOWN


@pytest.fixture
def whole(place, open_desk):
    return open_desk(place)


@pytest.fixture
def frame(whole):
    return whole.desktop.desk.windows.open("feeds")


def connect(whole, frame, box, name="Büro"):
    whole.do("record.new")
    frame.telephone.place.setText(f"127.0.0.1:{box.port}")
    frame.telephone.name.setText(name)
    whole.do("panel.confirm")


def status(whole):
    return whole.desktop.desk.window.status.text("feed")


def test_a_line_is_connected_switched_off_and_on_and_removed(whole, box, frame):
    connect(whole, frame, box)
    whole.until(lambda: [feed.address.name for feed in frame.list.rows()] == ["Büro"])
    whole.until(lambda: status(whole).startswith("FRITZ!Box connected"))
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    whole.do("record.open")
    whole.until(lambda: status(whole) == "No telephone line")
    whole.do("record.open")
    whole.until(lambda: status(whole).startswith("FRITZ!Box connected"))
    whole.do("record.archive")
    whole.until(lambda: not feeds_of(whole.ctx.settings))
    whole.desktop.desk.window.strip.banners[0].notice.action()
    whole.until(lambda: len(feeds_of(whole.ctx.settings)) == 1)


def test_two_lines_of_one_name_are_refused_beside_the_field(whole, box, frame):
    connect(whole, frame, box)
    whole.until(lambda: frame.list.rows())
    connect(whole, frame, box)
    whole.until(lambda: frame.telephone.form.errors().get("name"))
    assert len(feeds_of(whole.ctx.settings)) == 1


def test_nonsense_is_refused_beside_the_field(whole, frame):
    whole.do("record.new")
    frame.telephone.place.setText("kein ort")
    whole.do("panel.confirm")
    assert "telephone line" in frame.telephone.form.errors()["place"]


def test_the_assistant_keeps_what_is_changed(whole):
    frame = whole.desktop.desk.windows.open("setup")
    frame.company.company.setText("Süd GmbH")
    whole.do("frame.save")
    whole.until(lambda: whole.ctx.settings["company.name"] == "Süd GmbH")


@pytest.mark.parametrize(("typed", "name", "url"), [
    ("fritz.box", "", "fritzbox://fritz.box"), ("192.168.178.1:1012", "", "fritzbox://192.168.178.1:1012"),
    ("fritz.box", "Büro 2", "fritzbox://fritz.box#B%C3%BCro%202"), ("fritzbox://a:1013", "x", "fritzbox://a:1013#x"),
])
def test_what_people_type_becomes_a_line(typed, name, url):
    address = Feed(feed_url("fritzbox", typed, name)).address
    expected = Feed(url).address
    assert (address.host, address.port) == (expected.host, expected.port)
    assert not name or address.name == name


def test_an_empty_address_is_missing():
    with pytest.raises(UserError) as refused:
        feed_url("fritzbox", " ")
    assert refused.value.id == "value.missing"
