"""What is told of the sample data."""

from __future__ import annotations

from hotline_desk.domain.sample import KINDS, ONE, Fate, SampleReport


def test_few_numbers_are_told_one_by_one_and_many_by_their_ends() -> None:
    assert SampleReport(cancelled=("R1", "R2")).numbers == "R1, R2"
    assert SampleReport(cancelled=tuple(f"R{n}" for n in range(1, 55))).numbers == "R1 … R54 (54)"


def test_all_kinds_together_say_how_many_go() -> None:
    assert SampleReport((Fate("address", 3, 1), Fate("ticket", 7, 0))).going == 10


def test_what_is_counted_has_a_word_for_one_of_it() -> None:
    assert KINDS.keys() <= ONE.keys()
