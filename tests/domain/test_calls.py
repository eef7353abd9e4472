"""How events add up to a call."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.domain import calls
from hotline_desk.domain.calls import Call, CallEvent, add, begin, continues, end_by_hand, give_up, take

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BERLIN, MUNICH = "+49301234567", "+49895550123"


def event(kind: str, after: float = 0, **fields: object) -> CallEvent:
    return CallEvent(feed="box", call_id="0@x", kind=kind, at=NINE + timedelta(seconds=after), connection="0", **fields)


def ring(**fields: object) -> CallEvent:
    given_ = {"direction": calls.IN, "caller_number": BERLIN, "number_state": "known", **fields}
    return event(calls.RINGING, **given_)


def fold(*events: CallEvent) -> Call:
    return reduce(add, events[1:], begin("u", events[0]))


def test_a_ringing_call_is_open_and_has_no_outcome():
    call = fold(ring())
    assert (call.state, call.outcome, call.rang_at, call.caller_number) == ("ringing", None, NINE, BERLIN)


def test_an_answered_call_keeps_the_seconds_its_source_counted():
    call = fold(ring(), event(calls.ANSWERED, 10, extension="12"), event(calls.ENDED, 75, duration_s=64))
    assert (call.outcome, call.duration_seconds, call.extension) == ("answered", 64, "12")
    assert call.answered_at == NINE + timedelta(seconds=10)
    assert call.ended_at == NINE + timedelta(seconds=74)


def test_a_call_hung_up_at_once_has_no_seconds_however_late_its_end_was_told():
    call = fold(ring(), event(calls.ANSWERED, 10), event(calls.ENDED, 75, duration_s=0))
    assert (call.outcome, call.duration_seconds) == ("answered", 0)


def test_without_the_sources_seconds_the_receipts_count():
    call = fold(ring(), event(calls.ANSWERED, 10), event(calls.ENDED, 75))
    assert call.duration_seconds == 65


def test_a_call_that_nobody_answered_is_missed():
    call = fold(ring(), event(calls.ENDED, 20, duration_s=0))
    assert (call.outcome, call.duration_seconds, call.answered_at) == ("missed", 0, None)


def test_a_busy_line_is_told_from_a_missed_call():
    assert fold(ring(), event(calls.ENDED, 1, reason=calls.BUSY)).outcome == "busy"


def test_an_answering_machine_is_not_a_person():
    machine = event(calls.ANSWERED, 20, extension="40", by_machine=True)
    call = fold(ring(), machine, event(calls.ENDED, 50, duration_s=30))
    assert (call.outcome, call.duration_seconds, call.by_machine, call.extension) == ("missed", 0, True, "40")


def test_a_person_who_takes_over_from_the_machine_answers():
    call = fold(ring(), event(calls.ANSWERED, 20, by_machine=True), event(calls.ANSWERED, 25, extension="11"))
    assert (call.state, call.by_machine, call.extension) == ("answered", False, "11")


def test_an_answer_that_went_by_unseen_is_known_from_the_seconds():
    call = fold(ring(), event(calls.ENDED, 100, duration_s=60))
    assert (call.outcome, call.duration_seconds, call.answered_at) == ("answered", 60, NINE + timedelta(seconds=40))


def test_a_withheld_caller_stays_withheld_at_the_answer():
    call = fold(ring(caller_number=None, number_state="withheld"), event(calls.ANSWERED, 5))
    assert (call.caller_number, call.number_state) == (None, "withheld")


def test_a_number_told_at_the_answer_completes_an_incoming_call():
    call = fold(ring(caller_number=None, number_state="unavailable"), event(calls.ANSWERED, 5, caller_number=MUNICH))
    assert (call.caller_number, call.number_state) == (MUNICH, "known")


def test_the_party_we_dialled_never_becomes_the_caller():
    call = fold(ring(direction=calls.OUT, caller_number=None), event(calls.ANSWERED, 5, caller_number=MUNICH))
    assert call.caller_number is None


def test_a_late_caller_id_is_taken_over():
    late = event(calls.UPDATED, 1, caller_number=MUNICH, caller_raw="089", caller_name="Sued", number_state="known")
    call = fold(ring(caller_number=None, number_state="unavailable"), late)
    assert (call.caller_number, call.caller_raw, call.number_state) == (MUNICH, "089", "known")
    assert call.caller_name == "Sued"


def test_a_record_of_a_finished_call_begins_before_it_ended():
    call = begin("u", event(calls.ENDED, 100, duration_s=60))
    assert (call.rang_at, call.duration_seconds) == (NINE + timedelta(seconds=40), 60)
    assert call.ended_at == NINE + timedelta(seconds=100)


def test_a_clock_set_back_during_the_call_gives_no_negative_time():
    call = fold(ring(), event(calls.ANSWERED, -300), event(calls.ENDED, -600))
    assert call.duration_seconds == 0
    assert call.rang_at <= call.answered_at <= call.ended_at


def test_a_call_given_up_is_repaired_by_its_late_end():
    call = give_up(fold(ring(), event(calls.ANSWERED, 10)), NINE + timedelta(seconds=30))
    assert (call.state, call.outcome) == ("ended", "unknown_end")
    repaired = add(call, event(calls.ENDED, 70, duration_s=60))
    assert (repaired.outcome, repaired.duration_seconds) == ("answered", 60)


def test_a_call_given_up_while_ringing_comes_back_by_its_answer():
    call = add(give_up(fold(ring()), NINE), event(calls.ANSWERED, 40))
    assert (call.state, call.outcome, call.ended_at) == ("answered", None, None)


def test_giving_up_an_ended_call_changes_nothing():
    call = fold(ring(), event(calls.ENDED, 5))
    assert give_up(call, NINE + timedelta(hours=1)) == call


def test_an_end_without_call_id_continues_an_open_call_of_its_connection():
    later = replace(event(calls.ENDED, 100, duration_s=60), call_id="")
    assert continues(fold(ring()), later)
    assert continues(give_up(fold(ring()), NINE), later)
    assert not continues(fold(ring(), event(calls.ENDED, 5)), later)
    assert not continues(fold(ring()), replace(later, connection="1"))


def test_an_answer_without_call_id_does_not_continue_a_call_with_another_party():
    answer = replace(event(calls.ANSWERED, 10, caller_number=MUNICH), call_id="")
    assert not continues(fold(ring()), answer)
    assert continues(fold(ring(caller_number=MUNICH)), answer)
    assert continues(fold(ring(direction=calls.OUT, called_number=MUNICH)), answer)


def test_a_call_of_the_day_before_yesterday_is_not_continued():
    assert not continues(fold(ring()), replace(event(calls.ENDED, 2 * 86400), call_id=""))


KIND_CODES = [calls.RINGING, calls.RING_STOPPED, calls.ANSWERED, calls.UPDATED, calls.ENDED]
KINDS = st.sampled_from(KIND_CODES)


@st.composite
def streams(draw: st.DrawFn, kinds: st.SearchStrategy[str] = KINDS) -> list[CallEvent]:
    after, found = 0, []
    for kind in draw(st.lists(kinds, min_size=1, max_size=8)):
        after += draw(st.integers(-20, 400))
        number = draw(st.sampled_from([None, BERLIN, MUNICH]))
        found.append(event(
            kind, after, direction=draw(st.sampled_from(calls.DIRECTIONS)), caller_number=number,
            number_state="known" if number else "withheld", caller_name=draw(st.sampled_from(["", "A", "B"])),
            extension=draw(st.sampled_from(["", "1", "40"])), by_machine=draw(st.booleans()),
            reason=draw(st.sampled_from(["", calls.BUSY, calls.RING_OVER])),
            duration_s=draw(st.none() | st.integers(0, 900)),
        ))
    return found


def settled(*events: CallEvent) -> Call:
    """The call without what rings: when clocks run backwards, old ringing cannot be told from new."""
    return replace(fold(*events), ringing=())


@given(streams(), st.data())
def test_repeated_events_change_nothing(events, data):
    repeated = [e for e in events for _ in range(data.draw(st.integers(1, 3)))]
    assert settled(*repeated) == settled(*events)


@given(streams())
def test_the_whole_stream_again_changes_nothing(events):
    assert settled(*events, *events) == settled(*events)


@st.composite
def talks(draw: st.DrawFn) -> list[CallEvent]:
    """A call in which people ring, answer, hand on and leave, told in the order of time."""
    after, found = 0, [ring(extension="1")]
    for kind in draw(st.lists(st.sampled_from([*KIND_CODES, calls.LEFT]), max_size=10)):
        after += draw(st.integers(1, 60))
        reason = calls.LEFT if kind == calls.LEFT else ""
        found.append(event(calls.UPDATED if reason else kind, after, extension=draw(st.sampled_from(["1", "2", "3"])),
                           reason=reason))
    return found


@given(talks(), st.data())
def test_who_rings_and_who_talked_is_the_same_when_told_again(events, data):
    ended = [n for n, told in enumerate(events, start=1) if told.kind == calls.ENDED]
    known = data.draw(st.integers(0, ended[0] if ended else len(events)))
    assert fold(*events[:known + 1], *events[:known + 1], *events[known + 1:]) == fold(*events)


@given(talks(), st.booleans())
def test_parts_of_a_call_follow_each_other_within_it(events, given_up):
    call = give_up(fold(*events), NINE) if given_up else fold(*events)
    assert bool(call.legs) == (call.answered_at is not None)
    for before, after in zip(call.legs, call.legs[1:], strict=False):
        assert call.answered_at <= before.answered_at <= before.ended_at <= after.answered_at
    if call.legs and call.legs[-1].ended_at is None:
        assert call.outcome in (None, calls.UNKNOWN_END)
        assert call.talking == call.legs[-1]
    if call.outcome == calls.ANSWERED:
        assert all(leg.ended_at <= call.ended_at for leg in call.legs)


@given(streams(st.sampled_from([calls.RINGING, calls.ANSWERED, calls.ENDED])), st.data())
def test_the_end_of_a_call_makes_any_part_of_its_stream_harmless(events, data):
    events = [*events, event(calls.ENDED, 9000)]
    again = data.draw(st.lists(st.sampled_from(events), max_size=6))
    assert fold(*events, *again) == fold(*events)


@given(streams(), st.booleans())
def test_times_and_outcomes_always_make_sense(events, given_up):
    call = give_up(fold(*events), NINE) if given_up else fold(*events)
    moments = [m for m in (call.rang_at, call.answered_at, call.ended_at) if m]
    assert moments == sorted(moments)
    assert call.duration_seconds >= 0
    assert (call.state == calls.ENDED) == (call.outcome is not None) == (call.ended_at is not None)
    assert call.duration_seconds == 0 or call.outcome == calls.ANSWERED


def test_a_telephone_rings_until_it_stops_or_somebody_answers():
    call = fold(ring(extension="1"), event(calls.RINGING, 1, extension="2"), event(calls.RINGING, 1, extension="3"))
    assert call.ringing == ("1", "2", "3")
    call = add(call, event(calls.RING_STOPPED, 2, extension="1"))
    assert call.ringing == ("2", "3")
    assert add(call, event(calls.ANSWERED, 3, extension="2")).ringing == ()
    assert add(call, event(calls.ENDED, 3)).ringing == ()


def test_a_call_handed_on_has_two_parts():
    call = fold(ring(), event(calls.ANSWERED, 10, extension="1"), event(calls.RINGING, 20, extension="2"),
                event(calls.ANSWERED, 30, extension="2"), event(calls.ENDED, 70))
    assert [(leg.extension, leg.answered_at, leg.ended_at) for leg in call.legs] == [
        ("1", NINE + timedelta(seconds=10), NINE + timedelta(seconds=30)),
        ("2", NINE + timedelta(seconds=30), NINE + timedelta(seconds=70))]
    assert (call.duration_seconds, call.extension) == (60, "2")


def test_who_leaves_before_the_next_one_answers_talks_no_longer():
    call = fold(ring(), event(calls.ANSWERED, 10, extension="1"),
                event(calls.UPDATED, 20, extension="1", reason=calls.LEFT))
    assert (call.state, call.talking, call.legs[0].ended_at) == ("answered", None, NINE + timedelta(seconds=20))
    assert add(call, event(calls.ANSWERED, 30, extension="2")).talking.extension == "2"


def test_who_only_asked_a_colleague_talks_on_when_that_one_leaves():
    call = fold(ring(), event(calls.ANSWERED, 10, extension="1"), event(calls.ANSWERED, 30, extension="2"),
                event(calls.UPDATED, 50, extension="2", reason=calls.LEFT))
    assert [leg.extension for leg in call.legs] == ["1", "2", "1"]
    assert call.talking.answered_at == NINE + timedelta(seconds=50)


def test_nobody_talks_on_when_a_call_that_was_handed_over_is_handed_out_of_the_house():
    call = fold(ring(), event(calls.ANSWERED, 10, extension="1"), event(calls.ANSWERED, 30, extension="2"),
                event(calls.UPDATED, 31, extension="1", reason=calls.LEFT),
                event(calls.UPDATED, 50, extension="2", reason=calls.LEFT))
    assert (call.state, call.talking, len(call.legs)) == ("answered", None, 2)


def test_ringing_that_stops_is_a_missed_call_where_answers_are_never_told():
    call = fold(ring(source="modem"), event(calls.ENDED, 20, reason=calls.RING_OVER))
    assert (call.state, call.outcome) == ("ended", "missed")


def test_a_call_taken_at_the_desk_goes_on_when_the_modem_hears_no_more_ringing():
    taken = take(fold(ring(source="modem")), NINE + timedelta(seconds=5))
    call = add(taken, event(calls.ENDED, 20, reason=calls.RING_OVER))
    assert (call.state, call.answered_at) == ("answered", NINE + timedelta(seconds=5))
    ended = end_by_hand(call, NINE + timedelta(seconds=65))
    assert (ended.outcome, ended.duration_seconds, ended.legs[0].ended_at) == (
        "answered", 60, NINE + timedelta(seconds=65))


def test_a_call_may_be_taken_just_after_the_modem_heard_no_more_ringing():
    missed = fold(ring(source="modem"), event(calls.ENDED, 20, reason=calls.RING_OVER))
    assert take(missed, NINE + timedelta(seconds=30)).state == "answered"
    assert take(missed, NINE + timedelta(seconds=90)) == missed


def test_a_line_that_tells_answers_and_ends_is_believed_alone():
    ringing = fold(ring(source="asterisk"))
    assert take(ringing, NINE) == ringing
    answered = add(ringing, event(calls.ANSWERED, 5))
    assert end_by_hand(answered, NINE + timedelta(seconds=60)) == answered


def test_a_modem_that_was_unplugged_ends_no_talk():
    taken = take(fold(ring(source="modem")), NINE)
    assert give_up(taken, NINE + timedelta(seconds=60)) == taken
    assert give_up(fold(ring(source="modem")), NINE + timedelta(seconds=60)).outcome == "unknown_end"


def test_queue_menu_and_direction_may_come_later():
    call = fold(ring(direction=calls.UNKNOWN, caller_number=None), event(calls.UPDATED, 1, queue="support", menu="2"),
                event(calls.RINGING, 2, direction=calls.IN, called_number=MUNICH))
    assert (call.queue, call.menu, call.direction, call.called_number) == ("support", "2", "in", MUNICH)


def test_calls_refuse_to_be_changed_in_place():
    with pytest.raises(AttributeError):
        fold(ring()).state = "ended"  # type: ignore[misc]
