"""Connecting a telephone: its kind, where it is, and a call that shows what comes of it."""

from __future__ import annotations

import socket
import threading

import pytest

from hotline_desk.adapters.telephony.ami import PacketCutter
from hotline_desk.services.feeds import feeds_of
from tests.asterisk_stream import recorded
from tests.keyring_in_memory import InMemory
from tests.ui.whole_desk import KNOWN

STRANGER = "+491755290111"


@pytest.fixture
def whole(place, box, open_desk):
    """A desk without a line; it closes before the box does."""
    return open_desk(place)


@pytest.fixture
def frame(whole):
    whole.do("telephone.connect")
    return whole.desktop.desk.windows.active()


@pytest.fixture
def at_call(whole, frame, box):
    """The assistant waits for a test call at the box."""
    frame.cards.cards["fritzbox"].click()
    frame.telephone.place.setText(f"127.0.0.1:{box.port}")
    frame.telephone.name.setText("Büro")
    whole.do("panel.confirm")
    assert box.wait_for_listener(10)
    whole.until(lambda: frame.hearing.state.text().startswith(f"127.0.0.1:{box.port}: connected"))
    return frame


def told(frame, key):
    verdict = frame.hearing.shown[key]
    return "" if verdict.isHidden() else verdict.text()


def test_each_kind_says_what_to_dial_or_set(whole, frame):
    said = {}
    for code, card in frame.cards.cards.items():
        card.click()
        assert frame.telephone.kind.code() == code
        said[code] = frame.telephone.hint.text()
        whole.do("panel.back")
    assert min(map(len, said.values())) > 40
    assert "#96*5*" in said["fritzbox"]
    assert "read = call,agent" in said["asterisk"]
    assert "CLIP" in said["modem"]
    assert "SMDR" in said["smdr+avaya"]


def test_the_assistant_asks_for_a_call_with_the_mobile_telephone(at_call):
    assert at_call.hearing.wanted.text() == "Now call with your mobile telephone."
    assert not at_call.hearing.findings()


def test_a_call_of_a_customer_shows_number_match_and_who_answered(whole, at_call, box):
    call = box.ring(KNOWN)
    whole.until(lambda: told(at_call, "caller") == "Stadtwerke Süd")
    assert told(at_call, "number") == "+49 711 5550123, came as 07115550123"
    assert told(at_call, "direction") == "incoming"
    assert "RING" in at_call.hearing.raw.text()
    assert told(at_call, "answer") == "now answer the call at your telephone"
    call.answer(11)
    whole.until(lambda: told(at_call, "answer") == "extension 11")
    call.hang_up()
    whole.until(lambda: told(at_call, "end").startswith("told"))
    assert not whole.journal(), "a call on trial is not recorded"


def test_a_stranger_becomes_an_address_by_one_key(whole, at_call, box):
    box.ring(STRANGER)
    whole.until(lambda: told(at_call, "caller").startswith("not in the addresses"))
    whole.do("address.from_caller")
    assert whole.active_kind() == "address"


def test_a_withheld_number_says_why_there_is_no_match(whole, at_call, box):
    box.ring("")
    whole.until(lambda: told(at_call, "number").startswith("withheld."))
    assert not told(at_call, "caller")


def test_this_is_my_telephone_by_one_key(whole, at_call, box):
    assert whole.ctx.user.extension == "11"
    assert not whole.desktop.desk.shell.commands.possible("feed.mine")
    box.ring(KNOWN).answer(23)
    whole.until(lambda: whole.desktop.desk.shell.commands.possible("feed.mine"))
    whole.do("feed.mine")
    whole.until(lambda: whole.ctx.user.extension == "23")
    whole.until(lambda: not whole.desktop.desk.shell.commands.possible("feed.mine"))


def test_the_next_call_takes_the_place_of_the_one_before(whole, at_call, box):
    box.ring(KNOWN).hang_up()
    whole.until(lambda: told(at_call, "end").startswith("told"))
    box.ring("")
    whole.until(lambda: told(at_call, "number").startswith("withheld."))
    assert told(at_call, "end") == "then hang up"


def test_the_line_is_kept_at_the_end_and_goes_on_to_be_heard(whole, at_call, box):
    assert not feeds_of(whole.ctx.settings)
    whole.do("panel.confirm")
    whole.until(lambda: [feed.address.name for feed in feeds_of(whole.ctx.settings)] == ["Büro"])
    whole.until(lambda: whole.desktop.desk.window.status.text("feed").startswith("FRITZ!Box connected"))
    box.ring(KNOWN).answer(11).hang_up()
    whole.until(lambda: told(at_call, "answer") == "extension 11")
    assert whole.journal()
    whole.do("panel.confirm")
    whole.until(lambda: whole.active_kind() != "connect")


def test_what_was_begun_is_there_again_after_leaving(whole, frame):
    frame.cards.cards["asterisk"].click()
    frame.telephone.place.setText("pbx.example.net")
    frame.telephone.user.setText("hotline")
    frame.telephone.secret.setText("geheim")
    whole.desktop.desk.windows.close(frame)
    whole.do("telephone.connect")
    again = whole.desktop.desk.windows.active()
    assert again is not frame
    assert (again.telephone.kind.code(), again.telephone.place.text(), again.telephone.user.text()) == (
        "asterisk", "pbx.example.net", "hotline")
    assert again.pages.currentIndex() == 1
    assert again.telephone.secret.text() == "", "a secret is remembered by the keyring alone"


def test_what_is_missing_is_said_before_anything_is_tried(whole, frame):
    frame.cards.cards["fritzbox"].click()
    whole.do("panel.confirm")
    assert frame.telephone.form.errors()["place"] == "Network address is missing. Fill it in."
    assert frame.pages.currentIndex() == 1


@pytest.mark.logs("feed.unreachable")
def test_a_box_that_is_silent_says_what_to_dial(whole, frame):
    frame.cards.cards["fritzbox"].click()
    frame.telephone.place.setText("127.0.0.1:9")
    whole.do("panel.confirm")
    whole.until(lambda: "#96*5*" in frame.hearing.state.text())


def test_a_kept_line_is_overheard(whole, place, box):
    whole.desktop.local.put_setting("feeds", [{"url": f"{box.url}#Büro"}])
    whole.desktop._read_context()
    whole.until(lambda: whole.desktop.calls.lines.states() and whole.listens())
    frame = whole.desktop.desk.windows.open("connect", None, line="Büro")
    box.ring(KNOWN).answer(12)
    whole.until(lambda: told(frame, "answer") == "extension 12")
    assert whole.journal()


def test_help_opens_at_the_kind_that_is_being_connected(whole, frame):
    frame.cards.cards["push"].click()
    whole.do("help.open")
    help_frame = whole.desktop.desk.windows.active()
    whole.until(lambda: help_frame.reader.source().toString() == "telephony.md#push")
    assert help_frame.reader.verticalScrollBar().value() > 0


class Exchange:
    """An Asterisk whose trunk is called otherwise than usual: lets everybody in and plays a recorded call on wish."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.secrets: list[str] = []
        self._inside: list[socket.socket] = []
        self._all: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._server.accept()
            except OSError:
                return
            self._all.append(sock)
            sock.sendall(b"Asterisk Call Manager/11.0.0\r\n")
            cutter = PacketCutter()
            for line in sock.makefile("r", newline="\r\n"):
                packet = cutter.feed(line)
                if packet and packet["Action"] == "Login":
                    self.secrets.append(packet["Secret"])
                    sock.sendall(b"Response: Success\r\nActionID: hotline-desk-login\r\n"
                                 b"Message: Authentication accepted\r\n\r\n")
                elif packet and packet["Action"] == "CoreShowChannels":
                    self._inside.append(sock)
                    break

    def play(self, name: str) -> None:
        """Tells the newest listener of a call."""
        told = recorded(name).split(b"\r\n\r\n", 1)[1].replace(b"PJSIP/trunk", b"PJSIP/amt")
        self._inside[-1].sendall(told.replace(b"from-trunk", b"von-draussen"))

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        for sock in (*self._all, self._server):
            sock.close()
        self._thread.join(10)


@pytest.fixture
def exchange():
    made = Exchange()
    yield made
    made.close()


@pytest.fixture
def ring():
    with InMemory().in_use() as found:
        yield found


def test_an_asterisk_learns_its_trunk_from_the_test_call(whole, ring, frame, exchange):
    frame.cards.cards["asterisk"].click()
    frame.telephone.place.setText(f"127.0.0.1:{exchange.port}")
    frame.telephone.user.setText("hotline")
    frame.telephone.secret.setText("geheim")
    whole.do("panel.confirm")
    whole.until(lambda: ": connected since" in frame.hearing.state.text() and exchange._inside)
    assert exchange.secrets == ["geheim"] and not ring.kept, "typed, and not kept before the end"
    exchange.play("01-inbound-answered")
    whole.until(lambda: "PJSIP/amt" in told(frame, "direction"))
    assert told(frame, "direction").startswith("internal.")
    whole.until(lambda: frame.hearing.call.is_over)
    whole.do("feed.learn")
    whole.until(lambda: len(exchange._inside) == 2)
    exchange.play("01-inbound-answered")
    whole.until(lambda: told(frame, "direction") == "incoming" and frame.hearing.call.is_over)
    assert not whole.desktop.desk.shell.commands.possible("feed.learn")
    whole.do("panel.confirm")
    whole.until(lambda: feeds_of(whole.ctx.settings))
    address = feeds_of(whole.ctx.settings)[0].address
    assert (address.chosen("trunk"), address.chosen("context")) == (["PJSIP/amt"], ["von-draussen"])
    whole.until(lambda: ring.kept == {("Hotline Desk", "Asterisk"): "geheim"})
    whole.until(lambda: len(exchange._inside) == 3)
    exchange.play("01-inbound-answered")
    whole.until(lambda: [(row.direction, row.state) for row in whole.journal()] == [("in", "ended")])
