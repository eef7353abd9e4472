"""One call that several lines tell of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.domain import calls
from hotline_desk.domain.calls import Call, CallEvent, add, begin, give_up
from hotline_desk.domain.sightings import combine, end_all, same_call, take_all, told_by, which_call

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BERLIN, MUNICH, OURS, OTHER = "+49301234567", "+49895550123", "+4930999990", "+4930999991"


def told(source: str, kind: str, after: float = 0, **more: object) -> CallEvent:
    values = {"feed": source, "call_id": f"{source}-1", "direction": calls.IN, "caller_number": BERLIN,
              "number_state": "known", **more}
    return CallEvent(kind=kind, at=NINE + timedelta(seconds=after), source=source, **values)


@dataclass
class Journal:
    """What the store does with events, without a store."""

    calls: list[list[Call]] = field(default_factory=list)

    def take(self, event: CallEvent) -> None:
        for views in self.calls:
            for n, view in enumerate(views):
                if (view.feed, view.call_id) == (event.feed, event.call_id):
                    views[n] = add(view, event)
                    return
        open_to = {self.call(views).uid: views for views in self.calls
                   if not told_by([v.feed for v in views], event, here=True)}
        found = which_call([self.call(views) for views in open_to.values()], event)
        if found is None:
            self.calls.append([begin(f"{event.feed}/{event.call_id}", event)])
        else:
            open_to[found.uid].append(begin(found.uid, event))

    @staticmethod
    def call(views: list[Call]) -> Call:
        return combine(views[0], views) if len(views) > 1 else views[0]

    @property
    def only(self) -> Call:
        views, = self.calls
        return self.call(views)


def journal(*events: CallEvent) -> Journal:
    made = Journal()
    for event in events:
        made.take(event)
    return made


def facts(call: Call) -> Call:
    """The call without what is only the name of the line that was first."""
    return replace(call, uid="", feed="", call_id="", connection="", source="", source_time="")


ASTERISK = [told("asterisk", "ringing", 1, extension="101"), told("asterisk", "ringing", 1, extension="102"),
            told("asterisk", "answered", 12, extension="102"), told("asterisk", "ended", 75)]
ASTERISK_MISSED = [ASTERISK[0], told("asterisk", "ended", 30)]
MODEM = [told("modem", "ringing", 2, caller_name="Muster"), told("modem", "ended", 20, reason=calls.RING_OVER)]
FRITZ = [told("fritzbox", "ringing", 0, called_number=OURS), told("fritzbox", "answered", 12, extension="20"),
         told("fritzbox", "ended", 75, duration_s=63)]
HIPATH = [told("hipath", "ringing", 1, extension="48"), told("hipath", "ended", 76, duration_s=63, extension="48")]
RECORD = [told("smdr+avaya", "ended", 76, duration_s=62, ring_s=11, extension="102")]
TRANSFERRED = [*ASTERISK[:3], told("asterisk", "ringing", 30, extension="103"),
               told("asterisk", "answered", 35, extension="103"),
               told("asterisk", "updated", 36, extension="102", reason=calls.LEFT), told("asterisk", "ended", 75)]


@st.composite
def interleaved(draw: st.DrawFn, streams: list[list[CallEvent]]) -> list[CallEvent]:
    """The events of all streams, each stream in its order."""
    left = [list(stream) for stream in streams]
    mixed = []
    while any(left):
        mixed.append(draw(st.sampled_from([stream for stream in left if stream])).pop(0))
    return mixed


@pytest.mark.parametrize("streams", [
    (ASTERISK, MODEM), (ASTERISK_MISSED, MODEM), (ASTERISK, FRITZ), (ASTERISK, RECORD), (FRITZ, RECORD),
    (MODEM, RECORD), (HIPATH, MODEM), (TRANSFERRED, FRITZ), (HIPATH, RECORD), (ASTERISK, MODEM, RECORD),
    (FRITZ, HIPATH, MODEM)])
@given(st.data())
def test_however_two_lines_interleave_it_is_one_call_with_the_same_result(streams, data):
    events = data.draw(interleaved(list(streams)))
    expected = journal(*(event for stream in streams for event in stream))
    assert facts(journal(*events).only) == facts(expected.only)


@given(interleaved([TRANSFERRED, FRITZ, MODEM, RECORD]), st.data())
def test_what_lines_tell_again_changes_nothing(events, data):
    again = data.draw(st.lists(st.sampled_from(events), max_size=5))
    assert facts(journal(*events, *again).only) == facts(journal(*events).only)


def test_the_better_line_knows_who_answered_and_when_it_ended():
    call = journal(*FRITZ[:1], *ASTERISK, *FRITZ[1:]).only
    assert (call.outcome, call.extension, call.duration_seconds, call.called_number) == ("answered", "102", 63, OURS)


def test_a_modem_that_hears_no_more_ringing_does_not_end_a_talk():
    call = journal(*ASTERISK[:3], *MODEM).only
    assert (call.state, call.extension, call.caller_name) == ("answered", "102", "Muster")


def test_the_exchange_that_comes_after_the_modem_takes_over():
    journals = journal(*MODEM)
    assert journals.only.outcome == "missed"
    journals.take(ASTERISK[0])
    assert (journals.only.state, journals.only.outcome) == ("ringing", None)


def test_a_record_completes_a_call_and_does_not_lengthen_it():
    call = journal(*ASTERISK, *RECORD).only
    assert (call.duration_seconds, call.ended_at) == (63, NINE + timedelta(seconds=75))


def test_a_record_tells_of_the_talk_that_a_modem_could_not_hear():
    call = journal(*MODEM, *RECORD).only
    assert (call.outcome, call.duration_seconds, call.extension) == ("answered", 62, "102")


def test_a_record_ends_a_call_that_was_taken_at_the_desk():
    ringing = begin("u", MODEM[0])
    taken, = take_all([ringing], NINE + timedelta(seconds=15))
    assert (taken.state, taken.answered_at) == ("answered", NINE + timedelta(seconds=15))
    assert add(taken, MODEM[1]).state == "answered"
    call = combine(taken, [taken, begin("u", RECORD[0])])
    assert (call.state, call.outcome, call.duration_seconds) == ("ended", "answered", 62)
    assert (call.legs[0].answered_at, call.legs[0].ended_at) == (
        NINE + timedelta(seconds=15), NINE + timedelta(seconds=76))


def test_a_call_whose_best_line_went_away_ends_as_another_line_says():
    asterisk = give_up(begin("u", ASTERISK[0]), NINE + timedelta(seconds=5))
    fritz = add(begin("u", FRITZ[0]), FRITZ[1])
    assert combine(asterisk, [asterisk, fritz]).state == "answered"
    ended = combine(asterisk, [asterisk, add(fritz, FRITZ[2])])
    assert (ended.outcome, ended.duration_seconds) == ("answered", 63)


def test_what_one_telephone_of_a_group_misses_another_may_answer():
    mine = begin("u", told("tapi", "ringing", feed="a", extension="1"))
    yours = begin("u", told("tapi", "ringing", feed="b", extension="2"))
    yours = add(yours, told("tapi", "answered", 9, extension="2"))
    mine = add(mine, told("tapi", "ended", 9))
    call = combine(mine, [mine, yours])
    assert (call.state, [leg.extension for leg in call.legs]) == ("answered", ["2"])


def test_a_call_handed_to_another_desks_telephone_is_one_with_two_parts():
    mine = add(begin("u", told("tapi", "ringing", 0, feed="a", extension="1")),
               told("tapi", "answered", 5, extension="1"))
    mine = add(mine, told("tapi", "ended", 60))
    yours = add(begin("u", told("tapi", "ringing", 55, feed="b", extension="2")),
                told("tapi", "answered", 60, extension="2"))
    running = combine(mine, [mine, yours])
    assert (running.state, [(leg.extension, leg.ended_at is None) for leg in running.legs]) == (
        "answered", [("1", False), ("2", True)])
    ended = combine(mine, [mine, add(yours, told("tapi", "ended", 100))])
    assert (ended.outcome, ended.duration_seconds) == ("answered", 95)


def test_a_menu_before_the_telephone_rings_does_not_make_it_another_call():
    call = journal(FRITZ[0], told("asterisk", "ringing", 40, extension="101")).only
    assert call.rang_at == NINE
    assert len(journal(FRITZ[0], told("modem", "ringing", 40)).calls) == 2
    assert len(journal(ASTERISK[0], told("fritzbox", "ringing", 40)).calls) == 2


@pytest.mark.parametrize("other", [
    {"caller_number": MUNICH}, {"direction": calls.OUT, "called_number": BERLIN, "caller_number": None},
    {"called_number": OTHER}, {"after": 90}, {"feed": "fritzbox", "call_id": "another"}])
def test_what_differs_is_another_call(other):
    after = other.pop("after", 0)
    event = replace(told("asterisk", "ringing", after), **other)
    assert len(journal(FRITZ[0], event).calls) == 2


def test_a_second_call_of_one_number_is_not_put_together_with_the_first():
    second = [replace(event, call_id="2", at=event.at + timedelta(seconds=4)) for event in (FRITZ[0], ASTERISK[0])]
    both = journal(FRITZ[0], second[0], ASTERISK[0], second[1])
    assert [[view.call_id for view in views] for views in both.calls] == [["fritzbox-1", "asterisk-1"], ["2", "2"]]


def test_withheld_callers_are_one_only_if_nobody_else_can_be_meant():
    withheld = {"caller_number": None, "number_state": "withheld", "called_number": OURS}
    one, other = told("fritzbox", "ringing", 0, **withheld), told("asterisk", "ringing", 2, **withheld)
    assert len(journal(one, other).calls) == 1
    assert len(journal(one, replace(one, call_id="2"), other).calls) == 3
    assert len(journal(one, replace(other, called_number=None)).calls) == 2


def test_a_line_that_knows_the_number_behind_a_withheld_one_tells_it():
    withheld = told("fritzbox", "ringing", 0, caller_number=None, number_state="withheld", called_number=OURS)
    call = journal(withheld, told("asterisk", "ringing", 1, called_number=OURS)).only
    assert (call.caller_number, call.number_state) == (BERLIN, "known")


def test_internal_calls_of_two_lines_are_one_by_the_extension_that_calls():
    own = {"direction": calls.INTERNAL, "caller_number": None, "caller_raw": "101"}
    assert len(journal(told("tapi", "ringing", 0, **own), told("asterisk", "ringing", 1, **own)).calls) == 1
    other = {**own, "caller_raw": "102"}
    assert len(journal(told("tapi", "ringing", 0, **own), told("asterisk", "ringing", 1, **other)).calls) == 2


def test_only_a_line_that_cannot_tell_hang_ups_is_ended_by_hand():
    taken = take_all([begin("u", MODEM[0])], NINE)
    assert end_all(taken, NINE + timedelta(seconds=60))[0].duration_seconds == 58
    answered = [add(begin("u", ASTERISK[0]), ASTERISK[2])]
    assert end_all(answered, NINE + timedelta(hours=1)) == answered


def test_the_same_line_of_another_desk_is_another_line_where_it_hangs_on_the_desk():
    call = begin("u", told("tapi", "ringing"))
    event = told("tapi", "ringing", 1, call_id="other")
    assert told_by(["tapi"], event, here=True)
    assert not told_by(["tapi"], event, here=False)
    assert same_call(call, event)
