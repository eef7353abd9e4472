"""URLs of feeds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.errors import UserError


def test_a_feed_has_a_default_port_and_its_url_as_name():
    address = parse("fritzbox://fritz.box")
    assert (address.kind, address.host, address.port) == ("fritzbox", "fritz.box", 1012)
    assert address.name == "fritzbox://fritz.box:1012"


@pytest.mark.parametrize("url", [
    "fritzbox://fritz.box:1012", " FRITZBOX://Fritz.Box/ ", "fritzbox://fritz.box:1012/",
])
def test_spellings_of_one_feed_are_one_feed(url):
    assert parse(url) == parse("fritzbox://fritz.box")


def test_a_fragment_names_the_feed():
    assert parse("fritzbox://127.0.0.1:4711#B%C3%BCro%20Nord").name == "Büro Nord"


def test_an_ipv6_address_keeps_its_brackets():
    address = parse("fritzbox://[fd00::1]:1013")
    assert (address.host, address.place, address.name) == ("fd00::1", "[fd00::1]:1013", "fritzbox://[fd00::1]:1013")


def test_options_are_sorted_and_belong_to_the_name_without_secrets():
    address = parse("fritzbox://h?b=2&a=1&token=abc")
    assert address.options == (("a", "1"), ("b", "2"), ("token", "abc"))
    assert address.name == "fritzbox://h:1012?a=1&b=2&token=***"


@pytest.mark.parametrize(("url", "path"), [
    ("modem:///dev/ttyUSB0?baud=9600", "/dev/ttyUSB0"), ("modem://COM3", "COM3"), ("modem://com12", "COM12"),
    ("modem:///dev/serial/by-id/usb-U.S._Robotics_Modem-if00", "/dev/serial/by-id/usb-U.S._Robotics_Modem-if00"),
    ("hipath:///dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0",
     "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0"),
])
def test_a_serial_port_is_named_by_its_device(url, path):
    address = parse(url)
    assert (address.role, address.path, address.place, address.on_a_port) == ("serial", path, path, True)


def test_calls_stay_filed_under_the_same_name_when_the_speed_is_set_anew():
    assert parse("modem:///dev/ttyUSB0?baud=9600").name == parse("modem:///dev/ttyUSB0?baud=115200").name


@pytest.mark.parametrize("url", [
    "", "fritz.box", "fritzbox:", "fritzbox://", "fritzbox://:1012", "fritzbox://h:0", "fritzbox://h:70000",
    "fritzbox://h:x", "fritzbox://h/path", "fritzbox://a b", "fritzbox://[::1", "fritzbox://[12]", "fritzbox://-",
    "fritzbox://user:secret@h", "fritzbox://h#" + "n" * 200, "fritzbox://h#a%00b", "://h",
])
def test_nonsense_is_refused_with_a_sentence(url):
    with pytest.raises(UserError) as refused:
        parse(url)
    assert refused.value.id == "feed.url"
    assert "secret" not in str(refused.value)


def test_an_unknown_kind_is_named():
    with pytest.raises(UserError, match="“isdn” are not supported yet") as refused:
        parse("isdn:///dev/ttyUSB0")
    assert refused.value.id == "feed.kind"


@given(st.text(max_size=60), st.sampled_from(["", "fritzbox://", "fritzbox://h:", "fritzbox://h#", "fritzbox://["]))
def test_every_text_gives_an_address_or_a_sentence(text, before):
    try:
        address = parse(before + text)
    except UserError as refused:
        assert refused.id in ("feed.url", "feed.kind")
    else:
        assert 0 < address.port < 65536
        assert parse(before + text) == address
