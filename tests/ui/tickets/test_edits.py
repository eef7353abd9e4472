"""The account of what was typed beside what is stored."""

from __future__ import annotations

from hotline_desk.ui.tickets.drafts import Edits

STORED = {"subject": "Drucker", "request": "", "priority": "normal"}


def edits(**mine):
    made = Edits()
    made.read(STORED, 3)
    for name, value in mine.items():
        made.type(name, value)
    return made


def test_a_field_typed_back_to_what_is_stored_is_no_change():
    made = edits(subject="Drucker defekt")
    assert made.any
    made.type("subject", "Drucker")
    assert not made.any


def test_only_untouched_fields_show_what_others_stored():
    made = edits(subject="Drucker defekt")
    shown, both = made.read({**STORED, "priority": "high"}, 4)
    assert (shown, both) == ({"priority": "high"}, set())
    assert made.current() == {"subject": "Drucker defekt", "request": "", "priority": "high"}
    assert made.started == 4


def test_a_field_both_changed_keeps_mine_and_the_version_it_started_from():
    made = edits(subject="Meiner")
    shown, both = made.read({**STORED, "subject": "Anderer"}, 4)
    assert (shown, both) == ({}, {"subject"})
    assert made.started == 3 and made.current()["subject"] == "Meiner"


def test_a_conflict_is_told_once():
    made = edits(subject="Meiner")
    made.read({**STORED, "subject": "Anderer"}, 4)
    assert made.read({**STORED, "subject": "Anderer"}, 5)[1] == set()


def test_mine_goes_over_theirs_when_the_user_says_so():
    made = edits(subject="Meiner")
    made.read({**STORED, "subject": "Anderer"}, 4)
    made.use_mine()
    assert made.started == 4 and made.mine == {"subject": "Meiner"}


def test_theirs_is_shown_when_the_user_gives_up_his():
    made = edits(subject="Meiner", request="Text")
    made.read({**STORED, "subject": "Anderer"}, 4)
    assert made.use_theirs() == {"subject": "Anderer"}
    assert made.mine == {"request": "Text"} and made.started == 4


def test_the_same_change_by_another_is_no_conflict():
    made = edits(subject="Gleich")
    assert made.read({**STORED, "subject": "Gleich"}, 4) == ({"subject": "Gleich"}, set())
    assert not made.any


def test_what_was_typed_while_saving_stays_typed():
    made = edits(subject="Eins")
    made.type("subject", "Eins und zwei")
    made.stored({"subject": "Eins"}, 4)
    assert made.mine == {"subject": "Eins und zwei"} and made.started == 4


def test_a_draft_comes_back_over_the_stored_state():
    kept = edits(subject="Entwurf").body()
    made = edits()
    assert made.restore(kept) == ({"subject": "Entwurf"}, set())
    assert made.current()["subject"] == "Entwurf"


def test_a_draft_whose_field_was_changed_since_is_a_conflict():
    kept = edits(subject="Entwurf").body()
    made = Edits()
    made.read({**STORED, "subject": "Anderer"}, 5)
    assert made.restore(kept) == ({"subject": "Entwurf"}, {"subject"})
    assert made.started == 3


def test_a_draft_never_replaces_what_is_being_typed_now():
    kept = edits(subject="Entwurf").body()
    made = edits(subject="Jetzt")
    made.restore(kept)
    assert made.current()["subject"] == "Jetzt"


def test_texts_of_panels_are_part_of_the_draft():
    made = edits()
    made.write_panel("forward", "Bitte prüfen")
    assert made.any and made.body()["panels"] == {"forward": "Bitte prüfen"}
    made.write_panel("forward", "")
    assert not made.any


def test_what_is_changed_back_while_it_is_being_stored_stays_typed():
    edits = Edits({"project_uid": None}, 1, started=1)
    edits.type("project_uid", "p")
    edits.saving.update(edits.mine)
    edits.type("project_uid", None)
    edits.stored({"project_uid": "p"}, 2)
    assert edits.mine == {"project_uid": None}
    assert not edits.saving
