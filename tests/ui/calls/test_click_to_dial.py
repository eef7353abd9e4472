"""Dialling with an Asterisk: from the number in front of the user to the call on the ticket, or a sentence why not."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest

from tests.manager_double import NOTHING_RUNS, Exchange
from tests.ui.whole_desk import KNOWN

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch) -> Iterator[Exchange]:
    monkeypatch.setenv("HOTLINE_DESK_FEED_SECRET", "s3cret")
    found = Exchange()
    yield found
    for sock in found.sockets:
        sock.close()


class Connected:
    """The exchange's end of the desk's line."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.order: dict[str, str] = {}
        """The call that the desk asks for, once it has."""
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        self.sock = self._exchange.let_in()
        self.sock.sendall(NOTHING_RUNS)
        self.order = self._exchange.heard(self.sock)

    def tell(self, event: str, **fields: str) -> None:
        lines = [f"Event: {event}", *(f"{key}: {value}" for key, value in fields.items())]
        self.sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())


@pytest.fixture
def dialling(exchange, place, open_desk):
    """Anna's desk at that exchange, and the order of a call to a customer."""
    line = Connected(exchange)
    url = f"asterisk://hotline@127.0.0.1:{exchange.port}?trunk=PJSIP/trunk#Office"
    whole = open_desk(place, feeds=[url])
    whole.until(lambda: whole.desktop.calls is not None and whole.desktop.calls.lines.can_dial())
    (hit,) = whole.desktop.calls.dialler.hits("0711 5550123")
    hit.run()
    whole.until(lambda: line.order)
    assert line.order["Action"] == "Originate"
    return whole, line, line.order


def banners(whole):
    return [banner.notice.text for banner in whole.desktop.desk.window.strip.banners]


def test_the_own_telephone_is_asked_to_call(dialling):
    whole, _, order = dialling
    assert (order["Channel"], order["Exten"]) == ("PJSIP/11", "07115550123")
    whole.until(lambda: any("Lift the receiver of telephone 11" in text for text in banners(whole)))


def test_the_own_call_is_known_by_the_name_of_its_order(dialling):
    whole, line, order = dialling
    own = {"Channel": "PJSIP/11-00000001", "Uniqueid": order["ChannelId"], "Linkedid": order["ChannelId"]}
    trunk = {"DestChannel": "PJSIP/trunk-00000002", "DestUniqueid": "1.2", "DestLinkedid": order["ChannelId"]}
    line.tell("DialBegin", **{f"Dest{key}": value for key, value in own.items()}, DialString="11")
    line.tell("DialEnd", **{f"Dest{key}": value for key, value in own.items()}, DialStatus="ANSWER")
    line.tell("DialBegin", **own, **trunk, DialString="07115550123@trunk")
    whole.until(lambda: whole.journal())
    row, = whole.journal()
    assert (row.direction, row.number) == ("out", KNOWN)


def test_a_telephone_that_cannot_be_reached_is_said(dialling):
    whole, line, order = dialling
    line.tell("OriginateResponse", ActionID=order["ActionID"], Response="Failure", Reason="0")
    whole.until(lambda: any("Your telephone 11 cannot be reached" in text for text in banners(whole)))
    assert whole.listens()
