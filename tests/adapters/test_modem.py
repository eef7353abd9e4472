"""Modems and ISDN adapters: what they say, at which second, and the events that it makes."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.adapters.telephony.caller_id import CallerId, caller_id
from hotline_desk.adapters.telephony.feed import Dialogue, Timed, translators
from hotline_desk.adapters.telephony.modem import ModemSession
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.adapters.telephony.wire import LineCutter
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain import calls
from hotline_desk.domain.calls import Call, CallEvent
from tests.fritz_stream import PLAN

START = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
SDMF = "041230393330313232343630393535353132313251"
DTMF = "443035333934363238303743"
FORMATTED = ("DATE = 0321", "TIME = 1405", "NMBR = 0175 5290111", "NAME = A N OTHER")
USA = NumberPlan("US", "")


class Modem:
    """A session, and the second at which it is."""

    def __init__(self, url: str = "modem:///dev/ttyUSB0?init=none#line", plan: NumberPlan = PLAN) -> None:
        self.session = ModemSession(parse(url), plan)
        self.now = 0.0
        self.events: list[CallEvent] = []
        self.said: list[str] = []
        self.wait(0)

    @property
    def at(self) -> datetime:
        return START + timedelta(seconds=self.now)

    def hear(self, *lines: str) -> Modem:
        """Lines that come in one piece."""
        for line in lines:
            self.events += self.session.hear(line, self.at)
        return self.wait(0)

    def wait(self, seconds: float) -> Modem:
        """Lets time pass as the reader does: asked whenever something is due."""
        end = self.now + seconds
        for _ in range(10_000):
            said = self.session.say(self.now)
            self.said += [said.decode().strip()] if said else []
            self.events += self.session.due(self.now, self.at)
            due = self.session.next_due
            if due is None or due > end:
                self.now = end
                return self
            self.now = max(self.now, due)
        raise AssertionError("it never gives way")

    def told(self) -> list[tuple[str, str, float]]:
        """Kind, number and second of each event."""
        return [(e.kind, e.caller_raw, (e.at - START).total_seconds()) for e in self.events]

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


def message(kind: int, body: bytes, wrong: int = 0) -> str:
    """A message in hexadecimal digits with its checksum, or one that is wrong by so much."""
    content = bytes([kind, len(body)]) + body
    return (content + bytes([(-sum(content) + wrong) % 256])).hex()


def tagged(**values: str) -> bytes:
    tags = {"date": 1, "number": 2, "called": 3, "reason": 4, "name": 7}
    return b"".join(bytes([tags[key], len(value)]) + value.encode("latin-1") for key, value in values.items())


def test_a_session_is_what_the_reader_takes_for_one_with_a_clock():
    address = parse("modem:///dev/ttyUSB0")
    session = translators(address, PLAN)()
    assert isinstance(session, Dialogue)
    assert isinstance(session, Timed)


def test_a_call_rings_half_a_second_after_its_number_and_is_over_after_the_last_ring():
    modem = Modem().hear("RING").wait(1.5).hear(*FORMATTED).wait(0.4)
    assert modem.events == []
    modem.wait(20)
    assert modem.kinds == ["ringing", "ended"]
    ringing, ended = modem.events
    assert (ringing.caller_number, ringing.number_state, ringing.caller_name) == ("+491755290111", "known", "A N OTHER")
    assert (ringing.direction, ringing.source_time, ringing.at) == ("in", "0321 1405", START)
    assert (ended.reason, ended.call_id, ended.at) == (calls.RING_OVER, ringing.call_id, START + timedelta(seconds=7.5))


def test_it_rings_on_for_as_long_as_rings_come():
    modem = Modem().hear("RING").wait(1).hear("NMBR = 01755290111")
    for _ in range(10):
        modem.wait(6).hear("RING")
    assert modem.kinds == ["ringing"]
    modem.wait(7.6)
    assert modem.told()[-1] == ("ended", "01755290111", 68.5)


def test_the_second_ring_does_not_wait_for_more():
    modem = Modem().hear("RING").wait(1).hear("NMBR = 01755290111", "RING")
    assert modem.told() == [("ringing", "01755290111", 0.0)]


def test_without_a_number_the_second_ring_tells_that_it_rings():
    modem = Modem().hear("RING").wait(3).hear("RING")
    assert [(e.kind, e.number_state) for e in modem.events] == [("ringing", "unavailable")]


def test_the_two_halves_of_a_double_ring_leave_time_for_the_number():
    modem = Modem().hear("RING").wait(0.6).hear("RING").wait(1).hear("NMBR = 01755290111").wait(1)
    assert modem.told() == [("ringing", "01755290111", 0.0)]


def test_a_single_ring_without_a_number_is_told_after_a_while():
    modem = Modem().hear("RING").wait(4.1)
    assert modem.kinds == ["ringing"]
    modem.wait(4)
    assert modem.kinds == ["ringing", "ended"]


def test_a_number_that_comes_late_completes_the_call():
    modem = Modem().hear("RING").wait(5).hear("RING").wait(1).hear("NMBR = 01755290111").wait(0.2)
    modem.hear("NAME = Anna").wait(1)
    assert modem.told() == [("ringing", "O", 0.0), ("updated", "01755290111", 6.7)]
    assert modem.events[1].caller_name == "Anna"


def test_a_number_before_the_first_ring_belongs_to_the_call_that_then_rings():
    modem = Modem().hear("NMBR=01755290111").wait(2).hear("RING").wait(5).hear("RING").wait(20)
    assert modem.told() == [("ringing", "01755290111", 0.0), ("ended", "01755290111", 14.5)]


def test_another_number_is_another_call():
    modem = Modem().hear("RING").wait(1).hear("NMBR = 01755290111").wait(6)
    modem.hear("NMBR = 0307654321").wait(20)
    assert [(kind, number) for kind, number, _ in modem.told()] == [
        ("ringing", "01755290111"), ("ended", "01755290111"), ("ringing", "0307654321"), ("ended", "0307654321")]
    assert len({event.call_id for event in modem.events}) == 2


def test_the_same_number_again_is_the_same_call():
    modem = Modem().hear("RING").wait(1).hear("NMBR = 01755290111").wait(4).hear("RING", "NMBR = 01755290111").wait(20)
    assert modem.kinds == ["ringing", "ended"]


def test_a_call_that_begins_after_the_end_of_another_has_a_name_of_its_own():
    modem = Modem().hear("RING", "NMBR = 01755290111").wait(10).hear("RING", "NMBR = 01755290111").wait(10)
    assert modem.kinds == ["ringing", "ended"] * 2
    assert len({event.call_id for event in modem.events}) == 2


@pytest.mark.parametrize("lines", [
    ("NMBR = 5045551234",), ("NMBR=5045551234",), ("  NMBR  =   5045551234  ",), ("nmbr: 5045551234",),
    ("DATE=0321", "TIME=1405", "NMBR=5045551234", "NAME=A N OTHER"), ("MESG = " + message(4, b"032114055045551234"),),
    ("Caller Number: 5045551234",), (message(4, b"032114055045551234"),), (message(4, b"032114055045551234", 7),),
    (message(0x80, tagged(date="03211405", number="5045551234", name="A N OTHER")),), ("A5045551234C",),
    (b"D5045551234C".hex(),), (message(0x80, tagged(name="A N OTHER", number="5045551234")).upper(),),
    ("AT+VCID=1", "OK", "NMBR = 5045551234"), ("\x10\x02NMBR = 5045551234\x03",), ("CLI25045551234",),
])
def test_a_number_is_read_however_it_is_told(lines):
    modem = Modem(plan=USA).hear("RING", *lines).wait(1)
    assert [event.caller_number for event in modem.events] == ["+15045551234"]


@pytest.mark.parametrize(("line", "state"), [
    ("NMBR = P", "withheld"), ("NMBR = O", "unavailable"), ("NMBR = PRIVATE", "withheld"), ("NMBR =", "unavailable"),
    ("NMBR = OUT OF AREA", "unavailable"), (message(0x80, tagged(date="03211405", reason="P")), "withheld"),
    (message(0x80, tagged(reason="O")), "unavailable"), (message(4, b"03211405P"), "withheld"),
    (message(4, b"03211405"), "unavailable"), (b"B10C".hex(), "withheld"), (b"B00C".hex(), "unavailable"),
    ("CLI0", "withheld"), ("RING;;777800", "withheld"), ("2;;777800", "withheld"),
])
def test_a_number_may_be_withheld_or_unavailable(line, state):
    modem = Modem().hear(line).wait(1)
    assert [(e.kind, e.caller_number, e.number_state) for e in modem.events] == [("ringing", None, state)]


def test_a_reason_for_no_number_does_not_undo_a_number():
    modem = Modem().hear("RING", "NMBR = 01755290111", "NMBR = O").wait(1)
    assert [event.caller_number for event in modem.events] == ["+491755290111"]


def test_the_recorded_messages_are_read():
    assert caller_id(SDMF) == CallerId("6095551212", stamp="09301224")
    assert caller_id(DTMF) == CallerId("0539462807")


def test_a_message_that_breaks_off_is_read_as_far_as_it_goes():
    whole = message(0x80, tagged(number="5045551234", name="A N OTHER"))
    found = caller_id(whole[:-8])
    assert found == CallerId("5045551234", "A N OT", sound=False)


def test_a_wrong_checksum_is_logged_and_the_number_used(caplog):
    caplog.set_level("INFO")
    modem = Modem().hear("RING", SDMF[:-2] + "52").wait(1)
    assert [event.caller_raw for event in modem.events] == ["6095551212"]
    assert "checksum" in caplog.text
    assert "6095551212" not in caplog.text


@pytest.mark.parametrize(
    "line", ["RING;024191777800;0", "2;024191777800;0", "RING; 024191777800 ; 0 ;", "ring;024191777800;0"])
def test_an_isdn_adapter_tells_the_number_with_the_ring(line):
    modem = Modem().hear(line)
    assert [(e.kind, e.caller_number, e.called_raw) for e in modem.events] == [("ringing", "+4924191777800", "0")]
    modem.wait(5).hear(line).wait(8)
    assert modem.kinds == ["ringing", "ended"]


def test_two_calls_of_an_isdn_adapter_ring_side_by_side():
    modem = Modem()
    for _ in range(3):
        modem.hear("RING;01755290111;732111").wait(2).hear("RING;0307654321;732112").wait(2)
    assert [(e.kind, e.caller_raw, e.called_number) for e in modem.events] == [
        ("ringing", "01755290111", "+4930732111"), ("ringing", "0307654321", "+4930732112")]
    modem.wait(8)
    assert modem.kinds == ["ringing", "ringing", "ended", "ended"]


def test_a_bare_ring_before_the_one_with_the_number_is_the_same_call():
    modem = Modem().hear("RING").wait(0.1).hear("RING;01755290111;732111").wait(20)
    assert [told[:2] for told in modem.told()] == [("ringing", "01755290111"), ("ended", "01755290111")]


def test_an_adapter_that_says_that_the_caller_is_gone_ends_the_call_at_once():
    modem = Modem().hear("RING;01755290111;0").wait(1).hear("NO CARRIER")
    assert modem.told()[-1] == ("ended", "01755290111", 1.0)


@pytest.mark.parametrize(("line", "number"), [
    ("CLI1431234567890", "+431234567890"), ("CLI224191777800", "+4924191777800"), ("CLI47654321", "+49307654321"),
    ("CLI0024191777800", "+4924191777800"), ("CLI2024191777800", "+4924191777800"),
])
def test_an_istec_tells_the_kind_of_the_number(line, number):
    assert [event.caller_number for event in Modem().hear("RING", line).wait(1).events] == [number]


def test_the_own_number_of_a_line_that_does_not_tell_it_comes_from_its_settings():
    modem = Modem("modem:///dev/ttyUSB0?init=none&number=732111").hear("RING", "NMBR = 01755290111").wait(1)
    assert modem.events[0].called_number == "+4930732111"


def test_the_journal_holds_one_call_that_nobody_is_known_to_have_answered():
    modem = Modem().hear("RING").wait(2).hear("NMBR = 01755290111").wait(30)
    found: Call | None = None
    for event in modem.events:
        found = calls.begin("uid", event) if found is None else calls.add(found, event)
    assert found is not None
    assert (found.state, found.caller_number, found.answered_at) == ("ended", "+491755290111", None)


def test_a_modem_is_asked_to_show_callers_and_never_to_answer():
    modem = Modem("modem:///dev/ttyUSB0")
    assert modem.said == ["ATZ"]
    assert not modem.session.ready
    modem.hear("ATZ", "OK").wait(0.3).hear("AT+VCID=1", "OK")
    assert modem.session.ready
    modem.wait(0.3).hear("OK")
    assert modem.said == ["ATZ", "AT+VCID=1", "ATS0=0"]


def test_a_modem_that_refuses_is_asked_in_the_other_way():
    modem = Modem("modem:///dev/ttyUSB0").hear("OK").wait(0.3).hear("ERROR").wait(0.3).hear("OK")
    assert modem.session.ready
    assert modem.said == ["ATZ", "AT+VCID=1", "AT#CID=1"]


def test_an_adapter_that_refuses_both_is_taken_as_it_is():
    modem = Modem("modem:///dev/ttyUSB0").hear("0").wait(0.3).hear("4").wait(0.3).hear("4")
    assert modem.session.ready
    modem.wait(0.3)
    assert modem.said == ["ATZ", "AT+VCID=1", "AT#CID=1", "ATV1"]


def test_other_commands_may_be_named():
    modem = Modem("modem:///dev/ttyUSB0?init=AT%2BFCLASS%3D8,AT%2BVCID%3D1").hear("OK").wait(0.3).hear("OK")
    modem.wait(0.3).hear("OK")
    assert modem.said == ["ATZ", "AT+FCLASS=8", "AT+VCID=1"]
    assert modem.session.ready


def test_a_modem_that_does_not_answer_is_asked_three_times_and_then_in_trouble():
    modem = Modem("modem:///dev/ttyUSB0").wait(9.5)
    assert modem.said == ["ATZ"] * 3
    assert modem.session.trouble == "feed.modem"
    assert not modem.session.answers


def test_a_call_is_heard_of_although_the_modem_answers_nothing():
    modem = Modem("modem:///dev/ttyUSB0").hear("RING", "NMBR = 01755290111").wait(60)
    assert modem.kinds == ["ringing", "ended"]
    assert modem.session.ready
    assert modem.session.trouble == ""


def test_nothing_is_said_while_it_rings():
    modem = Modem("modem:///dev/ttyUSB0").hear("OK", "RING").wait(5).hear("RING").wait(5)
    assert modem.said == ["ATZ"]
    modem.wait(5)
    assert modem.said == ["ATZ", "AT+VCID=1"]


def test_a_modem_that_answered_is_asked_now_and_then_whether_it_lives():
    modem = Modem("modem:///dev/ttyUSB0").hear("OK").wait(0.3).hear("OK").wait(0.3).hear("OK").wait(31)
    assert modem.said[-1] == "AT"
    modem.hear("OK").wait(31).hear("OK")
    assert modem.said[-2:] == ["AT", "AT"]
    assert modem.session.answers


def test_a_device_that_is_only_listened_to_is_never_spoken_to():
    modem = Modem().wait(200)
    assert modem.session.ready
    assert (modem.said, modem.session.answers) == ([], False)


def test_noise_is_counted_and_makes_no_call():
    modem = Modem().hear("hello", "]]>", "1234", "ff" * 20, "CONNECT 9600", "BUSY", "").wait(60)
    assert modem.events == []
    assert modem.session.dropped == 4


WORDS = st.sampled_from([
    "RING", "2", "NMBR = 01755290111", "NMBR = P", "NAME = X", "DATE = 0321", "TIME = 1405", SDMF, DTMF, "OK", "ERROR",
    "RING;01755290111;0", "2;0307654321;1", "CLI20241", "NO CARRIER", "MESG = 80", "", "0", "4", "3", "AT", "A1C",
])
SPOKEN = st.lists(st.tuples(st.one_of(WORDS, st.text(max_size=40)), st.floats(0, 9)), max_size=40)


@settings(max_examples=150, deadline=None)
@given(SPOKEN, st.sampled_from(["", "?init=none", "?number=732111"]))
def test_every_call_begins_once_and_ends_once_whatever_is_said(spoken, options):
    modem = Modem(f"modem:///dev/ttyUSB0{options}")
    for text, seconds in spoken:
        modem.hear(text).wait(seconds)
    modem.wait(30)
    by_call: dict[str, list[str]] = {}
    for event in modem.events:
        by_call.setdefault(event.call_id, []).append(event.kind)
    for kinds in by_call.values():
        assert kinds[0] == "ringing"
        assert kinds[-1] == "ended"
        assert set(kinds[1:-1]) <= {"updated"}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000), st.integers(1, 40))
def test_any_bytes_in_any_pieces_raise_nothing(content, size):
    modem = Modem()
    cutter = LineCutter(modem.session.decode, returns=True)
    for begin in range(0, len(content), size):
        modem.hear(*cutter.feed(content[begin:begin + size]))
    modem.wait(30)
    assert all(event.feed == "line" for event in modem.events)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([4, 0x80, 0x82]), st.binary(max_size=200), st.integers(0, 255))
def test_no_message_however_broken_raises_anything(kind, body, wrong):
    found = caller_id(message(kind, body, wrong))
    assert found is None or found.sound == (wrong == 0)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60))
def test_lines_in_pieces_make_the_same_call(size):
    content = ("\r\nRING\r\n\r\n" + "\r\n".join(FORMATTED) + "\r\n\r\nRING\r\n").encode()
    modem = Modem()
    cutter = LineCutter(modem.session.decode, returns=True)
    for begin in range(0, len(content), size):
        modem.hear(*cutter.feed(content[begin:begin + size])).wait(0.01)
    modem.wait(20)
    assert [(e.kind, e.caller_number, e.caller_name) for e in modem.events] == [
        (kind, "+491755290111", "A N OTHER") for kind in ("ringing", "ended")]


def test_a_flood_of_calls_and_noise_does_not_fill_memory():
    modem, random = Modem(), Random(7)
    words = ["RING;0{0};1", "2;0{0};2", "NMBR = 0{0}", "RING", "NAME = {0}", "{0}", "80" + "07ff41" * 20]

    def flood(lines: int) -> int:
        for _ in range(lines):
            modem.session.hear(random.choice(words).format(random.randrange(500)), START)
        gc.collect()  # what other tests left must not go in between
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = flood(5000)
        after = flood(20_000)
    finally:
        tracemalloc.stop()
    assert after - before < 100_000
