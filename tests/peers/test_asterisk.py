"""Live against a real Asterisk with telephones of our own."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from hotline_desk.adapters.telephony.ami import action
from hotline_desk.adapters.telephony.dialling import DialOrder
from hotline_desk.adapters.telephony.feed import FeedState, Pace
from hotline_desk.adapters.telephony.learning import learn, packets_of
from hotline_desk.adapters.telephony.listener import listener
from hotline_desk.adapters.telephony.trace import IN, Trace
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.clock import SystemClock
from hotline_desk.core.text import Translator as Texts
from hotline_desk.domain.calls import Call, CallEvent
from tests.fritz_stream import PLAN, Journal
from tests.peers.exchange import Exchange
from tests.peers.telephone import Dialog, Telephone

pytestmark = [pytest.mark.peer, pytest.mark.timeout(480)]
MAX = '"Max Müster" <sip:+49301234567@127.0.0.1>'
MOBILE = "0491701234567"
PATIENCE = 20.0
OPTIONS = "trunk=PJSIP/trunk&dial_context=internal"
URL = f"asterisk://hotline@127.0.0.1?{OPTIONS}#exchange"


class Desk:
    """What hears the exchange, and the journal it makes. No wait here lasts longer than PATIENCE."""

    def __init__(self, url: str = URL) -> None:
        self.journal = Journal()
        self.events: list[CallEvent] = []
        self.states: queue.Queue[FeedState] = queue.Queue()
        self.trace = Trace()
        self._changed = threading.Condition()
        self.listener = listener(
            parse(url), PLAN, self._take, self.states.put, self._gap, pace=Pace(first=0.2, longest=1.0, turn=0.5),
            trace=self.trace)
        self._thread = threading.Thread(target=self.listener.run, daemon=True)
        self._thread.start()

    def _take(self, event: CallEvent) -> None:
        with self._changed:
            self.journal.record(event)
            self.events.append(event)
            self._changed.notify_all()

    def _gap(self) -> None:
        with self._changed:
            self.journal.feed_is_back(SystemClock().now())
            self._changed.notify_all()

    def until(self, wanted: Callable[[Call], bool]) -> Call:
        """The newest call once it is as wanted."""
        with self._changed:
            arrived = self._changed.wait_for(
                lambda: bool(self.journal.calls) and wanted(list(self.journal.calls.values())[-1]), PATIENCE)
            assert arrived, f"told: {self.events}"
            return list(self.journal.calls.values())[-1]

    def until_state(self, wanted: Callable[[FeedState], bool]) -> FeedState:
        end = time.monotonic() + PATIENCE
        while True:
            state = self.states.get(timeout=max(0.1, end - time.monotonic()))
            if wanted(state):
                return state

    def told(self, kind: str) -> list[str]:
        """The extensions that events of this kind tell of."""
        return [event.extension for event in self.events if event.kind == kind]

    def stop(self) -> None:
        self.listener.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchange]:
    found = Exchange(tmp_path_factory.mktemp("exchange"))
    found.install()
    found.start()
    yield found
    found.crash()


@pytest.fixture
def desk(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("HOTLINE_DESK_FEED_SECRET", "s3cret")
    exchange.clear()
    found = Desk()
    try:
        found.until_state(lambda s: s.connected)
        yield found
    finally:
        found.stop()


Plug = Callable[[str], Telephone]


@pytest.fixture
def plug() -> Iterator[Plug]:
    """Plugs a telephone in, or the line to the outside as `trunk`."""
    with ExitStack() as plugged:
        yield lambda name: plugged.enter_context(
            Telephone("trunk", 5170, "X-Trunk: amt") if name == "trunk" else Telephone(name, 5070 + int(name)))


@pytest.fixture
def outside(plug: Plug) -> Telephone:
    return plug("trunk")


def talk(desk: Desk, outside: Telephone, phone: Telephone, number: str) -> tuple[Dialog, Dialog]:
    """A call from outside that is answered: the caller's side and the agent's."""
    caller = outside.dial(number, MAX)
    agent = phone.rings()
    desk.until(lambda c: phone.extension in c.ringing)
    agent.answer()
    desk.until(lambda c: c.state == "answered")
    assert caller.answered.wait(PATIENCE)
    return caller, agent


def test_a_call_that_is_answered(desk, plug, outside):
    caller, _ = talk(desk, outside, plug("101"), "4930555100")
    time.sleep(1.1)
    caller.hang_up()
    call = desk.until(lambda c: c.state == "ended")
    assert (call.direction, call.caller_number, call.called_number) == ("in", "+49301234567", "+4930555100")
    assert (call.outcome, call.extension, call.caller_name) == ("answered", "101", "Max Müster")
    assert call.duration_seconds in (1, 2)
    assert desk.told("updated") == []


def test_a_caller_who_gives_up(desk, plug, outside):
    phone = plug("101")
    caller = outside.dial("4930555100", MAX)
    phone.rings()
    desk.until(lambda c: c.ringing == ("101",))
    caller.hang_up()
    assert desk.until(lambda c: c.state == "ended").outcome == "missed"
    assert desk.told("ringing") == desk.told("ring_stopped") == ["101"]


def test_a_caller_who_gives_up_before_any_telephone_rings(desk, outside):
    caller = outside.dial("4930555450", MAX)
    assert caller.answered.wait(PATIENCE)
    caller.hang_up()
    call = desk.until(lambda c: c.state == "ended")
    assert (call.direction, call.outcome, call.caller_number) == ("in", "missed", "+49301234567")


def test_a_busy_telephone(desk, plug, outside):
    phone = plug("103")
    outside.dial("4930555103", MAX)
    phone.rings().refuse()
    assert desk.until(lambda c: c.state == "ended").outcome == "busy"


def test_a_queue_after_a_menu(desk, plug, outside):
    one, other = plug("101"), plug("102")
    caller = outside.dial("4930555400", MAX)
    one.rings()
    other.rings().answer()
    assert desk.until(lambda c: c.state == "answered").extension == "102"
    caller.hang_up()
    call = desk.until(lambda c: c.state == "ended")
    assert (call.outcome, call.queue, call.menu) == ("answered", "hotline", "Rechnung")
    assert sorted(desk.told("ringing")) == ["101", "102"]
    assert desk.told("ring_stopped") == ["101"]


def test_a_queue_whose_members_reject_at_first(desk, plug, outside):
    one, other = plug("101"), plug("102")
    caller = outside.dial("4930555200", MAX)
    for phone in (one, other):
        phone.rings().refuse("603 Decline")
    other.rings().answer()
    desk.until(lambda c: c.state == "answered")
    caller.hang_up()
    assert desk.until(lambda c: c.state == "ended").outcome == "answered"
    assert sorted(desk.told("ringing")) == ["101", "101", "102", "102"]


def test_a_blind_transfer_stays_one_call(desk, plug, outside):
    one, other = plug("101"), plug("102")
    caller, agent = talk(desk, outside, one, "4930555120")
    agent.refer("102")
    colleague = other.rings()
    desk.until(lambda c: c.ringing == ("102",))
    colleague.answer()
    desk.until(lambda c: c.extension == "102")
    caller.hang_up()
    call = desk.until(lambda c: c.state == "ended")
    assert [leg.extension for leg in call.legs] == desk.told("answered") == ["101", "102"]
    assert (desk.told("updated"), len(desk.journal.calls)) == (["101"], 1)


def test_an_attended_transfer_by_the_telephone_stays_one_call(desk, plug, outside):
    one, other = plug("101"), plug("102")
    caller, agent = talk(desk, outside, one, "4930555120")
    advice = one.dial("102")
    other.rings().answer()
    assert advice.answered.wait(PATIENCE)
    assert desk.told("answered") == ["101"]
    agent.join(advice)
    desk.until(lambda c: c.extension == "102")
    caller.hang_up()
    desk.until(lambda c: c.state == "ended")
    assert (desk.told("answered"), desk.told("updated")) == (["101", "102"], ["101"])
    assert len(desk.journal.calls) == 1


def test_an_attended_transfer_by_the_exchange_stays_one_call(exchange, desk, plug, outside):
    one, other = plug("101"), plug("102")
    caller, agent = talk(desk, outside, one, "4930555120")
    ask(action("Atxfer", Channel=exchange.channel("PJSIP/101"), Exten="102", Context="internal"))
    colleague = other.rings().answer()
    time.sleep(0.5)
    agent.hang_up()
    desk.until(lambda c: c.extension == "102")
    colleague.hang_up()
    assert caller.ended.wait(PATIENCE)
    desk.until(lambda c: c.state == "ended")
    assert (desk.told("answered"), desk.told("updated")) == (["101", "102"], ["101"])
    assert len(desk.journal.calls) == 1


def ask(message: bytes) -> None:
    """Lets somebody with all rights ask the exchange for something."""
    with socket.create_connection(("127.0.0.1", 5038), PATIENCE) as other:
        other.settimeout(PATIENCE)
        other.sendall(action("Login", Username="all", Secret="s3cret", Events="off") + message)
        heard = b""
        while heard.count(b"Response: Success") < 2:
            heard += other.recv(4096)
            assert b"Response: Error" not in heard, heard


def test_a_parked_call_that_a_colleague_takes(desk, plug, outside):
    one, other = plug("101"), plug("102")
    caller, agent = talk(desk, outside, one, "4930555120")
    agent.refer("700")
    desk.until(lambda c: c.talking is None)
    assert other.dial("701").answered.wait(PATIENCE)
    desk.until(lambda c: c.extension == "102")
    caller.hang_up()
    call = desk.until(lambda c: c.state == "ended")
    assert ([leg.extension for leg in call.legs], len(desk.journal.calls)) == (["101", "102"], 1)


def test_an_outgoing_call(desk, plug, outside):
    own = plug("101").dial(MOBILE)
    outside.rings().answer()
    desk.until(lambda c: c.state == "answered")
    own.hang_up()
    call = desk.until(lambda c: c.state == "ended")
    assert (call.direction, call.called_number, call.extension) == ("out", "+491701234567", "101")
    assert call.outcome == "answered"


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_click_to_dial_is_one_outgoing_call_under_the_name_of_its_order(exchange, desk, plug, outside, encrypted):
    phone = plug("101")
    by = Desk(f"asterisk://hotline@localhost?tls=1&ca={exchange.certificate}&{OPTIONS}#exchange") if encrypted else desk
    try:
        by.until_state(lambda s: s.connected) if encrypted else None
        assert by.listener.can_dial
        by.listener.dial(DialOrder(f"hotline-{encrypted:d}", MOBILE, "101"))
        phone.rings().answer()
        customer = outside.rings().answer()
        desk.until(lambda c: c.state == "answered")
        customer.hang_up()
        call = desk.until(lambda c: c.state == "ended")
    finally:
        if by is not desk:
            by.stop()
    assert (call.call_id, call.direction, call.called_number) == (f"hotline-{encrypted:d}", "out", "+491701234567")
    assert (call.extension, call.outcome, desk.told("ringing")) == ("101", "answered", ["101"])


@pytest.mark.parametrize("extension, said", [("199", "199 cannot be reached"), ("101", "101 was not picked up")])
def test_a_click_to_dial_that_fails_is_said_in_words(desk, plug, exchange, extension, said):
    phone = plug("101")
    desk.listener.dial(DialOrder("hotline-2", MOBILE, extension))
    if extension == phone.extension:
        rings = phone.rings()
        exchange.await_ringing("PJSIP/101")
        rings.refuse()
    state = desk.until_state(lambda s: s.trouble != "")
    assert (state.connected, said in state.sentence(Texts("en"))) == (True, True)
    assert desk.until_state(lambda s: s.connected).trouble == ""
    assert desk.events == []


def test_the_encrypted_interface_for_a_user_with_fewer_rights(exchange, desk):
    other = Desk(f"asterisk://ticket@localhost?tls=1&ca={exchange.certificate}#exchange")
    try:
        assert other.until_state(lambda s: s.connected or s.trouble != "").trouble == ""
    finally:
        other.stop()


@pytest.mark.logs("feed.login")
def test_a_wrong_secret(exchange, monkeypatch):
    monkeypatch.setenv("HOTLINE_DESK_FEED_SECRET", "wrong")
    desk = Desk()
    try:
        assert "refuses the login" in desk.until_state(lambda s: s.trouble != "").sentence(Texts("en"))
    finally:
        desk.stop()


def test_a_test_call_teaches_trunk_and_context(desk, plug, outside):
    caller, _ = talk(desk, outside, plug("101"), "4930555100")
    caller.hang_up()
    desk.until(lambda c: c.state == "ended")
    lines, _ = desk.trace.since(0)
    lesson = learn(packets_of(line.text for line in lines if line.kind == IN), "030 1234567")
    assert (lesson.trunk, lesson.context, lesson.extension) == ("PJSIP/trunk", "from-trunk", "101")


def test_a_call_that_goes_on_while_nobody_listened(desk, plug, outside):
    caller, _ = talk(desk, outside, plug("101"), "4930555100")
    desk.stop()
    later = Desk()
    try:
        assert later.until(lambda c: c.state == "answered").caller_number == "+49301234567"
        caller.hang_up()
        assert later.until(lambda c: c.state == "ended").outcome == "answered"
    finally:
        later.stop()


@pytest.mark.logs("feed.unreachable")
def test_the_exchange_is_restarted_in_the_middle_of_a_call(exchange, desk, plug, outside):
    phone = plug("101")
    talk(desk, outside, phone, "4930555100")
    exchange.crash()
    desk.until_state(lambda s: not s.connected and s.trouble == "feed.unreachable")
    exchange.start()
    assert desk.until(lambda c: c.state == "ended").outcome == "unknown_end"
    caller, _ = talk(desk, outside, phone, "4930555100")
    caller.hang_up()
    assert desk.until(lambda c: c.state == "ended").outcome == "answered"
    assert len(desk.journal.calls) == 2
