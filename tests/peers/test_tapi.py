"""The adapter for Windows' telephony as it is, under Wine, against a stand-in for tapi32.dll that plays calls.

The stand-in is compiled from the public header, so the layout of the structures is proven too.
"""

from __future__ import annotations

import ctypes
import json
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hotline_desk.adapters.telephony.tapi import structures
from tests.peers.wine import Wine, windows

pytestmark = [pytest.mark.peer, pytest.mark.timeout(600)]
HERE = Path(__file__).parent / "tapi"
ROOT = Path(__file__).resolve().parents[2]
STRUCTURES = {
    "LINEMESSAGE": structures.Message, "LINEINITIALIZEEXPARAMS": structures.InitializeParams,
    "LINEEXTENSIONID": structures.ExtensionId, "LINECALLINFO": structures.CallInfoHead,
    "LINEDEVCAPS": structures.DeviceHead, "LINEADDRESSCAPS": structures.AddressHead,
    "LINECALLSTATUS": structures.CallStatusHead, "LINECALLLIST": structures.CallListHead,
    "LINETRANSLATEOUTPUT": structures.TranslateHead,
}
PADDED = {"LINEINITIALIZEEXPARAMS": 4}
TWO_LINES = "device|SIP Anna|12|ok\ndevice|SIP Bernd|13|ok\nawait|open|2\n"
EVA = "8|01755290111|Eva Öztürk|732111"


@dataclass
class Run:
    """What the listener told, and what the stand-in saw of it."""

    told: list[dict[str, Any]]
    log: list[str]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [each for each in self.told if each["told"] == kind]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [each["event"] for each in self.of("event")]

    def table(self, *fields: str) -> list[tuple[Any, ...]]:
        return [tuple(event[field] for field in fields) for event in self.events]

    def calls(self) -> list[list[str]]:
        """The kinds of events of each call, calls in the order of their beginning."""
        found: dict[str, list[str]] = {}
        for event in self.events:
            found.setdefault(event["call_id"], []).append(event["kind"])
        return list(found.values())

    def uses(self, word: str) -> list[str]:
        return [line for line in self.log if line.split()[0] == word]

    @property
    def troubles(self) -> list[str]:
        return [each["trouble"] for each in self.of("state") if each["trouble"]]


Play = Callable[..., Run]


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    found = Wine(tmp_path_factory.mktemp("windows"))
    found.compile(HERE / "fake_tapi32.c", found.python / "tapi32.dll")
    yield found
    found.end()


@pytest.fixture
def play(wine: Wine, tmp_path: Path) -> Play:
    """Plays a script to a listener of this URL; `orders` are calls to be made when the script wishes."""

    def run(script: str, url: str = "tapi://", orders: list[dict[str, str]] | None = None, seconds: float = 30.0,
            layout: bool = False, stand_in: bool = True, check: bool = False) -> Run:
        (tmp_path / "script").write_text(script, encoding="utf-8")
        config = {"paths": [windows(ROOT / "src"), windows(Path(sysconfig.get_path("purelib")))], "url": url,
                  "orders": orders or [], "seconds": seconds, "layout": layout, "stand_in": stand_in, "check": check}
        (tmp_path / "config").write_text(json.dumps(config), encoding="utf-8")
        printed = wine.run_python(
            HERE / "drive.py", windows(tmp_path / "config"), overrides=f"tapi32={'n' if stand_in else 'b'};",
            FAKE_TAPI_SCRIPT=windows(tmp_path / "script"), FAKE_TAPI_LOG=windows(tmp_path / "log"))
        told = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
        log = (tmp_path / "log").read_text().splitlines() if (tmp_path / "log").exists() else []
        found = Run(told, log)
        assert found.of("stopped"), printed
        assert not found.of("stopped")[0]["alive"]
        assert found.of("stopped")[0]["seconds"] < 2
        assert not stand_in or found.of("over")[0]["in_time"], printed
        assert found.uses("misuse") == []
        return found

    return run


def call(key: int, line: int, call_id: int, origin: int, parties: str, *states: str) -> str:
    """The steps of a call that comes in and whose states are told one after the other."""
    begin = [f"call|{key}|{line}|{call_id}|{origin}|{parties}", f"new|{key}"]
    return "\n".join([*begin, *(f"state|{key}|{each}" for each in states)]) + "\n"


def test_the_structures_lie_in_memory_as_the_header_says(play):
    said = play(TWO_LINES + "await|heard\n", layout=True).of("layout")[0]["text"].split()
    assert len(said) > 30
    for line in said:
        place, value = line.split("=")
        structure, _, field = place.partition(".")
        if field:
            ours = getattr(STRUCTURES[structure], field).offset
        else:
            ours = ctypes.sizeof(STRUCTURES[structure]) - PADDED.get(structure, 0)
        assert (place, ours) == (place, int(value))


def test_calls_come_in_are_answered_and_end(play):
    run = play(TWO_LINES + call(1, 0, 7, 4, EVA, "2|0", "4|0", "0x100|1", "0x4000|1", "1|0") + "await|heard\n"
               + call(2, 1, 8, 4, "1|||732112", "2|0", "0x4000|1", "1|0") + "await|heard\n"
               + call(3, 1, 9, 4, "2|||732112", "2|0", "1|0"))
    assert run.table("kind", "extension", "caller_number", "number_state", "caller_name", "called_number") == [
        ("ringing", "12", "+491755290111", "known", "Eva Öztürk", "+4930732111"),
        ("answered", "12", "+491755290111", "known", "Eva Öztürk", "+4930732111"),
        ("ended", "12", "+491755290111", "known", "Eva Öztürk", "+4930732111"),
        ("ringing", "13", None, "withheld", "", "+4930732112"),
        ("ended", "13", None, "withheld", "", "+4930732112"),
        ("ringing", "13", None, "unavailable", "", "+4930732112"),
        ("ended", "13", None, "unavailable", "", "+4930732112"),
    ]
    assert {event["direction"] for event in run.events} == {"in"}
    assert len(run.calls()) == 3
    assert len(run.uses("deallocate")) == 3
    assert run.log[:3] == ["initialize", "open 0 10004", "open 1 20002"]
    assert run.log[-3:] == ["close 0", "close 1", "shutdown"]
    assert "CALLSTATE" in run.of("stopped")[0]["trace"]


def test_a_caller_id_that_comes_late(play):
    run = play(TWO_LINES + "call|1|0|7|4|0|||732111\nnew|1\nstate|1|2|0\nawait|heard\n"
               f"info|1|{EVA}\nawait|heard\nstate|1|0x100|1\nstate|1|1|0\n")
    assert run.table("kind", "caller_number", "number_state") == [
        ("ringing", None, "unavailable"), ("updated", "+491755290111", "known"),
        ("answered", "+491755290111", "known"), ("ended", "+491755290111", "known")]


def test_a_group_rings_and_a_transfer_goes_through_the_house(play):
    first = f"call|1|0|7|4|{EVA}\nnew|1\nstate|1|2|0\nawait|heard\n"
    second = f"call|2|1|7|4|{EVA}\nnew|2\nstate|2|2|0\nawait|heard\n"
    group = play(TWO_LINES + first + second + "state|2|0x100|1\nstate|1|1|0\nawait|heard\nstate|2|1|0\n")
    assert group.table("kind", "extension") == [
        ("ringing", "12"), ("ringing", "13"), ("answered", "13"), ("ring_stopped", "12"), ("ended", "13")]
    moved = play(TWO_LINES + first + "state|1|0x100|1\nawait|heard\n" + second
                 + "state|1|1|0\nawait|heard\nstate|2|0x100|1\nstate|2|1|0\n")
    assert moved.table("kind", "extension", "reason") == [
        ("ringing", "12", ""), ("answered", "12", ""), ("ringing", "13", ""), ("updated", "12", "left"),
        ("answered", "13", ""), ("ended", "13", "")]
    assert len(group.calls()) == len(moved.calls()) == 1


def test_a_call_that_is_dialled_at_the_telephone(play):
    run = play(TWO_LINES + "call|1|0|7|1|0|||\nnew|1\nstate|1|8|0\nstate|1|0x10|0\nawait|heard\n"
               "info|1|0|||030555100\nstate|1|0x200|0\nstate|1|0x20|0\nstate|1|0x40|1\nstate|1|0x4000|0x20\nstate|1|1|0\n")
    assert run.table("kind", "direction", "called_number", "extension", "reason") == [
        ("ringing", "out", "+4930555100", "12", ""), ("ended", "out", "+4930555100", "12", "busy")]


def test_a_call_that_the_desk_asks_for_bears_the_name_of_the_order(play):
    run = play(
        TWO_LINES + "wish|1\nawait|make|1\ncall|9|1|55|1|0|||\nreply|9|0\nstate|9|0x10|0\nstate|9|0x100|1\n"
        "state|9|0x4000|1\nawait|drop|1\nstate|9|1|0\n",
        orders=[{"ref": "hotline-1", "number": "+4930555100", "extension": "13"}])
    assert run.uses("make") == ["make 1 0555100"]  # the dialling rules made a local call of it
    assert run.table("kind", "call_id", "direction", "called_number", "extension") == [
        (kind, "hotline-1", "out", "+4930555100", "13") for kind in ("ringing", "answered", "ended")]
    assert run.uses("drop") == ["drop"]


def test_orders_that_cannot_be_carried_out(play):
    run = play(
        TWO_LINES + "wish|3\nawait|make|1\nreply|9|0x80000005\nawait|heard\n",
        orders=[{"ref": "hotline-1", "number": "999", "extension": "12"},
                {"ref": "hotline-2", "number": "030555100", "extension": "77"},
                {"ref": "hotline-3", "number": "030555100", "extension": "12"}])
    refused = run.of("refused")
    assert [each["id"] for each in refused] == ["dial.refused", "dial.line"]
    assert "LINEERR_INVALADDRESS" in refused[0]["sentence"]
    assert "12, 13" in refused[1]["sentence"]
    assert run.table("kind", "call_id", "direction", "reason") == [
        ("ended", "hotline-3", "out", "LINEERR_CALLUNAVAIL")]


def test_lines_that_do_not_work_or_carry_no_voice_are_left_alone(play):
    run = play("device|Broken|14|deaf\ndevice|WAN|15|data\ndevice|Fax||locked\ndevice|SIP Anna||ok\nawait|open|1\n"
               + call(1, 3, 7, 4, EVA, "2|0", "1|0"))
    assert run.uses("open") == ["open 3 20002"]
    assert run.table("kind", "extension") == [("ringing", "SIP Anna"), ("ended", "SIP Anna")]


def test_the_lines_can_be_tried(play):
    run = play("device|SIP Anna|12|ok\nawait|open|2\nawait|heard\n", check=True)
    assert run.of("checked")[0]["id"] == ""
    assert run.log[:4] == ["initialize", "open 0 10004", "close 0", "shutdown"]


def test_one_line_by_its_name(play):
    run = play("device|SIP Anna|12|ok\ndevice|SIP Bernd|13|ok\nawait|open|1\n" + call(1, 1, 7, 4, EVA, "2|0", "1|0"),
               url="tapi:///?line=SIP+Bernd")
    assert run.uses("open") == ["open 1 20002"]
    assert run.table("kind", "extension") == [("ringing", "13"), ("ended", "13")]


def test_the_service_wants_to_be_begun_anew_in_the_middle_of_calls(play):
    run = play(TWO_LINES + f"call|1|0|7|4|{EVA}\nnew|1\nstate|1|2|0\nstate|1|0x100|1\n"
               + call(2, 1, 8, 4, "8|0301234567||732112", "2|0") + "await|heard\nreinit\nstate|2|1|0\n"
               "await|init|2\nawait|open|4\nawait|heard\nstate|1|0x4000|1\nstate|1|1|0\n")
    assert [each["told"] for each in run.told if each["told"] in ("begin", "event")] == [
        "begin", "event", "event", "event", "begin", "event", "event"]
    kinds = run.calls()
    assert kinds == [["ringing", "answered", "answered", "ended"], ["ringing"]]
    assert "feed.lost" in run.troubles
    assert run.of("state")[-2]["trouble"] == ""


def test_a_line_that_is_taken_away_is_opened_again(play):
    run = play(TWO_LINES + "await|heard\nclose|1\nawait|init|2\nawait|open|4\nawait|heard\n"
               + call(1, 1, 7, 4, EVA, "2|0", "1|0"))
    assert run.calls() == [["ringing", "ended"]]
    assert "feed.lost" in run.troubles


def test_a_service_that_goes_and_comes_back(play):
    run = play(TWO_LINES + "await|heard\ndead\npause|300\nalive\nawait|init|2\nawait|open|4\nawait|heard\n"
               + call(1, 1, 7, 4, EVA, "2|0", "1|0"))
    assert "feed.lost" in run.troubles
    assert run.calls() == [["ringing", "ended"]]


@pytest.mark.parametrize(("script", "url", "trouble", "said"), [
    ("device|WAN|15|data\n", "tapi://", "feed.tapi_none", "Install the TAPI driver"),
    ("device|SIP Anna|12|ok\n", "tapi:///?line=Bernd", "feed.tapi_line", "SIP Anna"),
    ("device|SIP Anna|12|locked\n", "tapi://", "feed.tapi", "LINEERR_ALLOCATED"),
])
def test_what_is_wrong_is_said_in_words(play, script, url, trouble, said):
    run = play(script + "await|init|3\n", url=url, check=True)
    assert run.of("checked")[0]["id"] == trouble
    state = run.of("state")[0]
    assert (state["connected"], state["trouble"]) == (False, trouble)
    assert said in state["sentence"]
    assert not run.of("over")[0]["can_dial"]


def test_a_stand_in_that_does_nothing_is_seen_through(play):
    """Wine's own library says yes to everything and touches nothing."""
    run = play("", seconds=1, stand_in=False)
    assert run.of("state")[0]["trouble"] == "feed.tapi"
    assert run.events == []


def test_three_hundred_calls_at_once_with_handles_used_again(play):
    script = TWO_LINES
    for n in range(100):
        keys = [3 * n % 60 + k for k in range(3)]
        script += "".join(call(k, k % 2, 1 + n % 4, 4, f"8|0301{n:03}{k}||732111", "2|0") for k in keys)
        script += "".join(f"state|{key}|0x100|1\n" for key in keys[1:]) + "await|heard\n"
        script += "".join(f"state|{key}|0x4000|1\nstate|{key}|1|0\n" for key in keys) + "await|heard\n"
    run = play(script, seconds=60)
    answered = ["ringing", "answered", "ended"]
    assert run.calls() == [["ringing", "ended"], answered, answered] * 100
    assert len(run.uses("deallocate")) == 300
