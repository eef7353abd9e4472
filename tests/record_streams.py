"""Random days of telephone systems that write records, with the journal they must give; the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from hotline_desk.adapters.telephony.feed import Translator, translators
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.domain import calls
from tests.fritz_stream import PLAN, Journal

RECORDINGS = Path(__file__).parent / "data" / "records"
URLS = {"hipath": "hipath://127.0.0.1:4000#exchange", "avaya": "smdr+avaya://127.0.0.1:8808#exchange",
        "panasonic": "smdr+panasonic://127.0.0.1:2300?listen=1#exchange"}
AT = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
OTHERS = (("01755290111", "+491755290111"), ("08955501230", "+498955501230"), ("0301234567", "+49301234567"),
          ("", None))


@dataclass(frozen=True)
class Told:
    """What the journal must hold of one call."""

    direction: str
    other: str | None
    extension: str
    outcome: str
    seconds: int


@dataclass
class Day:
    """Lines without their ends, and the calls that are over by the last of them."""

    lines: list[str] = field(default_factory=list)
    expected: list[Told] = field(default_factory=list)


def recorded(name: str) -> list[str]:
    """The lines of a recording."""
    return (RECORDINGS / f"{name}.txt").read_bytes().decode("latin-1").split("\r\n")[:-1]


def factory(kind: str) -> Callable[[], Translator]:
    """What makes a translator for each connection to such a system."""
    return translators(parse(URLS[kind]), PLAN)


def hipath(stamp: datetime, trunk: int, extension: str, number: str, kind: int, ring: int | None = None,
           talk: int | None = None, msn: str = "") -> str:
    """A compressed record; None leaves a time blank."""
    rang = "" if ring is None else f"{ring // 60:02}:{ring % 60:02}"
    return (f"{stamp:%d.%m.%y%H:%M:%S}{trunk:>3}{extension:>6}{rang:5}{clock(talk):8}{number:25}{'':11}{kind:>2}"
            f"{'':11}{msn:>11}")


def avaya(stamp: datetime, call: int, more: bool, caller: str, way: str, called: str, talk: int, ring: int,
          parties: str, internal: bool = False) -> str:
    """A record with 35 fields; `parties` are device, name, device, name."""
    return (f"{stamp:%Y/%m/%d %H:%M:%S},{clock(talk)},{ring},{caller},{way},{called},{called},,{internal:d},{call},"
            f"{more:d},{parties},0,0,,,,,,,,,,,,,,,,,,")


def panasonic(stamp: datetime, extension: str, trunk: str, dialled: str, ring: int | None, talk: int | None,
              condition: str = "") -> str:
    """A record of 80 columns."""
    rang = "" if ring is None else f"{ring // 60}'{ring % 60:02}"
    hours, left = divmod(talk or 0, 3600)
    talked = "" if talk is None else f"{hours:02}:{left // 60:02}'{left % 60:02}"
    return f"{stamp:%m/%d/%y %I:%M%p} {extension:>5} {trunk:2} {dialled:25} {rang:>4} {talked:8} {'':10} {condition}"


def clock(talk: int | None) -> str:
    return "" if talk is None else f"{talk // 3600:02}:{talk // 60 % 60:02}:{talk % 60:02}"


def day(kind: str, seed: int, many: int = 60) -> Day:
    """A day of about so many calls, some of them at the same time."""
    made, pick, now = Day(), Random(seed), datetime(2026, 11, 21, 8, 0)  # noqa: DTZ001 - no zone on the wire
    later: list[tuple[datetime, int, str, Told]] = []
    for number in range(many):
        now += timedelta(seconds=pick.choice((1, 20, 61, 300)))
        for entry in sorted(entry for entry in later if entry[0] <= now):
            _end(made, entry)
            later.remove(entry)
        now_lines, at_end, told, lasts = _CALLS[kind](pick, now, number)
        made.lines.extend(now_lines)
        later.append((now + timedelta(seconds=lasts), number, at_end, told))
    for entry in sorted(later):
        _end(made, entry)
    return made


def _end(made: Day, entry: tuple[datetime, int, str, Told]) -> None:
    made.lines.extend(entry[2].split("\n"))
    made.expected.append(entry[3])


def _sizes(pick: Random) -> tuple[str, str | None, str, int, int]:
    ring, talk = pick.randrange(45), pick.choice((0, 1, 64, 3700))
    return (*pick.choice(OTHERS), pick.choice(("201", "202", "1203")), ring, talk)


def _hipath_call(pick: Random, now: datetime, number: int) -> tuple[list[str], str, Told, int]:
    raw, e164, extension, ring, talk = _sizes(pick)
    trunk = number % 900 + 1
    end = now + timedelta(seconds=ring + talk)
    if pick.random() < 0.3 and raw:
        told = Told(calls.OUT, e164, extension, "answered" if talk else "missed", talk)
        return [], hipath(end, trunk, extension, raw, 2, None, talk or None), told, talk + 1
    rings = [hipath(now, trunk, each, raw, 0) for each in pick.choice(((extension,), ("301", extension), ()))]
    told = Told(calls.IN, e164, extension if talk or not rings else rings[0][19:25].strip(),
                "answered" if talk else "missed", talk)
    return rings, hipath(end, trunk, extension, raw, 1, ring, talk or None), told, ring + talk + 1


def _avaya_call(pick: Random, now: datetime, number: int) -> tuple[list[str], str, Told, int]:
    raw, e164, extension, ring, talk = _sizes(pick)
    call, own, line = 1000100 + number, f"E{extension},Anna Weber", "T9001,Line 1.1"
    if pick.random() < 0.3 and raw:
        told = Told(calls.OUT, e164, extension, "answered" if talk else "missed", talk)
        return [], avaya(now, call, False, extension, "O", raw, talk, ring, f"{own},{line}"), told, talk + 1
    parts = [avaya(now, call, False, raw, "I", "4400", talk, ring, f"{own},{line}")]
    spent = talk
    if talk and pick.random() < 0.4:
        parts.insert(0, avaya(now, call, True, raw, "I", "4400", 30, ring, f"E300,Kai Ott,{line}"))
        spent += 30
    told = Told(calls.IN, e164, extension, "answered" if spent else "missed", spent)
    return parts[:-1], parts[-1], told, ring + spent + 1


def _panasonic_call(pick: Random, now: datetime, number: int) -> tuple[list[str], str, Told, int]:
    raw, e164, extension, ring, talk = _sizes(pick)
    trunk, end = f"{number % 90 + 1:02}", now + timedelta(seconds=ring + talk)
    if pick.random() < 0.3 and raw:
        told = Told(calls.OUT, e164, extension, "answered" if talk else "missed", talk)
        return [], panasonic(end, extension, trunk, raw, None, talk), told, talk + 1
    told = Told(calls.IN, e164, extension, "answered" if talk else "missed", talk)
    heading = ["", "Date     Time    Ext   CO        Dial Number         Ring Duration  Acc code   CD ", "-" * 80]
    return (heading if number % 20 == 0 else [],
            panasonic(end, extension, trunk, f"<I>{raw}", ring, talk), told, ring + talk + 1)


_CALLS = {"hipath": _hipath_call, "avaya": _avaya_call, "panasonic": _panasonic_call}


def journal_of(make: Callable[[], Translator], *connections: list[str]) -> Journal:
    """The journal after connections that told these lines one after the other."""
    journal, at = Journal(), AT
    for lines in connections:
        translator = make()
        journal.feed_is_back(at)
        for line in lines:
            event = translator.read(line, at)
            if event:
                journal.record(event)
        at += timedelta(minutes=5)
    return journal


def told(journal: Journal) -> list[Told]:
    """The journal in small, in no order: a call that rings first may be over last."""
    return sorted((Told(
        call.direction, call.called_number if call.direction == calls.OUT else call.caller_number, call.extension,
        call.outcome or call.state, call.duration_seconds) for call in journal.calls.values()), key=repr)
