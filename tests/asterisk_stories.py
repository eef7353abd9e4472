"""What each recorded call of a real Asterisk was, as a person would tell it: the table the translator is held to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hotline_desk.domain import calls
from hotline_desk.domain.calls import CallEvent
from tests.asterisk_stream import RECORDINGS
from tests.fritz_stream import Journal


@dataclass(frozen=True)
class Story:
    """One call. `answered` and `left` in their order; `rang` and `stopped`, those that rang in vain, sorted."""

    direction: str
    caller: str | None
    state: str
    called: str | None
    rang: tuple[str, ...]
    answered: tuple[str, ...]
    outcome: str
    stopped: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    queue: str = ""
    menu: str = ""


MAX = "+49301234567"
MOBILE = "491701234567"
ANSWERED = Story(calls.IN, MAX, "known", "+4930555100", ("101",), ("101",), "answered")
MISSED = replace(ANSWERED, answered=(), outcome="missed", stopped=("101",))
OUTGOING = Story(calls.OUT, None, "known", "+491701234567", ("101",), ("101",), "answered")
INTERNAL = Story(calls.INTERNAL, None, "known", None, ("102",), ("102",), "answered")
HANDED_ON = replace(ANSWERED, called="+4930555120", rang=("101", "102"), answered=("101", "102"), left=("101",))
ADVISED = replace(ANSWERED, called="+4930555120")
GROUP = replace(ANSWERED, rang=("101", "102"), answered=("102",), stopped=("101",))

ALONE = {
    "01-inbound-answered": ANSWERED,
    "02-inbound-caller-gives-up": MISSED,
    "04-inbound-busy": Story(calls.IN, "+4930987654", "known", "+4930555103", ("103",), (), "busy", ("103",)),
    "05a-inbound-suppressed": replace(ANSWERED, caller=None, state="withheld"),
    "05b-inbound-suppressed-with-pai": replace(ANSWERED, caller="+493077777"),
    "06-blind-transfer-refer": HANDED_ON,
    "07-attended-transfer": HANDED_ON,
    "08-queue-answered": replace(GROUP, called="+4930555200", queue="hotline"),
    "10-ring-group": replace(GROUP, called="+4930555110"),
    "11-outbound": OUTGOING,
    "12-internal": INTERNAL,
    "13-click-to-dial-originate": OUTGOING,
    "14-ivr-answers-first": replace(ANSWERED, called="+4930555300"),
    "16-pickup": replace(ANSWERED, answered=("102",), stopped=("101",)),
    "17-forwarded-302": GROUP,
    "21-join-mid-call": replace(ANSWERED, rang=()),
    "22-attended-transfer-by-telephone": HANDED_ON,
    "24-parked-taken-by-a-colleague": replace(HANDED_ON, rang=("101",)),
    "25-parked-and-back": replace(HANDED_ON, rang=("101", "101"), answered=("101", "101")),
    "26-forwarded-302-to-a-mobile": replace(GROUP, rang=("101", MOBILE), answered=(MOBILE,)),
    "27-menu-then-queue": replace(GROUP, called="+4930555400", queue="hotline", menu="Rechnung"),
    "28-queue-member-rejects": replace(ANSWERED, called="+4930555420", rang=("102", "102"), answered=("102",),
                                       stopped=("102",), queue="einzeln"),
    "29-queue-caller-gives-up-after-reject": replace(MISSED, called="+4930555420", rang=("102",), stopped=("102",),
                                                     queue="einzeln"),
    "30-attended-transfer-by-feature": HANDED_ON,
    "31-advice-by-feature": ADVISED,
    "32-outbound-blind-transfer": replace(OUTGOING, rang=("101", "102"), answered=("101", "102"), left=("101",)),
    "33-caller-goes-on": replace(ANSWERED, called="+4930555440", left=("101",)),
    "34-announcement-hang-up": replace(MISSED, called="+4930555450", rang=(), stopped=()),
    "35-queue-of-local-members": replace(GROUP, called="+4930555460", queue="umwege"),
    "36-forwarded-always": replace(ANSWERED, called="+4930555430", rang=(MOBILE,), answered=(MOBILE,)),
    "37-blind-transfer-in-vain": replace(HANDED_ON, answered=("101",), stopped=("102",)),
    "38-blind-transfer-by-feature": HANDED_ON,
    "39-outbound-attended-transfer": replace(OUTGOING, rang=("101", "102"), answered=("101", "102"), left=("101",)),
    "40-internal-blind-transfer": replace(INTERNAL, rang=("102", "103"), answered=("102", "103")),
    "44-click-to-dial": OUTGOING,
    "45-queue-abandoned": replace(MISSED, called="+4930555200", rang=("101", "102"), stopped=("101", "102"),
                                  queue="hotline"),
    "46-attended-while-it-rings": HANDED_ON,
    "50-queue-attended-transfer": replace(HANDED_ON, called="+4930555200", rang=("101", "102", "103"),
                                          answered=("101", "103"), stopped=("102",), queue="hotline"),
    "53-blind-transfer-to-a-mobile": replace(HANDED_ON, rang=("101", MOBILE), answered=("101", MOBILE)),
    "54-blind-transfer-into-a-queue": replace(HANDED_ON, queue="einzeln"),
    "55-gives-up-during-advice-by-feature": ADVISED,
    "57-click-to-dial-blind-transfer": replace(OUTGOING, rang=("101", "102"), answered=("101", "102"), left=("101",)),
    "58-menu-after-ringing": replace(ANSWERED, called="+4930555470", rang=("101", "101"), stopped=("101",),
                                     menu="Support"),
    "60-nobody-answers": replace(MISSED, called="+4930555104", rang=("104",), stopped=("104",)),
    "61-one-after-the-other": replace(GROUP, called="+4930555480"),
    "62-customer-called-first": replace(OUTGOING, state="unavailable", rang=("", "101")),
    "63-click-to-dial-by-local": OUTGOING,
    "64-redirected-by-an-operator": HANDED_ON,
    "65-no-such-telephone": replace(MISSED, called="+4930555481", rang=(), stopped=()),
    "67-local-that-goes-away": replace(ANSWERED, called="+4930555482"),
    "68-voicemail": replace(MISSED, called="+4930555483"),
    "69-directed-pickup": replace(GROUP, called="+4930555110", stopped=("101", "102")),
    "59-internal-attended-transfer": replace(INTERNAL, rang=("102", "103"), answered=("102", "103"), left=("102",)),
}
SEVERAL = {
    "23-advice-on-a-second-line": (ADVISED, INTERNAL),
    "41-click-to-dial-unreachable": (),
    "42-click-to-dial-not-taken": (),
    "43-click-to-dial-refused": (),
    "51-put-through-outside": (replace(HANDED_ON, rang=("101",), answered=("101", MOBILE)), OUTGOING),
    "52-two-calls-at-one-telephone": (ADVISED, replace(ANSWERED, caller="+4989123456")),
    "56-gives-up-during-advice": (ADVISED, INTERNAL),
}
VERSION_22 = {
    f"asterisk-22/{path.stem}": path.stem for path in sorted((RECORDINGS / "asterisk-22").glob("*.txt"))
}
ONE_AFTER_THE_OTHER = {name: (story,) for name, story in ALONE.items()} | SEVERAL
STORIES = ONE_AFTER_THE_OTHER | {name: ONE_AFTER_THE_OTHER[same] for name, same in VERSION_22.items()}
"""Recordings of Asterisk 16, and of Asterisk 22 with the same calls."""

WITHOUT_A_SIGN = frozenset(name for name in STORIES if name.endswith("33-caller-goes-on"))
"""Only time shows that the call goes on after somebody has left."""


def in_a_burst(name: str) -> list[Story]:
    """The stories of a recording that came at once."""
    return [replace(story, left=()) if name in WITHOUT_A_SIGN else story for story in STORIES[name]]


def told(events: list[CallEvent]) -> dict[str, Story]:
    """The stories of the calls that these events tell, by their names, in the order in which they came."""
    journal = Journal()
    for event in events:
        journal.record(event)
    stories = {}
    for call_id, call in journal.calls.items():
        mine = [event for event in events if event.call_id == call_id]
        assert {event.direction for event in mine} == {call.direction}
        assert [event.kind for event in mine].count(calls.ENDED) <= 1

        def phones(kind: str, reason: str = "", mine: list[CallEvent] = mine) -> tuple[str, ...]:
            return tuple(e.extension for e in mine if e.kind == kind and (not reason or e.reason == reason))

        stories[call_id] = Story(
            call.direction, call.caller_number, call.number_state, call.called_number,
            tuple(sorted(phones(calls.RINGING))), phones(calls.ANSWERED), call.outcome or "",
            tuple(sorted(phones(calls.RING_STOPPED))), phones(calls.UPDATED, calls.LEFT), mine[-1].queue, mine[-1].menu)
    return stories
